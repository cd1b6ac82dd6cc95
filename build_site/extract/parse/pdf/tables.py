"""The tables of one page: the text put into the cells that its rulings enclose."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, compress, pairwise, repeat
from operator import sub
from statistics import median
from types import MappingProxyType

from build_site.extract.parse.pdf import columns, doubts, mend, red
from build_site.extract.parse.pdf.doubts import NO_INK, Ink
from build_site.extract.parse.pdf.lattice import cell_groups
from build_site.extract.parse.pdf.lines import bands
from build_site.extract.parse.pdf.page import Glyph, Piece, Ruling, grouped
from build_site.extract.parse.pdf.slots import AMOUNT, CUT_OFF, NUMBER, Lattice, text_in
from build_site.extract.parse.pdf.unruled.words import IN_RUN

_ONE_TEXT = 3  # characters of one text are drawn so close to each other
_BOLD = 0.15  # em: a character drawn again as its own fake bold is no further away
_EVEN = 0.1  # em: the gaps between characters of one text do not differ by more
_CLOSE = 0.3  # em: a number outside of a table so near to it may belong into it
_OF_NUMBERS = frozenset("0123456789.,-")
_OVERLAP = 0.35  # em: characters of one text that are set tight overlap less


def find(
    glyphs: list[Glyph],
    turned: list[tuple[int, Glyph]],
    rulings: list[Ruling],
    ink: Ink = NO_INK,
    before: Piece | None = None,
    doubtful: Mapping[int, str] = MappingProxyType({}),
) -> tuple[list[Piece], list[Glyph]]:
    """The page's tables, top to bottom, and the glyphs that stand in none of them. `ink`: what is drawn there
    without being text. `before`: the last table of the page before, if no rules stand round its last rows; `doubtful`:
    the characters (by their order) that may not be what people see, and why.

    Frames of one column are among the pieces: only the page before tells whether they continue a table."""
    across = [ruling for ruling in rulings if not ruling.vertical]
    if not across and not columns.may_stand_in(text_in(glyphs), goes_on=bool(before)):
        return [], glyphs
    rows = bands(glyphs)
    lattices = _without_frames([Lattice(group) for group in cell_groups(rulings)])
    lattices = columns.by_text(across, lattices, rows, before)
    if not lattices:
        return [], glyphs
    lattices = [columns.with_bare_rows(lattice, rows) for lattice in lattices]
    beside: list[list[Glyph]] = []
    over: set[int] = set()
    for band in rows:
        if tight := _is_tight(band):
            over |= _over_each_other(band)
        found = _runs(band, lattices, tight)
        beside += [run for run in found if not any(map(Lattice.take, lattices, repeat(run)))]
    in_red = {order for order, why in doubtful.items() if why == "red"}
    if over or in_red:
        doubtful = dict.fromkeys(over, "overprint") | {o: why for o, why in doubtful.items() if why != "red"}
    strings = [(string[0][0], [glyph for _, glyph in string]) for string in grouped(turned, _goes_on)]
    for turns, string in strings:
        whole = NUMBER.fullmatch(text_in(string))  # a number is not parted, though it be longer than its cell is high
        for part in [string] if whole else [[glyph] for glyph in string]:
            any(lattice.take_turned(turns, part) for lattice in lattices)
    lattices = [mend.mended(lattice) for lattice in lattices]
    for lattice in lattices:
        doubts.mark_astray(lattice, [string for _, string in strings])
        doubts.mark_astray(lattice, beside, _CLOSE)
        doubts.mark(lattice, ink, rulings, doubtful)
        if in_red:
            red.mark(lattice, in_red)
    pieces = [lattice.piece() for lattice in lattices]
    return sorted(pieces, key=lambda piece: (piece.box[1], piece.box[0])), list(chain.from_iterable(beside))


def _without_frames(lattices: list[Lattice]) -> list[Lattice]:
    """The tables without those of one column that others stand in: a page's border is no table."""
    tables = [each.box for each in lattices if len(each.xs) > 2]
    return [each for each in lattices if len(each.xs) > 2 or not any(each.encloses(box) for box in tables)]


def _is_tight(band: list[Glyph]) -> bool:
    """Whether characters of a band lie over each other, as in few bands."""
    _, lefts, rights, _, sizes, _ = zip(*band, strict=True)
    return bool(min(map(sub, lefts[1:], rights), default=0.0) < -_EVEN * min(sizes))


