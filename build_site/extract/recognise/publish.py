"""What may be published of a report: of tables that are none of the nine forms only what was recognised in them, of the
short lines beside an annex's tables only those that say what it is. The rest is withheld, and counted."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import fields, is_dataclass, replace
from functools import cache
from itertools import chain
from typing import Any

from build_site.extract.parse.withhold import MASK, Blackened, blackened, key, mask
from build_site.extract.recognise.outline import numbering
from build_site.extract.recognise.performance import is_performance
from build_site.extract.recognise.titles import FURNITURE, form_of
from build_site.model import Block, Document, Grid, GridCell, Line, Report, Said
from build_site.registers.codelists import codelist
from build_site.registers.forms import bare, form_layouts, performance_labels
from build_site.registers.personal import kinds_of, name_at
from build_site.registers.vocabulary import labels
from build_site.text import squeeze

_NUMBER = re.compile(
    r"[-−+]?(?:\d{1,3}(?:,\d{3})*(?:\.\d+)?|\d+\.\d{1,4}|\d{1,7})\s*(?:%|‰|[百千万亿]?元|[个分人次户台件辆天家项条])?"
)
_DATE = re.compile(r"(?:19|20)\d\d(?:年|[-./])?(?:\s*\d{1,2}(?:月|[-./]))?(?:\s*\d{1,2}日?)?")
_BOX = re.compile("[☑☐√■□]")
_GOAL = re.compile(r"^(?:长期|年度|中期)?(?:绩效|总体)?(?:目标|指标)|指标值?$|^合计|^[总小]计|^序号$")
_TITLE = re.compile(r"自评|绩效|[表告]$|情况$|^附[件表]|^单位[:：]|年度?$")
_NEAR = 8
_PROSE = 24
_RECORDS = "key_work performance_projects performance_indicators organisation".split()
_WRITTEN = (*_RECORDS, *"sections claims budget_execution disclosures glossary extra_tables notices".split())


def without_contacts(document: Document) -> tuple[Document, int]:
    """The document without the short lines beside tables of performance whose label nobody knows (对接人：…), and how many."""
    known: Blackened = {}
    blocks = list(document.blocks)
    for index, block in enumerate(blocks):
        if isinstance(block, Grid) and is_performance(block):
            for at in (*_beside(blocks, range(index - 1, -1, -1)), *_beside(blocks, range(index + 1, len(blocks)))):
                line = blocks[at]
                if isinstance(line, Line) and not _says_what_it_is(line.text):
                    words = _black(line.text)
                    known[key(line.place), line.text] = words
                    blocks[at] = replace(line, text=words)
    if not known:
        return document, 0
    transcript = tuple(blackened(line, known) for line in document.transcript)
    return replace(document, blocks=tuple(blocks), transcript=transcript), len(known)


def _beside(blocks: Sequence[Block], order: range) -> list[int]:
    found: list[int] = []
    for at in order[:_NEAR]:
        if isinstance(blocks[at], Grid):
            break
        found.append(at)
    return found


def _says_what_it_is(text: str) -> bool:
    plain = squeeze(text)
    if (
        not plain
        or MASK in plain
        or numbering(plain)
        or form_of(plain)
        or FURNITURE.match(plain)
        or _TITLE.search(plain)
    ):
        return True
    if len(plain) >= _PROSE and re.search("[，。；]", plain):
        return True
    label, colon, value = plain.partition(":")
    if colon:
        return label.lower() in _known() or not value or bool(_DATE.fullmatch(value) or _NUMBER.fullmatch(value))
    return name_at(plain, 0, sure=True) != len(plain) and len(re.findall(r"\d", plain)) < 7


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
            if words.get(text) == "column":
                heads[cell.column] = text
            free = words.get(before) == "text" or (cell.column in heads and name_at(text, 0, sure=True) != len(text))
            if not (free or _may(text, said)):
                yield cell
            before = text.rstrip(":") or before


def _may(text: str, said: Collection[str]) -> bool:
    if not text or set(text) <= {MASK, "-", "—", "/", "\\", "无"} or MASK in text or text in said:
        return True
    if _NUMBER.fullmatch(text) or _DATE.fullmatch(text) or (_BOX.search(text) and len(re.findall(r"\d", text)) < 7):
        return True
    label = re.sub(r"(?:\([^()]*\)|[:：])+$", "", text).lower()
    return bool(
        label in _known() or bare(label) in _known() or text in labels("published") or kinds_of(text) or _GOAL.search(label)
        or form_of(text)
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
