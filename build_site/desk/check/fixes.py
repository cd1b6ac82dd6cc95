"""Defects, doubts, remarks and personal data as one list: what to look at again before publishing."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from build_site.model import NOWHERE, Defect, Finding, FormState, Order, Outcome, Place, Report, State
from build_site.model.outcomes import INFORMATION, REMARK, Kind
from build_site.reconcile.decide import MISREAD
from build_site.registers.personal import MASK, withheld
from build_site.render.defects import POINTS, Side, meter, plainly, side, weight
from build_site.render.html import signed

_ABOUT_READING = (
    "not-read",
    "number-not-read",
    "row-unknown",
    "duplicate-row",
    "extraction-doubtful",
    "reading",
    "ocr",
)
"""Why a check could not run, where looking at the page helps."""
_OF_OURSELVES = ("M-",)
"""Rules about how well we read, which say nothing to the office."""
LOOK = "请看一下"
_QUOTE = re.compile("“([^“”]{5,})”")
_VARYING = re.compile("“.*?”|《.*?》|[0-9.,]+")
"""What differs between hints of one kind: names, quotations, numbers."""
_PERSONAL, _EXAMPLES = "personal-data", 5
_QUOTED = 80
"""Characters of a line that is quoted because nothing of it is at issue alone."""


@dataclass(frozen=True, slots=True)
class Fix:
    """位置, 原文, 应核对, 改成 and what could explain it. `certain`: two printed things contradict each other, `kind` says
    what; else something to look at. `title`: what and where in a few words; `sides`: the two things, `told`: in words,
    `difference`: between them; `share`: of the year's expenditure that it concerns, `amount`: so much;
    `times`: in how many places."""

    place: Place
    original: str
    check: str
    why: str
    rule: str
    certain: bool
    kind: str = LOOK
    change: str = ""
    share: Decimal | None = None
    title: str = ""
    sides: tuple[Side, ...] = ()
    told: tuple[str, str] = ("", "")
    difference: str = ""
    amount: str = ""
    times: int = 1

    @property
    def where(self) -> str:
        return self.place.zh or "全文"

    @property
    def weight(self) -> str:
        return weight(self.share).replace("<", "不到 ")

    @property
    def meter(self) -> str:
        return meter(self.share)


def fixes(report: Report, findings: Sequence[Finding], defects: Sequence[Defect]) -> tuple[Fix, ...]:
    """Everything to look at again: missing forms, then in the order of the report."""
    order = Order(line.place for line in report.lines)

    def page(fix: Fix) -> tuple[tuple[int, int], float]:
        return order(fix.place), fix.place.box[1] if fix.place.box else 0.0

    by_id = {each.finding_id: each for each in findings}
    told = [_defect(each, by_id.get(each.findings.partition(" ")[0])) for each in defects]
    found = [*told, *_unread(findings), *_doubts(report), *_remarks(findings), *_personal(report)]
    printed = _printed(report)
    listed = [each if each.original else replace(each, original=_quoted(each) or printed(each.place)) for each in found]
    forms = () if any(map(_is_form, told)) else tuple(_missing(report))
    return (*forms, *_once(sorted(sorted(listed, key=page), key=lambda fix: not _is_form(fix))))


def _once(listed: Sequence[Fix]) -> Iterator[Fix]:
    """One line for a kind of hint, at the first of its places, with the others and their number."""
    alike: dict[tuple[str, ...], list[Fix]] = {}
    for at, fix in enumerate(listed):
        said = fix.check if fix.rule == _PERSONAL else _VARYING.sub("", fix.check)
        alike.setdefault((str(at),) if fix.certain else (fix.kind, fix.rule.partition(":")[0], said), []).append(fix)
    for own in alike.values():
        first, where = own[0], Counter(fix.where for fix in own)
        told = "、".join(f"{place} {n} 处" if n > 1 else place for place, n in where.items())
        same = "同样的" if all(fix.check == first.check for fix in own) else "同类的"
        quoted = " / ".join(list(dict.fromkeys(filter(None, (fix.original for fix in own))))[:_EXAMPLES])
        yield (
            first
            if len(own) == 1
            else replace(first, check=f"{first.check}{same}共 {len(own)} 处：{told}。", original=quoted, times=len(own))
        )


def by_weight(listed: Sequence[Fix]) -> tuple[Fix, ...]:
    """Missing forms, then what concerns the largest share of the year's expenditure, then the rest as it was."""
    return tuple(sorted(listed, key=lambda fix: (not _is_form(fix), not fix.certain, -(fix.share or 0))))


def _is_form(fix: Fix) -> bool:
    return fix.kind == Kind.FORM.zh


