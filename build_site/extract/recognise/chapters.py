"""The chapters with a shape of their own: glossary, key work, organisation."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from build_site.extract.recognise.outline import Outline
from build_site.model import Document, Grid, KeyWork, Organisation, Paragraph, Section, Term
from build_site.registers.vocabulary import labels
from build_site.text import chinese_number, squeeze, tidy

_TERM = re.compile(
    r"^(?:(\d{1,2})[.．、]\s*)?(?:[“\"](?=[^”\"]*[”\"][：:]))?([^：:。，]{2,40}?)[”\"]?[：:](.+)$", re.DOTALL
)
_MEANS = re.compile(
    r"^(?:(\d{1,2})[.．、]\s*)?([^：:。，]{2,30}?)[，,]?(?=(?:是指|指|反映)[^标])((?:是指|指|反映).+)$", re.DOTALL
)
_LEAD_NUMBER = re.compile(r"^\d{1,2}[.．、]\s*")


def _about(outline: Outline, topic: str) -> list[Section]:
    """The parts and chapters whose titles have one of the topic's words in data/words/labels.csv."""
    words = [word for word, meaning in labels("chapter").items() if meaning == topic]
    return [s for s in outline.sections if s.level <= 2 and any(word in s.title for word in words)]


def _within(outline: Outline, roots: Sequence[Section]) -> list[Section]:
    """These sections and those below them."""
    ids = [root.section_id for root in roots]
    return [s for s in outline.sections if any(f"{s.section_id}.".startswith(f"{root}.") for root in ids)]


def glossary(outline: Outline) -> tuple[Term, ...]:
    """The report's own 名词解释; items listed under a term carry its number as parent."""
    terms: list[Term] = []
    texts = _by_section(outline.paragraphs)
    for section in _within(outline, _about(outline, "glossary")):
        if section.form:  # printed last, as an attachment
            continue
        paragraphs = texts.get(section.section_id, [])
        number = section.number.strip("()、")
        if section.title and "名词解释" not in section.title:
            definition = [p.text for p in paragraphs if not _LEAD_NUMBER.match(p.text)]
            terms.append(Term(number, "", section.title, "\n".join(definition), section.place))
            items = [p for p in paragraphs if _LEAD_NUMBER.match(p.text)]
            parent = number
        else:
            items, parent = paragraphs, ""
        for paragraph in items:
            found = _TERM.match(paragraph.text) or _MEANS.match(paragraph.text)
            if found:
                item = found[1] or str(sum(term.parent == parent for term in terms) + 1)
                terms.append(Term(item, parent, found[2], found[3].strip(), paragraph.places[0]))
            elif terms and terms[-1].parent == parent and not _LEAD_NUMBER.match(paragraph.text):
                last = terms[-1]  # a definition that runs on in a paragraph of its own
                terms[-1] = replace(last, definition=f"{last.definition}\n{paragraph.text}")
    return tuple(terms)


def key_work(document: Document, outline: Outline) -> tuple[KeyWork, ...]:
    """重点工作: content from the narrative, summary and status from the table; joined by number, then title."""
    items: dict[str, KeyWork] = {}
    for section in _within(outline, _about(outline, "key-work")):
        number = chinese_number(section.number.strip("()、"))
        if section.level == 3 and section.title and number is not None:
            before = items.get(str(number))
            content = section.text or (before.content if before else "")
            place = section.place if section.text or before is None else before.place
            items[str(number)] = KeyWork(str(number), section.title, content, "", "", place)
    for index, block in enumerate(document.blocks):
        if isinstance(block, Grid) and index in outline.grid_section:
            for row in _work_rows(block):
                match = _match(items.values(), row)
                if match is None:
                    items[row.number] = row
                else:
                    items[match.number] = replace(match, summary=row.summary, status=row.status)
    return tuple(items[key] for key in sorted(items, key=lambda key: (len(key), key)))


def _match(items: Iterable[KeyWork], row: KeyWork) -> KeyWork | None:
    return next(
        (item for item in items if item.number == row.number or squeeze(item.title) == squeeze(row.title)), None
    )


def _work_rows(grid: Grid) -> list[KeyWork]:
    heads = labels("key-work")
    columns: dict[str, int] = {}
    rows: list[KeyWork] = []
    for row in grid.rows:
        texts = {cell.column: cell.text for cell in row}
        if not columns:
            found = {heads[text]: column for column, cell in texts.items() if (text := squeeze(cell)) in heads}
            columns = found if {"title", "status"} <= set(found) else {}
            continue
        value = {key: tidy(texts.get(column, "")) for key, column in columns.items()}
        if value.get("title"):
            number = value.get("number") or str(len(rows) + 1)
            rows.append(KeyWork(number, value["title"], "", value.get("summary", ""), value["status"], row[0].place))
    return rows


def organisation(document: Document, outline: Outline) -> tuple[Organisation, ...]:
    """职责, 机构设置 and the units listed under 部门决算单位构成."""
    found: list[Organisation] = []
    texts = _by_section(outline.paragraphs)
    for kind in ("duty", "structure"):
        for section in _about(outline, kind):
            if section.level == 2:
                for part in _within(outline, [section]):
                    for paragraph in texts.get(part.section_id, []):
                        item = _LEAD_NUMBER.match(paragraph.text)
                        number = part.number if part is not section else (item[0].strip() if item else "")
                        found.append(Organisation(kind, number, part.title, paragraph.text, paragraph.places[0]))
    for index, block in enumerate(document.blocks):
        if isinstance(block, Grid) and index in outline.grid_section:
            found += _units(block)
    return tuple(found)


def _units(grid: Grid) -> list[Organisation]:
    head = {squeeze(cell.text): cell.column for cell in grid.rows[0]} if grid.rows else {}
    name_column = next((column for text, column in head.items() if text in labels("unit")), None)
    if name_column is None or len(head) > 6:
        return []
    units = []
    for row in grid.rows[1:]:
        texts = {cell.column: tidy(cell.text) for cell in row}
        name = texts.get(name_column, "")
        if name:
            number = texts.get(head["序号"], "") if "序号" in head else ""
            rest = " ".join(text for column, text in texts.items() if column > name_column and text)
            units.append(Organisation("unit", number, name, rest, row[0].place))
    return units


def _by_section(paragraphs: Sequence[Paragraph]) -> dict[str, list[Paragraph]]:
    found: dict[str, list[Paragraph]] = {}
    for paragraph in paragraphs:
        found.setdefault(paragraph.section_id, []).append(paragraph)
    return found
