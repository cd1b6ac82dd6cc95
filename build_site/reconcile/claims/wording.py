"""L-SUBJECT, L-REASON-SIGN, L-PURPOSE: a sentence speaks of its section's matter, a reason and a purpose of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from build_site.model import NOWHERE, Finding, Outcome, Place
from build_site.reconcile.claims.said import Said
from build_site.reconcile.messages import NEUTRAL
from build_site.reconcile.prove import stated
from build_site.reconcile.tables import Tables

_COUNTERPARTS = (
    ("revenue-for-year", "expenditure-for-year"),
    ("revenue-total", "expenditure-total"),
    ("general-public-budget-revenue", "general-public-budget-expenditure"),
    ("government-fund-revenue", "government-fund-expenditure"),
    ("state-capital-revenue", "state-capital-expenditure"),
    ("fiscal-appropriation-revenue", "fiscal-appropriation-expenditure"),
)
_COUNTERPART = {a: b for pair in _COUNTERPARTS for a, b in (pair, pair[::-1])}
_UP, _DOWN = "增加|增长|上升|提高", "减少|下降|降低|压减"
_NAMED_REASON = re.compile(rf"(?P<word>{_UP}|{_DOWN})的?主?要?原因")
_CHANGE = re.compile(rf"(?P<word>{_UP}|{_DOWN})(?:了|额为|率为|为)?\s*-?\d[\d,.]*\s*(?:万元|亿元|元|%)")
_FLAT = re.compile(r"持平[。，,；;]\s*(?:主要)?原因(?:是|为|[：:])*(?P<reason>[^。]+)")
_PURPOSE = re.compile(
    r"(?P<item>[^。；;（(）)]{2,40}(?:[（(][^（()）]{1,6}[)）][^。；;（(）)]{0,20})?)[（(]\d{0,7}项[)）]”?[。：:，,]?\s*主要(?:是)?用于[：:]?(?P<purpose>[^。]+)"
)
_MATTERS = {"住房": "住房|购房|租房|提租|房补", "医疗": "医疗|医保", "养老": "养老|职业年金|离退休|退休"}
"""What an item of social security or housing is about, and the words that say so."""
_NEAR = 120  # a reason belongs to a change so many characters before it at most
_MOVED = re.compile(f"{_UP}|{_DOWN}")


def check(tables: Tables, claims: Sequence[Said]) -> Iterator[Finding]:
    yield from _subjects(claims)
    places = _places(claims)
    for section in tables.resource("sections"):
        if section["section_id"] in places:
            yield from _reasons(section, places[section["section_id"]])
            yield from _purposes(section, places[section["section_id"]])


def _places(claims: Sequence[Said]) -> Mapping[str, dict[str, Place]]:
    """Of each section that states changes or amounts: where its sentences stand."""
    found: dict[str, dict[str, Place]] = {}
    for said in claims:
        if said.is_level or said.aspect:
            found.setdefault(said.section, {})
    for said in claims:
        if said.section in found:
            found[said.section].setdefault(said.sentence, said.place)
    return found


def _subjects(claims: Sequence[Said]) -> Iterator[Finding]:
    """The change that follows an amount speaks of that amount, not of its counterpart on the other side."""
    for _, group in groupby(claims, key=lambda said: said.section):
        section = list(group)
        levels = {said.bare for said in section if said.is_level and not said.subject}
        for said in section:
            other = _COUNTERPART.get(said.bare, "")
            if said.aspect != "change-amount" or said.base != "prior" or not other or not levels & {said.bare, other}:
                continue
            yield _subject(said, said.bare in levels)


def _subject(said: Said, fits: bool) -> Finding:
    name = ("收入", "支出") if "revenue" in said.bare else ("支出", "收入")
    en = ("revenue", "expenditure") if "revenue" in said.bare else ("expenditure", "revenue")
    facts_zh = f"“{said.short}”说的是{name[0]}的增减"
    facts_en = f"“{said.short}” speaks of a change of {en[0]}"
    if fits:
        zh, text = f"{facts_zh}，本节说明的也是{name[0]}。", f"{facts_en}, and so does its section."
        return stated("L-SUBJECT", said.claim_id, Outcome.EXACT, "", zh, text, said.place)
    zh = f"{facts_zh}，而本节说明的是{name[1]}，没有写{name[0]}的数。{NEUTRAL[0]}"
    text = f"{facts_en}, but its section is about {en[1]} and states no {en[0]}. {NEUTRAL[1]}"
    why = "沿用了另一节的句子"
    return stated("L-SUBJECT", said.claim_id, Outcome.DIFFERS, "", zh, text, said.place, explanations=why)


def _reasons(section: Mapping[str, str], sentences: Mapping[str, Place]) -> Iterator[Finding]:
    """The direction that a reason names, or that follows 持平, against the change stated before it."""
    text = section.get("text", "").replace("\n", "")
    starts = _starts(text, sentences)
    for match in _NAMED_REASON.finditer(text):
        before = list(_CHANGE.finditer(text, max(0, match.start() - _NEAR), match.start()))
        if before:
            first, second = before[-1]["word"], match["word"]
            quote = text[max(0, before[-1].start() - 12) : match.end() + 12]
            yield _reason(
                section,
                match.start(),
                (first in _UP) == (second in _UP),
                first,
                second,
                quote,
                _at(starts, match.start()),
            )
    for match in _FLAT.finditer(text):
        moved = _MOVED.search(match["reason"])
        quote = text[max(0, match.start() - 24) : match.end()]
        yield _reason(
            section, match.start(), moved is None, "持平", moved[0] if moved else "", quote, _at(starts, match.start())
        )


def _purposes(section: Mapping[str, str], sentences: Mapping[str, Place]) -> Iterator[Finding]:
    """主要用于 of an item on housing, health or pensions names its own matter, not one of the other two."""
    text = section.get("text", "").replace("\n", "")
    starts = _starts(text, sentences)
    for match in _PURPOSE.finditer(text):
        own = [matter for matter, words in _MATTERS.items() if re.search(words, match["item"])]
        named = [matter for matter, words in _MATTERS.items() if re.search(words, match["purpose"])]
        if len(own) != 1 or not named:
            continue
        item = match["item"].split("款")[-1].lstrip("）)")
        facts_zh, facts_en = (
            f"“{item}”的用途写为“{match['purpose']}”",
            f"The purpose of “{item}” is given as “{match['purpose']}”",
        )
        scope, place = f"{section['section_id']}/{match.start()}", _at(starts, match.start("purpose"))
        if own[0] in named:
            yield stated(
                "L-PURPOSE", scope, Outcome.EXACT, "", f"{facts_zh}，两者相符。", f"{facts_en}. It fits.", place
            )
            continue
        zh = f"{facts_zh}：科目说的是{own[0]}，用途说的是{named[0]}。{NEUTRAL[0]}"
        en = f"{facts_en}: the item is about {own[0]}, the purpose about {named[0]}. {NEUTRAL[1]}"
        yield stated("L-PURPOSE", scope, Outcome.DIFFERS, "", zh, en, place, explanations="复制了另一科目的文字")


def _starts(text: str, sentences: Mapping[str, Place]) -> list[tuple[int, Place]]:
    """Where each sentence begins in the section's text, in order."""
    found = ((text.find(sentence), place) for sentence, place in sentences.items() if sentence in text)
    return sorted(found, key=lambda start: start[0])


def _at(starts: Sequence[tuple[int, Place]], position: int) -> Place:
    """The place of the last sentence that begins before `position`."""
    return next((place for start, place in reversed(starts) if start <= position), NOWHERE)


def _reason(
    section: Mapping[str, str], at: int, fits: bool, first: str, second: str, quote: str, place: Place
) -> Finding:
    scope = f"{section['section_id']}/{at}"
    quote = quote if len(quote) <= 80 else f"{quote[:80]}…"
    if fits:
        zh, en = f"“{quote}”：原因所说的方向与前文相符。", f"“{quote}”: the reason's direction fits the change stated."
        return stated("L-REASON-SIGN", scope, Outcome.EXACT, "", zh, en, place)
    zh = f"“{quote}”：前文为“{first}”，原因却说“{second}”。{NEUTRAL[0]}"
    en = f"“{quote}”: the change stated is “{first}”, but the reason speaks of “{second}”. {NEUTRAL[1]}"
    return stated("L-REASON-SIGN", scope, Outcome.DIFFERS, "", zh, en, place, explanations="套用模板时未改用词")
