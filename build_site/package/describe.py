"""datapackage.json: a Data Package v2.0 with Fiscal Data Package annotations (STANDARDS 1 and 2).

Chinese first; the second paragraph of each description is English.
"""

import hashlib
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from build_site.model import (
    Department,
    Finding,
    Form,
    FormState,
    Outcome,
    Registration,
    Report,
    State,
    Statement,
    Unit,
)
from build_site.model.money import FACTORS
from build_site.package.money import AMOUNTS, decimals
from build_site.package.tables import Table
from build_site.registers.dictionary import Entry, Field, Text

Json = dict[str, Any]

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
LICENCE = {
    "name": "CC-BY-4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
    "title": "Creative Commons Attribution 4.0 International",
}
DIALECT = {"delimiter": ","}
"""Said although it is the default: frictionless guesses where it is not, and lines of dots and tabs mislead it."""
PROJECT = Text("决算开放数据", "Open final accounts")
_TAXONOMY = "https://frictionlessdata.io/taxonomies/fiscal/budgets.json"
# A package's id is derived from its name in this namespace, so that it never changes with the site's address.
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "open-final-accounts")
_FORMS = frozenset(Form)

# Fiscal Data Package: the dimension that a key of `normalize` stands for.
_DIMENSIONS = {
    "balance": "balance:code",
    "budget_account": "fin-source:generic:level1:code",
    "direction": "direction",
    "expenditure_type": "expenditure-type:code",
    "funding_source": "fin-source:generic:level2:code",
    "phase": "phase:id",
}
_OWN_COLUMN_TYPES = [
    {"name": "balance:code", "dataType": "string", "unique": True},
    {"name": "expenditure-group:code", "dataType": "string", "unique": True},
    {"name": "expenditure-item:three-public:code", "dataType": "string", "unique": True},
    {
        "name": "expenditure-item:three-public:label",
        "dataType": "string",
        "labelOf": "expenditure-item:three-public:code",
    },
    {"name": "statement-line:code", "dataType": "string", "unique": True},
    {"name": "statement-line:label", "dataType": "string", "labelOf": "statement-line:code"},
]
COLUMN_TYPES = [_TAXONOMY, _OWN_COLUMN_TYPES]


def package_id(name: str) -> str:
    """The same for ever for the same name, wherever the package is published."""
    return f"urn:uuid:{uuid.uuid5(NAMESPACE, name)}"


def package(report: Report, registration: Registration, department: Department, resources: Sequence[Json]) -> Json:
    """The descriptor of one publication; blank properties are left out."""
    year = report.fiscal_year
    return filled(
        {
            "$schema": PROFILE,
            "name": registration.name,
            "id": package_id(registration.name),
            "title": f"{department.name}{year}年度部门决算",
            "title_en": f"Final accounts {year}, {department.name_en}" if department.name_en else "",
            "description": _description(report, department),
            "version": "1.0.0",  # both as the log has them, which `versions` enters
            "auditRevision": 1,
            "keywords": _keywords(report, department),
            "licenses": [LICENCE],
            "sources": [_source(registration)],
            "contributors": [
                {"title": department.name, "roles": ["creator"]},
                {"title": f"{PROJECT.zh} ({PROJECT.en})", "roles": ["dataCurator"]},
            ],
            "department": {
                "slug": department.slug,
                "name": department.name,
                "name_en": department.name_en,
                "division_code": department.division_code,
            },
            "fiscalYear": year,
            "amountUnit": _amount_unit(report.unit, report.statements),
            "readBy": report.read_by,
            "reading": _reading(report),
            "pages": report.pages,
            "pdf": {"title": report.pdf_title, "tagged": report.pdf_tagged} if report.pdf_tagged is not None else {},
            "withheld": report.withheld,
            "withheldUnrecognised": report.unrecognised,
            "notices": [
                {"text": notice.text.zh, "text_en": str(notice.text), "place": notice.place.zh}
                for notice in report.notices
            ],
            "columnTypes": COLUMN_TYPES,
            "resources": list(resources),
        }
    )


def resource(
    table: Table, data: bytes, report: Report, registration: Registration, statement: Statement | None = None
) -> Json:
    """The descriptor of one CSV with the bytes `data`; `statement` for one of the nine forms."""
    entry = table.entry
    return filled(
        {
            **csv_resource(entry, _form_description(entry, statement) if statement else entry.description.paragraphs),
            **measured(data, len(table.records)),
            **(_form_properties(statement, report) if statement else _row_units(table)),
            "schema": _schema(entry, report, registration),
        }
    )


