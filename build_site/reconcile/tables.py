"""The published package as the audit reads it: form rows with their cells, and the other resources as plain records.

Nothing is filled in: a lookup that finds no row (or two) gives a `Gap` that says why, a printed blank gives a `Cell`
without a value, and only the caller decides what either means.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

from build_site.model import Form, FormState, Place, State
from build_site.model.forms import CONCEPTS, ITEMS
from build_site.model.money import Money, half
from build_site.package.read import Package
from build_site.package.read import place_of as place_of  # noqa: PLC0414  # rules ask for it here
from build_site.reconcile.decide import told
from build_site.text import number


@dataclass(frozen=True, slots=True)
class Cell:
    """One amount cell of a published form. `value` None: see `state` for why."""

    cell_id: str
    form: Form
    field: str
    value: Decimal | None
    state: State
    money: Money
    row_zh: str
    field_zh: str  # empty where the row has one amount only
    form_zh: str
    place: Place
    head: bool = False  # a sub-head stands in its place: the form prints no number there

    @property
    def half(self) -> Decimal:
        """Half of the last printed digit: what rounding to the printed digits can have changed. The package fills amounts up
        to two decimals, which do not say how they were printed."""
        value = self.value or Decimal(0)
        value = value.normalize() if value.as_tuple().exponent == -2 else value
        return half(value, decimals=self.money.decimals)

    @property
    def amount(self) -> str:
        """Its value with its unit, in our own writing."""
        return told(self.value, self.money.printed)

    @property
    def zh(self) -> str:
        return f"《{self.form_zh}》{self.short_zh}"

    @property
    def en(self) -> str:
        return f"{self.short_en} in the form “{self.form.en}”"

    @property
    def short_zh(self) -> str:
        """Row and column without the form."""
        return f"“{self.row_zh}”{self.column_zh}"

    @property
    def short_en(self) -> str:
        return f"“{self.row_zh}”" + (f", {self.field.replace('_', ' ')}," if self.field_zh else "")

    @property
    def column_zh(self) -> str:
        return f"“{self.field_zh}”栏" if self.field_zh else ""


@dataclass(frozen=True, slots=True)
class Gap:
    """An operand that is not there: why (`reason`), and what was looked for."""

    reason: str
    zh: str
    en: str


Operand = Cell | Gap
_IN_ANOTHER = 4
"""How many slashes the id of another report's cell has."""


@dataclass(frozen=True, slots=True)
class Row:
    """One published row of a form: its text fields and its amount cells by field."""

    form: Form
    number: int
    texts: Mapping[str, str]
    cells: Mapping[str, Cell]
    label: str
    place: Place

    @property
    def code(self) -> str:
        return self.texts.get("functional_code") or self.texts.get("economic_code") or ""

    @property
    def level(self) -> str:
        return self.texts.get("level", "")

    @property
    def side(self) -> str:
        return self.texts.get("side", "")

    @property
    def concept(self) -> str:
        """The row's canonical id; a functional line's is its 类 code alone (published as class:201)."""
        return self.texts.get("concept", "").removeprefix("class:")

    @property
    def blank(self) -> bool:
        """No amount printed in any column (and none unread)."""
        return all(c.value is None and c.state is not State.NOT_READ for c in self.cells.values())


def _cell(row: Row | Gap, field: str) -> Operand:
    return row if isinstance(row, Gap) else row.cells[field]


