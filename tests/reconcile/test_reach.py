"""How far the checks reach, and what was not understood."""

from dataclasses import replace
from pathlib import Path

from build_site.reconcile import catalogue, examine
from build_site.reconcile.rules.reach import is_identity
from build_site.reconcile.tables import Tables, read
from tests.reconcile.made import first_report, record


def tables_of(folder: Path) -> Tables:
    return read(first_report().write(folder / "package"))


def test_a_doubt_of_the_narrative_is_no_identity(tmp_path: Path) -> None:
    row = next(f for f in examine(tables_of(tmp_path)) if f.rule_id == "X-BASIC")
    assert is_identity(row)
    assert not is_identity(replace(row, left_claim="c0001", left_cell=""))
    assert not is_identity(replace(row, rule_id="N-AMOUNT"))


def test_a_section_that_was_not_understood_is_told(tmp_path: Path) -> None:
    def said(section: str, measure: str, n: int) -> list[dict[str, str]]:
        same = {
            "section_id": section,
            "measure": measure,
            "printed": "9",
            "value": "9",
            "unit": "万元",
            "phase": "executed",
        }
        return [record("claims", claim_id=f"{section}-{i}", sentence="……", **same) for i in range(n)]

    sections = [
        record("sections", section_id=each, title=f"第{each}节支出", level="2") for each in ("3.1", "3.2", "4.1")
    ]
    claims = [*said("3.1", "revenue-for-year", 5), *said("3.2", "", 4), *said("4.1", "", 4)]
    tables = replace(tables_of(tmp_path), records={"sections": sections, "claims": claims})
    found = {f.scope: (f.outcome, f.message_zh) for f in examine(tables, [catalogue()["M-UNREAD"]])}
    assert found["3.1"][0] == "exact"
    assert found["3.2"][0] == "not-checkable"
    assert "“第3.2节支出”一节的 4 个金额和比率" in found["3.2"][1]
    assert "4.1" not in found  # no part that explains the accounts
