"""What every chart of a report has in common: wording, sources, units."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal

from markupsafe import Markup

from build_site.render import links
from build_site.render.charts import palette
from build_site.render.charts.markup import Figure
from build_site.render.charts.options import Bars, Drawing, horizontal_bars
from build_site.render.html import grouped
from build_site.render.published import Cell, Published, Record

COLOURS = {
    "basic": palette.BASIC, "project": palette.PROJECT, "personnel": palette.PERSONNEL,
    "non-personnel": palette.NON_PERSONNEL, "revenue": palette.REVENUE, "expenditure": palette.EXPENDITURE,
}  # fmt: skip


class Maker:
    """Makes charts of one report for the page that `base` leads back to the report from."""

    def __init__(self, report: Published, base: str = "") -> None:
        self.report, self.base, self.unit = report, base, report.unit

    def number(self, cell: Cell) -> Markup:
        return links.number(self.base, cell)

    def ranked(self, form: str, rows: Iterable[Record], field: str) -> list[tuple[Record, Cell]]:
        """Rows with an amount, largest first."""
        cells = [(row, self.report.cell(form, row, field)) for row in rows]
        known = [(row, cell) for row, cell in cells if cell.value is not None]
        return sorted(known, key=lambda pair: (-(pair[1].amount), int(pair[0]["row"])))

    def bars(self, name: str, colour: str, cells: Sequence[Cell], colours: Sequence[str] = ()) -> Bars:
        """A series of cells, each labelled with its digits."""
        return Bars(name, colour, [cell.value for cell in cells], [digits(cell) for cell in cells], colours)

    def figure(
        self, figure_id: str, title: str, said: str, labels: Sequence[str], series: Sequence[Bars], head: Sequence[str],
        rows: Sequence[Sequence[str]], sources: Sequence[str | Record], *, note: str = "", stacked: bool = False,
        offsets: Sequence[Decimal] = (),
    ) -> Figure:  # fmt: skip
        def draw(description: str) -> Drawing:
            return horizontal_bars(figure_id, labels, series, self.unit, description, stacked=stacked, offsets=offsets)

        return self.made(figure_id, title, said, spoken(labels, series), draw, head, rows, sources, note)

    def made(
        self, figure_id: str, title: str, said: str, drawn: str, draw: Callable[[str], Drawing], head: Sequence[str],
        rows: Sequence[Sequence[str]], sources: Sequence[str | Record], note: str,
    ) -> Figure:  # fmt: skip
        """The figure that `draw` makes of its description. `drawn`: what the drawing shows, in words."""
        description = self.description(title, said, drawn)
        return Figure(
            figure_id, f"{title}：{said}", self.subtitle(), description, draw(description), head, rows,
            self.sources(sources), note,
        )  # fmt: skip

    def subtitle(self) -> str:
        return f"单位：{self.unit} · {self.report.year}年度 · 按当年价格"

    def description(self, title: str, said: str, drawn: str) -> str:
        """The chart in words, for those who do not see it."""
        return f"{title}，{self.report.year}年度，单位{self.unit}。{said}。{drawn}。"

    def sources(self, sources: Sequence[str | Record]) -> Markup:
        """Links to the forms and sentences the figures come from."""
        found = []
        for each in sources:
            if isinstance(each, str):
                name = "报告正文" if each == "narrative" else self.report.title(each)
                found.append(links.link(f"{self.base}{each}/", name))
            else:
                found.append(links.claim(self.base, each, "正文所述变动额"))
        return Markup("、").join(found)


def digits(cell: Cell | None) -> str:
    return grouped(cell.value) if cell and cell.value is not None else "无数据"


def spoken(labels: Sequence[str], series: Iterable[Bars]) -> str:
    """Every bar by its name and label."""
    parts = []
    for each in series:
        bars = zip(labels, each.values, each.labels, strict=True)
        if known := [f"{label}{words}" for label, value, words in bars if value is not None]:
            parts.append(f"{each.name}：{'，'.join(known)}")
    return "；".join(parts)


def moved(change: Record | None) -> Decimal | None:
    """The stated change with its sign; None where the direction is not stated."""
    if change is None:
        return None
    value = abs(Decimal(change["value"]))
    return {"increase": value, "decrease": -value, "flat": Decimal(0)}.get(change["direction"])
