"""What is seen is what is read: which text leaves no ink, which lies over a table without belonging to it.

The page drawn by pdfium is the witness. It is asked only about text that something speaks against: pale or in the colour of a ground, in an optional
layer, behind a mask, outside of its clip, or drawn before a fill or an image that lies over it. Drawn once with it and once without it, the page shows no
difference where nobody sees it: white on white, covered, clipped, in a layer that is off."""

import ctypes
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import Any

import pypdfium2.raw as pdfium

from build_site.extract.parse.pdf import lean
from build_site.extract.parse.pdf.content import Clips, Content, floats
from build_site.extract.parse.pdf.glyphs import Glyphs
from build_site.extract.parse.pdf.ink import Picture
from build_site.extract.parse.pdf.page import Glyph, Ruling, grouped
from build_site.extract.parse.pdf.rulings import Drawn
from build_site.extract.parse.pdf.runs import Style
from build_site.extract.parse.pdf.slots import AMOUNT, NUMBER, text_in
from build_site.model import Box

_SCALE = 1.5  # pixels per point of the drawn page: the point of a number still leaves some ink
_DIFFERENT = 6  # of 255
_STEP = 8.0  # points: the size of the squares in which glyphs that overlap are looked for
_GAP = 0.3  # em: between a character and what stands beside it
_EDGE = 0.3  # points: covers that touch a character hide nothing of it
_LOST = 0.3  # of a character's width or height: outside of what is left visible
_ALL = 1.3  # of it: nothing of its ink is left
_HIDING = 64  # of 255
_OF_NUMBERS = frozenset("0123456789.,-")
_BREAK, _PITCH = 5, 1.8  # characters, em: so near is the next line of a number
_HIGH, _LONGEST = 0.7, 11  # em: a digit; digits of an amount: a seal's number is longer
_OTHER_SIZE = 1.4  # times the usual size of a page's text


def take_unseen(page: Any, content: Content, glyphs: Glyphs, drawn: Drawn, rotation: int) -> None:
    """Take the characters away that leave no ink on the page as displayed, and mark those of which a part is hidden."""
    clips = content.clips()
    groups = _suspects(content, glyphs, drawn, clips)
    if not groups:
        return
    turns = rotation - glyphs.frame.turns
    whole = Picture.of(page, _SCALE, turns)
    if glyphs.shapeless and not _shows_digits(glyphs, whole):
        return
    for kind, (runs, objects) in groups.items():
        if not any(objects):  # pdfminer's characters: whether anything at all is drawn there
            _take(glyphs, runs, whole, whole._replace(pixels=b"\xff" * len(whole.pixels)))
            continue
        gone = _take(glyphs, runs, whole, _without(page, objects, turns), whole_words=kind == "clipped")
        drawn.unseen += unseen_numbers(gone)
        drawn.shapes += [  # so little is left of them that it is no ink
            (glyph.x0, glyph.y - glyph.size, glyph.x1, glyph.y)
            for glyph in gone
            if glyph.order in glyphs.cut or (kind == "clipped" and glyph.text.isdigit())  # or a number stood there
        ]
        if kind == "covered":
            glyphs.cut.update(_beside_hidden(glyphs, gone))
            bare = _without(page, {each for *_, each in drawn.covers}, turns)
            glyphs.cut |= {
                glyph.order
                for glyph in glyphs.upright
                if glyphs.run(glyph).first in runs and glyph.text != " " and _hides(glyph, bare, whole)
            }


def unseen_numbers(hidden: Iterable[Glyph]) -> Iterator[Box]:
    """Where amounts and counts, other than nils, stand among characters that nobody sees."""
    for word in grouped(sorted(hidden, key=lambda glyph: glyph.order), _goes_on):
        text = text_in(word)
        if (AMOUNT.fullmatch(text) or NUMBER.fullmatch(text)) and text.strip("0.,-()"):
            yield word[0].x0, word[0].y - _HIGH * word[0].size, word[-1].x1, word[0].y


def _beside_hidden(glyphs: Glyphs, gone: Iterable[Glyph]) -> Iterator[int]:
    """The characters (by their order) next to which hidden ones stood that may be theirs too: of the same one drawn twice
    at one place, once hidden, pdfium tells the first only."""
    hidden = {(round(glyph.y), round(x)) for glyph in gone for x in (glyph.x0, glyph.x1)}
    for glyph in glyphs.upright if hidden else ():
        if {(round(glyph.y), round(glyph.x0)), (round(glyph.y), round(glyph.x1))} & hidden:
            yield glyph.order


