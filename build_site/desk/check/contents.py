"""The check list of what a published 部门决算 has to contain: 有, 没有找到, or 不适用, with the place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from build_site.model import (
    NOWHERE,
    Disclosure,
    Form,
    FormState,
    Outcome,
    PerformanceProject,
    Place,
    Report,
    Section,
    State,
    Statement,
)  # fmt: skip
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
        if statement.state is not FormState.MISSING:
            yield Item(name, Answer.YES, "", statement.place)
            if statement.state is FormState.EMPTY:
                yield _note(report, statement, name)
        elif report.fiscal_year < statement.form.since:
            yield Item(name, Answer.NOT_APPLICABLE, "本年度还没有这张表")
        else:
            yield Item(name, Answer.NO, "九张表都应公开；没有数据的表也要列出空表并说明")


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
        if report.fiscal_year < chapter.since:
            yield Item(chapter.zh, Answer.NOT_APPLICABLE, "本年度还没有这一章")
        else:
            yield _item(chapter.zh, _heading(report, chapter.pattern), "请补上这一部分")


def _heading(report: Report, words: str | re.Pattern[str]) -> Section | None:
    """The first heading outside contents and forms that has these words."""
    inside = (each for each in report.sections if not each.form and each.section_id not in ("cover", "contents"))
    return next((section for section in inside if re.search(words, squeeze(section.title))), None)


def _item(what: str, found: Section | Disclosure | PerformanceProject | None, remedy: str) -> Item:
    return Item(what, Answer.YES, "", found.place) if found else Item(what, Answer.NO, remedy)


def _answer(what: str, place: Place, missing: str) -> Item:
    """Something that is there, whole or with something missing."""
    return Item(what, Answer.NO if missing else Answer.YES, missing, place)


def _three_public(report: Report) -> Iterator[Item]:
    statement = next(each for each in report.statements if each.form is Form.THREE_PUBLIC_EXPENSES)
    split = "“三公”经费分项：因公出国（境）、购车、用车、接待"
    if statement.state is not FormState.FOUND:
        yield Item(split, Answer.NOT_APPLICABLE, "本年度没有“三公”经费或本表为空")
        return
    amounts = {row.texts.get("item"): row.amounts for row in statement.rows}
    whole = all(item in amounts for item, _, _ in _THREE_PUBLIC)
    yield _answer(split, statement.place, "" if whole else "“三公”经费要分项列出")
    known = {fact.key: fact for fact in report.disclosures}
    for item, what, keys in _THREE_PUBLIC:
        final = amounts.get(item, {}).get("final")
        told = next((known[key] for key in keys if key in known), None)
        if told or (final and final.state is State.VALUE):
            yield _item(f"“三公”经费说明：{what}", told, "有支出的项目要说明数量")
        else:
            yield Item(f"“三公”经费说明：{what}", Answer.NOT_APPLICABLE, "本年度没有这项支出")


def _disclosed(report: Report) -> Iterator[Item]:
    known = {fact.key: fact for fact in reversed(report.disclosures)}  # the first of each

    def told(keys: str, heading: str = "") -> Section | Disclosure | None:
        """The first of these facts, else the heading with this word."""
        facts = (known[key] for key in keys.split() if key in known)
        return next(facts, None) or (_heading(report, heading) if heading else None)

    yield _item("机关运行经费支出（没有的也要写明）", told("running-costs", "机关运行"), "请写明金额，或写明本单位没有")
    total = "政府采购支出总额（没有的也要写明）"
    yield _item(total, told("procurement", "政府采购"), "请写明金额，或写明本年度没有")
    what, procurement = "政府采购分项：货物、工程、服务", known.get("procurement")
    if procurement and procurement.value:
        whole = all(key in known for key in _SPLIT)
        yield _answer(what, procurement.place, "" if whole else "请分三类列出金额，没有的写 0")
        small = told("procurement-sme procurement-reserved-sme procurement-awarded-sme")
        yield _item("政府采购：授予（预留）中小企业合同金额", small, "请写明授予中小企业合同的金额和占比")
    else:
        yield Item(what, Answer.NOT_APPLICABLE, "本年度没有政府采购支出")
    assets = told("state-assets vehicles-total", "国有资产")
    yield _item("国有资产占用情况：车辆、单价 100 万元以上设备", assets, "请写明数量，没有的也要写明")


def _performance(report: Report) -> Iterator[Item]:
    what = next(each.zh for each in required_chapters() if each.id == "performance")
    fact = next((fact for fact in report.disclosures if fact.key.startswith("performance")), None)
    yield _item(what, fact or _heading(report, "绩效"), "请说明绩效自评开展情况和结果")
    project = next(iter(report.performance_projects), None)
    yield _item("绩效自评表（附件）", project, "附在报告中，或在说明中写明在哪里公开")
