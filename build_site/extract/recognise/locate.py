"""Finds the nine forms in a Document by their titles and heads, never by position or number."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import dropwhile, pairwise, takewhile

from build_site.extract.recognise.amounts import any_amount
from build_site.extract.recognise.coding import code_and_name, is_total
from build_site.extract.recognise.grids import amount_rows, count_amounts, has_amounts, in_columns, names_nothing, texts
from build_site.extract.recognise.titles import (
    FURNITURE,
    completed,
    form_of,
    is_heading,
    is_other_title,
    says_nothing,
    title_above,
    title_inside,
    title_key,
    titled,
    years_in,
)
from build_site.model import Block, Document, Form, Grid, GridCell, Line, Notice, Place, Said
from build_site.registers.forms import FormLayout, Label, bare, form_layouts
from build_site.text import clean, squeeze

_MOST_LINES_ABOVE = 12
_BODIES = re.compile("本级|汇总")
_SENTENCE = 60
_CUT = 30  # no workbook has longer names of sheets


@dataclass(frozen=True, slots=True)
class Located:
    """A form where it stands: its grid (None: only the title and a note, or a table that is not read), the index of the
    title's block, those of all blocks that hold its grid, the lines above and below it. `rank`: which of its titles in
    data/forms it has; `repeats`: where the same form with the same rows is printed again; `apart`: how many amounts stand in
    tables that go on with it in other columns, which are not read."""

    form: Form
    title: str
    title_index: int
    grid: Grid | None
    grid_index: int | None
    around: tuple[Line, ...]
    after: tuple[Line, ...]
    place: Place
    grids: frozenset[int] = frozenset()
    rank: int = 0
    repeats: tuple["Located", ...] = ()
    apart: int = 0
    readable: bool = True


def apart(document: Document) -> Document:
    """The document with a grid that holds several tables, each under its title in a row of its own, cut at the titles;
    the names of sheets that are cut off made whole."""
    blocks: list[Block] = []
    for block in document.blocks:
        if isinstance(block, Line) and len(block.text) > _CUT and block.text == block.place.sheet:
            blocks.append(replace(block, text=completed(block.text)))
            continue
        starts = (
            [at for at, row in enumerate(block.rows) if at > 2 and _names_table(row)] if isinstance(block, Grid) else []
        )
        if not isinstance(block, Grid) or not starts:
            blocks.append(block)
            continue
        for first, end in zip([0, *starts], [*starts, len(block.rows)], strict=True):
            rows = block.rows[first:end]
            blocks.append(replace(block, rows=rows, place=rows[0][0].place))
    return replace(document, blocks=tuple(blocks))


def _names_table(row: tuple[GridCell, ...]) -> bool:
    filled = [cell.text for cell in row if cell.text.strip()]
    return len(filled) == 1 and (form_of(filled[0]) is not None or is_other_title(filled))


def locate(document: Document, skip: range, notices: list[Notice]) -> list[Located]:
    """The forms in the order printed; `skip` is the contents list. A table joins a form only as its continuation; what
    stands between forms and is neither is told in `notices`."""
    found: list[Located] = []
    for index, block in enumerate(document.blocks):
        if isinstance(block, Grid):
            located = _with_grid(document, index, block, skip)
            if located is not None and located.readable:
                _add(found, located, notices)
            elif located is not None:  # under its title, without heads: it may go on with one that has them
                same = [position for position, form in enumerate(found) if form.form is located.form]
                for position in same[:1]:
                    _go_on(found, position, index, block, notices)
            elif found and _follows(document, found[-1], index):
                _go_on(found, len(found) - 1, index, block, notices)
    found = [_with_further_columns(document, each, found, notices) for each in found]
    known = {located.form for located in found}
    titles = ((i, b) for i, b in enumerate(document.blocks) if isinstance(b, Line) and i not in skip)
    for index, line in titles:
        form = form_of(line.text)
        before = document.blocks[index - 1] if index else line
        wrapped = isinstance(before, Line) and form_of(before.text + line.text) is not None  # the end of another title
        if form is not None and form not in known and not wrapped:
            known.add(form)
            found.append(_without_grid(document, index, line, form, notices))
    return sorted(found, key=lambda located: located.title_index)


def among(found: Sequence[Located], document: Document) -> list[Line]:
    """The lines that stand between the first form's title and the last form's table."""
    ends = [index for each in found for index in each.grids]
    first = min((each.title_index for each in found), default=0)
    return [block for block in document.blocks[first : max(ends, default=0) + 1] if isinstance(block, Line)]


def _add(found: list[Located], located: Located, notices: list[Notice]) -> None:
    """Put a titled table to those found: it continues its form, is printed again, has the better or the lesser title of
    two (the other stays a table of its own), or is a new form."""
    position = next((i for i, earlier in enumerate(found) if earlier.form is located.form), None)
    earlier = found[position] if position is not None else None
    if position is None or earlier is None or earlier.grid is None or located.grid is None:
        found.append(located)
    elif of_other_title(earlier, located):
        if located.rank < earlier.rank:
            found[position] = located
    elif _of_another(earlier.title, located.title) or _is_again(earlier.grid, located.grid, located.form):
        found[position] = replace(earlier, repeats=(*earlier.repeats, located))
    elif _is_repeated(earlier.grid, located.grid, form_layouts()[located.form]) or not _join(
        found, position, located.grid, located.grids, located.after
    ):
        notices.append(_unjoined(earlier, located.grid))
        found[position] = replace(earlier, apart=earlier.apart + count_amounts(located.grid))


def _is_again(one: Grid, other: Grid, form: Form) -> bool:
    """Whether the second table has the rows of the first again, and no columns that it has not: a sheet that is wider than its
    paper may print its labels and its title on each page."""
    layout = form_layouts()[form]
    return _is_repeated(one, other, layout) and _fields(other, layout.heads) <= _fields(one, layout.heads)


def of_other_title(one: Located, other: Located) -> bool:
    """Whether two tables of a form are called differently: one is it by its better title, the other a table of its own."""
    return one.rank != other.rank and title_key(one.title) != title_key(other.title)


def _of_another(one: str, other: str) -> bool:
    """Whether two titles of a form say that their tables are of other years, or of a body and of its whole."""
    years = [years_in(title)[:1] for title in (one, other)]
    bodies = [_BODIES.findall(title) for title in (one, other)]
    return (all(years) and years[0] != years[1]) or (all(bodies) and bodies[0] != bodies[1])


def _go_on(found: list[Located], position: int, index: int, grid: Grid, notices: list[Notice]) -> None:
    """A table without heads after a form: its continuation where its rows go on, else told."""
    earlier = found[position]
    if earlier.grid is None:
        return
    layout = form_layouts()[earlier.form]
    of_form = bool(_keys(grid, layout))
    goes_on = of_form and not _is_repeated(earlier.grid, grid, layout)
    if (not goes_on or not _join(found, position, grid, frozenset({index}), ())) and has_amounts(grid):
        notices.append(_unjoined(earlier, grid))
        may_be_its = of_form or names_nothing(grid) or not has_amounts(earlier.grid) or _looks_like(grid, layout)
        if may_be_its and not amount_rows(grid) <= amount_rows(earlier.grid):
            found[position] = replace(earlier, apart=earlier.apart + count_amounts(grid))


def _with_further_columns(
    document: Document, form: Located, found: Sequence[Located], notices: list[Notice]
) -> Located:
    """The form, not whole where columns that it lacks stand in a table without a title: the sheet was wider than its paper."""
    heads = form_layouts()[form.form].heads
    taken = {index for each in found for one in (each, *each.repeats) for index in one.grids}
    own = _fields(form.grid, heads) if form.grid else set()
    for index in range(form.grid_index or 0, min(max(taken, default=0) + 3, len(document.blocks))) if form.grid else ():
        block = document.blocks[index]
        numbers = count_amounts(block) if isinstance(block, Grid) else len(block.text.split()) - 1
        if index in taken or not numbers or _fields(block, heads) <= own:
            continue
        above = takewhile(lambda each: isinstance(each, Line), reversed(document.blocks[:index]))
        titles = [squeeze(line.text) for line in above if isinstance(line, Line) and is_other_title([line.text])]
        same = [
            form.title.endswith(each) or (len(each) > len(form.title) and {*each} <= {*form.title}) for each in titles
        ]
        if all(same):  # its end, which goes on with its columns, or several parts of it printed over each other
            notices.append(_unjoined(form, block))
            form = replace(form, apart=form.apart + numbers)
    return form


def _fields(block: Block, heads: Mapping[str, Sequence[Label]]) -> set[str]:
    """The fields that the cells of a table, or all the words of a line, are heads of, but for those that stand in many tables."""
    words = block.text.split() if isinstance(block, Line) else [text for row in block.rows for text in texts(row)]
    if isinstance(block, Line) and not all(bare(word) in heads for word in words):
        return set()
    labels = {label.id for text in words for label in heads.get(bare(text), ())}
    return labels - {"total", "amount", "group", "skip", "label", "line", "name", "functional_code", "economic_code"}


def _join(found: list[Located], position: int, grid: Grid, grids: frozenset[int], after: tuple[Line, ...]) -> bool:
    """Add the rows of a continuation whose columns are those of the form; False where they are others."""
    earlier = found[position]
    if earlier.grid is None or (grid := in_columns(earlier.grid, grid)).width != earlier.grid.width:
        return False
    if _has_total(earlier.grid, layout := form_layouts()[earlier.form]) and _has_total(grid, layout):
        return False
    heads = [texts(row) for row in earlier.grid.rows[:8]]
    others = [sorted(new) for row in grid.rows[:8] if not any_amount(new := texts(row)) and new not in heads]
    if any(sorted(head) in others for head in heads):  # the same heads in another order
        return False
    fresh = next((at for at, row in enumerate(grid.rows) if texts(row) not in heads), len(grid.rows))
    joined = replace(earlier.grid, rows=earlier.grid.rows + grid.rows[fresh:])  # without the heads printed again
    found[position] = replace(earlier, grid=joined, after=earlier.after + after, grids=earlier.grids | grids)
    return True


def _has_total(grid: Grid, layout: FormLayout) -> bool:
    """Whether a coded form has its row of 合计, with amounts."""
    return layout.kinds[0] == "codes" and any(
        any(is_total(cell.text) for cell in row[:3]) and any_amount(cell.text for cell in row) for row in grid.rows
    )


def _unjoined(earlier: Located, grid: Block) -> Notice:
    words = Said(
        f"《{earlier.title}》之后的一张表格不属于任何一张表，没有读",
        f"A table after {earlier.title} belongs to no form: it is not read as one",
    )
    return Notice(words, grid.place)


def _follows(document: Document, earlier: Located, index: int) -> bool:
    """Whether only notes, furniture and tables without amounts, to be signed in, stand between a form's last table and this
    one: no heading, title or paragraph."""
    last = max(earlier.grids, default=index)
    between = document.blocks[last + 1 : index]
    turns = _turns_page(earlier.grid, document.blocks[index], form_layouts()[earlier.form])
    return sum(isinstance(block, Line) for block in between) <= _MOST_LINES_ABOVE and all(
        not has_amounts(block)
        if isinstance(block, Grid)
        else (turns or not is_heading(block.text)) and not is_other_title([block.text]) and len(block.text) < _SENTENCE
        for block in between
    )


def _turns_page(earlier: Grid | None, grid: Block, layout: FormLayout) -> bool:
    """Whether a table stands on the next page in the same columns with rows of the form: what looks like a heading before
    it may be a row without rules that fell out of the table."""
    if earlier is None or not isinstance(grid, Grid) or grid.width != earlier.width or not earlier.rows:
        return False
    last = earlier.rows[-1][0].place
    turned = last.page is not None and grid.place.page == last.page + 1 and grid.place.file == last.file
    return turned and bool(_keys(grid, layout))


def _is_repeated(one: Grid, other: Grid, layout: FormLayout) -> bool:
    """Whether the second table has the rows of the first again, not further ones."""
    left, right = _keys(one, layout), _keys(other, layout)
    if not left or not right:
        return [[c.text for c in row] for row in one.rows] == [[c.text for c in row] for row in other.rows]
    return 2 * len(left & right) >= min(len(left), len(right))


def _keys(grid: Grid, layout: FormLayout) -> frozenset[str]:
    """What tells the rows of a form apart: codes, known labels but for those that recur, or, where the heads are the
    labels, that there are amounts at all."""
    if "items" in layout.kinds:
        return frozenset({"amounts"} if has_amounts(grid) else ())
    keys: set[str] = set()
    for row in dropwhile(lambda row: _is_head(row, layout), grid.rows):
        filled = [cell for cell in row if cell.text.strip()]
        hit = code_and_name(filled)
        if hit:
            keys.add(hit[0])
        labels = (layout.row(cell.text, side) for cell in filled for side in ("revenue", "expenditure"))
        keys |= {f"{label.parent}|{label.id}" for label in labels if label and not label.id.endswith("-budget")}
        if not hit and layout.kinds[0] == "codes" and filled and squeeze(filled[0].text) in ("合计", "总计"):
            keys.add("合计")
    return frozenset(keys - {"合计"} or keys)


def _is_head(row: tuple[GridCell, ...], layout: FormLayout) -> bool:
    """A row of nothing but heads, or of column numbers."""
    filled = [text for text in texts(row) if text]
    counts = [int(text) for text in filled if text.isdecimal()]
    words = [text for text in filled if not text.isdecimal()]
    known = all(layout.column(text) is not None or text in ("栏次", "行次") for text in words)
    return known and counts == list(range(1, len(counts) + 1))


def _with_grid(document: Document, index: int, grid: Grid, skip: range) -> Located | None:
    above: list[tuple[int, Line]] = []
    for back in range(index - 1, max(-1, index - 1 - _MOST_LINES_ABOVE), -1):
        block = document.blocks[back]
        if not isinstance(block, Line) or back in skip:
            break
        above.insert(0, (back, block))
    title = title_above(above) or title_inside(grid, index)
    if title is None:
        return None
    text, title_index, rows_used = title
    found = titled(text)
    if found is None:
        return None
    form, rank = found
    layout = form_layouts()[form]
    rows = tuple(dropwhile(lambda row: _is_caption(row, layout), grid.rows[rows_used:]))
    heads = [texts(row) for row in rows[:8]]
    again = [row for row in rows[8:] if texts(row) not in heads or not _is_head(row, layout)]
    body = replace(grid, rows=(*rows[:8], *again))  # without the heads printed again
    inside = tuple(Line(c.text, c.place) for row in grid.rows[: rows_used + 4] for c in row if "单位" in c.text)
    around = tuple(line for _, line in above) + inside  # over the title too: it may be framed, or the lowest line
    after = _lines_after(document, index)
    grids, alike = frozenset({index}), _looks_like(body, layout)
    return Located(form, text, title_index, body, index, around, after, grid.place, grids, rank, readable=alike)


def _is_caption(row: tuple[GridCell, ...], layout: FormLayout) -> bool:
    """Whether a row says whose table it is, or in which unit, in cells of its own: no heads."""
    filled = [squeeze(cell.text) for cell in row if cell.text.strip()]
    return any(map(FURNITURE.match, filled)) and not any(map(layout.column, filled))


def _looks_like(grid: Grid, layout: FormLayout) -> bool:
    """Whether the grid's first rows carry at least two heads of the form, or two of its row labels."""
    heads = {label.id for cell in _cells(grid, 8) if (label := layout.column(cell.text))}
    rows = {
        label.id
        for cell in _cells(grid, 40)
        for side in ("", "revenue", "expenditure")
        if (label := layout.row(cell.text, side))
    }
    return len(heads - {"functional_code"}) >= 2 or len(rows) >= 2


