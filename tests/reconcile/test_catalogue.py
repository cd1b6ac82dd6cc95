"""Every id of the rule catalogue (what existing checkers do, and the rules beyond them) is one of ours or has a reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from build_site.registers.rules import rules

ROOT = Path(__file__).resolve().parents[2]

OURS = {
    "V33-001": "D-YEAR N-YEAR D-UNIT", "V33-002": "S-FORMS S-FORM-ONCE S-ORDER", "V33-003": "M-PAGES",
    "V33-004": "A-NEGATIVE A-CHANGE", "V33-005": "I-REV-TOTAL I-EXP-TOTAL I-GPB-TOTAL", "V33-101": "I-RE-EXPENDITURE-TOTAL",
    "V33-102": "N-AMOUNT", "V33-103": "N-AMOUNT N-SHARE", "V33-104": "N-AMOUNT N-SHARE", "V33-105": "N-AMOUNT",
    "V33-106": "N-AMOUNT N-SHARE", "V33-107": "N-AMOUNT N-ITEMS", "V33-108": "N-AMOUNT X-COUNT", "V33-109": "E-EMPTY-NOTE E-STATE",
    "V33-110": "L-DIRECTION N-COMPLETION L-REASON-SIGN", "V33-111": "N-AMOUNT", "V33-112": "F-PLACEHOLDER", "V33-113": "F-PUNCTUATION",
    "V33-114": "E-EMPTY-NOTE", "V33-115": "I-RE-BALANCE I-RE-REVENUE-TOTAL I-RE-EXPENDITURE-TOTAL",
    "V33-117": "I-BASIC-PERSONNEL I-BASIC-NON-PERSONNEL", "V33-119": "I-FA-ACCOUNTS I-FA-ROLL",
    "V33-120": "I-REV-LEVELS I-EXP-LEVELS I-GPB-LEVELS", "V33-121": "I-3P-TOTAL", "V33-122": "E-T4-FUND",
    "V33-200": "X-RE-REV-TOTAL", "V33-201": "X-RE-EXP-TOTAL", "V33-202": "X-T4-TOTAL", "V33-203": "X-BASIC",
    "V33-204": "X-T4-REV-FISCAL X-RE-T4-REVENUE", "V33-210 / 211": "I-REV-COLUMNS I-EXP-COLUMNS", "V33-214": "I-RE-BALANCE",
    "V33-220": "N-AMOUNT", "V33-221": "N-AMOUNT", "V33-222": "N-AMOUNT", "V33-223": "N-AMOUNT", "V33-224": "N-AMOUNT",
    "V33-225": "N-AMOUNT", "V33-226": "N-AMOUNT", "V33-230": "E-STATE N-AMOUNT", "V33-232": "F-DECIMALS",
    "V33-240": "I-REV-COLUMNS I-REV-LEVELS I-REV-TOTAL", "V33-241": "I-EXP-COLUMNS I-EXP-LEVELS",
    "V33-242": "I-FA-REVENUE-TOTAL I-FA-OPENING I-FA-CLOSING I-FA-ROLL", "V33-243": "I-BASIC-LEVELS I-BASIC-TOTAL",
    "V33-244": "I-3P-TOTAL I-3P-VEHICLES N-AMOUNT",
    "CMM-001": "N-AMOUNT N-PARTS", "CMM-002": "F-DOUBLED F-COMMA", "CMM-003": "S-CONTENTS", "CMM-004": "X-REV-EXP",
    "CMM-005": "L-TEMPLATE L-DIRECTION", "CMM-006": "A-OPPOSITE",
    "D-001": "I-RE-EXPENDITURE-TOTAL N-AMOUNT N-SHARE", "D-002": "N-AMOUNT N-SHARE", "D-003": "N-AMOUNT N-SHARE",
    "D-004": "N-AMOUNT L-REASON-SIGN", "D-005": "N-AMOUNT N-SHARE N-LIST-MISSING L-DIRECTION", "D-006": "X-BASIC N-ITEMS",
    "D-007": "N-AMOUNT N-SHARE", "D-008": "N-AMOUNT E-EMPTY-NOTE", "D-009": "E-EMPTY-NOTE",
    "R001": "F-UNIT", "R002": "D-CODE D-NAME", "R003": "F-DOUBLED", "R004": "L-ZERO-BASE", "R005": "L-PURPOSE", "R006": "D-ORG",
    "R007": "I-EXP-COLUMNS", "R008": "I-3P-TOTAL", "R009": "X-RUNCOST", "R010": "V-PROJECT V-LIMIT", "R011": "M-ROUND",
    "R012": "I-RE-REVENUE-TOTAL I-RE-EXPENDITURE-TOTAL I-RE-BALANCE", "R014": "S-FORMS S-CHAPTERS",
    "N-SHARE-SUM": "N-SHARE-SUM N-SHARE", "N-PARTS": "N-PARTS", "N-CHANGE": "N-CHANGE", "N-LIST-MISSING": "N-LIST-MISSING",
    "L-FLAT": "L-DIRECTION L-REASON-SIGN", "L-REASON-SIGN": "L-REASON-SIGN", "L-ZERO-BASE": "L-ZERO-BASE", "L-COMPLETION": "N-COMPLETION",
    "X-CODE": "X-CODE X-CODE-WHOLE", "X-T4-CLASS": "X-T4-CLASS", "X-T6-T7": "X-T6-T7", "X-RUNCOST": "X-RUNCOST", "X-PROC": "X-PROC N-PARTS N-SHARE",
    "X-COUNT": "X-COUNT", "Y-CARRY": "Y-CARRY", "Y-LAST": "Y-LAST", "Y-PLAN": "Y-PLAN", "Y-ROLLUP": "Y-ROLLUP",
    "D-CODE-YEAR": "D-CODE D-NAME D-PARENT", "V-WEIGHT": "V-WEIGHT", "V-SCORE": "V-SCORE", "V-RATE": "V-RATE V-RATE-SCORE",
    "V-PROJECT": "V-PROJECT V-LIMIT", "V-IND": "V-IND", "E-STATE": "E-STATE", "M-EXTRACT": "M-EXTRACT M-COVERAGE", "M-ROUND": "M-ROUND",
    "P-MACHINE": "P-MACHINE", "P-PRIV": "P-PRIV",
}  # fmt: skip
"""Catalogue id → our rules that cover its intent."""
NOT_RULES = {
    "R013": "layouts of provinces are rows of data/forms, so there is nothing to allow by a white list",
    "AI-SEMANTIC-AUDIT": "no free-text judgement: a finding must name two places or a fixed pattern",
}


def test_what_we_name_exists() -> None:
    known = set(rules())
    assert {ours for each in OURS.values() for ours in each.split()} - known == set()


def test_every_id_of_the_catalogue_is_covered_or_has_a_reason() -> None:
    catalogue = ROOT.parent / "shared" / "RULES.md"
    if not catalogue.is_file():
        pytest.skip("the rule catalogue is not beside the repository (../shared/RULES.md)")
    sections = catalogue.read_text(encoding="utf-8").split("## 2. ")[1].split("## 4. ")[0]
    rows = [
        line.split("|")[1] for line in sections.splitlines() if line.startswith("| ") and not line.startswith("| Id")
    ]
    ids = {
        part.replace("†", "").strip() for cell in rows for part in (cell.split(" / ") if "V-WEIGHT" in cell else [cell])
    }
    assert ids - {"New id"} == set(OURS) | set(NOT_RULES)
