"""What may have been misread is no finding about the report: documents that cannot be read whole, of accounts that add up."""

from pathlib import Path

import pytest

from build_site.extract.parse import parse
from build_site.extract.recognise import recognise
from build_site.model import InputError, Outcome
from build_site.reconcile import Audit, audit
from tests.factory.layouts import Layout
from tests.factory.test_kinds import FULL, TOLD, checked
from tests.package.made import packaged


def audited(name: str, folder: Path) -> Audit | None:
    """The audit of a report of this kind; None where it is refused."""
    report = checked(name, Layout(), 0, folder / "report.txt")
    return None if isinstance(report, InputError) else audit(packaged(report, folder / "package"))


@pytest.mark.parametrize("name", TOLD)
def test_what_was_misread_is_doubted_and_accuses_nobody(name: str, tmp_path: Path) -> None:
    found = audited(name, tmp_path)
    wrong = [f for f in found.findings if f.outcome is Outcome.DIFFERS and f.rule_id[0] in "IXNE"] if found else []
    assert not wrong, [f.message_zh for f in wrong]


def test_a_form_that_is_not_whole_doubts_what_it_lacks(tmp_path: Path) -> None:
    found = audited("a row that lost its code", tmp_path)
    assert found is not None
    missing = [f for f in found.findings if f.rule_id == "N-LIST-MISSING" and f.reason_code == "reading"]
    assert missing
    assert "本站可能没有读对" in missing[0].message_zh


def test_a_cover_of_another_year_is_the_one_thing_that_differs(tmp_path: Path) -> None:
    found = audited("a cover of the year before", tmp_path)
    assert found is not None
    assert [each.rule_id for each in found.findings if each.outcome is Outcome.DIFFERS] == ["D-YEAR"]


def test_the_same_wording_is_one_defect_however_often_it_stands(tmp_path: Path) -> None:
    audited("a cover of the year before", tmp_path)
    printed = (tmp_path / "report.txt").read_text("utf-8")
    year, at = FULL.year, printed.rindex("一、收入支出决算总体情况说明")
    before, behind = printed[:at].replace(f"{year - 1}年", f"{year}年"), printed[at:]
    for each in (year - 1, year):  # the sentences as those of the year before
        behind = behind.replace(f"{each}年", f"{each - 1}年")
    (tmp_path / "report.txt").write_text(before + behind, "utf-8")
    found = audit(packaged(recognise(parse(tmp_path / "report.txt")), tmp_path / "again"))
    (years,) = (each for each in found.defects if "N-YEAR" in each.findings)
    assert "同样的写法共" in years.statement_zh
