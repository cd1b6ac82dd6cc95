"""The pages above the reports: home, departments, sources."""

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from urllib.parse import quote

from markupsafe import Markup

from build_site.registers.codelists import divisions_of, place_name
from build_site.render.charts.many.maps import Box, boxes
from build_site.render.charts.markup import Figure, Pen, figure
from build_site.render.charts.palette import fill_of, of_class
from build_site.render.collected import Collected
from build_site.render.digest import Digest
from build_site.render.html import page
from build_site.render.pages.frame import MANY
from build_site.render.pages.places import rounded, row_of
from build_site.render.template import fill, part
from build_site.render.words import Tongue, place_en

_LATEST = 8
_BOXES = 24
"""Departments drawn in one class of the map of boxes; the rest are one box."""
_SMALL = Decimal("0.03")
"""Classes below this share are drawn as one."""
PURPOSE = "把政府部门每年公开的决算报告变成能看、能查、能算的数据；每个数都能点回报告里的那一格。"


def home_page(all_: Collected, lang: str, pen: Pen) -> str:
    """The question, search, one place as a map of boxes, three doors, what came last, one number traced."""
    t = Tongue(lang, "../" if lang == "en" else "")
    newest = sorted(
        all_.reports,
        key=lambda each: (each.registration.retrieved, each.registration.published, each.year),
        reverse=True,
    )
    latest = []
    for each in newest[:_LATEST]:
        row = row_of(all_, all_.offices[each.slug], each.year, t)
        latest.append(
            row
            | {
                "year": each.year,
                "href": f"departments/{each.slug}/{each.year}/",
                "base": f"{t.root}departments/{each.slug}/{each.year}/",
                "crop": each.crop,
                "data": f"{t.root}data/{each.slug}/{each.year}/",
            }
        )
    told = [row for row in latest if row["spent"].yuan is not None]
    example = next((row for row in told if row["crop"]), told[0] if told else None)
    body = fill(
        "home", t=t, reports=len(all_.reports), offices=len(all_.offices), chart=_map(all_, t, pen), latest=latest,
        example=example, tries=_tries(all_, t), topics=bool(all_.reports),
    )  # fmt: skip
    return page("", body, description=t(PURPOSE))


def _tries(all_: Collected, t: Tongue) -> list[tuple[str, str]]:
    """What to try, each of it here, with its address: a department, and searches for a code and for a topic."""
    if not all_.reports:
        return []
    newest = all_.reports[0]
    words = [*[use.code for use in newest.uses if len(use.code) == 7][:1], "housing" if t.english else "三公"]
    own = all_.plain(all_.offices[newest.slug], t), f"departments/{newest.slug}/"
    return [own, *((each, f"?q={quote(each)}") for each in words)]


