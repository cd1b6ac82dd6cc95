"""What the narrative says beside the forms: facts, statements that there is none, budget and result by item."""

from operator import itemgetter
from pathlib import Path

import pytest

from build_site.extract.recognise import disclosures, execution
from build_site.extract.recognise.claims import bind
from build_site.model import BudgetExecution, Claim, Disclosure, Paragraph, Place
from tests.houses import rows

BY_ITEM = "一般公共预算财政拨款支出决算情况说明"
_AMOUNTS = ("approved", "adjusted", "budget", "final", "completion_rate")


def read(heading: str, texts: str) -> tuple[list[Paragraph], list[Claim]]:
    paragraphs = [
        Paragraph("3.9", ("决算情况说明", heading), text, tuple(Place(line=n) for _ in text))
        for n, text in enumerate(texts.splitlines(), 1)
    ]
    return paragraphs, list(bind(paragraphs, 2023, "某某局"))


def fact(row: Disclosure) -> str:
    value = "…" if row.value is None else row.value
    told = row.key, row.label, value, row.unit, row.fiscal_year, row.state, f"line {row.place.line}"
    return " ".join(str(each) for each in told if each not in ("", None))


def item(row: BudgetExecution) -> str:
    amounts = [f"{name} {value}" for name in _AMOUNTS if (value := getattr(row, name)) is not None]
    told = row.level or "item", row.name, row.path, row.unit, *amounts, row.reason, f"line {row.place.line}"
    return " | ".join(each for each in told if each)


@pytest.mark.parametrize("row", rows(Path(__file__).with_name("disclosed.csv")), ids=itemgetter("shows"))
def test_facts_beside_the_forms(row: dict[str, str]) -> None:
    found = disclosures.extract(*read(row["heading"], row["text"]), 2023)
    assert list(map(fact, found)) == row["told"].splitlines()


@pytest.mark.parametrize("row", rows(Path(__file__).with_name("executed.csv")), ids=itemgetter("shows"))
def test_budget_and_result_by_item(row: dict[str, str]) -> None:
    assert list(map(item, execution.extract(*read(BY_ITEM, row["text"])))) == row["told"].splitlines()


def test_a_path_loses_its_marks_and_codes() -> None:
    marked = "“教育支出”(205类)普通教育(02款)小学教育(02项)"
    assert execution.path(marked) == "教育支出/普通教育/小学教育"
