"""The report's text beside its source: every recognised number leads to its place or to the check that it fails, and the
page it stands on is seen beside it, the number boxed."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise

from build_site.model import Outcome, Place
from build_site.package.read import line_place, place_of
from build_site.render import links
from build_site.render.html import identifier
from build_site.render.links import anchor
from build_site.render.pages.forms import form_notes
from build_site.render.pages.frame import Here, report_page
from build_site.render.published import Published, Record
from build_site.render.template import fill
from build_site.render.terms import explained


def text_page(here: Here) -> str:
    """All sections in reading order, a form's section pointing to its table; the report's own glossary at the end."""
    report = here.report
    body = fill(
        "text", t=here.t, here=here, report=report, groups=_groups(here), legend=_LEGEND,
        numbered={claim["source_page"] for claim in report.table("claims")},
        withheld=int(report.descriptor.get("withheld", 0) or 0),
        unrecognised=int(report.descriptor.get("withheldUnrecognised", 0) or 0), glossary=report.table("glossary"), pdf=links.pdf(report, here.data),
    )  # fmt: skip
    description = here.t("{title}：报告正文与原文对照。", title=here.title)
    return report_page(here, explained(report, body, here.base), description=description)


@dataclass(slots=True)
class Group:
    """Sections that begin on one page (of a text: a chapter), and beside them the pages, lines or sheets that they stand on."""

    sections: list[tuple[Record, int, str, str, list[list["Piece"]], Sequence[Record]]] = field(default_factory=list)
    parts: list["Part"] = field(default_factory=list)


def _groups(here: Here) -> list[Group]:
    """The sections by the pages of a PDF or the lines of a text; of a workbook, or several files, all together."""
    report = here.report
    claims, states = _by_section(report), claim_states(report)
    lines = report.table("lines")
    places = [line_place(line) for line in lines]
    apart = not any(place.file or place.sheet for place in places)
    paged = any(place.page for place in places)
    starts: list[tuple[int, Group]] = []
    level = 1
    for section in report.table("sections"):  # a heading is never more than one level below the last
        level = min(int(section["level"] or 1) + 1, level + 1, 5)
        at = place_of(section)
        place = (at.page if paged else at.line) or 0
        new = apart and (place > starts[-1][0] if paged and starts else level <= 3)
        if new or not starts:
            starts.append((place if starts else 0, Group()))
        told = _section(here, section, claims.get(section["section_id"], ()), states)
        starts[-1][1].sections.append((section, level, *told))
    starts = starts or [(0, Group())]
    by_group: dict[int, list[Record]] = {}
    for line, at in zip(lines, places, strict=True):
        place = ((at.page if paged else at.line) or 0) if apart else 0
        index = next((index for index in range(len(starts) - 1, -1, -1) if place >= starts[index][0]), 0)
        by_group.setdefault(index, []).append(line)
    for index, (_, group) in enumerate(starts):
        group.parts = list(parts(by_group.get(index, ())))
    return [group for _, group in starts]


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
    "not-checkable": "not-checkable",
}


def claim_states(report: Published) -> States:
    """Each number's state and the finding that decides it: a difference before a match, a match before an unknown."""
    order = ("differs", "matched", "not-checkable")
    found: dict[str, tuple[str, Record | None]] = {
        claim["claim_id"]: ("bound" if claim["measure"] else "unbound", None) for claim in report.table("claims")
    }
    for passes in report.table("passes"):
        agreed = passes["scopes"].split() + passes["terms"].split() if passes["outcome"] == "exact" else ()
        found |= {name: ("matched", None) for name in agreed if name in found}
    for finding in report.table("findings"):
        state = _OF_OUTCOME.get(finding["outcome"])
        if state is None:
            continue
        left = {finding["left_cell"], finding.get("left_claim", "")}
        for claim_id in (left | set(finding["terms"].split())) & found.keys():
            own = claim_id in left
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


