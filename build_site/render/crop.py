"""The lines of a report's page around one cell, as its picture has them."""

from __future__ import annotations

from dataclasses import dataclass

from build_site.render.published import Published

_SCALE = 90 / 72  # pixels of a page's picture per PDF point, as in card.js
_WIDE, _HIGH, _MORE = 520, 168, 64


@dataclass(frozen=True, slots=True)
class Crop:
    """`picture` below the report's data; the part shown (`shape`, `image` in it), and the cell in it, in per cent of the part
    (left, top, width, height)."""

    page: str
    picture: str
    shape: str
    image: str
    cell: str


def crop_of(report: Published) -> Crop | None:
    """Around the total of the year's expenditure; None where its page has no picture."""
    row = report.row("expenditure", level="total")
    cell_id = f"expenditure/{row['row']}/total" if row else ""
    cell = next((each for each in report.table("cells") if each["cell_id"] == cell_id), None)
    if cell is None or not cell["x0"] or cell["source_page"] not in report.pictured:
        return None
    from PIL import Image

    page = cell["source_page"]
    with Image.open(report.pictures / report.picture(page)) as image:
        width, height = image.size
    x0, top, x1, bottom = (float(cell[name]) * _SCALE for name in ("x0", "top", "x1", "bottom"))
    wide, high = min(_WIDE, width), min(_HIGH, height)
    left = min(max(x1 + _MORE - wide, 0), width - wide)
    above = min(max(bottom + _MORE / 2 - high, 0), height - high)
    inside = _style(
        left=(x0 - left) / wide, top=(top - above) / high, width=(x1 - x0) / wide, height=(bottom - top) / high
    )
    return Crop(
        page, f"pages/{report.picture(page)}", f"aspect-ratio:{wide}/{high}", _style(width=width / wide, left=-left / wide, top=-above / high), inside
    )  # fmt: skip


def _style(**parts: float) -> str:
    return ";".join(f"{name}:{value * 100:.2f}%" for name, value in parts.items())
