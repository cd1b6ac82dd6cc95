"""From a located grid to a Statement. One reader per layout; which one is said by data/forms."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from build_site.extract.recognise.amounts import any_amount, looks_printed
from build_site.extract.recognise.forms import blocks, codes, items, panels, units, whole
from build_site.extract.recognise.forms.broken import mended
from build_site.extract.recognise.forms.table import Reading, Table
from build_site.extract.recognise.locate import Located
from build_site.extract.recognise.titles import YEAR, form_of, says_nothing, years_in
from build_site.model import (
    Amount,
    Document,
    Form,
    FormState,
    Grid,
    GridCell,
    Line,
    Notice,
    Row,
    Said,
    State,
    Statement,
    Unit,
)
from build_site.registers.forms import FormLayout
from build_site.registers.vocabulary import nothing
from build_site.text import squeeze, tidy

_PARTS = re.compile(r"[\d,]*\d\.?\d*")
_HEADS = 6  # rows of a table that may be its heads
_BLANKS = 3  # rows that may stand in a form that is empty
_READERS = {"panels": panels.read, "codes": codes.read, "blocks": blocks.read, "items": items.read}
UNREAD = Unit("", 0)
"""The unit of a form that neither says nor proves one."""


@dataclass(frozen=True, slots=True)
class _Read:
    """One way of reading a grid, its notices, and how many numbers it leaves without a cell."""

    rows: tuple[Row, ...]
    columns: dict[str, str]
    notices: list[Notice]
    unplaced: int


def read_form(located: Located, layout: FormLayout, reading: Reading) -> Statement:
    """The form's rows, unit, notes and state: EMPTY where not one amount is printed, NOT_READ where not one was read.

    The unit is UNREAD where the form does not say it."""
    unit = unit_of(located)
    reading.unit = unit.printed
    notes = tuple(_paragraphs(located.after))
    note = next((text for text in sorted(notes, key=_is_advice) if says_nothing(text)), "")
    read = _Read((), {}, [], 0)
    if located.grid is not None:
        grid = mended(_of_year(located.grid, reading.year), layout, reading.notices)
        read = min((_by(kind, grid, layout, reading) for kind in layout.kinds), key=_doubts)
        if not note:  # the note may be a row of the table itself
            cells = (cell.text for row in located.grid.rows for cell in row)
            note = next((tidy(text) for text in cells if len(text) > 8 and says_nothing(text)), "")
    below = located.after[0].place if located.after else None
    gaps = [Notice(words, place) for words, place in whole.lost(located.form, read.rows, below)]
    reading.notices += [*read.notices, *gaps]
    bare = [row for row in read.rows if not row.amounts]
    if bare and (len(bare) < len(read.rows) or len(bare) > _BLANKS):  # the columns of one side stand on another page
        words = Said(
            f"《{located.title}》有 {len(bare)} 行没有数所在的栏，这张表不当作完整的来核对",
            f"{located.title}: {len(bare)} rows have no column of amounts; the form is not checked as if it were whole",
        )
        gaps.append(Notice(words, located.place))
    unplaced = read.unplaced + located.apart + len(gaps)
    if read.unplaced:
        where = f" on page {located.place.page}" if located.place.page else ""
        words = Said(
            f"《{located.title}》有 {read.unplaced} 个数或行不在任何一格或已知的行里，这张表不当作完整的来核对",
            f"{located.title}: {read.unplaced} numbers or rows{where} stand in no cell or known row; the form is not checked as if it were whole",
        )
        reading.notices.append(Notice(words, located.place))
    rows, state = read.rows, FormState.FOUND
    if _without_sums(located.form, rows):
        rows = tuple(_doubted(row, dict.fromkeys(row.amounts, "place")) for row in rows)
        words = Said(
            f"《{located.title}》合计栏全是空白，而各分栏有数：也许整张表的数错了一栏，都存疑",
            f"{located.title}: the column of totals is blank all through and those of its parts are not: all amounts may stand in the wrong column",
        )
        reading.notices.append(Notice(words, located.place))
    if all(amount.state is State.BLANK for row in rows for amount in row.amounts.values()):
        amounts = [amount for row in rows for amount in row.amounts.values()]
        hides = not note and any(amount.doubt for amount in amounts)
        if hides:
            words = Said(
                f"《{located.title}》看上去没有数，可是有的格里有看不见的数或别的东西：没有读，不当作空表",
                f"{located.title}: no amount is seen, but some cells hold unseen numbers or something else: it was not read, and is not taken for empty",
            )
            reading.notices.append(Notice(words, located.place))
        unread = unplaced or hides or not located.readable
        rows, state = (), FormState.NOT_READ if unread else FormState.EMPTY
    return Statement(
        located.form,
        state,
        located.title,
        unit,
        rows,
        read.columns,
        note if state is FormState.EMPTY else "",
        notes,
        located.place,
        unplaced,
    )


def _without_sums(form: Form, rows: Sequence[Row]) -> bool:
    """Whether a column of sums, or the total of the “三公” form, is printed and blank in all rows that have what it sums up."""
    if form is Form.THREE_PUBLIC_EXPENSES:
        total = next((row.amounts for row in rows if row.texts.get("item") == "total"), {})
        blank = [name for name, amount in total.items() if amount.state is State.BLANK]
        return any(_any_value(row.amounts.get(name) for row in rows) for name in blank)
    return any(
        (
            filled := [
                row.amounts[whole] for row in rows if whole in row.amounts and _any_value(map(row.amounts.get, parts))
            ]
        )
        and all(amount.state is State.BLANK for amount in filled)
        for whole, parts in form.measures.items()
    )


def _any_value(amounts: Iterable[Amount | None]) -> bool:
    return any(amount and amount.value for amount in amounts)


def _of_year(grid: Grid, year: int) -> Grid:
    """The table with its heads as if they named no year: “2024年决算数” in a report of 2024 is 决算数, in one of 2025 上年决算数."""

    def unyeared(cell: GridCell) -> GridCell:
        years = years_in(cell.text) if "年" in cell.text else []
        if not years or any_amount([cell.text]):
            return cell
        bare = YEAR.sub("" if years[0] == year else "上年", squeeze(cell.text), count=1)
        return cell._replace(text=bare) if bare else cell

    return replace(grid, rows=(*(tuple(map(unyeared, row)) for row in grid.rows[:_HEADS]), *grid.rows[_HEADS:]))


def _by(kind: str, grid: Grid, layout: FormLayout, reading: Reading) -> _Read:
    own = replace(reading, notices=[], placed=set(), astray=0)
    table = Table(grid)
    rows, columns = _READERS[kind](table, layout, own)
    return _Read(tuple(rows), columns, own.notices, len(table.left_over(own.placed)) + own.astray)


def _doubts(read: _Read) -> tuple[int, int]:
    return read.unplaced + len(read.notices), -len(read.rows)


def unit_of(located: Located) -> Unit:
    """The unit printed nearest over the form, in its heads, or in one column's title for all; UNREAD where the lines under
    the title name two."""
    lines = [line.text for line in located.around]
    title = max((at for at, text in enumerate(lines) if form_of(text) is located.form), default=0)
    if units.contradicted(lines[title:]):
        return UNREAD
    over = units.said(lines)
    if over is not None or located.grid is None:
        return over or UNREAD
    texts = [cell.text for row in located.grid.rows[:8] for cell in row if not looks_printed(cell.text)]
    heads = {unit for text in texts if (unit := units.said([text]))}
    return heads.pop() if len(heads) == 1 else UNREAD


def commonest_unit(statements: Sequence[Statement]) -> Unit:
    known = [s.unit for s in statements if s.rows and s.unit.factor] or [s.unit for s in statements if s.unit.factor]
    return max(known, key=known.count, default=UNREAD)


def with_units(
    statements: Sequence[Statement], narrative: Sequence[str], notices: list[Notice]
) -> tuple[Statement, ...]:
    """The statements. A unit that is not printed is that which the text says of all tables, else what the narrative and the
    other forms prove, these proved one after another; else every amount of the form is in doubt. A form without amounts
    has the others' unit."""
    found = list(statements)
    unsaid = [at for at, each in enumerate(found) if each.rows and not each.unit.factor]
    words = [(at, unit) for at in unsaid if (unit := units.stated(found[at], found, narrative))]
    for at, unit in words:
        found[at] = replace(found[at], unit=unit)
        notices.append(
            _about(
                found[at],
                f"表上没有单位，正文说各表以{unit.printed}为单位",
                f"the text says that the tables are in {unit.printed}, which the form does not print",
            )
        )
    while True:
        open_ones = [at for at, each in enumerate(found) if each.rows and not each.unit.factor]
        proofs = {at: unit for at in open_ones if (unit := units.proved(found[at], found, narrative))}
        if not proofs:
            break
        for at, unit in proofs.items():
            found[at] = replace(found[at], unit=unit)
            notices.append(
                _about(
                    found[at],
                    f"没有印单位，由各数证明是{unit.printed}",
                    f"no unit is printed, its amounts prove {unit.printed}",
                )
            )
    for at in open_ones:
        found[at] = doubted_as("unit", found[at])
        notices.append(
            _about(found[at], "没有印单位，也证明不了，没有读", "no unit is printed and nothing proves one: not read")
        )
    common = commonest_unit(found)
    return tuple(each if each.rows or each.unit.factor else replace(each, unit=common) for each in found)


