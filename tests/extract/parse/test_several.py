"""A report of several files: a folder, or a ZIP whatever it calls its files."""

import os
import re
import stat
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pytest

from build_site.extract.parse import parse, several
from build_site.extract.recognise import recognise
from build_site.model import Form, InputError, Report
from build_site.registers.reports import sha256_of
from tests.factory.accounts import brief
from tests.factory.compare import compare
from tests.factory.containers import pack, page, parts, word, workbook
from tests.factory.invent import random_accounts
from tests.factory.layouts import Layout, lay_out
from tests.factory.printed import Table, Words

Files = Mapping[str, bytes]


@pytest.fixture(scope="module")
def contents() -> dict[str, bytes]:
    return dict(parts(lay_out(brief(random_accounts(3, items=3)), Layout())))


def folder(path: Path, files: Files) -> Path:
    for name, content in files.items():
        target = path / "report" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return path / "report"


def read(path: Path) -> Report:
    return recognise(parse(path), "420116")


def notices(report: Report) -> str:
    return "\n".join(f"{each.place.suffix} {each.text}" for each in report.notices)


def test_a_folder_is_one_report_and_every_place_names_its_file(tmp_path: Path, contents: Files) -> None:
    report = read(folder(tmp_path, contents))
    assert report.read_by == "html+xls"
    places = {
        form.form: {each.place.file for row in form.rows for each in row.amounts.values()} for form in report.statements
    }
    assert places[Form.REVENUE_AND_EXPENDITURE] == {"01.xls"}
    assert places[Form.REVENUE] == {"02.xls"}
    assert {claim.place.file for claim in report.claims} == {"narrative.html"}
    assert "not given" not in notices(report)


def test_files_come_in_the_order_of_a_report_whatever_they_are_called(tmp_path: Path, contents: Files) -> None:
    called = {name.replace("narrative", "z"): content for name, content in contents.items()}
    called["a.xls"] = called.pop("09.xls")
    files = list(dict.fromkeys(line.place.file for line in read(folder(tmp_path, called)).lines))
    assert files[:2] == ["z.html", "01.xls"]
    assert files[-1] == "a.xls"


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "cp437"])
def test_names_in_a_zip_are_read_as_their_packer_wrote_them(tmp_path: Path, contents: Files, encoding: str) -> None:
    name = "formé" if encoding == "cp437" else "附件：表一"
    named = {f"{name}/{each}": content for each, content in contents.items()} | {
        "说明.txt" if name != "formé" else "x.txt": b"x"
    }
    pack(named, tmp_path / "report.zip", encoding)
    with several.files(tmp_path / "report.zip") as found:
        assert f"{name}/01.xls" in found


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere names of files are Unicode")
def test_names_in_a_folder_that_are_not_in_utf_8_are_read_too(tmp_path: Path, contents: Files) -> None:
    source = folder(tmp_path, contents)
    for path in list(source.iterdir()):
        path.rename(source / os.fsdecode(f"附件{path.name}".encode("gb18030")))
    assert len(sha256_of(source)) == 64
    report = read(source)
    assert {claim.place.file for claim in report.claims} == {"附件narrative.html"}
    forms = {each.place.file for form in report.statements for row in form.rows for each in row.amounts.values()}
    assert {"附件01.xls", "附件02.xls"} <= forms


def test_a_zip_in_a_zip_is_read_and_what_is_no_text_is_told(tmp_path: Path, contents: Files) -> None:
    pack({name: content for name, content in contents.items() if name.endswith("xls")}, tmp_path / "tables.zip")
    outer = {
        "narrative.html": contents["narrative.html"],
        "表.zip": (tmp_path / "tables.zip").read_bytes(),
        "logo.png": b"\x89PNG",
    }
    pack({**outer, "__MACOSX/._x": b"\0", ".DS_Store": b"\0"}, tmp_path / "report.zip")
    report = read(tmp_path / "report.zip")
    assert sum(bool(each.rows) for each in report.statements) > 5
    assert "/logo.png No text of a report is in the file" in notices(report)
    assert "MACOSX" not in notices(report)


def test_a_page_names_the_attachments_that_are_missing(tmp_path: Path, contents: Files) -> None:
    given = {name: content for name, content in contents.items() if name != "03.xls"}
    assert "1 attachments that were not given: 附件03.xls" in notices(read(folder(tmp_path, given)))
    alone = tmp_path / "narrative.html"
    alone.write_bytes(contents["narrative.html"])
    with pytest.raises(InputError, match="附件01"):
        read(alone)


def test_a_form_in_two_files_counts_once_or_is_a_conflict(tmp_path: Path, contents: dict[str, bytes]) -> None:
    report = read(folder(tmp_path, {**contents, "copy.xls": contents["02.xls"]}))
    assert "收入决算表 stands in 02.xls and copy.xls alike" in notices(report)
    other = dict(parts(lay_out(brief(random_accounts(4, items=3)), Layout())))
    with pytest.raises(InputError, match=r"收入决算表 in 02.xls and other.xls, with other amounts"):
        read(folder(tmp_path / "2", {**contents, "other.xls": other["02.xls"]}))


