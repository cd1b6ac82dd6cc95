"""department-years: one row per report with its headline measures in yuan, each with its state, and how the rows of one
department over the years belong together."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType

from build_site.model import Form, FormState, State
from build_site.package.leaves import leaves
from build_site.package.measures import MEASURES, Cell, Measure
from build_site.package.money import in_yuan
from build_site.package.read import Package, Record
from build_site.registers.dictionary import Field, Text, read

NAME = "department-years"
_BETTER = {"value": 0, "zero": 0, "none-stated": 1, "not-read": 2, "blank": 3, "not-in-report": 4}
"""Of what is said in several places the best counts, of equals what is said first: a form before the narrative."""
_OF_CELLS = {State.NO_DATA.value: "none-stated"}
_OF_FORMS = {FormState.MISSING: "not-in-report", FormState.NOT_READ: "not-read"}
_PLANNED = ("approved", "adjusted", "budget")
Followed = Mapping[str, Sequence[str]]
"""Department → those that it follows after a reorganisation."""
Found = tuple[str, str]
"""The amount in yuan (or the number), and the state."""


def fields() -> tuple[Field, ...]:
    """The dictionary's columns, its two model columns once for each measure."""
    own = {field.name: field for field in read()[NAME].fields}
    return (
        *(field for field in own.values() if not field.name.startswith("measure")),
        *(
            _named(own[model], f"{name}{suffix}", measure)
            for name, measure in MEASURES.items()
            for model, suffix in (
                ("measure_number", "") if measure.counted else ("measure_yuan", "_yuan"),
                ("measure_state", "_state"),
            )
        ),
    )


def _named(model: Field, name: str, measure: Measure) -> Field:
    def fill(text: Text) -> Text:
        return Text(text.zh.replace("{title}", measure.zh), text.en.replace("{title}", measure.en))

    return Field(name, model.type, fill(model.title), fill(model.description), enum=model.enum, required=model.required)


def department_year(package: Package) -> Record:
    """The report's measures; what it is and how it stands in the panel comes when the reports are stacked."""
    row: Record = {}
    for name, measure in MEASURES.items():
        value, state = _measure(package, measure)
        row |= {name if measure.counted else f"{name}_yuan": value, f"{name}_state": state}
    return row


def _measure(package: Package, measure: Measure) -> Found:
    found = [in_form(package, cell) for cell in measure.cells]
    if measure.fact:
        found.append(_fact(package, measure))
    if measure.plan:
        found.append(_plan(package, measure.plan))
    if claim := told(package, measure):
        yuan = in_yuan(claim["value"], claim["unit"])
        found.append((yuan, "value" if Decimal(yuan) else "zero"))
    return min(found, key=lambda each: _BETTER[each[1]])


def in_form(package: Package, cell: Cell) -> Found:
    """What a form has of a cell; of a blank one what the report says beside it, that there was none."""
    form, field, said = cell
    state = package.state(form)
    none = field != "budget" and _declared_none(package, form)  # what was not spent may have been planned
    if state is FormState.EMPTY:
        return ("0", "none-stated") if package.note(form) or none else ("", "blank")
    if state is not FormState.FOUND:
        return ("0", "none-stated") if none else ("", _OF_FORMS[state])
    unit = package.money(form).printed
    for row in package.table(form):
        if all(row[name] == value for name, value in said.items()):
            known = package.cells.get(f"{form}/{row['row']}/{field}", {"state": "blank"})["state"]
            if not row[field]:
                none = none and known == "blank" and field == "final"  # of all its items
                return ("0", "none-stated") if none else ("", _OF_CELLS.get(known, known))
            yuan = in_yuan(row[field], unit)
            return (yuan, known) if yuan else ("", "not-read")  # a unit that nobody read
    return _summed(package, cell, unit) if "group" in said else ("", "blank")


def _summed(package: Package, cell: Cell, unit: str) -> Found:
    """A subtotal that the form does not print: the sum of its own rows that it splits no further."""
    form, field, said = cell
    rows = package.table(form)
    own = [rows[at] for at, name in sorted(leaves(form, rows)) if name == field and rows[at]["group"] == said["group"]]
    yuan = [in_yuan(row[field], unit) for row in own]
    unread = any(key.startswith(f"{form}/") and each["state"] == "not-read" for key, each in package.cells.items())
    if not all(yuan) or unread:
        return "", "not-read"
    total = sum(map(Decimal, yuan), Decimal(0))
    return (f"{total:f}", "value" if total else "zero") if yuan else ("", "blank")


def _declared_none(package: Package, form: str) -> bool:
    """Whether the narrative says that there was none of what the form is about."""
    key = Form(form).total
    return any(_is_own(package, row, key) and row["state"] == "none" for row in package.table("disclosures"))


def _fact(package: Package, measure: Measure) -> Found:
    rows = package.table("disclosures")
    own = next((row for key in (measure.fact, measure.also) for row in rows if _is_own(package, row, key)), None)
    if own is None:
        return _kinds(package, measure)
    if own["state"] == "none":
        return "0", "none-stated"
    number = own["value"] if measure.counted else in_yuan(own["value"], own["unit"])
    if number:
        return number, "value" if Decimal(number) else "zero"
    return "", "not-read" if own["value"] else "blank"


