"""What the checks of a report found: neutral, both sides with their places, the unchecked before the passed."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from .. import links
from ..html import description_list, grouped, identifier, link, tag, text
from ..html import table as html_table
from ..published import Published, Record
from ..words import OUTCOMES
from .frame import outcome_chips, outcome_counts, report_page

BASE = "../"
_FOLDED = ("exact", "not-applicable")
_IN_FULL = ("differs", "explained")


def audit_page(report: Published) -> str:
    """All findings by outcome: differences first, then what could not be checked, roundings, and the rest folded."""
    findings = report.table("findings")
    counts = outcome_counts(findings)
    intro = (
        "下列每一项都是按固定规则对公开数据所做的核对。“不一致”只表示两处对不上，无法判断哪一处正确，也不说明原因；"
        "通过的和无法进行的核对同样列出。"
    )
    blocks = [
        "# 核对结果", tag("p", intro),
        tag("p", f"共 {tag('b', str(len(findings)))} 项核对："), outcome_chips(counts, BASE) if findings else tag("p", "尚未核对。"),
    ]  # fmt: skip
    for outcome, (words, meaning) in OUTCOMES.items():
        chosen = [each for each in findings if each["outcome"] == outcome]
        if chosen:
            blocks += [f"## {words}（{len(chosen)}） {{#{outcome}}}", tag("p", meaning)]
            blocks += _group(report, outcome, chosen)
    return report_page(report, "audit", "核对结果", blocks)


def _group(report: Published, outcome: str, findings: Sequence[Record]) -> list[str]:
    if outcome in _IN_FULL:
        return [finding_article(report, each, BASE) for each in findings]
    listed = _table(report, outcome, findings)
    if outcome in _FOLDED:
        return [tag("details", tag("summary", f"展开全部 {len(findings)} 项") + listed, class_="findings")]
    return [listed]


def finding_anchor(finding: Record) -> str:
    return identifier(finding["finding_id"])


def finding_article(report: Published, finding: Record, base: str) -> str:
    """One finding in full: what was compared, both sides, the difference, what could explain it."""
    sides = "".join(_side(report, finding, side, base) for side in ("left", "right"))
    difference = finding["difference"]
    facts = [
        ("差额", _signed(difference) if difference else ""),
        ("尾差容许范围", f"±{text(finding['envelope'])}" if finding["envelope"] else ""),
        ("可能的解释", text(finding["explanations"])),
        ("位置", links.source(base, finding) if finding["source_line"] or finding["source_page"] else ""),
        ("规则", tag("code", text(finding["rule_id"])) + f" 第{text(finding['rule_version'])}版"),
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


def _side(report: Published, finding: Record, side: str, base: str) -> str:
    words, value, reference = (finding[f"{side}_{part}"] for part in ("text", "value", "cell"))
    if not words and not value:
        return ""
    return tag(
        "div", tag("p", text(words)) + tag("p", _operand(report, value, reference, base), class_="value"), class_="side"
    )


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


def _table(report: Published, outcome: str, findings: Sequence[Record]) -> str:
    """Many findings of one outcome as rows."""
    titles = ("核对", "一边", "另一边", "差额", "规则", "位置")
    head = tag("tr", "".join(tag("th", words, scope="col") for words in titles))
    rows = []
    for each in findings:
        sides = [
            tag("td", _operand(report, each[f"{side}_value"], each[f"{side}_cell"], BASE) if each[f"{side}_value"] else "", class_="amount")
            for side in ("left", "right")
        ]  # fmt: skip
        place = links.source(BASE, each) if each["source_line"] or each["source_page"] else ""
        difference = _signed(each["difference"]) if each["difference"] else ""
        rows.append(
            tag("tr", tag("th", text(each["message_zh"] or each["scope"]), scope="row") + "".join(sides)
                + tag("td", difference, class_="amount") + tag("td", text(each["rule_id"]), class_="rule") + tag("td", place),
                id=finding_anchor(each))
        )  # fmt: skip
    return html_table(head, rows, f"{OUTCOMES[outcome][0]}的核对", class_="figures findings")
