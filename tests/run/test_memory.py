"""What a product is made from follows from the imports: an edit in a room remakes what is made from that room, nothing else."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from build_site.pipeline import READERS
from build_site.run import memory
from build_site.run.memory import Memory, Product, contents, listing, made_from
from tests.houses import ROOT

MAKERS = {
    "package": READERS,
    "findings across": ["build_site.reconcile.years", "build_site.reconcile"],
    "workbook": ["build_site.package.workbook"],
    "share": ["build_site.package.collection.parts"],
    "collection": ["build_site.package.collection"],
    "pages": ["build_site.render.report", "build_site.package.workbook"],
    "pages above": ["build_site.render.above"],
    "html": ["build_site.site.shards"],
}
EVERYTHING = set(MAKERS)
REMADE = {
    "build_site/text.py": EVERYTHING - {"html"},
    "build_site/model/common.py": EVERYTHING,
    "build_site/model/refusals.toml": set(),
    "build_site/registers/corrections.py": {"package"},
    "build_site/run/workers.py": set(),
    "build_site/run/cluster.py": set(),
    "build_site/extract/parse/pdf/second.py": {"package"},
    "build_site/extract/recognise/cover.py": {"package"},
    "build_site/package/workbook.py": {"workbook", "share", "collection", "pages"},
    "build_site/package/collection/sqlite.py": {"share", "collection"},
    "build_site/package/collection/views.sql": {"share", "collection"},
    "build_site/reconcile/rules/rates.py": {
        "package",
        "findings across",
        "pages",
        "pages above",
    },  # pages print the rules
    "build_site/reconcile/years.py": {"findings across"},
    "build_site/render/pages/text.py": {"pages"},
    "build_site/render/templates/home.md": {"pages", "pages above"},
    "build_site/render/pages/home.py": {"pages above"},
    "build_site/site/policy.py": {"html"},
    "build_site/site/sitemap.py": set(),
    "build_site/desk/add/propose.py": set(),
    "build_site/__main__.py": set(),
    "data/forms/revenue.csv": {"package", "findings across", "pages", "pages above"},
    "data/dictionary.csv": EVERYTHING - {"html"},
    "data/rules/identities.csv": {"package", "findings across", "pages", "pages above"},
    "data/reports.csv": set(),
}


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A copy of the program and its lists, which the memory looks at in place of this one."""
    target = tmp_path_factory.mktemp("tree")
    for name in ("build_site", "data/forms", "data/codelists", "data/rules"):
        shutil.copytree(ROOT / name, target / name, ignore=shutil.ignore_patterns("__pycache__"))
    for path in (ROOT / "data").glob("*.csv"):
        shutil.copy(path, target / "data")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(memory, "PROGRAM", target / "build_site")
        patch.setattr(memory, "DATA", target / "data")
        yield target
    memory.code.cache_clear()


def codes() -> dict[str, str]:
    """What each product is made by."""
    memory.code.cache_clear()
    return {name: memory.code(*makers) for name, makers in MAKERS.items()}


@pytest.fixture(scope="module")
def before(tree: Path) -> dict[str, str]:
    return codes()


def remade(path: Path, content: str, before: dict[str, str]) -> set[str]:
    """What is made again after a file has been given this content."""
    whole = path.read_text("utf-8")
    path.write_text(content, "utf-8")
    after = codes()
    path.write_text(whole, "utf-8")
    return {name for name in MAKERS if after[name] != before[name]}


@pytest.mark.parametrize("file", REMADE)
def test_an_edit_remakes_exactly_what_is_made_from_it(tree: Path, before: dict[str, str], file: str) -> None:
    words = (tree / file).read_text("utf-8")
    assert remade(tree / file, f"{words}\n# a remark\n", before) == REMADE[file]


def test_what_the_pipeline_does_with_one_report_is_part_of_its_package(tree: Path, before: dict[str, str]) -> None:
    path = tree / "build_site/pipeline.py"
    words = path.read_text("utf-8")
    for function, expected in (("def write_package(", {"package"}), ("def pages(", set())):
        at = words.index('"""', words.index(function)) + 3
        assert remade(path, f"{words[:at]}Otherwise. {words[at:]}", before) == expected


