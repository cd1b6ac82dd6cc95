"""data/dictionary.csv says of every published field what it is, and nothing about any other."""

import dataclasses
import keyword
import re
from pathlib import Path

import pytest

from build_site import model
from build_site.model import PLACE_FIELDS, InputError
from build_site.registers.dictionary import DICTIONARY, Entry, Field, read
from build_site.registers.reasons import DOUBTS

TYPES = {"string", "integer", "number", "boolean"}
CODE_LISTS = {"functional", "economic", "divisions"}
OF_THE_COLLECTION = {"collection", "reports", "department-years", "code-names", "findings-across", "defects-across"}
USED_CODES = {"functional-codes", "economic-codes"}
RECORDS = {
    "sections": model.Section,
    "claims": model.Claim,
    "budget-execution": model.BudgetExecution,
    "disclosures": model.Disclosure,
    "key-work": model.KeyWork,
    "performance-projects": model.PerformanceProject,
    "performance-indicators": model.PerformanceIndicator,
    "glossary": model.Term,
    "organisation": model.Organisation,
    "findings": model.Finding,
    "passes": model.Passes,
    "defects": model.Defect,
}
BEYOND = {"findings": ("limit", "facts", "cause", "left_en", "right_en")}
"""Fields of a record that are no columns: a finding's English sides are published with its defect."""


@pytest.mark.parametrize(("resource", "record"), RECORDS.items())
def test_a_records_fields_are_its_columns(resource: str, record: type) -> None:
    place = [*PLACE_FIELDS] * (resource != "passes") + ["x0", "top", "x1", "bottom"] * (resource == "claims")
    beyond = BEYOND.get(resource, ())
    names = [field.name for field in dataclasses.fields(record) if field.name not in ("place", *beyond)]
    beside = ["final_in_form", "final_check"] if resource == "budget-execution" else []  # what the form says
    assert [each for each in read()[resource].columns if each not in beside] == names + place


@pytest.mark.parametrize(
    ("resource", "field", "enum"),
    [
        ("cells", "state", model.State),
        ("cells", "form", model.Form),
        ("sections", "form", model.Form),
        ("findings", "outcome", model.Outcome),
    ],
)
def test_lists_of_values_are_those_of_the_model(resource: str, field: str, enum: type[model.State]) -> None:
    (found,) = [each for each in read()[resource].fields if each.name == field]
    assert list(found.enum) == [member.value for member in enum]


def test_every_line_is_complete_and_sound() -> None:
    for entry in read().values():
        described: tuple[Entry | Field, ...] = (entry, *entry.fields)
        for each in described:
            texts = (each.title.zh, each.title.en, each.description.zh, each.description.en)
            assert all(texts), (entry.name, each.name)
            assert texts[2].endswith(("。", "）")), (entry.name, each.name)
            assert texts[3].endswith("."), (entry.name, each.name)
        for field in entry.fields:
            assert field.type in TYPES
            assert re.fullmatch("[a-z][a-z0-9_]*", field.name)
            assert not keyword.iskeyword(field.name)
            assert field.name not in {"repeat", "function", "next"}, "R would name it otherwise"
            re.compile(field.pattern)
            if field.foreign_key:
                resource, target = field.foreign_key
                assert target == "code" if resource in CODE_LISTS else target in read()[resource].primary_key
        assert set(entry.unique_key) <= set(entry.columns)
        assert len(set(entry.columns)) == len(entry.columns)


def test_every_table_names_its_source_and_forms_count_their_rows() -> None:
    for name, entry in read().items():
        if name not in {"lines", "passes", *OF_THE_COLLECTION, *USED_CODES}:
            assert set(PLACE_FIELDS) <= set(entry.columns), name
        if name in set(model.Form):
            assert entry.columns[0] == "row"
            assert entry.primary_key == ("row",)
            assert entry.columns[-5:] == PLACE_FIELDS


def test_codes_are_text() -> None:
    codes = [field for entry in read().values() for field in entry.fields if field.name.endswith("_code")]
    assert {field.type for field in codes} == {"string"}


def test_a_field_before_its_resource_is_refused(tmp_path: Path) -> None:
    lines = DICTIONARY.read_text("utf-8").splitlines(keepends=True)
    path = tmp_path / "dictionary.csv"
    path.write_text(lines[0] + lines[2], "utf-8")
    with pytest.raises(InputError, match=r"dictionary\.csv:2: 应为：.*a row for the resource"):
        read(path)


def test_every_doubt_about_a_cell_may_be_published_and_is_described() -> None:
    (doubt,) = (field for field in read()["cells"].fields if field.name == "doubt")
    assert doubt.enum == tuple(DOUBTS)
    assert all(f"{key} {zh}" in doubt.description.zh and en in doubt.description.en for key, (zh, en) in DOUBTS.items())
