"""What is seen is what is read: which text leaves no ink, which lies over a table without belonging to it.

The page drawn by pdfium is the witness. It is asked only about text that something speaks against: pale, in an optional
layer, or drawn before a fill or an image that lies over it. Drawn once with it and once without it, the page shows no
difference where nobody sees it: white on white, covered, clipped, in a layer that is off."""

from __future__ import annotations

import ctypes
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pypdfium2.raw as pdfium

from build_site.extract.parse.pdf.content import Content
from build_site.extract.parse.pdf.glyphs import Glyphs, Style
from build_site.extract.parse.pdf.ink import Picture
from build_site.extract.parse.pdf.page import Glyph, Ruling
from build_site.extract.parse.pdf.rulings import Drawn
from build_site.model import Box

_SCALE = 1.5  # pixels per point of the drawn page: the point of a number still leaves some ink
_DIFFERENT = 6  # of 255
_STEP = 8.0  # points: the size of the squares in which glyphs that overlap are looked for
_NEAR = 6.0  # points: what stands beside a character
_OTHER_SIZE = 1.4  # times the usual size of a page's text


def take_unseen(page: Any, content: Content, glyphs: Glyphs, drawn: Drawn, rotation: int) -> None:
    """Take the characters away that leave no ink on the page as displayed."""
    groups = _suspects(content, glyphs, drawn)
    if not groups:
        return
    turns = rotation - glyphs.frame.turns
    whole = Picture.of(page, _SCALE, turns)
    for runs, objects in groups:
        if not any(objects):  # pdfminer's characters: whether anything at all is drawn there
            _take(glyphs, runs, whole, whole._replace(pixels=b"\xff" * len(whole.pixels)))
            continue
        handles = [ctypes.cast(each, pdfium.FPDF_PAGEOBJECT) for each in objects]
        for handle in handles:
            pdfium.FPDFPageObj_SetIsActive(handle, False)
        without = Picture.of(page, _SCALE, turns)
        for handle in handles:
            pdfium.FPDFPageObj_SetIsActive(handle, True)
        _take(glyphs, runs, whole, without)


