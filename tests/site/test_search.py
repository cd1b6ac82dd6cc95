"""The search index: the same records give the same bytes, and a reader finds what stands in them."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import cbor2
import pytest

from build_site.site.search import FOLDER, add_search
from build_site.site.search_order import settle

KINDS = ("部门", "报告", "正文", "表", "名词", "项目", "科目", "说明")


def index(root: Path, site: str) -> Path:
    """An index of records with filters of many values, whose order Pagefind leaves to chance."""
    records = [
        {"url": f"p{at}/", "content": f"预 算 {at}", "meta": {"title": f"第{at}页"},
         "filters": {"kind": [KINDS[at % 8]], "year": [str(2010 + at % 9)], "place": [f"地区{at % 11}"]}}
        for at in range(60)
    ]  # fmt: skip
    (root / "build").mkdir(exist_ok=True)
    (root / "build/search.json").write_text(json.dumps(records), "utf-8")
    assert add_search(root, root / site) == 60
    return root / site / FOLDER


def content(path: Path) -> Any:
    return cbor2.loads(gzip.decompress(path.read_bytes()).removeprefix(b"pagefind_dcd"))


def test_two_indexes_of_the_same_records_are_the_same_bytes(tmp_path: Path) -> None:
    found = [index(tmp_path, f"site{at}") for at in range(3)]
    files = [
        {path.relative_to(each): path.read_bytes() for path in each.rglob("*") if path.is_file()} for each in found
    ]
    assert files[0] == files[1] == files[2]
    assert len(files[0]) > 60


def test_every_filter_is_whole_and_named_where_a_reader_looks(tmp_path: Path) -> None:
    folder = index(tmp_path, "site")
    (about,) = json.loads((folder / "pagefind-entry.json").read_text("utf-8"))["languages"].values()
    named = {name: content(folder / f"filter/{hashed}.pf_filter") for name, hashed in content(
        folder / f"pagefind.{about['hash']}.pf_meta")[3]}  # fmt: skip
    assert named["kind"][0] == "kind"
    assert [value for value, _ in named["kind"][1]] == sorted(KINDS)
    assert {name: sum(len(pages) for _, pages in values) for name, (_, values) in named.items()} == dict.fromkeys(
        ("kind", "year", "place"), 60
    )
    assert len(list((folder / "filter").iterdir())) == 3


def test_an_index_laid_out_otherwise_is_refused(tmp_path: Path) -> None:
    folder = index(tmp_path, "site")
    (meta,) = folder.glob("*.pf_meta")
    meta.write_bytes(gzip.compress(b"pagefind_dcd" + cbor2.dumps(["2.0.0", []])))
    with pytest.raises(ValueError, match="not laid out as Pagefind"):
        settle(folder)
