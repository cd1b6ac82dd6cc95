"""The search index: every record is in it, with its address, its words and its filters."""

import gzip
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from build_site.model import InputError
from build_site.run import whole
from build_site.run.memory import Memory
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
    add_search(root, root / "site", search.parts(root, root / "site"))
    return root / "site" / FOLDER


def content(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(gzip.decompress(path.read_bytes()).removeprefix(b"pagefind_dcd"))
    return found


def test_every_record_can_be_found(tmp_path: Path) -> None:
    folder = index(tmp_path, RECORDS)
    found = {each["meta"]["title"]: each for each in map(content, folder.glob("zh/1/fragment/*"))}
    assert len(found) == len(RECORDS)
    for number, record in enumerate(RECORDS):
        each = found[f"第{number}页"]
        assert each["url"] == f"/{record['url']}~{number}.html"
        assert each["meta"] == record["meta"]
        assert each["filters"] == record["filters"]
        assert f"<b> & {number}" in each["content"].replace("\u200b", "")


def of_departments(last: int) -> list[dict[str, Any]]:
    return [
        {**RECORDS[0], "url": f"departments/{at % last}-office/2023/p{at}/", "meta": {"title": f"{at}", "more": ""}}
        for at in range(60)
    ]


def test_more_records_than_one_index_holds_are_in_two_or_four(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "MOST", 25)
    folder = index(tmp_path, [*of_departments(12), *RECORDS[:9], {**RECORDS[0], "lang": "en"}])
    names = json.loads((folder / "parts.json").read_text("utf-8"))
    assert 4 < len(names) <= 6
    assert names[:2] == ["en/1", "zh/1"]
    first, *parts = [[each["url"] for each in map(content, (folder / name).glob("fragment/*"))] for name in names[1:]]
    assert {url.partition("~")[0].strip("/") for url in first} == {each["url"] for each in RECORDS[:9]}
    assert sorted(int(url.split("/")[4][1:]) for part in parts for url in part) == [*range(60)]
    whose = [{url.split("/")[2] for url in part} for part in parts]
    assert sum(map(len, whose)) == 12  # each department in one part
    assert all((folder / name / "pagefind.js").is_file() for name in names)


def renewed(root: Path, records: Sequence[dict[str, Any]]) -> dict[str, int]:
    """The index of these records made of the one before; how many each part has that was fed."""
    whole.write(root / "build/search.jsonl", "".join(f"{json.dumps(each)}\n" for each in records))
    with Memory(root) as memory:
        parts = search.parts(root, root / "site", memory)
        add_search(root, root / "site", parts)
        search.remember(root, root / "site", parts)
        for part in parts.values():
            memory.learn(part.product)
    folder = root / "site" / FOLDER
    found = [content(path)["url"].partition("~")[0].strip("/") for path in folder.glob("*/*/fragment/*")]
    assert sorted(found) == sorted(each["url"].strip("/") for each in records)
    return {name: len(part.records) for name, part in parts.items() if not part.there}


def test_of_one_report_more_only_its_own_records_are_fed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "MOST", 25)
    monkeypatch.setattr(search, "_FEW", 2)
    records = of_departments(12)
    assert sum(renewed(tmp_path, records).values()) == len(records)
    folder = tmp_path / "site" / FOLDER
    (folder / "fragment").mkdir()  # as an index that is not in parts has them
    for name in ("pagefind.js", "fragment/zh_0.pf_fragment"):
        (folder / name).touch()
    later = [{**records[0], "url": f"departments/{at}-office/2024/"} for at in range(3)]
    assert renewed(tmp_path, records[:30] + later[:1] + records[30:]) == {"zh/more": 1}
    assert {path.name for path in folder.iterdir()} == {"zh", "parts.json"}
    assert renewed(tmp_path, records + later[:2]) == {"zh/more": 2}
    assert renewed(tmp_path, records + later[:2]) == {}
    many = renewed(tmp_path, records + later)  # more than a few: each goes where it belongs
    assert many
    assert not (folder / "zh/more").exists()
    gone = renewed(tmp_path, records[1:] + later)  # what is no longer said is no longer found
    assert len(gone) == 1


def test_a_small_index_has_one_part_for_all(tmp_path: Path) -> None:
    assert renewed(tmp_path, of_departments(12)[:40]) == {"zh/1": 40}
    assert renewed(tmp_path, of_departments(12)) == {"zh/1": 60}


def test_the_index_brings_no_interface_of_its_own(tmp_path: Path) -> None:
    names = {path.name for path in (index(tmp_path, RECORDS) / "zh/1").iterdir()}
    assert "pagefind.js" in names
    assert not [name for name in names if "ui" in name or name.endswith(".css")]


def test_without_records_there_is_no_index(tmp_path: Path) -> None:
    assert add_search(tmp_path, tmp_path / "site", search.parts(tmp_path, tmp_path / "site")) == 0
    assert not (tmp_path / "site").exists()


def test_what_pagefind_objects_to_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAGEFIND_BINARY_PATH", str(tmp_path / "none"))
    with pytest.raises(InputError, match="make setup"):
        index(tmp_path, RECORDS)
