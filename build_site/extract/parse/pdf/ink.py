"""A page as drawn by pdfium, grey: what it shows where a text stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple


class Picture(NamedTuple):
    """A page's pixels, row by row: 255 is white."""

    pixels: bytes
    stride: int  # bytes in a row
    width: int
    height: int
    turns: int  # quarter turns counter-clockwise from the page as displayed to its reading frame

    @classmethod
    def of(cls, page: Any, scale: float, turns: int, *, annotations: bool = False) -> Picture:
        """The page drawn with `scale` pixels a point."""
        drawn = page.render(scale=scale, grayscale=True, draw_annots=annotations, may_draw_forms=False)
        return cls(bytes(drawn.buffer), drawn.stride, drawn.width, drawn.height, turns % 4)

    def rows(self, x0: int, top: int, x1: int, bottom: int) -> list[bytes]:
        """The rows, as displayed, of a box given in pixels of the reading frame."""
        wide, high = (self.width, self.height) if self.turns % 2 == 0 else (self.height, self.width)
        x0, x1 = min(max(x0, 0), wide), min(max(x1, 0), wide)
        top, bottom = min(max(top, 0), high), min(max(bottom, 0), high)
        for _ in range(self.turns):  # back, clockwise
            x0, top, x1, bottom, high, wide = high - bottom, x0, high - top, x1, wide, high
        return [self.pixels[y * self.stride + x0 : y * self.stride + x1] for y in range(top, bottom)]

    def area(self, x0: int, top: int, x1: int, bottom: int) -> Sequence[Sequence[int]]:
        """The rows of the box as they stand in the reading frame."""
        rows: Sequence[Sequence[int]] = self.rows(x0, top, x1, bottom)
        for _ in range(self.turns):
            rows = list(zip(*rows, strict=True))[::-1]
        return rows
