"""The picture that other sites show of a report: its money as three strips, drawn with Pillow, the same bytes every time.

It has digits and English only: no Chinese font is the same on every machine. The page's title says the rest in words.
"""

import io
import re
from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from build_site.render.charts import STYLES, palette
from build_site.render.measures import cells
from build_site.render.pages.frame import Here

_SIZE = (1200, 630)
_MARGIN = 64


@cache
def _colours() -> dict[str, str]:
    """The light colours of the style sheet."""
    css = Path(__file__).parents[2].joinpath(STYLES).read_text("utf-8")
    block = next(iter(re.findall(r"\{([^{}]*--ink: #[^{}]*)\}", css)))
    return dict(re.findall(r"(--[a-z0-9]+): (#[0-9a-f]{6});", block))


def picture(here: Here) -> bytes:
    """A PNG of the report's expenditure by class and kind."""
    report, colours = here.report, _colours()
    image = Image.new("RGB", _SIZE, colours["--bg"])
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, _SIZE[0], 12), fill=colours["--brand"])
    spent = cells(report)["expenditure"]
    pen.text((_MARGIN, 56), f"{report.slug.replace('-', ' ')}  {report.year}", fill=colours["--ink2"], font=_font(30))
    million = f"{here.yuan(spent) / 1_000_000:,.2f} million yuan" if spent and spent.value else "Open Final Accounts"
    pen.text((_MARGIN, 100), million, fill=colours["--ink"], font=_font(88))
    top = 250
    for name, parts in _strips(here):
        pen.text((_MARGIN, top), name, fill=colours["--ink2"], font=_font(26))
        _strip(pen, top + 38, parts, colours)
        top += 160
    pen.text(
        (_MARGIN, 578),
        "Open Final Accounts: every number leads to its place in the report",
        fill=colours["--ink3"],
        font=_font(24),
    )
    file = io.BytesIO()
    image.quantize(16, method=Image.Quantize.FASTOCTREE).save(file, "PNG")
    return file.getvalue()


def _strips(here: Here) -> list[tuple[str, list[tuple[str, Decimal]]]]:
    """By class, and by what it became."""
    report = here.report
    rows = [row for row in report.table("expenditure") if row["level"] == "class"]
    known = [(row, report.cell("expenditure", row, "total")) for row in rows]
    classes = [
        (_variable(palette.of_class(row["functional_code"])), cell.value)
        for row, cell in known
        if cell.value and cell.value > 0
    ]
    found = cells(report)
    kinds = [(f"--{name}", found[name]) for name in ("basic", "project")]
    shown = [(colour, cell.value) for colour, cell in kinds if cell and cell.value and cell.value > 0]
    classes.sort(key=lambda each: -each[1])
    return [
        (name, parts) for name, parts in (("by function", classes), ("basic and project expenditure", shown)) if parts
    ]


def _variable(colour: str) -> str:
    return colour.removeprefix("var(").removesuffix(")")


def _strip(pen: ImageDraw.ImageDraw, top: int, parts: Sequence[tuple[str, Decimal]], colours: dict[str, str]) -> None:
    """Parts side by side, each with its share where there is room."""
    whole = sum((value for _, value in parts), Decimal(0))
    room, left = Decimal(_SIZE[0] - 2 * _MARGIN), Decimal(_MARGIN)
    for colour, value in parts:
        wide = room * value / whole
        pen.rectangle(
            (int(left), top, max(int(left + wide) - 3, int(left)), top + 76), fill=colours.get(colour, colours["--cx"])
        )
        if wide > 110:
            pen.text((int(left) + 14, top + 22), f"{value / whole * 100:.1f}%", fill="#ffffff", font=_font(30))
        left += wide


@cache
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)  # Pillow's own, which is part of its wheel
