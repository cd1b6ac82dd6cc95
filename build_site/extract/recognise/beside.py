"""What stands beside a form's tables, on their pages or sheets and in none of them: numbers, and rows that fell out of a
table where its rules end too early. A form with such is not whole."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from itertools import takewhile, zip_longest

from build_site.extract.recognise.amounts import any_amount, looks_printed
from build_site.model import Document, Form, FormState, Grid, Line, Notice, Place, Said, Statement
from build_site.registers.codelists import codelist
from build_site.registers.forms import FormLayout, bare
from build_site.text import squeeze

_WIDE_GAP = 20.0  # points: no sentence leaves so much between two words
_CODED = re.compile(r"(\d{7}|\d{5}|\d{3})([^\W\d_a-zA-Z]{2})")
_PIECES = re.compile(r"(?=[一二三四五六七八九十]+、)|[\d.,]+")
_TITLE = re.compile(r"表|[。：]|^第[一二三四五六七八九十]+部分")
_NUMBERED = re.compile(r"[一二三四五六七八九十]+、")
_LINED = re.compile(r"\d{0,3}([^\d]+?)\d{1,3}|\d{1,3}([^\d]+)")
"""9 卫生健康支出 39: a label between the numbers of its lines."""
_AMOUNT_LAST = re.compile(r"\d\.\d+$")
_SENTENCE = re.compile("[。；，：:、…]|%")
_LEAST = 3  # characters of a label that tell it, where it may go on in the next line
_FARTHEST = 6  # pages behind its last one on which a part without amounts may stand
_ALIKE = 2  # characters of a name that tell it is that code's

_Leaf = tuple[str, int | str]
"""A page or sheet, and of which file."""


def with_what_stands_beside(
    printed: Document,
    document: Document,
    statements: Sequence[Statement],
    layouts: Mapping[Form, FormLayout],
    notices: list[Notice],
    forms: Collection[int],
) -> list[Statement]:
    """The statements, those not whole on whose pages or sheets a number or a row of theirs stands in no table. `printed`: the
    document with all that is not published; `forms`: which of its grids are theirs."""
    lines: dict[_Leaf, list[Line]] = {}
    shown: dict[int, str] = {}
    loose: dict[_Leaf, list[Line]] = {}  # the rows of grids that are no form's and have no amounts
    for index, (block, said) in enumerate(zip(printed.blocks, document.blocks, strict=True)):
        if isinstance(block, Grid) and index not in forms and (own := _leaf(block.place)):
            loose.setdefault(own, []).extend(_rows(block))
        if isinstance(block, Line) and isinstance(said, Line) and (own := _leaf(block.place)):
            lines.setdefault(own, []).append(block)
            shown[id(block)] = f"“{said.text[:20]}”"
    numbers = {own: [line for line in each if _is_number(line)] for own, each in lines.items()}
    leaves_of = [_leaves(statement) for statement in statements]
    taken = {own for leaves in leaves_of for own in leaves}
    found: list[Statement] = []
    for statement, leaves in zip(statements, leaves_of, strict=True):
        later = {(file, part + 1) for file, part in leaves if isinstance(part, int)}
        beside = [line for own in (*leaves, *sorted(later - taken)) for line in numbers.get(own, ())]
        beside += _on_next_page(leaves, lines) if later & taken else []
        rows = [
            line
            for own in _with_neighbours(leaves)
            for line, below in zip_longest(lines.get(own, ()), lines.get(own, ())[1:])
            if line not in beside and _is_row(line, below, layouts[statement.form])
        ]
        behind = _up_to_next(leaves, taken)
        names = [line for own in behind for line in loose.get(own, ())]
        names += [line for own in behind for line in lines.get(own, ()) if squeeze(line.text).endswith("合计")]
        rows += [line for line in names if _is_label(squeeze(line.text), layouts[statement.form])]
        title = statement.title
        for line in beside:
            one = shown[id(line)]
            words = Said(f"《{title}》：{one}不在表格的任何一格里", f"{title}: {one} stands in no cell of the table")
            notices.append(Notice(words, line.place))
        if rows:
            first = "、".join(shown.get(id(line), f"“{line.text[:20]}”") for line in rows[:3]) + "……" * (len(rows) > 3)
            words = Said(
                f"《{title}》有 {len(rows)} 行没有读进表格：{first}",
                f"{title}: {len(rows)} of its rows were not read into the table: {first}",
            )
            notices.append(Notice(words, rows[0].place))
        empty = statement.state is FormState.EMPTY and (beside or rows)
        state = FormState.NOT_READ if empty else statement.state
        found.append(replace(statement, state=state, unplaced=statement.unplaced + len(beside) + len(rows)))
    return found


def _leaves(statement: Statement) -> list[_Leaf]:
    """The pages or sheets on which its amounts stand; where it has none, and does not say so, its own."""
    own = [a.place for row in statement.rows for a in row.amounts.values()]
    if statement.state is FormState.EMPTY and not statement.note:
        own = [statement.place]
    return [leaf for leaf in dict.fromkeys(map(_leaf, own)) if leaf]


def _leaf(place: Place) -> _Leaf | None:
    part = place.page or place.sheet
    return (place.file, part) if part else None


def _on_next_page(leaves: Sequence[_Leaf], lines: Mapping[_Leaf, Sequence[Line]]) -> list[Line]:
    """The numbers that stand on the page after the form's last one before anything else has a title."""
    file, last = max(((file, part) for file, part in leaves if isinstance(part, int)), default=("", 0))
    first = takewhile(lambda line: not _TITLE.search(squeeze(line.text)), lines.get((file, last + 1), ()))
    return [line for line in first if _is_number(line)]