def doubted_as(doubt: str, statement: Statement) -> Statement:
    """The statement, all its amounts in this doubt, if it is one."""
    rows = tuple(_doubted(row, dict.fromkeys(row.amounts, doubt)) for row in statement.rows if doubt)
    return replace(statement, rows=rows) if doubt else statement


def if_most_are_astray(statements: Sequence[Statement]) -> list[Statement]:
    """The statements, all their amounts in doubt where most of the report's stand in forms that are wholly so for the place of
    their amounts: one program set them all, and elsewhere they may have slid by just a column."""
    amounts = [_amounts(each) for each in statements]
    astray = sum(len(each) for each in amounts if all(amount.doubt == "place" for amount in each))
    return [doubted_as("place" * (2 * astray > sum(map(len, amounts))), each) for each in statements]


def _about(statement: Statement, zh: str, en: str) -> Notice:
    return Notice(Said(f"《{statement.title}》{zh}", f"{statement.title}: {en}"), statement.place)


def with_hidden_cells(document: Document, statements: Sequence[Statement]) -> list[Statement]:
    """The statements, those not whole among whose amounts cells are hidden, which the reading of the file tells; one that looks
    empty on a page with numbers that nobody sees was not read."""
    pages = {(each.file, each.page) for each in document.unseen if each.page}
    found: list[Statement] = []
    for statement in statements:
        amounts = [amount.place for row in statement.rows for amount in row.amounts.values() if amount.place.sheet]
        rows, columns = [each.row for each in amounts], [each.column for each in amounts]
        parts = {(each.file, each.sheet) for each in amounts}
        inside = [
            each
            for each in document.unseen
            if (each.file, each.sheet) in parts
            and min(rows) <= each.row <= max(rows)
            and min(columns) <= each.column <= max(columns)
        ]
        doubtful = (
            statement.state is FormState.EMPTY
            and not statement.note
            and (statement.place.file, statement.place.page) in pages
        )
        state = FormState.NOT_READ if doubtful else statement.state
        found.append(replace(statement, state=state, unplaced=statement.unplaced + len(inside)))
    return found


