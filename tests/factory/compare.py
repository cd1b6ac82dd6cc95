"""Holds a reading against what was printed: every cell, nothing invented, every sentence."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from build_site.model import Form, FormState, Report, Row, State, Statement
from build_site.registers.forms import bare
from build_site.text import clean, tidy
from tests.factory.accounts import Passage
from tests.factory.printed import ExpectedForm, ExpectedRow, Printed


@dataclass(slots=True)
class Comparison:
    """What was compared, and every difference as a line of text."""

    cells: int = 0
    sentences: int = 0
    differences: list[str] = field(default_factory=list)


def compare(report: Report, printed: Printed) -> Comparison:
    """Everything that the reading has wrong, lacks or adds."""
    result = Comparison()
    accounts = printed.accounts
    for name, read, meant in (
        ("department", report.department, accounts.department),
        ("year", report.fiscal_year, accounts.year),
        ("published", report.published, accounts.published),
    ):
        if read != meant:
            result.differences.append(f"{name}: {read} instead of {meant}")
    statements = {statement.form: statement for statement in report.statements}
    for form, expected in printed.expected.items():
        if form in statements:
            _form(result, statements[form], expected)
        else:
            result.differences.append(f"{form}: no statement")
    _extras(result, report, printed.extras)
    _narrative(result, report, printed)
    return result


def _form(result: Comparison, statement: Statement, expected: ExpectedForm) -> None:
    form = statement.form
    if statement.state is not expected.state:
        result.differences.append(f"{form}: {statement.state} instead of {expected.state}")
        return
    if expected.state is FormState.MISSING:
        return
    if statement.unit.printed != expected.unit:
        result.differences.append(f"{form}: in {statement.unit.printed} instead of {expected.unit}")
    if expected.note and statement.note != (note := tidy(clean(expected.note))):
        result.differences.append(f"{form}: its note is “{statement.note}” instead of “{note}”")
    read = [(key_of(form, row), row) for row in statement.rows]
    meant = _deduplicated(expected.rows)
    if [key for key, _ in read] != [row.key for row in meant]:
        result.differences.append(_keys(form, [key for key, _ in read], [row.key for row in meant]))
    rows = dict(read)
    for row in meant:
        if row.key in rows:
            result.cells += len(row.amounts)
            result.differences += _row(form, rows[row.key], row)


def _deduplicated(rows: Iterable[ExpectedRow]) -> list[ExpectedRow]:
    """The rows in the order of publication: the two totals of basic expenditure last."""
    return sorted(rows, key=lambda row: row.key.endswith("经费合计"))


def key_of(form: Form, row: Row) -> str:
    texts = row.texts
    if "side" in texts:
        return f"{texts['side']}|{texts['concept']}"
    if form is Form.THREE_PUBLIC_EXPENSES:
        return texts["item"]
    return texts.get("functional_code") or texts.get("economic_code") or texts["name"]


def _keys(form: Form, read: list[str], meant: list[str]) -> str:
    if sorted(read) == sorted(meant):
        return f"{form}: rows in another order: {read[:6]} … instead of {meant[:6]} …"
    lost = [key for key in meant if key not in read]
    added = [key for key in read if key not in meant]
    return f"{form}: rows lost {lost[:6]}, added {added[:6]}, printed {len(meant)}, read {len(read)}"


def _row(form: Form, row: Row, expected: ExpectedRow) -> Iterator[str]:
    label = row.texts.get("label", row.texts.get("name", ""))
    if bare(label) != bare(expected.label):
        yield f"{form}/{expected.key}: “{label}” instead of “{expected.label}”"
    for name, value in expected.amounts.items():
        amount = row.amounts.get(name)
        if amount is None:
            if value is not None:
                yield f"{form}/{expected.key}/{name}: no cell instead of {value}"
            continue
        state = State.BLANK if value is None else State.VALUE if value else State.ZERO
        if (amount.value, amount.state) != (value, state):
            yield f"{form}/{expected.key}/{name}: {amount.state} “{amount.printed}” instead of {state} {value}"
    for name, amount in row.amounts.items():
        if name not in expected.amounts and amount.state is not State.BLANK:
            yield f"{form}/{expected.key}/{name}: “{amount.printed}” where nothing is printed"


def _extras(result: Comparison, report: Report, expected: tuple[str, ...]) -> None:
    read = [table.title for table in report.extra_tables]
    if len(read) != len(expected) or any(
        not title.endswith(meant) for title, meant in zip(read, expected, strict=False)
    ):
        result.differences.append(f"extra tables {read} instead of {list(expected)}")


def _narrative(result: Comparison, report: Report, printed: Printed) -> None:
    """The sections of the narrative with their paragraphs, by number and title, in order."""
    read = [
        (section.number, section.title, section.text)
        for section in report.sections
        if section.number and not section.form and not section.title.endswith(("部门决算表", *printed.extras))
    ]
    meant = [_section(passage) for passage in printed.passages]
    result.sentences += sum(len(passage.paragraphs) for passage in printed.passages)
    for position, (one, other) in enumerate(zip(read, meant, strict=False)):
        if one != other:
            result.differences.append(f"narrative {position}: {_around(one, other)}")
            return
    if len(read) != len(meant):
        more = (read[len(meant) :] or meant[len(read) :])[0]
        result.differences.append(f"narrative: {len(read)} sections instead of {len(meant)}: {more}"[:300])


def _section(passage: Passage) -> tuple[str, str, str]:
    number = passage.number.replace("（", "(").replace("）", ")")
    return number, tidy(clean(passage.title)), "\n".join(tidy(clean(text)) for text in passage.paragraphs)


def _around(one: tuple[str, str, str], other: tuple[str, str, str]) -> str:
    read, meant = (" ".join(each).replace("\n", "⏎") for each in (one, other))
    at = next((i for i, (a, b) in enumerate(zip(read, meant, strict=False)) if a != b), min(len(read), len(meant)))
    start = max(at - 25, 0)
    return f"{other[0]}{other[1]}: “…{read[start : at + 40]}…” instead of “…{meant[start : at + 40]}…”"
