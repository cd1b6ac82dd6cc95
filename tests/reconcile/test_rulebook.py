"""The catalogue of rules: every rule says all that a reader needs, and its words can be filled in."""

import re
from decimal import Decimal
from pathlib import Path

import pytest

from build_site.reconcile import audit_revision, catalogue
from build_site.reconcile.declare import FAMILIES, Rule, pair, rule
from tests.houses import rows

RULES = list(catalogue().values())
OF_RULE = pytest.mark.parametrize("one", RULES, ids=[one.rule_id for one in RULES])


@OF_RULE
def test_a_rule_says_everything(one: Rule) -> None:
    assert re.fullmatch(r"[A-Z](-[A-Z0-9]+)+", one.rule_id)
    assert all(value for name, value in one.record.items() if name != "identity")
    assert re.fullmatch(r"\d+\.\d+\.\d+", one.version)
    assert one.at in ("report", "findings", "years")


@OF_RULE
def test_its_words_ask_for_the_same_in_both_languages(one: Rule) -> None:
    for name, words in one.words.items():
        if name != "identity":
            zh, en = pair(words)
            assert zh, name
            assert en, name
            named = [set(re.findall(r"\{(\w+)\}", text)) for text in (zh, en)]
            assert named[1] <= named[0], (name, named)


@OF_RULE
def test_its_example_has_the_same_numbers_in_both_languages_and_they_differ_as_it_says(one: Rule) -> None:
    zh, en = (sorted(re.findall(r"\d+(?:\.\d+)?", text)) for text in one.example)
    assert zh == en
    if "：相差" in one.example[0]:
        left, *_, right, apart = map(Decimal, re.findall(r"\d+\.\d\d", one.example[0]))
        assert left - right == apart > 0


def test_rules_stand_by_family() -> None:
    families = [one.rule_id[0] for one in RULES]
    assert families == sorted(families, key=list(FAMILIES).index)
    assert set(families) == set(FAMILIES)


def test_every_intent_of_other_checkers_has_a_rule() -> None:
    """By the ids of existing checkers."""
    listed = rows(Path(__file__).with_name("intents.csv"))
    assert {ours for row in listed for ours in row["rules"].split()} <= set(catalogue())


def test_an_id_is_declared_once() -> None:
    declare = rule("N-AMOUNT", "一 | one", "x", basis="y", needs="z", example="例 | one")
    with pytest.raises(ValueError, match="N-AMOUNT is declared twice"):
        declare(lambda *_: iter(()))


def test_the_audits_revision_is_the_catalogues() -> None:
    assert re.fullmatch("[0-9a-f]{12}", audit_revision())