def _over_each_other(band: list[Glyph]) -> set[int]:
    """The characters (by their order) of numbers of a band that lie over each other: what stands in which cell is unsure."""
    signs = [glyph for glyph in band if glyph.text in _OF_NUMBERS]
    gaps = [(right.x0 - left.x1) / left.size for left, right in pairwise(signs)]
    usual = min(median(gaps), 0.0) if gaps else 0.0
    hit = {each.order for pair, gap in zip(pairwise(signs), gaps, strict=True) if gap < usual - _BOLD for each in pair}
    return {glyph.order for string in _strings(band) if any(g.order in hit for g in string) for glyph in string}


def _runs(band: list[Glyph], lattices: Sequence[Lattice], tight: bool) -> list[list[Glyph]]:
    """A band's glyphs in runs that are put into cells as one: what is printed without a gap is not cut by a ruling.

    A ruling that passes between two characters without touching them does separate them. Texts that lie over each
    other are taken one by one, in the order in which they were drawn."""
    if tight and any(
        (right.x0 - left.x1 < -_OVERLAP * left.size and _strangers(left, right))
        or (right.x0 - left.x1 < -_EVEN * left.size and right.order < left.order)
        for left, right in pairwise(band)
    ):
        return [run for layer in _layers(band) for run in _runs_of(layer, lattices)]
    return _runs_of(band, lattices)


def _goes_on(one: tuple[int, Glyph], other: tuple[int, Glyph]) -> bool:
    """Whether two turned characters stand beside each other in one string."""
    (turns, before), (also, after) = one, other
    near = max(abs(after.x0 - before.x0), abs(after.y - before.y)) < 1.5 * before.size
    return turns == also and near and 0 < after.order - before.order < _ONE_TEXT


def _strangers(left: Glyph, right: Glyph) -> bool:
    return abs(right.order - left.order) > 3


def _layers(band: list[Glyph]) -> list[list[Glyph]]:
    """The texts of a band so that none lies over another of the same layer."""
    layers: list[list[Glyph]] = []
    for string in _strings(band):
        x0, x1, slack = string[0].x0, string[-1].x1, _OVERLAP * string[0].size
        free = (layer for layer in layers if all(g.x1 < x0 + slack or g.x0 > x1 - slack for g in layer))
        layer = next(free, None)
        if layer is None:
            layers.append(layer := [])
        layer += string
    return [sorted(layer, key=lambda glyph: glyph.x0) for layer in layers]


def _strings(band: Iterable[Glyph]) -> list[list[Glyph]]:
    """The texts of a band, as they were drawn."""
    ordered = sorted(band, key=lambda glyph: glyph.order)
    return grouped(ordered, lambda a, b: not _strangers(a, b) and -_OVERLAP * b.size < b.x0 - a.x1 < b.size)


def _runs_of(band: list[Glyph], lattices: Sequence[Lattice]) -> list[list[Glyph]]:
    found: list[list[Glyph]] = []
    run: list[Glyph] = []
    right = 0.0
    for glyph in band:
        text, x0, x1, _, size, _ = glyph
        if text == " ":  # a printed space ends a run; it goes where it stands
            if run:
                found += _cut(run, lattices)
            run = []
            found.append([glyph])
            continue
        if run:
            gap = x0 - right
            apart = gap > IN_RUN * size or (
                not -CUT_OFF * size <= gap <= 0.08 * size and any(lattice.parts(run[-1], glyph) for lattice in lattices)
            )
            if apart:
                found += _cut(run, lattices)
                run = []
        run.append(glyph)
        right = x1
    return found + _cut(run, lattices) if run else found


def _cut(run: list[Glyph], lattices: Sequence[Lattice]) -> list[list[Glyph]]:
    """A run that reaches over rulings: one number stays whole, and so does a text; two numbers that touch are cut."""
    lattice = next(compress(lattices, map(Lattice.crossed, lattices, repeat(run))), None) if len(run) > 1 else None
    if lattice is None or not any(glyph.text.isdigit() for glyph in run):
        return [run]
    usual = median(b.x0 - a.x1 for a, b in pairwise(run))
    drawn = grouped(run, lambda a, b: 0 < b.order - a.order < _ONE_TEXT and abs(b.x0 - a.x1 - usual) < _EVEN * a.size)
    text = text_in(run)
    amount = AMOUNT.search(text) if len(drawn) == 1 and len(text) == len(run) else None
    if amount:  # and words before or behind it
        drawn = [run[a:b] for a, b in pairwise((0, *amount.span(), len(run))) if a < b]
    if len(drawn) > 1:
        return [part for each in drawn for part in _cut(each, lattices)]
    if NUMBER.fullmatch(text):
        return [run]
    return grouped(run, lambda a, b: lattice.column((a.x0 + a.x1) / 2) == lattice.column((b.x0 + b.x1) / 2))
