"""The scan over everything that is to be published. Numbers that look like a person's are put together here."""

import json
import shutil
import sqlite3
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from build_site import pipeline
from build_site.extract.parse.withhold import mask
from build_site.model import InputError
from build_site.registers import personal
from build_site.run.memory import Memory
from build_site.run.workers import Crew, Done
from build_site.site import privacy
from build_site.site.publication import Publication
from tests.houses import change, rows, write_rows
from tests.render.conftest import SLUG, YEAR, copy_repository

MOBILE = "138" + "1234" + "5678"
LANDLINE = "027-" + "8" * 8
ID = "11010519491231" + "002X"  # the standard's own example
NAME = "周" + "文清"


def luhn(digits: str) -> str:
    """The digits with the check digit that makes them a card number."""
    return next(digits + check for check in "0123456789" if personal.is_account(digits + check))


ACCOUNT = luhn("6222020200012345")
HITS = {
    f"联系人 {MOBILE}": "mobile number",
    f"电话{MOBILE[:3]} {MOBILE[3:7]} {MOBILE[7:]}": "mobile number",
    f'"{MOBILE}"': "mobile number",
    f"拨打 {LANDLINE}": "landline number",
    f"（027）{'8' * 8}": "landline number",
    f"身份证 {ID}": "ID number",
    "someone" + "@" + "example.org": "e-mail address",
    f"账号 {ACCOUNT}": "bank account",
    "联系电话：" + "6" * 8: "telephone of a labelled field",
}
HARMLESS = (
    ("2,万元,10000,171304200.00," + "17130" + "420000,22,"),
    ("某局," + "17130" + "420000.00,value"),
    "173.61", "13812345.678", "1,381,234,567.80", "2023-10-11", "2013750", "0.138123456789",
    "sha256:13812345678901234567890123456789012345678901234567890123456789ab",
    "urn:uuid:66ef01c7-05fb-57b4-b383-1f3f994922e5", "110105194912310021", "6222020200012345999",
    f'{"1" * 10} {"x" * 67}>{MOBILE}26f85c…',  # where the look around the first number ends within a digest
    *(f'{"1" * 10} {"字" * more}为 {MOBILE}.28 元。' for more in range(56, 72)),  # or within an amount
    f"/data/{MOBILE}/", "联系电话：██████████", "20241011", "电话会议 3 次",
    *(f"+197.{'1632'}3868{unit}" for unit in (' million yuan', '<span class="u">million yuan</span>')),
)  # fmt: skip


@pytest.mark.parametrize(("text", "kind"), HITS.items())
def test_personal_data_are_seen(text: str, kind: str) -> None:
    assert kind in set(personal.kinds(text))


@pytest.mark.parametrize("text", HITS)
def test_what_the_gate_would_stop_is_masked_when_a_report_is_read(text: str) -> None:
    masked, count = mask(text)
    assert count == 1
    assert list(personal.kinds(masked)) == []


@pytest.mark.parametrize("text", HARMLESS)
def test_amounts_codes_and_digests_are_not(text: str) -> None:
    assert list(personal.kinds(text)) == []


@pytest.mark.parametrize("text", HITS)
def test_personal_data_in_a_catalogue_are_seen_among_its_keywords(tmp_path: Path, text: str) -> None:
    (tmp_path / "catalog.jsonld").write_text(json.dumps([{"@id": "x", "@value": text}], ensure_ascii=False), "utf-8")
    assert list(privacy.scan(tmp_path))


