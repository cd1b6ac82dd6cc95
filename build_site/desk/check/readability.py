"""Can a machine, or a screen reader, read this PDF? Text layer, tags, title, fonts, pages that are pictures."""

from __future__ import annotations

import ctypes
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_NUMBER = re.compile(r"\d[\d,]*\.\d\d")


@dataclass(frozen=True, slots=True)
class Check:
    """One property of the file: whether it is good, what was found, what to do if not."""

    what: str
    good: bool
    found: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Readability:
    """A: read by machines and screen readers; B: text and numbers can be read, some help is missing;
    C: some pages cannot be read; D: no page can."""

    grade: str
    checks: tuple[Check, ...]


def readability(path: Path) -> Readability:
    """The grade of a PDF and why. Raises InputError for a file that does not open as a PDF."""
    from build_site.extract.parse.pdf import limits  # pdfium is loaded when a PDF comes

    with limits.opened(path, limits.MOST_PAGES) as document:
        checks = _checks(document)
    return Readability(_grade(checks), checks)


def _checks(document: Any) -> tuple[Check, ...]:
    from pypdfium2 import raw

    pages = len(document)
    empty: list[int] = []
    numbers, glyphs, nameless = 0, 0, 0
    fonts: dict[str, bool] = {}
    for number in range(1, pages + 1):
        page = document[number - 1]
        try:
            text = _text(page)
            glyphs += len(text)
            nameless += sum(not char.isprintable() and not char.isspace() for char in text)
            numbers += len(_NUMBER.findall(text))
            if len(text.strip()) < 20 and _has_picture(raw, page):
                empty.append(number)
            _fonts(raw, page, fonts)
        finally:
            page.close()
    loose = sorted(name for name, embedded in fonts.items() if not embedded)
    title = document.get_metadata_value("Title").strip()
    tagged = bool(raw.FPDFCatalog_IsTagged(document.raw))
    outline = any(True for _ in document.get_toc(max_depth=1))
    return (
        Check("文字可以选取（不是扫描图片）", not empty, _pages(empty, pages), "请从文字处理软件直接导出 PDF，不要打印后扫描"),
        Check("数字是文字", numbers > 0, f"读到 {numbers} 个带两位小数的数", "表格请直接导出，不要贴成图片"),
        Check("文字有字符编码", nameless * 50 <= glyphs, f"{glyphs} 个字符中 {nameless} 个没有编码", "导出时选择嵌入字体并保留文字编码"),
        Check("字体已嵌入", not loose, "、".join(loose[:5]) or "全部嵌入", "导出时选择“嵌入字体”（PDF/A）"),
        Check("有文档标签（读屏软件）", tagged, "有" if tagged else "没有", "导出时选择“带标签的 PDF / 辅助功能标签”"),
        Check("文档标题说明这是决算", "决算" in title, f"“{title}”" if title else "没有标题", "在文件属性里填写标题，例如“××局2024年度部门决算”"),
        Check("有书签", outline, "有" if outline else "没有", "导出时选择“用标题创建书签”"),
    )  # fmt: skip


def _grade(checks: tuple[Check, ...]) -> str:
    text, numbers, coded, *rest = (check.good for check in checks)
    if not numbers:
        return "D"
    if not (text and coded):
        return "C"
    return "A" if all(rest) else "B"


def _pages(empty: list[int], pages: int) -> str:
    return f"第 {'、'.join(map(str, empty))} 页是图片" if empty else f"{pages} 页都有文字"


def _text(page: Any) -> str:
    text_page = page.get_textpage()
    try:
        return str(text_page.get_text_range())
    finally:
        text_page.close()


def _has_picture(raw: Any, page: Any) -> bool:
    return any(True for _ in page.get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE,)))


def _fonts(raw: Any, page: Any, fonts: dict[str, bool]) -> None:
    """Names of the page's fonts and whether each is embedded."""
    for piece in page.get_objects(filter=(raw.FPDF_PAGEOBJ_TEXT,)):
        font = raw.FPDFTextObj_GetFont(piece.raw)
        if not font:
            continue
        name = _font_name(raw, font)
        if fonts.get(name, True):
            fonts[name] = bool(raw.FPDFFont_GetIsEmbedded(font))


def _font_name(raw: Any, font: Any) -> str:
    size = raw.FPDFFont_GetBaseFontName(font, None, 0)
    buffer = ctypes.create_string_buffer(size or 1)
    raw.FPDFFont_GetBaseFontName(font, buffer, size)
    return re.sub(r"^[A-Z]{6}\+", "", buffer.value.decode("utf-8", "replace")) or "（无名）"
