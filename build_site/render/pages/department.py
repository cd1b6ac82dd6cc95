"""One department over the years: its measures in one unit, each gap said, and whether one year leads on to the next."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import partial
from itertools import pairwise
from typing import Any

from markupsafe import Markup

from build_site.registers.codelists import place_name
from build_site.render.charts import palette
from build_site.render.charts.many.panels import Panel, Series, panels
from build_site.render.charts.markup import Figure, Pen, figure
from build_site.render.collected import Collected, Office
from build_site.render.html import kept, page
from build_site.render.measures import ABSENT, Known, part_of
from build_site.render.shelf import EMPTY, Shelf
from build_site.render.template import fill, part
from build_site.render.words import Tongue, by_sign, rate

_ROWS = (  # measure, title, inner, how last year's is stated
    ("expenditure", "本年支出", 0, "prior"),
    ("basic", "基本支出", 1, ""),
    ("project", "项目支出", 1, ""),
    ("revenue", "本年收入", 0, ""),
    ("approved", "年初预算（一般公共预算财政拨款）", 0, ""),
    ("general-public", "决算（一般公共预算财政拨款）", 0, ""),
    ("three-public-budget", "“三公”经费预算", 0, ""),
    ("three-public", "“三公”经费决算", 0, ""),
    ("overseas-visits", "因公出国（境）", 1, ""),
    ("vehicles", "公务用车", 1, ""),
    ("hospitality", "公务接待", 1, ""),
    ("running-costs", "机关运行经费", 0, "running-costs-prior"),
    ("procurement", "政府采购", 0, ""),
)
_MOST = 12
"""Years that the chart and the table show."""


def department_pages(all_: Collected, lang: str, pen: Pen, shelf: Shelf = EMPTY) -> Iterator[tuple[str, str]]:
    """A page for each department, by path."""
    t = Tongue(lang, "../../../" if lang == "en" else "../../")
    for slug, office in all_.offices.items():
        path, own = f"departments/{slug}/index.md", office.department
        named = (own.parent, *own.predecessors, *_successors(all_, office))
        said = (
            own,
            place_name(own.division_code),
            [(each, all_.offices.get(each) and all_.offices[each].department) for each in named],
        )
        yield path, shelf.page(t.below(path), partial(_page, all_, office, t, pen), said, shelf.of(office.reports))


def _successors(all_: Collected, office: Office) -> list[str]:
    return [each.slug for each in all_.known.values() if office.slug in each.predecessors]


def _page(all_: Collected, office: Office, t: Tongue, pen: Pen) -> str:
    newest, name = office.newest.year, all_.name(office, t)
    oldest = min(each.year for each in office.reports)
    years = list(
        range(max(min(oldest, newest - (0 if len(office.reports) > 1 else 1)), newest - _MOST + 1), newest + 1)
    )
    if not office.of(years[0]) and office.before(years[0] + 1, "expenditure", "prior")[0].yuan is None:
        years = years[1:]
    plain = name.striptags()
    code = office.department.division_code
    body = fill(
        "department",
        t=t, office=office, department=office.department, name=name, years=years, place=place_name(code),
        way=[(f"{t.home}places/", t("地区")), (f"{t.home}places/{code}/", t.place(code)), ("", name)],
        sentence=_sentence(office, t), charts=_chart(office, years, t, pen), rows=_table(office, years, t),
        columns=[(str(year), 1) for year in years], joints=_joints(office), breaks=_breaks(office, t), others=all_.offices, all_=all_,
        successors=_successors(all_, office),
        compared=",".join(each.registration.name for each in office.reports[:6]),
    )  # fmt: skip
    return page(f"{plain} {_span(years)}", body, description=t("{name}历年部门决算", name=plain))


def _span(years: Sequence[int]) -> str:
    return f"{years[0]}—{years[-1]}" if len(years) > 1 else str(years[0])


def _sentence(office: Office, t: Tongue) -> Markup:
    """What the newest report says first: only what it has."""
    year = office.newest.year
    base = f"{t.root}departments/{office.slug}/{year}/"
    spent, approved, final = (office.known(year, name) for name in ("expenditure", "approved", "general-public"))
    parts = []
    if spent.yuan is not None:
        amount = part("above", "amount", f"{base}{spent.at}", *t.own(spent.yuan))
        parts.append(t("{year} 年花了 {amount}", year=year, amount=amount))
        before, derived = office.before(year, "expenditure", "prior")
        if before.yuan:
            moved = spent.yuan - before.yuan
            said = t("比上年多 {amount}（{rate}）") if moved > 0 else t("比上年少 {amount}（{rate}）")
            words = said.format(amount=t.told(abs(moved)), rate=rate(moved, before.yuan)) if moved else t("和上年一样")
            parts.append(Markup("{}{}").format(words, t("，按报告自己的说法") if derived else ""))
    if done := part_of(final, approved):
        parts.append(t("完成年初预算的 {rate}", rate=done))
    three = office.known(year, "three-public")
    if three.yuan is not None:
        parts.append(t("“三公”经费决算 {amount}", amount=t.told(three.yuan)))
    elif three.state == "none-stated":
        parts.append(t("报告称没有“三公”经费支出"))
    return kept(Markup("{}{}").format(t("；").join(parts), t("。"))) if parts else Markup()


def _known(office: Office, year: int, name: str, stated: str) -> tuple[Known, bool]:
    """A year's amount: of its report, else as the next year's report states the change; and whether it is so derived."""
    if office.of(year):
        return office.known(year, name), False
    following = office.known(year + 1, stated) if stated and office.of(year + 1) else ABSENT
    return (following, True) if following.yuan is not None else (ABSENT, False)


def _table(office: Office, years: Sequence[int], t: Tongue) -> list[dict[str, Any]]:
    return [
        {"title": t(title), "inner": inner, "cells": [(year, *_known(office, year, name, stated)) for year in years]}
        for name, title, inner, stated in _ROWS
    ]


def _breaks(office: Office, t: Tongue) -> list[Markup]:
    """Why years are not simply compared: another name, other units, years that are missing; as department-years' `panel_break`."""
    said: list[Markup] = []
    for after, before in pairwise(office.reports):
        names = [t.named(each.registration.department, "") for each in (before, after)]
        if names[0] != names[1]:
            said.append(t("{year} 年起名称由“{before}”改为“{name}”", year=after.year, before=names[0], name=names[1]))
        counts = len(before.budget_units), len(after.budget_units)
        if all(counts) and counts[0] != counts[1]:
            said.append(
                t(
                    "{before} 年有 {n} 个决算单位，{year} 年有 {m} 个",
                    before=before.year,
                    n=counts[0],
                    year=after.year,
                    m=counts[1],
                )
            )
        if after.year > before.year + 1:
            said.append(t("{before} 年和 {year} 年之间的年度未收录", before=before.year, year=after.year))
    if office.department.predecessor:
        said.append(t("{year} 年起接续前身", year=office.reports[-1].year))
    return said


