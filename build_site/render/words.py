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
LEVELS: Final = {"class": "类", "section": "款", "item": "项", "total": "合计", "subtotal": "合计"}
SIDES: Final = {"revenue": "收入", "expenditure": "支出"}
GROUPS: Final = {"personnel": "人员经费", "non-personnel": "公用经费"}
THREE_PUBLIC: Final = {
    "total": "合计", "overseas-visits": "因公出国（境）费", "vehicles": "公务用车购置及运行维护费",
    "vehicle-purchase": "公务用车购置费", "vehicle-operation": "公务用车运行维护费", "hospitality": "公务接待费",
}  # fmt: skip
STATES: Final = {
    "blank": ("·", "原表空白"),
    "no-data": ("无数据", "报告说明本表无数据"),
    "not-read": ("未读出", "原表有内容，但未能读出"),
}
FORM_STATES: Final = {"found": "有数据", "empty": "本表无数据", "missing": "报告中没有此表"}
READ_BY: Final = {"text": "文本", "pdf": "PDF 文字层", "ocr": "图像识别（OCR）"}

FORM_TITLES: Final = {
    "revenue-and-expenditure": "收入支出决算总表",
    "revenue": "收入决算表",
    "expenditure": "支出决算表",
    "fiscal-appropriation": "财政拨款收入支出决算总表",
    "general-public-budget": "一般公共预算财政拨款支出决算表",
    "basic-expenditure": "一般公共预算财政拨款基本支出决算明细表",
    "government-fund-budget": "政府性基金预算财政拨款收入支出决算表",
    "state-capital-budget": "国有资本经营预算财政拨款支出决算表",
    "three-public-expenses": "财政拨款“三公”经费支出决算表",
}
FIELDS: Final = {  # heads of the published columns, where the package's own schema has no title
    "amount": "金额", "total": "合计", "fiscal_appropriation": "财政拨款收入", "from_superior_unit": "上级补助收入",
    "public_service_revenue": "事业收入", "operating_revenue": "经营收入", "from_subsidiary_units": "附属单位上缴收入",
    "other_revenue": "其他收入", "basic": "基本支出", "project": "项目支出", "to_superior_unit": "上缴上级支出",
    "operating": "经营支出", "to_subsidiary_units": "对附属单位补助支出", "general_public_budget": "一般公共预算财政拨款",
    "government_fund": "政府性基金预算财政拨款", "state_capital": "国有资本经营预算财政拨款",
    "opening_balance": "年初结转和结余", "revenue": "本年收入", "closing_balance": "年末结转和结余",
    "budget": "预算数", "final": "决算数",
}  # fmt: skip
