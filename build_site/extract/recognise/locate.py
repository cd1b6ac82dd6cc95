"""Finds the nine forms in a Document by their titles and heads, never by position or number."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from build_site.model import Document, Form, Grid, GridCell, Line, Place
from build_site.registers.forms import FormLayout, form_layouts
from build_site.text import clean, squeeze

_MOST_LINES_ABOVE = 12
_TITLE_LENGTH = 60
_LEAD = re.compile(
    r"^(?:[一二三四五六七八九十]+[、.]|\([一二三四五六七八九十\d]+\)|\d{1,2}[、.](?!\d)|附[件表]?[一二三四五六七八九十\d]*[-:、.]?\d*|"
    r"(?:公开|部门公开|财决公开)?(?:第?[一二三四五六七八九十\d]+|\d+)表[:、.]?|表[一二三四五六七八九十\d]+[:、.]?|-+)"
)
_YEAR = re.compile(r"(?:19|20)\d{2}年?度?")
_ORGANISATION = re.compile(
    r"(?:部门|单位|局|委|办|中心|部|院|校|学|园|站|所|处|队|会|厅|室|馆|镇|乡|街道|公司|政府|本级|区|县|市|省|机关|署|社|\))$"
)
_CONTINUED = re.compile(r"\(?(?:续表?|续[一二三\d])\)?$")
# Lines that frame a form: never part of a paragraph.
FURNITURE = re.compile(
    r"^(?:(?:部门)?公开\d+表|财决公开?\d*表|(?:金额)?单位[:：]|(?:编制|公开|填报|填表)?(?:部门|单位)(?:名称)?[（(]?[^。]{0,6}[)）]?[:：]|填报日期|附件\s*\d*[:：]?$)"
)
_QUOTES = re.compile("[“”‘’\"'《》「」『』]")


@dataclass(frozen=True, slots=True)
class Located:
    """A form where it stands: its grid (None: only the title and a note), the index of the title's block, those of
    all blocks that hold its grid, the lines above and below it."""

    form: Form
    title: str
    title_index: int
    grid: Grid | None
    grid_index: int | None
    around: tuple[Line, ...]
    after: tuple[Line, ...]
    place: Place
    grids: frozenset[int] = frozenset()


def title_key(text: str) -> str:
    """A title without space, quotes, ordinals, year and (续), for comparing."""
    key = _QUOTES.sub("", squeeze(text)).rstrip("。:：;；")
    while (shorter := _LEAD.sub("", key, count=1)) != key:
        key = shorter
    return _CONTINUED.sub("", _YEAR.sub("", key, count=1))


def form_of(text: str) -> Form | None:
    """The form that a line is the title of: the longest known title it ends with, if nothing but an
    organisation's name stands before it."""
    key = title_key(text)
    if not key or len(key) > _TITLE_LENGTH:
        return None
    best: tuple[int, Form] | None = None
    for form, layout in form_layouts().items():
        for title in layout.titles:
            name = _QUOTES.sub("", title)
            if key.endswith(name) and (best is None or len(name) > best[0]):
                best = (len(name), form)
    if best is None:
        return None
    before = key[: len(key) - best[0]]
    return best[1] if not before or _ORGANISATION.search(_YEAR.sub("", before)) else None


def locate(document: Document, skip: range) -> list[Located]:
    """The forms in the order printed; `skip` is the contents list. A form printed twice is continued:
    its grids are joined."""
    found: list[Located] = []
    for index, block in enumerate(document.blocks):
        if isinstance(block, Grid):
            located = _with_grid(document, index, block, skip)
            if located is not None:
                found = _add(found, located)
    known = {located.form for located in found}
    for index, block in enumerate(document.blocks):
        if isinstance(block, Line) and index not in skip:
            form = form_of(block.text)
            if form is not None and form not in known:
                bare = _without_grid(document, index, block, form)
                if bare is not None:
                    known.add(form)
                    found.append(bare)
    return sorted(found, key=lambda located: located.title_index)


def _add(found: list[Located], located: Located) -> list[Located]:
    for position, earlier in enumerate(found):
        if earlier.form is located.form and earlier.grid is not None and located.grid is not None:
            joined = replace(earlier.grid, rows=earlier.grid.rows + located.grid.rows)
            grids = earlier.grids | located.grids
            found[position] = replace(earlier, grid=joined, after=earlier.after + located.after, grids=grids)
            return found
    return [*found, located]


