"""A page as drawn by pdfium, grey: what it shows where a text stands."""

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

from build_site.model import Box


class Picture(NamedTuple):
    """A page's pixels, row by row: 255 is white."""

    pixels: bytes
    stride: int  # bytes in a row
    width: int
    height: int
    turns: int  # quarter turns counter-clockwise from the page as displayed to its reading frame

    @classmethod
    def of(cls, page: Any, scale: float, turns: int, *, annotations: bool = False) -> "Picture":
        """The page drawn with `scale` pixels a point."""
        drawn = page.render(scale=scale, grayscale=True, draw_annots=annotations, may_draw_forms=False)
        return cls(bytes(drawn.buffer), drawn.stride, drawn.width, drawn.height, turns % 4)

    def rows(self, x0: int, top: int, x1: int, bottom: int) -> list[bytes]:
        """The rows, as displayed, of a box given in pixels of the reading frame."""
        x0, top, x1, bottom = self.displayed(x0, top, x1, bottom)
        return [self.pixels[y * self.stride + x0 : y * self.stride + x1] for y in range(top, bottom)]

    def displayed(self, x0: int, top: int, x1: int, bottom: int) -> tuple[int, int, int, int]:
        """Such a box as the page is displayed, as far as it lies on it."""
        wide, high = (self.width, self.height) if self.turns % 2 == 0 else (self.height, self.width)
        x0, x1 = min(max(x0, 0), wide), min(max(x1, 0), wide)
        top, bottom = min(max(top, 0), high), min(max(bottom, 0), high)
        for _ in range(self.turns):  # back, clockwise
            x0, top, x1, bottom, high, wide = high - bottom, x0, high - top, x1, wide, high
        return x0, top, x1, bottom


def closeup(page: Any, scale: float, turns: int, box: Box) -> Sequence[Sequence[int]]:
    """The rows of pixels of a box of the reading frame as they stand there: nothing else of the page is drawn."""
    wide, high = (math.ceil(side * scale) for side in page.get_size())
    whole = Picture(b"", 0, wide, high, turns % 4)
    x0, top, x1, bottom = whole.displayed(*(max(round(side * scale), 0) for side in box))
    if x0 >= x1 or top >= bottom:
        return []
    crop = [(side - 0.5) / scale for side in (x0, high - bottom, wide - x1, top)]  # which are rounded up
    drawn = page.render(scale=scale, crop=crop, grayscale=True, draw_annots=False, may_draw_forms=False)
    pixels = bytes(drawn.buffer)
    rows: Sequence[Sequence[int]] = [pixels[at : at + drawn.width] for at in range(0, len(pixels), drawn.stride)]
    for _ in range(whole.turns):
        rows = list(zip(*rows, strict=True))[::-1]
    return rows
