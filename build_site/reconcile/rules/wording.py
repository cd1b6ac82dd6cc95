"""What is left of a template, doubled words and marks, digits and units that look like slips."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from build_site.model import Finding, Place
from build_site.model.money import FACTORS
from build_site.package.read import line_place
from build_site.reconcile.case import Case
from build_site.reconcile.decide import Words
from build_site.reconcile.declare import FORMAT, NONE, REMARKED, Rule, rule
from build_site.reconcile.tables import place_of
from build_site.registers.vocabulary import residues
from build_site.text import excerpt

_DECIMALS, _LEAST = 2, Decimal("0.01")
_FOLDED = 30  # so many hits of one rule are told one by one; the rest in one finding
_BASIS = "文字规范"

PLACEHOLDERS = residues("F-PLACEHOLDER")
SLIPS = residues("F-SLIP")
_WORDS = "预算|决算|财政拨款|财政|收入|万元|年度|部门|单位|经费|项目|主要|情况|减少|增加|增长|下降|政府|公务|用车|采购|资金|绩效|说明|原因|其中"
DOUBLED = re.compile(rf"(?P<word>{_WORDS})(?P=word)|的的|了了|为为|是是|和和")
REPEATED = re.compile(r"(?P<mark>[，。；：、！？])(?P=mark)+|[，；：、][。；，]|。[，、；]|；[，、]")
_COMMA = re.compile(r"(?<=[\u4e00-\u9fff）”]),(?=[\u4e00-\u9fff（“])|(?<=[\u4e00-\u9fff]);(?=[\u4e00-\u9fff])")
_NO_UNIT = re.compile(
    r"(?:支出|收入|决算数?|预算数?|金额|经费|费|合计|总计)(?:为|是|共|：)?\s*(?P<hit>\d[\d,]*(?:\.\d+)?万(?=[（(，。；、])|\d[\d,]*\.\d+(?=[，。；、）)]))"
)
_MIXED = re.compile(r"\d，\d{3}(?!\d)")
_FILLED = re.compile(
    r"[_＿]{2,}\s*(?![万亿]?元|[%％（(人个辆次项台批套年月日局市县区])([^_＿，。；：:\s][^_＿，。；：:]{0,40}?)\s*[_＿]{2,}"
)
"""A blank that is filled in: 部门：____某局____."""
_SAYS = re.compile(r"[^\W_]")


def _texts(case: Case) -> Iterator[tuple[str, str, Place]]:
    """Every line of the report as it was read, joined to paragraphs where a page's lines were broken: a pair split by
    the line's end is found in its section's text. Lines of tables hold cells between tabs. Without the underlining of what
    was filled in, and lines that are drawn with signs."""
    for at, line in enumerate(case.resource("lines"), 1):
        if _SAYS.search(line["text"]):
            yield f"{line['page'] or 'line'}-{line['line'] or at}", _FILLED.sub(r"\1", line["text"]), line_place(line)


def _cut(match: re.Match[str]) -> str:
    """A readable piece of text round what was found."""
    return excerpt(match.string, match.start(), match.end(), 16, 16)


def _each(rule: Rule, case: Case, pattern: re.Pattern[str], kind: str) -> Iterator[Finding]:
    """One finding for each line with a hit."""
    hits = [(scope, match, place) for scope, text, place in _texts(case) if (match := pattern.search(text))]
    say = rule.differs if kind == "differs" else rule.noted
    for scope, match, place in hits[:_FOLDED]:
        yield say(scope, place, quote=_cut(match), hit=match[0], texts=(match[0], ""), cause=_same(match[0]))
    if len(hits) > _FOLDED:
        scope, match, place = hits[_FOLDED]
        rest = len(hits) - _FOLDED
        yield say(f"{scope}+{rest - 1}", place, say="rest", n=rest, texts=(match[0], ""), cause=_same(match[0]))


def _same(hit: str) -> str:
    """One wording, however often its sign is repeated: XX, XXXX."""
    return f"words:{hit[0] if len(set(hit)) == 1 else hit}"


def _words(rule_id: str, title: str, formula: str, example: str, what: Words, said: str, pattern: re.Pattern[str], kind: str = "noted") -> Rule:  # fmt: skip
    """A rule about words that should not be there, line by line. `what`: what they are."""
    told: dict[str, Any] = {kind: said, "exact": f"没有发现{what[0]}。 | Not found: {what[1]}."}
    told["rest"] = f"另有 {{n}} 行有{what[0]}，自此行起。 | {{n}} more lines with {what[1]}, from this one on."
    basis, tolerance = (FORMAT, NONE) if kind == "differs" else (_BASIS, REMARKED)

    @rule(
        rule_id, title, formula, basis=basis, needs="全文", example=example, tolerance=tolerance, silent="exact", **told
    )
    def made(rule: Rule, case: Case) -> Iterator[Finding]:
        yield from _each(rule, case, pattern, kind)

    return made


placeholder = _words(
    "F-PLACEHOLDER", "没有模板占位符 | No placeholder of a template is left", "XX、××、○○、待填写、{单位}、（）",
    "标题写“某市XX局2024年度部门决算” | A title says “某市XX局2024年度部门决算”, with “XX” for a name",
    ("模板占位符", "a template's placeholder"), "“{quote}”中有模板占位符“{hit}”。 | “{quote}” has a template's placeholder: “{hit}”. | 模板中的示例文字没有替换",
    PLACEHOLDERS, "differs",
)  # fmt: skip
doubled = _words(
    "F-DOUBLED", "没有重复的词 | No doubled words", "预算预算、决算决算……",
    "文中写“年初预算预算为” | The text says “年初预算预算为”: a word stands twice",
    ("重复的词", "a doubled word"), "“{quote}”中有重复的词“{hit}”。 | “{quote}” has a doubled word: “{hit}”. | 录入笔误；排版换行", DOUBLED,
)  # fmt: skip
slip = _words(
    "F-SLIP", "没有遗留模板中待选的用语 | No alternatives of a template left unchosen", "支出收入、部门（单位）共有……",
    "文中写“部门（单位）共有车辆”，没有在“部门”和“单位”中选一个 | The text says “部门（单位）共有车辆”: neither “department” nor “unit” was chosen",
    ("这样的用语", "such words"), "“{quote}”中的“{hit}”像是模板遗留或笔误。 | “{hit}” in “{quote}” looks like a leftover of a template or a slip. | 模板中的选项没有取舍", SLIPS,
)  # fmt: skip
punctuation = _words(
    "F-PUNCTUATION", "没有重复或混用的标点 | No repeated or mixed punctuation", "。。、，。……",
    "句末写成“。。” | A sentence ends with “。。”",
    ("重复或混用的标点", "repeated or mixed punctuation"), "“{quote}”中有重复或混用的标点“{hit}”。 | “{quote}” has repeated or mixed punctuation: “{hit}”. | 录入笔误；排版换行", REPEATED,
)  # fmt: skip


@rule(
    "F-COMMA", "标点全角半角一致 | Punctuation is of one width", "中文句中不用半角逗号", basis=_BASIS, needs="全文", tolerance=REMARKED, silent="exact",
    exact="中文句子中的逗号、分号均为全角。 | Commas and semicolons are of one kind.",
    noted="中文句子中有 {n} 处半角逗号、分号或数字中的全角逗号，如“{quote}”。 | {n} commas or semicolons are of another width, as in “{quote}”. | 录入或排版软件的转换",
    example="中文句子里写“收入 100.00 万元,支出 98.00 万元”，用了半角逗号 | “收入 100.00 万元,支出 98.00 万元” has a half-width comma",
)  # fmt: skip
def comma(rule: Rule, case: Case) -> Iterator[Finding]:
    pattern = re.compile(f"{_COMMA.pattern}|{_MIXED.pattern}")
    hits = [(match, place) for _, text, place in _texts(case) for match in pattern.finditer(text)]
    if hits:
        yield rule.noted(place=hits[0][1], n=len(hits), quote=_cut(hits[0][0]))


@rule(
    "F-DECIMALS", "万元金额和百分数不超过两位小数 | Amounts and rates have at most two decimals", "小数 ≤ 2 位", basis=_BASIS, needs="文字说明",
    tolerance=REMARKED, silent="exact",
    exact="文中的万元金额和百分数不超过两位小数。 | No amount or rate has more than two decimals.",
    noted="“{quote}”中的 {printed} {unit} 超过两位小数。 | {printed} {unit} in “{quote}” has more than two decimals.",
    example="文中写“每月 2.3575 万元” | The text says 2.3575 万元: four decimals",
)  # fmt: skip
def decimals(rule: Rule, case: Case) -> Iterator[Finding]:
    for said in case.claims:
        if said.unit in ("万元", "%") and said.decimals > _DECIMALS:
            yield rule.noted(said.claim_id, said.place, quote=said.short, printed=said.printed, unit=said.unit)


@rule(
    "F-NO-UNIT", "文中的金额带有单位 | Every amount of the narrative has its unit", "金额后有元、万元", basis=_BASIS, needs="文字说明",
    tolerance=REMARKED, silent="exact",
    exact="没有发现缺少单位的金额。 | No amount lacks its unit.",
    noted="“{quote}”中的“{hit}”后面缺少单位“元”。 | In “{quote}” the unit behind “{hit}” is missing. | 录入笔误",
    example="文中写“公务员医疗补助缴费 153.86、住房公积金 90.00 万元”，前一个数没有单位 | In “公务员医疗补助缴费 153.86、住房公积金 90.00 万元” the first amount has no unit",
)  # fmt: skip
def no_unit(rule: Rule, case: Case) -> Iterator[Finding]:
    """An amount in 万 without 元, or with decimals and no unit at all."""
    telling = {said.section for said in case.claims if said.is_level}
    for row in case.resource("sections"):
        if row.get("section_id") in telling and not row.get("form"):
            for match in _NO_UNIT.finditer(row.get("text", "")):
                scope = f"{row['section_id']}/{match.start()}"
                yield rule.noted(scope, place_of(row), quote=_cut(match), hit=match["hit"])


@rule(
    "F-UNIT", "没有把万元写成元的金额 | No amount in 10,000 yuan (万元) is written as yuan (元)", "元且数额 < 10000 ⇒ 提示", basis=_BASIS, needs="文中写“元”且已识别所指",
    tolerance=REMARKED, silent="exact",
    exact="没有发现疑似把万元写成元的金额。 | No amount looks like 万元 written as 元.",
    noted="“{quote}”写 {printed} 元，数额很小，可能是万元。 | “{quote}” says {printed} 元, a small amount; it may mean 万元. | 确实以元计",
    example="全文以万元计，一处写“一般公共服务支出 74.00 元” | All amounts are in 万元, but one says 74.00 元",
)  # fmt: skip
def unit(rule: Rule, case: Case) -> Iterator[Finding]:
    """A bound amount in 元 that is small for 元."""
    small = [
        said
        for said in (case.claims if case.resource("cells") else ())
        if said.bare not in ("", "threshold", "average-cost") and said.unit == "元" and said.value
        and _LEAST <= abs(said.value) < FACTORS["万元"] and "人均" not in said.sentence
    ]  # fmt: skip
    for said in small:
        yield rule.noted(said.claim_id, said.place, quote=said.short, printed=said.printed)
