"""The report's narrative, section by section, with every recognised number linked to the line it stands in."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .. import links
from ..html import heading, identifier, link, tag, text
from ..published import Published, Record
from .form import form_notes
from .frame import report_page

BASE = "../"


def narrative_page(report: Published) -> str:
    """All sections in reading order; a form's section points to its table page."""
    claims = _by_section(report)
    blocks = [
        "# 报告正文",
        tag("p", f"按报告的章节列出。带下划线的数字是识别出的数字，点开可看它在原文的哪一{report.place_word}。"),
    ]
    for section in report.table("sections"):
        blocks += _section(report, section, claims.get(section["section_id"], ()))
    return report_page(report, "narrative", "报告正文", blocks)


def _by_section(report: Published) -> dict[str, list[Record]]:
    found: dict[str, list[Record]] = {}
    for claim in report.table("claims"):
        found.setdefault(claim["section_id"], []).append(claim)
    return found


def section_anchor(section_id: str) -> str:
    return f"s{identifier(section_id)}"


def _section(report: Published, section: Record, claims: Sequence[Record]) -> list[str]:
    anchor = section_anchor(section["section_id"])
    title = section["title"]
    if section["number"] and not title.startswith(section["number"]):
        gap = "" if section["number"].endswith(("、", "）", ")")) else " "
        title = f"{section['number']}{gap}{title}"
    level = min(int(section["level"] or 1) + 1, 5)
    blocks = [heading(level, title, anchor), tag("p", links.source(BASE, section), class_="section-place")]
    if section["form"]:
        words = text(report.title(section["form"]))
        blocks.append(tag("p", link(f"{BASE}{section['form']}/", f"见表：{words}"), class_="see-form"))
    paragraphs = form_notes(section) if section["form"] else [line for line in section["text"].split("\n") if line]
    left = list(claims)
    for index, paragraph in enumerate(paragraphs, 1):
        marked, left = _mark(paragraph, left)
        blocks.append(tag("p", marked, id=f"{anchor}-p{index}"))
    if left:  # numbers of headings, or of sentences that the section prints otherwise: their anchors must exist
        blocks.append(
            tag("p", "".join(tag("span", id=identifier(each["claim_id"])) for each in left), class_="anchors")
        )
    return blocks


def _mark(paragraph: str, claims: Sequence[Record]) -> tuple[str, list[Record]]:
    """The paragraph as HTML with its claims as links, in reading order; and the claims that are not in it."""
    parts, position, left = [], 0, []
    for claim in claims:
        found = _find(paragraph, claim, position)
        if found is None:
            left.append(claim)
            continue
        start, end = found
        href = links.place(BASE, claim["source_page"], claim["source_line"])
        parts += [
            text(paragraph[position:start]),
            link(href, text(paragraph[start:end]), id=identifier(claim["claim_id"]), class_="claim"),
        ]
        position = end
    return "".join([*parts, text(paragraph[position:])]), left


def _find(paragraph: str, claim: Record, position: int) -> tuple[int, int] | None:
    """Where a claim's number stands in the paragraph, from `position` on and inside its own sentence."""
    sentence, printed = claim["sentence"], claim["printed"]
    if not printed:
        return None
    begin = paragraph.find(sentence) if sentence else position
    if begin < 0:
        return None
    last = begin + len(sentence) if sentence else len(paragraph)
    pattern = re.compile(rf"(?<![\d.]){re.escape(printed)}(?![\d]|\.\d)")
    match = pattern.search(paragraph, max(position, begin), last)
    return match.span() if match else None