def test_the_whole_report_in_two_files_is_read_once(tmp_path: Path) -> None:
    printed = lay_out(brief(random_accounts(3, items=3)), Layout())
    word(printed, tmp_path / "a.docx")
    workbook(printed, tmp_path / "b.xlsx")
    files = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    report = read(folder(tmp_path, files))
    assert compare(report, printed).differences == []
    assert "b.xlsx All forms of the file were in others alike" in notices(report)


def test_a_workbook_saved_as_a_page_is_read_from_its_folder(tmp_path: Path) -> None:
    """A page of frames, and beside it a file for each sheet."""
    printed = lay_out(brief(random_accounts(3, items=3)), Layout())
    page(printed, tmp_path / "whole.html")
    frames = "<html><head><meta charset=gb2312></head><frameset><frame src='b.files/sheet001.htm'></frameset></html>"
    beside = {"b.files/sheet001.htm": (tmp_path / "whole.html").read_bytes(), "b.files/share.js.下载": b"x"}
    beside |= {"b.files/tabs.htm": b"<table><tr><td>GK01</td><td>GK02</td></tr></table>", "b.files/f": b"\0"}
    report = read(folder(tmp_path, {"b.htm": frames.encode(), **beside}))
    assert compare(report, printed).differences == []
    assert notices(report).count("No text of a report") == 4
    with pytest.raises(InputError, match=r"内容在 b\.files"):
        read(tmp_path / "report" / "b.htm")


def test_a_form_of_a_lesser_title_in_another_file_is_a_table_of_its_own(tmp_path: Path) -> None:
    """Yunnan's reports have two tables of 三公, called differently, with other numbers."""
    printed = lay_out(brief(random_accounts(3, items=3)), Layout())
    table = [block for block in printed.blocks if isinstance(block, Table)][-1]
    other = replace(table, cells=tuple(cell._replace(text=re.sub(r"^\d", "7", cell.text)) for cell in table.cells))
    head = Words("一般公共预算财政拨款“三公”经费情况表", "title"), Words("单位：万元", "right")
    word(printed, tmp_path / "a.docx")
    page(replace(printed, blocks=(*head, other)), tmp_path / "b.html")
    files = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    meant = replace(printed, extras=(*printed.extras, head[0].text))
    assert [each for each in compare(read(folder(tmp_path, files)), meant).differences if "narrative" not in each] == []


def test_a_table_without_a_title_has_its_files_name(tmp_path: Path, contents: dict[str, bytes]) -> None:
    untitled = contents["02.xls"]
    import xlrd
    import xlwt

    book = xlrd.open_workbook(file_contents=untitled, formatting_info=True)
    made = xlwt.Workbook()
    sheet = made.add_sheet("Sheet1")
    for row in range(4, book.sheet_by_index(0).nrows):
        for column, value in enumerate(book.sheet_by_index(0).row_values(row)):
            sheet.write(row - 4, column, value)
    target = folder(tmp_path, {name: content for name, content in contents.items() if name != "02.xls"})
    made.save(str(target / "02 收入决算表.xls"))
    form = next(each for each in read(target).statements if each.form is Form.REVENUE)
    assert form.rows
    assert form.rows[0].place.file == "02 收入决算表.xls"


def _raw(name: str, *, link: bool = False) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        with ZipFile(path, "w") as archive:
            entry = ZipInfo(name)
            entry.external_attr = (stat.S_IFLNK if link else stat.S_IFREG) << 16
            archive.writestr(entry, "/etc/passwd")

    return write


def _bomb(path: Path) -> None:
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", b"0" * (12 * 2**20))


def _many(path: Path) -> None:
    with ZipFile(path, "w") as archive:
        for number in range(several.MOST_FILES + 1):
            archive.writestr(f"{number}.txt", "x")


def _nested(path: Path) -> None:
    inner = path.with_name("inner.zip")
    content = b"x"
    for _ in range(3):
        with ZipFile(inner, "w") as archive:
            archive.writestr("in.zip" if content != b"x" else "a.txt", content)
        content = inner.read_bytes()
    with ZipFile(path, "w") as archive:
        archive.writestr("in.zip", content)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (_raw("../../out.txt"), "leads out"),
        (_raw("/etc/out.txt"), "leads out"),
        (_raw("C:\\out.txt"), "leads out"),
        (_raw("a.txt", link=True), "a link"),
        (_raw("a.png"), "the files of a report; found none"),
        (_bomb, "12 MB in 1 parts"),
        (_many, "at most 300 files"),
        (_nested, "one deeper"),
    ],
)
def test_a_zip_that_is_no_honest_one_is_refused(tmp_path: Path, make: Callable[[Path], None], words: str) -> None:
    make(tmp_path / "report.zip")
    with pytest.raises(InputError, match=words):
        parse(tmp_path / "report.zip")


def test_a_link_in_a_folder_is_refused(tmp_path: Path, contents: Files) -> None:
    target = folder(tmp_path, contents)
    (target / "passwd").symlink_to("/etc/passwd")
    with pytest.raises(InputError, match="a link"):
        parse(target)


def test_a_folders_hash_is_that_of_the_list_of_its_files_hashes(tmp_path: Path) -> None:
    target = folder(tmp_path, {"b.txt": b"b", "a/c.txt": b"c"})
    assert sha256_of(target) == "52d77888af4275d7e54d2be42723ae07c20e9d9d58c4289ddf0c8b3cb5b3b68f"