def test_a_file_with_personal_data_stops_the_build_and_is_named_without_repeating_it(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    (docs / "data").mkdir(parents=True)
    (docs / "data" / "claims.csv").write_text(f"a,b\n1,{MOBILE}\n", "utf-8")
    with pytest.raises(InputError, match=r"docs/data/claims\.csv:2: .* found a mobile number") as error:
        privacy.require_none(docs)
    assert MOBILE not in str(error.value)


def test_a_report_that_is_stopped_is_in_no_file_that_is_published(root: Path, tmp_path: Path) -> None:
    """Whatever the masks let through: neither its own folder nor the collection, in any format, nor the search index
    has it, and the next build says so again. What no report brought stops the build."""
    target = copy_repository(tmp_path)
    lines = target / f"data/packages/{SLUG}/{YEAR}/sections.csv"
    lines.write_text(lines.read_text("utf-8").replace("公务接待", f"公务接待{MOBILE}", 1), "utf-8")
    for _ in range(2):
        (error,) = pipeline.pages(target, lambda _: None)
        assert "found a mobile number" in str(error)
        assert not (target / f"docs/data/{SLUG}/{YEAR}").exists()
        published = [
            *(target / "docs").rglob("*"),
            *(target / "build/collection").rglob("*"),
            target / "build/search.jsonl",
        ]
        holding = [path for path in published if path.is_file() and MOBILE.encode() in path.read_bytes()]
        assert holding == []
    assert (target / "docs/data/collection/latest/sections.parquet").is_file()
    (target / "docs/about.md").write_text(f"# 关于\n\n联系人：{NAME}\n", "utf-8")
    with pytest.raises(InputError, match=r"docs/about\.md:3: .* found a name"):
        pipeline.pages(target, lambda _: None)


def test_archives_and_databases_are_looked_into(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("x.csv", f"a\n{LANDLINE}\n")
    with closing(sqlite3.connect(tmp_path / "b.sqlite")) as database:
        database.execute("CREATE TABLE t (x TEXT)")
        database.execute("INSERT INTO t VALUES (?)", (f"电子邮箱 {'a' + '@' + 'b.cn'}",))
        database.commit()
    assert [(hit.file.name, hit.kind) for hit in privacy.scan(tmp_path)] == [
        ("a.zip", "landline number"),
        ("b.sqlite", "e-mail address"),
    ]


def test_what_was_looked_at_is_looked_at_again_when_it_changes_or_anything_was_found(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    for name in ("a.md", "b.md"):  # the second has the same content, which is looked at once
        (docs / name).write_text(f"x {MOBILE}\n", "utf-8")
    with Memory(tmp_path) as memory:
        assert [hit.file.name for hit in privacy.scan(docs, memory=memory)] == ["a.md"]
        (docs / "a.md").unlink()
        assert [hit.file.name for hit in privacy.scan(docs, memory=memory)] == ["b.md"]
        (docs / "b.md").write_text("nothing\n", "utf-8")
        assert list(privacy.scan(docs, memory=memory)) == []
        assert len(memory.products("")) == 1
        (docs / "b.md").write_text(f"again {MOBILE}\n", "utf-8")
        assert [hit.file.name for hit in privacy.scan(docs, memory=memory)] == ["b.md"]


@pytest.mark.parametrize("name", ["a.csv", "a.html"])
def test_a_new_line_among_lines_that_were_looked_at_is_found_in_its_place(tmp_path: Path, name: str) -> None:
    docs, lines = tmp_path / "docs", [f"行 {number}，合计 12345.67" for number in range(5)]
    docs.mkdir()

    def told(*said: str) -> list[str]:
        (docs / name).write_text("\n".join(said) + "\n", "utf-8")
        with Memory(tmp_path) as memory:
            return [f"{hit.place} {hit.kind}" for hit in privacy.scan(docs, memory=memory)]

    assert told(*lines) == []
    assert told(*lines[:3], f"电话{MOBILE}", *lines[3:]) == [":4 mobile number"]
    assert told(f"电话{MOBILE}", *lines) == [":1 mobile number"]  # what was found once is not taken for looked at
    assert told(*lines[::-1]) == []


def test_a_file_of_one_line_is_looked_at(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps({"note": f"手机 {MOBILE}"}, ensure_ascii=False), "utf-8")
    assert [hit.file.name for hit in privacy.scan(tmp_path)] == ["a.json"]


def test_a_line_whose_label_may_begin_in_the_line_before_is_looked_at(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("只写户籍和家庭\n住所：江滩市新港区胜利街3号\n", "utf-8")
    assert [(hit.place, hit.kind) for hit in privacy.scan(tmp_path)] == [(":2", "home address")]


def test_libraries_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "vendor").mkdir()
    (tmp_path / "vendor" / "licence.txt").write_text("author" + "@" + "example.org", "utf-8")
    privacy.require_none(tmp_path)


def test_an_amount_in_fen_is_no_mobile_number() -> None:
    digits = "150" + "1234" + "5678"
    assert list(personal.kinds(f"x,2023,true,1501234.57,万元,10000,{digits},,57")) == []
    assert list(personal.kinds(f"x,2023,张,{digits},,57")) == ["mobile number"]


@pytest.mark.parametrize(("yuan", "found"), [("150123456.78", 0), ("150123456.79", 1)])
def test_an_amount_in_fen_beside_itself_in_yuan_is_none_in_a_file(tmp_path: Path, yuan: str, found: int) -> None:
    digits = "150" + "1234" + "5678"
    (tmp_path / "a.csv").write_text(f"x,2023,true,15012.34,万元,10000,{yuan},{digits},,57\n", "utf-8")
    assert len(list(privacy.scan(tmp_path))) == found


def test_a_label_in_one_cell_of_a_csv_announces_what_stands_in_the_next(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("c1,c2,c3\n填报人,周文清,1.00\n", "utf-8")
    (tmp_path / "b.csv").write_text("c1,c2,c3\n填报人,██,1.00\n审核,完成,150,2023,1234\n", "utf-8")
    assert [(hit.file.name, hit.place, hit.kind) for hit in privacy.scan(tmp_path)] == [("a.csv", ":2", "name")]


def test_a_cell_with_the_sign_between_rows_hides_no_row_behind_it(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("c1,c2,c3\na\x1eb\x1e,c,1.00\n填报人,周文清,1.00\n", "utf-8")
    assert [(hit.place, hit.kind) for hit in privacy.scan(tmp_path)] == [(":3", "name")]


def _two_reports(root: Path, tmp_path: Path) -> Path:
    """The first report, and the same of another department, whose row can be edited."""
    target = copy_repository(tmp_path)
    other = "420116-other-office"
    shutil.copytree(target / f"data/packages/{SLUG}", target / f"data/packages/{other}")
    for name in ("reports.csv", "departments.csv"):
        found = rows(target / "data" / name)
        write_rows(target / "data" / name, found[0], [*found, {**found[0], "slug": other}])
    return target


def test_what_only_pages_above_show_drops_its_report_and_the_others_are_published(root: Path, tmp_path: Path) -> None:
    """A register's row of one report goes into lists, feed, search and places, but into no file of the report's own."""
    target = _two_reports(root, tmp_path)

    def planted(row: dict[str, str]) -> None:
        if row["slug"] != SLUG:
            row["name_en"] = f"Office {MOBILE}"

    change(target / "data/departments.csv", planted)
    for _ in range(2):
        (error,) = pipeline.pages(target, lambda _: None)
        assert str(error).startswith("420116-other-office-2023")
        assert MOBILE not in str(error)
    _published_but(target, "420116-other-office", MOBILE)


def test_what_only_the_last_scan_finds_drops_its_report_too(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = _two_reports(root, tmp_path)

    def here(do: Callable[..., None], jobs: Iterable[Publication], _: Crew) -> Iterator[Done]:
        for job in jobs:
            do(job, lambda *_: None)
            yield Done(job.name)

    monkeypatch.setattr("build_site.run.workers.run", here)
    monkeypatch.setattr("build_site.site.publication._said_above", lambda _: ())
    monkeypatch.setattr("build_site.site.privacy.require_none", lambda *_, **__: None)
    names = {SLUG: "Centre"}
    change(target / "data/departments.csv", lambda row: row.update(name_en=names.get(row["slug"], f"Office {MOBILE}")))
    (error,) = pipeline.pages(target, lambda _: None)
    assert str(error).startswith("420116-other-office-2023: docs/")
    _published_but(target, "420116-other-office", MOBILE)


def _published_but(target: Path, gone: str, secret: str) -> None:
    files = [path for path in [*(target / "docs").rglob("*"), target / "build/search.jsonl"] if path.is_file()]
    assert [path for path in files if secret.encode() in path.read_bytes()] == []
    assert [path for path in files if gone.encode() in path.read_bytes()] == []
    assert (target / f"docs/data/{SLUG}/{YEAR}/datapackage.json").is_file()
    for name in ("feed.xml", "departments/index.md", "data/collection/latest/reports.csv"):
        assert SLUG in (target / "docs" / name).read_text("utf-8")
