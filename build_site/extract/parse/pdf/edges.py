"""A page whose box cuts off a part of its tables: widened until it does not, so that what lies beyond is read too."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from build_site.extract.parse.pdf import rulings
from build_site.extract.parse.pdf.content import Content
from build_site.extract.parse.pdf.glyphs import Glyphs
from build_site.extract.parse.pdf.page import Glyph, Ruling, grouped
from build_site.extract.parse.pdf.rulings import NEAR, Drawn
from build_site.model import Box

_MOST = 15  # times: a table drawn cell by cell shows one more column each time
_FAR = 15.0  # points: rulings that reach further out show by themselves that the box is wrong
_GAP = 0.3  # em: between the characters of one text
_ROOM = 2.0  # points
_WITHIN: Box = (0.0, 0.0, 0.0, 0.0)


@contextmanager
def whole(page: Any, content: Content, made: Callable[[Box], Glyphs]) -> Iterator[tuple[Glyphs, Drawn]]:
    """The page's characters (`made` for a box) and what is drawn, of its whole tables; while they are looked at, it is drawn as
    large. `Drawn.beyond` says how far they reach out of its own box."""
    box = page.get_bbox()
    glyphs = made(box)
    drawn = rulings.find(content, glyphs.frame)
    beyond, out = _WITHIN, _beyond(glyphs, drawn)
    for _ in range(_MOST):
        if not any(out):
            break
        beyond = beyond[0] + out[0], beyond[1] + out[1], beyond[2] + out[2], beyond[3] + out[3]
        glyphs = made(glyphs.frame.widened(box, beyond))
        drawn = rulings.find(content, glyphs.frame)
        out = _beyond(glyphs, drawn)
    if not any(beyond):
        yield glyphs, replace(drawn, beyond=_WITHIN)
        return
    media, crop, wide = page.get_mediabox(), page.get_cropbox(), glyphs.frame.widened(box, beyond)
    page.set_mediabox(*wide)
    page.set_cropbox(*wide)
    try:
        yield glyphs, replace(drawn, beyond=beyond)
    finally:
        page.set_mediabox(*media)
        page.set_cropbox(*crop)


def _beyond(glyphs: Glyphs, drawn: Drawn) -> Box:
    """How far the page's tables reach out of its box to the left, above, to the right, below: their rulings far, or their
    rulings and text, or a text of which one part stands on the page, in no other place than beside the tables."""
    if max(drawn.beyond) > _FAR:
        return drawn.beyond
    ruled = drawn.rulings() if glyphs.outside else []
    if not ruled:
        return _WITHIN
    left, top, right, bottom = drawn.beyond if max(drawn.beyond) > NEAR else _WITHIN
    wide, high = glyphs.frame.width, glyphs.frame.height
    upper, lower = min(map(_top, ruled)) - top, max(map(_bottom, ruled)) + bottom
    near = {glyph.order: glyph for glyph in glyphs.upright}
    reach = [_WITHIN]
    for text in grouped(glyphs.outside, _goes_on):
        here = upper < text[0].middle < lower
        inside = -left < text[0].x0 and text[-1].x1 < wide + right and any(drawn.beyond)
        if here and (inside or any(_is_cut(each, near) for each in (text[0], text[-1]))):
            x0, x1, y, size = text[0].x0, text[-1].x1, text[0].y, text[0].size
            reach.append((_ROOM - x0, size - y, x1 - wide + _ROOM, y - high + size / 2))
    a, b, c, d = (max(side) for side in zip(*reach, strict=True))
    return (max(a, left), max(b, top), max(c, right), max(d, bottom)) if any((a, b, c, d)) else _WITHIN


def _top(ruling: Ruling) -> float:
    return ruling.start if ruling.vertical else ruling.at


def _bottom(ruling: Ruling) -> float:
    return ruling.end if ruling.vertical else ruling.at


def _goes_on(one: Glyph, other: Glyph) -> bool:
    return (
        0 < other.order - one.order < 3 and abs(one.y - other.y) < 1 and -_GAP < (other.x0 - one.x1) / one.size < _GAP
    )


def _is_cut(glyph: Glyph, near: dict[int, Glyph]) -> bool:
    """Whether the box goes through a character, or between it and another of its text."""
    others: Sequence[Glyph | None] = [near.get(glyph.order + step) for step in (-2, -1, 1, 2)]
    return glyph.order in near or any(
        other and other.text != " " and (_goes_on(glyph, other) or _goes_on(other, glyph)) for other in others
    )