def _section(
    here: Here, section: Record, claims: Sequence[Record], states: States
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
        pieces, left = _pieces(here, paragraph, left, states)
        paragraphs.append(pieces)
    return title, f"s{identifier(section['section_id'])}", paragraphs, left


def _pieces(here: Here, paragraph: str, claims: Sequence[Record], states: States) -> tuple[list[Piece], list[Record]]:
    """The paragraph in pieces, its claims among them, in reading order; and the claims that are not in it."""
    pieces: list[Piece] = []
    position, left = 0, []
    for claim in claims:
        found = _find(paragraph, claim, position)
        if found is None:
            left.append(claim)
            continue
        start, end = found
        pieces += [(paragraph[position:start], None, None), (paragraph[start:end], claim, _led(here, claim, states))]
        position = end
    return [*pieces, (paragraph[position:], None, None)], left


def _led(here: Here, claim: Record, states: States) -> dict[str, str]:
    """Where a number of the text leads: one that differs to its finding, any other to its place in the source. `box`: where
    it stands on the page's picture; `said`: what the other side says."""
    state, finding = states.get(claim["claim_id"], ("unbound", None))
    href = links.place("", claim).removeprefix("text/")
    if finding is not None and state in ("differs", "not-checkable"):
        href = links.finding(here.base, finding["finding_id"])
    # the usual state goes without saying: hundreds of equal hints would be a third of the page
    said = here.message(finding) if finding is not None and state == "differs" else ""
    sides = {letter: claim.get(name, "") for letter, name in (("x", "x0"), ("y", "top"), ("r", "x1"), ("b", "bottom"))}
    known = all(sides.values())
    return {
        "state": state, "href": href, "title": "" if state == "matched" else _LEGEND[state], "said": said, "page": claim["source_page"],
        # letters between the numbers: what looks like a telephone number is not published
        "box": "".join(f"{letter}{float(value):.0f}" for letter, value in sides.items()) if known else "",
    }  # fmt: skip


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


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a sheet, so many columns wide."""

    anchor: str
    text: str
    span: int


@dataclass(frozen=True, slots=True)
class Part:
    """A page, a sheet, or a whole text: its lines with their anchors, or a sheet's columns and rows."""

    place: Place
    lines: Sequence[tuple[str, Record]] = ()
    columns: Sequence[str] = ()
    rows: Sequence[tuple[str, Sequence[Cell]]] = ()

    @property
    def title(self) -> str:
        """Empty where the report is one text."""
        if self.place.sheet:
            return f"{self.place.file} 工作表 {self.place.sheet}".strip()
        return self.place.zh.replace(" ", "") if self.place.page else self.place.file


def parts(lines: Sequence[Record]) -> Iterator[Part]:
    """The report as it was read: a page, a sheet or a text at a time; personal contact data are masked as in the data."""
    placed = ((line_place(line), line) for line in lines)
    for (file, page, sheet), group in groupby(placed, lambda each: (each[0].file, each[0].page, each[0].sheet)):
        own = list(group)
        if sheet:
            yield _sheet(own)
        else:
            found = [(anchor(place) if place.line else "", line) for place, line in own]
            yield Part(Place(page=page, file=file), found)


def _sheet(lines: Sequence[tuple[Place, Record]]) -> Part:
    """The sheet's cells in the columns that are used."""
    used = {_column(name) for _, line in lines for name in line["cell"].split()}
    letters = sorted(used, key=lambda column: (len(column), column))
    at = {column: number for number, column in enumerate(letters)}
    place = lines[0][0]
    rows: dict[str, list[Cell]] = {}
    for _, line in lines:
        names, texts = line["cell"].split(), line["text"].split("\t")
        ends = [*(at[_column(name)] for name in names), len(letters)]
        row = rows.setdefault(names[0].lstrip(_LETTERS), [])
        for name, text, (first, end) in zip(names, texts, pairwise(ends), strict=True):
            if not row and first:
                row.append(Cell("", "", first))
            rest = end - first - 1 if end == len(letters) and len(names) > 1 else 0  # cells that reach down from above
            row.append(Cell(anchor(Place(sheet=place.sheet, cell=name, file=place.file)), text, end - first - rest))
            row += [Cell("", "", rest)] if rest else []
    return Part(Place(sheet=place.sheet, file=place.file), (), letters, list(rows.items()))


_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def _column(name: str) -> str:
    return name.rstrip("0123456789")