@dataclass(frozen=True)
class Table:
    """One of the nine forms as published. (No slots: what every check asks of the whole form is kept once known.)"""

    form: Form
    state: FormState
    title: str
    note: str
    money: Money
    columns: Mapping[str, str]  # printed column number (栏次) → field, or item/field in the 三公 form
    rows: tuple[Row, ...]

    def one(self, what: str, test: Callable[[Row], bool]) -> Row | Gap:
        """The one row that passes the test; a Gap if there is none or more than one."""
        return self._single(what, [row for row in self.rows if test(row)])

    def _single(self, what: str, found: Sequence[Row]) -> Row | Gap:
        if len(found) == 1:
            return found[0]
        reason = "operand-ambiguous" if found else "operand-missing"
        return Gap(reason, f"《{self.title}》“{what}”行", f"row “{what}” of the form {self.form.en}")

    def cell(self, what: str, test: Callable[[Row], bool], field: str) -> Operand:
        return _cell(self.one(what, test), field)

    @cached_property
    def _rows_of(self) -> Mapping[str | tuple[str, str], Sequence[Row]]:
        """The rows by their code, and by their side and concept."""
        found: dict[str | tuple[str, str], list[Row]] = {}
        for row in self.rows:
            for key in (row.code, (row.side, row.concept)):
                found.setdefault(key, []).append(row)
        return found

    def row(self, what: str, code: str) -> Row | Gap:
        """The row of a functional or economic code."""
        return self._single(what, self._rows_of.get(code, ()))

    def code(self, code: str, field: str) -> Operand:
        """The amount of a functional or economic code, 类款项 alike."""
        return _cell(self.row(code, code), field)

    def concept(self, side: str, concept: str, field: str) -> Operand:
        """The amount of a row of a two-sided form by its canonical row id."""
        return _cell(self._single(CONCEPTS.get(concept, concept), self._rows_of.get((side, concept), ())), field)

    def item(self, item: str, field: str) -> Operand:
        """The amount of a row of the 三公 form."""
        return self.cell(ITEMS[item].zh, lambda row: row.texts.get("item") == item, field)

    def total(self, field: str) -> Operand:
        """The amount of the 合计 row."""
        return self.cell("合计", lambda row: row.level == "total", field)

    def subtotal(self, group: str, field: str = "amount") -> Operand:
        """人员经费合计 (personnel) or 公用经费合计 (non-personnel)."""
        name = "人员经费合计" if group == "personnel" else "公用经费合计"
        return self.cell(name, lambda row: row.level == "subtotal" and row.texts.get("group") == group, field)

    @cached_property
    def coded(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.code)

    def prints(self, *fields: str) -> bool:
        """Whether the form has one of these columns: by its column numbers (栏次), else by an amount in them.
        Not every 国有资本经营预算 form has revenue and balances."""
        if self.columns:
            return not set(fields).isdisjoint(self.columns.values())
        return any(row.cells[name].value is not None for row in self.rows for name in fields)

    def children(self, parent: Row | None) -> tuple[Row, ...]:
        """The rows whose nearest printed ancestor by code is `parent` (None: the rows that have no ancestor).

        A level that the report does not print is so passed over: the next printed lower level stands for it."""
        return tuple(self._below.get(parent.code if parent else "", ()))

    @cached_property
    def _below(self) -> Mapping[str, Sequence[Row]]:
        codes = {row.code for row in self.coded}
        found: dict[str, list[Row]] = {}
        for row in self.coded:
            shorter = (row.code[:n] for n in range(len(row.code) - 1, 0, -1))
            found.setdefault(next((code for code in shorter if code in codes), ""), []).append(row)
        return found

    @cached_property
    def repeated(self) -> frozenset[str]:
        """Codes that stand in more than one row."""
        return frozenset(code for code, times in Counter(row.code for row in self.coded).items() if times > 1)

    @cached_property
    def numbers_read_as_amounts(self) -> bool:
        """Whether a row of column numbers (栏次 1, 2, 3 …) was taken for amounts."""
        expected = {name: column for column, name in self.columns.items()}

        def numbered(row: Row) -> bool:
            values = [(c.value, expected.get(name)) for name, c in row.cells.items() if c.value is not None]
            return len(values) > 2 and all(column and str(value) == column for value, column in values)

        return any(numbered(row) for row in self.rows)


@dataclass(frozen=True, slots=True)
class Tables:
    """A published package, read back from its CSVs and its descriptor alone."""

    slug: str
    year: int
    read_by: str
    forms: Mapping[Form, Table]
    cells: Mapping[str, Cell]
    records: Mapping[str, Sequence[Mapping[str, str]]] = field(default_factory=dict)
    pdf: Mapping[str, Any] = field(default_factory=dict)  # of a PDF: its title, whether it is tagged
    unsure: frozenset[str] = frozenset()  # the forms that are not whole or were not read: no difference proves anything
    doubtful: Mapping[str, str] = field(default_factory=dict)  # the cells that may have been misread, and why
    read_twice: frozenset[str] = frozenset()  # forms that another parser reads alike, asked because many checks break

    def __getitem__(self, form: Form) -> Table:
        return self.forms[form]

    def doubt(self, names: Iterable[str]) -> str:
        """Why a difference that these cells entered, or that is about this form, may be of our own making; else empty."""
        if self.read_by == "ocr":
            return "ocr"
        found = {self.doubtful.get(name) or "unsure" * (name.partition("/")[0] in self.unsure) for name in names} - {""}
        return "ocr" if "ocr" in found else "reading" if found else ""

    def resource(self, name: str) -> Sequence[Mapping[str, str]]:
        """The rows of any other resource as strings, empty where the package has none of that name."""
        return self.records.get(name, ())


