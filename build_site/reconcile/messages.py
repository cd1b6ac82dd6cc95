"""What a finding says to a reader who is no accountant, in Chinese and English: neutral, with both values and places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from build_site.model import Finding, Outcome
from build_site.reconcile.tables import Gap

REASONS: Mapping[str, tuple[str, str]] = {
    "both-blank": ("两边都没有填数，无可比较", "both sides are blank, there is nothing to compare"),
    "zero-without-row": ("一边印的是 0，另一边没有这一行", "0 is printed on one side, and the other has no such row"),
    "form-empty": ("本表未填列数据", "the form is declared empty"),
    "form-missing": ("报告中没有找到本表", "the form was not found in the report"),
    "not-read": ("有一个单元格印有内容但未能识别", "a cell has content that could not be read"),
    "operand-missing": ("找不到参与计算的行", "a row that enters the check was not found"),
    "operand-ambiguous": ("参与计算的行有不止一个，无法确定用哪一个", "a row that enters the check stands there more than once"),
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
    "no-purposes": ("没有逐项写用途", "no purposes are stated"),
    "no-glossary": ("没有名词解释，或本单位级次不明", "there is no glossary, or the department's level is not known"),
    "no-items-explained": ("名词解释没有列出本部门使用的科目", "the glossary lists no items in use"),
    "no-items-named": ("没有列举科目", "no items are named"),
    "no-pages": ("原文没有分页", "the source has no pages"),
    "no-claims": ("没有识别出数字", "no numbers were recognised"),
    "no-difference": ("没有不一致的勾稽核对", "no identity differs"),
    "no-common-cell": ("没有三个以内的单元格能同时解释", "no set of up to three cells explains them all"),
    "other-year-missing": ("没有该单位相邻年度的报告", "the department's report of the other year is not here"),
    "budget-not-collected": ("本站没有收录当年公布的部门预算", "the published budget of that year is not collected here"),
    "units-missing": ("没有收录其全部所属单位的报告", "the reports of its units are not all here"),
    "formula-operand-missing": ("公式所指的行或栏在本表中不存在", "the formula names a line or column that the form does not have"),
}  # fmt: skip
"""Reason codes of findings, in words."""

NEUTRAL = ("两处不一致，无法判断哪一处正确。", "The two do not agree; which one is right cannot be told from here.")


@dataclass(frozen=True, slots=True)
class Told:
    """A side as told: its name in both languages, and its value (None: blank)."""

    zh: str
    en: str
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class Compared:
    """All that a message about two sides needs."""

    outcome: Outcome
    reason: str
    relation: str
    left: Told
    right: Told
    unit: str
    difference: Decimal | None
    envelope: Decimal | None
    operands: int
    gap: Gap | None
    prefix: tuple[str, str]
    terms: tuple[tuple[str, str, Decimal | None], ...]
    converted: bool


def plain(value: Decimal | None) -> str:
    """A number as written: no exponent, no thousands separator."""
    return "" if value is None else format(value, "f")


def compare(c: Compared) -> tuple[str, str]:
    """The message of a comparison, in Chinese and English."""
    zh, en = _zh(c), _en(c)
    if c.converted:
        zh, en = zh + f"（两表金额单位不同，均按{c.unit}折算。）", en + f" (Units differ; both taken in {c.unit}.)"
    return (f"{c.prefix[0]}：{zh}" if c.prefix[0] else zh), (f"{c.prefix[1]}: {en}" if c.prefix[1] else en)


def _amount(value: Decimal | None, unit: str, blank: str) -> str:
    return f"{plain(value)} {unit}" if value is not None else blank


def _zh(c: Compared) -> str:
    if c.difference is None or c.envelope is None:
        return _unproven_zh(c)
    left = f"{c.left.zh}为 {plain(c.left.value)} {c.unit}" if c.left.value is not None else f"{c.left.zh}为空白"
    right = f"{c.right.zh}为 {plain(c.right.value)} {c.unit}" if c.right.value is not None else f"{c.right.zh}为空白"
    difference, envelope = plain(abs(c.difference)), plain(c.envelope.normalize())
    if c.relation == "<=":
        facts = f"{left}，按理不应超过：{right}；"
        if c.outcome is Outcome.EXACT:
            return f"{facts}没有超过。"
        gap = f"超过了 {difference} {c.unit}"
    else:
        facts = f"{left}；{right}；"
        if c.outcome is Outcome.EXACT:
            return f"{facts}两者一致。"
        gap = f"相差 {difference} {c.unit}"
    if c.outcome is Outcome.ROUNDING:
        return (
            f"{facts}{gap}，不超过四舍五入所能造成的 {envelope} {c.unit}"
            f"（{c.operands} 个数各可能差半个末位），属于尾数误差。"
        )
    beyond = f"{facts}{gap}，大于四舍五入所能造成的 {envelope} {c.unit}（{c.operands} 个数各可能差半个末位）。"
    if c.outcome is Outcome.NOT_CHECKABLE:
        return f"{beyond}但{REASONS[c.reason][0]}，因此不作结论。"
    return beyond + NEUTRAL[0]


def _unproven_zh(c: Compared) -> str:
    if c.outcome is Outcome.NOT_APPLICABLE:
        return f"{c.left.zh}：{REASONS[c.reason][0]}，此项检查不适用。"
    facts = f"{c.left.zh}与{c.right.zh}" if c.right.zh else c.left.zh
    missing = f"（{c.gap.zh}）" if c.gap else ""
    return f"{facts}：{REASONS[c.reason][0]}{missing}，未能检查。"


def _en(c: Compared) -> str:
    if c.difference is None or c.envelope is None:
        return _unproven_en(c)
    left = f"{c.left.en}: {_amount(c.left.value, c.unit, 'blank')}"
    right = f"{c.right.en}: {_amount(c.right.value, c.unit, 'blank')}"
    difference, envelope = plain(abs(c.difference)), plain(c.envelope.normalize())
    facts = f"{left}; {'should not be above ' if c.relation == '<=' else ''}{right}. "
    if c.outcome is Outcome.EXACT:
        return facts + ("It is not." if c.relation == "<=" else "They agree.")
    gap = f"The {'excess' if c.relation == '<=' else 'difference'} is {difference} {c.unit}, "
    why = f"{envelope} {c.unit}, what rounding can do ({c.operands} numbers, half a last digit each)"
    if c.outcome is Outcome.ROUNDING:
        return f"{facts}{gap}within {why}."
    if c.outcome is Outcome.NOT_CHECKABLE:
        return f"{facts}{gap}more than {why}; but {REASONS[c.reason][1]}, so nothing is concluded."
    return f"{facts}{gap}more than {why}. {NEUTRAL[1]}"


def _unproven_en(c: Compared) -> str:
    if c.outcome is Outcome.NOT_APPLICABLE:
        return f"{c.left.en}: {REASONS[c.reason][1]}; not applicable."
    facts = f"{c.left.en} against {c.right.en}" if c.right.en else c.left.en
    missing = f" ({c.gap.en})" if c.gap else ""
    return f"{facts}: {REASONS[c.reason][1]}{missing}; not checked."


_PASSED = ("一致。", "没有超过。", "相符。")


def brief(finding: Finding) -> Finding:
    """A check that passed or does not apply, without saying again in a sentence what its two sides say: those are nine
    in ten, and would be most of the file."""
    if finding.outcome is Outcome.EXACT and finding.left_text and finding.message_zh.endswith(_PASSED):
        return replace(finding, message_zh="一致。", message_en="They agree.")
    if (
        finding.outcome is Outcome.NOT_APPLICABLE
        and finding.reason_code in REASONS
        and finding.reason_code != "information"
    ):
        zh, en = REASONS[finding.reason_code]
        if finding.left_text:
            return replace(finding, message_zh=f"{zh}，不适用。", message_en=f"{en}; not applicable.")
        return replace(finding, message_en=f"{en}; not applicable.")
    return finding


def explain(c: Compared) -> str:
    """What could innocently explain a difference, in Chinese, most specific first, separated by "；"."""
    if c.outcome is Outcome.ROUNDING:
        return "各数分别四舍五入；金额单位换算的尾数"
    found: list[str] = []
    size = abs(c.difference or 0)
    left, right = c.left.value, c.right.value
    if c.reason == "blank-against-value":
        found.append("一处留空未填")
    elif left and right and (left == right * 10_000 or right == left * 10_000):
        found.append("一处以元、一处以万元填列")
    elif left and right and left == -right:
        found.append("一处漏印或多印负号")
    elif left and right and _swapped(plain(left), plain(right)):
        found.append("一处有相邻两个数字颠倒")
    found += [f"差额恰好等于{zh}，可能重复计入或漏计" for zh, _, value in c.terms[1:] if value and value == size][:1]
    return "；".join([*found, "报告编制或印刷时的笔误", "本站读错（请对照原文）"])


def _swapped(a: str, b: str) -> bool:
    """Whether two numbers differ by one pair of neighbouring digits exchanged."""
    if len(a) != len(b):
        return False
    at = [i for i in range(len(a)) if a[i] != b[i] and a[i] != "."]
    return len(at) == 2 and a[at[0]] == b[at[1]] and a[at[1]] == b[at[0]] and at[1] - at[0] <= 2
