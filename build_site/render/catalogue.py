"""The rule book as the site shows it: data/rules.csv, how well each rule does (data/measured.csv), and the findings
that need two reports (data/findings-across.csv)."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from build_site.package.read import read_csv
from build_site.render.published import Record

RULES = Path(__file__).parents[2] / "data" / "rules.csv"
MEASURED = Path(__file__).parents[2] / "data" / "measured.csv"
FAMILIES = {
    "S": "结构", "E": "空表与零", "I": "表内勾稽", "X": "表间勾稽", "N": "文字与表", "L": "句子的逻辑", "D": "名称与年度",
    "F": "文字形式", "T": "日期", "V": "绩效附件", "Y": "跨年度与汇总", "A": "异常提示", "M": "读取与覆盖", "P": "机器可读与隐私",
}  # fmt: skip
"""What each family of rules is about, in the order of the overview."""


@cache
def rules() -> Mapping[str, Record]:
    """Every rule by its id, in catalogue order."""
    return {row["rule_id"]: row for row in read_csv(RULES)}


@cache
def measured() -> Mapping[str, Record]:
    """What the planted defects showed of each rule; empty before the first `make bench-audit`."""
    return {row["rule_id"]: row for row in read_csv(MEASURED)} if MEASURED.is_file() else {}


def title(rule_id: str) -> str:
    return rules()[rule_id]["title_zh"] if rule_id in rules() else rule_id


def publish(root: Path, folder: Path) -> None:
    """The rule book, its measures and the findings across reports, beside the reports' own data."""
    for path in (RULES, MEASURED, root / "data" / "findings-across.csv"):
        if path.is_file():
            shutil.copyfile(path, folder / path.name)


def across(root: Path) -> Mapping[tuple[str, str], Sequence[Record]]:
    """The findings across reports, by slug and year of the report that they are about."""
    path = root / "data" / "findings-across.csv"
    found: dict[tuple[str, str], list[Record]] = {}
    for row in read_csv(path) if path.is_file() else []:
        found.setdefault((row["slug"], row["fiscal_year"]), []).append(row)
    return found


def kind(finding: Record) -> str:
    """How a check ended, remarks apart."""
    return "information" if is_information(finding) else finding["outcome"]


def is_information(finding: Record) -> bool:
    """A remark: nothing that could differ."""
    return finding["reason_code"] == "information"
