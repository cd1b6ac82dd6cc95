"""Money in and out: totals, sources, kinds, flows, balances."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from build_site.model import Form
from build_site.model.forms import CONCEPTS, SIDES
from build_site.render import links
from build_site.render.charts import palette
from build_site.render.charts.figures.base import COLOURS, Maker, digits, moved
from build_site.render.charts.markup import Figure
from build_site.render.charts.options import Bars
from build_site.render.html import grouped, share, signed


class Money(Maker):
    def change(self, figure_id: str, title: str, form: str, field: str, measure: str) -> Figure | None:
        """Totals of this year beside last year's, which follow from the change that the narrative states."""
        revenue = self.report.find(form, field, side="revenue", concept="total")
        expenditure = self.report.find(form, field, side="expenditure", concept="total")
        if revenue is None or expenditure is None:
            return None
        year = self.report.year
        change = self.report.claim(f"{measure}:change-amount")
        moved_by = moved(change)
        years, values = [f"{year}年度"], [(revenue.amount, expenditure.amount)]
        rows: list[Sequence[str]] = [(f"{year}年度", self.number(revenue), self.number(expenditure))]
        note = ""
        if change is not None and moved_by is not None:
            years.insert(0, f"{year - 1}年度（推算）")
            before = (revenue.amount - moved_by, expenditure.amount - moved_by)
            values.insert(0, before)
            rows.insert(0, (years[0], grouped(before[0]), grouped(before[1])))
            rows.append(("变动（报告所述）", *[links.claim(self.base, change, signed(moved_by))] * 2))
            note = f"{year - 1}年度的数由本站推算：{year}年度决算数减去报告正文所述的变动额；报告的表中没有上年数。"
        series = [
            Bars("收入总计", palette.REVENUE, [pair[0] for pair in values], [grouped(pair[0]) for pair in values]),
            Bars("支出总计", palette.EXPENDITURE, [pair[1] for pair in values], [grouped(pair[1]) for pair in values]),
        ]
        compared = "" if moved_by is None else "，与上年持平"
        if moved_by:
            compared = f"，比上年{'减少' if moved_by < 0 else '增加'}{grouped(abs(moved_by))}{self.unit}"
        said = (
            f"{year}年度收入总计{grouped(revenue.amount)}、支出总计{grouped(expenditure.amount)}{self.unit}{compared}"
        )
        sources = [form] + ([change] if change else [])
        return self.figure(
            figure_id, title, said, years, series, ["年度", "收入总计", "支出总计"], rows, sources, note=note
        )

    def structure(self, figure_id: str, title: str, form: Form, whole: str, colour: str) -> Figure | None:
        """The parts of a form's total row."""
        row = self.report.row(form, level="total")
        total = self.report.find(form, "total", level="total")
        if row is None or total is None or not total.value:
            return None
        titles = dict(self.report.amount_fields(form))
        columns = (column for column in form.measures["total"] if column in titles)
        parts = [(titles[column], column, self.report.cell(form, row, column)) for column in columns]
        shown = [(name, column, cell) for name, column, cell in parts if cell.value is not None]
        if not shown:
            return None
        shares = [share(cell.amount, total.amount) for _, _, cell in shown]
        series = [
            Bars(whole, colour, [cell.value for _, _, cell in shown], [
                f"{grouped(cell.amount)}（{part}）" for (_, _, cell), part in zip(shown, shares, strict=True)
            ], [COLOURS.get(column, colour) for _, column, _ in shown])
        ]  # fmt: skip
        rows = [(name, self.number(cell), part) for (name, _, cell), part in zip(shown, shares, strict=True)]
        rows.append((f"{whole}合计", self.number(total), ""))
        blank = [name for name, _, cell in parts if cell.value is None]
        note = f"表中空白、未画出：{'、'.join(blank)}。" if blank else ""
        said = "；".join(f"{name}占{part}" for (name, _, _), part in zip(shown, shares, strict=True))
        head = ["项目", f"{self.unit}", "占合计（本站计算）"]
        return self.figure(
            figure_id, title, said, [name for name, _, _ in shown], series, head, rows, [form], note=note
        )

    def balances(self) -> Figure | None:
        """From what was there at the start of the year to what is left, only where there are balances."""
        form = "revenue-and-expenditure"
        steps = []
        for side, concept, sign in (
            ("revenue", "opening-balance", 1), ("revenue", "total-for-year", 1), ("revenue", "non-appropriated-balance-used", 1),
            ("expenditure", "total-for-year", -1), ("expenditure", "surplus-distribution", -1), ("expenditure", "closing-balance", 0),
        ):  # fmt: skip
            cell = self.report.find(form, "amount", side=side, concept=concept)
            if cell is not None:
                name = f"本年{SIDES[side]}" if concept == "total-for-year" else CONCEPTS[concept]
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
            Bars(words, colour[wanted], [bar if sign == wanted else None for bar, (_, _, sign) in zip(bars, steps, strict=True)], [digits(cell) for _, cell, _ in steps])
            for words, wanted in (("收入与年初结转", 1), ("支出与分配", -1), ("年末结转", 0))
        ]  # fmt: skip
        said = "，".join(f"{name}{digits(cell)}" for name, cell, _ in steps if name.endswith("结转和结余"))
        rows = [(name, self.number(cell)) for name, cell, _ in steps]
        return self.figure(
            "figure-balances", "从年初结转到年末结转", f"{said}{self.unit}", names, series, ["项目", self.unit], rows, [form],
            stacked=True, offsets=offsets,
        )  # fmt: skip
