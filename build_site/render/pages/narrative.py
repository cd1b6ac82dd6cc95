"""The report's narrative, section by section, with every recognised number linked to the line it stands in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from build_site.model import Outcome
from build_site.render import links
from build_site.render.html import identifier
from build_site.render.pages.form import form_notes
from build_site.render.pages.frame import report_page
from build_site.render.published import Published, Record
from build_site.render.template import fill
from build_site.render.terms import explained

BASE = "../"


def narrative_page(report: Published) -> str:
    """All sections in reading order; a form's section points to its table page."""
    claims = _by_section(report)
    states = claim_states(report)
    sections, level = [], 1
    for section in report.table("sections"):  # a heading is never more than one level below the last
        level = min(int(section["level"] or 1) + 1, level + 1, 5)
        sections.append((section, level, *_section(section, claims.get(section["section_id"], ()), states)))
    body = fill("narrative", report=report, legend=_LEGEND, sections=sections)
    return report_page(report, "narrative", "报告正文", [explained(report, body, BASE)])


States = Mapping[str, tuple[str, Record | None]]
Piece = tuple[str, Record | None, Mapping[str, str] | None]
"""Words of a paragraph; of a number also its claim and where it leads."""
_LEGEND = {
    "differs": "与别处不一致",
    "not-checkable": Outcome.NOT_CHECKABLE.zh,
    "matched": "与别处相符（含尾差）",
    "bound": "知道所指，没有可比的数",
    "unbound": "没有识别出所指",
}
"""The states of a number, those to look at first."""
_OF_OUTCOME = {
    "differs": "differs",
    "explained": "matched",
    "rounding": "matched",
    "exact": "matched",
    "not-checkable": "not-checkable",
}


def claim_states(report: Published) -> States:
    """Each number's state and the finding that decides it: a difference before a match, a match before an unknown."""
    order = ("differs", "matched", "not-checkable")
    found: dict[str, tuple[str, Record | None]] = {
        claim["claim_id"]: ("bound" if claim["measure"] else "unbound", None) for claim in report.table("claims")
    }
    for finding in report.table("findings"):
        state = _OF_OUTCOME.get(finding["outcome"])
        if state is None:
            continue
        for claim_id in {finding["left_cell"], *finding["terms"].split()} & found.keys():
            own = claim_id == finding["left_cell"]
            if state != "matched" and not own:
                continue  # a total that differs does not make each of its parts differ
            known = found[claim_id][0]
            if known not in order or order.index(state) < order.index(known):
                found[claim_id] = (state, finding)
    return found


def _by_section(report: Published) -> dict[str, list[Record]]:
    found: dict[str, list[Record]] = {}
    for claim in report.table("claims"):
        found.setdefault(claim["section_id"], []).append(claim)
    return found


def section_anchor(section_id: str) -> str:
    return f"s{identifier(section_id)}"


def _section(
    section: Record, claims: Sequence[Record], states: States
) -> tuple[str, str, list[list[Piece]], Sequence[Record]]:
    """Title, anchor, paragraphs with their numbers, and the numbers of headings, or of sentences that the section prints
    otherwise: their anchors must exist."""
    number = section["number"]
    title = section["title"] or ("封面" if section["section_id"] == "cover" else "" if number else "（无标题）")
    if number and not title.startswith(number):
        title = f"{number}{'' if number.endswith(('、', '）', ')')) else ' '}{title}"
    printed = form_notes(section) if section["form"] else [line for line in section["text"].split("\n") if line]
    left = claims
    paragraphs = []
    for paragraph in printed:
        pieces, left = _pieces(paragraph, left, states)
        paragraphs.append(pieces)
    return title, section_anchor(section["section_id"]), paragraphs, left


def _pieces(paragraph: str, claims: Sequence[Record], states: States) -> tuple[list[Piece], list[Record]]:
    """The paragraph in pieces, its claims among them, in reading order; and the claims that are not in it."""
    pieces: list[Piece] = []
    position, left = 0, []
    for claim in claims:
        found = _find(paragraph, claim, position)
        if found is None:
            left.append(claim)
            continue
        start, end = found
        pieces += [(paragraph[position:start], None, None), (paragraph[start:end], claim, _led(claim, states))]
        position = end
    return [*pieces, (paragraph[position:], None, None)], left


def _led(claim: Record, states: States) -> dict[str, str]:
    """Where a number of the text leads: one that differs to its finding, any other to its place in the source."""
    state, finding = states.get(claim["claim_id"], ("unbound", None))
    href = links.place(BASE, claim)
    if finding is not None and state in ("differs", "not-checkable"):
        href = f"{BASE}audit/#{identifier(finding['finding_id'])}"
    # the usual state goes without saying: hundreds of equal hints would be a third of the page
    title = finding["message_zh"] if finding is not None and state == "differs" else _LEGEND[state]
    return {"state": state, "href": href, "title": "" if state == "matched" else title}


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
