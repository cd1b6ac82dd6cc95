"""The straight lines of a page: stroked lines, boxes, and the thin filled rectangles that office programs draw."""

import ctypes
from array import array
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, groupby, pairwise, repeat
from operator import itemgetter, mul, sub

import pypdfium2.raw as pdfium

from build_site.extract.parse.pdf import lean
from build_site.extract.parse.pdf.content import IDENTITY, Content, Matrix, Other, floats, matrix_of, numbers, times
from build_site.extract.parse.pdf.glyphs import Frame
from build_site.extract.parse.pdf.page import Ruling, grouped
from build_site.model import Box

THIN = 3.0
"""Points. A filled box up to this thick is a ruling; one larger both ways is a cell's background."""
NEAR = 3.0
"""Points. Rulings closer than this are one ruling; the same tolerance as pdfplumber's."""
_COVERED = 0.25  # of the page: images that may be a scan of it
_SHAPES = 100  # curved ones on a page: characters turned into drawings, if it has no text
_MOST_SEGMENTS = 60_000  # per page: a drawing, not a table
_ONE_RULING = 5  # segments: a line, or a rectangle
_DASH = 12.0  # points: rulings this short at most, and as far apart, are the dashes of one
_OVER = 5.0  # points that such a ruling may reach further than its last dash or dot
_GAP = 8.0  # points: between the dots of one ruling
_FEWEST_BENT = 3  # curved or slanting parts of a drawing that may be writing
_HIGHEST = 30.0  # points: of writing in a cell
_FEWEST_FILLS = 3  # coloured boxes that make a table by themselves

_IMAGE, _PATH, _SHADING = pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_SHADING
_BY_PLACE = itemgetter(0, 1)  # (vertical, at)
Paint = tuple[int, int, int]
"""Red, green, blue: 0 to 255."""


@dataclass(slots=True)
class Drawn:
    """What else than text is on a page."""

    painted: dict[Paint, list[Ruling]]  # by their colour
    dotted: list[Ruling]
    beyond: Box  # how far to the left, above, to the right, below tables reach out of the page's box, or 0
    picture: bool  # images cover much of the page, or drawn shapes are as many as characters
    covers: list[tuple[int, Box, int]]  # fills and images with their objects, which hide what was drawn before
    shapes: list[Box]  # small images and shapes, which may say something without text
    strays: list[Box]  # dots and slanting lines, as from x, y to x, y: a point, or a number that is struck out
    fills: list[Box]  # coloured boxes
    grounds: set[Paint]  # their colours: text of the same one is not seen on them
    unseen: list[Box] = field(default_factory=list)  # numbers that nobody sees

    def rulings(self, foreign: Collection[Paint] = ()) -> list[Ruling]:
        """The merged rulings, but for those in colours that do not belong to the page's tables."""
        mine = (rulings for paint, rulings in self.painted.items() if paint not in foreign)
        drawn = merge([*chain.from_iterable(mine), *self.dotted])
        if len(drawn) > 2 or len(self.fills) < _FEWEST_FILLS:
            return drawn
        sides = [Ruling(False, y, x0, x1) for x0, top, x1, bottom in self.fills for y in (top, bottom)]
        sides += [Ruling(True, x, top, bottom) for x0, top, x1, bottom in self.fills for x in (x0, x1)]
        return merge([*drawn, *sides])


def find(content: Content, frame: Frame) -> Drawn:
    """The page's rulings, and what is needed to tell seen text from unseen."""
    reader = _Reader(frame)
    reader.read(content.others)
    covered = reader.covered > _COVERED * frame.width * frame.height
    picture = covered or reader.count > _SHAPES
    dotted, beyond = [*_dotted(reader.dots, False), *_dotted(reader.dots, True)], reader.beyond
    strays = [*reader.dots, *reader.slanting]
    return Drawn(
        reader.painted, dotted, beyond, picture, reader.covers, reader.shapes, strays, reader.fills, reader.grounds
    )


def merge(rulings: Iterable[Ruling]) -> list[Ruling]:
    """Rulings with those on (almost) the same line snapped together, and those that touch joined."""
    places = [list(same) for _, same in groupby(sorted(rulings, key=_BY_PLACE), _BY_PLACE)]
    lines = grouped(places, lambda a, b: a[0].vertical == b[0].vertical and b[0].at - a[0].at <= NEAR)
    return [ruling for line in lines for ruling in _joined([*chain.from_iterable(line)])]


def _dotted(dots: Iterable[Box], vertical: bool) -> Iterator[Ruling]:
    """Rows of dots as rulings. A lone dot, such as Word sets where cells meet, is none."""
    start, end, at = (1, 3, 0) if vertical else (0, 2, 1)
    ordered = sorted(dots, key=lambda dot: (round(dot[at]), dot[start]))
    for row in grouped(ordered, lambda a, b: round(a[at]) == round(b[at]) and b[start] <= a[end] + _GAP):
        if len(row) > 2 and row[-1][end] - row[0][start] > 2 * THIN:
            over = min((row[-1][end] - row[0][start]) / len(row), _OVER)
            middle = (row[0][at] + row[0][at + 2]) / 2
            yield Ruling(vertical, middle, row[0][start] - over, row[-1][end] + over)


