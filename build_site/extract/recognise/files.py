"""The files of a report in the order of a report; a form that stands in two of them."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from build_site.extract.recognise.locate import Located, locate, of_other_title
from build_site.extract.recognise.outline import contents_range
from build_site.extract.recognise.titles import form_of, is_heading
from build_site.model import Document, Form, InputError, Line, Notice, Place, Said
from build_site.text import squeeze

_AMOUNT = re.compile(r"-?[\d,]+\.\d+")
_PART_OF_FORMS = re.compile(r"第[一二三四五六七八九十]+部分.{0,60}表$")
_NARRATIVE = 3  # headings outside tables


def in_order(document: Document, notices: list[Notice]) -> Document:
    """The document with its files in order: what has a narrative, then the forms in theirs, then annexes.

    A form in two files with the same amounts counts once, and that is told; with others it is an InputError."""
    names = list(dict.fromkeys(block.place.file for block in document.blocks))
    if len(names) < 2:
        return document
    parts = {name: _part(document, name) for name in names}
    found = {name: [each for each in _forms(part) if each.grid] for name, part in parts.items()}
    ordered = sorted(names, key=lambda name: (*_rank(parts[name], found[name]), names.index(name)))
    _once(parts, found, ordered, notices)
    blocks = [block for name in ordered for block in parts[name].blocks]
    at = _place_of_forms(parts[ordered[0]])
    if at and not found[ordered[0]]:  # the narrative has a part for the forms, which stand in files of their own
        forms = [block for name in ordered[1:] if found[name] for block in parts[name].blocks]
        own = {block.place.file for block in forms}
        others = [block for block in blocks if block.place.file not in own]
        blocks = [*others[:at], *forms, *others[at:]]
    return replace(
        document,
        blocks=tuple(blocks),
        transcript=tuple(line for name in ordered for line in parts[name].transcript),
    )


def _place_of_forms(part: Document) -> int:
    """Behind the heading of a part of tables, “第二部分 2023年度部门决算表”; 0 where there is none."""
    skip = contents_range(part)
    headed = (
        index
        for index, block in enumerate(part.blocks)
        if index not in skip and isinstance(block, Line) and _PART_OF_FORMS.match(squeeze(block.text))
    )
    return max(headed, default=-1) + 1


def _part(document: Document, name: str) -> Document:
    blocks = tuple(block for block in document.blocks if block.place.file == name)
    return replace(document, blocks=blocks, transcript=tuple(e for e in document.transcript if e.place.file == name))


def _forms(part: Document) -> list[Located]:
    return locate(part, contents_range(part), [])


def _rank(part: Document, forms: Sequence[Located]) -> tuple[int, int]:
    lines = (block.text for block in part.blocks if isinstance(block, Line))
    headings = sum(is_heading(text) and form_of(text) is None for text in lines)
    if headings >= _NARRATIVE or (not forms and headings):
        return 0, 0
    return (1, min(list(Form).index(each.form) for each in forms)) if forms else (2, 0)


def _once(
    parts: dict[str, Document], found: Mapping[str, Sequence[Located]], ordered: Sequence[str], notices: list[Notice]
) -> None:
    """Take each form out of all files but the first that has it, and a file whole that has none but such."""
    first: dict[Form, tuple[str, Located]] = {}
    for name in ordered:
        again: set[int] = set()
        alike = 0
        for each in found[name]:
            known = first.setdefault(each.form, (name, each))
            if known[0] == name or of_other_title(known[1], each):
                continue
            if _amounts(known[1]) != _amounts(each):
                raise InputError.of(
                    "files.form-twice", parts[name].file, place=each.place, form=each.form.zh, other=known[0], name=name
                )
            words = Said(
                f"{each.form.zh}在 {known[0]} 和 {name} 里相同，读的是前一个",
                f"{each.form.zh} stands in {known[0]} and {name} alike: read is the first",
            )
            notices.append(Notice(words, each.place))
            again |= each.grids
            alike += 1
        kept = tuple(block for index, block in enumerate(parts[name].blocks) if index not in again)
        if alike == len(found[name]) > 0:
            kept = ()
            words = Said(
                "这个文件的表都与前面的相同，没有读", "All forms of the file were in others alike: it is not read"
            )
            notices.append(Notice(words, Place(file=name)))
        parts[name] = replace(parts[name], blocks=kept)


def _amounts(form: Located) -> Counter[str]:
    cells = (squeeze(cell.text) for row in form.grid.rows for cell in row) if form.grid else ()
    return Counter(text.replace(",", "") for text in cells if _AMOUNT.fullmatch(text))
