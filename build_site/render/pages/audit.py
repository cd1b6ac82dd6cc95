"""What the checks of a report found: neutral, both sides with their places, the unchecked before the passed."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby

from build_site.model.outcomes import SHOWN
from build_site.render import catalogue, links
from build_site.render.html import description_list, grouped, identifier, items, link, tag, text
from build_site.render.pages.frame import outcome_chips, outcome_counts, report_page
from build_site.render.published import Published, Record

BASE = "../"
RULES = "../../../../audit/"
"""From a page of a report to the pages of the rules."""
_IN_FULL = ("differs", "explained")
_NEUTRAL = "两处不一致，无法判断哪一处正确。"
"""What the section says once for all."""
_MANY, _BRIEF, _ALIKE = 5, 40, 3
"""From so many differences on there is a list of them first, each side in so many characters; so many of one rule."""
_MOST_LINES = 12
"""So many passed checks of one rule have a line each; more are their numbers only, each linked to its place."""


def audit_page(report: Published) -> str:
    """All findings by outcome: differences first, then remarks, what could not be checked, and the rest folded."""
    findings = report.findings
    counts = outcome_counts(findings)
    intro = (
        "下列每一项都是按固定规则对公开数据所做的核对。“不一致”只表示两处对不上，无法判断哪一处正确，也不说明原因；"
        "通过的和无法进行的核对同样列出。规则编号可点开，看它比较什么、容许多大尾差、查得准不准。"
    )
    blocks = [
        "# 核对结果", tag("p", intro),
        tag("p", f"共 {tag('b', str(len(findings)))} 项核对："), outcome_chips(counts, BASE) if findings else tag("p", "尚未核对。"),
        *_coverage(findings),
    ]  # fmt: skip
    for outcome in SHOWN:
        chosen = [each for each in findings if each["outcome"] == outcome and not catalogue.is_information(each)]
        if chosen:
            blocks += [f"## {outcome.zh}（{len(chosen)}） {{#{outcome}}}", tag("p", outcome.meaning)]
            if outcome == "not-applicable" and (noted := counts[outcome] - len(chosen)):
                blocks.append(
                    tag(
                        "p",
                        f"另有 {noted} 项是上面的提示和覆盖，计在“{outcome.zh} {counts[outcome]}”里。",
                        class_="legend",
                    )
                )
            blocks += _overview(chosen) if outcome == "differs" and len(chosen) > _MANY else []
            blocks += _group(report, outcome, chosen)
        if outcome == "differs":
            blocks += _remarks(findings)
    return report_page(report, "audit", "核对结果", blocks)


def _overview(findings: Sequence[Record]) -> list[str]:
    """What differs at a glance, a line each; many of one rule without numbers share a line."""
    rows = []
    for _, group in groupby(findings, key=lambda each: each["rule_id"]):
        chosen = list(group)
        alike = [each for each in chosen if not (each["left_value"] and each["right_value"])]
        shared = alike if len(alike) > _ALIKE else []
        rows += [_objection(each) for each in chosen if each not in shared]
        rows += [f"{_objection(shared[0])}，等 {len(shared)} 项"] if shared else []
    return [items(rows, class_="overview")]


def _objection(finding: Record) -> str:
    """Both sides with their numbers, or what is said in one sentence; leads to the whole."""
    if finding["left_value"] and finding["right_value"]:
        sides = (f"{_brief(finding[f'{side}_text'])} {_plain(finding, side)}" for side in ("left", "right"))
        words = " ≠ ".join(side.strip() for side in sides)
    else:
        words = _brief(finding["message_zh"].removesuffix(_NEUTRAL).rstrip("。"), 2 * _BRIEF)
    return link(f"#{finding_anchor(finding)}", text(words))


def _plain(finding: Record, side: str) -> str:
    value = finding[f"{side}_value"]
    return value if _is_year(finding) else grouped(Decimal(value))


def _brief(words: str, most: int = 0) -> str:
    most = most or _BRIEF
    return words if len(words) <= most else f"{words[:most]}…"


def _coverage(findings: Sequence[Record]) -> list[str]:
    """How far the checks reach, in the rule's own sentences."""
    found = [
        each for each in findings if each["rule_id"] in ("M-COVERAGE", "M-ROUND") and catalogue.is_information(each)
    ]
    sentences = [tag("span", text(_bare(each))) for each in found]
    return ["## 覆盖 {#coverage}", items(sentences, class_="coverage")] if sentences else []


def _bare(finding: Record) -> str:
    return finding["message_zh"].removesuffix("仅供参考，不作不一致。")


def _remarks(findings: Sequence[Record]) -> list[str]:
    """Remarks that are no differences: what stands out, leftovers of typing, hints."""
    found = [
        each for each in findings if catalogue.is_information(each) and each["rule_id"] not in ("M-COVERAGE", "M-ROUND")
    ]
    if not found:
        return []
    rows = [
        tag("span", f"{text(_bare(each))} {_place(each)} {_rule(each['rule_id'])}", id=finding_anchor(each))
        for each in found
    ]
    return [
        f"## 提示（{len(found)}） {{#information}}",
        tag("p", "值得留意，但没有规则不许；不计入不一致。"),
        items(rows, class_="remarks"),
    ]


