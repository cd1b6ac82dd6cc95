"""What they share."""

from __future__ import annotations

from collections.abc import Sequence

from pyecharts import options as opts
from pyecharts.charts import Grid

from build_site.render.charts import palette

HIDDEN = opts.LabelOpts(is_show=False)
HALO = {"textBorderColor": palette.BACKGROUND, "textBorderWidth": 3}


def plain(grid: Grid) -> None:
    """What Grid copies from its parts once for each: one tooltip, no legend."""
    option = grid.options
    option["legend"] = [{"show": False}]
    option["tooltip"] = {"confine": True, "borderWidth": 1, "trigger": "item"}


def width(words: Sequence[str]) -> float:
    return max((sum(14 if ord(sign) > 0x2E7F else 7.8 for sign in each) for each in words), default=0)
