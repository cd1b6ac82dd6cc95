"""What reports of other places say of one set of accounts, in their own words: all of it right, and understood."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from build_site.extract.parse import parse
from build_site.extract.recognise import recognise
from build_site.model import Finding, Outcome
from build_site.package.read import Package
from build_site.package.years import department_year
from build_site.reconcile import catalogue, examine
from build_site.reconcile.declare import Rule
from build_site.reconcile.tables import read
from tests.houses import rows
from tests.package.made import packaged

FOLDER = Path(__file__).parent / "places"
TEXTS = sorted(
    path.relative_to(FOLDER).with_suffix("").as_posix() for path in FOLDER.rglob("*.txt") if path.stem != "forms"
)
"""Of places; `free/`: in manners for which nothing was made (the sum before what it is, units of a department, several years,
no headings); `whole/`: whole reports with accounts of their own, by a writer who did not know the program."""
OF_WORDS = [rule for rule in catalogue().values() if rule.module != "identities"]  # the forms are the same in each
COLUMNS = "\t".join(map(str, range(1, 13))) + "\n"
AMOUNTS = "30.80\t0.00\t16.00\t0.00\t16.00\t14.80\t25.70\t0.00\t9.40\t0.00\t9.40\t16.30\n"
UNKNOWN = {"hunan": 1, "jiangxi": 2, "jiangsu": 6, "liaoning": 5, "sichuan": 1, "yunnan": 19, "gansu": 5, "guangxi": 4, "guizhou": 4,
           "hainan": 14, "heilongjiang": 10, "hubei": 2, "inner-mongolia": 3, "jilin": 10, "qinghai": 6, "xinjiang": 4, "mixed-units": 22, "units-and-spans": 47, "compared-at-once": 14, "dashes": 44, "few-words": 27, "henan": 4, "hundred-millions": 5, "reasons": 69, "school": 16, "street": 38, "tianjin": 2, "tibet": 8}  # fmt: skip
"""Amounts and rates that are of no form: assets, festivals, the budgets that pay for a meeting."""


def audited(
    name: str, folder: Path, right: str = "", wrong: str = "", more: str = "", rules: Sequence[Rule] = OF_WORDS
) -> tuple[Finding, ...]:
    """The findings of a report with this text and `more`, in which `wrong` stands for `right`, behind the forms that all but
    whole reports share; that of “三公” expenses is filled in where the text is about them."""
    text = (FOLDER / f"{name}.txt").read_text("utf-8")
    assert right in text
    forms = "" if name.startswith("whole/") else (FOLDER / "forms.txt").read_text("utf-8")
    if "three-public" in name:
        head, below, _ = forms.partition(COLUMNS)
        forms = f"{head}{below}{AMOUNTS}"
    text = forms + (text.replace(right, wrong) if right else text) + more
    source = folder / "report.txt"
    source.write_text(text, "utf-8")
    return examine(read(packaged(recognise(parse(source)), folder / "package")), rules)


def differing(findings: tuple[Finding, ...]) -> set[str]:
    return {f"{f.rule_id}: {f.message_zh}" for f in findings if f.outcome is Outcome.DIFFERS and f.rule_id[0] != "S"}


@pytest.mark.parametrize("name", TEXTS)
def test_what_is_right_is_never_accused(name: str, tmp_path: Path) -> None:
    assert differing(audited(name, tmp_path)) == set()
    claims = Package(tmp_path / "package").table("claims")
    if "/" not in name:
        assert sum(not claim["measure"] for claim in claims) == UNKNOWN.get(name, 0)
    if name.startswith("three-public/"):
        stated = {claim["measure"]: claim["value"] for claim in reversed(claims) if claim["fiscal_year"] == "2025"}
        assert (stated["hospitality-batches"], stated["hospitality-persons"]) == ("312", "4228")


@pytest.mark.parametrize(("name", "right", "wrong", "rule"), [row.values() for row in rows(FOLDER / "wrong.csv")])
def test_what_is_wrong_is_found(name: str, right: str, wrong: str, rule: str, tmp_path: Path) -> None:
    assert differing(audited(name, tmp_path, right, wrong, rules=[catalogue()[rule]]))


def test_a_plan_of_all_budgets_is_not_held_against_the_first(tmp_path: Path) -> None:
    """财政拨款支出 under a heading of the general public budget: the form of all three has the amount."""
    audited("hunan", tmp_path)
    (total,) = (row for row in Package(tmp_path / "package").table("budget-execution") if row["level"] == "total")
    assert (total["final_in_form"], total["final_check"]) == ("14079.59", "exact")
    known = department_year(Package(tmp_path / "package"))
    assert (known["plan_yuan"], known["plan_state"]) == ("", "not-in-report")


def test_a_total_that_only_another_budget_has_is_held_against_the_first(tmp_path: Path) -> None:
    right, wrong = "支出决算为10946.92万元，完成年初预算", "支出决算为3132.67万元，完成年初预算"  # the fund's total
    audited("guizhou", tmp_path, right, wrong)
    (total,) = (row for row in Package(tmp_path / "package").table("budget-execution") if row["level"] == "total")
    assert (total["final_in_form"], total["final_check"]) == ("10946.92", "differs")


def test_vehicles_disposed_of_are_not_those_there_are(tmp_path: Path) -> None:
    audited("yunnan", tmp_path)
    assert not [row for row in Package(tmp_path / "package").table("disclosures") if row["key"] == "vehicles-total"]
