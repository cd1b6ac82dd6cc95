"""What is seen is what is read: which text leaves no ink, which lies over a table without belonging to it.

The page drawn by pdfium is the witness. It is asked only about text that something speaks against: pale, in an optional
layer, or drawn before a fill or an image that lies over it. Drawn once with it and once without it, the page shows no
difference where nobody sees it: white on white, covered, clipped, in a layer that is off."""

from __future__ import annotations

import ctypes
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pypdfium2.raw as pdfium

from build_site.extract.parse.pdf.glyphs import Glyphs, Run, Style
from build_site.extract.parse.pdf.page import Glyph, Ruling
from build_site.extract.parse.pdf.rulings import Drawn
from build_site.model import Box

_SCALE = 1.5  # pixels per point of the drawn page: the point of a number still leaves some ink
_DIFFERENT = 6  # of 255
_STEP = 8.0  # points: the size of the squares in which glyphs that overlap are looked for
_OTHER_SIZE = 1.4  # times the usual size of a page's text


def take_unseen(page: Any, glyphs: Glyphs, drawn: Drawn, rotation: int) -> None:
    """Take the characters away that leave no ink on the page as displayed."""
    groups = _suspects(glyphs, drawn)
    if not groups:
        return
    whole = _picture(page)
    for runs, objects in groups:
        if not any(objects):  # pdfminer's characters: whether anything at all is drawn there
            _take(glyphs, runs, _Ink(whole, whole * 0 + 255, glyphs, rotation))
            continue
        handles = [ctypes.cast(each, pdfium.FPDF_PAGEOBJECT) for each in objects]
        for handle in handles:
            pdfium.FPDFPageObj_SetIsActive(handle, False)
        without = _picture(page)
        for handle in handles:
            pdfium.FPDFPageObj_SetIsActive(handle, True)
        _take(glyphs, runs, _Ink(whole, without, glyphs, rotation))


def _suspects(glyphs: Glyphs, drawn: Drawn) -> Iterator[tuple[set[int], set[int]]] | list[Any]:
    """Groups of runs that may leave no ink (by their first character's index), with the objects that draw them."""
    forms = {form for _, form in drawn.texts.values() if form}
    if not (glyphs.layered or forms or drawn.covers or any(style.pale for style in {run.style for run in glyphs.runs})):
        return []
    covers: dict[int, list[tuple[int, Box]]] = defaultdict(list)
    for serial, box in drawn.covers:
        for step in range(int(box[1] // _STEP), int(box[3] // _STEP) + 1):
            covers[step].append((serial, box))
    found: dict[str, tuple[set[int], set[int]]] = defaultdict(lambda: (set(), set()))
    interesting = [run for run in glyphs.runs if run.style.pale or run.layered or covers or _form(run, drawn)]
    kind_of = {run.first: "layer" if run.layered else "pale" if run.style.pale else "" for run in interesting}
    if covers:
        for glyph in glyphs.upright:
            run = glyphs.run(glyph)
            if not kind_of[run.first] and run.object in drawn.texts:
                serial, x, y = drawn.texts[run.object][0], (glyph.x0 + glyph.x1) / 2, glyph.middle
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
        elif form := _form(run, drawn):
            runs, objects = found[f"form {form}"]
            runs.add(run.first)
            objects.add(form)
    return list(found.values())


def _form(run: Run, drawn: Drawn) -> int:
    """The form object that a run is drawn by, which may be in a layer that is off; 0 for none."""
    return drawn.texts.get(run.object, (0, 0))[1]


def _picture(page: Any) -> Any:
    import numpy as np

    picture = page.render(scale=_SCALE, grayscale=True, draw_annots=False, may_draw_forms=False).to_numpy()
    return picture.reshape(picture.shape[:2]).astype(np.int16)


class _Ink:
    """Where a page differs from the same page without some text."""

    def __init__(self, whole: Any, without: Any, glyphs: Glyphs, rotation: int) -> None:
        import numpy as np

        differs = np.rot90(np.abs(whole - without) > _DIFFERENT, (rotation - glyphs.frame.turns) % 4)
        self.total = np.pad(differs.cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))

    def under(self, glyphs: Sequence[Glyph]) -> list[bool]:
        """Whether there is some in the box of each glyph."""
        import numpy as np

        high, wide = self.total.shape
        boxes = np.array([(g.x0, g.y - g.size, g.x1, g.y + 0.25 * g.size) for g in glyphs]) * _SCALE
        x0, y0, x1, y1 = (
            np.clip(np.rint(side), 0, limit - 1).astype(int)
            for side, limit in zip(boxes.T, (wide, high, wide, high), strict=True)
        )
        total = self.total
        return list((total[y1, x1] - total[y0, x1] - total[y1, x0] + total[y0, x0]) > 0)


def _take(glyphs: Glyphs, runs: set[int], ink: _Ink) -> None:
    asked = [glyph for glyph in glyphs.upright if glyph.text != " " and glyphs.run(glyph).first in runs]
    if asked:
        gone = {glyph.order for glyph, seen in zip(asked, ink.under(asked), strict=True) if not seen}
        glyphs.upright = [glyph for glyph in glyphs.upright if glyph.order not in gone]
        glyphs.invisible += len(gone)


def overlays(glyphs: Glyphs, rulings: Sequence[Ruling]) -> set[Style]:
    """The ways of painting in which words lie over the page's text without belonging to it: watermarks, seals, stamps.

    What belongs is painted as most of the page is; what does not is askew, or pale and large, or collides with text
    and rules."""
    counts: Counter[Style] = Counter()
    runs = glyphs.runs
    for run, following in zip(runs, [*runs, None][1:], strict=True):
        counts[run.style] += (following.first if following else glyphs.last + 1) - run.first
    if len(counts) < 2:
        return set()
    usual = max(counts, key=lambda style: (not style.pale, counts[style], style.colour, style.size))
    askew = {run.style for run in runs if run.turns is None and run.style.colour != usual.colour}
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
