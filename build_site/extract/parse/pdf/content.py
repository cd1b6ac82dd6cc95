"""What pdfium holds of a page, walked through once: its objects in drawing order, how each text is painted, its characters.

Whatever is asked of all of them is asked in one sweep: a page has thousands of text objects, and a step of Python for each
costs more than what pdfium does for it."""

import ctypes
import re
from array import array
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from itertools import compress, count, repeat
from math import isinf
from operator import not_
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from build_site.extract.parse.pdf import lean
from build_site.model import Box

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_TEXT, _FORM = pdfium.FPDF_PAGEOBJ_TEXT, pdfium.FPDF_PAGEOBJ_FORM
_DEEPEST = 6  # form objects inside form objects
_OUTLINED = {pdfium.FPDF_TEXTRENDERMODE_STROKE, pdfium.FPDF_TEXTRENDERMODE_STROKE_CLIP}
_HYPHEN = 2  # pdfium's mark for a hyphen at a line's end
_SPACE = {32, 160, 0x2002, 0x2003, 0x2009, 0x202F, 0x3000}
_UNREADABLE = {0, 0xFFFD, 0xFFFE, 0xFFFF, *range(0xD800, 0xE000)}
_ODD = re.compile(r"[\x00- \xa0\u2002\u2003\u2009\u202f\u3000\ud800-\udfff\ufffd-\uffff]")
"""All of these, and those that control a printer."""
BLACK = bytes(12) + b"\xff\0\0\0"
_ROOM = 512  # results taken at once
_room = (ctypes.c_float * (4 * _ROOM))()
_bytes = memoryview(_room).cast("B")
_doubles = _bytes.cast("d")
_matrices = (ctypes.c_float * (6 * _ROOM))()
_matrix_places = [ctypes.byref(_matrices, 24 * index) for index in range(_ROOM)]
_name = ctypes.create_string_buffer(128)
_name_ref = ctypes.byref(_name)
_pens = (ctypes.c_double * 2)()
_pen_refs = ctypes.byref(_pens), ctypes.byref(_pens, 8)
_places = [[ctypes.byref(_room, 16 * index + 4 * part) for index in range(_ROOM)] for part in range(4)]


class Other(NamedTuple):
    """A path, an image, or a form object too deep to look into: how many text objects are drawn before it, and the matrix of
    the form object it is in."""

    kind: int
    object: int
    serial: int
    outer: Matrix


class Paint(NamedTuple):
    """How a text object is painted: pdfium's render mode, its colour as four numbers, whether in an optional layer, or
    behind a mask."""

    mode: int
    colour: bytes
    layered: bool


class Clips(NamedTuple):
    """What is left visible of text objects."""

    of: Sequence[int | None]  # of each of them: the clip it is drawn in, which others share; None without one
    boxes: Mapping[int, Box | None]  # of each clip, in user space; None: no rectangle


