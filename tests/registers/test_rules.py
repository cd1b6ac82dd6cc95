"""rules.csv, the published catalogue."""

from __future__ import annotations

import re
from pathlib import Path

from build_site.registers import rules as rulebook

ROOM = Path(__file__).parents[2] / "build_site/reconcile"
FAMILIES = set("SIXNLDFEATVYMP")


def test_ids_are_unique_readable_and_of_their_family() -> None:
    lines = rulebook.RULES.read_text(encoding="utf-8").splitlines()
    assert len(lines) - 1 == len(rulebook.rules())
    for rule in rulebook.rules().values():
        assert re.fullmatch(r"[A-Z](-[A-Z0-9]+)+", rule.rule_id)
        assert rule.rule_id[0] == rule.family
        assert rule.family in FAMILIES


def test_every_rule_says_everything() -> None:
    for rule in rulebook.rules().values():
        assert all(getattr(rule, name) for name in rule.__slots__), rule.rule_id
        assert re.fullmatch(r"\d+\.\d+\.\d+", rule.version)


def test_every_rule_is_used() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in ROOM.rglob("*.py"))
    assert [rule for rule in rulebook.rules() if f'"{rule}"' not in code] == []
