"""How a check ends, and why: every outcome and reason code with its words, said once."""

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