def _cells(grid: Grid, rows: int) -> Iterator[GridCell]:
    return (cell for row in grid.rows[:rows] for cell in row if cell.text.strip())


def _lines_after(document: Document, index: int) -> tuple[Line, ...]:
    """The notes under a form: lines up to the next heading, form title or grid, blank rows left on the next page apart."""
    lines: list[Line] = []
    near = document.blocks[index + 1 : index + 2 + _MOST_LINES_ABOVE]
    said = [block for block in near if isinstance(block, Line) or any("".join(texts(row)) for row in block.rows)]
    for block, below in pairwise((*said, None)):
        if not isinstance(block, Line) or is_heading(block.text) or form_of(block.text) is not None:
            break
        whole = form_of(block.text + below.text) if isinstance(below, Line) else None
        if isinstance(below, Line) and whole is not None and form_of(below.text) is not whole:  # a title's first line
            break
        if FURNITURE.match(clean(block.text).strip()) or is_other_title(
            [block.text]
        ):  # what stands over the next table
            break
        lines.append(block)
    return tuple(lines)


def _without_grid(document: Document, index: int, title: Line, form: Form, notices: list[Notice]) -> Located:
    """A form of which only the title is read: with a sentence that there is nothing, or with a table that is no
    table of this form as we read it."""
    lines = _lines_after(document, index)
    nothing = any(says_nothing(line.text) for line in lines[:6])
    if not nothing:
        name = squeeze(title.text)[:40]
        words = Said(
            f"印有标题《{name}》，下面没有读出表格",
            f"{name}: the title is printed, but no table under it could be read",
        )
        notices.append(Notice(words, title.place))
    return Located(form, squeeze(title.text), index, None, None, (title,), lines, title.place, readable=nothing)
