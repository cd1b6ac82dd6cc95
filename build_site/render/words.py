"""The site's own Chinese words for the contract's values, in one place."""

from __future__ import annotations

from typing import Final

OUTCOMES: Final = {  # in the order in which a reader needs them
    "differs": ("不一致", "两处的数字或文字不一致，且超出四舍五入能解释的范围；无法判断哪一处正确。"),
    "not-checkable": ("无法核对", "缺少核对所需的数字，或读不出来；原因已列出。"),
    "explained": ("已有说明", "不一致，但原因已登记在已知问题表中。"),
    "rounding": ("尾差", "有差额，但在四舍五入的尾差范围内。"),
    "exact": ("一致", "两处完全相等。"),
    "not-applicable": ("不适用", "报告说明没有这项内容，无需核对。"),
}
STATES: Final = {
    "blank": ("·", "原表空白"),
    "no-data": ("无数据", "报告说明本表无数据"),
    "not-read": ("未读出", "原表有内容，但未能读出"),
}
FORM_STATES: Final = {"found": "有数据", "empty": "本表无数据", "missing": "报告中没有此表"}
READ_BY: Final = {"text": "文本", "pdf": "PDF 文字层", "ocr": "图像识别（OCR）"}
