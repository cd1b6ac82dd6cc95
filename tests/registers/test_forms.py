"""The code lists are sound data packages, and the first report's codes are in them."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from build_site.model import Form
from build_site.package import classify
from tests.houses import rows
from tests.package import made

FOLDER = Path(__file__).resolve().parents[2] / "data" / "codelists"
NAMES = ("cofog", "divisions", "economic", "functional")


def entries(name: str) -> list[dict[str, str]]:
    return rows(FOLDER / name / f"{name}.csv")


def codes(name: str) -> set[str]:
    return {entry["code"] for entry in entries(name)}


@pytest.mark.parametrize("name", NAMES)
def test_a_code_list_is_a_valid_package_that_names_its_sources(name: str) -> None:
    from frictionless import validate

    path = FOLDER / name / "datapackage.json"
    report = validate(str(path))
    assert report.valid, report.to_summary()
    package = json.loads(path.read_text("utf-8"))
    assert package["name"] == name
    assert all(source["title"] for source in package["sources"])
    assert package["licenses"][0]["name"] == "CC-BY-4.0"
    assert [field["name"] for field in package["resources"][0]["schema"]["fields"]] == list(entries(name)[0])


def test_the_folder_holds_no_other_list() -> None:
    assert sorted(path.name for path in FOLDER.iterdir()) == list(NAMES)


@pytest.mark.parametrize(
    ("name", "level"), [("functional", classify.functional_level), ("economic", classify.economic_level)]
)
def test_levels_and_parents_follow_from_the_codes(name: str, level: Callable[[str], str]) -> None:
    known = codes(name)
    for entry in entries(name):
        assert entry["level"] == level(entry["code"])
        assert entry["parent"] == classify.parent(entry["code"])
        assert entry["parent"] in known | {""}
    assert [entry["code"] for entry in entries(name)] == sorted(known)


def test_economic_groups_follow_from_the_codes() -> None:
    assert all(entry["group"] == classify.economic_group(entry["code"]) for entry in entries("economic"))


def test_all_classes_of_the_summary_form_are_listed_with_its_names() -> None:
    names = {entry["code"]: entry["name"] for entry in entries("functional")}
    statements = {statement.form: statement for statement in made.sample_report().statements}
    printed = [row.texts for row in statements[Form.REVENUE_AND_EXPENDITURE].rows if ":" in row.texts["concept"]]
    assert len(printed) == 26
    for row in printed:
        assert names[row["concept"].removeprefix("class:")] == row["label"].partition("、")[2]


def test_the_first_reports_codes_are_listed_with_its_names() -> None:
    from build_site.text import squeeze

    for statement in made.sample_report().statements:
        for row in statement.rows:
            for key, name in (("functional_code", "functional"), ("economic_code", "economic")):
                code = row.texts.get(key)
                if code:
                    (entry,) = [each for each in entries(name) if each["code"] == code]
                    known = [entry["name"], *entry["other_names"].split(" | ")]
                    assert squeeze(row.texts["name"]) in map(squeeze, known)
                    assert entry["first_year_seen"] == "2023"


def test_the_crosswalk_has_one_main_target_for_each_code_and_covers_every_class() -> None:
    crosswalk = [entry["functional_code"] for entry in entries("cofog")]
    assert len(crosswalk) == len(set(crosswalk))
    assert crosswalk == sorted(crosswalk)
    classes = {entry["code"] for entry in entries("functional") if entry["level"] == "class"}
    assert classes <= set(crosswalk)
    names: dict[str, str] = {}
    for entry in entries("cofog"):
        code = entry["cofog_code"]
        assert (entry["confidence"] == "none") == (code == "")
        assert entry["cofog_level"] == {0: "", 2: "division", 4: "group"}[len(code)]
        assert entry["level"] == {3: "class", 5: "section", 7: "item"}[len(entry["functional_code"])]
        assert names.setdefault(code, entry["cofog_name_en"]) == entry["cofog_name_en"]
        assert code not in entry["also"].split()
        assert entry["functional_code"][:3] in crosswalk


@pytest.mark.parametrize(
    ("code", "name", "parent"),
    [
        ("420000", "湖北省", ""),
        ("420100", "武汉市", "420000"),
        ("420116", "黄陂区", "420100"),
        ("310000", "上海市", ""),
        ("310107", "普陀区", "310000"),
        ("350128", "平潭县", "350100"),
        ("429004", "仙桃市", "420000"),
        ("310103", "卢湾区", "310000"),
    ],
)
def test_divisions(code: str, name: str, parent: str) -> None:
    (entry,) = [entry for entry in entries("divisions") if entry["code"] == code]
    assert (entry["name"], entry["parent"]) == (name, parent)


def test_divisions_stand_under_their_parents() -> None:
    levels = {entry["code"]: entry["level"] for entry in entries("divisions")}
    above = {"province": {""}, "prefecture": {"province"}, "county": {"province", "prefecture"}}
    for entry in entries("divisions"):
        assert levels.get(entry["parent"], "") in above[entry["level"]], entry
    in_force = [entry["level"] for entry in entries("divisions") if not entry["last_year"]]
    assert (in_force.count("prefecture"), in_force.count("county")) == (333, 2845)
    assert in_force.count("province") == 34
