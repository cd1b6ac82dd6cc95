"""Two years of one department, and a department with its units, on made packages."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

from build_site.model import Finding, Form, Outcome, Planned
from build_site.reconcile import chain
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
    found = chain(folders, {})
    assert set(outcomes(found["420116-a/2024"], "Y-CARRY").values()) == {Outcome.EXACT}
    assert set(outcomes(found["420116-a/2023"], "Y-CARRY").values()) == {Outcome.NOT_APPLICABLE}


def test_a_balance_that_changed_over_new_year_differs(tmp_path: Path) -> None:
    folders = [
        write(tmp_path, "420116-a", balanced(2023, "", "5.00")),
        write(tmp_path, "420116-a", balanced(2024, "4.00", "")),
    ]
    across = chain(folders, {})["420116-a/2024"]
    found = outcomes(across, "Y-CARRY")
    # each side stands in the report of its own year
    for finding in (each for each in across if each.rule_id == "Y-CARRY"):
        assert finding.left_cell.startswith(finding.scope.partition("/")[0])
        assert finding.right_cell.startswith(f"420116-a/2023/{finding.scope.partition('/')[0]}/")
    assert found == {f"{RE}/opening-balance": Outcome.DIFFERS, f"{FA}/opening-balance": Outcome.DIFFERS}


def test_last_year_in_the_text_is_last_years_report(tmp_path: Path) -> None:
    before, after = balanced(2023, "", ""), balanced(2024, "", "")
    folders = [write(tmp_path, "420116-a", before), write(tmp_path, "420116-a", after, [CLAIM])]
    (found,) = (f for f in chain(folders, {})["420116-a/2024"] if f.rule_id == "Y-LAST")
    # 173.61 + 25.64 is implied for last year, but the same 173.61 was printed then
    assert (found.outcome, format(found.difference or 0, "f")) == (Outcome.DIFFERS, "25.64")
    assert found.right_cell.startswith("420116-a/2023/expenditure/")
    same = {**CLAIM, "value": "0.00", "printed": "0.00"}
    folders[1] = write(tmp_path, "420116-a", after, [same])
    (found,) = (f for f in chain(folders, {})["420116-a/2024"] if f.rule_id == "Y-LAST")
    assert found.outcome is Outcome.EXACT


def test_units_do_not_add_up_to_more_than_their_department(tmp_path: Path) -> None:
    whole = write(tmp_path, "420116-a", first_report())
    one, two = write(tmp_path, "420116-b", first_report()), write(tmp_path, "420116-c", first_report())
    parents = {"420116-b": "420116-a", "420116-c": "420116-a"}
    one_unit = outcomes(chain([whole, one], parents)["420116-a/2023"], "Y-ROLLUP")
    assert set(one_unit.values()) == {Outcome.EXACT}
    both = outcomes(chain([whole, one, two], parents)["420116-a/2023"], "Y-ROLLUP")
    assert set(both.values()) == {Outcome.DIFFERS}
    assert set(outcomes(chain([whole, one, two], parents)["420116-b/2023"], "Y-ROLLUP").values()) == {
        Outcome.NOT_APPLICABLE
    }


def test_every_report_says_of_every_rule_how_it_ended(tmp_path: Path) -> None:
    found = chain([write(tmp_path, "420116-a", first_report())], {})["420116-a/2023"]
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
    found = {f.scope: f for f in chain([folder], {}, plans)[name] if f.rule_id == "Y-PLAN"}
    assert {scope: finding.outcome for scope, finding in found.items()} == {
        "2013750": Outcome.EXACT,
        "2080505": Outcome.DIFFERS,
        "2210201": Outcome.NOT_APPLICABLE,
    }
    assert found["2080505"].difference == -1000  # 元, as the narrative prints it
    assert "2023年部门预算第8页" in found["2080505"].message_zh
