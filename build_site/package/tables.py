"""A Report as tables of text, one per resource, in the columns of the data dictionary."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from build_site.model import (
    PLACE_FIELDS,
    Amount,
    Defect,
    ExtraTable,
    Finding,
    Form,
    InputError,
    Line,
    Passes,
    Place,
    Report,
    Row,
    State,
    Statement,
)
from build_site.package import classify
from build_site.package.execution import execution
from build_site.registers.dictionary import Entry, extra_entry, read

Record = dict[str, str]
_PRINTED = {State.VALUE, State.ZERO}
_RECORDS = (
    "sections", "claims", "budget-execution", "disclosures", "key-work", "performance-projects",
    "performance-indicators", "glossary", "organisation", "corrections",
)  # fmt: skip
"""Resources whose rows are the report's records as they are: each is the attribute of that name."""
_BOX = ("x0", "top", "x1", "bottom")


@dataclass(frozen=True, slots=True)
class Table:
    """A resource's rows: every value as it will stand in the CSV."""

    entry: Entry
    records: tuple[Record, ...]


def tables(report: Report) -> list[Table]:
    """Every table of the report, the nine forms first; those of the audit without a row."""
    entries = read()
    forms = [(statement, [row for row in statement.rows if _says(row)]) for statement in report.statements]
    result = [
        Table(
            entries[each.form], tuple(_form_record(entries[each.form], at, row) for at, row in enumerate(rows, start=1))
        )
        for each, rows in forms
    ]
    result.append(Table(entries["cells"], tuple(_cells(forms))))
    result += [
        _execution_table(report)
        if name == "budget-execution"
        else _record_table(name, getattr(report, name.replace("-", "_")))
        for name in _RECORDS
    ]
    result.append(Table(entries["lines"], tuple(_lines(report.lines))))
    result += [_extra_table(number, table) for number, table in enumerate(report.extra_tables, start=1)]
    return [*result, *audit_tables((), ())]


def audit_tables(findings: Sequence[Finding], defects: Iterable[Defect]) -> list[Table]:
    """findings.csv, passes.csv and defects.csv, each in its own order."""
    alike: dict[tuple[str, ...], list[Finding]] = {}
    for finding in findings:
        if finding.passed:
            alike.setdefault((finding.rule_id, finding.outcome, finding.reason_code), []).append(finding)
    return [
        findings_table(finding for finding in findings if not finding.passed),
        _record_table("passes", map(Passes.of, alike.values())),
        defects_table(defects),
    ]


def findings_table(findings: Iterable[Finding]) -> Table:
    """A row for each; values keep the digits that they were printed or computed with: a count has no decimals."""
    return _record_table("findings", findings)


def defects_table(defects: Iterable[Defect]) -> Table:
    """A row for each, in their own order."""
    return _record_table("defects", defects)


def number(value: Decimal | None, decimals: int = 0) -> str:
    """The value in plain digits with its own decimals, padded to at least `decimals`; empty for None.

    >>> number(Decimal("11"), 2), number(Decimal("0.005"), 2), number(Decimal("98"))
    ('11.00', '0.005', '98')
    """
    if value is None:
        return ""
    # By text, not by quantize: a number longer than the decimal context must not be rounded or refused here.
    whole, _, fraction = format(value.copy_abs() if value.is_zero() else value, "f").partition(".")
    fraction = fraction.ljust(decimals, "0")
    return f"{whole}.{fraction}" if fraction else whole


def _says(row: Row) -> bool:
    """Whether a row says something: a label, a name, a code or an amount."""
    named = any(row.texts.get(key) for key in ("label", "name", "functional_code", "economic_code", "item"))
    return named or any(amount.state is not State.BLANK for amount in row.amounts.values())


def _form_record(entry: Entry, number: int, row: Row) -> Record:
    unknown = sorted({*row.texts, *row.amounts} - set(entry.columns))
    if unknown:
        raise InputError.of(
            "package.unknown-field", f"{entry.name}, row {number}", " ".join(unknown), place=row.place, name=entry.name
        )
    record = {**row.texts, **_classified(entry.name, row.texts)}
    record |= {field: _amount(entry.name, number, field, amount) for field, amount in row.amounts.items()}
    return _complete_record(entry, {"row": str(number), **record, **_place(row.place)})