def test_an_import_inside_a_function_counts_and_one_for_types_alone_does_not(tree: Path) -> None:
    found = {path.relative_to(tree).as_posix() for path in memory.ingredients("build_site.pipeline")}
    assert "build_site/render/report.py" in found
    assert "build_site/registers/budgets.py" in found
    assert not any(name.startswith("build_site/desk/") for name in found)
    found = {path.relative_to(tree).as_posix() for path in memory.ingredients("build_site.reconcile.years")}
    assert "build_site/registers/budgets.py" not in found


def test_a_product_is_made_again_when_it_is_edited_or_gone_or_made_from_other_things(tmp_path: Path) -> None:
    place = tmp_path / "product"
    product, other = (Product("p", made_from(*things), (place,)) for things in ((1, "a"), (1, "b")))
    with Memory(tmp_path) as memory:
        assert not memory.has(product)
        memory.learn(product)
        assert not memory.has(product)  # nothing is there
        place.write_text("whole", "utf-8")
        memory.learn(product)
        assert memory.has(product)
        assert not memory.has(other)
    with Memory(tmp_path) as memory:
        assert memory.has(product)
        assert memory.products("p") == ["p"]
        place.write_text("whol!", "utf-8")
        assert not memory.has(product)
        memory.learn(product)
        memory.forget("p")
        assert not memory.has(product)
        memory.learn(product)
    place.unlink()
    with Memory(tmp_path) as memory:
        assert memory.products("") == ["p"]
    assert Memory(tmp_path).products("") == []  # what is gone is not remembered for ever
    (tmp_path / "build/made.json").write_text("[", "utf-8")  # damaged: nothing is known
    assert Memory(tmp_path).products("") == []


def test_contents_and_listings_see_names_and_never_hidden_files(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    assert contents(tmp_path / "a") == listing(tmp_path / "a") == ""
    (tmp_path / "a/one").write_text("1", "utf-8")
    first = contents(tmp_path / "a")
    (tmp_path / "a/.hidden").write_text("2", "utf-8")
    assert contents(tmp_path / "a") == first
    (tmp_path / "a/one").rename(tmp_path / "a/two")
    assert contents(tmp_path / "a") != first
    shutil.copytree(tmp_path / "a", tmp_path / "b/a")
    assert contents(tmp_path / "b/a") == contents(tmp_path / "a")  # wherever it stands


def test_contents_are_read_again_only_where_names_sizes_or_times_are_others(tmp_path: Path) -> None:
    place = tmp_path / "package"
    place.write_text("whole", "utf-8")
    with Memory(tmp_path) as memory:
        first = memory.contents(place)
        assert first == contents(place)
    then = place.stat().st_mtime_ns
    place.write_text("other", "utf-8")
    os.utime(place, ns=(then, then))
    with Memory(tmp_path) as memory:
        assert memory.contents(place) == first  # nobody looked into it
        os.utime(place, ns=(then, then + 1))
        assert memory.contents(place) == contents(place) != first
        place.write_text("whole", "utf-8")  # as git leaves it: other times, the same bytes
        assert memory.contents(place) == first
        place.unlink()
        assert memory.contents(place) == ""


@pytest.mark.parametrize("kept", ["", "[", "[]", '{"a": 5, "\\ud800": "x"}', "[" * 100_000])
def test_a_damaged_memory_knows_nothing_and_stops_nobody(tmp_path: Path, kept: str) -> None:
    one = tmp_path / "one.txt"
    one.write_text("1", "utf-8")
    (tmp_path / "build").mkdir()
    (tmp_path / "build" / "made.json").write_text(kept, "utf-8")
    product = Product("a", "x", (one,))
    with Memory(tmp_path) as damaged:
        assert not damaged.has(product)
        damaged.learn(product)
    assert Memory(tmp_path).has(product)