def _joints(office: Office) -> list[tuple[int, Known, Known, Decimal | None]]:
    """Last year's 年末结转 beside this year's 年初结转 and what lies between, for years that follow each other."""
    rows = []
    for report in office.reports:
        if office.of(report.year - 1):
            closing, opening = office.known(report.year - 1, "closing-balance"), report.measures["opening-balance"]
            gap = opening.yuan - closing.yuan if opening.yuan is not None and closing.yuan is not None else None
            rows.append((report.year, closing, opening, gap))
    return rows


def _chart(office: Office, years: Sequence[int], t: Tongue, pen: Pen) -> Markup | str:
    """Six small charts; none of a department with one year alone."""
    if len(years) < 2:
        return ""
    labels = [str(year) for year in years]
    gaps = {
        "none-stated": t("报告称无"), "blank": t("空白"), "not-in-report": t("没有写"), "not-read": t("未读到"), "not-collected": t("未收录"),
    }  # fmt: skip

    def series(
        name: str, title: str, colour: str, stated: str = "", *, hollow: bool = False
    ) -> tuple[Series, list[Known]]:
        found = [_known(office, year, name, stated) for year in years]
        known = [each for each, _ in found]
        values = [None if each.yuan is None else t.drawn(each.yuan) for each in known]
        words = ["" if each.yuan is None else t.brief(each.yuan) for each in known]
        return Series(title, colour, values, words, [derived for _, derived in found], hollow), known

    def without(*known: Sequence[Known]) -> list[str]:
        """By year the word where none of the series has an amount."""
        return [
            "" if any(each.yuan is not None for each in column) else str(gaps[column[-1].state])
            for column in zip(*known, strict=True)
        ]

    shown, drawn = [], []
    asked: tuple[tuple[str, str, tuple[tuple[str, str, str, str], ...]], ...] = (
        ("支出", "line", (("expenditure", "本年支出", palette.EXPENDITURE, "prior"),)),
        ("基本支出与项目支出", "stack", (("basic", "基本支出", palette.BASIC, ""), ("project", "项目支出", palette.PROJECT, ""))),
        ("“三公”经费", "span", (("three-public-budget", "预算", palette.BUDGET, ""), ("three-public", "决算", palette.EXPENDITURE, ""))),
        ("机关运行经费", "line", (("running-costs", "机关运行经费", palette.EXPENDITURE, "running-costs-prior"),)),
        ("政府采购", "line", (("procurement", "政府采购", palette.EXPENDITURE, ""),)),
    )  # fmt: skip
    for title, kind, parts in asked:
        made = [series(name, t(said), colour, stated, hollow=said == "预算") for name, said, colour, stated in parts]
        names, result = [t(part[1]) for part in parts], made
        if kind == "span":  # a plan alone is a gap
            head, said, result = (
                _planned(t(title), made, years, gaps, t),
                f"{names[0]} ○ → {names[1].lower()} ●",
                made[1:],
            )
        elif kind == "stack":
            head, said = _share(made, years, t), "　".join(names)
        else:
            head, said = _moved(t(title), made[0][0], years, t), t.unit
        shown.append(Panel(head, said, kind, [each for each, _ in made], without(*(known for _, known in result))))
        drawn += [
            (t(title) if len(parts) == 1 else f"{t(title)}{t('：')}{each.name}", each, known) for each, known in made
        ]
    shown.append(_rate(office, years, gaps, t))
    title = _title(office, years, t)
    said = t(
        "每格一个问题，横轴是年度，纵轴各自从零起（完成率除外），单位：{unit}。空心点由下一年报告所写的增减额推算。",
        unit=t.unit,
    )
    spoken = "；".join(
        f"{name}："
        + "，".join(
            f"{year} {words or gaps[known.state]}"
            for year, words, known in zip(years, each.labels, knowns, strict=True)
        )
        for name, each, knowns in drawn
    )
    drawing = panels("years", labels, shown, t.unit, f"{title}{t('。')}{spoken}")
    rows = [
        (name, *(gaps[known.state] if known.yuan is None else t.money(known.yuan) for known in knowns))
        for name, _, knowns in drawn
    ]
    return figure(
        Figure("figure-years", title, said, f"{title}{t('。')}{spoken}", drawing, ["", *labels], rows, t("各年支出决算表、“三公”经费表、其他重要事项说明"), unit=t.unit),
        pen, t=t,
    )  # fmt: skip


