"""The pdfium functions called for every character and path, at the least cost ctypes allows.

pypdfium2's bindings check each pointer's type and let other threads run during each call. These keep the interpreter's
lock and declare no types but those of an object's address: what else points somewhere is a `reference`, made once,
which ctypes hands on as it is. That takes a quarter of the time. pdfium allows one thread only in any case."""

import ctypes
from collections.abc import Callable
from typing import Any

import pypdfium2.raw as pdfium

_INT, _ADDRESS = ctypes.c_int, ctypes.c_void_p


def _lean(function: Any, result: Any, *arguments: Any) -> Callable[..., Any]:
    return ctypes.PYFUNCTYPE(result, *arguments)(ctypes.cast(function, _ADDRESS).value or 0)


def reference(pointer: Any) -> Any:
    """One of pypdfium2's pointers as the functions below take it."""
    return ctypes.byref(ctypes.c_char.from_address(ctypes.cast(pointer, _ADDRESS).value or 0))


def references(room: Any) -> tuple[Any, ...]:
    """The places of a ctypes array of four-byte numbers, to write results to."""
    return tuple(ctypes.byref(room, 4 * index) for index in range(len(room)))


# of a text page, by reference
unicode_of = _lean(pdfium.FPDFText_GetUnicode, ctypes.c_uint)
origin_of = _lean(pdfium.FPDFText_GetCharOrigin, _INT)
object_of = _lean(pdfium.FPDFText_GetTextObject, _ADDRESS)
box_of = _lean(pdfium.FPDFText_GetLooseCharBox, _INT)
is_generated = _lean(pdfium.FPDFText_IsGenerated, _INT)
matrix_at = _lean(pdfium.FPDFText_GetMatrix, _INT)
size_at = _lean(pdfium.FPDFText_GetFontSize, ctypes.c_double)

page_object = _lean(pdfium.FPDFPage_GetObject, _ADDRESS)  # of a page, by reference
outline_segment = _lean(pdfium.FPDFGlyphPath_GetGlyphPathSegment, _ADDRESS)  # of a character's outline, by reference

# of an object, by address; what they write to, by reference
form_object = _lean(pdfium.FPDFFormObj_GetObject, _ADDRESS, _ADDRESS, ctypes.c_ulong)
type_of = _lean(pdfium.FPDFPageObj_GetType, _INT, _ADDRESS)
form_count = _lean(pdfium.FPDFFormObj_CountObjects, _INT, _ADDRESS)
matrix_of = _lean(pdfium.FPDFPageObj_GetMatrix, _INT, _ADDRESS)
render_mode = _lean(pdfium.FPDFTextObj_GetTextRenderMode, _INT, _ADDRESS)
text_of = _lean(pdfium.FPDFTextObj_GetText, ctypes.c_ulong, _ADDRESS)  # in a text page, by reference
set_render_mode = _lean(pdfium.FPDFTextObj_SetTextRenderMode, _INT, _ADDRESS)
count_marks = _lean(pdfium.FPDFPageObj_CountMarks, _INT, _ADDRESS)
font_name = _lean(pdfium.FPDFFont_GetBaseFontName, ctypes.c_size_t, _ADDRESS)
is_embedded = _lean(pdfium.FPDFFont_GetIsEmbedded, _INT, _ADDRESS)
font_of = _lean(pdfium.FPDFTextObj_GetFont, _ADDRESS, _ADDRESS)
glyph_width = _lean(
    pdfium.FPDFFont_GetGlyphWidth, _INT, _ADDRESS, ctypes.c_uint, ctypes.c_float, _ADDRESS
)  # of a font, by address
bounds_of = _lean(pdfium.FPDFPageObj_GetBounds, _INT, _ADDRESS)
draw_mode = _lean(pdfium.FPDFPath_GetDrawMode, _INT, _ADDRESS)
has_transparency = _lean(pdfium.FPDFPageObj_HasTransparency, _INT, _ADDRESS)
clip_of = _lean(pdfium.FPDFPageObj_GetClipPath, _ADDRESS, _ADDRESS)
clip_count = _lean(pdfium.FPDFClipPath_CountPaths, _INT, _ADDRESS)  # of a clip path, by address
clip_segments = _lean(pdfium.FPDFClipPath_CountPathSegments, _INT, _ADDRESS, _INT)
clip_segment = _lean(pdfium.FPDFClipPath_GetPathSegment, _ADDRESS, _ADDRESS, _INT, _INT)
stroke_width = _lean(pdfium.FPDFPageObj_GetStrokeWidth, _INT, _ADDRESS)
stroke_color = _lean(pdfium.FPDFPageObj_GetStrokeColor, _INT, _ADDRESS)
fill_color = _lean(pdfium.FPDFPageObj_GetFillColor, _INT, _ADDRESS)
dash_count = _lean(pdfium.FPDFPageObj_GetDashCount, _INT, _ADDRESS)
segment_count = _lean(pdfium.FPDFPath_CountSegments, _INT, _ADDRESS)
segment_of = _lean(pdfium.FPDFPath_GetPathSegment, _ADDRESS, _ADDRESS, _INT)
segment_type = _lean(pdfium.FPDFPathSegment_GetType, _INT, _ADDRESS)
segment_point = _lean(pdfium.FPDFPathSegment_GetPoint, _INT, _ADDRESS)
segment_close = _lean(pdfium.FPDFPathSegment_GetClose, _INT, _ADDRESS)
