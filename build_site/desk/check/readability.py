"""Can a machine, or a screen reader, read this PDF? Text layer, tags, title, fonts, pages that are pictures."""

import ctypes
import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from build_site.model import Document, Grid

_NUMBER = re.compile(r"\d[\d,]*\.\d\d")
_NO_RESULT = re.compile(r"=|#(?:REF|DIV/0|VALUE|NAME|N/A|NUM|NULL)")


_ASKED = (
    ("文字可以选取（不是扫描图片）", "请从文字处理软件直接导出 PDF，不要打印后扫描"),
    ("数字是文字", "表格请直接导出，不要贴成图片"),
    ("文字有字符编码", "导出时选择嵌入字体并保留文字编码"),
    ("字体已嵌入", "导出时选择“嵌入字体”（PDF/A）"),
    ("有文档标签（读屏软件）", "导出时选择“带标签的 PDF / 辅助功能标签”"),
    ("文档标题说明这是决算", "在文件属性里填写标题，例如“××局2024年度部门决算”"),
    ("有书签", "导出时选择“用标题创建书签”"),
)
"""What is asked of a PDF, and what to do for it."""


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
    C: some pages cannot be read; D: no page can. Empty: there is no PDF yet, the checks are what to keep in mind."""

    grade: str
    checks: tuple[Check, ...]


def readability(path: Path) -> Readability:
    """The grade of a PDF and why. Raises InputError for a file that does not open as a PDF; what else cannot be asked of it is
    a check that says so."""
    from build_site.extract.parse.pdf import limits  # pdfium is loaded when a PDF comes

    with limits.opened(path, limits.MOST_PAGES) as document:
        damaged = tuple(limits.unloadable(document))
        try:
            checks = _checks(document, damaged)
        except (OSError, RuntimeError, ValueError) as error:  # pdfium's own are RuntimeErrors
            found = f"文件内部有损坏，检查不了（{error}）"
            return Readability("C", (Check(_ASKED[0][0], False, found, "请重新导出 PDF"),))
    return Readability("C" if damaged else _grade(checks), checks)


def ahead(document: Document) -> Readability | None:
    """What to keep in mind when a workbook, Word file or page becomes a PDF; None for a text."""
    if document.read_by == "text" or document.pages is not None:
        return None
    told = ((words.zh, place) for words, place in document.remarks)
    hidden = [" ".join(filter(None, (place.zh, words))) for words, place in told if "隐藏" in words]
    cells = (cell for block in document.blocks if isinstance(block, Grid) for row in block.rows for cell in row)
    broken = [cell.place.zh for cell in cells if _NO_RESULT.match(cell.text)]
    own = (
        Check(
            "没有隐藏的表、行、列",
            not hidden,
            "；".join(hidden[:5]) or "没有",
            "隐藏的内容不会印出：请删除，或取消隐藏",
        ),
        Check(
            "公式都有结果", not broken, "、".join(broken[:5]) or "都有", "请重新计算并保存；错误值（#REF! 等）请改正"
        ),
    )
    return Readability("", (*own, *(Check(what, False, "做成 PDF 时", remedy) for what, remedy in _ASKED)))


def _checks(document: Any, damaged: Collection[int]) -> tuple[Check, ...]:
    from pypdfium2 import raw

    pages = len(document)
    empty: list[int] = []
    numbers, glyphs, nameless = 0, 0, 0
    fonts: dict[str, bool] = {}
    for number in (each for each in range(1, pages + 1) if each not in damaged):
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
    found = (
        (not empty and not damaged, _pages(empty, damaged, pages)),
        (numbers > 0, f"读到 {numbers} 个带两位小数的数"),
        (nameless * 50 <= glyphs, f"{glyphs} 个字符中 {nameless} 个没有编码"),
        (not loose, "、".join(loose[:5]) or "全部嵌入"),
        (tagged, "有" if tagged else "没有"),
        ("决算" in title, f"“{title}”" if title else "没有标题"),
        (outline, "有" if outline else "没有"),
    )
    return tuple(Check(what, good, words, remedy) for (what, remedy), (good, words) in zip(_ASKED, found, strict=True))


def _grade(checks: tuple[Check, ...]) -> str:
    text, numbers, coded, *rest = (check.good for check in checks)
    if not numbers:
        return "D"
    if not (text and coded):
        return "C"
    return "A" if all(rest) else "B"


def _pages(empty: Collection[int], damaged: Collection[int], pages: int) -> str:
    bad = ((empty, "是图片"), (damaged, "已损坏，打不开"))
    said = [f"第 {'、'.join(map(str, numbers))} 页{what}" for numbers, what in bad if numbers]
    return "；".join(said) or f"{pages} 页都有文字"


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