def with_odd_decimals(statements: Sequence[Statement]) -> list[Statement]:
    """Doubt on the few amounts with more decimals than the others of the form, or of the report, have: a footnote's mark
    may stand in them; and on those with fewer where the others print their last zeros, or where parts of a number stand
    in a cell: the rest may be cut off."""
    all_of_them = Counter(d for each in statements for d in map(_decimals, _amounts(each)))
    last_zeros = sum(_ends_with_zero(a) for each in statements for a in _amounts(each) if _decimals(a))
    found: list[Statement] = []
    for statement in statements:
        own = Counter(map(_decimals, _amounts(statement)))
        usual = next((d for counts in (own, all_of_them) if (d := _usual(counts))), 0)
        printed = sum(_decimals(a) == usual and _ends_with_zero(a) for a in _amounts(statement)) > 1
        alike = last_zeros >= _FEWEST_ZEROS and not all_of_them - own - Counter({usual: all_of_them.total()})
        least = usual if printed or alike else 0
        broken = any(map(_is_broken, (a for row in statement.rows for a in row.amounts.values())))
        if broken:
            usual = least = usual or max(all_of_them, default=0)
        doubts = [
            {n for n, a in r.amounts.items() if a.value and not least <= _decimals(a) <= usual and usual}
            for r in statement.rows
        ]
        few = sum(map(len, doubts)) < 0.5 * own.total()
        rows = [_doubted(row, dict.fromkeys(of, "decimals")) for row, of in zip(statement.rows, doubts, strict=True)]
        found.append(replace(statement, rows=tuple(rows)) if few or broken else statement)
    return found


