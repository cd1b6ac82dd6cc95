"""Plan and result: how far each item's final amount is from its budget, with 完成率 and the report's own reasons."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup

from build_site.model.money import FACTORS, converted
from build_site.render.charts import palette
from build_site.render.charts.markup import Figure
from build_site.render.charts.options import Bars, Drawing, horizontal_bars
from build_site.render.html import share
from build_site.render.overview import sentences
from build_site.render.pages.frame import Here
from build_site.render.published import Record
from build_site.render.template import part

PLANS = {"approved": "年初预算", "adjusted": "全年预算", "budget": "预算"}
"""The budgets that a report may compare with, the first that it prints counts."""


@dataclass(frozen=True, slots=True)
class Line:
    """One item: both amounts in yuan, the stated rate, the report's reason, and the bar: where it begins and how wide it
    is, in per cent of its room."""

    row: Record
    plan: Decimal
    final: Decimal

    @property
    def gap(self) -> Decimal:
        return self.final - self.plan


def planned(here: Here) -> tuple[str, Line | None, list[Line]]:
    """Which budget the report compares with, the total if it is told, and the items, the widest gap first."""
    rows = [row for row in here.report.table("budget-execution") if row["final"] and row["unit"] in FACTORS]
    for field in PLANS:
        items = [_line(row, field) for row in rows if row["level"] != "total" and row[field]]
        if items:
            total = next((_line(row, field) for row in rows if row["level"] == "total" and row[field]), None)
            items.sort(key=lambda each: (-abs(each.gap), each.row["functional_code"]))
            return field, total, items
    return "approved", None, []


def _line(row: Record, field: str) -> Line:
    plan, final = (converted(Decimal(row[name]), row["unit"], "元") for name in (field, "final"))
    return Line(row, plan, final)


def _printed(line: Line, field: str) -> Decimal:
    return Decimal(line.row[field])


def plan(here: Here) -> tuple[Figure, Markup] | None:
    """The figure and its table of HTML; None where the report tells of no item's budget."""
    t = here.t
    field, total, items = planned(here)
    if not items:
        return None
    name = t(PLANS[field])
    whole = total.gap if total else None
    # where the items do not add up to the total, only the total's own gap is told
    adds_up = total is not None and sentences.adds_up([_printed(each, field) for each in items], _printed(total, field))
    widest = items[0] if adds_up and items[0].gap else None
    title = sentences.plan(
        t, name, whole, here.item(widest.row["name"]) if widest else "", widest.gap if widest else None
    )
    deck = t("财政拨款支出，{n} 项，{unit}。条越长，与{plan}差得越多。", n=len(items), unit=t.unit, plan=name)
    note = "" if adds_up or total is None else t(
        "各项{plan}相加是 {sum}，合计写的是 {total}", plan=name, total=t.money(total.plan),
        sum=t.money(sum((each.plan for each in items), Decimal(0))),
    )  # fmt: skip
    apart, same = [each for each in items if each.gap], [each for each in items if not each.gap]
    drawn = apart or items
    gaps = [each.gap for each in [*drawn, *([total] if total else [])]]
    description = t("；").join(
        f"{here.item(each.row['name'], each.row['functional_code'])} {t.change(each.gap, gaps)}" for each in drawn
    )
    head = [t("项"), name, t("决算"), t("完成率"), t("决算 − {plan}", plan=name), t("报告写的原因")]
    table = [_cells(here, each, gaps) for each in ([total] if total else []) + items]
    pages = sorted({int(each.row["source_page"]) for each in items if each.row["source_page"]})
    told = f" {t('第{page}页', page=f'{pages[0]}–{pages[-1]}' if len(pages) > 1 else pages[0])}" if pages else ""
    place = part("parts", "link", t("说明第五部分") + told, here.place(items[0].row))
    figure = Figure(
        "figure-plan", title, deck, f"{here.title}{t('：')}{title}{t('。')}{description}", _drawing(here, drawn, gaps, description), head, table,
        place, note, t("完成率 = 决算 ÷ {plan}，由本站计算；报告写了而与此不同的，见核对。原因照录报告原句，本站不作评价。", plan=name), t.unit, here.title, data=f"{here.data}budget-execution.csv",
    )  # fmt: skip
    both = any(each.gap > 0 for each in drawn) and any(each.gap < 0 for each in drawn)
    room = _room(max(len(t.change(each, gaps)) for each in gaps), both=both)
    rows = [_row(here, each, gaps, room, both=both) for each in apart]
    top = _row(here, total, gaps, room, both=both) if total else None
    graphic = part("plan", "table", head, top, rows, _same(here, same), both, t=t)
    return figure, graphic


def _room(longest: int, *, both: bool) -> Decimal:
    """Percent of the column that the longest bar may take beside the longest label (in characters); the column is halved
    where there are bars to both sides."""
    whole, sign = (Decimal(50), Decimal("3.1")) if both else (Decimal(100), Decimal("3.5"))
    return min(max(whole - 3 - longest * sign, Decimal(4)), whole * Decimal("0.7"))


def _row(here: Here, line: Line, gaps: Sequence[Decimal], room: Decimal, *, both: bool) -> dict[str, object]:
    """What a line of the table shows."""
    widest = max(map(abs, gaps))
    width = max(abs(line.gap) / widest * room, Decimal("0.8")) if widest and line.gap else Decimal(0)
    return {
        "name": here.item(line.row["name"], line.row["functional_code"]), "plan": _stated(here, line, line.plan), "final": _stated(here, line, line.final),
        "rate": rate(line), "gap": here.t.change(line.gap, gaps), "up": line.gap > 0, "width": f"{width:.2f}",
        "reason": line.row["reason"], "start": "50" if both else "0",
        "label": f"{(Decimal(50) if both else Decimal(0)) + width + Decimal('2.5'):.2f}",
    }  # fmt: skip


def rate(line: Line) -> str:
    """完成率; of a budget of nothing there is none."""
    return share(line.final, line.plan) if line.plan > 0 else ""


def _stated(here: Here, line: Line, yuan: Decimal) -> Markup:
    return here.n(here.t.money(yuan), here.place(line.row))


def _cells(here: Here, line: Line, gaps: Sequence[Decimal]) -> Sequence[str]:
    return [
        here.t.marked(here.item(line.row["name"], line.row["functional_code"])),
        _stated(here, line, line.plan),
        _stated(here, line, line.final),
        rate(line),
        here.t.change(line.gap, gaps),
        here.t.named(line.row["reason"], ""),
    ]


def _same(here: Here, lines: Sequence[Line]) -> dict[str, object] | None:
    """The items that were spent as planned, in one line."""
    if not lines:
        return None
    total = here.t.money(sum((each.plan for each in lines), Decimal(0)))
    names = here.t("、").join(here.t.marked(here.item(each.row["name"], each.row["functional_code"])) for each in lines)
    return {
        "count": len(lines),
        "total": total,
        "names": names,
        "rate": "100.00%" if any(each.plan for each in lines) else "",
    }


def _drawing(here: Here, lines: Sequence[Line], gaps: Sequence[Decimal], description: str) -> Drawing:
    """The gaps as bars; each has the colour of its direction."""
    t = here.t
    values = [here.t.drawn(each.gap) for each in lines]
    colours = [palette.UP if each.gap > 0 else palette.DOWN for each in lines]
    bars = Bars(t("差额"), palette.DOWN, values, [t.change(each.gap, gaps) for each in lines], colours)
    return horizontal_bars(
        "figure-plan",
        [here.item(each.row["name"], each.row["functional_code"]) for each in lines],
        bars,
        t.unit,
        description,
    )