def _title(office: Office, years: Sequence[int], t: Tongue) -> str:
    """The first and the last amount that there is of the year's expenditure."""
    found = [(year, *_known(office, year, "expenditure", "prior")) for year in years]
    there = [(year, known.yuan, derived) for year, known, derived in found if known.yuan is not None]
    if len(there) < 2:
        return t("{first}到{last}年：支出、“三公”经费、机关运行经费和政府采购", first=years[0], last=years[-1])
    (first, before, _), (last, after, _) = ends = there[0], there[-1]
    alike = len({t.own(yuan)[1] for _, yuan, _ in ends}) == 1
    a, b = (
        (t.told(yuan) if alike else f"{t.money(yuan)} {t.unit}") + (t("（推算）") if derived else "")
        for _, yuan, derived in ends
    )
    said = by_sign(
        after - before,
        t("支出从 {first} 年的 {a}升到 {last} 年的 {b}"),
        t("支出从 {first} 年的 {a}降到 {last} 年的 {b}"),
        t("支出在 {first} 年和 {last} 年都是 {b}"),
    )
    return said.format(first=first, a=a, last=last, b=b)


def _moved(title: str, line: Series, years: Sequence[int], t: Tongue) -> str:
    """The title of a panel: the last change where both years have an amount, else the last amount."""
    last, before = line.values[-1], line.values[-2]
    if last is None:
        return title
    if before and abs(last - before) < before * 10:  # a rate beyond says nothing
        more, less = t("{what}：{year} 年比上年多 {rate}"), t("{what}：{year} 年比上年少 {rate}")
        said = by_sign(last - before, more, less, t("{what}：{year} 年与上年相同"))
        return said.format(what=title, year=years[-1], rate=rate(abs(last - before), before).lstrip("+"))
    return t("{what}：{year} 年 {amount}", what=title, year=years[-1], amount=line.labels[-1])


