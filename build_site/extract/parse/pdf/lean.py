"""The pdfium functions called for every character and path, at the least cost ctypes allows.

pypdfium2's bindings check each pointer's type and let other threads run during each call. These hand over plain
addresses and keep the interpreter's lock, which takes half the time. pdfium allows one thread only in any case."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

import pypdfium2.raw as pdfium

_INT, _UINT, _ADDRESS = ctypes.c_int, ctypes.c_uint, ctypes.c_void_p


def _lean(function: Any, result: Any, *arguments: Any) -> Callable[..., Any]:
    return ctypes.PYFUNCTYPE(result, *arguments)(ctypes.cast(function, _ADDRESS).value or 0)


def address(pointer: Any) -> int:
    """The plain address of one of pypdfium2's pointers, for the functions below."""
    return ctypes.cast(pointer, _ADDRESS).value or 0


unicode_of = _lean(pdfium.FPDFText_GetUnicode, _UINT, _ADDRESS, _INT)
origin_of = _lean(pdfium.FPDFText_GetCharOrigin, _INT, _ADDRESS, _INT, _ADDRESS, _ADDRESS)
object_of = _lean(pdfium.FPDFText_GetTextObject, _ADDRESS, _ADDRESS, _INT)
box_of = _lean(pdfium.FPDFText_GetLooseCharBox, _INT, _ADDRESS, _INT, _ADDRESS)

page_object = _lean(pdfium.FPDFPage_GetObject, _ADDRESS, _ADDRESS, _INT)
form_object = _lean(pdfium.FPDFFormObj_GetObject, _ADDRESS, _ADDRESS, ctypes.c_ulong)
type_of = _lean(pdfium.FPDFPageObj_GetType, _INT, _ADDRESS)
form_count = _lean(pdfium.FPDFFormObj_CountObjects, _INT, _ADDRESS)
matrix_of = _lean(pdfium.FPDFPageObj_GetMatrix, _INT, _ADDRESS, _ADDRESS)
matrix_at = _lean(pdfium.FPDFText_GetMatrix, _INT, _ADDRESS, _INT, _ADDRESS)
size_at = _lean(pdfium.FPDFText_GetFontSize, ctypes.c_double, _ADDRESS, _INT)
render_mode = _lean(pdfium.FPDFTextObj_GetTextRenderMode, _INT, _ADDRESS)
count_marks = _lean(pdfium.FPDFPageObj_CountMarks, _INT, _ADDRESS)
font_of = _lean(pdfium.FPDFTextObj_GetFont, _ADDRESS, _ADDRESS)
bounds_of = _lean(pdfium.FPDFPageObj_GetBounds, _INT, _ADDRESS, *[_ADDRESS] * 4)
draw_mode = _lean(pdfium.FPDFPath_GetDrawMode, _INT, _ADDRESS, _ADDRESS, _ADDRESS)
stroke_width = _lean(pdfium.FPDFPageObj_GetStrokeWidth, _INT, _ADDRESS, _ADDRESS)
stroke_color = _lean(pdfium.FPDFPageObj_GetStrokeColor, _INT, _ADDRESS, *[_ADDRESS] * 4)
fill_color = _lean(pdfium.FPDFPageObj_GetFillColor, _INT, _ADDRESS, *[_ADDRESS] * 4)
segment_count = _lean(pdfium.FPDFPath_CountSegments, _INT, _ADDRESS)
segment_of = _lean(pdfium.FPDFPath_GetPathSegment, _ADDRESS, _ADDRESS, _INT)
segment_type = _lean(pdfium.FPDFPathSegment_GetType, _INT, _ADDRESS)
segment_point = _lean(pdfium.FPDFPathSegment_GetPoint, _INT, _ADDRESS, _ADDRESS, _ADDRESS)
segment_close = _lean(pdfium.FPDFPathSegment_GetClose, _INT, _ADDRESS)
