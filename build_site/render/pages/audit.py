"""What the checks of a report found: neutral, both sides with their places, the unchecked before the passed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import groupby

from build_site.model.outcomes import INFORMATION, NEUTRAL, SHOWN
from build_site.render import catalogue, links
from build_site.render.html import grouped, identifier
from build_site.render.pages.frame import outcome_counts, report_page
from build_site.render.published import Published, Record
from build_site.render.template import fill

BASE = "../"
_MANY, _BRIEF, _ALIKE = 5, 40, 3
"""From so many differences on there is a list of them first, each side in so many characters; so many of one rule."""
_MOST_LINES = 12
"""So many passed checks of one rule have a line each; more are their numbers only, each linked to its place."""
_COVERAGE = ("M-COVERAGE", "M-ROUND")


def audit_page(report: Published) -> str:
    """All findings by outcome: differences first, then remarks, what could not be checked, and the rest folded. Exact
    ones are counted by rule; docs/assets/findings.js writes each of them there when it is asked for, from findings.csv:
    they are most of all findings, and few readers open them."""
    findings = report.findings
    remarks = [each for each in findings if catalogue.is_information(each)]
    groups = [
        (outcome, [each for each in findings if each["outcome"] == outcome and not catalogue.is_information(each)])
        for outcome in SHOWN
    ]
    of: dict[str, list[Record]] = dict(groups)
    body = fill(
        "audit",
        total=len(findings),
        counts=outcome_counts(findings),
        coverage=[each for each in remarks if each["rule_id"] in _COVERAGE],
        remarks=[each for each in remarks if each["rule_id"] not in _COVERAGE],
        groups=groups,
        overview=_overview(of["differs"]) if len(of["differs"]) > _MANY else [],
        reasons=_reasons(of["not-applicable"]),
        beyond={each["finding_id"] for each in report.beyond},
        told=lambda finding: told(report, finding, BASE),
        bare=lambda finding: finding["message_zh"].removesuffix(INFORMATION[0]),
        by_form=lambda same: [(form, list(group)) for form, group in groupby(same, key=_form_title)],
        most_lines=_MOST_LINES,
        data=f"{BASE}../../../data/{report.slug}/{report.year}/",
        file=report.file("findings"),
    )  # fmt: skip
    return report_page(report, "audit", "核对结果", [body])


def _overview(findings: Sequence[Record]) -> list[tuple[Record, str, int]]:
    """What differs at a glance, a line each; many of one rule without numbers share a line."""
    rows = []
    for _, group in groupby(findings, key=lambda each: each["rule_id"]):
        chosen = list(group)
        alike = [each for each in chosen if not (each["left_value"] and each["right_value"])]
        shared = alike if len(alike) > _ALIKE else []
        rows += [(each, _objection(each), 1) for each in chosen if each not in shared]
        rows += [(shared[0], _objection(shared[0]), len(shared))] if shared else []
    return rows


def _objection(finding: Record) -> str:
    """Both sides with their numbers, or what is said in one sentence."""
    if finding["left_value"] and finding["right_value"]:
        sides = (f"{_brief(finding[f'{side}_text'])} {_plain(finding, side)}" for side in ("left", "right"))
        return " ≠ ".join(side.strip() for side in sides)
    return _brief(finding["message_zh"].removesuffix(NEUTRAL[0]).rstrip("。"), 2 * _BRIEF)


def _plain(finding: Record, side: str) -> str:
    value = finding[f"{side}_value"]
    return value if _is_year(finding) else grouped(Decimal(value))


def _brief(words: str, most: int = _BRIEF) -> str:
    return words if len(words) <= most else f"{words[:most]}…"


def finding_anchor(finding: Record) -> str:
    """A finding's anchor on the audit page of its report."""
    return identifier(finding["finding_id"])


def told(report: Published, finding: Record, base: str) -> Mapping[str, object]:
    """What a finding is told with beyond its own words: both sides with where they stand, the tolerance, what to do."""
    rule = catalogue.rules().get(finding["rule_id"])
    sides = []
    for side in ("left", "right"):
        words, value, reference = (finding[f"{side}_{part}"] for part in ("text", "value", "cell"))
        if words or value:
            href = links.operand(base, report, reference) if reference else ""
            sides.append({"words": words, "value": value, "href": href})
    return {
        "sides": sides,
        "is_year": _is_year(finding),
        "tolerance": rule["tolerance_zh"] if rule else "",
        "remedy": _REMEDIES.get(finding["rule_id"][:1], "") if finding["outcome"] == "differs" else "",
    }


_REMEDIES = {
    "S": "核对目录、标题与正文，补上缺少的部分或改正编号。", "E": "让空表、说明与其他表一致；确无数据的写明原因。",
    "I": "核对本表这几个单元格与账面数，改正后重新公布，或说明差额的来历。", "X": "核对两张表的同一个数，改正其一，或说明口径不同。",
    "N": "核对文字与表，改正写错的一处。", "L": "改写这一句，使用词、对象与数字相符。", "D": "统一名称与年度。",
    "F": "把占位符换成实际内容。", "T": "更正日期。", "V": "核对附件与正文、决算表，更正或说明。", "Y": "核对两份报告，说明调整的原因。",
    "P": "公布前隐去个人信息。", "M": "", "A": "",
}  # fmt: skip
"""What the publisher could do, by family of rules."""


def _is_year(finding: Record) -> bool:
    """Whether the two sides are years: they have no thousands and no difference."""
    return finding["rule_id"] in ("N-YEAR", "D-YEAR", "D-STALE")


def _form_title(finding: Record) -> str:
    """The form that the words begin with, when more follows: it is said once for all that begin with it."""
    words = finding["left_text"]
    end = words.find("》") + 1
    return words[:end] if words.startswith("《") and end < len(words) else ""


def _reasons(findings: Sequence[Record]) -> list[tuple[str, list[str], int]]:
    """Checks that do not apply, by the reason that the first of each rule gives, with the rules that it holds for and
    how many they are."""
    reasons: dict[str, list[tuple[str, int]]] = {}
    for (rule_id, _), group in groupby(findings, key=lambda each: (each["rule_id"], each["reason_code"])):
        chosen = list(group)
        reasons.setdefault(chosen[0]["message_zh"], []).append((rule_id, len(chosen)))
    return [
        (message, [rule_id for rule_id, _ in rules], sum(count for _, count in rules))
        for message, rules in reasons.items()
    ]
