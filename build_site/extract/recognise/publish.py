"""What may be published of a report: of tables that are none of the nine forms only what was recognised in them, of the
short lines beside an annex's tables only those that say what it is. The rest is withheld, and counted."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import fields, is_dataclass, replace
from functools import cache
from itertools import chain
from typing import Any

from build_site.extract.parse.withhold import MASK, Blackened, blackened, key, mask
from build_site.extract.recognise.outline import TERMINAL, continues, numbering
from build_site.extract.recognise.titles import form_of, title_key
from build_site.model import Document, Grid, GridCell, Line, Report, Said
from build_site.registers.codelists import codelist
from build_site.registers.forms import bare, form_layouts, performance_labels
from build_site.registers.personal import RUN, kinds_of, without_unknown
from build_site.registers.vocabulary import labels
from build_site.text import squeeze

_NUMBER = re.compile(
    r"[-−+]?(?:\d{1,3}(?:,\d{3})*(?:\.\d+)?|\d+\.\d{1,4}|\d{1,7})\s*(?:%|‰|[百千万亿]?元|[个分人次户台件辆天家项条])?"
)
_PLAIN_AMOUNT = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d{1,4}|\d{1,2}|\d{1,7}\s*\D+)")
_DATE = re.compile(r"(?:19|20)\d\d(?:年|[-./])?(?:\s*\d{1,2}(?:月|[-./]))?(?:\s*\d{1,2}日?)?")
_BOX = re.compile("[☑☐√■□]")
_GOAL = re.compile(r"^(?:长期|年度|中期)?(?:绩效|总体)?(?:目标|指标)|指标值?$|^合计|^[总小]计|^序号$")
_NUMBERED = 10  # characters of a form's number: 财决公开01表
_PROSE = 24
_RECORDS = "key_work performance_projects performance_indicators organisation".split()
_WRITTEN = (*_RECORDS, *"sections claims budget_execution disclosures glossary extra_tables notices".split())


def only_said(document: Document) -> tuple[Document, int]:
    """The document without what stands in none of its sentences, headings and titles and is no known word: signatures, lists of
    names, contacts under a label nobody knows; and how many lines."""
    known: Blackened = {}
    blocks = list(document.blocks)
    offices = _own_words(document)
    for at, lines in _paragraphs(document):
        whole = "".join(line.text for line in lines)
        said = _is_said(whole)
        for index, line in enumerate(lines, at):
            words = without_unknown(line.text, offices, said=said)
            if words != line.text:
                known[key(line.place), line.text] = words
                blocks[index] = replace(line, text=words)
    printed = {line.text for line in document.blocks if isinstance(line, Line)}
    transcript = []
    for line in document.transcript:
        new = blackened(line, known) if known else line
        if line.text not in printed and "\t" not in line.text and not _is_said(line.text):  # heads and feet of pages
            words = without_unknown(line.text, offices)
            if words != line.text:
                known[key(line.place), line.text] = words
                new = replace(line, text=words)
        transcript.append(new)
    return replace(document, blocks=tuple(blocks), transcript=tuple(transcript)), len(known)


def _paragraphs(document: Document) -> Iterator[tuple[int, list[Line]]]:
    """The lines that make one paragraph or stand alone, with the index of the first."""
    pending: list[tuple[int, Line]] = []
    for index, block in enumerate(document.blocks):
        line = block if isinstance(block, Line) and block.text.strip() else None
        if pending and (
            line is None or _apart(pending[-1][1], line) or not continues(pending, index, line, is_title=False)
        ):
            yield pending[0][0], [each for _, each in pending]
            pending = []
        if line:
            pending.append((index, line))
    if pending:
        yield pending[0][0], [each for _, each in pending]


def _apart(line: Line, following: Line) -> bool:
    """Whether a blank line of a text stands between two lines, so that a page's end or nothing joins them."""
    return (
        line.place.line is not None and following.place.line is not None and following.place.line > line.place.line + 1
    )


def _is_said(text: str) -> bool:
    """Whether a paragraph is a sentence, one cut off by a page's end, a heading of the outline, a form's title or number."""
    plain = squeeze(text)
    if (
        plain.endswith(TERMINAL)
        or numbering(plain)
        or form_of(plain)
        or (len(plain) <= _NUMBERED and not title_key(plain))
    ):
        return True
    return len("".join(RUN.findall(plain))) >= (_PROSE // 2 if "元" in plain else _PROSE) and bool(
        re.search("[,，;；。]", plain)
    )


def _own_words(document: Document) -> frozenset[str]:
    """The runs of characters in the file's name for itself, and in the heading of the chapter on the department, which names it."""
    lines = (block.text for block in document.blocks if isinstance(block, Line))
    about = (text for text in map(squeeze, lines) if text.endswith("概况") and numbering(text))
    return frozenset(chain.from_iterable(map(RUN.findall, (document.title, *about))))


