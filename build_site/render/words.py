"""The site's own Chinese words for the contract's values, in one place."""

from __future__ import annotations

from typing import Final

STATES: Final = {
    "blank": ("·", "原表空白"),
    "no-data": ("无数据", "报告说明本表无数据"),
    "not-read": ("未读出", "原表有内容，但未能读出"),
}
FORM_STATES: Final = {"found": "有数据", "empty": "本表无数据", "missing": "报告中没有此表"}
READ_BY: Final = {"text": "文本", "pdf": "PDF 文字层", "ocr": "图像识别（OCR）"}
