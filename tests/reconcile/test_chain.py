"""Two years of one department, and a department with its units, on made packages."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from build_site.model import Department, Finding, Form, Outcome, Planned
from build_site.reconcile import across, audit
from build_site.reconcile.chain import Chain, Plans
from tests.reconcile.made import Package, first_report

RE, FA = Form.REVENUE_AND_EXPENDITURE, Form.FISCAL_APPROPRIATION
CLAIM = {
    "section_id": "3.1", "claim_id": "c0001", "sentence": "支出合计173.61万元，与2023年度相比减少25.64万元。", "printed": "25.64",
    "value": "25.64", "unit": "万元", "measure": "expenditure-for-year:change-amount", "subject": "", "fiscal_year": "2024", "phase": "",
    "direction": "decrease", "base": "prior", "matched": "", "source_page": "", "source_line": "9",
}  # fmt: skip


def write(root: Path, slug: str, package: Package, claims: list[dict[str, str]] | None = None) -> Path:
    folder = package.write(root / slug / str(package.year))
    if claims:
        with (folder / "claims.csv").open("w", encoding="utf-8", newline="") as handle:
            writer = csv.DictWriter(handle, list(CLAIM))
            writer.writeheader()
            writer.writerows(claims)
        descriptor = folder / "datapackage.json"
        text = descriptor.read_text(encoding="utf-8")
        descriptor.write_text(
            text.replace('"resources": [', '"resources": [{"name": "claims", "path": "claims.csv"}, '), encoding="utf-8"
        )
    return folder


def department(slug: str, parent: str = "", predecessor: str = "") -> Department:
    return Department(slug, slug, "", slug[:6], parent, predecessor)


def chain(folders: list[Path], *departments: Department, plans: Plans | None = None) -> dict[str, tuple[Finding, ...]]:
    """The findings of every report."""
    known = {each.slug: each for each in departments}
    chains = [Chain(slug, folders, known, plans or {}) for slug in {folder.parent.name for folder in folders}]
    return {name: each.findings(name) for each in chains for name in each.reports}


def balanced(year: int, opening: str, closing: str) -> Package:
    package = first_report()
    package.year = year
    for form in (RE, FA):
        name = "amount" if form is RE else "total"
        package.row(form, side="revenue", concept="opening-balance")[name] = opening
        package.row(form, side="expenditure", concept="closing-balance")[name] = closing
    return package


def outcomes(findings: tuple[Finding, ...], rule: str) -> dict[str, Outcome]:
    return {f.scope: f.outcome for f in findings if f.rule_id == rule}


def test_a_balance_carried_over_is_the_same_in_both_years(tmp_path: Path) -> None:
    folders = [
        write(tmp_path, "420116-a", balanced(2023, "", "5.00")),
        write(tmp_path, "420116-a", balanced(2024, "5.00", "")),
    ]
    found = chain(folders)
    assert set(outcomes(found["420116-a/2024"], "Y-CARRY").values()) == {Outcome.EXACT}
    assert set(outcomes(found["420116-a/2023"], "Y-CARRY").values()) == {Outcome.NOT_APPLICABLE}


def test_a_balance_that_changed_over_new_year_differs(tmp_path: Path) -> None:
    folders = [
        write(tmp_path, "420116-a", balanced(2023, "", "5.00")),
        write(tmp_path, "420116-a", balanced(2024, "4.00", "")),
    ]
    both = chain(folders)["420116-a/2024"]
    found = outcomes(both, "Y-CARRY")
    # each side stands in the report of its own year
    for finding in (each for each in both if each.rule_id == "Y-CARRY"):
        assert finding.left_cell.startswith(finding.scope.partition("/")[0])
        assert finding.right_cell.startswith(f"420116-a/2023/{finding.scope.partition('/')[0]}/")
    assert found == {f"{RE}/opening-balance": Outcome.DIFFERS, f"{FA}/opening-balance": Outcome.DIFFERS}


@pytest.mark.parametrize(
    ("old", "others", "expected"),
    [
        ({"1-old": (2023,)}, {}, Outcome.EXACT),
        ({"1-old": (2022,)}, {}, "other-year-missing"),
        ({"1-old": (2023, 2024)}, {}, "divided"),  # it goes on
        ({"1-old": (2023,)}, {"1-third": "1-old"}, "divided"),
        ({"1-old": (2023,), "1-second": ()}, {}, "predecessors-missing"),
        ({"1-old": (2023,), "1-second": (2023,)}, {}, Outcome.DIFFERS),  # 5.00 of each
    ],
    ids=["followed", "a year between", "goes on", "divided", "one of two", "merged"],
)
def test_a_department_takes_over_the_balance_of_those_that_it_follows(
    old: dict[str, tuple[int, ...]], others: dict[str, str], expected: Outcome | str, tmp_path: Path
) -> None:
    folders = [write(tmp_path, slug, balanced(year, "", "5.00")) for slug, years in old.items() for year in years]
    folders.append(write(tmp_path, "1-new", balanced(2024, "5.00", ""), [CLAIM]))
    known = [department("1-new", predecessor=" ".join(old)), *(department(each, "", of) for each, of in others.items())]
    found = chain(folders, *known)["1-new/2024"]
    carried = {(f.outcome, f.reason_code) for f in found if f.rule_id == "Y-CARRY"}
    if not isinstance(expected, Outcome):
        assert carried == {(Outcome.NOT_APPLICABLE, expected)}
        return
    assert carried == {(expected, "")}
    first = next(f for f in found if f.rule_id == "Y-CARRY")
    assert (
        f"{len(old)} 个前身" in first.right_text if len(old) > 1 else first.right_text.startswith("前身 2023 年度报告")
    )
    (last,) = (f for f in found if f.rule_id == "Y-LAST")
    assert last.reason_code == "merged" if len(old) > 1 else last.right_cell.startswith("1-old/2023/expenditure/")
    assert ("划入划出" in first.explanations) is (expected is Outcome.DIFFERS)


def test_what_may_be_misread_in_either_report_is_no_difference(tmp_path: Path) -> None:
    folders = [
        write(tmp_path, "420116-a", balanced(2023, "", "5.00")),
        write(tmp_path, "420116-a", balanced(2024, "4.00", "")),
    ]
    descriptor = folders[0] / "datapackage.json"  # numbers on its page stand in no cell
    text = descriptor.read_text("utf-8")
    descriptor.write_text(text.replace(f'"name": "{RE}"', f'"name": "{RE}", "unplacedNumbers": 1', 1), "utf-8")
    again = {f.scope: (f.outcome, f.reason_code) for f in chain(folders)["420116-a/2024"] if f.rule_id == "Y-CARRY"}
    assert again == {
        f"{RE}/opening-balance": (Outcome.NOT_CHECKABLE, "reading"),
        f"{FA}/opening-balance": (Outcome.DIFFERS, ""),
    }


@pytest.mark.parametrize("own", [False, True], ids=["of the year before alone", "of the report too"])
def test_a_difference_to_another_year_is_a_defect_or_part_of_one(own: bool, tmp_path: Path) -> None:
    closing, opening = (
        ("", "4.00") if own else ("5.00", "")
    )  # an opening balance breaks the report's own totals, by as much
    slug = "420116-made"
    folders = [write(tmp_path, slug, balanced(2023, "", closing)), write(tmp_path, slug, balanced(2024, opening, ""))]
    told = across(Chain(slug, folders, {}), f"{slug}/2024")
    differs = {f.scope: f for f in told.findings if f.outcome is Outcome.DIFFERS}
    assert set(differs) == {f"{RE}/opening-balance", f"{FA}/opening-balance"}
    first = differs[f"{RE}/opening-balance"]
    assert first.url == f"/departments/{slug}/2024/audit/#{first.defect_id}"
    known = {each.defect_id for each in audit(folders[1]).defects}
    assert (first.defect_id in known) is own
    assert {each.defect_id for each in told.defects} == {f.defect_id for f in differs.values()} - known
    for each in told.defects:
        assert "2023 年度报告" in each.statement_zh
        assert (each.amount, each.right_text.rpartition("：")[2]) == (Decimal("5.00"), "5.00 万元")


def test_last_year_in_the_text_is_last_years_report(tmp_path: Path) -> None:
    before, after = balanced(2023, "", ""), balanced(2024, "", "")
    folders = [write(tmp_path, "420116-a", before), write(tmp_path, "420116-a", after, [CLAIM])]
    (found,) = (f for f in chain(folders)["420116-a/2024"] if f.rule_id == "Y-LAST")
    # 173.61 + 25.64 is implied for last year, but the same 173.61 was printed then
    assert (found.outcome, format(found.difference or 0, "f")) == (Outcome.DIFFERS, "25.64")
    assert found.right_cell.startswith("420116-a/2023/expenditure/")
    same = {**CLAIM, "value": "0.00", "printed": "0.00"}
    folders[1] = write(tmp_path, "420116-a", after, [same])
    (found,) = (f for f in chain(folders)["420116-a/2024"] if f.rule_id == "Y-LAST")
    assert found.outcome is Outcome.EXACT


@pytest.mark.parametrize("unit", ["万元", ""])
def test_no_amount_last_year_is_compared_though_it_has_no_unit(unit: str, tmp_path: Path) -> None:
    none = {**CLAIM, "measure": "expenditure-for-year", "phase": "prior", "base": "", "fiscal_year": "2023"}
    none |= {"printed": "0", "value": "0", "unit": unit}
    folders = [
        write(tmp_path, "420116-a", balanced(2023, "", "")),
        write(tmp_path, "420116-a", balanced(2024, "", ""), [none]),
    ]
    (found,) = (f for f in chain(folders)["420116-a/2024"] if f.rule_id == "Y-LAST")
    assert (found.outcome, found.right_value) == (Outcome.DIFFERS, Decimal("173.61"))


def test_one_amount_of_last_year_that_the_text_tells_in_many_places_is_one_defect(tmp_path: Path) -> None:
    again = {**CLAIM, "claim_id": "c0002", "measure": "general-public-budget-expenditure:change-amount"}
    slug = "420116-made"
    folders = [write(tmp_path, slug, balanced(2023, "", ""))]
    folders.append(write(tmp_path, slug, balanced(2024, "", ""), [CLAIM, again]))
    told = across(Chain(slug, folders, {}), f"{slug}/2024")
    (defect,) = told.defects
    assert (defect.order, sorted(defect.findings.split())) == (1, ["Y-LAST:c0001", "Y-LAST:c0002"])


def test_units_do_not_add_up_to_more_than_their_department(tmp_path: Path) -> None:
    whole = write(tmp_path, "420116-a", first_report())
    one, two = write(tmp_path, "420116-b", first_report()), write(tmp_path, "420116-c", first_report())
    units = [department(slug, "420116-a") for slug in ("420116-b", "420116-c")]
    one_unit = outcomes(chain([whole, one], *units)["420116-a/2023"], "Y-ROLLUP")
    assert set(one_unit.values()) == {Outcome.EXACT}
    both = outcomes(chain([whole, one, two], *units)["420116-a/2023"], "Y-ROLLUP")
    assert set(both.values()) == {Outcome.DIFFERS}
    assert set(outcomes(chain([whole, one, two], *units)["420116-b/2023"], "Y-ROLLUP").values()) == {
        Outcome.NOT_APPLICABLE
    }


def test_every_report_says_of_every_rule_how_it_ended(tmp_path: Path) -> None:
    found = chain([write(tmp_path, "420116-a", first_report())])["420116-a/2023"]
    assert {f.rule_id for f in found} == {"Y-CARRY", "Y-LAST", "Y-PLAN", "Y-ROLLUP"}


def test_a_published_budget_is_compared_with_the_one_that_the_accounts_name(tmp_path: Path) -> None:
    package = first_report()
    folder = write(tmp_path, "420116-a", package)
    (folder / "budget-execution.csv").write_text(
        "functional_code,name,approved,adjusted,final,unit,completion_rate,reason,source_page,source_line\n"
        "2013750,事业运行,113.21,,96.31,万元,85.07,,,430\n2080505,养老保险,155200,,155200,元,100,,,432\n",
        "utf-8",
    )
    descriptor = folder / "datapackage.json"
    text = descriptor.read_text(encoding="utf-8")
    resource = '"resources": [{"name": "budget-execution", "path": "budget-execution.csv"}, '
    descriptor.write_text(text.replace('"resources": [', resource, 1), encoding="utf-8")
    name = f"420116-a/{package.year}"
    plans = {
        name: [
            Planned("2013750", Decimal(1132100), "元", "2023年部门预算第8页"),
            Planned("2080505", Decimal("15.62"), "万元", "2023年部门预算第8页"),
            Planned("2210201", Decimal("1.00"), "万元", "2023年部门预算第8页"),
        ]
    }
    found = {f.scope: f for f in chain([folder], plans=plans)[name] if f.rule_id == "Y-PLAN"}
    assert {scope: finding.outcome for scope, finding in found.items()} == {
        "2013750": Outcome.EXACT,
        "2080505": Outcome.DIFFERS,
        "2210201": Outcome.NOT_APPLICABLE,
    }
    assert found["2080505"].difference == -1000  # 元, as the narrative prints it
    assert "2023年部门预算第8页" in found["2080505"].message_zh
