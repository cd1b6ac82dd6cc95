"""On what it was spent: the items (项) under their classes (类), basic expenditure plain, projects hatched, with what the
report says each was for."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup

from build_site.model import Form
from build_site.render.charts import palette
from build_site.render.charts.markup import Figure
from build_site.render.charts.options import Bars, Drawing, horizontal_bars
from build_site.render.html import share
from build_site.render.overview.money import short
from build_site.render.overview.sentences import largest_class
from build_site.render.overview.sources import sources
from build_site.render.pages.frame import Here
from build_site.render.published import Cell, Record
from build_site.render.template import part

_FORM = Form.EXPENDITURE
_FOR = re.compile("主要(?:是)?用于[：:]?(.+?)[。；]")
_SIGNS = re.compile('[（(](?:类|款|项)[）)]|[“”"\\s]')


@dataclass(frozen=True, slots=True)
class Bar:
    """A line of the figure: of a class or an item. `basic`, `project`: widths in per cent of the widest class."""

    code: str
    name: str
    amount: Markup
    share: str
    basic: str
    project: str
    colour: str
    purpose: str
    is_class: bool


def purposes(here: Here) -> tuple[Figure, Markup] | None:
    """The figure and its bars of HTML; None where the form carries no class with an amount."""
    report, t = here.report, here.t
    rows = report.table(_FORM)
    classes = _ranked(here, [row for row in rows if row["level"] == "class"])
    if not classes:
        return None
    total = report.find(_FORM, "total", level="total")
    whole = here.yuan(total) if total and total.value else Decimal(0)
    said, widest = _said(here), here.yuan(classes[0][1])
    bars, table, labels, values = [], [], [], []
    for row, cell in classes:
        bars.append(_bar(here, row, cell, widest, whole, "", is_class=True))
        table.append((row["functional_code"], t.both(row["name"]), *_cells(here, row), bars[-1].share, ""))
        for item, amount in _items(here, rows, row):
            bar = _bar(
                here,
                item,
                amount,
                widest,
                whole,
                said.get(item["functional_code"])
                or ("" if item["name"] in report.repeated else said.get(item["name"], "")),
                is_class=False,
            )
            bars.append(bar)
            table.append(
                (
                    item["functional_code"],
                    t.both(item["name"]),
                    *_cells(here, item),
                    bar.share,
                    t.named(bar.purpose, ""),
                )
            )
            labels.append(item["name"])
            values.append((item, amount))
    first, amount = classes[0]
    largest = next(iter(_items(here, rows, first)), None)
    of_class = here.yuan(largest[1]) / here.yuan(amount) if largest else None
    title = largest_class(
        t, here.item(first["name"]) if here.english else short(first["name"]), here.yuan(amount) / whole if whole else Decimal(0), len(classes),
        here.item(largest[0]["name"]) if largest else "", of_class,
    )  # fmt: skip
    drawn = values or classes
    description = t("；").join(
        f"{here.item(row['name'], row['functional_code'])} {t.money(here.yuan(cell))}" for row, cell in drawn
    )
    figure = Figure(
        "figure-purposes", title, t("本年支出按类、项，{unit}；百分数是占本年支出。", unit=t.unit),
        f"{here.title}{t('：')}{title}{t('。')}{description}", _drawing(here, drawn, description),
        [t("编码"), t("科目名称"), t("合计"), t("基本支出"), t("项目支出"), t("占本年支出"), t("主要用于（照录报告）")], table,
        sources(here, [_FORM]), "", t("级次不同的数不相加；占比 = 该行合计 ÷ 本年支出合计。“主要用于”照录说明里写到这一项的那句话。"), t.unit, here.title, data=f"{here.data}{_FORM}.csv",
    )  # fmt: skip
    return figure, part("purposes", "bars", bars, bool(said), t=t)


def _ranked(here: Here, rows: Sequence[Record]) -> list[tuple[Record, Cell]]:
    """Rows with an amount above 0, largest first."""
    cells = [(row, here.report.cell(_FORM, row, "total")) for row in rows]
    known = [(row, cell) for row, cell in cells if cell.value is not None and cell.value > 0]
    return sorted(known, key=lambda pair: (-pair[1].amount, int(pair[0]["row"])))


def _items(here: Here, rows: Sequence[Record], row: Record) -> list[tuple[Record, Cell]]:
    """The items of a class; its sections where the form prints none."""
    code = row["functional_code"]
    below = [each for each in rows if code and (each["functional_code"] or "").startswith(code)]
    for level in ("item", "section"):
        if found := _ranked(here, [each for each in below if each["level"] == level]):
            return found
    return []


def _bar(here: Here, row: Record, cell: Cell, widest: Decimal, whole: Decimal, purpose: str, *, is_class: bool) -> Bar:
    widths = {}
    for name in ("basic", "project"):
        own = here.report.cell(_FORM, row, name)
        widths[name] = here.yuan(own) if own.value and own.value > 0 else Decimal(0)
    yuan = here.yuan(cell)
    if is_class or sum(widths.values()) != yuan:
        widths = {"basic": yuan, "project": Decimal(0)}
    basic, project = (f"{widths[name] / widest * 78:.2f}" if widths[name] else "" for name in ("basic", "project"))
    name = short(row["name"]) if is_class and not here.english else here.item(row["name"], row["functional_code"])
    colour = palette.of_class(row["functional_code"] or "")
    return Bar(
        row["functional_code"], name, here.money(cell), share(yuan, whole), basic, project, colour, purpose, is_class
    )


def _cells(here: Here, row: Record) -> list[Markup]:
    cells = [here.report.cell(_FORM, row, name) for name in _FORM.fields[:3]]  # total, basic, project
    return [here.money(cell) if cell.value is not None else Markup() for cell in cells]


def _drawing(here: Here, rows: Sequence[tuple[Record, Cell]], description: str) -> Drawing:
    t = here.t
    values = [here.t.drawn(here.yuan(cell)) for _, cell in rows]
    labels = [t.money(here.yuan(cell)) for _, cell in rows]
    colours = [palette.of_class(row["functional_code"] or "") for row, _ in rows]
    bars = Bars(t("本年支出"), palette.EXPENDITURE, values, labels, colours)
    return horizontal_bars(
        "figure-purposes",
        [here.item(row["name"], row["functional_code"]) for row, _ in rows],
        bars,
        t.unit,
        description,
    )


def _said(here: Here) -> Mapping[str, str]:
    """Of each item that section 五（三） tells of, by its code (its name where it has none), what the report says that it
    was mainly for: two items may have one name."""
    found: dict[str, str] = {}
    paths = {
        _SIGNS.sub("", row["path"].replace("/", "")): row["functional_code"] or row["name"]
        for row in here.report.table("budget-execution")
        if row["path"]
    }
    for section in here.report.table("sections"):
        for line in section["text"].split("\n"):
            said = _FOR.search(line)
            if said is None:
                continue
            plain = _SIGNS.sub("", line[: said.start()])
            item = next((item for path, item in paths.items() if path in plain), "")
            if item:
                found.setdefault(item, said[1].strip())
    return found
