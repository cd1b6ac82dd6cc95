"""A page per code: its names, what it belongs to, and how its amounts are spread over the reports."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby

from markupsafe import Markup

from build_site.model.forms import LEVELS
from build_site.registers.codelists import rows
from build_site.render.charts.many.pairs import Point, strip
from build_site.render.charts.markup import Figure, Pen, figure
from build_site.render.charts.palette import of_class
from build_site.render.codes import Code, Use
from build_site.render.collected import Collected
from build_site.render.html import page, share
from build_site.render.pages.frame import MANY
from build_site.render.shelf import EMPTY, Shelf
from build_site.render.template import fill
from build_site.render.words import Tongue

_KINDS = {False: "支出功能分类", True: "支出经济分类"}


def code_pages(
    all_: Collected, codes: Mapping[str, Code], lang: str, pen: Pen, shelf: Shelf = EMPTY
) -> Iterator[tuple[str, str]]:
    """`codes/index.md` and a page for each code, by path."""
    yield "codes/index.md", _index(codes, Tongue(lang, "../../" if lang == "en" else "../"))
    t = Tongue(lang, "../../../" if lang == "en" else "../../")
    below: dict[str, list[Code]] = {}
    for each in codes.values():
        below.setdefault(each.code[:-2], []).append(each)
    for code, entry in codes.items():
        path, family = f"codes/{code}/index.md", [*_above(entry, codes), *below.get(code, ())]
        named = [(each.code, each.name) for each in family]
        used = dict.fromkeys(use.report for use in entry.uses)
        reports = [
            (all_.offices[slug].department, shelf.of([report]))
            for slug, year in used
            if (report := all_.offices[slug].of(year))
        ]
        made = partial(_page, all_, entry, codes, t, pen)
        yield path, shelf.page(t.below(path), made, entry.listed, named, reports)


def _above(entry: Code, codes: Mapping[str, Code]) -> list[Code]:
    """The codes that it belongs to, the widest first."""
    return [codes[part] for length in (3, 5) if length < len(entry.code) and (part := entry.code[:length]) in codes]


def _index(codes: Mapping[str, Code], t: Tongue) -> str:
    """All codes by classification, in their tree."""
    kinds = []
    for economic, anchor in ((False, "functional"), (True, "economic")):
        own = (entry for entry in codes.values() if entry.economic is economic)
        groups = [list(each) for _, each in groupby(own, key=lambda entry: entry.code[:3])]
        told = [[(each, t.given(each.name), *_spread(each, t)) for each in group] for group in groups]
        kinds.append((anchor, t(_KINDS[economic]), told))
    body = fill("codes", t=t, kinds=kinds)
    return page(t("科目"), body, description=t("支出功能分类与经济分类科目"))


def _spread(entry: Code, t: Tongue) -> tuple[int, str]:
    """In how many reports a code has an amount, and from which to which."""
    amounts = sorted(use.yuan for use in entry.uses if use.yuan is not None)
    ends = [t.money(each) for each in (amounts[:1] + amounts[-1:] if len(amounts) > 1 else amounts)]
    return len({use.report for use in entry.uses}), " – ".join(dict.fromkeys(ends))


def _page(all_: Collected, entry: Code, codes: Mapping[str, Code], t: Tongue, pen: Pen) -> str:
    title = f"{entry.code} {t.given(entry.name).striptags()}"
    known = sorted(
        (use for use in entry.uses if use.yuan is not None), key=lambda use: (-use.year, -(use.yuan or 0), use.slug)
    )
    year = max((use.year for use in known), default=0)
    counts = {each: sum(use.year == each for use in known) for each in {use.year for use in known}}
    year = max(counts, key=lambda each: (counts[each], each), default=year)
    body = fill(
        "code",
        t=t, title=title, entry=entry, name=t.given(entry.name), kind=t(_KINDS[entry.economic]),
        level=t(LEVELS[entry.level]) if entry.level in LEVELS else "",
        above_=[(each, t.given(each.name)) for each in _above(entry, codes)],
        below=[(each, t.given(each.name)) for each in codes.values() if each.code[:-2] == entry.code],
        used=sorted({use.name for use in entry.uses if use.name and use.name != entry.name}),
        cofog=[row for row in rows("cofog") if row["functional_code"] == entry.code] if not entry.economic else [],
        chart=_chart(all_, entry, [use for use in known if use.year == year], year, t, pen),
        uses=[_told(all_, use, t) for use in known[:MANY]], all_uses=len(known),
    )  # fmt: skip
    return page(title, body, description=t("{code}：各部门决算中的金额", code=title))


def _told(all_: Collected, use: Use, t: Tongue) -> dict[str, object]:
    base = f"{t.root}departments/{use.slug}/{use.year}/"
    return {
        "name": all_.name(all_.offices[use.slug], t), "year": use.year, "base": base,
        "page": f"../../departments/{use.slug}/{use.year}/", "form": use.form, "at": use.at, "printed": use.printed,
        "yuan": use.yuan, "share": share(use.value, use.total) if use.total and use.value is not None else "",
    }  # fmt: skip


def _chart(all_: Collected, entry: Code, uses: Sequence[Use], year: int, t: Tongue, pen: Pen) -> Markup | str:
    """How the amounts of one year lie; the smallest and the largest have their names."""
    known = [use for use in uses if use.yuan and use.yuan > 0]
    if len(known) < 3:
        return ""
    amounts = sorted(use.yuan for use in known if use.yuan)
    colour = of_class("" if entry.economic else entry.code)
    names = {use.slug: all_.plain(all_.offices[use.slug], t) for use in known}
    points = [Point(names[use.slug], t.drawn(use.yuan), t.money(use.yuan), colour) for use in known if use.yuan]
    title = t.spread(amounts)
    said = t(
        "每个点一份报告，{year}年度，横轴是金额（对数刻度），单位：{unit}。不相加：收录的不是全部部门。",
        year=year,
        unit=t.unit,
    )
    drawing = strip(f"code-{entry.code}", points, t.unit, f"{title}{t('。')}{said}")
    table = [(names[use.slug], t.money(use.yuan)) for use in known if use.yuan]
    figure_id = f"figure-code-{entry.code}"
    return figure(
        Figure(figure_id, title, said, f"{title}{t('。')}{said}", drawing, [t("部门"), t.unit], table[:MANY], t("各报告的决算表")),
        pen, t=t,
    )  # fmt: skip
