"""The search index: every record is in it, with its address, its words and its filters."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from build_site.model import InputError
from build_site.site import search
from build_site.site.search import FOLDER, add_search

RECORDS = [
    {"url": f"p{at % 30}/#a{at % 20}", "content": f"预 算 <b> & {at}", "meta": {"title": f"第{at}页", "more": '"<'},
     "filters": {"kind": [f"类{at % 8}"], "year": [str(2010 + at % 9)]}}
    for at in range(60)
]  # fmt: skip


def index(root: Path, records: Sequence[object]) -> Path:
    (root / "build").mkdir()
    (root / "build/search.jsonl").write_text("".join(f"{json.dumps(each)}\n" for each in records), "utf-8")
    add_search(root, root / "site")
    return root / "site" / FOLDER


def content(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(gzip.decompress(path.read_bytes()).removeprefix(b"pagefind_dcd"))
    return found


def test_every_record_can_be_found(tmp_path: Path) -> None:
    folder = index(tmp_path, RECORDS)
    found = {each["meta"]["title"]: each for each in map(content, folder.glob("fragment/*"))}
    assert len(found) == len(RECORDS)
    for number, record in enumerate(RECORDS):
        each = found[f"第{number}页"]
        assert each["url"] == f"/{record['url']}~{number}.html"
        assert each["meta"] == record["meta"]
        assert each["filters"] == record["filters"]
        assert f"<b> & {number}" in each["content"].replace("\u200b", "")


def test_more_records_than_one_index_holds_are_in_further_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "MOST", 25)
    folder = index(tmp_path, [*RECORDS, {**RECORDS[0], "lang": "en"}])
    assert json.loads((folder / "parts.json").read_text("utf-8")) == {"zh": 3, "en": 1}
    for part, at in (("", 0), ("2", 25), ("3", 50)):
        assert (folder / part / "pagefind.js").is_file()
        found = sorted(int(each["url"].rpartition("~")[2][:-5]) for each in map(content, (folder / part).glob("fragment/*")))
        assert found == [*range(at, min(at + 25, 60))]


def test_the_index_brings_no_interface_of_its_own(tmp_path: Path) -> None:
    names = {path.name for path in index(tmp_path, RECORDS).iterdir()}
    assert "pagefind.js" in names
    assert not [name for name in names if "ui" in name or name.endswith(".css")]


def test_without_records_there_is_no_index(tmp_path: Path) -> None:
    assert add_search(tmp_path, tmp_path / "site") == 0
    assert not (tmp_path / "site").exists()


def test_what_pagefind_objects_to_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAGEFIND_BINARY_PATH", str(tmp_path / "none"))
    with pytest.raises(InputError, match="make setup"):
        index(tmp_path, RECORDS)
