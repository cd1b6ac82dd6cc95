"""T rules: the dates of the cover, the annex and the text, in an order that is possible."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from build_site.model import NOWHERE, Finding, Place
from build_site.reconcile.tables import Tables, place_of
from build_site.reconcile.whole.say import REPORT, agreed, noted, nothing, section, sections, two_places
from build_site.text import squeeze

_DATE = re.compile(r"(?P<y>20\d\d)[年./-](?P<m>\d{1,2})[月./-](?P<d>\d{1,2})日?")
_APPROVED = re.compile(
    rf"{_DATE.pattern}[^。；]{{0,30}}?批复|批复[^。；]{{0,20}}?{_DATE.pattern.replace('?P<y>', '').replace('?P<m>', '').replace('?P<d>', '')}"
)


def dates(tables: Tables) -> Iterator[Finding]:
    published = _published(tables)
    yield _after_year(tables, published)
    yield from _annexes(tables, published)
    yield _approval(tables, published)
    yield from _future(tables, published)


def _read(text: str) -> date | None:
    match = _DATE.search(squeeze(text))
    try:
        return date(int(match["y"]), int(match["m"]), int(match["d"])) if match else None
    except ValueError:
        return None


def _published(tables: Tables) -> date | None:
    """The date that the cover prints."""
    return _read((section(tables, "cover") or {}).get("text", ""))


def _after_year(tables: Tables, published: date | None) -> Finding:
    what = "封面上的公布日期", "The date on the cover"
    if published is None or not tables.year:
        return nothing("T-PUBLISHED", REPORT, "date-not-printed", what)
    if published.year <= tables.year:
        words = (
            f"封面日期 {published}，早于报告年度 {tables.year} 年结束。",
            f"The cover says {published}, before {tables.year} was over.",
        )
        return two_places("T-PUBLISHED", REPORT, words, NOWHERE, (str(published), str(tables.year)), "日期笔误")
    words = (
        f"封面日期 {published}，在报告年度 {tables.year} 年之后。",
        f"The cover says {published}, after the year {tables.year}.",
    )
    return agreed("T-PUBLISHED", REPORT, words)


def _annexes(tables: Tables, published: date | None) -> Iterator[Finding]:
    sheets = [s for s in tables.resource("performance-projects") if s.get("completed")]
    if not sheets or published is None:
        reason = "date-not-printed" if sheets or published is None else "no-sheets"
        yield nothing("T-ORDER", REPORT, reason, ("封面日期与附件填报日期", "The dates of cover and annex"))
        return
    for sheet in sheets:
        filled, scope, name = (
            _read(sheet["completed"]),
            f"annex/{sheet['project_id']}",
            sheet.get("title") or sheet.get("name", ""),
        )
        what = f"附件《{name}》的填报日期", f"The date of the annex “{name}”"
        if filled is None:
            yield nothing("T-ORDER", scope, "date-not-printed", what, place_of(sheet))
        elif filled > published:
            words = (
                f"附件《{name}》的填报日期 {filled} 晚于封面上的公布日期 {published}。",
                f"The annex “{name}” is dated {filled}, after the date of publication on the cover, {published}.",
            )
            why = "封面日期未更新；附件在公布后替换过；日期笔误"
            yield two_places("T-ORDER", scope, words, place_of(sheet), (str(filled), str(published)), why)
        elif tables.year and filled.year <= tables.year:
            words = f"{what[0]} {filled} 在报告年度结束之前。", f"{what[1]}, {filled}, is before the end of the year."
            yield noted("T-ORDER", scope, words, place_of(sheet), why="中期自评；日期笔误")
        else:
            words = (
                f"{what[0]} {filled} 不晚于公布日期 {published}。",
                f"{what[1]}, {filled}, is not after {published}.",
            )
            yield agreed("T-ORDER", scope, words, place_of(sheet))


def _approval(tables: Tables, published: date | None) -> Finding:
    """预算法 14: within 20 days after the approval, where both dates are printed."""
    text = squeeze("".join(s.get("text", "") for s in sections(tables)))
    match = _APPROVED.search(text)
    approved = _read(match[0]) if match else None
    if approved is None or published is None or not tables.year or approved.year <= tables.year:
        return nothing(
            "T-20-DAYS", REPORT, "date-not-printed", ("决算批复日期与公布日期", "The dates of approval and publication")
        )
    days = (published - approved).days
    facts = (
        f"批复日期 {approved}，公布日期 {published}，相隔 {days} 天",
        f"Approved {approved}, published {published}, {days} days",
    )
    if 0 <= days <= 20:
        return agreed("T-20-DAYS", REPORT, (f"{facts[0]}，在二十日内。", f"{facts[1]}: within twenty."))
    return two_places(
        "T-20-DAYS", REPORT, (f"{facts[0]}，不在批复后二十日内。", f"{facts[1]}: not within twenty."), NOWHERE,
        (str(approved), str(published)), "封面日期不是公布日期",
    )  # fmt: skip


def _future(tables: Tables, published: date | None) -> Iterator[Finding]:
    """No full date of the text lies after the date of publication."""
    late: list[tuple[date, str, Place]] = []
    for row in sections(tables) if published else ():
        for match in _DATE.finditer(row.get("text", "")):
            found = _read(match[0])
            if found and published and found > published and "填报日期" not in row["text"][: match.start()][-8:]:
                late.append((found, row["section_id"], place_of(row)))
    if published is None:
        yield nothing("T-FUTURE", REPORT, "date-not-printed", ("封面上的公布日期", "The date on the cover"))
    elif not late:
        yield agreed(
            "T-FUTURE", REPORT, ("正文中没有晚于公布日期的日期。", "No date of the text is after publication.")
        )
    for found, section_id, place in dict.fromkeys(late):
        words = (
            f"正文第 {section_id} 节的日期 {found} 晚于公布日期 {published}。",
            f"Section {section_id} has the date {found}, after {published}.",
        )
        yield noted("T-FUTURE", f"{section_id}/{found}", words, place, why="计划的日期；笔误")