def only_recognised(report: Report, document: Document, forms: Collection[int], withheld: int) -> Report:
    """The report with the cells blackened, in its lines and further tables, that nothing was recognised in; every text once
    more without what is personal. `forms`: the blocks that are grids of the nine; `withheld`: the lines left out before."""
    said = {squeeze(part) for value in _values(report) for part in (value, *value.split("\n")) if part}
    known: Blackened = {}
    refused: set[tuple[object, str]] = set()
    for index, block in enumerate(document.blocks):
        if not isinstance(block, Grid) or index in forms:
            continue
        pages = {key(cell.place) for row in block.rows for cell in row}
        for cell in _unknown(block, said):
            refused.add((key(cell.place), cell.text))
            known |= {(page, cell.text): _black(cell.text) for page in pages}
    unread = _texts(refused)
    tables = tuple(
        replace(table, rows=tuple(tuple(_black(text) if squeeze(text) in unread else text for text in row) for row in table.rows))
        for table in report.extra_tables
    ) if refused else report.extra_tables  # fmt: skip
    lines = tuple(blackened(line, known) for line in report.lines) if known else report.lines
    return _masked(replace(report, lines=lines, extra_tables=tables, unrecognised=withheld + len(refused)))


def _texts(refused: Iterable[tuple[object, str]]) -> set[str]:
    return {squeeze(text) for _, text in refused}


def _unknown(grid: Grid, said: Collection[str]) -> Iterable[GridCell]:
    """The cells of a table in which nothing was recognised."""
    heads: dict[int, str] = {}
    words = labels("published")
    for row in grid.rows:
        before = ""
        for cell in row:
            text = squeeze(cell.text)
            known = _is_label(text)
            if known or words.get(text) == "column":
                heads |= dict.fromkeys(range(cell.column, cell.column + cell.span), text)
            head = heads.get(cell.column, "")
            free = words.get(before) == "text" or words.get(head) == "column"
            if _NUMBER.fullmatch(text):
                may = bool(before or head) or bool(_PLAIN_AMOUNT.fullmatch(text))
            else:
                may = known or _may(text, said) or (free and without_unknown(text) == text)
            if not may:
                yield cell
            before = text.rstrip(":") if known else before


def _may(text: str, said: Collection[str]) -> bool:
    """Whether a cell says nothing, nothing more than its withheld parts' labels, a date, a box to tick, or what is published of
    it as recognised."""
    if MASK in text:
        return _is_label(re.sub(f"{MASK}+[、,，;；/]?", "", text)) or not re.search(r"\w", text)
    if not text or set(text) <= {"-", "—", "/", "\\", "无"} or text in said or _DATE.fullmatch(text):
        return True
    return bool(_BOX.search(text) and len(re.findall(r"\d", text)) < 7)


def _is_label(text: str) -> bool:
    label = re.sub(r"(?:\([^()]*\)|[:：])+$", "", text).lower()
    return bool(label) and bool(
        label in _known() or bare(label) in _known() or text in labels("published") or _GOAL.search(label) or form_of(text)
        or (kinds_of(text) and without_unknown(label) == label)
    )  # fmt: skip


@cache
def _known() -> frozenset[str]:
    """Every word that our registers say is a label or a name of money, in small letters."""
    layouts = form_layouts().values()
    columns = chain.from_iterable((*layout.columns, *layout.rows) for layout in layouts)
    own = chain.from_iterable(performance_labels().values())
    parts = ("key-work", "unit", "goal", "total", "published")
    names = (row["name"] for name in ("functional", "economic") for row in codelist(name).values())
    words = chain((label.text for label in columns), own, *(labels(part) for part in parts), map(squeeze, names))
    return frozenset(word.lower() for word in words if word)


def _values(report: Report) -> Iterable[str]:
    """Every text that is published of what was recognised in tables."""
    for record in chain.from_iterable(getattr(report, name) for name in _RECORDS):
        yield from (value for each in fields(record) if isinstance(value := getattr(record, each.name), str) and value)


def _black(text: str) -> str:
    return re.sub(r"\S", MASK, text)


def _masked(report: Report) -> Report:
    """Every text once more, for what only the joining of lines put beside its label; the sentence of many claims once."""
    once = cache(mask)
    changed: dict[str, Any] = {
        name: tuple(_masked_record(record, once) for record in getattr(report, name)) for name in _WRITTEN
    }
    return replace(report, **changed)


def _masked_record(record: Any, mask_of: Callable[[str], tuple[str, int]]) -> Any:
    if not is_dataclass(record) or isinstance(record, type):
        return record
    changed: dict[str, str] = {}
    for each in fields(record):
        value = getattr(record, each.name)
        if isinstance(value, Said):
            changed[each.name] = Said(mask_of(value.zh)[0], mask_of(str(value))[0])
        elif type(value) is str and len(value) > 3 and (masked := mask_of(value)[0]) != value:
            changed[each.name] = masked
    return replace(record, **changed) if changed else record
