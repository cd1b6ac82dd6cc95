"""From a located grid to a Statement. One reader per layout; which one is said by data/forms."""

from __future__ import annotations

import re
from collections.abc import Iterable

from build_site.extract.recognise.forms import blocks, codes, items, panels
from build_site.extract.recognise.forms.table import Reading, Table
from build_site.extract.recognise.locate import Located, says_nothing
from build_site.model import Form, FormState, Line, Row, State, Statement, Unit
from build_site.registers.forms import form_layouts
from build_site.text import squeeze, tidy

_READERS = {"panels": panels.read, "codes": codes.read, "blocks": blocks.read, "items": items.read}
_UNIT = re.compile(r"单位[:：]?(?:人民币)?(万元|千元|百万元|亿元|元)")
_FACTORS = {"元": 1, "千元": 1_000, "万元": 10_000, "百万元": 1_000_000, "亿元": 100_000_000}


def read_form(located: Located, reading: Reading) -> Statement:
    """The form's rows, unit, notes and state; EMPTY where not one amount is printed."""
    unit = unit_of(located.around)
    notes = tuple(_paragraphs(located.after))
    note = next((text for text in sorted(notes, key=_is_advice) if says_nothing(text)), "")
    rows: tuple[Row, ...] = ()
    columns: dict[str, str] = {}
    if located.grid is not None:
        layout = form_layouts()[located.form]
        found, columns = _READERS[layout.layout](Table(located.grid), layout, reading)
        rows = tuple(found)
        if not note:  # the note may be a row of the table itself
            cells = (cell.text for row in located.grid.rows for cell in row)
            note = next((tidy(text) for text in cells if len(text) > 8 and says_nothing(text)), "")
    amounts = [amount for row in rows for amount in row.amounts.values()]
    state = FormState.FOUND
    if all(amount.state is State.BLANK for amount in amounts):
        state, rows = FormState.EMPTY, ()
    return Statement(
        located.form,
        state,
        located.title,
        unit or Unit(),
        rows,
        columns,
        note if state is FormState.EMPTY else "",
        notes,
        located.place,
    )


def _paragraphs(lines: Iterable[Line]) -> list[str]:
    """The notes, each whole: a line that begins no paragraph goes on with the one before it."""
    texts: list[str] = []
    for line in lines:
        if line.starts is False and texts:
            texts[-1] += line.text
        elif squeeze(line.text):
            texts.append(line.text)
    return [tidy(text) for text in texts]


def _is_advice(note: str) -> bool:
    """A template's advice on what to write under an empty form, left standing, is no statement of the report."""
    return "仍保留" in note or "作下述" in note or "如下说明" in note


def missing(form: Form) -> Statement:
    return Statement(form, FormState.MISSING)


def unit_of(lines: tuple[Line, ...]) -> Unit | None:
    """The unit printed nearest to the form (“金额单位：万元”), or None."""
    for line in reversed(lines):
        found = _UNIT.search(squeeze(line.text))
        if found:
            return Unit(found[1], _FACTORS[found[1]])
    return None