def _group(report: Published, outcome: str, findings: Sequence[Record]) -> list[str]:
    if outcome in _IN_FULL:
        return [finding_article(report, each, BASE) for each in findings]
    if outcome == "not-checkable":
        return [_unchecked(report, findings)]
    if outcome == "exact":
        return [_exact(report, findings)]
    listed = _reasons(findings) if outcome == "not-applicable" else _passed(findings)
    return [tag("details", tag("summary", f"展开全部 {len(findings)} 项") + listed, class_="findings")]


def _exact(report: Published, findings: Sequence[Record]) -> str:
    """Checks that came out to the last digit: how many under each rule. docs/assets/findings.js writes each of them
    there when it is asked for, from findings.csv: they are most of all findings, and few readers open them."""
    beyond = {each["finding_id"] for each in report.beyond}
    data = f"{BASE}../../../data/{report.slug}/{report.year}/"
    file = report.file("findings")
    everything = link(data + file, file, download=True)
    parts = [tag("p", f"下面是每条规则通过的项数，展开时逐项列出；也都在 {everything} 里。")]
    for rule_id, group in groupby(findings, key=lambda each: each["rule_id"]):
        chosen = list(group)
        across = "".join(
            tag("li", _line(each, ""), id=finding_anchor(each)) for each in chosen if each["finding_id"] in beyond
        )
        parts.append(
            tag("p", _rule_line(rule_id, len(chosen)), data_rule=rule_id) + (tag("ul", across) if across else "")
        )
    summary = tag("summary", f"展开全部 {len(findings)} 项")
    return tag("details", summary + "".join(parts), class_="findings", data_findings=data + file)


def finding_anchor(finding: Record) -> str:
    return identifier(finding["finding_id"])


def _rule(rule_id: str) -> str:
    return link(f"{RULES}{rule_id}/", text(rule_id), class_="rule", title=catalogue.title(rule_id))


def finding_article(report: Published, finding: Record, base: str) -> str:
    """One finding in full: what was compared, both sides, the difference, what could explain it, what to do."""
    sides = "".join(_side(report, finding, side, base) for side in ("left", "right"))
    difference = "" if _is_year(finding) else finding["difference"]
    rules = RULES if base == BASE else RULES.removeprefix("../")
    title = f"{finding['rule_id']} {catalogue.title(finding['rule_id'])}"
    facts = [
        ("差额", _signed(difference) if difference else ""),
        ("尾差容许范围", f"±{text(finding['envelope'])}" if finding["envelope"] else ""),
        ("为什么容许这么多", text(_tolerance(finding)) if finding["envelope"] else ""),
        ("可能的解释", text(finding["explanations"])),
        ("单位可以怎样做", _remedy(finding)),
        ("位置", links.source(base, finding) if finding["source_line"] or finding["source_page"] else ""),
        ("规则", link(f"{rules}{finding['rule_id']}/", text(title)) + f" 第{text(finding['rule_version'])}版"),
    ]
    return tag(
        "article",
        tag("p", text(finding["message_zh"]), class_="message")
        + tag("div", sides, class_="sides")
        + description_list(facts)
        + tag("p", link(f"{base}audit/#{finding_anchor(finding)}", "本条的固定链接"), class_="permalink"),
        id=finding_anchor(finding) if base == BASE else None,
        class_=f"finding {finding['outcome']}",
    )


def _tolerance(finding: Record) -> str:
    rule = catalogue.rules().get(finding["rule_id"])
    return rule["tolerance_zh"] if rule else ""


_REMEDIES = {
    "S": "核对目录、标题与正文，补上缺少的部分或改正编号。", "E": "让空表、说明与其他表一致；确无数据的写明原因。",
    "I": "核对本表这几个单元格与账面数，改正后重新公布，或说明差额的来历。", "X": "核对两张表的同一个数，改正其一，或说明口径不同。",
    "N": "核对文字与表，改正写错的一处。", "L": "改写这一句，使用词、对象与数字相符。", "D": "统一名称与年度。",
    "F": "把占位符换成实际内容。", "T": "更正日期。", "V": "核对附件与正文、决算表，更正或说明。", "Y": "核对两份报告，说明调整的原因。",
    "P": "公布前隐去个人信息。", "M": "", "A": "",
}  # fmt: skip
"""What the publisher could do, by family of rules."""


def _remedy(finding: Record) -> str:
    return text(_REMEDIES.get(finding["rule_id"][:1], "")) if finding["outcome"] == "differs" else ""


