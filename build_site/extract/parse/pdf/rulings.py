"""The straight lines of a page: stroked lines, boxes, and the thin filled rectangles that office programs draw."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

import pypdfium2.raw as pdfium

from build_site.extract.parse.pdf.glyphs import Frame
from build_site.extract.parse.pdf.page import Ruling

THIN = 3.0
"""Points. A filled box up to this thick is a ruling; one larger both ways is a cell's background."""
NEAR = 3.0
"""Points. Rulings closer than this are one ruling; the same tolerance as pdfplumber's."""
_MOST_SEGMENTS = 60_000  # per page: a drawing, not a table
_DEEPEST = 6  # form objects inside form objects

Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def find(page: Any, frame: Frame) -> tuple[list[Ruling], bool]:
    """The page's merged rulings, and whether an image covers much of it."""
    reader = _Reader(frame)
    count = pdfium.FPDFPage_CountObjects(page)
    reader.read((pdfium.FPDFPage_GetObject(page, index) for index in range(count)), _IDENTITY, 0)
    return merge(reader.rulings), reader.picture


def merge(rulings: Iterable[Ruling]) -> list[Ruling]:
    """Rulings with those on (almost) the same line snapped together, and those that touch joined."""
    merged: list[Ruling] = []
    ordered = sorted(rulings, key=lambda ruling: (ruling.vertical, ruling.at))
    group: list[Ruling] = []
    for ruling in ordered:
        if group and (ruling.vertical != group[-1].vertical or ruling.at - group[-1].at > NEAR):
            merged += _joined(group)
            group = []
        group.append(ruling)
    return [*merged, *_joined(group)]


def _joined(group: list[Ruling]) -> Iterator[Ruling]:
    """One snapped line's rulings, joined where they touch. The position is weighted by length: dots do not move it."""
    if not group:
        return
    weight = sum(ruling.end - ruling.start for ruling in group)
    at = sum(ruling.at * (ruling.end - ruling.start) for ruling in group) / weight if weight else group[0].at
    spans = sorted((ruling.start, ruling.end) for ruling in group)
    start, end = spans[0]
    for next_start, next_end in spans[1:]:
        if next_start > end + NEAR:
            yield Ruling(group[0].vertical, at, start, end)
            start, end = next_start, next_end
        end = max(end, next_end)
    yield Ruling(group[0].vertical, at, start, end)


class _Reader:
    """Walks through page objects, form objects' included, and collects what looks like a ruling."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.rulings: list[Ruling] = []
        self.picture = False
        self.segments = 0

    def read(self, objects: Iterable[Any], outer: Matrix, depth: int) -> None:
        for page_object in objects:
            kind = pdfium.FPDFPageObj_GetType(page_object)
            if kind == pdfium.FPDF_PAGEOBJ_PATH and self.segments < _MOST_SEGMENTS:
                self._path(page_object, outer)
            elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
                self._image(page_object, outer)
            elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
                count = pdfium.FPDFFormObj_CountObjects(page_object)
                children = (pdfium.FPDFFormObj_GetObject(page_object, index) for index in range(count))
                self.read(children, _times(_matrix(page_object), outer), depth + 1)

    def _path(self, path: Any, outer: Matrix) -> None:
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDFPath_GetDrawMode(path, ctypes.byref(fill), ctypes.byref(stroke))
        stroked = bool(stroke.value) and _visible(path, pdfium.FPDFPageObj_GetStrokeColor)
        filled = bool(fill.value) and _visible(path, pdfium.FPDFPageObj_GetFillColor)
        if not (stroked or filled):
            return
        matrix = _times(_matrix(path), outer)
        if stroked:
            width = ctypes.c_float()
            pdfium.FPDFPageObj_GetStrokeWidth(path, ctypes.byref(width))
            stroked = width.value * max(abs(matrix[0]), abs(matrix[1])) <= 2 * THIN  # else a bar
        for points in self._subpaths(path, matrix):
            if stroked:
                for (x0, y0), (x1, y1) in pairwise(points):
                    self._line(x0, y0, x1, y1)
            elif filled and len(points) > 2:
                xs, ys = [x for x, _ in points], [y for _, y in points]
                self._thin(min(xs), min(ys), max(xs), max(ys))

    def _subpaths(self, path: Any, matrix: Matrix) -> Iterator[list[tuple[float, float]]]:
        """The corner points of each straight part of a path, in the reading frame."""
        a, b, c, d, e, f = matrix
        x, y = ctypes.c_float(), ctypes.c_float()
        x_ref, y_ref = ctypes.byref(x), ctypes.byref(y)
        points: list[tuple[float, float]] = []
        count = pdfium.FPDFPath_CountSegments(path)
        self.segments += count
        for index in range(min(count, _MOST_SEGMENTS)):
            segment = pdfium.FPDFPath_GetPathSegment(path, index)
            kind = pdfium.FPDFPathSegment_GetType(segment)
            pdfium.FPDFPathSegment_GetPoint(segment, x_ref, y_ref)
            point = self.frame.point(a * x.value + c * y.value + e, b * x.value + d * y.value + f)
            if kind != pdfium.FPDF_SEGMENT_LINETO:  # a move, or a curve, which is no ruling
                if len(points) > 1:
                    yield points
                points = []
            points.append(point)
            if pdfium.FPDFPathSegment_GetClose(segment) and len(points) > 1:
                points.append(points[0])
        if len(points) > 1:
            yield points

    def _line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        wide, high = abs(x1 - x0), abs(y1 - y0)
        if high <= min(1.0, wide):
            self._add(False, (y0 + y1) / 2, min(x0, x1), max(x0, x1))
        elif wide <= min(1.0, high):
            self._add(True, (x0 + x1) / 2, min(y0, y1), max(y0, y1))

    def _thin(self, x0: float, top: float, x1: float, bottom: float) -> None:
        wide, high = x1 - x0, bottom - top
        if high <= THIN:
            self._add(False, (top + bottom) / 2, x0, x1)
        if wide <= THIN:  # a dot (thin both ways) may be part of a dotted ruling of either direction
            self._add(True, (x0 + x1) / 2, top, bottom)

    def _add(self, vertical: bool, at: float, start: float, end: float) -> None:
        across, along = self.frame.width, self.frame.height
        if not vertical:
            across, along = along, across
        start, end = max(start, 0.0), min(end, along)
        if start < end and -1 <= at <= across + 1:
            self.rulings.append(Ruling(vertical, at, start, end))

    def _image(self, image: Any, outer: Matrix) -> None:
        a, b, c, d, _, _ = _times(_matrix(image), outer)
        if abs(a * d - b * c) > 0.25 * self.frame.width * self.frame.height:
            self.picture = True


def _matrix(page_object: Any) -> Matrix:
    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(page_object, ctypes.byref(matrix)):
        return _IDENTITY
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _times(inner: Matrix, outer: Matrix) -> Matrix:
    if outer == _IDENTITY:
        return inner
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def _visible(path: Any, color_of: Any) -> bool:
    """False for white or transparent paint, which office programs put behind every cell."""
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not color_of(path, *map(ctypes.byref, (red, green, blue, alpha))):
        return True
    return alpha.value > 0 and min(red.value, green.value, blue.value) < 250