def _joined(group: list[Ruling]) -> Iterator[Ruling]:
    """One snapped line's rulings, joined where they touch. The position is weighted by length: dots do not move it."""
    _, ats, starts, ends = zip(*group, strict=True)
    lengths = list(map(sub, ends, starts))
    weight = sum(lengths)
    at = sum(map(mul, ats, lengths)) / weight if weight else ats[0]
    spans = sorted(zip(starts, ends, strict=True))
    start, end = spans[0]
    if len(spans) == 1:
        yield Ruling(group[0].vertical, at, start, end)
        return
    dashes = len(spans) > 3 and sorted(b - a for a, b in spans)[len(spans) // 2] <= _DASH
    near = _DASH if dashes else NEAR
    gaps = sorted(b[0] - a[1] for a, b in pairwise(spans)) if dashes else [0.0]
    over = max(min(gaps[len(gaps) // 2], _OVER), 0.0)  # where a dashed line ends in a gap, its last dash ends early
    for next_start, next_end in spans[1:]:
        if next_start > end + near:
            yield Ruling(group[0].vertical, at, start - over, end + over)
            start, end = next_start, next_end
        end = max(end, next_end)
    yield Ruling(group[0].vertical, at, start - over, end + over)


def _holds(outer: Box, inner: Box) -> bool:
    return outer[0] < inner[0] and outer[1] < inner[1] and outer[2] > inner[2] and outer[3] > inner[3]


def _paints(color_of: Callable[..., int], objects: Sequence[int]) -> list[Paint | None]:
    """The paint of each object; None for white or transparent ones, which office programs put behind every cell."""
    colours = numbers(color_of, objects, 4)
    each = [colours[at : at + 16] for at in range(0, len(colours), 16)]
    seen: dict[bytes, Paint | None] = {}
    for colour in set(each):
        red, green, blue, alpha = array("I", colour)
        seen[colour] = (red, green, blue) if alpha > 0 and min(red, green, blue) < 250 else None
    return list(map(seen.__getitem__, each))


class _Reader:
    """Goes through paths and images and collects what looks like a ruling."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.painted: dict[Paint, list[Ruling]] = defaultdict(list)
        self.paint: Paint = (0, 0, 0)
        self.beyond = (0.0, 0.0, 0.0, 0.0)
        self.dots: list[Box] = []
        self.covered = 0.0  # square points of images; a scan may come in strips
        self.count = 0  # of curved shapes
        self.covers: list[tuple[int, Box, int]] = []
        self.slanting: list[Box] = []
        self.shapes: list[Box] = []
        self.fills: list[Box] = []
        self.grounds: set[Paint] = set()
        self.segments = 0
        self._floats = (ctypes.c_float * 4)()
        self._float_refs = lean.references(self._floats)

    def read(self, others: Sequence[Other]) -> None:
        objects = [each.object for each in others]
        modes = array("I", numbers(lean.draw_mode, objects, 2)).tolist()  # those of images mean nothing
        fills, strokes = modes[::4], modes[1::4]
        inks = _paints(lean.fill_color, objects) if any(fills) else repeat(None)
        lines = _paints(lean.stroke_color, objects) if any(strokes) else repeat(None)
        each_mode = zip(fills, strokes, inks, lines, strict=False)
        for each, box, (filled, stroked, ink, line) in zip(others, self._boxes(others), each_mode, strict=True):
            kind = each.kind
            if kind == _PATH and (filled or stroked) and self.segments < _MOST_SEGMENTS:
                self._path(each, box, filled != 0, line if stroked else None, ink if filled else None)
            elif kind == _IMAGE:
                self._image(each, box)
            elif kind == _SHADING and each.serial:
                self.covers.append((each.serial, box, each.object))

    def _boxes(self, others: Sequence[Other]) -> Iterator[Box]:
        """The bounds of objects in the reading frame."""
        a, b, c, d, e, f = self.frame.matrix
        four = iter(floats(lean.bounds_of, [each.object for each in others], 4))
        for each, left, bottom, right, top in zip(others, four, four, four, four, strict=True):
            if each.outer is not IDENTITY:
                p, q, r, s, t, u = each.outer
                left, bottom, right, top = (
                    p * left + r * bottom + t,
                    q * left + s * bottom + u,
                    p * right + r * top + t,
                    q * right + s * top + u,
                )
            x0, y0 = a * left + c * bottom + e, b * left + d * bottom + f
            x1, y1 = a * right + c * top + e, b * right + d * top + f
            if x1 < x0:
                x0, x1 = x1, x0
            yield (x0, y0, x1, y1) if y0 <= y1 else (x0, y1, x1, y0)

    def _path(self, other: Other, box: Box, filled: bool, line: Paint | None, ink: Paint | None) -> None:
        """`line`, `ink`: the paints in which it is seen to be stroked and filled."""
        path, paint = other.object, line or ink
        large = box[2] - box[0] > THIN and box[3] - box[1] > THIN
        white = paint is None  # a bar or a spot of it hides too
        if white and filled and large and self.fills and _holds(self.fills[0], box):
            self.fills.append(box)  # a cell, and between it and the next one their coloured ground
        if large and ink:
            self.grounds.add(ink)
        if ((large and filled) or white) and other.serial:
            self.covers.append((other.serial, box, path))
        if paint:
            self.paint = paint
            count = lean.segment_count(path)
            self.segments += count
            if count <= _ONE_RULING and not large:
                self._thin(*box)  # a simple path that is thin as a whole is one ruling, whatever its points
            else:
                self._draw(box, not line, bool(line), count, other)

    def _draw(self, box: Box, filled: bool, stroked: bool, count: int, other: Other) -> None:
        path = other.object
        if max(box[2] - box[0], box[3] - box[1]) <= THIN:
            self.dots.append(box)  # a round one: a point
            return
        if filled:
            if count > 2 * _ONE_RULING:
                self.count += 1
                self.shapes.append(box)
            elif count <= _ONE_RULING:
                self.fills.append(box)
        matrix = times(matrix_of(path), other.outer)
        if stroked:
            lean.stroke_width(path, self._float_refs[0])
            if self._floats[0] * max(abs(matrix[0]), abs(matrix[1])) > 2 * THIN:
                self.covers.append((other.serial, box, path))
                return  # a bar
        straight, slanting = 0, len(self.slanting)
        for points in self._subpaths(path, count, matrix):
            straight += len(points)
            if stroked:
                for (x0, y0), (x1, y1) in pairwise(points):
                    self._line(x0, y0, x1, y1)
            elif len(points) > 2:
                xs, ys = [x for x, _ in points], [y for _, y in points]
                self._thin(min(xs), min(ys), max(xs), max(ys))
        bent = count - straight + len(self.slanting) - slanting
        if stroked and bent > _FEWEST_BENT and box[3] - box[1] < _HIGHEST:
            self.shapes.append(box)  # written by hand, or a number as a drawing

    def _subpaths(self, path: int, count: int, matrix: Matrix) -> Iterator[list[tuple[float, float]]]:
        """The corner points of each straight part of a path, in the reading frame."""
        a, b, c, d, e, f = matrix
        floats = self._floats
        points: list[tuple[float, float]] = []
        for index in range(min(count, _MOST_SEGMENTS)):
            segment = lean.segment_of(path, index)
            lean.segment_point(segment, *self._float_refs[:2])
            x, y = floats[0], floats[1]
            point = self.frame.point(a * x + c * y + e, b * x + d * y + f)
            if lean.segment_type(segment) != pdfium.FPDF_SEGMENT_LINETO:  # a move, or a curve, which is no ruling
                if len(points) > 1:
                    yield points
                points = []
            points.append(point)
            if lean.segment_close(segment) and len(points) > 1:
                points.append(points[0])
        if len(points) > 1:
            yield points

    def _line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        wide, high = abs(x1 - x0), abs(y1 - y0)
        if high <= min(1.0, wide):
            self._add(False, (y0 + y1) / 2, min(x0, x1), max(x0, x1))
        elif wide <= min(1.0, high):
            self._add(True, (x0 + x1) / 2, min(y0, y1), max(y0, y1))
        else:
            self.slanting.append((x0, y0, x1, y1))

    def _thin(self, x0: float, top: float, x1: float, bottom: float) -> None:
        wide, high = x1 - x0, bottom - top
        if max(wide, high) <= THIN:
            self.dots.append((x0, top, x1, bottom))
        elif high <= THIN:
            self._add(False, (top + bottom) / 2, x0, x1)
        elif wide <= THIN:
            self._add(True, (x0 + x1) / 2, top, bottom)

    def _add(self, vertical: bool, at: float, start: float, end: float) -> None:
        wide, high = self.frame.width, self.frame.height
        across, along = (wide, high) if vertical else (high, wide)
        if -1 <= at <= across + 1 and start < along + 1 and end > -1:
            if start < -NEAR or end > along + NEAR:
                out = (0.0, -start, 0.0, end - along) if vertical else (-start, 0.0, end - along, 0.0)
                a, b, c, d = map(max, self.beyond, out)
                self.beyond = a, b, c, d
            if start < along and end > 0:
                sides = max(start, 0.0), min(end, along)
                self.painted[self.paint].append(tuple.__new__(Ruling, (vertical, at, *sides)))

    def _image(self, image: Other, box: Box) -> None:
        a, b, c, d, _, _ = times(matrix_of(image.object), image.outer)
        self.covered += abs(a * d - b * c)
        if min(box[2] - box[0], box[3] - box[1]) <= THIN < max(box[2] - box[0], box[3] - box[1]):
            self.paint = (0, 0, 0)
            self._thin(*box)  # a ruling that was drawn as a picture
            return
        self.shapes.append(box)
        if image.serial:
            self.covers.append((image.serial, box, image.object))
