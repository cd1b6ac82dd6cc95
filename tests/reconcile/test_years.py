"""What needs more than one report: bad registers are named, unchanged departments are not read again."""

from pathlib import Path

import pytest

from build_site import pipeline
from build_site.reconcile import years
from build_site.registers import read_registers
from build_site.run.house import House
from build_site.run.memory import Memory
from tests.houses import copied

HEADER = "slug,year,functional_code,amount,unit,source\n"


def test_a_departments_findings_are_made_again_only_when_a_report_of_it_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied(tmp_path, "sources", "reports.csv", "departments.csv", "known-issues.csv")
    pipeline.extract(tmp_path, [].append)
    house = House(tmp_path)
    first = house.across.read_bytes()
    asked: list[object] = []

    def across() -> None:
        with Memory(tmp_path) as memory:
            years.write_across(house, read_registers(house.root), memory)

    real = years.across
    monkeypatch.setattr(years, "across", lambda *given: (asked.append(given), real(*given))[1])
    across()
    assert asked == []
    assert house.across.read_bytes() == first
    house.budgets.write_text(HEADER + "420116-data-resource-center,2023,,223.24,万元,2023年部门预算\n", "utf-8")
    across()
    assert len(asked) == 1
    assert "Y-PLAN" in house.across.read_text("utf-8")
    assert house.across.read_bytes() != first