def _kinds(package: Package, measure: Measure) -> Found:
    """A number of people that the narrative gives by kinds alone, in one sentence: 行政编制12名，工勤编制2名."""
    kinds = [row for row in package.table("disclosures") if _is_own(package, row, f"{measure.fact}-of-kind")]
    numbers = [Decimal(row["value"]) for row in kinds if row["sentence"] == kinds[0]["sentence"] and row["value"]]
    return (f"{sum(numbers):f}", "value") if numbers and measure.counted else ("", "not-in-report")


def _is_own(package: Package, row: Record, key: str) -> bool:
    """Whether a disclosure is this fact of the report's own year."""
    return row["key"] == key and row["fiscal_year"] in ("", str(package.year))


def _plan(package: Package, column: str) -> Found:
    for row in package.table("budget-execution"):
        if row["level"] == "total" and row[column]:
            if of_all_budgets(package, row):
                return "", "not-in-report"
            yuan = in_yuan(row[column], row["unit"])
            return (yuan, "value" if Decimal(yuan) else "zero") if yuan else ("", "not-read")
    return "", "not-in-report"


def of_all_budgets(package: Package, total: Mapping[str, str]) -> bool:
    """Whether the budget and the final amount that the text compares are those of 财政拨款 as a whole: they fit the form of all
    three budgets, and not that of the first."""
    first = next((row for row in package.table("general-public-budget") if not row["functional_code"]), None)
    unit = package.money("general-public-budget").printed
    yuan = in_yuan(first["total"], unit) if first else ""
    fits = total["final_check"] in ("exact", "rounding")
    return bool(yuan) and fits and abs(Decimal(in_yuan(total["final_in_form"], total["unit"])) - Decimal(yuan)) > 1


def told(package: Package, measure: Measure) -> Record | None:
    """The number that the narrative tells of a measure of a form, a plan or what was spent; of two that differ, none, and none
    that another sentence denies."""
    key, phases = (measure.planned, _PLANNED) if measure.planned else (measure.cells and measure.fact, ("executed",))
    found = {
        in_yuan(row["value"], row["unit"]): row
        for row in package.table("claims") if key
        if row["measure"] == key and row["phase"] in phases and not row["subject"] and row["binding"] == "named"
        if row["fiscal_year"] == str(package.year) and in_yuan(row["value"], row["unit"])
    }  # fmt: skip
    if len(found) != 1:
        return None
    ((yuan, claim),) = found.items()
    denied = not measure.planned and Decimal(yuan) and _declared_none(package, measure.cells[0][0])
    return None if denied else claim


def in_panel(rows: Sequence[Mapping[str, str]], followed: Followed = MappingProxyType({})) -> Iterator[Record]:
    """The rows, sorted by department and year, each with `panel` (one id for departments that follow each other),
    `successor`, and `panel_break`: why a row is not simply compared with the one before it. `followed`: of the register, where a
    department without a report may stand between two that have some."""
    followed = {**{row["slug"]: tuple(row["predecessor"].split()) for row in rows}, **followed}
    panels, followers = _panels(followed), defaultdict[str, list[str]](list)
    for slug, names in sorted(followed.items()):
        for name in names:
            followers[name].append(slug)
    first: dict[str, int] = {}
    for row in rows:
        first[row["slug"]] = min(first.get(row["slug"], 9999), int(row["fiscal_year"]))
    last = {row["slug"]: int(row["fiscal_year"]) for row in rows}

    def begins(row: Mapping[str, str]) -> str:
        """Of a department's first row."""
        old = followed.get(row["slug"], ())
        if len(old) > 1:
            return "merged"
        goes_on = any(len(followers[name]) > 1 or last.get(name, 0) >= int(row["fiscal_year"]) for name in old)
        return "divided" if goes_on else "succession" if old else ""

    before: Mapping[str, str] = {}
    for row in rows:
        own = row["slug"] == before.get("slug")
        left = own and any(first.get(each) == int(row["fiscal_year"]) for each in followers[row["slug"]])
        why = "divided" if left else _break(before, row) if own else begins(row)
        yield {**row, "panel": panels[row["slug"]], "successor": " ".join(followers[row["slug"]]), "panel_break": why}
        before = row


def _break(before: Mapping[str, str], row: Mapping[str, str]) -> str:
    if int(row["fiscal_year"]) > int(before["fiscal_year"]) + 1:
        return "gap"
    return "renamed" if row["department"] != before["department"] else ""


def _panels(followed: Followed) -> dict[str, str]:
    """The panel of every department: those that follow each other, however, have one; its id is the code of the oldest, of
    several the first in order."""
    together = {each: {each} for slug, names in followed.items() for each in (slug, *names)}
    for slug, names in followed.items():
        for name in names:
            joined = together[slug] | together[name]
            together.update(dict.fromkeys(joined, joined))
    return {slug: min(group, key=lambda each: (bool(followed.get(each)), each)) for slug, group in together.items()}