class Content:
    """The objects of a page, those of its form objects too, by their addresses, in drawing order."""

    def __init__(self, page: Any, characters: "Characters | None" = None) -> None:
        """`characters`: the page's, whose text objects need not be asked what they are."""
        self.letters = characters.letters if characters else Letters([], [], [], [], [], [], [], 0)
        self._known = frozenset(self.letters.objects)
        self.texts: list[int] = []
        self.forms: dict[int, int] = {}  # text object in a form object → that form object
        self.outer: dict[int, Matrix] = {}  # text object in a form object that is moved or scaled → that one's matrix
        self.others: list[Other] = []
        found = range(pdfium.FPDFPage_CountObjects(page))
        self._walk(list(map(lean.page_object, repeat(lean.reference(page)), found)), IDENTITY, 0, 0)
        if characters and self.outer:
            characters.put_in_place(self.outer)

    def _walk(self, objects: Sequence[int], outer: Matrix, depth: int, form: int) -> None:
        start = 0  # of the texts not yet taken: most follow each other
        for at in compress(count(), map(not_, map(self._known.__contains__, objects))):
            each = objects[at]
            if (kind := lean.type_of(each)) == _TEXT:
                continue
            self._take(objects[start:at], outer, form)
            start = at + 1
            if kind != _FORM or depth == _DEEPEST:
                self.others.append(tuple.__new__(Other, (kind, each, len(self.texts), outer)))
            else:
                children = list(map(lean.form_object, repeat(each), range(lean.form_count(each))))
                self._walk(children, times(matrix_of(each), outer), depth + 1, form or each)
        self._take(objects[start:], outer, form)

    def _take(self, texts: Sequence[int], outer: Matrix, form: int) -> None:
        self.texts += texts
        if form:
            self.forms.update(dict.fromkeys(texts, form))
            if outer != IDENTITY:
                self.outer.update(dict.fromkeys(texts, outer))

    def clips(self) -> Clips | None:
        """What is left visible of the text objects; None where none is clipped."""
        if not self.texts:
            return None
        within = lean.clip_of(self.texts[0]) - self.texts[0]  # pdfium keeps it inside the object
        paths = list(map(within.__add__, self.texts))
        counts = list(map(lean.clip_count, paths))
        if max(counts) < 1 and not any(lean.clip_count(lean.clip_of(form)) > 0 for form in {*self.forms.values()}):
            return None
        last: list[int | None] = list(map(lean.clip_segment, paths, [count - 1 for count in counts], repeat(0)))
        if self.forms or min(counts) < 1 or None in last:
            last = [clip if count > 0 else None for count, clip in zip(counts, last, strict=True)]
        for at, (text, clip) in enumerate(zip(self.texts, last, strict=True) if self.forms else ()):
            if text in self.forms:  # a form object's text lies in the clips of both
                last[at] = -(clip or self.forms[text])
        some = {clip: at for clip, at in dict(zip(last, count(), strict=False)).items() if clip}
        boxes = {
            clip: _rectangle(paths[at], counts[at])
            if clip > 0
            else self._in_form(self.texts[at], paths[at], max(counts[at], 0))
            for clip, at in some.items()
        }
        free = {clip for clip, box in boxes.items() if box and isinf(box[0])}  # pdfium gives none to what lies within
        if free:
            last = [None if clip in free else clip for clip in last]
        return Clips(last, {clip: box for clip, box in boxes.items() if clip not in free})

    def _in_form(self, text: int, path: int, count: int) -> Box | None:
        """What the clips of a form object's text, in its own space, and those of the object leave visible."""
        own, form = _rectangle(path, count), lean.clip_of(self.forms[text])
        whole = _rectangle(form, max(lean.clip_count(form), 0))
        if own is None or whole is None:
            return None
        matrix = self.outer.get(text, IDENTITY)
        if isinf(own[0]):
            return whole
        (a, b), (c, d) = applied(matrix, own[0], own[1]), applied(matrix, own[2], own[3])
        sides = min(a, c), min(b, d), max(a, c), max(b, d)
        return max(sides[0], whole[0]), max(sides[1], whole[1]), min(sides[2], whole[2]), min(sides[3], whole[3])

    def fonts(self) -> list[int]:
        """The font of each text object, by its address; None for none."""
        return list(map(lean.font_of, self.texts))

    def paints(self, layers: bool) -> dict[int | None, Paint]:
        """How each text object is painted. `layers`: whether the file may have optional ones, or masks."""
        modes = list(map(lean.render_mode, self.texts))
        colours = numbers(lean.fill_color, self.texts, 4)
        if colours == colours[:16] * len(modes) and not any(modes) and not layers:
            return dict.fromkeys(self.texts, Paint(0, colours[:16], False))
        each_colour = [colours[at : at + 16] for at in range(0, 16 * len(modes), 16)]
        if not any(modes) and not layers:
            once = {colour: Paint(0, colour, False) for colour in set(each_colour)}
            return dict(zip(self.texts, map(once.__getitem__, each_colour), strict=True))
        found = map(_paint, self.texts, modes, each_colour, repeat(layers))
        return dict(zip(self.texts, found, strict=True))