def _map(all_: Collected, t: Tongue, pen: Pen) -> Markup | str:
    """The place with most reports of one year, the smallest of those that have as many: class → department by area."""
    counts = Counter(
        (code, report.year)
        for report in all_.reports
        if report.classes
        for code in divisions_of(report.registration.division_code)
    )
    if not counts:
        return ""
    code, year = max(counts, key=lambda key: (counts[key], key[1], len(divisions_of(key[0])), key[0]))
    offices = [each for each in all_.divisions[code] if each.of(year)]
    parts: dict[str, list[tuple[str, Decimal]]] = {}
    for office in offices:
        name = all_.plain(office, t)
        brief = name.removesuffix(f", {place_en(code, whole=False)}")
        brief = brief if t.english else _brief(name, place_name(code, whole=False))
        for klass, (_, known) in office.of(year).classes.items() if office.of(year) else ():  # type: ignore[union-attr]
            if known.yuan and known.yuan > 0:
                parts.setdefault(klass, []).append((brief, known.yuan))
    sums = {klass: sum((amount for _, amount in own), Decimal(0)) for klass, own in parts.items()}
    whole = sum(sums.values(), Decimal(0))
    if not whole:
        return ""
    ordered = sorted(sums, key=lambda klass: -sums[klass])
    names = {klass: all_.class_name(klass, t).striptags() for klass in ordered}
    small = [klass for klass in ordered if sums[klass] / whole < _SMALL]
    small = small if len(small) > 1 else []
    found = [
        Box(names[klass], fill_of(klass), _largest(parts[klass], t), f"{rounded(sums[klass] / whole * 100)}%")
        for klass in ordered
        if klass not in small
    ]
    if small:
        rest = sum((sums[klass] for klass in small), Decimal(0))
        own = _largest([(names[klass], sums[klass]) for klass in small], t)
        found.append(Box(t("其他 {n} 类", n=len(small)), fill_of(""), own, f"{rounded(rest / whole * 100)}%"))
    told = t("，").join(
        t("{n} 元用于{name}", n=rounded(sums[klass] / whole * 100), name=names[klass]) for klass in ordered[:3]
    )
    place = t.place(code).striptags()
    title = t("{place}：每 100 元里，{parts}", place=place, parts=told)
    said = t(
        "{year} 年度 {n} 个部门的决算支出，按类、再按部门，面积与金额成正比；简单相加，没有扣除部门间往来。",
        year=year,
        n=sum(bool(each.of(year).classes) for each in offices),  # type: ignore[union-attr]
    )
    drawing = boxes("home", found, f"{title}{t('。')}{said}")
    rows = [
        (f"{names[klass]} · {name}", t.money(amount))
        for klass in ordered
        for name, amount in sorted(parts[klass], key=lambda each: -each[1])
    ]
    strip = [
        (names[klass], of_class(klass), f"{rounded(sums[klass] / whole * 100)}%", t.summed(sums[klass]))
        for klass in ordered
    ]
    more = part("parts", "link", t("看{place}全部部门", place=t.place(code)), f"places/{code}/")
    return figure(
        Figure("figure-map", title, said, f"{title}{t('。')}{said}", drawing, [t("部门"), t.unit], rows[:MANY], t("各部门支出决算表"), more),
        pen, t=t, phone=part("strips", "strips", [(t("本年支出"), t.summed(whole), strip)], t=t),
    )  # fmt: skip


def _largest(parts: Sequence[tuple[str, Decimal]], t: Tongue) -> list[tuple[str, Decimal, str]]:
    ordered = sorted(parts, key=lambda each: -each[1])
    shown = [(name, amount, t.summed(amount)) for name, amount in ordered[:_BOXES]]
    rest = sum((amount for _, amount in ordered[_BOXES:]), Decimal(0))
    return shown + ([(str(t("其他部门")), rest, t.summed(rest))] if rest else [])


def _brief(name: str, place: str) -> str:
    """A department's name without the place that all of them share, and without what stands before every street office
    and every organ of a committee (中共…区委社会工作部: 社会工作部)."""
    before, found, rest = name.partition(place)
    shared = ("委员会", "委") if before.startswith("中共") else ("人民政府",)
    for each in shared if found else ():
        rest = rest.removeprefix(each)
    return rest or name


def departments_page(all_: Collected, lang: str) -> str:
    """All departments by place, each with its newest figures."""
    t = Tongue(lang, "../../" if lang == "en" else "../")
    rows = []
    for office in all_.offices.values():
        year, code = office.newest.year, office.department.division_code
        row = row_of(all_, office, year, t) | {"year": year, "href": f"{office.slug}/", "folder": f"{office.slug}/"}
        rows.append(row | {"place": code, "place_name": t.place(code)})
    rows.sort(key=lambda row: (row["place"], row["spent"].yuan is None, -(row["spent"].yuan or 0), row["folder"]))
    body = fill("departments", t=t, rows=rows)
    return page(t("部门"), body, description=t("按地区列出的全部部门"))


def sources_page(reports: Sequence[Digest]) -> str:
    """The register of sources: publisher, dates, address, hash."""
    names: Mapping[str, str] = {each.slug: each.department for each in reports} if len(reports) > MANY else {}
    return page("来源", fill("sources", reports=reports, names=names), description="收录报告的来源登记")
