"""What people are told when something is refused: every row of refusals.toml fits the place that asks for it."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from build_site.model import InputError, Place, Said

PROGRAM = Path(__file__).parents[2] / "build_site"
TABLE = tomllib.loads((PROGRAM / "model" / "refusals.toml").read_text("utf-8"))
SHARED = TABLE.pop("shared")
ROWS = {
    f"{room}.{name}": {part: SHARED[words] if isinstance(words, str) else words for part, words in row.items()}
    for room, own in TABLE.items()
    for name, row in own.items()
}


def nodes() -> Iterator[ast.AST]:
    for path in sorted(PROGRAM.rglob("*.py")):
        yield from ast.walk(ast.parse(path.read_text("utf-8")))


def asked() -> Iterator[tuple[str, bool, set[str]]]:
    """Each call that asks for a row: which, whether it says what was found, and what else it tells."""
    if True:
        for call in nodes():
            if (
                isinstance(call, ast.Call)
                and isinstance(call.func, ast.Attribute)
                and call.func.attr in ("of", "fault")
            ):
                match call.args:
                    case [ast.Constant(value=str(why)), *more]:
                        own = len(more) - (call.func.attr == "of")  # behind the file
                        yield why, own > 0, {each.arg or "" for each in call.keywords} - {"place"}


def told(words: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(words) if name}


def test_every_row_is_asked_for_with_what_it_tells() -> None:
    wanted = list(asked())
    named = {each.value for each in nodes() if isinstance(each, ast.Constant) and each.value in ROWS}
    assert named == set(ROWS) >= {why for why, _, _ in wanted}
    for why, found, own in wanted:
        assert set().union(*(told(words) for pair in ROWS[why].values() for words in pair)) == own, why
        assert found is ("found" not in ROWS[why]), why


@pytest.mark.parametrize("why", ROWS)
def test_a_row_says_the_same_in_both_languages(why: str) -> None:
    for zh, en in ROWS[why].values():
        assert told(zh) <= told(en)  # what a library says is English
        assert zh
        assert en


def test_a_value_is_told_in_the_language_of_its_sentence() -> None:
    published = Said("没有日期", "without date")
    error = InputError.of("add.known-report", "a.pdf", place=Place(page=3), slug="1-a", year=2023, published=published)
    assert isinstance(error.found, Said)
    assert "没有日期" in error.found.zh
    assert "没有日期" not in error.found
    assert "without date" in error.found
    assert str(error).startswith("a.pdf 第 3 页: 应为：1-a 还没有 2023 年度的报告；")