def _rectangle(path: int, count: int) -> Box | None:
    """What several clips have in common, where each is a rectangle along the axes."""
    left, bottom, right, top = (float("-inf"),) * 2 + (float("inf"),) * 2
    for index in range(count):
        segments = lean.clip_segments(path, index)
        corners = range(min(max(segments, 0), 6))
        found = list(map(lean.clip_segment, repeat(path), repeat(index), corners))
        deque(map(lean.segment_point, found, _places[0], _places[1]), maxlen=0)
        xs, ys = ({round(side, 2) for side in _room[part : 4 * len(found) : 4]} for part in (0, 1))
        if segments > 5 or len(xs) > 2 or len(ys) > 2 or not xs:
            return None
        left, bottom, right, top = max(left, min(xs)), max(bottom, min(ys)), min(right, max(xs)), min(top, max(ys))
    return left, bottom, right, top


def font_name(font: int) -> bytes:
    """The name of a font, given by its address."""
    lean.font_name(font, _name_ref, ctypes.c_size_t(128))
    return _name.value


def paint_of(text: int | None, layers: bool) -> Paint:
    """How a single text object is painted."""
    if not text:
        return Paint(pdfium.FPDF_TEXTRENDERMODE_FILL, BLACK, False)
    return _paint(text, lean.render_mode(text), numbers(lean.fill_color, [text], 4), layers)


def _paint(text: int, mode: int, colour: bytes, layers: bool) -> Paint:
    if mode in _OUTLINED:
        colour = numbers(lean.stroke_color, [text], 4)
    hidden = layers and (lean.has_transparency(text) != 0 or (lean.count_marks(text) > 0 and _layered(text)))
    return Paint(mode, colour, hidden)


def _layered(text: int) -> bool:
    """Whether the object is marked as content of an optional layer."""
    room, length = (ctypes.c_ushort * 8)(), ctypes.c_ulong()
    for index in range(lean.count_marks(text)):
        mark = pdfium.FPDFPageObj_GetMark(ctypes.cast(text, pdfium.FPDF_PAGEOBJECT), index)
        if pdfium.FPDFPageObjMark_GetName(mark, room, 16, ctypes.byref(length)) and length.value == 6:
            return room[0] == ord("O") and room[1] == ord("C")
    return False


class Letters(NamedTuple):
    """A page's characters in columns: their places in the drawing order, which they are, their text objects, their advance
    boxes; and how many more there are of which the font does not say which they are."""

    order: Sequence[int]
    text: Sequence[str]
    objects: Sequence[int]
    lefts: list[float]
    tops: list[float]
    rights: list[float]
    bottoms: list[float]
    unreadable: int


