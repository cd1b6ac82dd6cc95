"""A package's version moves when its data move, and the log says which numbers."""

import json
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from build_site.package import versions
from tests.houses import files
from tests.package.collected import FIRST


class House:
    """A log and one published package; `publish` puts an edited copy of the first report's package in its place."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.log, self.target = root / "data/versions", root / "data/packages/420116-some-department/2023"

    @property
    def folder(self) -> Path:
        return self.log / self.target.parent.name / self.target.name

    def publish(self, *edits: tuple[str, str, str]) -> str:
        """Each edit: file, old text, new text. Returns the version given."""
        fresh = self.target.with_name(".2023.new")
        shutil.copytree(FIRST, fresh)
        text = (fresh / "datapackage.json").read_text("utf-8")
        (fresh / "datapackage.json").write_text(re.sub('"version": "[0-9.]+"', '"version": "1.0.0"', text), "utf-8")
        for name, old, new in edits:
            text = (fresh / name).read_text("utf-8")
            assert old in text
            (fresh / name).write_text(text.replace(old, new, 1), "utf-8")
        version = versions.settle(self.log, self.target, fresh)
        shutil.rmtree(self.target, ignore_errors=True)
        self.target.parent.mkdir(parents=True, exist_ok=True)
        fresh.rename(self.target)
        assert json.loads((self.target / "datapackage.json").read_text("utf-8"))["version"] == version
        return version


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


@pytest.fixture(autouse=True)
def day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")


def test_the_first_version_is_logged_and_the_same_data_are_not_logged_again(house: House) -> None:
    assert house.publish() == "1.0.0"
    log = (house.folder / "versions.csv").read_bytes()
    assert house.publish() == "1.0.0"
    assert (house.folder / "versions.csv").read_bytes() == log
    (only,) = versions.read_versions(house.folder)
    assert (only.kind, only.date) == ("added", "2023-11-14")


_KIND = '{"name": "kind", "type": "string", "title": "类别"'
EDITS = {  # what is edited; the version that it makes, its kind and how many numbers were corrected; what the log says of it
    "a description is no data": (
        [("datapackage.json", '"title": "支出决算表"', '"title": "支出"')], "1.0.0 added 0", [],
    ),
    "a corrected number is a patch": (
        [("expenditure.csv", "201,class,一般公共服务支出,132.37", "201,class,一般公共服务支出,132.38")], "1.0.1 re-read 1",
        ["1.0.1|expenditure|201 一般公共服务支出|total|corrected|132.37|132.38"],
    ),
    "a row of the register is data": (
        [("datapackage.json", '"published": "2024-10-11"', '"published": "2024-10-12"')], "1.0.1 corrected 0",
        ["1.0.1||发布日期||fact|2024-10-11|2024-10-12"],
    ),
    "a new column between the others is a minor version": (  # and no row: in the other columns they are as they were
        [("organisation.csv", "kind,", "kind,extra,"), ("organisation.csv", "\nduty,", "\nduty,a,"),
         ("organisation.csv", "\nstructure,", "\nstructure,b,"),
         ("datapackage.json", _KIND, f'{_KIND}}}, {{"name": "extra", "type": "string"')], "1.1.0 re-read 0",
        ["1.1.0|organisation||extra|column||string"],
    ),
    "a renamed column is a major version": (
        [("datapackage.json", '"name": "amount",', '"name": "money",'),
         ("revenue-and-expenditure.csv", "concept,amount", "concept,money")], "2.0.0 re-read 0",
        ["2.0.0|revenue-and-expenditure||amount|column|number|", "2.0.0|revenue-and-expenditure||money|column||number"],
    ),
    "text that changed is counted by rows": (
        [("glossary.csv", "指市级财政", "指区级财政")], "1.0.1 re-read 0",
        ["1.0.1|glossary|||rows|1|1"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("edits", "made", "logged"), EDITS.values(), ids=EDITS)
def test_what_an_edit_makes(house: House, edits: list[tuple[str, str, str]], made: str, logged: list[str]) -> None:
    house.publish()
    version, last = house.publish(*edits), versions.read_versions(house.folder)[-1]
    assert f"{version} {last.kind} {last.numbers_corrected}" == made
    log = [
        each for each in versions.read_log(house.folder, versions.CHANGES) if each["kind"] not in ("added", "removed")
    ]
    assert ["|".join(each.values()) for each in log] == logged


def test_a_number_more_or_less_is_a_minor_version(house: House) -> None:
    house.publish()
    blank = ("revenue-and-expenditure.csv", "opening-balance,,", "opening-balance,5.00,")
    assert house.publish(blank) == "1.1.0"
    assert house.publish() == "1.2.0"
    assert [(each["kind"], each["old"], each["new"]) for each in versions.read_log(house.folder, versions.CHANGES)] == [
        ("added", "", "5.00"),
        ("removed", "5.00", ""),
    ]


def test_a_rules_words_and_matches_move_the_audit_and_never_the_data(house: House) -> None:
    """Findings change, the version stays; nothing is logged as corrected."""
    house.publish()
    words = ("findings.csv", "两处不一致", "两处的数不相等")
    match = ("claims.csv", ",revenue-and-expenditure/", ",expenditure/")
    for revision, edits in ((2, [words]), (3, [words, match]), (3, [words, match]), (4, [])):
        assert house.publish(*edits) == "1.0.0"
        descriptor = json.loads((house.target / "datapackage.json").read_text("utf-8"))
        assert descriptor["auditRevision"] == revision
    assert [each.kind for each in versions.read_versions(house.folder)] == ["added"]
    assert versions.read_log(house.folder, versions.CHANGES) == []
    first, second, *_ = versions.read_audits(house.folder)
    assert (first.revision, first.version, first.findings_changed) == ("1", "1.0.0", "0")
    assert (second.findings_added, second.findings_changed, second.findings_removed) == ("0", "1", "0")


def test_a_log_of_an_older_build_is_not_taken_for_a_change(house: House) -> None:
    """The digest was then of the findings too: the package itself says that its data have not moved."""
    house.publish()
    path = house.folder / "versions.csv"
    digest = versions.read_versions(house.folder)[-1].digest
    path.write_text(path.read_text("utf-8").replace(digest, "0" * 64), "utf-8")
    (house.folder / "audits.csv").unlink()
    assert house.publish() == "1.0.0"
    assert [each.digest for each in versions.read_versions(house.folder)] == [digest]  # for builds without the package
    assert len(versions.read_audits(house.folder)) == 1


def test_a_report_issued_anew_keeps_the_old_package(house: House) -> None:
    house.publish()
    old = files(house.target)
    digest = json.loads((FIRST / "datapackage.json").read_text("utf-8"))["sources"][0]["hash"]
    version = house.publish(
        ("datapackage.json", digest, "sha256:" + "1" * 64),
        ("expenditure.csv", "132.37", "133.37"),
    )
    last = versions.read_versions(house.folder)[-1]
    assert (version, last.kind, last.source_sha256) == ("1.0.1", "re-issued", "1" * 64)
    with zipfile.ZipFile(house.folder / "1.0.0.zip") as kept:
        assert {name: kept.read(name) for name in kept.namelist()} == {
            name: data for name, data in old.items() if "/" not in name
        }


@pytest.mark.parametrize("withheld", ["2", "3"])
def test_every_version_is_kept_unless_it_shows_what_is_withheld_now(withheld: str, house: House) -> None:
    house.publish()
    number = ("expenditure.csv", "132.37", "132.38")
    assert house.publish(number) == "1.0.1"
    assert house.publish(("datapackage.json", '"withheld": 2', f'"withheld": {withheld}')) == "1.0.2"
    kept = sorted(path.name for path in house.folder.glob("*.zip"))
    assert kept == (["1.0.0.zip", "1.0.1.zip"] if withheld == "2" else [])


@pytest.mark.parametrize("later", ["1700100000", "1700000000"], ids=["another day", "the same day"])
def test_the_log_for_readers_says_what_changed_and_by_how_many_values(
    later: str, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.publish()
    number, day = ("expenditure.csv", "132.37", "132.38"), ("datapackage.json", '"2024-10-11"', '"2024-10-12"')
    words = ("findings.csv", "两处不一致", "两处的数不相等")
    house.publish(number)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", later)
    house.publish(number, words)
    house.publish(number, words, day)
    found = versions.history(house.folder)
    names = ("version", "what", "values_corrected", "audit_revision", "findings_changed")
    assert [tuple(each.get(name, "") for name in names) for each in found] == [
        ("1.0.0", "added", "0", "1", "0"),
        ("1.0.1", "re-read", "1", "", ""),
        ("1.0.1", "rules", "", "2", "1"),
        ("1.0.2", "corrected", "0", "", ""),
    ]


def test_a_log_of_before_takes_the_columns_that_came_since(house: House) -> None:
    house.publish()
    log = house.folder / "audits.csv"
    log.write_text(log.read_text("utf-8").replace(",cause", "").replace(",data", ""), "utf-8")
    assert [each["what"] for each in versions.history(house.folder)] == ["added"]  # of the same day
    house.publish(("findings.csv", "两处不一致", "两处的数不相等"))
    assert [each.cause for each in versions.read_audits(house.folder)] == ["", "rules"]
    assert [each["what"] for each in versions.history(house.folder)] == ["added", "rules"]


def test_building_again_before_a_commit_makes_no_further_version(house: House) -> None:
    def git(*arguments: str) -> None:
        subprocess.run(["git", "-C", str(house.root), "-c", "user.name=t", "-c", "user.email=", *arguments], check=True)

    def commit() -> None:
        git("add", ".")
        git("commit", "-q", "-m", "data")

    git("init", "-q")
    assert house.publish() == "1.0.0"
    assert house.publish(("expenditure.csv", "132.37", "132.38")) == "1.0.0"
    commit()
    assert house.publish() == "1.0.1"
    assert house.publish(("expenditure.csv", "132.37", "132.39")) == "1.0.1"
    assert [each["new"] for each in versions.read_log(house.folder, versions.CHANGES)] == ["132.39"]
    assert house.publish(("expenditure.csv", "132.37", "132.38")) == "1.0.0"
    assert versions.read_log(house.folder, versions.CHANGES) == []
    assert len(versions.read_versions(house.folder)) == 1
    assert list(house.folder.glob("*.zip")) == []


def test_a_report_taken_down_is_logged_once(house: House) -> None:
    house.publish()
    shutil.rmtree(house.target)
    packages = house.target.parent.parent
    assert versions.retire(house.log, packages) == ["420116-some-department-2023"]
    assert versions.retire(house.log, packages) == []
    assert versions.read_versions(house.folder)[-1].kind == "removed"
    assert house.publish() == "1.1.0"
    assert versions.read_versions(house.folder)[-1].kind == "added"
