"""The report's narrative, section by section, with every recognised number linked to the line it stands in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from build_site.model import Outcome
from build_site.render import links
from build_site.render.html import heading, identifier, items, link, tag, text
from build_site.render.pages.form import form_notes
from build_site.render.pages.frame import report_page
from build_site.render.published import Published, Record
from build_site.render.terms import explained

BASE = "../"


def narrative_page(report: Published) -> str:
    """All sections in reading order; a form's section points to its table page."""
    claims = _by_section(report)
    blocks = [
        "# 报告正文",
        tag(
            "p",
            f"按报告的章节列出。带下划线的数字是识别出的数字，点开可看它在原文的哪一{report.place_word}；对不上的点开看核对结果。",
        ),
        items(
            [tag("span", text(words), class_=f"claim {state}") for state, words in _LEGEND.items()],
            class_="legend claims",
        ),
    ]
    states = claim_states(report)
    level = 1
    for section in report.table("sections"):
        level = min(
            int(section["level"] or 1) + 1, level + 1, 5
        )  # a heading is never more than one level below the last
        blocks += _section(report, section, level, claims.get(section["section_id"], ()), states)
    return report_page(report, "narrative", "报告正文", explained(report, blocks, BASE))


States = Mapping[str, tuple[str, Record | None]]
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


def _section(report: Published, section: Record, level: int, claims: Sequence[Record], states: States) -> list[str]:
    anchor = section_anchor(section["section_id"])
    title = section["title"] or (
        "封面" if section["section_id"] == "cover" else "" if section["number"] else "（无标题）"
    )
    if section["number"] and not title.startswith(section["number"]):
        gap = "" if section["number"].endswith(("、", "）", ")")) else " "
        title = f"{section['number']}{gap}{title}"
    blocks = [heading(level, title, anchor), tag("p", links.source(BASE, section), class_="section-place")]
    if section["form"]:
        words = text(report.title(section["form"]))
        blocks.append(tag("p", link(f"{BASE}{section['form']}/", f"见表：{words}"), class_="see-form"))
    paragraphs = form_notes(section) if section["form"] else [line for line in section["text"].split("\n") if line]
    left = list(claims)
    made = []
    for index, paragraph in enumerate(paragraphs, 1):
        marked, left = _mark(paragraph, left, states)
        made.append(tag("p", marked, id=f"{anchor}-p{index}"))
    if section["section_id"] == "contents":  # a line a heading: long, and repeated by the page's own list
        made = [tag("details", tag("summary", f"报告印出的目录（{len(made)}行）") + "".join(made))]
    blocks += made
    if left:  # numbers of headings, or of sentences that the section prints otherwise: their anchors must exist
        blocks.append(
            tag("p", "".join(tag("span", id=identifier(each["claim_id"])) for each in left), class_="anchors")
        )
    return blocks


def _mark(paragraph: str, claims: Sequence[Record], states: States) -> tuple[str, list[Record]]:
    """The paragraph as HTML with its claims as links, in reading order; and the claims that are not in it."""
    parts, position, left = [], 0, []
    for claim in claims:
        found = _find(paragraph, claim, position)
        if found is None:
            left.append(claim)
            continue
        start, end = found
        parts += [text(paragraph[position:start]), _number(paragraph[start:end], claim, states)]
        position = end
    return "".join([*parts, text(paragraph[position:])]), left


def _number(printed: str, claim: Record, states: States) -> str:
    """A number of the text: one that differs leads to its finding, any other to its place in the source."""
    state, finding = states.get(claim["claim_id"], ("unbound", None))
    href = links.place(BASE, claim["source_page"], claim["source_line"])
    if finding is not None and state in ("differs", "not-checkable"):
        href = f"{BASE}audit/#{identifier(finding['finding_id'])}"
    # the usual state goes without saying: hundreds of equal hints would be a third of the page
    title = finding["message_zh"] if finding is not None and state == "differs" else _LEGEND[state]
    title = "" if state == "matched" else title
    anchor = identifier(claim["claim_id"])
    return link(href, text(printed), id=anchor, class_=f"claim {state}", title=title or None)


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
