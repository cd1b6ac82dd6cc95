"""A package is valid for frictionless, as anyone runs it and as the build does; what is not is refused with its place."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import frictionless
import pytest

from build_site.model import InputError, Line, Outcome, Place, Report, Row
from build_site.package import complete, write
from build_site.package.check import check, checklist
from tests.package import made

SOURCE = made.registration().source_path


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample report's package with its audit."""
    folder = made.sample_package(tmp_path_factory.mktemp("package"))
    complete(folder, [made.finding()], [], {"c0002": "revenue-and-expenditure/12/amount"})
    return folder


@pytest.fixture
def package(whole: Path, tmp_path: Path) -> Path:
    return shutil.copytree(whole, tmp_path / "package")


def written(report: Report, folder: Path) -> Path:
    write(report, made.registration(), made.department(), folder)
    return folder


def faults(folder: Path) -> set[str]:
    """The kinds of error that stock frictionless finds."""
    return {each[0] for each in frictionless.validate(str(folder / "datapackage.json")).flatten(["type"])}


def test_every_file_of_the_package_is_looked_at_and_valid(whole: Path) -> None:
    report = frictionless.validate(str(whole / "datapackage.json"), checklist=checklist())
    assert report.valid, report.to_summary()
    assert report.warnings == []
    assert {task.name for task in report.tasks} == {path.stem for path in whole.glob("*.csv")}
    check(whole)


def test_lines_of_a_table_of_contents_do_not_mislead_about_the_delimiter(tmp_path: Path) -> None:
    contents = [Line(f"一、部门职责;;\t{'.' * 90};{at}", Place(line=at)) for at in range(1, 90)]
    folder = written(replace(made.sample_report(), lines=tuple(contents)), tmp_path)
    assert faults(folder) == set()
    resources = json.loads((folder / "datapackage.json").read_text("utf-8"))["resources"]
    assert all(each["dialect"] == {"delimiter": ","} for each in resources)


@pytest.mark.parametrize(
    ("file", "old", "new", "fault"),
    [
        ("expenditure.csv", "173.61", "173.62", "hash-count"),
        ("functional-codes.csv", "2210202,", "2210209,", "foreign-key"),
    ],
)
def test_stock_frictionless_notices_an_edit(package: Path, file: str, old: str, new: str, fault: str) -> None:
    path = package / file
    path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")
    assert fault in faults(package)


def _code(report: Report) -> Report:
    row = Row({"functional_code": "201O1", "name": "某"}, {"total": made.amount("1.00", Place(page=4))}, Place(page=4))
    return made.small_report(row)


@pytest.mark.parametrize(
    ("fault", "place", "words"),
    [
        (lambda r: replace(r, claims=(*r.claims, r.claims[0])), ":367", ["claims.csv", "primary key", "the same as"]),
        (lambda r: replace(r, claims=(replace(r.claims[0], section_id="9.9"),)), ":367", ["claims.csv", '"9.9"', "sections"]),
        (lambda r: replace(r, organisation=(replace(r.organisation[0], kind="building"),)), ":53", ["building", "duty"]),
        (_code, " 第 4 页", ["expenditure.csv", "201O1", "pattern"]),
        (lambda r: replace(r, lines=(r.lines[0], r.lines[0])), "", ["lines.csv", "unique key", "page + line"]),
    ],
    ids=["a claim twice", "a claim of no section", "a value outside its list", "a code that is none", "a line twice"],
)  # fmt: skip
def test_a_wrong_package_is_refused(
    fault: Callable[[Report], Report], place: str, words: list[str], tmp_path: Path
) -> None:
    folder = written(fault(made.sample_report()), tmp_path)
    with pytest.raises(InputError) as caught:
        check(folder, SOURCE)
    message = str(caught.value)
    assert message.startswith(f"{SOURCE}{place}: ")
    assert [word for word in words if word not in message] == []


@pytest.mark.parametrize("fault", ["twice", "message"])
def test_a_wrong_audit_is_refused(package: Path, fault: str) -> None:
    finding = made.finding("R2", Outcome.DIFFERS)
    complete(package, [finding, finding] if fault == "twice" else [replace(finding, message_zh="")], [], {})
    with pytest.raises(InputError, match="findings"):
        check(package)


def test_a_descriptor_that_is_none_is_refused(package: Path) -> None:
    path = package / "datapackage.json"
    path.write_text(path.read_text("utf-8").replace('"type": "number"', '"type": "money"', 1), "utf-8")
    with pytest.raises(InputError, match="a Data Package"):
        check(package)


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("expenditure.csv", ",156,", ",15.6,"),  # a wrong line has no place to be told
        ("datapackage.json", '"fields": ["code"]', '"fields": ["no_such"]'),
    ],
)
def test_what_is_wrong_with_a_place_or_a_reference_is_told_too(package: Path, file: str, old: str, new: str) -> None:
    path = package / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(InputError):
        check(package)
