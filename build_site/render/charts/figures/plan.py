"""Plan and result: 年初预算 against 决算, the three public expenses, the self-evaluations."""

from __future__ import annotations

from decimal import Decimal

from build_site.model.forms import ITEMS
from build_site.model.money import FACTORS, converted
from build_site.render import links
from build_site.render.charts import palette
from build_site.render.charts.figures.base import Maker, digits, spoken
from build_site.render.charts.markup import Figure
from build_site.render.charts.options import Bars, dumbbells
from build_site.render.html import grouped, signed
from build_site.render.published import Record


class Plan(Maker):
    def execution(self) -> Figure | None:
        """年初预算 and 决算 of each item, widest gap first, with the report's own reason."""
        stated = [row for row in self.report.table("budget-execution") if row["level"] != "total"]
        known = [row for row in stated if row["approved"] and row["final"] and row["unit"] in FACTORS]
        if not known:
            return None

        def pair(row: Record) -> tuple[Decimal, Decimal]:
            """Both amounts in the unit of the forms, which the narrative need not share."""
            approved, final = (converted(Decimal(row[name]), row["unit"], self.unit) for name in ("approved", "final"))
            return approved, final

        known = sorted(known, key=lambda row: (-abs(pair(row)[1] - pair(row)[0]), row["functional_code"]))
        values = [pair(row) for row in known]
        start = Bars("年初预算", palette.BUDGET, [each[0] for each in values], [grouped(each[0]) for each in values])
        end = Bars("决算", palette.EXPENDITURE, [each[1] for each in values], [grouped(each[1]) for each in values])
        below = sum(final < approved for approved, final in values)
        above = sum(final > approved for approved, final in values)
        said = f"共{len(known)}项：{below}项决算低于年初预算，{above}项高于，{len(known) - below - above}项相等"
        names = [row["name"] for row in known]
        rows = [
            (name, *[links.link(links.place(self.base, row), grouped(value)) for value in both],
             signed(both[1] - both[0]), f"{row['completion_rate']}%" if row["completion_rate"] else "", row["reason"] or "报告未说明")
            for name, row, both in zip(names, known, values, strict=True)
        ]  # fmt: skip
        head = ["功能分类（项）", "年初预算", "决算", "差额（本站计算）", "完成率（报告所述）", "报告所述原因"]
        return self.made(
            "figure-execution", "年初预算与决算", said, spoken(names, [start, end]),
            lambda description: dumbbells("figure-execution", names, start, end, self.unit, description),
            head, rows, ["narrative"], "决算数为报告正文该段所述的数，不一定等于表中同一科目的数；见“核对结果”。",
        )  # fmt: skip

    def three_public(self) -> Figure | None:
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
            series.append(self.bars(names[field], colours[field], cells))
        labels = [ITEMS[row["item"]].zh for row in rows]
        for label, row in zip(labels, rows, strict=True):
            cells = [self.report.cell(form, row, field) for field in names]
            table.append((label, *[links.amount(self.base, each) for each in cells]))
        totals = [self.report.find(form, field, item="total") for field in names]
        said = "，".join(f"{name}合计{digits(total)}" for name, total in zip(names.values(), totals, strict=True))
        blank = [name for field, name in names.items() if field not in drawn]
        note = f"表中{'、'.join(blank)}全部空白、未画出；空白不等于 0。" if blank else ""
        head = ["项目", *names.values()]
        return self.figure(
            "figure-three-public", "“三公”经费预算与决算", said, labels, series, head, table, [form], note=note
        )