def apart(cell_id: str) -> tuple[str, str]:
    """The report that a cell's id names (slug/year/form/row/field; empty for the finding's own), and the id in it."""
    slug, year, own = cell_id.split("/", 2) if cell_id.count("/") == _IN_ANOTHER else ("", "", cell_id)
    return f"{slug}/{year}" if slug else "", own


def read(folder: Path) -> Tables:
    """Read a package folder. Raises InputError where the descriptor or a table it names cannot be read."""
    package = Package(folder)
    forms = {form: _table(form, package) for form in Form}
    return Tables(
        slug=package.slug,
        year=package.year,
        read_by=package.read_by,
        forms=forms,
        cells={cell.cell_id: cell for table in forms.values() for row in table.rows for cell in row.cells.values()},
        records={name: package.table(name) for name in package.resources if name not in (*Form, "findings", "passes")},
        pdf=package.descriptor.get("pdf") or {},
        doubtful={name: cell["doubt"] for name, cell in package.cells.items() if cell.get("doubt")},
        read_twice=frozenset(f for f in Form if package.resources.get(f, {}).get("secondReading") == "agrees"),
        unsure=frozenset(
            form
            for form in Form
            if package.resources.get(form, {}).get("unplacedNumbers") or package.state(form) is FormState.NOT_READ
        ),
    )


def _table(form: Form, package: Package) -> Table:
    # The form's usual name in messages: the printed title ("2023年度…") belongs to the form's own page.
    title, money = form.zh, package.money(form)
    money = money if money.factor else replace(money, factor=1)  # a unit that was not read: its cells are in doubt
    heads = {str(field["name"]): str(field.get("title", field["name"])) for field in package.fields(form)}
    rows = tuple(_row(form, record, package.cells, money, title, heads) for record in package.table(form))
    printed = FormState.EMPTY if all(row.blank for row in rows) else FormState.FOUND
    if printed is FormState.FOUND:
        rows = tuple(replace(row, cells=_occupied(row.cells, package.cells)) for row in rows)
    columns = dict(package.resources.get(form, {}).get("columnNumbers") or {})
    missing = package.state(form) in (FormState.MISSING, FormState.NOT_READ)
    return Table(form, FormState.MISSING if missing else printed, title, package.note(form), money, columns, rows)


def _occupied(cells: Mapping[str, Cell], known: Mapping[str, Mapping[str, str]]) -> Mapping[str, Cell]:
    """A blank in whose place a word stands (a sub-head in the row of 合计) is no statement that there is nothing."""
    return {
        name: replace(cell, state=State.NOT_READ, head=True)
        if cell.state is State.BLANK and re.search(r"\w", known.get(cell.cell_id, {}).get("printed", ""))
        else cell
        for name, cell in cells.items()
    }


def _row(
    form: Form,
    record: Mapping[str, str],
    known: Mapping[str, Mapping[str, str]],
    money: Money,
    title: str,
    heads: Mapping[str, str],
) -> Row:
    place, label = place_of(record), _label(record)
    cells: dict[str, Cell] = {}
    for name in form.fields:
        cell_id = f"{form}/{record['row']}/{name}"
        printed = record.get(name, "")
        value = number(printed) if printed else None
        state = State.VALUE if value else State.ZERO
        if value is None:
            state = State.NOT_READ if printed else State(known[cell_id]["state"]) if cell_id in known else State.BLANK
        single = len(form.fields) == 1 or record.get("side") == "revenue"
        head = "" if single else heads.get(name, name)
        own = place_of(known[cell_id]) if cell_id in known else place
        cells[name] = Cell(cell_id, form, name, value, state, money, label, head, title, own)
    texts = {name: text for name, text in record.items() if name not in cells}
    return Row(form, int(record["row"]), texts, cells, label, place)


def _label(record: Mapping[str, str]) -> str:
    """What to call a row: its code and name, or its printed label, made plain where the form prints it twice."""
    code = record.get("functional_code") or record.get("economic_code") or ""
    item = ITEMS.get(record.get("item", ""))
    name = record.get("label") or record.get("name") or (item.zh if item else "")
    whole, _, part = record.get("concept", "").removeprefix("class:").partition(":")
    if part:
        return f"{CONCEPTS[whole]}：{name}"
    if whole == "total":
        return f"{'收入' if record['side'] == 'revenue' else '支出'}{name}"
    return f"{code} {name}".strip()
