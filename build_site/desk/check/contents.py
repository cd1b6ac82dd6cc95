"""The check list of what a published 部门决算 has to contain: 有, 没有找到, or 不适用, with the place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from build_site.model import NOWHERE, Disclosure, Form, FormState, Outcome, Place, Report, Section, State, Statement
from build_site.registers.required import required_chapters
from build_site.text import squeeze


class Answer(StrEnum):
    YES = "有"
    NO = "没有找到"
    NOT_APPLICABLE = Outcome.NOT_APPLICABLE.zh


@dataclass(frozen=True, slots=True)
class Item:
    """One requirement, whether the report meets it, what to do, and where it stands."""

    what: str
    answer: Answer
    remark: str
    place: Place = NOWHERE


_DISCLOSED = ("running-costs", "procurement", "assets", "performance")
"""Chapters that are asked for with what they have to disclose."""
_SPLIT = ("procurement-goods", "procurement-works", "procurement-services")
_THREE_PUBLIC = (
    ("overseas-visits", "因公出国（境）团组数和人次", ("overseas-groups", "overseas-persons")),
    ("vehicle-purchase", "公务用车购置数", ("vehicles-purchased",)),
    ("vehicle-operation", "公务用车保有量", ("vehicles-held",)),
    ("hospitality", "公务接待批次和人次", ("hospitality-batches", "hospitality-persons")),
)


def contents(report: Report) -> tuple[Item, ...]:
    """Every requirement with its answer, in the order in which a report is written."""
    return (
        *_forms(report),
        *_chapters(report),
        *_three_public(report),
        *_disclosed(report),
        *_performance(report),
    )


def _forms(report: Report) -> Iterator[Item]:
    for statement in report.statements:
        name = f"《{statement.form.zh}》"
        if statement.state is FormState.MISSING:
            if report.fiscal_year < statement.form.since:
                yield Item(name, Answer.NOT_APPLICABLE, "本年度还没有这张表")
            else:
                yield Item(name, Answer.NO, "九张表都应公开；没有数据的表也要列出空表并说明")
            continue
        yield Item(name, Answer.YES, "", statement.place)
        if statement.state is FormState.EMPTY:
            yield _note(report, statement, name)


def _note(report: Report, statement: Statement, name: str) -> Item:
    what = f"{name}为空表：有说明"
    if statement.note:
        return Item(what, Answer.YES, f"“{statement.note}”", statement.place)
    draft = f"{report.department}{report.fiscal_year}年度没有{statement.form.covers}，故本表无数据。"
    return Item(what, Answer.NO, f"请在表下说明，例如：“注：{draft}”（请先核实）", statement.place)


def _chapters(report: Report) -> Iterator[Item]:
    for chapter in required_chapters():
        if chapter.id in _DISCLOSED:
            continue
        wanted = chapter.pattern
        if report.fiscal_year < chapter.since:
            yield Item(chapter.zh, Answer.NOT_APPLICABLE, "本年度还没有这一章")
            continue
        found = _heading(report, lambda title, wanted=wanted: bool(wanted.search(title)))  # type: ignore[misc]
        yield _item(chapter.zh, found, "请补上这一部分")


def _heading(report: Report, fits: Callable[[str], bool]) -> Section | None:
    """The first heading outside contents and forms whose words fit."""
    for section in report.sections:
        if section.form or section.section_id in ("cover", "contents"):
            continue
        if fits(squeeze(section.title)):
            return section
    return None


def _item(what: str, found: Section | Disclosure | None, remedy: str) -> Item:
    return Item(what, Answer.YES, "", found.place) if found else Item(what, Answer.NO, remedy)


def _three_public(report: Report) -> Iterator[Item]:
    statement = next(each for each in report.statements if each.form is Form.THREE_PUBLIC_EXPENSES)
    amounts = {row.texts.get("item"): row.amounts for row in statement.rows}
    known = {fact.key: fact for fact in report.disclosures}
    if statement.state is not FormState.FOUND:
        yield Item(
            "“三公”经费分项：因公出国（境）、购车、用车、接待", Answer.NOT_APPLICABLE, "本年度没有“三公”经费或本表为空"
        )
        return
    rows = [item for item, _, _ in _THREE_PUBLIC if item not in amounts]
    if rows:
        yield Item(
            "“三公”经费分项：因公出国（境）、购车、用车、接待", Answer.NO, "“三公”经费要分项列出", statement.place
        )
    else:
        yield Item("“三公”经费分项：因公出国（境）、购车、用车、接待", Answer.YES, "", statement.place)
    for item, what, keys in _THREE_PUBLIC:
        spent = any(cell.state is State.VALUE for name, cell in amounts.get(item, {}).items() if name == "final")
        facts = [known[key] for key in keys if key in known]
        if facts:
            yield Item(f"“三公”经费说明：{what}", Answer.YES, "", facts[0].place)
        elif spent:
            yield Item(f"“三公”经费说明：{what}", Answer.NO, "有支出的项目要说明数量")
        else:
            yield Item(f"“三公”经费说明：{what}", Answer.NOT_APPLICABLE, "本年度没有这项支出")


def _disclosed(report: Report) -> Iterator[Item]:
    known: dict[str, Disclosure] = {}
    for fact in report.disclosures:
        known.setdefault(fact.key, fact)
    mentions = _heading(report, lambda title: "机关运行经费" in title or "机关运行" in title)
    yield _item(
        "机关运行经费支出（没有的也要写明）", known.get("running-costs") or mentions, "请写明金额，或写明本单位没有"
    )
    procurement = known.get("procurement")
    yield _item(
        "政府采购支出总额（没有的也要写明）", procurement or _heading(report, lambda title: "政府采购" in title), "请写明金额，或写明本年度没有"
    )  # fmt: skip
    what = "政府采购分项：货物、工程、服务"
    if procurement and procurement.value:
        missing = [key for key in _SPLIT if key not in known]
        yield Item(
            what,
            Answer.NO if missing else Answer.YES,
            "请分三类列出金额，没有的写 0" if missing else "",
            procurement.place,
        )
        small = (
            known.get("procurement-sme")
            or known.get("procurement-reserved-sme")
            or known.get("procurement-awarded-sme")
        )
        yield _item("政府采购：授予（预留）中小企业合同金额", small, "请写明授予中小企业合同的金额和占比")
    else:
        yield Item(what, Answer.NOT_APPLICABLE, "本年度没有政府采购支出")
    assets = known.get("state-assets") or known.get("vehicles-total")
    heading = _heading(report, lambda title: "国有资产" in title)
    yield _item("国有资产占用情况：车辆、单价 100 万元以上设备", assets or heading, "请写明数量，没有的也要写明")


def _performance(report: Report) -> Iterator[Item]:
    facts = [fact for fact in report.disclosures if fact.key.startswith("performance")]
    heading = _heading(report, lambda title: "绩效" in title)
    yield _item(
        next(each.zh for each in required_chapters() if each.id == "performance"),
        facts[0] if facts else heading,
        "请说明绩效自评开展情况和结果",
    )
    projects = report.performance_projects
    place = projects[0].place if projects else NOWHERE
    yield Item(
        "绩效自评表（附件）", Answer.YES if projects else Answer.NO,
        "" if projects else "附在报告中，或在说明中写明在哪里公开", place,
    )  # fmt: skip