def _classified(form: str, texts: Mapping[str, str]) -> Record:
    """What a code says of itself; a group that the report's layout gave comes first."""
    if form == Form.BASIC_EXPENDITURE:
        code, name = texts.get("economic_code", ""), texts.get("name", "")
        group = texts.get("group") or classify.economic_group(code, name)
        return {"level": classify.economic_level(code, name), "group": group}
    if "functional_code" in read()[form].columns:
        return {"level": classify.functional_level(texts.get("functional_code", ""))}
    return {}


def _amount(form: str, row: int, field: str, amount: Amount) -> str:
    if (amount.state in _PRINTED) != (amount.value is not None):
        raise InputError.of(
            "package.state-without-value",
            f"{form}, row {row}, {field}",
            place=amount.place,
            state=amount.state,
            value=amount.value,
            printed=amount.printed,
        )
    return number(amount.value, decimals=2)


def _cells(forms: Iterable[tuple[Statement, Sequence[Row]]]) -> Iterator[Record]:
    entry = read()["cells"]
    for statement, rows in forms:
        for at, row in enumerate(rows, start=1):
            for field in read()[statement.form].measures:
                if amount := row.amounts.get(field):
                    record = {
                        "cell_id": f"{statement.form}/{at}/{field}", "form": statement.form, "row": str(at), "field": field,
                        "printed": amount.printed, "state": amount.state, "doubt": amount.doubt,
                    }  # fmt: skip
                    yield _complete_record(entry, record | _place(amount.place) | _box(amount.place))


def _record_table(resource: str, items: Iterable[Any]) -> Table:
    """The dataclasses of the model as rows: field names are column names, `place` is expanded."""
    entry = read()[resource]
    return Table(entry, tuple(_record(entry, item) for item in items))


def _execution_table(report: Report) -> Table:
    entry = read()["budget-execution"]
    return Table(entry, tuple(_record(entry, item, beside) for item, beside in execution(report)))


def _record(entry: Entry, item: Any, more: Mapping[str, str] | None = None) -> Record:
    record = {each.name: _text(getattr(item, each.name)) for each in fields(item) if each.name != "place"}
    record |= (_place(item.place) if hasattr(item, "place") else {}) | dict(more or {})
    if _BOX[0] in entry.columns:
        record |= _box(item.place)
    return _complete_record(entry, record)


def _text(value: object) -> str:
    if isinstance(value, Decimal) or value is None:
        return number(value)
    return str(value)  # of an enumeration the value, as all of ours are of text


def _lines(lines: Iterable[Line]) -> Iterator[Record]:
    """A line of a text keeps its number; lines of a PDF are counted on their page."""
    before: tuple[str, int | None] | None = None
    at = 0
    for line in lines:
        place = line.place
        at = at + 1 if (place.file, place.page) == before else 1
        before = place.file, place.page
        yield {
            "file": place.file,
            "page": _text(place.page),
            "line": str(place.line if place.line is not None else at),
            "sheet": place.sheet,
            "cell": " ".join(line.cells) or place.cell,
            "text": line.text,
        }


def _extra_table(number: int, table: ExtraTable) -> Table:
    entry = extra_entry(number, max((len(row) for row in table.rows), default=1))
    records = (
        {f"c{column}": text for column, text in enumerate(row, start=1)} | {"row": str(at)} | _place(table.place)
        for at, row in enumerate(table.rows, start=1)
    )
    return Table(entry, tuple(_complete_record(entry, record) for record in records))


def _place(place: Place) -> Record:
    line = None if place.sheet else place.line
    return dict(zip(PLACE_FIELDS, (place.file, _text(place.page), _text(line), place.sheet, place.cell), strict=True))


def _box(place: Place) -> Record:
    return {name: f"{edge:.2f}" for name, edge in zip(_BOX, place.box, strict=True)} if place.box else {}


def _complete_record(entry: Entry, record: Mapping[str, str]) -> Record:
    """The record in column order, blanks filled; line ends are LF, for a lone CR would break a CSV reader."""
    return {name: record.get(name, "").replace("\r\n", "\n").replace("\r", "\n") for name in entry.columns}
