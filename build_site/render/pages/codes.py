"""A page per code: its names, what it belongs to, and its amounts in all reports."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from build_site.model.forms import LEVELS
from build_site.render import links
from build_site.render.charts import palette
from build_site.render.charts.engine import Engine
from build_site.render.charts.markup import Figure, figure
from build_site.render.charts.options import Bars, horizontal_bars
from build_site.render.codes import Code, Use
from build_site.render.html import grouped, page
from build_site.render.pages.frame import MANY
from build_site.render.template import fill

_DRAWN = 30
_KINDS = {False: "支出功能分类", True: "支出经济分类"}


def codes_index(codes: Mapping[str, Code]) -> str:
    """All codes by classification, in their tree."""
    kinds = [
        (anchor, _KINDS[economic], [entry for entry in codes.values() if entry.economic is economic])
        for economic, anchor in ((False, "functional"), (True, "economic"))
    ]
    return page(
        "科目", [fill("codes", kinds=kinds, levels=LEVELS)], description="支出功能分类与经济分类科目", toc=False
    )


def code_page(entry: Code, codes: Mapping[str, Code], engine: Engine) -> str:
    """One code."""
    title = f"{entry.code} {entry.name}"
    parts = (entry.code[:length] for length in (3, 5) if length < len(entry.code))
    by_unit = {
        unit: sorted((use for use in entry.uses if use.cell.value is not None and use.unit == unit), key=_order)
        for unit in sorted({use.unit for use in entry.uses if use.cell.value is not None})
    }
    charts = [figure(_chart(entry, uses[:_DRAWN], unit), engine) for unit, uses in by_unit.items() if len(uses) > 1]
    body = fill(
        "code",
        title=title,
        entry=entry,
        kind=_KINDS[entry.economic],
        level=LEVELS.get(entry.level, ""),
        above=[codes[part] for part in parts if part in codes],
        below=[each for each in codes.values() if each.code[:-2] == entry.code],
        used=sorted({use.name for use in entry.uses if use.name and use.name != entry.name}),
        charts=list(reversed(charts)),
        tables=[
            (unit, shown := uses[:MANY], len({use.report for use in shown}), len(uses))
            for unit, uses in by_unit.items()
        ],
    )
    return page(title, [body], description=f"{title}：各部门决算中的金额", toc=False)


def _order(use: Use) -> tuple[str, int, str]:
    return use.slug, -use.year, use.form


def _chart(entry: Code, uses: list[Use], unit: str) -> Figure:
    labels = [f"{use.department} {use.year}" for use in uses]
    values: list[Decimal | None] = [use.cell.value for use in uses]
    bars = Bars(entry.name, palette.EXPENDITURE, values, [grouped(use.cell.amount) for use in uses])
    spoken = "，".join(f"{label} {words}" for label, words in zip(labels, bars.labels, strict=True))
    description = f"{entry.name}在各报告中的金额，单位{unit}。{spoken}。"
    drawing = horizontal_bars(f"code-{entry.code}", labels, [bars], unit, description)
    rows = [
        (label, links.number(f"../../departments/{use.slug}/{use.year}/", use.cell))
        for label, use in zip(labels, uses, strict=True)
    ]
    return Figure(
        f"figure-code-{entry.code}", f"{entry.code} {entry.name}：各部门、各年度", f"单位：{unit} · 按当年价格 · 按部门排列，不是排名", description,
        drawing, ["报告", unit], rows, "各报告的决算表",
    )  # fmt: skip
