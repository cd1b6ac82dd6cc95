"""F rules: what is left of a template, doubled words and marks, digits and units that look like slips."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from build_site.model import Finding, Place
from build_site.reconcile.tables import Tables, place_of
from build_site.reconcile.whole.say import REPORT, agreed, cut, differs, noted

_FOLDED = 30  # so many hits of one rule are told one by one; the rest in one finding

PLACEHOLDERS = re.compile(
    r"(?<![A-Za-z0-9])[XxＸ]{2,}(?![A-Za-z0-9])|×{2,}|[○〇◯]{2,}|_{3,}|＿{2,}|待填写|请填写|填写说明|\{[^{}\n]{0,12}\}"
    r"|(?<=[\u4e00-\u9fff])[（(]\s*[)）](?=[\u4e00-\u9fff。，；])|(?<=[\u4e00-\u9fff])\*{2,}(?=[\u4e00-\u9fff])"
)
_WORDS = "预算|决算|财政拨款|财政|收入|万元|年度|部门|单位|经费|项目|主要|情况|减少|增加|增长|下降|政府|公务|用车|采购|资金|绩效|说明|原因|其中"
DOUBLED = re.compile(rf"(?P<word>{_WORDS})(?P=word)|的的|了了|为为|是是|和和")
REPEATED = re.compile(r"(?P<mark>[，。；：、！？])(?P=mark)+|[，；：、][。；，]|。[，、；]|；[，、]")
_COMMA = re.compile(r"(?<=[\u4e00-\u9fff）”]),(?=[\u4e00-\u9fff（“])|(?<=[\u4e00-\u9fff]);(?=[\u4e00-\u9fff])")
_MIXED = re.compile(r"\d，\d{3}(?!\d)")


def wording(tables: Tables) -> Iterator[Finding]:
    texts = list(_texts(tables))
    yield from _each("F-PLACEHOLDER", PLACEHOLDERS, texts, ("模板占位符", "a template's placeholder"), rule=True)
    yield from _each("F-DOUBLED", DOUBLED, texts, ("重复的词", "a doubled word"))
    yield from _each("F-PUNCTUATION", REPEATED, texts, ("重复或混用的标点", "repeated or mixed punctuation"))
    yield from _grouped("F-COMMA", re.compile(f"{_COMMA.pattern}|{_MIXED.pattern}"), texts)
    yield from _decimals(tables)
    yield from _units(tables)


Text = tuple[str, str, Place]


def _texts(tables: Tables) -> Iterator[Text]:
    """Every line of the report as it was read, joined to paragraphs where a page's lines were broken: a pair split by
    the line's end is found in its section's text. Lines of tables hold cells between tabs."""
    for at, line in enumerate(tables.resource("lines"), 1):
        place = place_of({"source_page": line["page"], "source_line": "" if line["page"] else line["line"]})
        yield f"{line['page'] or 'line'}-{line['line'] or at}", line["text"], place


def _each(
    rule_id: str, pattern: re.Pattern[str], texts: Sequence[Text], what: tuple[str, str], *, rule: bool = False
) -> Iterator[Finding]:
    """One finding for each line with a hit, one `exact` where there is none."""
    hits = [(scope, text, match, place) for scope, text, place in texts if (match := pattern.search(text))]
    if not hits:
        yield agreed(rule_id, REPORT, (f"没有发现{what[0]}。", f"Not found: {what[1]}."))
    for scope, text, match, place in hits[:_FOLDED]:
        quote = cut(text, match.start(), match.end())
        words = f"“{quote}”中有{what[0]}“{match[0]}”。", f"“{quote}” has {what[1]}: “{match[0]}”."
        if rule:
            yield differs(rule_id, scope, words, place, (match[0], ""), why="模板中的示例文字没有替换")
        else:
            yield noted(rule_id, scope, words, place, why="录入笔误；排版换行")
    if len(hits) > _FOLDED:
        scope, _, _, place = hits[_FOLDED]
        rest = len(hits) - _FOLDED
        words = f"另有 {rest} 行有{what[0]}，自此行起。", f"{rest} more lines with {what[1]}, from this one on."
        yield (differs if rule else noted)(rule_id, f"{scope}+{rest - 1}", words, place)


def _grouped(rule_id: str, pattern: re.Pattern[str], texts: Sequence[Text]) -> Iterator[Finding]:
    hits = [(text, match, place) for _, text, place in texts for match in pattern.finditer(text)]
    if not hits:
        yield agreed(rule_id, REPORT, ("中文句子中的逗号、分号均为全角。", "Commas and semicolons are of one kind."))
        return
    text, match, place = hits[0]
    quote = cut(text, match.start(), match.end())
    words = (
        f"中文句子中有 {len(hits)} 处半角逗号、分号或数字中的全角逗号，如“{quote}”。",
        f"{len(hits)} commas or semicolons are of another width, as in “{quote}”.",
    )
    yield noted(rule_id, REPORT, words, place, why="录入或排版软件的转换")


def _decimals(tables: Tables) -> Iterator[Finding]:
    """Amounts of 万元 and rates with more than two decimals."""
    found = False
    for claim in tables.resource("claims"):
        value = claim.get("value", "")
        if claim.get("unit") in ("万元", "%") and len(value.partition(".")[2]) > 2:
            found = True
            words = (
                f"“{claim['sentence'][:60]}”中的 {claim['printed']} {claim['unit']} 超过两位小数。",
                f"{claim['printed']} {claim['unit']} in “{claim['sentence'][:60]}” has more than two decimals.",
            )
            yield noted("F-DECIMALS", claim["claim_id"], words, place_of(claim))
    if not found:
        yield agreed(
            "F-DECIMALS",
            REPORT,
            ("文中的万元金额和百分数不超过两位小数。", "No amount or rate has more than two decimals."),
        )


def _units(tables: Tables) -> Iterator[Finding]:
    """A bound amount in 元 that is small for 元, where the forms are in 万元."""
    found = False
    for claim in tables.resource("claims"):
        if (
            claim.get("unit") != "元"
            or not claim.get("measure")
            or claim["measure"] == "threshold"
            or not claim.get("value")
        ):
            continue
        if (
            tables.resource("cells")
            and Decimal("0.01") <= abs(Decimal(claim["value"])) < 10_000
            and "人均" not in claim["sentence"]
        ):
            found = True
            words = (
                f"“{claim['sentence'][:60]}”写 {claim['printed']} 元，数额很小，可能是万元。",
                f"“{claim['sentence'][:60]}” says {claim['printed']} 元, a small amount; it may mean 万元.",
            )
            yield noted("F-UNIT", claim["claim_id"], words, place_of(claim), why="确实以元计")
    if not found:
        words = "没有发现疑似把万元写成元的金额。", "No amount looks like 万元 written as 元."
        yield agreed("F-UNIT", REPORT, words)
