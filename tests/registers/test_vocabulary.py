"""data/words: patterns named in parts, and what a row has to be."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from build_site.model import InputError
from build_site.registers import vocabulary
from build_site.registers.table import DATA


@pytest.fixture
def words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of data/words that the vocabulary is read from."""
    readers = [each for each in vars(vocabulary).values() if hasattr(each, "cache_clear")]
    shutil.copytree(DATA / "words", tmp_path / "words")
    monkeypatch.setattr(vocabulary, "FOLDER", tmp_path / "words")
    for reader in readers:
        reader.cache_clear()
    yield tmp_path / "words"
    for reader in readers:
        reader.cache_clear()


def test_a_noun_is_added_as_a_row(words: Path) -> None:
    with (words / "measures.csv").open("a", encoding="utf-8") as handle:
        handle.write("measure,labour-union,{appropriation}工会经费\n")
    assert vocabulary.measures("measure")[-1] == ("labour-union", "(?:财政)?拨款工会经费")


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("{unheard-of}工会经费", "{unheard-of}"),
        ("工会经费(", "missing )"),
        ("(工会)经费", "(工会)经费"),
    ],
)
def test_a_pattern_that_cannot_be_used_is_told_with_its_line(words: Path, pattern: str, found: str) -> None:
    lines = (words / "measures.csv").read_text("utf-8").splitlines(keepends=True)
    (words / "measures.csv").write_text("".join([lines[0], f"measure,labour-union,{pattern}\n", *lines[1:]]), "utf-8")
    with pytest.raises(InputError) as error:
        vocabulary.measures("measure")
    assert (error.value.file, error.value.place and error.value.place.line) == ("words/measures.csv", 2)
    assert found in error.value.found


def test_what_is_disclosed_and_what_there_may_be_nothing_of_have_titles() -> None:
    assert vocabulary.disclosures()["procurement-sme"] == "授予中小企业合同金额"
    titles = {key: title for key, _, title in vocabulary.nothing()}
    assert titles["procurement"] == "政府采购金额"
    assert titles["state-capital"] == "国有资本经营预算财政拨款"


def test_a_sort_that_no_sentence_knows_is_told_with_its_line(words: Path) -> None:
    (words / "grammar.csv").write_text("sort,pattern\nlink,另外\nlnik,此外\n", "utf-8")
    with pytest.raises(InputError) as error:
        vocabulary.grammar(("link", "mark"))
    assert (error.value.found, error.value.place and error.value.place.line) == ("“lnik”", 3)