def _shows_digits(glyphs: Glyphs, whole: Picture) -> bool:
    """Whether most digits leave ink, as they do not where their font is missing."""
    blank = whole._replace(pixels=b"\xff" * len(whole.pixels))
    digits = [glyph for glyph in glyphs.upright if glyph.text.isdigit()]
    return sum(_differs(glyph, whole, blank) for glyph in digits) * 2 > len(digits)


def _without(page: Any, objects: Iterable[int], turns: int) -> Picture:
    """The page drawn without these objects."""
    handles = [ctypes.cast(each, pdfium.FPDF_PAGEOBJECT) for each in objects if each]
    for handle in handles:
        pdfium.FPDFPageObj_SetIsActive(handle, False)
    picture = Picture.of(page, _SCALE, turns)
    for handle in handles:
        pdfium.FPDFPageObj_SetIsActive(handle, True)
    return picture


_Group = tuple[set[int], set[int]]
"""Runs (by their first character's index), and the objects that draw them."""


def _suspects(content: Content, glyphs: Glyphs, drawn: Drawn, clips: Clips | None) -> dict[str, _Group]:
    """What may leave no ink, by what speaks against it; a form object is asked for all of its text."""
    forms = content.forms
    kind_of: dict[int, str] = {}
    pale = {each for each in set(glyphs.runs.styles) if each.pale or each.colour[:3] in drawn.grounds}
    if glyphs.layered or pale:
        kind_of = {
            run.first: "layer" if run.layered else "pale" for run in glyphs.runs if run.layered or run.style in pale
        }
    if clips:
        kind_of = dict.fromkeys(_clipped(content, glyphs, clips), "clipped") | kind_of
    if drawn.covers:
        kind_of = dict.fromkeys(_covered(content, glyphs, drawn), "covered") | kind_of
    if not kind_of and not forms:
        return {}
    found: dict[str, _Group] = defaultdict(lambda: (set(), set()))
    twins = _twins(content) if kind_of else {}
    for run in glyphs.runs:
        if run.first in kind_of:
            runs, objects = found[kind_of[run.first]]
            runs.add(run.first)
            objects |= {run.object, *twins.get(run.object, ())}
        elif form := forms.get(run.object):
            runs, objects = found[f"form {form}"]
            runs.add(run.first)
            objects.add(form)
    return found


