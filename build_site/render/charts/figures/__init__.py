"""Which charts a report's data can fill. Nothing is drawn that the report does not publish."""

from __future__ import annotations

from build_site.model import Form
from build_site.render.charts import palette
from build_site.render.charts.figures.flows import Flows
from build_site.render.charts.figures.money import Money
from build_site.render.charts.figures.plan import Plan
from build_site.render.charts.figures.purposes import Purposes
from build_site.render.charts.markup import Figure


class Figures(Flows, Money, Purposes, Plan):
    """The charts of one report for the page that `base` leads back to the report from."""

    def money(self) -> list[Figure]:
        """图1, 图2, 图4 and the balances: money in and out."""
        found = (
            self.flow(),
            self.change(
                "figure-1",
                "图1 收、支决算总计变动情况",
                "revenue-and-expenditure",
                "amount",
                "revenue-and-expenditure-total",
            ),
            self.structure("figure-2", "图2 收入决算结构", Form.REVENUE, "本年收入", palette.REVENUE),
            self.structure("figure-3", "图3 支出决算结构", Form.EXPENDITURE, "本年支出", palette.EXPENDITURE),
            self.change(
                "figure-4",
                "图4 财政拨款收、支决算总计变动情况",
                "fiscal-appropriation",
                "total",
                "fiscal-appropriation-total",
            ),
            self.balances(),
        )
        return [each for each in found if each]

    def purposes(self) -> list[Figure]:
        """What it was spent on: by function, by kind of expenditure, by economic nature."""
        found = (
            self.icicle(), self.kinds() or self.functions("class"), self.functions("item"), self.economic_flow(),
            self.groups(), self.economic(),
        )  # fmt: skip
        return [each for each in found if each]

    def plan(self) -> list[Figure]:
        """年初预算 against 决算, and the three public expenses."""
        return [each for each in (self.execution(), self.three_public()) if each]
