"""A page per place: its departments with their money, what of them is here, the place's files."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from markupsafe import Markup

from build_site.model import Department
from build_site.registers.codelists import divisions_of, place_name
from build_site.render.charts.many.pairs import Point, strip
from build_site.render.charts.markup import Figure, Pen, figure
from build_site.render.charts.options import Bars, horizontal_bars
from build_site.render.charts.palette import of_class
from build_site.render.collected import Collected, Office, total
from build_site.render.html import page
from build_site.render.measures import part_of
from build_site.render.shelf import EMPTY, Shelf
from build_site.render.template import fill
from build_site.render.words import Tongue

_FILES = {"place.xlsx": "Excel", "department-years.csv": "CSV", "datapackage.json": "Data Package"}
"""Files of a place, the first of them what most come for."""


def place_pages(all_: Collected, lang: str, pen: Pen, data: Path, shelf: Shelf = EMPTY) -> Iterator[tuple[str, str]]:
    """`places/index.md` and a page for every place, by path. `data`: where the files of places lie."""
    index = Tongue(lang, "../../" if lang == "en" else "../")
    yield "places/index.md", _index(all_, index)
    for code, offices in all_.divisions.items():
        for path, year, t, years in all_.by_year(f"places/{code}", offices, lang):
            made = partial(_place, all_, code, (year, years), t, pen, data / code)
            about = (
                year,
                years,
                _topic(all_, year),
                place_name(code),
                _missing(all_, code),
                _files(data / code),
                _below(all_, code),
            )
            own = [(each.department, shelf.of(each.reports)) for each in offices]
            yield path, shelf.page(t.below(path), made, about, own)


def _topic(all_: Collected, year: int) -> str:
    """Where the topic of “三公” tells a year, below its address; of the main year too, which another may be tomorrow."""
    return f"{year}/" if len(all_.years_of(all_.offices.values())) > 1 else ""


def _missing(all_: Collected, code: str) -> list[Department]:
    return [each for each in all_.missing if code in divisions_of(each.division_code)]


def _files(data: Path) -> list[tuple[str, str, int]]:
    return [(name, words, (data / name).stat().st_size) for name, words in _FILES.items() if (data / name).is_file()]


def _below(all_: Collected, code: str) -> list[tuple[str, int]]:
    """The places within this one, with how many departments each has."""
    return [
        (each, len(own)) for each, own in all_.divisions.items() if each != code and divisions_of(each)[1:2] == [code]
    ]


def _index(all_: Collected, t: Tongue) -> str:
    rows = [
        {
            "code": code, "name": t.place(code, whole=False) if len(divisions_of(code)) > 1 else t.place(code),
            "level": len(divisions_of(code)), "offices": len(offices), "reports": sum(len(each.reports) for each in offices),
            "years": span((year.year for each in offices for year in each.reports), t),
        }
        for code, offices in all_.divisions.items()
    ]  # fmt: skip
    own = {each.department.division_code for each in all_.offices.values()}  # not again those above them
    body = fill("places", t=t, rows=rows, count=len(own), offices=len(all_.offices))
    return page(t("地区"), body, description=t("按地区看部门决算"))


def _place(all_: Collected, code: str, when: tuple[int, list[Any]], t: Tongue, pen: Pen, data: Path) -> str:
    """`when`: the year, and the choice of years."""
    (year, years), offices, name = when, all_.divisions[code], t.place(code)
    there = [each for each in offices if each.of(year)]
    rows = [row_of(all_, each, year, t) for each in there]
    rows.sort(key=lambda row: (row["spent"].yuan is None, -(row["spent"].yuan or 0), row["office"].slug))
    most = max((row["spent"].yuan or Decimal(0) for row in rows), default=Decimal(0))
    for row in rows:
        row["bar"] = round(float((row["spent"].yuan or 0) / most * 100), 1) if most else 0
    both = [
        (row["plan"].yuan, row["three"].yuan)
        for row in rows
        if row["plan"].yuan is not None and row["three"].yuan is not None
    ]
    chain = [each for each in reversed(divisions_of(code)) if each in all_.divisions]
    body = fill(
        "place",
        t=t, code=code, name=name, year=year, choice=years, topic=_topic(all_, year), offices=offices,
        way=[(f"{t.home}places/", t("地区")), *((f"{t.home}places/{each}/", t.place(each, whole=False)) for each in chain[:-1]), ("", t.place(code, whole=False))],
        missing=_missing(all_, code),
        without=[(all_.name(each, t), each.slug, sorted(report.year for report in each.reports)) for each in offices if not each.of(year)],
        reports=sum(len(each.reports) for each in offices),
        years=span((report.year for each in offices for report in each.reports), t),
        spent=total(row["spent"] for row in rows),
        summed=sum(row["spent"].yuan is not None for row in rows),
        three=(sum(a for a, _ in both), sum(b for _, b in both)) if both else None,
        planned=total(row["plan"] for row in rows),
        three_counts=counted(row["three"].state for row in rows),
        rows=rows,
        chart=_strip(all_, rows, t, pen),
        classes=_classes(all_, [each.of(year) for each in there], t, pen),
        files=_files(data),
        below=[(each, t.place(each, whole=False), count) for each, count in _below(all_, code)],
    )  # fmt: skip
    title = name.striptags()
    description = t("{place}各部门决算：支出、预算完成、“三公”经费", place=title)
    return page(f"{title} {year}", body, description=description)


def row_of(all_: Collected, office: Office, year: int, t: Tongue) -> dict[str, Any]:
    spent, project = office.known(year, "expenditure"), office.known(year, "project")
    moved, _, derived = office.moved(year)
    approved, final = office.known(year, "approved"), office.known(year, "general-public")
    report = office.of(year)
    classes = report.classes if report else {}
    largest = max(classes, key=lambda code: classes[code][1].yuan or 0, default="")
    return {
        "office": office, "name": all_.name(office, t), "href": f"{t.home}departments/{office.slug}/",
        "folder": f"{t.home}departments/{office.slug}/", "base": f"{t.root}departments/{office.slug}/{year}/",
        "years": sorted(each.year for each in office.reports),
        "spent": spent, "moved": moved, "derived": derived,
        "done": part_of(final, approved), "undone": t("年初预算 0") if approved.state == "zero" else "",
        "project": part_of(project, spent),
        "plan": office.known(year, "three-public-budget"), "three": office.known(year, "three-public"),
        "colour": of_class(largest), "class": largest,
    }  # fmt: skip


def _strip(all_: Collected, rows: Sequence[Mapping[str, Any]], t: Tongue, pen: Pen) -> Markup | str:
    """Where the departments lie by their expenditure."""
    known = [row for row in rows if row["spent"].yuan and row["spent"].yuan > 0]
    if len(known) < 3:
        return ""
    amounts = sorted(row["spent"].yuan for row in known)
    middle = amounts[(len(amounts) - 1) // 2]
    points = [
        Point(all_.plain(row["office"], t), t.drawn(row["spent"].yuan), t.money(row["spent"].yuan), row["colour"])
        for row in known
    ]
    low, high = t.summed(amounts[0]), t.summed(amounts[-1])
    halved, plain = t("支出从 {low}到 {high}，一半部门不超过 {middle}"), t("支出从 {low}到 {high}")
    title = (halved if middle < amounts[-1] else plain).format(low=low, high=high, middle=t.summed(middle))
    said = t("每个点一个部门，横轴是本年支出（对数刻度），颜色是支出最多的类，单位：{unit}。", unit=t.unit)
    drawing = strip("place", points, t.unit, f"{title}{t('。')}{said}")
    table = [(row["name"], t.money(row["spent"].yuan)) for row in known]
    held = Counter((row["colour"], row["class"]) for row in known)
    key: dict[str, dict[Markup, None]] = {}  # classes without a colour of their own share one with what has no classes
    for (colour, code), _ in held.most_common():
        other = t("其他各类") if code else t("没有支出决算表的各类")
        key.setdefault(colour, {})[other if colour == of_class("") else all_.class_name(code, t)] = None
    chart = Figure(
        "figure-departments",
        title,
        said,
        f"{title}{t('。')}{said}",
        drawing,
        [t("部门"), t.unit],
        table,
        t("各部门支出决算表“合计”行"),
        key=[(colour, t("、").join(words)) for colour, words in key.items()],
    )
    return figure(chart, pen, t=t)


def _classes(all_: Collected, reports: Sequence[Any], t: Tongue, pen: Pen) -> Markup | str:
    """What the place's departments spent by class, added up."""
    sums: dict[str, Decimal] = {}
    holders: Counter[str] = Counter()
    for report in reports:
        for code, (_, known) in report.classes.items():
            sums[code] = sums.get(code, Decimal(0)) + (known.yuan or 0)
            holders[code] += 1
    whole = sum((value for value in sums.values() if value > 0), Decimal(0))
    if not whole:
        return ""
    ordered = sorted(sums.items(), key=lambda each: -each[1])
    names = {code: all_.class_name(code, t).striptags() for code in sums}
    top = [(names[code], value / whole * 100) for code, value in ordered[:3]]
    title = t(
        "每 100 元支出里，{parts}",
        parts=t("，").join(t("{n} 元用于{name}", n=rounded(share), name=name) for name, share in top),
    )
    covered = sum(bool(report.classes) for report in reports)
    said = t("{n} 个部门的支出决算表按类相加，没有扣除部门间往来；单位：{unit}。", n=covered, unit=t.unit)
    bars = Bars(
        t("支出"), of_class(""), [t.drawn(value) for _, value in ordered],
        [f"{t.money(value)}（{rounded(value / whole * 100)}%）" if not t.english else f"{t.money(value)} ({rounded(value / whole * 100)}%)" for _, value in ordered],
        [of_class(code) for code, _ in ordered],
    )  # fmt: skip
    labels = [names[code] for code, _ in ordered]
    drawing = horizontal_bars("classes", labels, bars, t.unit, f"{title}{t('。')}{said}")
    rows = [(names[code], t.money(value), str(holders[code])) for code, value in ordered]
    head = [t("类"), t.unit, t("部门数")]
    return figure(
        Figure("figure-classes", title, said, f"{title}{t('。')}{said}", drawing, head, rows, t("各部门支出决算表")),
        pen,
        t=t,
    )


def counted(states: Any) -> dict[str, int]:
    """How many have an amount, and how many of each kind have none."""
    counts = Counter("amount" if state in ("value", "zero") else state for state in states)
    order = ("amount", "none-stated", "blank", "not-in-report", "not-read", "not-collected")
    return {name: counts[name] for name in order if counts[name]}


def span(years: Any, t: Tongue) -> str:
    """Years in short: 2022—2024, or those that there are."""
    found = sorted(set(years))
    if len(found) > 2 and found[-1] - found[0] == len(found) - 1:
        return f"{found[0]}—{found[-1]}"
    return t("、").join(map(str, found))


def rounded(value: Decimal) -> str:
    """A share for a sentence: whole where it can be, one decimal below 10; what would be 0.0 is said to be less than 0.1."""
    if 0 < value < Decimal("0.05"):
        return "<0.1"
    return f"{value.quantize(Decimal(1) if value >= 10 else Decimal('0.1'))}"