def _side(report: Published, finding: Record, side: str, base: str) -> str:
    words, value, reference = (finding[f"{side}_{part}"] for part in ("text", "value", "cell"))
    if not words and not value:
        return ""
    if not value:
        return tag("div", tag("p", text(words), class_="value words"), class_="side")
    shown = text(value) if _is_year(finding) else _operand(report, value, reference, base)
    return tag("div", tag("p", text(words)) + tag("p", shown, class_="value"), class_="side")


def _is_year(finding: Record) -> bool:
    """Whether the two sides are years: they have no thousands and no difference."""
    return finding["rule_id"] in ("N-YEAR", "D-YEAR", "D-STALE")


def _operand(report: Published, value: str, reference: str, base: str) -> str:
    """A side's value, linked to where it stands on the site when it is a printed one."""
    if not value:
        return tag("span", "没有数字", class_="no-data")
    href = links.operand(base, report, reference) if reference else ""
    shown = text(grouped(Decimal(value)))
    return link(href, shown, class_="number") if href else tag("span", shown, class_="computed", title="本站计算")


def _signed(difference: str) -> str:
    value = Decimal(difference)
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return f"{sign}{grouped(abs(value))}"


def _place(finding: Record) -> str:
    return links.source(BASE, finding) if finding["source_line"] or finding["source_page"] else ""


def _unchecked(report: Published, findings: Sequence[Record]) -> str:
    """What could not be checked, under its rules, with what there is of the two sides."""
    parts = []
    for rule_id, group in groupby(findings, key=lambda each: each["rule_id"]):
        chosen = list(group)
        lines = []
        for each in chosen:
            known = [side for side in ("left", "right") if each[f"{side}_value"]]
            values = (_operand(report, each[f"{side}_value"], each[f"{side}_cell"], BASE) for side in known)
            words = text(each["message_zh"] or each["scope"])
            lines.append(tag("li", " ".join((words, *values, _place(each))), id=finding_anchor(each)))
        parts.append(tag("p", _rule_line(rule_id, len(chosen))) + tag("ul", "".join(lines)))
    return tag("div", "".join(parts), class_="findings")


def _rule_line(rule_id: str, count: int) -> str:
    """A rule with its title in words, and how many of its checks follow."""
    return f"{link(f'{RULES}{rule_id}/', text(rule_id), class_='rule')} {text(catalogue.title(rule_id))}（{count}）"


def _passed(findings: Sequence[Record]) -> str:
    """Checks under their rules and forms, a few words each."""
    parts = []
    for rule_id, group in groupby(findings, key=lambda each: each["rule_id"]):
        chosen = list(group)
        parts.append(tag("p", _rule_line(rule_id, len(chosen))))
        if len(chosen) > _MOST_LINES:
            numbers = (link(_source(each), _value(each), id=finding_anchor(each)) for each in chosen)
            parts.append(tag("p", "、".join(numbers), class_="passed"))
            continue
        for form, same in groupby(chosen, key=_form_title):
            lines = "".join(tag("li", _line(each, form), id=finding_anchor(each)) for each in same)
            parts.append((tag("p", text(form), class_="of-form") if form else "") + tag("ul", lines))
    return "".join(parts)


def _form_title(finding: Record) -> str:
    """The form that the words begin with, when more follows: it is said once for all that begin with it."""
    words = finding["left_text"]
    end = words.find("》") + 1
    return words[:end] if words.startswith("《") and end < len(words) else ""


def _line(finding: Record, form: str) -> str:
    left, value = finding["left_text"].removeprefix(form) or finding["message_zh"], finding["left_value"]
    difference = (
        f"，差 {_signed(finding['difference'])}" if finding["outcome"] == "rounding" and finding["difference"] else ""
    )
    words = (
        text(left if len(left) <= 90 else f"{left[:90]}…")
        + (f" {grouped(Decimal(value))}" if value else "")
        + difference
    )
    return link(_source(finding), words) if finding["source_line"] or finding["source_page"] else words


def _source(finding: Record) -> str:
    return links.place(BASE, finding["source_page"], finding["source_line"])


def _value(finding: Record) -> str:
    """What a passed check compared, as short as can be."""
    value = finding["left_value"]
    place = links.place_words(finding["source_page"], finding["source_line"])
    return text(grouped(Decimal(value)) if value else place)


def _reasons(findings: Sequence[Record]) -> str:
    """Checks that do not apply, by the reason that the first of each rule gives, with the rules that it holds for."""
    reasons: dict[str, list[tuple[str, int]]] = {}
    for (rule_id, _), group in groupby(findings, key=lambda each: (each["rule_id"], each["reason_code"])):
        chosen = list(group)
        reasons.setdefault(chosen[0]["message_zh"], []).append((rule_id, len(chosen)))
    rows = []
    for message, rules in reasons.items():
        named = "、".join(link(f"{RULES}{rule_id}/", text(rule_id), class_="rule") for rule_id, _ in rules)
        count = sum(count for _, count in rules)
        rows.append(f"{named} {text(message)}" + (f"（共 {count} 项）" if count > 1 else ""))
    return items(rows)
