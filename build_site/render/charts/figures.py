"""Which charts a report's data can fill. Nothing is drawn that the report does not publish."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from .. import links
from ..html import grouped, link, share, text
from ..published import Cell, Published, Record
from ..words import THREE_PUBLIC
from . import palette
from .markup import Figure
from .options import Bars, Drawing, dumbbells, horizontal_bars

_REVENUE_COLUMNS = (
    "fiscal_appropriation from_superior_unit public_service_revenue operating_revenue from_subsidiary_units other_revenue"
).split()
_EXPENDITURE_COLUMNS = "basic project to_superior_unit operating to_subsidiary_units".split()
_COLOURS = {
    "basic": palette.BASIC, "project": palette.PROJECT, "personnel": palette.PERSONNEL,
    "non-personnel": palette.NON_PERSONNEL, "revenue": palette.REVENUE, "expenditure": palette.EXPENDITURE,
}  # fmt: skip


class Figures:
    """The charts of one report for the page that `base` leads back to the report from."""

    def __init__(self, report: Published, base: str = "") -> None:
        self.report, self.base, self.unit = report, base, report.unit

    def money(self) -> list[Figure]:
        """图1, 图2, 图4 and the balances: money in and out."""
        found = (
            self._change(
                "figure-1",
                "图1 收、支决算总计变动情况",
                "revenue-and-expenditure",
                "amount",
                "revenue-and-expenditure-total",
            ),
            self._structure("figure-2", "图2 收入决算结构", "revenue", _REVENUE_COLUMNS, "本年收入", palette.REVENUE),
            self._structure(
                "figure-3", "图3 支出决算结构", "expenditure", _EXPENDITURE_COLUMNS, "本年支出", palette.EXPENDITURE
            ),
            self._change(
                "figure-4",
                "图4 财政拨款收、支决算总计变动情况",
                "fiscal-appropriation",
                "total",
                "fiscal-appropriation-total",
            ),
            self._balances(),
        )
        return [each for each in found if each]

    def purposes(self) -> list[Figure]:
        """What it was spent on: by function, by kind of expenditure, by economic nature."""
        found = (self._functions("class"), self._kinds(), self._functions("item"), self._groups(), self._economic())
        return [each for each in found if each]

    def plan(self) -> list[Figure]:
        """年初预算 against 决算, and the three public expenses."""
        return [each for each in (self._execution(), self._three_public()) if each]

    # --- each chart -------------------------------------------------------------------------------------------------

    def _change(self, figure_id: str, title: str, form: str, field: str, measure: str) -> Figure | None:
        """Totals of this year beside last year's, which follow from the change that the narrative states."""
        revenue = self.report.find(form, field, side="revenue", concept="total")
        expenditure = self.report.find(form, field, side="expenditure", concept="total")
        if revenue is None or expenditure is None:
            return None
        year = self.report.year
        change = self.report.claim(f"{measure}:change-amount")
        signed = _signed(change)
        years, values = [f"{year}年度"], [(revenue.amount, expenditure.amount)]
        rows: list[Sequence[str]] = [(f"{year}年度", self._number(revenue), self._number(expenditure))]
        note = ""
        if change is not None and signed is not None:
            years.insert(0, f"{year - 1}年度（推算）")
            before = (revenue.amount - signed, expenditure.amount - signed)
            values.insert(0, before)
            rows.insert(0, (years[0], grouped(before[0]), grouped(before[1])))
            rows.append(("变动（报告所述）", *[links.claim(self.base, change, _with_sign(signed))] * 2))
            note = f"{year - 1}年度的数由本站推算：{year}年度决算数减去报告正文所述的变动额；报告的表中没有上年数。"
        series = [
            Bars("收入总计", palette.REVENUE, [pair[0] for pair in values], [grouped(pair[0]) for pair in values]),
            Bars("支出总计", palette.EXPENDITURE, [pair[1] for pair in values], [grouped(pair[1]) for pair in values]),
        ]
        moved = ""
        if signed is not None:
            moved = (
                f"，比上年{'减少' if signed < 0 else '增加'}{grouped(abs(signed))}{self.unit}"
                if signed
                else "，与上年持平"
            )
        said = f"{year}年度收入总计{grouped(revenue.amount)}、支出总计{grouped(expenditure.amount)}{self.unit}{moved}"
        sources = [form] + ([change] if change else [])
        return self._figure(
            figure_id, title, said, years, series, ["年度", "收入总计", "支出总计"], rows, sources, note=note
        )

    def _structure(
        self, figure_id: str, title: str, form: str, columns: Sequence[str], whole: str, colour: str
    ) -> Figure | None:
        """The parts of a form's total row."""
        row = self.report.row(form, level="total")
        total = self.report.find(form, "total", level="total")
        if row is None or total is None or not total.value:
            return None
        titles = dict(self.report.amount_fields(form))
        parts = [
            (titles[column], column, self.report.cell(form, row, column)) for column in columns if column in titles
        ]
        shown = [(name, column, cell) for name, column, cell in parts if cell.value is not None]
        if not shown:
            return None
        shares = [share(cell.amount, total.amount) for _, _, cell in shown]
        series = [
            Bars(whole, colour, [cell.value for _, _, cell in shown], [
                f"{grouped(cell.amount)}（{part}）" for (_, _, cell), part in zip(shown, shares, strict=True)
            ], [_COLOURS.get(column, colour) for _, column, _ in shown])
        ]  # fmt: skip
        rows = [(name, self._number(cell), part) for (name, _, cell), part in zip(shown, shares, strict=True)]
        rows.append((f"{whole}合计", self._number(total), ""))
        blank = [name for name, _, cell in parts if cell.value is None]
        note = f"表中空白、未画出：{'、'.join(blank)}。" if blank else ""
        said = "；".join(f"{name}占{part}" for (name, _, _), part in zip(shown, shares, strict=True))
        head = ["项目", f"{self.unit}", "占合计（本站计算）"]
        return self._figure(
            figure_id, title, said, [name for name, _, _ in shown], series, head, rows, [form], note=note
        )

    def _functions(self, level: str) -> Figure | None:
        """Expenditure by function at one level, largest first; the levels are never added up."""
        rows = [row for row in self.report.table("expenditure") if row["level"] == level]
        ranked = self._ranked("expenditure", rows, "total")
        if not ranked:
            return None
        total = self.report.find("expenditure", "total", level="total")
        name = {"class": "类", "item": "项"}[level]
        labels = [f"{row['functional_code']} {row['name']}" for row, _ in ranked]
        first, cell = ranked[0]
        part = f"，占{share(cell.amount, total.amount)}" if total and total.value else ""
        said = f"共{len(ranked)}{name}，最多的是{first['name']}（{grouped(cell.amount)}{self.unit}{part}）"
        return self._list(
            f"figure-functions-{level}",
            f"支出按功能分类（{name}级）",
            said,
            labels,
            ranked,
            palette.EXPENDITURE,
            "expenditure",
            total,
        )

    def _kinds(self) -> Figure | None:
        """基本支出 and 项目支出 of each class."""
        rows = [row for row in self.report.table("expenditure") if row["level"] == "class"]
        ranked = self._ranked("expenditure", rows, "total")
        project = self.report.find("expenditure", "project", level="total")
        basic = self.report.find("expenditure", "basic", level="total")
        if not ranked or not (project and project.value):
            return None
        series, table = [], []
        for field, name in (("basic", "基本支出"), ("project", "项目支出")):
            cells = [self.report.cell("expenditure", row, field) for row, _ in ranked]
            series.append(Bars(name, _COLOURS[field], [each.value for each in cells], [_shown(each) for each in cells]))
        for row, _ in ranked:
            cells = [self.report.cell("expenditure", row, field) for field in ("basic", "project")]
            table.append((row["name"], *[links.amount(self.base, each) for each in cells]))
        said = f"基本支出共{_shown(basic)}，项目支出共{_shown(project)}{self.unit}"
        return self._figure(
            "figure-kinds", "各类支出中的基本支出与项目支出", said, [row["name"] for row, _ in ranked], series,
            ["功能分类（类）", "基本支出", "项目支出"], table, ["expenditure"], stacked=True,
        )  # fmt: skip

    def _groups(self) -> Figure | None:
        """人员经费 and 公用经费 of the basic expenditure."""
        cells = [
            (group, self.report.find("basic-expenditure", "amount", level="subtotal", group=group))
            for group in ("personnel", "non-personnel")
        ]
        known = [(group, cell) for group, cell in cells if cell and cell.value is not None]
        if len(known) < 2:
            return None
        total = sum((cell.amount for _, cell in known), Decimal(0))
        names = {"personnel": "人员经费", "non-personnel": "公用经费"}
        series = [Bars(names[group], _COLOURS[group], [cell.value], [_shown(cell)]) for group, cell in known]
        rows = [(names[group], self._number(cell), share(cell.amount, total)) for group, cell in known]
        said = "，".join(
            f"{names[group]}{_shown(cell)}{self.unit}（{share(cell.amount, total)}）" for group, cell in known
        )
        return self._figure(
            "figure-groups", "一般公共预算基本支出：人员经费与公用经费", said, ["基本支出"], series,
            ["项目", self.unit, "占两者之和（本站计算）"], rows, ["basic-expenditure"], stacked=True,
        )  # fmt: skip

    def _economic(self) -> Figure | None:
        """The sections of the economic classification that carry an amount, largest first."""
        rows = [row for row in self.report.table("basic-expenditure") if row["level"] == "section"]
        ranked = self._ranked("basic-expenditure", rows, "amount")
        if len(ranked) < 2:
            return None
        labels = [f"{row['economic_code']} {row['name']}" for row, _ in ranked]
        series = [
            Bars(name, _COLOURS[group], [cell.value if row["group"] == group else None for row, cell in ranked], [_shown(cell) for _, cell in ranked])
            for group, name in (("personnel", "人员经费"), ("non-personnel", "公用经费"))
        ]  # fmt: skip
        table = [(label, self._number(cell)) for label, (_, cell) in zip(labels, ranked, strict=True)]
        first, cell = ranked[0]
        said = f"有金额的共{len(ranked)}款，最多的是{first['name']}（{_shown(cell)}{self.unit}）"
        return self._figure(
            "figure-economic", "一般公共预算基本支出按经济分类（款级）", said, labels, series,
            ["经济分类（款）", self.unit], table, ["basic-expenditure"], stacked=True,
        )  # fmt: skip

    def _execution(self) -> Figure | None:
        """年初预算 and 决算 of each item, widest gap first, with the report's own reason."""
        known = [row for row in self.report.table("budget-execution") if row["approved"] and row["final"]]
        if not known:
            return None
        known = sorted(
            known, key=lambda row: (-abs(Decimal(row["final"]) - Decimal(row["approved"])), row["functional_code"])
        )
        values = [(Decimal(row["approved"]), Decimal(row["final"])) for row in known]
        start = Bars("年初预算", palette.BUDGET, [pair[0] for pair in values], [grouped(pair[0]) for pair in values])
        end = Bars("决算", palette.EXPENDITURE, [pair[1] for pair in values], [grouped(pair[1]) for pair in values])
        below = sum(final < approved for approved, final in values)
        above = sum(final > approved for approved, final in values)
        said = f"共{len(known)}项：{below}项决算低于年初预算，{above}项高于，{len(known) - below - above}项相等"
        names = [row["name"].rpartition("/")[2] for row in known]
        drawing = dumbbells(
            "figure-execution",
            names,
            start,
            end,
            self.unit,
            self._description("年初预算与决算", said, names, [start, end]),
        )
        rows = [
            (name, *[link(links.place(self.base, row["source_page"], row["source_line"]), grouped(value)) for value in pair],
             _with_sign(pair[1] - pair[0]), f"{row['completion_rate']}%" if row["completion_rate"] else "", text(row["reason"]) or "报告未说明")
            for name, row, pair in zip(names, known, values, strict=True)
        ]  # fmt: skip
        head = ["功能分类（项）", "年初预算", "决算", "差额（本站计算）", "完成率（报告所述）", "报告所述原因"]
        return Figure(
            "figure-execution", f"年初预算与决算：{said}", self._subtitle(), self._description("年初预算与决算", said, names, [start, end]),
            drawing, head, rows, self._sources(["narrative"]), "决算数为报告正文该段所述的数，不一定等于表中同一科目的数；见“核对结果”。",
        )  # fmt: skip

    def _three_public(self) -> Figure | None:
        """Budget and final of the three public expenses, where the form carries amounts."""
        form = "three-public-expenses"
        rows = [row for row in self.report.table(form) if row["budget"] or row["final"]]
        names = {"budget": "预算数", "final": "决算数"}
        drawn = [field for field in names if any(row[field] for row in rows)]
        if not rows:
            return None
        colours = {"budget": palette.BUDGET, "final": palette.EXPENDITURE}
        series, table = [], []
        for field in drawn:
            cells = [self.report.cell(form, row, field) for row in rows]
            values = [each.value for each in cells]
            series.append(Bars(names[field], colours[field], values, [_shown(each) for each in cells]))
        labels = [THREE_PUBLIC.get(row["item"], row["label"]) for row in rows]
        for label, row in zip(labels, rows, strict=True):
            cells = [self.report.cell(form, row, field) for field in names]
            table.append((label, *[links.amount(self.base, each) for each in cells]))
        totals = [self.report.find(form, field, item="total") for field in names]
        said = "，".join(f"{name}合计{_shown(total)}" for name, total in zip(names.values(), totals, strict=True))
        blank = [name for field, name in names.items() if field not in drawn]
        note = f"表中{'、'.join(blank)}全部空白、未画出；空白不等于 0。" if blank else ""
        head = ["项目", *names.values()]
        return self._figure(
            "figure-three-public", "“三公”经费预算与决算", said, labels, series, head, table, [form], note=note
        )

    def _balances(self) -> Figure | None:
        """From what was there at the start of the year to what is left, only where there are balances."""
        form = "revenue-and-expenditure"
        steps = []
        for name, side, concept, sign in (
            ("年初结转和结余", "revenue", "opening-balance", 1), ("本年收入", "revenue", "total-for-year", 1),
            ("使用非财政拨款结余", "revenue", "non-appropriated-balance-used", 1), ("本年支出", "expenditure", "total-for-year", -1),
            ("结余分配", "expenditure", "surplus-distribution", -1), ("年末结转和结余", "expenditure", "closing-balance", 0),
        ):  # fmt: skip
            cell = self.report.find(form, "amount", side=side, concept=concept)
            if cell is not None:
                steps.append((name, cell, sign))
        if not any(name.endswith("结转和结余") and cell.value for name, cell, _ in steps):
            return None
        level, offsets, bars = Decimal(0), [], []
        for _, cell, sign in steps:
            value = cell.amount
            offsets.append(level - value if sign < 0 else level if sign else Decimal(0))
            level += sign * value
            bars.append(value)
        names = [name for name, _, _ in steps]
        if min([*offsets, *bars]) < 0:  # a waterfall below zero would mislead; the table still says it all
            offsets = [Decimal(0)] * len(steps)
        colour = {1: palette.REVENUE, -1: palette.EXPENDITURE, 0: palette.BALANCE}
        series = [
            Bars(words, colour[wanted], [bar if sign == wanted else None for bar, (_, _, sign) in zip(bars, steps, strict=True)], [_shown(cell) for _, cell, _ in steps])
            for words, wanted in (("收入与年初结转", 1), ("支出与分配", -1), ("年末结转", 0))
        ]  # fmt: skip
        said = "，".join(f"{name}{_shown(cell)}" for name, cell, _ in steps if name.endswith("结转和结余"))
        rows = [(name, self._number(cell)) for name, cell, _ in steps]
        return self._figure(
            "figure-balances", "从年初结转到年末结转", f"{said}{self.unit}", names, series, ["项目", self.unit], rows, [form],
            stacked=True, offsets=offsets,
        )  # fmt: skip

    # --- common parts -----------------------------------------------------------------------------------------------

    def _number(self, cell: Cell) -> str:
        return links.number(self.base, cell)

    def _ranked(self, form: str, rows: Iterable[Record], field: str) -> list[tuple[Record, Cell]]:
        """Rows with an amount, largest first."""
        cells = [(row, self.report.cell(form, row, field)) for row in rows]
        known = [(row, cell) for row, cell in cells if cell.value is not None]
        return sorted(known, key=lambda pair: (-(pair[1].amount), int(pair[0]["row"])))

    def _list(
        self, figure_id: str, title: str, said: str, labels: Sequence[str], ranked: Sequence[tuple[Record, Cell]],
        colour: str, form: str, total: Cell | None,
    ) -> Figure:  # fmt: skip
        whole = total.value if total and total.value else Decimal(0)
        shares = [share(cell.amount, whole) for _, cell in ranked]
        shown = [
            f"{_shown(cell)}（{part}）" if part else _shown(cell)
            for (_, cell), part in zip(ranked, shares, strict=True)
        ]
        series = [Bars("支出", colour, [cell.value for _, cell in ranked], shown)]
        rows = [
            (label, self._number(cell), part) for label, (_, cell), part in zip(labels, ranked, shares, strict=True)
        ]
        return self._figure(
            figure_id, title, said, labels, series, ["科目", self.unit, "占合计（本站计算）"], rows, [form]
        )

    def _figure(
        self, figure_id: str, title: str, said: str, labels: Sequence[str], series: Sequence[Bars], head: Sequence[str],
        rows: Sequence[Sequence[str]], sources: Sequence[str | Record], *, note: str = "", stacked: bool = False,
        offsets: Sequence[Decimal] = (),
    ) -> Figure:  # fmt: skip
        description = self._description(title, said, labels, series)
        drawing: Drawing = horizontal_bars(
            figure_id, labels, series, self.unit, description, stacked=stacked, offsets=offsets
        )
        return Figure(
            figure_id,
            f"{title}：{said}",
            self._subtitle(),
            description,
            drawing,
            head,
            rows,
            self._sources(sources),
            note,
        )

    def _subtitle(self) -> str:
        return f"单位：{self.unit} · {self.report.year}年度 · 按当年价格"

    def _description(self, title: str, said: str, labels: Sequence[str], series: Sequence[Bars]) -> str:
        """The chart in words, for those who do not see it."""
        parts = []
        for each in series:
            known = [
                f"{label}{words}"
                for label, value, words in zip(labels, each.values, each.labels, strict=True)
                if value is not None
            ]
            if known:
                parts.append(f"{each.name}：{'，'.join(known)}")
        return f"{title}，{self.report.year}年度，单位{self.unit}。{said}。{'；'.join(parts)}。"

    def _sources(self, sources: Sequence[str | Record]) -> str:
        """Links to the forms and sentences the figures come from."""
        found = []
        for each in sources:
            if isinstance(each, str):
                name = "报告正文" if each == "narrative" else self.report.title(each)
                found.append(link(f"{self.base}{each}/", text(name)))
            else:
                found.append(links.claim(self.base, each, "正文所述变动额"))
        return "、".join(found)


def _shown(cell: Cell | None) -> str:
    return grouped(cell.value) if cell and cell.value is not None else "无数据"


def _signed(change: Record | None) -> Decimal | None:
    """The stated change with its sign; None where the direction is not stated."""
    if change is None:
        return None
    value = abs(Decimal(change["value"]))
    return {"increase": value, "decrease": -value, "flat": Decimal(0)}.get(change["direction"])


def _with_sign(value: Decimal) -> str:
    return f"{'+' if value > 0 else '−' if value < 0 else ''}{grouped(abs(value))}"