def _suspects(content: Content, glyphs: Glyphs, drawn: Drawn) -> Iterator[tuple[set[int], set[int]]] | list[Any]:
    """Groups of runs that may leave no ink (by their first character's index), with the objects that draw them."""
    forms = content.forms
    if not (glyphs.layered or forms or drawn.covers or any(style.pale for style in glyphs.styles())):
        return []
    covers: dict[int, list[tuple[int, Box]]] = defaultdict(list)
    for serial, box in drawn.covers:
        for step in range(int(box[1] // _STEP), int(box[3] // _STEP) + 1):
            covers[step].append((serial, box))
    found: dict[str, tuple[set[int], set[int]]] = defaultdict(lambda: (set(), set()))
    interesting = [run for run in glyphs.runs if run.style.pale or run.layered or covers or run.object in forms]
    kind_of = {run.first: "layer" if run.layered else "pale" if run.style.pale else "" for run in interesting}
    if covers:
        serials = {each: serial for serial, each in enumerate(content.texts)}
        for glyph in glyphs.upright:
            run = glyphs.run(glyph)
            if not kind_of[run.first] and run.object in serials:
                serial, x, y = serials[run.object], (glyph.x0 + glyph.x1) / 2, glyph.middle
                if any(
                    at > serial and box[0] <= x <= box[2] and box[1] <= y <= box[3]
                    for at, box in covers.get(int(y // _STEP), ())
                ):
                    kind_of[run.first] = "covered"
    for run in interesting:
        kind = kind_of[run.first]
        if kind:
            runs, objects = found[kind]
            runs.add(run.first)
            objects.add(run.object)
        elif form := forms.get(run.object):
            runs, objects = found[f"form {form}"]
            runs.add(run.first)
            objects.add(form)
    return list(found.values())


def _take(glyphs: Glyphs, runs: set[int], whole: Picture, without: Picture) -> None:
    asked = [glyph for glyph in glyphs.upright if glyph.text != " " and glyphs.run(glyph).first in runs]
    gone = {glyph.order for glyph in asked if not _differs(glyph, whole, without)}
    hidden = [(round(glyph.y), int(glyph.x0 // _NEAR)) for glyph in glyphs.upright if glyph.order in gone]
    places = {(y, x + beside) for y, x in hidden for beside in (-1, 0, 1)}
    glyphs.upright = [glyph for glyph in glyphs.upright if glyph.order not in gone]
    glyphs.cut |= {  # what is left of a text of which nobody sees the rest
        glyph.order
        for glyph in glyphs.upright
        if (round(glyph.y), int(glyph.x0 // _NEAR)) in places and glyphs.run(glyph).first in runs
    }
    glyphs.invisible += len(gone)


def _differs(glyph: Glyph, whole: Picture, without: Picture) -> bool:
    """Whether two pictures of a page show something else where a character stands."""
    sides = glyph.x0, glyph.y - glyph.size, glyph.x1, glyph.y + 0.25 * glyph.size
    x0, top, x1, bottom = (round(side * _SCALE) for side in sides)
    return any(
        one != other and any(abs(a - b) > _DIFFERENT for a, b in zip(one, other, strict=True))
        for one, other in zip(whole.rows(x0, top, x1, bottom), without.rows(x0, top, x1, bottom), strict=True)
    )


def overlays(glyphs: Glyphs, counts: Mapping[Style, int], rulings: Sequence[Ruling]) -> set[Style]:
    """Of the ways of painting (with the number of their characters) those in which words lie over the page's text without belonging to it: watermarks, seals, stamps.

    What belongs is painted as most of the page is; what does not is askew, or pale and large, or collides with text
    and rules."""
    if len(counts) < 2:
        return set()
    usual = max(counts, key=lambda style: (not style.pale, counts[style], style.colour, style.size))
    askew = {run.style for run in glyphs.runs if run.turns is None and run.style.colour != usual.colour}
    pale = {style for style in counts if style.pale and min(style.colour[:3]) < 250 and _is_large(style, usual)}
    guilty = askew | pale
    across = [ruling for ruling in rulings if not ruling.vertical]
    if not across:
        return guilty
    top, bottom = min(ruling.at for ruling in across), max(ruling.at for ruling in across)
    others = {
        style
        for style in counts.keys() - guilty
        if style.colour != usual.colour or (_is_large(style, usual) and counts[style] < counts[usual] / 4)
    }
    if all(style.colour == usual.colour for style in others):  # only titles, which stand above tables, on most pages
        least = min((style.size for style in others), default=float("inf")) - 0.3
        if not any(g.size > least and top < g.y and g.y - g.size < bottom for g in glyphs.upright):
            return guilty
    inside: dict[Style, list[Glyph]] = defaultdict(list)
    squares: dict[tuple[int, int], list[Glyph]] = defaultdict(list)
    for glyph in glyphs.upright:
        style = glyphs.run(glyph).style
        if style in others:
            if top < glyph.y and glyph.y - glyph.size < bottom:
                inside[style].append(glyph)
        elif style not in guilty and glyph.text != " ":
            squares[int(glyph.x0 // _STEP), int(glyph.middle // _STEP)].append(glyph)
    for style, found in inside.items():
        hits = sum(_collides(glyph, squares) or _crossed(glyph, across) for glyph in found if glyph.text != " ")
        if hits >= 2 and hits * (10 if style.colour != usual.colour else 3) >= len(found):
            guilty.add(style)
    return guilty


def _is_large(style: Style, usual: Style) -> bool:
    return style.size >= _OTHER_SIZE * usual.size


def _collides(glyph: Glyph, squares: dict[tuple[int, int], list[Glyph]]) -> bool:
    """Whether a glyph lies over another one, for a quarter of the smaller one at least."""
    reach = int(glyph.size // _STEP) + 1
    column, row = int(glyph.x0 // _STEP), int(glyph.middle // _STEP)
    for x in range(column - 2, column + reach + 1):
        for y in range(row - reach, row + reach + 1):
            for other in squares.get((x, y), ()):
                wide = min(glyph.x1, other.x1) - max(glyph.x0, other.x0)
                high = min(glyph.y, other.y) - max(glyph.y - 0.75 * glyph.size, other.y - 0.75 * other.size)
                smaller = 0.75 * min((glyph.x1 - glyph.x0) * glyph.size, (other.x1 - other.x0) * other.size)
                if wide > 0 and high > 0 and wide * high > smaller / 4:
                    return True
    return False


def _crossed(glyph: Glyph, across: Iterable[Ruling]) -> bool:
    """Whether a rule runs through the middle of a glyph."""
    x, low, high = (glyph.x0 + glyph.x1) / 2, glyph.y - 0.6 * glyph.size, glyph.y - 0.15 * glyph.size
    return any(low < ruling.at < high and ruling.start < x < ruling.end for ruling in across)