def _is_broken(amount: Amount) -> bool:
    """Whether parts of a number, or of two, stand in a cell."""
    return amount.state is State.NOT_READ and bool(_PARTS.fullmatch(amount.printed))


def _amounts(statement: Statement) -> list[Amount]:
    return [amount for row in statement.rows for amount in row.amounts.values() if amount.value]


def _ends_with_zero(amount: Amount) -> bool:
    return amount.value is not None and amount.value.as_tuple().digits[-1] == 0


def _usual(counts: Counter[int]) -> int:
    """The number of decimals that four of five amounts have; 0 where none is so usual."""
    usual, times = max(counts.items(), key=lambda item: item[1], default=(0, 0))
    return usual if times >= 0.8 * counts.total() else 0


def _decimals(amount: Amount) -> int:
    exponent = amount.value.as_tuple().exponent if amount.value is not None else 0
    return -exponent if isinstance(exponent, int) else 0


def _doubted(row: Row, doubts: dict[str, str]) -> Row:
    if not doubts:
        return row
    amounts = {n: replace(a, doubt=a.doubt or doubts[n]) if n in doubts else a for n, a in row.amounts.items()}
    return replace(row, amounts=amounts)


_FEWEST_ZEROS = 4  # amounts of a report that show that last zeros are printed
_OPENING = re.compile(r"\s*(?:说明|备注|注)[:：]")


def _paragraphs(lines: Iterable[Line]) -> list[str]:
    """The notes, each whole: a line that begins no paragraph goes on with the one before it, where that has not ended."""
    texts: list[str] = []
    for line in lines:
        if line.starts is False and texts and not texts[-1].endswith("。") and not _OPENING.match(line.text):
            texts[-1] += line.text
        elif squeeze(line.text):
            texts.append(line.text)
    return [tidy(text) for text in texts]


def with_notes(statements: Sequence[Statement], lines: Sequence[Line]) -> list[Statement]:
    """Empty forms with the note that stands away from them, before their title on a sheet of several pages: it names what
    there was none of."""
    said = [tidy(line.text) for line in lines if says_nothing(line.text) and not _is_advice(line.text)]
    named = {key: words for key, words, _ in nothing()}
    found = []
    for each in statements:
        words = named.get(each.form.total) if each.state is FormState.EMPTY and not each.note else None
        note = next((text for text in said if words.search(text)), "") if words else ""
        found.append(replace(each, note=note) if note else each)
    return found


def _is_advice(note: str) -> bool:
    """A template's advice on what to write under an empty form, left standing, is no statement of the report."""
    return "仍保留" in note or "作下述" in note or "如下说明" in note


def missing(form: Form, document: Document, year: int) -> Statement:
    """A form that was not found: it is missing, or stands where nobody could read."""
    unread = bool(document.unread) and year >= form.since
    return Statement(form, FormState.NOT_READ if unread else FormState.MISSING)
