"""What needs more than one report: bad registers are named, unchanged departments are not read again."""

from __future__ import annotations

from pathlib import Path

import pytest

from build_site import pipeline, reconcile
from build_site.reconcile import years
from tests.houses import copied

HEADER = "slug,year,functional_code,amount,unit,source\n"


def test_a_departments_findings_are_made_again_only_when_a_report_of_it_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied(tmp_path, "sources", "reports.csv", "departments.csv", "known-issues.csv")
    pipeline.extract(tmp_path, [].append)
    first = (tmp_path / years.FILE).read_bytes()
    asked: list[object] = []
    real = reconcile.chain
    monkeypatch.setattr(reconcile, "chain", lambda *given: (asked.append(given), real(*given))[1])
    years.compare(tmp_path)
    assert asked == []
    assert (tmp_path / years.FILE).read_bytes() == first
    (tmp_path / "data/budgets.csv").write_text(
        HEADER + "420116-data-resource-center,2023,,223.24,万元,2023年部门预算\n", "utf-8"
    )
    years.compare(tmp_path)
    assert len(asked) == 1
    assert "Y-PLAN" in (tmp_path / years.FILE).read_text("utf-8")
    assert (tmp_path / years.FILE).read_bytes() != first