def _twins(content: Content) -> dict[int, list[int]]:
    """The text objects of which pdfium takes no characters because another one says the same at the same place, by that
    other one: the black amount over its white halo."""
    told = set(content.letters.objects)
    silent = [each for each in content.texts if each not in told]
    if not silent:
        return {}
    squares: dict[tuple[int, int], list[tuple[int, Box]]] = defaultdict(list)
    for text, box in _bounds(silent):
        squares[int(box[0] // _STEP), int(box[1] // _STEP)].append((text, box))
    found: dict[int, list[int]] = defaultdict(list)
    for text, box in _bounds([each for each in content.texts if each in told]):
        column, row = int(box[0] // _STEP), int(box[1] // _STEP)
        wide, high = box[2] - box[0], box[3] - box[1]
        near = high, max(wide / 8, 0.2 * high)  # so far pdfium looks for what it leaves out
        for x, y in product(range(column - 2, column + 3), range(row - 2, row + 3)):
            for twin, other in squares.get((x, y), ()):
                if all(abs(a - b) < near[side % 2] for side, (a, b) in enumerate(zip(box, other, strict=True))):
                    found[text].append(twin)
    return found


def _bounds(texts: Sequence[int]) -> Iterator[tuple[int, Box]]:
    sides = floats(lean.bounds_of, texts, 4)
    for at, text in enumerate(texts):
        left, low, right, high = sides[4 * at : 4 * at + 4]
        if right > left and high > low:
            yield text, (left, low, right, high)


def _clipped(content: Content, glyphs: Glyphs, clips: Clips) -> Iterator[int]:
    """The runs that reach out of what is left visible of their text; digits cut through are marked at once."""
    visible = {clip: glyphs.frame.box(box) for clip, box in clips.boxes.items() if box}
    asked = glyphs.upright
    if len(visible) == len(clips.boxes):  # what stands within all of them needs no more questions
        left, top, right, bottom = map(max, zip(*((a, b, -c, -d) for a, b, c, d in visible.values()), strict=True))
        asked = [g for g in asked if g[1] < left or g[3] - 0.7 * g[4] < top or g[2] > -right or g[3] > -bottom]
    clip_of = dict(zip(content.texts, clips.of, strict=True)) if asked else {}
    runs = glyphs.runs
    for text, x0, x1, y, size, order in asked:
        at = runs.at(order)
        if clip := clip_of.get(runs.objects[at]):
            if clip not in visible:
                yield runs.firsts[at]
                continue
            left, top, right, bottom = visible[clip]
            high, wide = 0.7 * size, x1 - x0
            if left <= x0 and x1 <= right and top <= y - high and y <= bottom:
                continue  # as nearly all
            lost = max(left - x0, x1 - right) / wide if wide else 0.0
            lost = max(lost, (top - y + high) / high, (y - bottom) / high)
            if lost > _LOST:
                yield runs.firsts[at]
                if text.isdigit() and lost < _ALL:
                    glyphs.cut.add(order)


def _covered(content: Content, glyphs: Glyphs, drawn: Drawn) -> Iterator[int]:
    """The runs over which a fill or an image lies that was drawn later."""
    covers: dict[int, list[tuple[int, Box]]] = defaultdict(list)
    for serial, box, _ in drawn.covers:
        for step in range(int(box[1] // _STEP), int(box[3] // _STEP) + 1):
            covers[step].append((serial, box))
    serials = {each: serial for serial, each in enumerate(content.texts)}
    for glyph in glyphs.upright:
        left, right = glyph.x0 + _EDGE, glyph.x1 - _EDGE
        top, bottom = glyph.y - 0.7 * glyph.size + _EDGE, glyph.y - _EDGE
        over = [
            serial
            for step in range(int(top // _STEP), int(bottom // _STEP) + 1)
            for serial, box in covers.get(step, ())
            if box[0] < right and box[2] > left and box[1] < bottom and box[3] > top
        ]
        if over and max(over) > serials.get(glyphs.run(glyph).object, len(serials)):
            yield glyphs.run(glyph).first


def _take(
    glyphs: Glyphs, runs: set[int], whole: Picture, without: Picture, *, whole_words: bool = False
) -> list[Glyph]:
    """Take away the characters of these runs that make no difference; which they are. `whole_words`: of words that are seen in part no
    character is taken, but of numbers."""
    asked = [glyph for glyph in glyphs.upright if glyph.text != " " and glyphs.run(glyph).first in runs]
    unseen = [
        glyph
        for glyph in asked
        if (glyph.text.isascii() or not glyphs.shapeless) and not _differs(glyph, whole, without)
    ]
    gone = {glyph.order for glyph in unseen}
    if whole_words:
        seen = {glyphs.run(glyph).first for glyph in asked if glyph.order not in gone}
        gone = {g.order for g in unseen if g.text in _OF_NUMBERS or glyphs.run(g).first not in seen}
    hidden = {glyph.order: glyph for glyph in unseen if glyph.order in gone}
    glyphs.upright = [glyph for glyph in glyphs.upright if glyph.order not in gone]
    glyphs.cut |= {  # what is left of a text of which nobody sees the rest
        glyph.order
        for glyph in (glyphs.upright if hidden else ())
        if any((other := hidden.get(glyph.order + step)) and _beside(glyph, other) for step in (-2, -1, 1, 2))
        or (
            glyph.text in _OF_NUMBERS
            and any((other := hidden.get(glyph.order + step)) and _under(glyph, other) for step in range(1, _BREAK))
        )
    }
    glyphs.invisible += len(gone)
    return [*hidden.values()]


def _beside(glyph: Glyph, other: Glyph) -> bool:
    gap = max(glyph.x0 - other.x1, other.x0 - glyph.x1)
    return abs(glyph.y - other.y) < 1 and gap < _GAP * glyph.size


def _under(glyph: Glyph, other: Glyph) -> bool:
    """Whether a number goes on in the next line."""
    lower = 0.7 * glyph.size < other.y - glyph.y < _PITCH * glyph.size
    return other.text in _OF_NUMBERS and lower and other.x0 < glyph.x1


def _hides(glyph: Glyph, bare: Picture, whole: Picture) -> bool:
    """Whether what lies over a character changes its ink, as no transparent paint does."""
    sides = glyph.x0, glyph.y - 0.75 * glyph.size, glyph.x1, glyph.y + 0.05 * glyph.size
    x0, top, x1, bottom = (round(side * _SCALE) for side in sides)
    return any(
        one != other and any(abs(a - b) > _HIDING for a, b in zip(one, other, strict=True))
        for one, other in zip(bare.rows(x0, top, x1, bottom), whole.rows(x0, top, x1, bottom), strict=True)
    )


def _differs(glyph: Glyph, whole: Picture, without: Picture) -> bool:
    """Whether two pictures of a page show something else where a character stands."""
    sides = glyph.x0, glyph.y - glyph.size, glyph.x1, glyph.y + 0.25 * glyph.size
    x0, top, x1, bottom = (round(side * _SCALE) for side in sides)
    return any(
        one != other and any(abs(a - b) > _DIFFERENT for a, b in zip(one, other, strict=True))
        for one, other in zip(whole.rows(x0, top, x1, bottom), without.rows(x0, top, x1, bottom), strict=True)
    )


def mark_annotated(page: Any, glyphs: Glyphs, marks: Sequence[Box], rotation: int) -> None:
    """Mark the digits over which an annotation is drawn: a stamp, a square, a line."""
    asked = [
        glyph
        for glyph in (glyphs.upright if marks else ())
        if glyph.text.isdigit()
        and any(x0 < glyph.x1 and x1 > glyph.x0 and top < glyph.y and bottom > glyph.y - glyph.size for x0, top, x1, bottom in marks)
    ]  # fmt: skip
    if asked:
        turns = rotation - glyphs.frame.turns
        bare, whole = Picture.of(page, _SCALE, turns), Picture.of(page, _SCALE, turns, annotations=True)
        glyphs.cut |= {glyph.order for glyph in asked if _hides(glyph, bare, whole)}


def overlays(glyphs: Glyphs, counts: Mapping[Style, int], rulings: Sequence[Ruling]) -> set[Style]:
    """Of the ways of painting (with the number of their characters) those in which words lie over the page's text without belonging to it: watermarks, seals, stamps.

    What belongs is painted as most of the page is; what does not is askew, or pale and large, or collides with text
    and rules."""
    if len(counts) < 2:
        return set()
    usual = max(counts, key=lambda style: (not style.pale, counts[style], style.colour, style.size))
    runs = glyphs.runs if None in glyphs.runs.turns else ()
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
        large = [glyph for glyph in glyphs.upright if glyph[4] > least]
        if not any(top < glyph.y and glyph.y - glyph.size < bottom for glyph in large):
            return guilty
    inside: dict[Style, list[Glyph]] = defaultdict(list)
    below: list[Glyph] = []
    for glyph in glyphs.upright:
        style = glyphs.runs.styles[glyphs.runs.at(glyph.order)]
        if style in others:
            if top < glyph.y and glyph.y - glyph.size < bottom:
                inside[style].append(glyph)
        elif style not in guilty and glyph.text != " ":
            below.append(glyph)
    squares = _squares(below)
    for style, found in inside.items():
        over = {glyph.order for glyph in found if glyph.text != " " and _collides(glyph, squares)}
        if style.colour == usual.colour and (not over or found[-1].text == "表"):
            continue  # lines of a name, and a title, that are higher than their row cross rules too
        hits = sum(glyph.order in over or _crossed(glyph, across) for glyph in found if glyph.text != " ")
        if hits >= 2 and hits * (10 if style.colour != usual.colour else 3) >= len(found):
            guilty.add(style)
    return guilty


def numbers(glyphs: Glyphs, strange: set[int]) -> tuple[set[int], list[Box]]:
    """Of the runs (by their first character's index) that are painted as what lies over a table without belonging to it:
    those that draw amounts, which may well belong to it, as they lie over no text; and where other numbers are drawn."""
    over = [glyph for glyph in glyphs.upright if glyph.text != " " and glyphs.run(glyph).first in strange]
    if not any(glyph.text.isdigit() for glyph in over):
        return set(), []
    squares = _squares(each for each in glyphs.upright if each.text != " " and glyphs.run(each).first not in strange)
    kept: set[int] = set()
    boxes: list[Box] = []
    for word in grouped(sorted(over, key=lambda glyph: glyph.order), _goes_on):
        text = text_in(word)
        style = glyphs.run(word[0]).style
        if AMOUNT.fullmatch(text) and not style.pale and not any(_collides(glyph, squares) for glyph in word):
            kept |= {glyphs.run(glyph).first for glyph in word}
        elif AMOUNT.fullmatch(text) or (NUMBER.fullmatch(text) and len(text) <= _LONGEST and not style.pale):
            boxes.append((word[0].x0, word[0].y - _HIGH * word[0].size, word[-1].x1, word[0].y))
    return kept, boxes


def _goes_on(one: Glyph, other: Glyph) -> bool:
    return other.order - one.order <= 2 and _beside(one, other)


def _squares(glyphs: Iterable[Glyph]) -> dict[tuple[int, int], list[Glyph]]:
    found: dict[tuple[int, int], list[Glyph]] = defaultdict(list)
    for glyph in glyphs:
        found[int(glyph.x0 // _STEP), int(glyph.middle // _STEP)].append(glyph)
    return found


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
