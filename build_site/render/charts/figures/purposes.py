"""What the money was spent on: by function, by kind of expenditure, by economic nature."""

from __future__ import annotations

from decimal import Decimal

from build_site.render import links
from build_site.render.charts import palette
from build_site.render.charts.figures.base import COLOURS, Maker, digits
from build_site.render.charts.icicle import Part, icicle
from build_site.render.charts.markup import Figure
from build_site.render.charts.options import Bars
from build_site.render.html import grouped, share


class Purposes(Maker):
    def icicle(self) -> Figure | None:
        """类, 款 and 项 in the form's order, each as wide as its printed amount, under what it belongs to."""
        total = self.report.find("expenditure", "total", level="total")
        levels = {"class": 0, "section": 1, "item": 2}
        parts: list[Part] = []
        starts = [Decimal(0)] * 3
        out = []
        for row in self.report.table("expenditure"):
            cell = self.report.cell("expenditure", row, "total")
            if row["level"] not in levels or not cell.value:
                continue
            if cell.value < 0:
                out.append(f"{row['name']} {grouped(cell.value)}")
                continue
            level = levels[row["level"]]
            start = starts[level]
            starts[level] = start + cell.value
            for below in range(level + 1, 3):  # its own parts begin where it begins
                starts[below] = max(starts[below], start)
            parts.append(Part(row["name"], digits(cell), level, start, cell.value))
        if not any(part.level == 2 for part in parts) or total is None:
            return None
        said = f"{sum(part.level == 0 for part in parts)}类、{sum(part.level == 1 for part in parts)}款、{sum(part.level == 2 for part in parts)}项"
        title = "支出的类、款、项"
        description = self.description(title, said, "，".join(f"{part.name}{part.label}" for part in parts))
        names = ("类", "款", "项")
        rows = [(part.name, names[part.level], part.label, share(part.value, total.amount)) for part in parts]
        return Figure(
            "figure-icicle", f"{title}：{said}，合计{digits(total)}{self.unit}", self.subtitle(), description,
            icicle("figure-icicle", names, parts, self.unit, description),
            ["科目", "级", self.unit, "占合计（本站计算）"], rows, self.sources(["expenditure"]),
            f"负数无法画成宽度，未画出：{'、'.join(out)}{self.unit}。" if out else "上下对齐：下一级画在它所属的上一级之下，宽度按印出的数。",
        )  # fmt: skip

    def functions(self, level: str) -> Figure | None:
        """Expenditure by function at one level, largest first; the levels are never added up."""
        rows = [row for row in self.report.table("expenditure") if row["level"] == level]
        ranked = self.ranked("expenditure", rows, "total")
        if not ranked:
            return None
        total = self.report.find("expenditure", "total", level="total")
        name = {"class": "类", "item": "项"}[level]
        labels = [f"{row['functional_code']} {row['name']}" for row, _ in ranked]
        shares = [share(cell.amount, total.amount) if total else "" for _, cell in ranked]
        shown = [
            f"{digits(cell)}（{part}）" if part else digits(cell)
            for (_, cell), part in zip(ranked, shares, strict=True)
        ]
        first, cell = ranked[0]
        part = f"，占{shares[0]}" if shares[0] else ""
        said = f"共{len(ranked)}{name}，最多的是{first['name']}（{digits(cell)}{self.unit}{part}）"
        table = [
            (label, self.number(cell), part) for label, (_, cell), part in zip(labels, ranked, shares, strict=True)
        ]
        return self.figure(
            f"figure-functions-{level}", f"支出按功能分类（{name}级）", said, labels,
            [Bars("支出", palette.EXPENDITURE, [cell.value for _, cell in ranked], shown)],
            ["科目", self.unit, "占合计（本站计算）"], table, ["expenditure"],
        )  # fmt: skip

    def kinds(self) -> Figure | None:
        """基本支出 and 项目支出 of each class."""
        rows = [row for row in self.report.table("expenditure") if row["level"] == "class"]
        ranked = self.ranked("expenditure", rows, "total")
        project = self.report.find("expenditure", "project", level="total")
        basic = self.report.find("expenditure", "basic", level="total")
        if not ranked or not (project and project.value):
            return None
        series, table = [], []
        for field, name in (("basic", "基本支出"), ("project", "项目支出")):
            cells = [self.report.cell("expenditure", row, field) for row, _ in ranked]
            series.append(self.bars(name, COLOURS[field], cells))
        for row, _ in ranked:
            cells = [self.report.cell("expenditure", row, field) for field in ("basic", "project")]
            table.append((row["name"], *[links.amount(self.base, each) for each in cells]))
        said = f"基本支出共{digits(basic)}，项目支出共{digits(project)}{self.unit}"
        return self.figure(
            "figure-kinds", "各类支出中的基本支出与项目支出", said, [row["name"] for row, _ in ranked], series,
            ["功能分类（类）", "基本支出", "项目支出"], table, ["expenditure"], stacked=True,
        )  # fmt: skip

    def groups(self) -> Figure | None:
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
        series = [self.bars(names[group], COLOURS[group], [cell]) for group, cell in known]
        rows = [(names[group], self.number(cell), share(cell.amount, total)) for group, cell in known]
        said = "，".join(
            f"{names[group]}{digits(cell)}{self.unit}（{share(cell.amount, total)}）" for group, cell in known
        )
        return self.figure(
            "figure-groups", "一般公共预算基本支出：人员经费与公用经费", said, ["基本支出"], series,
            ["项目", self.unit, "占两者之和（本站计算）"], rows, ["basic-expenditure"], stacked=True,
        )  # fmt: skip

    def economic(self) -> Figure | None:
        """The sections of the economic classification that carry an amount, largest first."""
        rows = [row for row in self.report.table("basic-expenditure") if row["level"] == "section"]
        ranked = self.ranked("basic-expenditure", rows, "amount")
        if len(ranked) < 2:
            return None
        labels = [f"{row['economic_code']} {row['name']}" for row, _ in ranked]
        series = [
            Bars(name, COLOURS[group], [cell.value if row["group"] == group else None for row, cell in ranked], [digits(cell) for _, cell in ranked])
            for group, name in (("personnel", "人员经费"), ("non-personnel", "公用经费"))
        ]  # fmt: skip
        table = [(label, self.number(cell)) for label, (_, cell) in zip(labels, ranked, strict=True)]
        first, cell = ranked[0]
        said = f"有金额的共{len(ranked)}款，最多的是{first['name']}（{digits(cell)}{self.unit}）"
        return self.figure(
            "figure-economic", "一般公共预算基本支出按经济分类（款级）", said, labels, series,
            ["经济分类（款）", self.unit], table, ["basic-expenditure"], stacked=True,
        )  # fmt: skip
