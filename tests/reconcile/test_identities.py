"""Each row of data/rules/identities.csv, run on accounts that it holds for, and on the same with one number changed."""

from decimal import Decimal
from pathlib import Path

import pytest

from build_site.model import Form, InputError, Outcome
from build_site.reconcile import catalogue, examine, identities
from build_site.reconcile.formula import parse
from build_site.reconcile.tables import Tables, read
from tests.factory.invent import random_accounts
from tests.houses import rows
from tests.package.collected import ACCOUNTS
from tests.reconcile.made import Package, invented, with_cell

SEEDS = (
    210,
    1989,
)  # of accounts in which hardly anything is nil: one with revenue that is not appropriated, one without
COMPARES = {row["rule"]: row["compares"] for row in rows(Path(__file__).with_name("identities.csv"))}
"""Of each identity what its first check compares: a new one has its line there."""


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> list[Tables]:
    """Invented accounts in which every form is filled in, with the lines that few reports print."""
    return [read(_whole(seed).write(tmp_path_factory.mktemp("identities") / "package")) for seed in SEEDS]


def _whole(seed: int) -> Package:
    made = random_accounts(seed, items=4, unit="元")
    package = invented(made)
    closing = made.of(Form.FISCAL_APPROPRIATION, "closing-balance", "expenditure")
    package.forms[Form.FISCAL_APPROPRIATION] += [
        {"side": "expenditure", "label": field, "concept": f"closing-balance:{account}", "total": str(closing[field])}
        for field, account in ACCOUNTS.items()
        if field in closing
    ]
    basic = made.of(Form.GENERAL_PUBLIC_BUDGET, "")["basic"]
    package.forms[Form.BASIC_EXPENDITURE].append({"level": "total", "name": "合计", "amount": str(basic)})
    return package


def test_every_identity_has_its_line() -> None:
    assert {rule.rule_id for rule in identities.rules()} == set(COMPARES)


@pytest.mark.parametrize("rule_id", COMPARES)
def test_an_identity(both: list[Tables], rule_id: str) -> None:
    rule = catalogue()[rule_id]
    tables = both[rule_id == "X-CODE-WHOLE"]
    found = examine(tables, [rule])
    compared = [f for f in found if f.difference is not None]
    assert {f.outcome for f in compared} == {Outcome.EXACT}
    first = next(f for f in compared if f.left_value)
    sign = "<=" if first.limit else "="
    right = first.right_cell or f"{len(first.terms.split()) - 1} cells"
    assert f"{first.left_cell} {sign} {right}" == COMPARES[rule_id]

    by = Decimal("1E12" if first.limit else "1000.05")
    wrong = with_cell(tables, first.left_cell, (first.left_value or Decimal(0)) + by)
    assert Outcome.DIFFERS in {f.outcome for f in examine(wrong, [rule]) if first.left_cell in f.terms.split()}


@pytest.mark.parametrize(
    "text",
    ["[total].amount", "[total].amount == [total].amount", "each thing: [row].a = [row].b", "total = [row].b", ""],
)
def test_what_is_no_formula_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the message is the piece itself
        parse(text)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [(" = ", " ~ "), ("].amount", "].money"), (",h × (n + 1),", ",much,"), (".amount,,h", ".amount,sometimes,h")],
)
def test_a_row_that_cannot_be_run_is_named_with_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, right: str, wrong: str
) -> None:
    lines = identities.TABLE.read_text("utf-8").splitlines()
    assert right in lines[3]
    broken = tmp_path / "identities.csv"
    broken.write_text("\n".join([*lines[:3], lines[3].replace(right, wrong), *lines[4:]]), "utf-8")
    monkeypatch.setattr(identities, "TABLE", broken)
    with pytest.raises(InputError, match=r"identities\.csv:4: 应为.*expected an identity"):
        identities.rules.__wrapped__()