class Characters:
    """The characters of a page's text, in drawing order."""

    def __init__(self, text_page: Any) -> None:
        self.handle = lean.reference(text_page)
        self.text = _text(text_page, self.handle, pdfium.FPDFText_CountChars(text_page))
        self.moved: dict[int, Matrix] = {}

    def put_in_place(self, outer: Mapping[int, Matrix]) -> None:
        """Move the characters for which pdfium forgets the matrix of the form object that they are in: those that the file
        gives instead of the font's (ActualText: 一 for the radical ⼀). A sheet made of several pages has such."""
        order, _, objects, lefts, tops, rights, bottoms, _ = self.letters
        asked = [(at, each) for at, each in enumerate(objects) if each in outer]
        bounds = floats(lean.bounds_of, [each for _, each in asked], 4)  # in the form object's own space
        for number, (at, text_object) in enumerate(asked):
            matrix, own = outer[text_object], bounds[4 * number : 4 * number + 4]
            place = (lefts[at] + rights[at]) / 2, (tops[at] + bottoms[at]) / 2
            back = inverse(matrix)
            if back and _away(own, *place) + abs(tops[at] - bottoms[at]) / 2 < _away(own, *applied(back, *place)):
                self.moved[order[at]] = matrix
                lefts[at], tops[at] = applied(matrix, lefts[at], tops[at])
                rights[at], bottoms[at] = applied(matrix, rights[at], bottoms[at])

    def origin(self, index: int) -> tuple[float, float]:
        """Where the pen stands for a character."""
        lean.origin_of(self.handle, index, *_pen_refs)
        x, y = _pens
        return applied(self.moved[index], x, y) if index in self.moved else (x, y)

    @cached_property
    def letters(self) -> Letters:
        """The characters without those that pdfium guesses, and those that their font does not name."""
        kept = list(self.text)
        unreadable, spaces = 0, []
        for odd in _ODD.finditer(self.text):
            index, code = odd.start(), ord(odd[0])
            if code in _SPACE:
                spaces.append(index)
            else:
                unreadable += code in _UNREADABLE
                kept[index] = "-" if code == _HYPHEN else ""
        for index, guessed in zip(spaces, map(lean.is_generated, repeat(self.handle), spaces), strict=True):
            kept[index] = "" if guessed else " "
        order = list(compress(count(), kept))
        objects = list(map(lean.object_of, repeat(self.handle), order))
        boxes = floats(lean.box_of, order, 1, self.handle)
        lefts, tops, rights, bottoms = (boxes[side::4] for side in range(4))
        return Letters(order, list(compress(kept, kept)), objects, lefts, tops, rights, bottoms, unreadable)

    def pens(self, indexes: Sequence[int]) -> tuple[list[float], list[float], list[tuple[float, bytes]]]:
        """Where the pen stands for each of these characters, x and y, and what tells their sizes: that of their font, and the
        linear part of their matrix, as pdfium writes it."""
        xs: list[float] = []
        ys: list[float] = []
        ways: list[tuple[float, bytes]] = []
        for start in range(0, len(indexes), _ROOM):
            some = indexes[start : start + _ROOM]
            deque(map(lean.origin_of, repeat(self.handle), some, _places[0], _places[2]), maxlen=0)
            deque(map(lean.matrix_at, repeat(self.handle), some, _matrix_places), maxlen=0)
            xy = [v for each in some for v in self.origin(each)] if self.moved else _doubles[: 2 * len(some)].tolist()
            xs += xy[::2]
            ys += xy[1::2]
            matrices = bytes(_matrices)
            linear = [matrices[at : at + 16] for at in range(0, 24 * len(some), 24)]
            ways += zip(map(lean.size_at, repeat(self.handle), some), linear, strict=True)
        return xs, ys, ways


def _text(text_page: Any, handle: Any, count: int) -> str:
    """All at once, where pdfium gives as many as there are characters."""
    room = (ctypes.c_ushort * (count + 1))()
    if pdfium.FPDFText_GetText(text_page, 0, count, room) == count + 1:
        with suppress(UnicodeDecodeError):
            text = bytes(room)[: 2 * count].decode("utf-16-le")
            if len(text) == count:
                return text
    return "".join([chr(lean.unicode_of(handle, index)) for index in range(count)])


def numbers(function: Callable[..., int], items: Sequence[int], parts: int, *first: Any) -> bytes:
    """The four four-byte numbers that the function writes for each item, to `parts` places."""
    found = bytearray()
    for start in range(0, len(items), _ROOM):
        some = items[start : start + _ROOM]
        deque(map(function, *(repeat(each) for each in first), some, *_places[:parts]), maxlen=0)
        found += _bytes[: 16 * len(some)]
    return bytes(found)


def floats(function: Callable[..., int], items: Sequence[int], parts: int, *first: Any) -> list[float]:
    """The same as floating-point numbers."""
    return array("f", numbers(function, items, parts, *first)).tolist()


def matrix_of(page_object: int) -> Matrix:
    matrix = pdfium.FS_MATRIX()
    if not lean.matrix_of(page_object, ctypes.byref(matrix)):
        return IDENTITY
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def times(inner: Matrix, outer: Matrix) -> Matrix:
    if outer == IDENTITY:
        return inner
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def applied(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def inverse(matrix: Matrix) -> Matrix | None:
    a, b, c, d, e, f = matrix
    if not (area := a * d - b * c):
        return None
    return d / area, -b / area, -c / area, a / area, (c * f - d * e) / area, (b * e - a * f) / area


def _away(box: Sequence[float], x: float, y: float) -> float:
    """How far a point lies outside of a box (left, low, right, high)."""
    return max(box[0] - x, x - box[2], box[1] - y, y - box[3], 0.0)