def csv_resource(entry: Entry, description: str) -> Json:
    """What every CSV's descriptor begins with."""
    return {
        "name": entry.name,
        "type": "table",
        "title": entry.title.zh,
        "title_en": entry.title.en,
        "description": description,
        "path": f"{entry.name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": DIALECT,
    }


def measured(data: bytes, rows: int) -> Json:
    """What changes when a file is written anew: size, checksum, number of rows."""
    return {"bytes": len(data), "hash": f"sha256:{hashlib.sha256(data).hexdigest()}", "rowCount": rows}


def outcomes(findings: Sequence[Finding]) -> dict[str, int]:
    """How many checks ended in each outcome, all six named."""
    counts = Counter(finding.outcome for finding in findings)
    return {outcome.value: counts[outcome] for outcome in Outcome}


def _description(report: Report, department: Department) -> str:
    year = report.fiscal_year
    states = Counter(statement.state for statement in report.statements)
    forms = f"读到有数的表 {states[FormState.FOUND]} 张，空表 {states[FormState.EMPTY]} 张"
    if states[FormState.MISSING]:
        forms += f"，报告中没有的表 {states[FormState.MISSING]} 张"
    if states[FormState.NOT_READ]:
        forms += f"，印有而没有读出的表 {states[FormState.NOT_READ]} 张"
    chinese = (
        f"{department.name}{year}年度部门决算公开报告的全部内容，整理为机器可读的表：九张决算表（{forms}）、"
        f"报告全文、文字说明中的每一个数、绩效自评、名词解释，以及逐条勾稽核对的结果。"
        f"金额照录报告印出的数，单位为{report.unit.printed}；每一行都注明在原报告中的位置。"
        f"本数据为第三方整理，未经公布单位审核或认可，一切以原报告为准。"
    )
    name = department.name_en or department.name
    english = (
        f"The final accounts report {year} of {name} as tables: the nine standard forms, the full narrative, "
        f"every number in it, performance self-assessments, glossary, and the outcome of every check. Amounts are as "
        f"printed, in units of {report.unit.factor} {report.unit.currency}; every row says where it stands in the "
        f"report. Compiled by a third party and not endorsed by the publisher; the report prevails."
    )
    return f"{chinese}\n\n{english}"


def _keywords(report: Report, department: Department) -> list[str]:
    words = ["部门决算", "决算公开", "财政", "final accounts", "public finance", department.name, department.name_en]
    return [word for word in (*words, f"{report.fiscal_year}年度") if word]


def _source(registration: Registration) -> Json:
    retrieved = f", retrieved {registration.retrieved}" if registration.retrieved else ""
    return filled(
        {
            "title": registration.title,
            "path": registration.url,
            "hash": f"sha256:{registration.sha256.removeprefix('sha256:')}" if registration.sha256 else "",
            "published": registration.published,
            "retrieved": registration.retrieved,
            "terms": f"原报告未注明许可；no licence stated with the report{retrieved}",
        }
    )


def _amount_unit(unit: Unit, statements: Sequence[Statement]) -> Json:
    """The unit with the decimals that the amounts of these forms are printed with as a rule."""
    values = (
        amount.value
        for statement in statements
        for row in statement.rows
        for amount in row.amounts.values()
        if amount.value is not None
    )
    return _unit(unit, values)


def _unit(unit: Unit, values: Iterable[Decimal]) -> Json:
    return {
        "currency": unit.currency,
        "factor": unit.factor,
        "printedAs": unit.printed,
        "decimals": decimals(values),
    }


def _reading(report: Report) -> Json:
    """How sure the reading is, as counts: 0 of each where nothing is in doubt."""
    amounts = [amount for s in report.statements for row in s.rows for amount in row.amounts.values()]
    return {
        "read_by": report.read_by,
        "notices": len(report.notices),
        "unplaced_numbers": sum(statement.unplaced for statement in report.statements),
        "doubtful_cells": sum(bool(amount.doubt) or amount.state is State.NOT_READ for amount in amounts),
        "forms_not_read": sum(statement.state is FormState.NOT_READ for statement in report.statements),
    }


