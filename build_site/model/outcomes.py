"""How a check ends, and why: every outcome and reason code with its words, said once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from build_site.model.common import Worded


class Outcome(Worded):
    """勾稽结果: how one check of one scope ended. zh, en: its name; meaning, meaning_en: what it says to a reader."""

    zh: str
    en: str
    meaning: str
    meaning_en: str

    EXACT = "exact", "一致", "exact", "两处完全相等。", "Both sides are equal."
    ROUNDING = (
        "rounding", "尾差", "rounding", "有差额，但在四舍五入的尾差范围内。",
        "They differ by no more than rounding can explain: half the last digit × (addends + 1).",
    )  # fmt: skip
    DIFFERS = (
        "differs", "不一致", "differs", "两处的数字或文字不一致，且超出四舍五入能解释的范围；无法判断哪一处正确。",
        "They differ by more, or words and numbers contradict each other.",
    )  # fmt: skip
    EXPLAINED = (
        "explained", "已有说明", "explained", "不一致，但原因已登记在已知问题表中。",
        "They differ and the reason is registered.",
    )  # fmt: skip
    NOT_APPLICABLE = (
        "not-applicable", "不适用", "not applicable", "报告说明没有这项内容，无需核对。",
        "The report says that it has no such content.",
    )  # fmt: skip
    NOT_CHECKABLE = (
        "not-checkable", "无法核对", "not checkable", "缺少核对所需的数字，或读不出来；原因已列出。",
        "A number that is needed is missing or could not be read; the reason is given.",
    )  # fmt: skip


class Kind(Worded):
    """What sort of thing a defect is. zh, en: its name."""

    zh: str
    en: str

    FORM = "form-missing", "缺表", "form missing"
    SHIFT = "shift", "数字错行", "amounts in the wrong rows"
    SWAP = "swap", "数字错栏", "amounts in the wrong columns"
    SIGN = "sign", "正负号不符", "signs of amounts"
    UNIT = "unit", "金额单位不符", "units of amounts"
    AMOUNT = "amount", "金额不一致", "amounts disagree"
    RATE = "rate", "比率不一致", "rates disagree"
    COUNT = "count", "数量不一致", "counts disagree"
    LIST = "list", "列举与表不符", "a list and its form disagree"
    NAME = "name", "名称不一致", "names disagree"
    DATE = "date", "年度或日期不一致", "years or dates disagree"
    WORDS = "words", "用词不符", "words contradict"
    STRUCTURE = "structure", "内容与编排", "contents and structure"


SHOWN: Final = (
    Outcome.DIFFERS, Outcome.NOT_CHECKABLE, Outcome.EXPLAINED, Outcome.ROUNDING, Outcome.EXACT, Outcome.NOT_APPLICABLE,
)  # fmt: skip
"""The outcomes in the order in which a reader needs them."""
REMARK: Final = ("提示", "remark")
"""What a check is called whose reason is `information`: worth a look, but no rule is against it."""

NEUTRAL: Final = (
    "两处不一致，无法判断哪一处正确。",
    " The two do not agree; which one is right cannot be told from here.",
)
"""How a difference ends in words: it blames neither side. (English with the space before it, as it follows a sentence.)"""
INFORMATION: Final = ("仅供参考，不作不一致。", " For information; no rule is broken.")
"""How a remark ends in words."""

REASONS: Final[Mapping[str, tuple[str, str]]] = {
    "both-blank": ("两边都没有填数，无可比较", "both sides are blank, there is nothing to compare"),
    "zero-without-row": ("一边印的是 0，另一边没有这一行", "0 is printed on one side, and the other has no such row"),
    "zero-against-blank": ("文中印的是 0，表中留空，表以空白表示没有", "0 is printed in the text, and the form leaves a blank for nothing"),
    "form-empty": ("本表未填列数据", "the form is declared empty"),
    "form-missing": ("报告中没有找到本表", "the form was not found in the report"),
    "not-read": ("有一个单元格印有内容但未能识别", "a cell has content that could not be read"),
    "head-instead": ("这一格印的是栏目名，表中没有印这个数", "a sub-head stands in the cell: the form does not print this number"),
    "reading": ("本站可能没有读对或没有读全，差异不能说明问题", "we may not have read it rightly or whole: the difference proves nothing"),
    "operand-missing": ("找不到参与计算的行", "a row that enters the check was not found"),
    "operand-ambiguous": ("参与计算的行有不止一个，无法确定用哪一个", "a row that enters the check stands there more than once"),
    "carried": ("本站不能确定这个数说的是哪一项（紧挨着它的文字没有写明）", "what this number measures is not certain: the words right before it do not say"),
    "ocr": ("本报告为扫描件，数字由文字识别得来，差异可能是识别错误", "the report is a scan: the difference may be an error of recognition"),
    "row-unknown": ("表中有未能辨认的行填有金额，差异可能由此而来", "a row that was not recognised carries an amount, which may be the difference"),
    "duplicate-row": ("同一科目编码出现在不止一行，合计可能重复计算", "a code stands in more than one row, a sum may count it twice"),
    "extraction-doubtful": ("本表可能读错（栏次号被读作金额），差异不能说明问题", "the form may have been misread (column numbers taken for amounts)"),
    "level-not-printed": ("本表没有印出这一层级", "the form does not print this level"),
    "column-not-printed": ("本表没有这些栏", "the form does not have these columns"),
    "precondition": ("不满足本规则的前提", "the rule's precondition does not hold"),
    "no-formula": ("本表附注中没有印出计算公式", "the form's notes print no formula"),
    "formula-not-understood": ("附注中的公式未能识别", "the printed formula could not be parsed"),
    "information": ("仅供参考", "for information"),
    "no-contents": ("没有目录", "there is no contents list"),
    "no-outline": ("没有识别出标题", "no headings were recognised"),
    "outline-not-read": ("识别出的标题太少", "too few headings were recognised"),
    "not-stated": ("报告没有写", "the report does not say"),
    "not-itemised": ("没有逐项说明", "it is not told item by item"),
    "no-codes": ("表中没有科目编码", "the forms print no codes"),
    "code-unknown": ("本站的科目表没有收这一编码", "our copy of the classification does not have this code"),
    "code-of-other-years": ("本站的科目表只见于其他年度", "our copy of the classification has it for other years only"),
    "unit-not-printed": ("没有印出金额单位", "no unit is printed"),
    "name-not-printed": ("没有识别出单位名称", "no name was recognised"),
    "no-key-work": ("报告没有写重点工作", "the report has no key work"),
    "date-not-printed": ("没有印出日期", "no date is printed"),
    "no-sheets": ("附件中没有绩效自评表", "the annex has no self-evaluation sheet"),
    "no-weights": ("没有印出分值", "no weights are printed"),
    "no-scores": ("没有印出总分或各项得分", "no total or single scores are printed"),
    "no-execution": ("没有印出预算数、执行数或执行率", "budget, executed amount or rate is not printed"),
    "no-execution-formula": ("没有印出唯一的计分公式", "no single formula of the score is printed"),
    "zero-budget": ("预算数为零，执行率没有意义", "the budget is zero, so a rate has no meaning"),
    "no-indicators": ("没有列出指标", "no indicators are listed"),
    "no-result": ("目标值或实际值没有填写", "target or result is not filled in"),
    "not-comparable": ("目标与实际不是同类的数，无法比较", "target and result are no comparable numbers"),
    "plan-not-printed": ("没有印出预算数", "no budget is printed"),
    "not-said-to-be-nil": ("说明没有写“无”", "the text does not say that there was none"),
    "count-not-printed": ("没有写数量", "no count is printed"),
    "no-glossary": ("没有名词解释，或本单位级次不明", "there is no glossary, or the department's level is not known"),
    "no-items-explained": ("名词解释没有列出本部门使用的科目", "the glossary lists no items in use"),
    "no-items-named": ("没有列举科目", "no items are named"),
    "no-pages": ("原文没有分页", "the source has no pages"),
    "no-claims": ("没有识别出数字", "no numbers were recognised"),
    "other-year-missing": ("没有该单位相邻年度的报告", "the department's report of the other year is not here"),
    "predecessors-missing": ("没有收录其全部前身的报告", "the reports of the departments that it follows are not all here"),
    "divided": (
        "其前身由几个部门接续或仍然存在，各得多少没有写明",
        "the department that it follows was divided or goes on; what each part took over is not told",
    ),
    "merged": ("由几个部门合并而成，文中的上年数不是哪一份报告的数", "several departments were merged: last year's amounts are those of no single report"),
    "budget-not-collected": ("本站没有收录当年公布的部门预算", "the published budget of that year is not collected here"),
    "units-missing": ("没有收录其全部所属单位的报告", "the reports of its units are not all here"),
    "formula-operand-missing": ("公式所指的行或栏在本表中不存在", "the formula names a line or column that the form does not have"),
    "no-form": ("九张表中没有与它对应的数", "the nine forms carry no such number"),
    "public-institutions": (
        "部门有事业单位，公用经费中含有不属于机关运行经费的部分",
        "the department has public institutions, whose share of non-personnel expenditure is no running cost",
    ),
    "form-declared-empty": ("对应的表未填列数据，文中却有金额", "the form is declared empty, but the text has an amount"),
    "number-not-read": ("文中印出的数未能识别", "a number of the text could not be read"),
    "placeholder": ("文中是占位符，没有填数", "the text has a placeholder instead of a number"),
    "blank-against-value": ("一处留空，另一处有数", "one is blank, the other is not"),
    "fewer-digits": ("文中的位数较少，按其位数四舍五入后相同", "the text prints fewer digits; rounded to them the two agree"),
    "last-place": (
        "只差末位不到一个单位，可能是截去尾数，或为使各项占比合计 100% 而调整",
        "it is off by less than one unit of its last place: cut short, or made to add up to 100 %",
    ),
    "prior-year": ("说的是上一年度的数，本报告没有上年的表", "it speaks of last year, whose forms are not in this report"),
    "plan-not-in-forms": ("九张表中没有这一项的预算数", "the nine forms carry no budget of this item"),
    "other-plan": ("表中的预算数是调整后的全年预算数，与年初预算数不可比", "the form's budget is the adjusted one, not the initial one"),
    "base-unknown": ("句中没有说明与什么相比", "the sentence does not say what it is compared with"),
    "whole-unknown": ("句中没有说明是什么的占比", "the sentence does not say what it is a share of"),
    "whole-missing": ("报告没有印出作为整体的数", "the whole that it is a share of is not printed"),
    "numbers-not-understood": ("本节的金额和比率大半没有识别出所指", "what most amounts and rates of the section state was not understood"),
    "base-missing": ("找不到作为基数的数", "the number that it is a share or rate of was not found"),
    "part-above-whole": ("找到的整体比部分还小，句中说的应是另一个整体", "the whole that was found is less than the part: another whole must be meant"),
    "part-missing": ("报告没有印出这一比例的金额", "the amount that the rate belongs to is not printed"),
    "zero-base": ("基数为零，比率没有意义", "the base is zero, so a rate has no meaning"),
    "zero-over-zero": ("预算与决算都为零，完成率没有意义", "budget and final amount are both zero, so the rate has no meaning"),
    "last-year-unknown": ("上年的数没有印在本报告中", "last year's amount is not printed in this report"),
    "checked-with-word": ("预算数没有印出，与句中的大于、小于、等于一并核对", "the budget is not printed; it is checked with the sentence's word of direction"),
    "checked-with-rate": ("与同句的增减幅度一并核对", "it is checked together with the rate in the same sentence"),
    "parts-incomplete": ("文中没有列全各组成部分", "the text does not list every part"),
}  # fmt: skip
"""Reason codes of findings, in words."""