def _with_grid(document: Document, index: int, grid: Grid, skip: range) -> Located | None:
    above: list[tuple[int, Line]] = []
    for back in range(index - 1, max(-1, index - 1 - _MOST_LINES_ABOVE), -1):
        block = document.blocks[back]
        if not isinstance(block, Line) or back in skip:
            break
        above.insert(0, (back, block))
    title = _title_above(above) or _title_inside(grid, index)
    if title is None:
        return None
    form, text, title_index, rows_used = title
    body = replace(grid, rows=grid.rows[rows_used:])
    if not _looks_like(body, form_layouts()[form]):
        return None
    inside = tuple(Line(c.text, c.place) for row in grid.rows[: rows_used + 4] for c in row if "单位" in c.text)
    around = tuple(line for _, line in above) + inside  # over the title too: it may be framed, or the lowest line
    after = _lines_after(document, index)
    return Located(form, text, title_index, body, index, around, after, grid.place, frozenset({index}))


def _title_above(above: list[tuple[int, Line]]) -> tuple[Form, str, int, int] | None:
    for position in range(len(above) - 1, -1, -1):
        for length in (1, 2, 3):  # a title may be wrapped over lines
            part = above[position : position + length]
            text = "".join(line.text for _, line in part)
            form = form_of(text) if len(part) == length else None
            if form is not None:
                wider = _wrapped(above, position, length)
                if wider is not None:
                    return wider
                return form, squeeze(text), part[0][0], 0
    return None


def _wrapped(above: list[tuple[int, Line]], position: int, length: int) -> tuple[Form, str, int, int] | None:
    """“一般公共预算财政拨款⏎支出决算表” ends with a shorter title too: the line above may belong to it."""
    if position == 0:
        return None
    part = above[position - 1 : position + length]
    first = title_key(part[0][1].text)
    text = "".join(line.text for _, line in part)
    form = form_of(text)
    # Only when the joined title is a longer known title and the line above is no title or sentence of its own.
    if form is None or form is form_of("".join(line.text for _, line in part[1:])) or not first or "。" in first:
        return None
    if form_of(part[0][1].text) is not None:
        return None
    return form, squeeze(text), part[0][0], 0


def _title_inside(grid: Grid, index: int) -> tuple[Form, str, int, int] | None:
    """A title framed together with the table: one of its first rows holds nothing else."""
    for row, cells in enumerate(grid.rows[:3]):
        filled = [cell for cell in cells if cell.text.strip()]
        if len(filled) == 1 and (form := form_of(filled[0].text)) is not None:
            return form, squeeze(filled[0].text), index, row + 1
    return None


def _looks_like(grid: Grid, layout: FormLayout) -> bool:
    """Whether the grid's first rows carry at least two heads of the form, or two of its row labels."""
    cells = [cell for row in grid.rows[:8] for cell in row if cell.text.strip()]
    heads = {label.id for cell in cells if (label := layout.column(cell.text))}
    rows = {
        label.id for cell in _all_cells(grid) if (label := layout.row(cell.text, _side(label_cell=cell, layout=layout)))
    }
    return len(heads - {"functional_code"}) >= 2 or len(rows) >= 2


def _side(label_cell: GridCell, layout: FormLayout) -> str:
    return next((side for side in ("revenue", "expenditure") if layout.row(label_cell.text, side)), "")


def _all_cells(grid: Grid) -> Iterable[GridCell]:
    return (cell for row in grid.rows[:40] for cell in row if cell.text.strip())


def _lines_after(document: Document, index: int) -> tuple[Line, ...]:
    """The notes under a form: lines up to the next heading, form title or grid."""
    lines: list[Line] = []
    for block in document.blocks[index + 1 : index + 1 + _MOST_LINES_ABOVE]:
        if not isinstance(block, Line) or is_heading(block.text) or form_of(block.text) is not None:
            break
        if FURNITURE.match(clean(block.text).strip()):  # what stands over the next form, its title framed with it
            break
        lines.append(block)
    return tuple(lines)


_NOTHING = re.compile(
    r"(?:没有|未发生|未安排|不涉及|无(?!法)|为空|空表|为零|为0).{0,60}?(?:收入|支出|数据|经费|拨款|收支|预算)"
    r"|(?:没有|无).{0,30}?(?:数据|内容)|空表"
)


def says_nothing(text: str) -> bool:
    """Whether a sentence declares a form empty (“我单位…没有…支出”, “…故本表无数据”)."""
    return bool(_NOTHING.search(squeeze(text)))


_HEADING = re.compile(r"^(?:第[一二三四五六七八九十]+(?:部分|章|篇)|[一二三四五六七八九十]+、)")


def is_heading(text: str) -> bool:
    return bool(_HEADING.match(squeeze(text)))


def _without_grid(document: Document, index: int, title: Line, form: Form) -> Located | None:
    """A form of which only the title and a sentence that there is nothing are printed."""
    lines = _lines_after(document, index)
    if not any(says_nothing(line.text) for line in lines[:6]):
        return None
    return Located(form, squeeze(title.text), index, None, None, (title,), lines, title.place)