def _form_description(entry: Entry, statement: Statement) -> str:
    zh, en = entry.description.zh, entry.description.en
    if statement.state is FormState.MISSING:
        zh += "本报告没有这张表。"
        en += " This report does not contain the form."
    elif statement.state is FormState.NOT_READ:
        zh += "本报告印有这张表，但没有读出来：请看原报告。"
        en += " The report prints the form, but it could not be read: see the report itself."
    elif statement.state is FormState.EMPTY and statement.note:
        zh += f"本报告的这张表没有数。报告的说明：{statement.note.removeprefix('注：')}"
        en += " The form is printed without any amount; the report's own sentence is quoted above."
    elif statement.state is FormState.EMPTY:
        zh += "本报告的这张表没有数，也没有说明。"
        en += " The form is printed without any amount, and no note says why."
    return Text(zh, en).paragraphs


def _row_units(table: Table) -> Json:
    """Of a table whose rows say their units: which column does, and the unit of its amounts where all have the same."""
    fields = AMOUNTS.get(table.entry.name, ())
    if not fields or "unit" not in table.entry.columns:
        return {}
    amounts = [(row["unit"], Decimal(row[each])) for row in table.records for each in fields if row[each]]
    found = {unit for unit, _ in amounts} & FACTORS.keys()
    said = {}
    if len(found) == 1:
        name = found.pop()
        said = _unit(Unit(name, FACTORS[name]), (value for unit, value in amounts if unit == name))
    return {"unitField": "unit", "amountUnit": said}


def _form_properties(statement: Statement, report: Report) -> Json:
    return {
        "formState": statement.state.value,
        "formTitle": statement.title,
        "formNote": statement.note,
        "columnNumbers": dict(statement.columns),
        "unplacedNumbers": statement.unplaced or None,
        "secondReading": "agrees" if statement.form in report.read_twice else "",
        "amountUnit": _amount_unit(statement.unit, [statement]),
    }


def _schema(entry: Entry, report: Report, registration: Registration) -> Json:
    blank = "blank in the report" if entry.name in _FORMS else "blank in the report, or not applicable"
    return filled(
        {
            "fields": [field_json(field) for field in entry.fields],
            "missingValues": [{"value": "", "label": blank}],
            "primaryKey": list(entry.primary_key),
            "uniqueKeys": [list(entry.unique_key)] if entry.unique_key else [],
            "foreignKeys": [
                {
                    "fields": [field.name],
                    # a table's reference to itself names no resource (Data Package v2)
                    "reference": {"resource": other, "fields": [target]}
                    if other != entry.name
                    else {"fields": [target]},
                }
                for field in entry.fields
                if field.foreign_key
                for other, target in [field.foreign_key]
            ],
            "extraFields": _extra_fields(entry, report, registration),
        }
    )


def field_json(field: Field) -> Json:
    return filled(
        {
            "name": field.name,
            "type": field.type,
            "title": field.title.zh,
            "title_en": field.title.en,
            "description": field.description.paragraphs,
            "columnType": field.column_type,
            "normalize": dict(field.normalize),
            "constraints": filled(
                {"required": field.required, "unique": field.unique, "pattern": field.pattern, "enum": list(field.enum)}
            ),
        }
    )


def _extra_fields(entry: Entry, report: Report, registration: Registration) -> list[Json]:
    """Columns of the denormalised form only: constants, reduced dimensions, and the value they qualify."""
    if not entry.measures:
        return []
    dimensions = sorted({key for field in entry.fields for key, _ in field.normalize})
    return [
        _constant("fiscal_year", "date:fiscal-year", report.fiscal_year, "integer"),
        _constant("administrative_unit", "administrative-classification:generic:level1:label", report.department),
        _constant("division_code", "geo-source:generic:code", registration.division_code),
        _constant("division_code_list", "geo-source:generic:codeList", "GB/T 2260"),
        _constant("currency", "value-currency:code", report.unit.currency),
        *({"name": name, "type": "string", "columnType": _DIMENSIONS[name]} for name in dimensions),
        {"name": "value", "type": "number", "columnType": "value", "normalizationTarget": True},
    ]


def _constant(name: str, column_type: str, value: str | int, type_: str = "string") -> Json:
    return {"name": name, "type": type_, "columnType": column_type, "constant": value}


def filled(properties: Mapping[str, Any]) -> Json:
    """Without the properties that say nothing; a zero says something."""
    return {
        key: value
        for key, value in properties.items()
        if value is not None and value is not False and value not in ("", [], {})
    }