def _with_neighbours(leaves: Sequence[_Leaf]) -> list[_Leaf]:
    """The pages with those before and after them, where a part of the table may stand that was not read as one."""
    near = (
        (file, part + step) if isinstance(part, int) else (file, part) for file, part in leaves for step in (-1, 0, 1)
    )
    return list(dict.fromkeys(near))


def _up_to_next(leaves: Sequence[_Leaf], taken: Collection[_Leaf]) -> list[_Leaf]:
    """Its pages, those beside them, and those behind that are no other form's."""
    file, last = max(((file, part) for file, part in leaves if isinstance(part, int)), default=("", 0))
    behind = takewhile(lambda leaf: leaf not in taken, ((file, last + step) for step in range(1, _FARTHEST)))
    return list(dict.fromkeys((*_with_neighbours(leaves), *behind)))


def _is_number(line: Line) -> bool:
    """Whether a line holds nothing but an amount or several numbers, two amounts and no sentence, or ends with one; the
    numbers of pages are none."""
    text, words = squeeze(line.text), line.text.split()
    several = len(words) > 1 and all(any(sign.isdigit() for sign in word) for word in words)
    amounts = sum(any_amount([word]) for word in words)
    row = amounts > 1 and not _SENTENCE.search(text)
    return (looks_printed(text) and (several or any_amount([text]))) or row or _ends_apart(line)


def _ends_apart(line: Line) -> bool:
    """Whether a line ends like a row of a table: with an amount behind a wide gap."""
    words = line.text.rsplit(maxsplit=1)
    if len(words) < 2 or not line.edges or not any_amount(words[1:]) or "……" in line.text:
        return False
    end = len(words[0].rstrip())
    return line.edges[len(line.text) - len(words[1])] - line.edges[end] > _WIDE_GAP


def _rows(grid: Grid) -> list[Line]:
    """A grid's rows as lines, of one without amounts."""
    if any_amount(cell.text for row in grid.rows for cell in row):
        return []
    return [Line("".join(cell.text for cell in row), grid.place) for row in grid.rows]


def _is_label(text: str, layout: FormLayout) -> bool:
    """Whether a text is the name of a row of the form, alone or between the numbers of its lines."""
    lined = _LINED.fullmatch(text)
    label = bare(next(filter(None, lined.groups()), "") if lined else text)
    return len(label) > _LEAST and label in layout.labels


def _is_row(line: Line, below: Line | None, layout: FormLayout) -> bool:
    """Whether a line begins like a row of the form: with a code and the name that it has, an amount last or
    another code behind it, or with a numbered label, which may go on below."""
    text = squeeze(line.text)
    if layout.kinds[0] == "panels":
        labels = [bare(piece) for piece in _PIECES.split(text) if _NUMBERED.match(piece)]
        labels += [labels[-1] + squeeze(below.text)] if labels and below else []
        lined = _LINED.fullmatch(text) is not None and _is_label(text, layout)
        return lined or any(len(label) > _LEAST and layout.begins(label) for label in labels)
    hit = _CODED.match(text)
    return (
        hit is not None
        and bool(_AMOUNT_LAST.search(text) or _CODED.search(text, hit.end()))
        and any(
            entry["name"][:_ALIKE] == hit[2]
            for name in ("functional", "economic")
            if (entry := codelist(name).get(hit[1]))
        )
    )
