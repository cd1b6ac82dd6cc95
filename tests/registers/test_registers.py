"""All registers, read once: what is there, and what is wrong with a row."""

import re
from pathlib import Path

import pytest

from build_site.model import InputError
from build_site.registers import read_registers
from build_site.registers.known_issues import FIELDS, read_known_issues

ISSUE = "420116-made,2023,I-EXP-COLUMNS,expenditure/1/total,已核实为印刷错误,a misprint,12,editor,2024-11-01"


def test_the_registers_of_the_repository(root: Path) -> None:
    registers = read_registers(root)
    (first,) = registers.reports
    assert registers.refused == ()
    assert registers.department(first).name == first.department
    assert registers.issues(first) == ()


def test_a_report_without_a_department_is_named(root: Path, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    for name in ("reports.csv", "departments.csv"):
        text = (root / "data" / name).read_text("utf-8")
        (tmp_path / "data" / name).write_text(text if name == "reports.csv" else text.split("\n")[0] + "\n", "utf-8")
    registers = read_registers(tmp_path)  # the other registers may be missing
    with pytest.raises(InputError, match=r"departments\.csv: 应为.*a row for 420116-data-resource-center"):
        registers.department(registers.reports[0])


@pytest.mark.parametrize("name", ["slug", "year", "rule_id", "scope", "reason", "reason_en"])
def test_a_known_issue_says_what_differs_and_why(tmp_path: Path, name: str) -> None:
    values = dict(zip(FIELDS, ISSUE.split(","), strict=True))
    path = tmp_path / "known-issues.csv"
    path.write_text(f"{','.join(FIELDS)}\n{ISSUE}\n{','.join((values | {name: ''}).values())}\n", "utf-8")
    read = read_known_issues(path)
    assert len(read.items) == len(read.refused) == 1
    assert re.match(rf".*known-issues\.csv:3: .*{name}", str(read.refused[0].error))
