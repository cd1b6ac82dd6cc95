"""Findings, doubts and personal data as one list in page order: what to look at again before publishing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from build_site.extract.parse.withhold import MASK
from build_site.model import Finding, Order, Outcome, Place, Report, State

_ABOUT_READING = ("not-read", "row-unknown", "duplicate-row", "extraction-doubtful", "reading", "ocr")
"""Why a check could not run, where looking at the page helps."""


@dataclass(frozen=True, slots=True)
class Fix:
    """位置, 原文, 应核对 and what could explain it. `certain`: two printed things contradict each other; else something to
    look at."""

    place: Place
    original: str
    check: str
    why: str
    rule: str
    certain: bool

    @property
    def where(self) -> str:
        return self.place.zh or "全文"


def fixes(report: Report, findings: Sequence[Finding]) -> tuple[Fix, ...]:
    """Everything to look at again, in the order of the report."""
    found = [*_differences(findings), *_doubts(report), *_personal(report)]
    order = Order(line.place for line in report.lines)
    return tuple(sorted(found, key=lambda fix: (order(fix.place), fix.place.box[1] if fix.place.box else 0.0)))


def _differences(findings: Sequence[Finding]) -> Iterator[Fix]:
    for each in findings:
        unread = each.outcome is Outcome.NOT_CHECKABLE and each.reason_code in _ABOUT_READING
        if each.outcome is Outcome.DIFFERS or unread:
            sides = (_side(each.left_text, each.left_value), _side(each.right_text, each.right_value))
            original = "；".join(filter(None, sides)) or each.scope
            certain = each.outcome is Outcome.DIFFERS
            yield Fix(each.place, original, each.message_zh, each.explanations, each.finding_id, certain)


def _side(text: str, value: Decimal | None) -> str:
    if value is None or format(value, "f") in text:
        return text
    return f"{text}：{value:f}" if text else f"{value:f}"


def _doubts(report: Report) -> Iterator[Fix]:
    for statement in report.statements:
        for row in statement.rows:
            label = row.texts.get("label") or row.texts.get("name") or ""
            for amount in row.amounts.values():
                if amount.state is State.NOT_READ:
                    words = f"《{statement.title}》{label}：此格没有读成数字，请核对是否印错。"
                    yield Fix(amount.place, amount.printed, words, "", "not-read", certain=False)
    for notice in report.notices:
        yield Fix(notice.place, "", notice.text, "", "notice", certain=False)


def _personal(report: Report) -> Iterator[Fix]:
    for line in report.lines:
        if MASK in line.text:
            shown = " ".join(line.text.split())[:60]
            words = (
                "这里有个人姓名、电话或证件号码，或附表中没有认出是什么的文字（已用█代替）：公开前请确认是否应当公开。"
            )
            yield Fix(line.place, shown, words, "", "personal-data", certain=False)
