"""The dates of the cover, the annex and the text, in an order that is possible."""

import re
from collections.abc import Iterator
from datetime import date

from build_site.model import Finding
from build_site.reconcile.case import Case, sections, text_of
from build_site.reconcile.declare import REMARKED, Rule, rule
from build_site.reconcile.tables import place_of
from build_site.text import day, days, publication, squeeze

_APPROVED_BEHIND, _APPROVED_BEFORE = re.compile("[^。；]{0,30}?批复"), re.compile("批复[^。；]{0,20}$")
_COVER = "封面上的公布日期 | The date on the cover"


def _published(case: Case) -> date | None:
    """The date that the cover prints."""
    return publication(text_of(case, "cover").split("\n"))


@rule(
    "T-PUBLISHED", "公布日期在报告年度之后 | Published after the report year", "公布年份 > 报告年度",
    basis="预算法第十四条", needs="封面印有日期", of=_COVER,
    exact="封面日期 {published}，在报告年度 {year} 年之后。 | The cover says {published}, after the year {year}.",
    differs="封面日期 {published}，早于报告年度 {year} 年结束。{neutral} | The cover says {published}, before {year} was over. {neutral} | 日期笔误",
    example="2023 年度的报告，封面日期是 2023-10-11 | A report of 2023 is dated 2023-10-11",
)  # fmt: skip
def after_year(rule: Rule, case: Case) -> Iterator[Finding]:
    published = _published(case)
    if published is None or not case.year:
        yield rule.nothing("date-not-printed")
    elif published.year <= case.year:
        yield rule.differs(texts=(str(published), str(case.year)), published=published, year=case.year)
    else:
        yield rule.exact(published=published, year=case.year)


@rule(
    "T-ORDER", "附件填报日期不晚于公布日期 | Annexes are not dated after publication", "填报日期 ≤ 公布日期",
    basis="部门预算绩效自评公开要求", needs="封面与附件都印有日期", of="封面日期与附件填报日期 | The dates of cover and annex",
    annex="附件《{name}》的填报日期 | The date of the annex “{name}”",
    exact="附件《{name}》的填报日期 {filled} 不晚于公布日期 {published}。 | The date of the annex “{name}”, {filled}, is not after {published}.",
    differs="附件《{name}》的填报日期 {filled} 晚于封面上的公布日期 {published}。{neutral} | The annex “{name}” is dated {filled}, after the date of publication on the cover, {published}. {neutral} | 封面日期未更新；附件在公布后替换过；日期笔误",
    example="封面公布日期是 2024-10-11，附件填报日期是 2024-10-15 | The cover is dated 2024-10-11, an annex was filled in on 2024-10-15",
)  # fmt: skip
def annex_order(rule: Rule, case: Case) -> Iterator[Finding]:
    published = _published(case)
    sheets = [s for s in case.resource("performance-projects") if s.get("completed")]
    if not sheets or published is None:
        yield rule.nothing("date-not-printed" if published is None else "no-sheets")
        return
    for sheet in sheets:
        scope, place, filled = f"annex/{sheet['project_id']}", place_of(sheet), day(sheet["completed"])
        words = {"name": sheet.get("title") or sheet.get("name", ""), "filled": filled, "published": published}
        if filled is None:
            yield rule.nothing("date-not-printed", scope, place, say="annex", **words)
        elif filled > published:
            yield rule.differs(scope, place, texts=(str(filled), str(published)), **words)
        else:
            yield rule.exact(scope, place, **words)


@rule(
    "T-20-DAYS", "决算批复后二十日内公布 | Published within twenty days of approval", "0 ≤ 公布 − 批复 ≤ 20 日",
    basis="预算法第十四条", needs="批复与公布日期都印出", silent="date-not-printed", of="决算批复日期与公布日期 | The dates of approval and publication",
    exact="批复日期 {approved}，公布日期 {published}，相隔 {days} 天，在二十日内。 | Approved {approved}, published {published}, {days} days: within twenty.",
    differs="批复日期 {approved}，公布日期 {published}，相隔 {days} 天，不在批复后二十日内。{neutral} | Approved {approved}, published {published}, {days} days: not within twenty. {neutral} | 封面日期不是公布日期",
    example="批复日期 2024-09-01，公布日期 2024-10-11，隔了 40 天 | Approved 2024-09-01, published 2024-10-11: 40 days later",
)  # fmt: skip
def twenty_days(rule: Rule, case: Case) -> Iterator[Finding]:
    """预算法 14: within 20 days after the approval, where both dates are printed."""
    published = _published(case)
    text = squeeze("".join(s.get("text", "") for s in sections(case)))
    approved = next(
        (
            found
            for start, end, found in days(text)
            if _APPROVED_BEHIND.match(text, end) or _APPROVED_BEFORE.search(text, 0, start)
        ),
        None,
    )
    if approved is None or published is None or not case.year or approved.year <= case.year:
        return
    passed = (published - approved).days
    words = {"approved": approved, "published": published, "days": passed}
    if 0 <= passed <= 20:
        yield rule.exact(**words)
    else:
        yield rule.differs(texts=(str(approved), str(published)), **words)


@rule(
    "T-FUTURE", "正文日期不晚于公布日期 | No date of the text is after publication", "正文日期 ≤ 公布日期",
    basis="异常提示", needs="封面印有日期", tolerance=REMARKED, of=_COVER,
    exact="正文中没有晚于公布日期的日期。 | No date of the text is after publication.",
    noted="正文第 {section} 节的日期 {found} 晚于公布日期 {published}。 | Section {section} has the date {found}, after {published}. | 计划的日期；笔误",
    example="公布日期是 2024-10-11，正文写到 2024-12-31 的事 | Published 2024-10-11, the text speaks of 2024-12-31",
)  # fmt: skip
def future(rule: Rule, case: Case) -> Iterator[Finding]:
    published = _published(case)
    if published is None:
        yield rule.nothing("date-not-printed")
        return
    late: dict[str, Finding] = {}
    for row in sections(case):
        text = squeeze(row.get("text", ""))
        for start, _, found in days(text):
            if found > published and "填报日期" not in text[max(start - 8, 0) : start]:
                scope, section = f"{row['section_id']}/{found}", row["section_id"]
                late[scope] = rule.noted(scope, place_of(row), section=section, found=found, published=published)
    yield from late.values() or [rule.exact()]