def _planned(
    title: str, made: Sequence[tuple[Series, Sequence[Known]]], years: Sequence[int], gaps: dict[str, Markup], t: Tongue
) -> str:  # fmt: skip
    """The title of plan and result: as `_moved`, of a year with a plan alone what is said of the result."""
    (plan, _), (final, known) = made
    if final.values[-1] is not None or plan.values[-1] is None:
        return _moved(title, final, years, t)
    state = gaps[known[-1].state]
    return t("{what}：{year} 年预算 {plan}，决算{state}", what=title, year=years[-1], plan=plan.labels[-1], state=state)


def _share(made: Sequence[tuple[Series, Sequence[Known]]], years: Sequence[int], t: Tongue) -> str:
    basic, project = made[0][0].values[-1], made[1][0].values[-1]
    if basic is None or project is None or not basic + project:
        return t("基本支出与项目支出")
    share = (project / (basic + project) * 100).quantize(Decimal("0.01"))
    return t("{year} 年项目支出占 {share}%", year=years[-1], share=share)


def _rate(office: Office, years: Sequence[int], gaps: dict[str, Markup], t: Tongue) -> Panel:
    """Result ÷ plan by year: the one panel whose axis may begin above 0, and says so."""
    values: list[Decimal | None] = []
    words = []
    for year in years:
        approved, final = office.known(year, "approved"), office.known(year, "general-public")
        if final.yuan is None or approved.yuan is None:
            values.append(None)
            words.append(str(gaps[(approved if approved.yuan is None else final).state]))
        elif not approved.yuan:
            values.append(None)
            words.append(str(t("年初预算 0")))
        else:
            values.append(final.yuan / approved.yuan * 100)
            words.append("")
    found = [value for value in values if value is not None]
    least = min(float(min(found)) // 5 * 5 - 5, 95) if found and min(found) > 50 else 0
    labels = ["" if value is None else f"{value.quantize(Decimal('0.01'))}%" for value in values]
    title = t("预算完成率：{year} 年 {rate}", year=years[-1], rate=labels[-1]) if labels[-1] else t("预算完成率")
    said = t("决算 ÷ 年初预算；纵轴从 {least}% 起", least=f"{least:.0f}") if least else t("决算 ÷ 年初预算")
    return Panel(title, said, "line", [Series("", palette.EXPENDITURE, values, labels)], words, least)
