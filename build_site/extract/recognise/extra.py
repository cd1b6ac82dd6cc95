"""Tables that are none of the nine forms, nor key work, units or self-assessments: kept as printed, never mistaken."""

import re
from collections.abc import Collection, Iterable, Mapping
from difflib import SequenceMatcher

from build_site.extract.recognise.amounts import any_amount
from build_site.extract.recognise.performance import is_performance
from build_site.extract.recognise.titles import FURNITURE, title_key
from build_site.model import Document, ExtraTable, Form, Grid, Line, Notice, Place, Said
from build_site.model.forms import ITEMS
from build_site.registers.forms import FormLayout
from build_site.text import squeeze, tidy

_TITLE = re.compile(r"表$")
_BEHIND = 6  # lines and tables behind the last form
_HEADS = 6  # rows that may be a table's heads
_ENOUGH = 3  # fields that tell a form
_LEAST = 7  # characters of a title


def extra_tables(document: Document, forms: Collection[int]) -> tuple[ExtraTable, ...]:
    """Every grid with amounts whose index is not in `forms`, named by the nearest line above that ends in 表."""
    found: list[ExtraTable] = []
    for index, block in enumerate(document.blocks):
        if (
            isinstance(block, Grid)
            and index not in forms
            and not is_performance(block)
            and any_amount(cell.text for row in block.rows for cell in row)
        ):
            rows = tuple(tuple(_texts(block, row)) for row in range(len(block.rows)))
            found.append(ExtraTable(f"extra-{len(found) + 1}", _title_above(document, index), rows, block.place))
    return tuple(found)


def resembling(
    document: Document, forms: Collection[int], absent: Collection[Form], layouts: Mapping[Form, FormLayout]
) -> dict[Form, Notice]:
    """Of the forms that are not there, those that a table under an unknown title looks like: it says three of its fields;
    where a table among the forms has no title, any of them."""
    found: dict[Form, Notice] = {}
    nameless: Place | None = None
    for index, block in enumerate(document.blocks):
        if not isinstance(block, Grid) or index in forms or is_performance(block):
            continue
        title = _title_above(document, index)
        texts = [cell.text for row in block.rows[:_HEADS] for cell in row if cell.text.strip()]
        alike = [form for form in absent if _is_alike(title, texts, form, layouts[form])]
        if not any_amount(cell.text for row in block.rows for cell in row):
            continue
        if not title and forms and min(forms) < index <= max(forms) + _BEHIND:
            nameless = nameless or block.place
        if not alike:
            continue
        form = max(alike, key=lambda form: max(_shared(title, each) for each in layouts[form].titles))
        words = Said(
            f"《{title}》像是{form.zh}，标题不认识，没有读",
            f"{title} looks like the form of {form.en}, its title is not known: not read",
        )
        found.setdefault(form, Notice(words, block.place))
    if nameless is not None:
        for form in absent:
            words = Said(
                f"没有找到{form.zh}，而各表之间有一张没有标题的表：可能是它",
                f"the form of {form.en} was not found, and a table among the forms has no title: it may be that",
            )
            found.setdefault(form, Notice(words, nameless))
    return found


def _is_alike(title: str, texts: Iterable[str], form: Form, layout: FormLayout) -> bool:
    """Whether heads and labels name fields or items of a form, or what else it has under a title that is its own but shorter."""
    named = {label.id for text in texts if (label := layout.column(text) or layout.row(text))} - {"group", "skip"}
    key = title_key(title)
    is_near = len(key) >= _LEAST and any(_is_in(key, each) for each in layout.titles)
    return len(named if is_near else named & {*form.fields, *ITEMS}) >= _ENOUGH


def _is_in(one: str, other: str) -> bool:
    """Whether a text is another with some characters left out."""
    rest = iter(other)
    return all(character in rest for character in one)


def _shared(one: str, other: str) -> int:
    """The length of the longest text that two titles share."""
    match = SequenceMatcher(None, squeeze(one), other, autojunk=False)
    return match.find_longest_match().size


def _texts(grid: Grid, row: int) -> list[str]:
    texts = {cell.column: tidy(cell.text) for cell in grid.rows[row]}
    return [texts.get(column, "") for column in range(grid.width)]


def _title_above(document: Document, index: int) -> str:
    for back in range(index - 1, max(-1, index - 10), -1):
        block = document.blocks[back]
        if not isinstance(block, Line):
            break
        if _TITLE.search(squeeze(block.text)) and not FURNITURE.match(squeeze(block.text)):
            return tidy(block.text)
    return ""