def _defect(defect: Defect, finding: Finding | None) -> Fix:
    why = "；".join(each for each in defect.explanations.split("；") if each != MISREAD)
    values = (finding.left_value, finding.right_value) if finding else (None, None)
    sides = tuple(
        made for words, value in zip((defect.left_text, defect.right_text), values, strict=True)
        if (made := side(words, "" if value is None else str(value)))
    )  # fmt: skip
    amount = f"{defect.amount:,f} {defect.unit}" if defect.amount is not None else ""
    return Fix(
        defect.place, "；".join(filter(None, (defect.left_text, defect.right_text))), plainly(defect.statement_zh), why,
        defect.findings.split(maxsplit=1)[0], certain=True, kind=Kind(defect.kind).zh, change=defect.suggestion_zh,
        share=defect.share, title=defect.title_zh, sides=sides, told=(defect.left_text, defect.right_text), amount=amount,
        difference=f"{signed(finding.difference)} {POINTS.get(finding.unit, finding.unit)}" if finding and finding.difference and finding.unit else "",
    )  # fmt: skip


def _quoted(fix: Fix) -> str:
    """The report's own words in what is to be checked, the longest that is no mere name."""
    return max((each[1] for each in _QUOTE.finditer(fix.check)), key=len, default="")


def _printed(report: Report) -> Callable[[Place], str]:
    """What is printed at a place: the report's line there; empty where the place is a whole page or nothing."""
    lines = [(line.place, " ".join(line.text.split())[:_QUOTED]) for line in report.lines]

    def at(place: Place) -> str:
        where = (place.file, place.page, place.sheet)
        for own, words in lines:
            if (own.file, own.page, own.sheet) != where:
                continue
            if place.line and own.line == place.line:
                return words
            if place.box and own.box and own.box[1] <= sum(place.box[1::2]) / 2 <= own.box[3]:
                return words
        return ""

    return at


def _missing(report: Report) -> Iterator[Fix]:
    """Forms that a report of its year has to have."""
    for statement in report.statements:
        if statement.state is FormState.MISSING and statement.form.since <= report.fiscal_year:
            words = f"报告中没有找到《{statement.form.zh}》：没有数据的也应附空表并说明。"
            yield Fix(NOWHERE, "", words, "", "form-missing", certain=True, kind=Kind.FORM.zh)


def _unread(findings: Sequence[Finding]) -> Iterator[Fix]:
    """One for each form and reason: an unread cell stops every check that it enters."""
    stopped: dict[tuple[str, str], list[Finding]] = {}
    for each in findings:
        if each.outcome is Outcome.NOT_CHECKABLE and each.reason_code in _ABOUT_READING:
            form = each.left_text.partition("》")[0] if each.left_text.startswith("《") else each.finding_id
            stopped.setdefault((form, each.reason_code), []).append(each)
    for alike in stopped.values():
        first, n = alike[0], len(alike)
        again = f"同一原因共 {n} 项核对未能检查。" if n > 1 else ""
        yield Fix(first.place, first.left_text, _ours(first.message_zh) + again, "", first.finding_id, certain=False)


def _remarks(findings: Sequence[Finding]) -> Iterator[Fix]:
    told = {each.left_claim for each in findings if each.outcome is Outcome.DIFFERS} - {""}
    for each in findings:
        remark = each.reason_code == "information" and not each.rule_id.startswith(_OF_OURSELVES)
        if remark and each.scope not in told:  # what is told as a defect needs no hint
            words = _ours(each.message_zh.removesuffix(INFORMATION[0]))
            yield Fix(each.place, each.left_text, words, "", each.finding_id, certain=False, kind=REMARK[0])


def _ours(words: str) -> str:
    """The office has a program before it, not a site."""
    return words.replace("本站", "程序")


def _doubts(report: Report) -> Iterator[Fix]:
    for statement in report.statements:
        for row in statement.rows:
            label = row.texts.get("label") or row.texts.get("name") or ""
            for amount in row.amounts.values():
                if amount.state is State.NOT_READ:
                    words = f"《{statement.title}》“{label}”：此格没有读成数字，请核对是否印错。"
                    yield Fix(amount.place, f"{label} {amount.printed}".strip(), words, "", "not-read", certain=False)
    for notice in report.notices:
        yield Fix(notice.place, "", _ours(notice.text.zh), "", "notice", certain=False)


_HEAD = 60  # lines above a line, among which its column has its head


def _personal(report: Report) -> Iterator[Fix]:
    for at, line in enumerate(report.lines):
        if MASK in line.text:
            shown = " ".join(line.text.split())[:60]
            above = [each.text for each in report.lines[max(0, at - _HEAD) : at] if each.place.page == line.place.page]
            words = f"照这样公开，会公开{'、'.join(withheld(line.text, above))}（已用█代替）：请确认是否应当公开。"
            yield Fix(line.place, shown, words, "", _PERSONAL, certain=False)
