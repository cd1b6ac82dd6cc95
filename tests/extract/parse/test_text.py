import codecs
from pathlib import Path

import pytest

from build_site.extract.parse import parse
from build_site.extract.recognise import recognise
from build_site.model import Grid, InputError, Line

REPORT = "2023年度某某局部门决算\n\n收 入\t\t支 出\n\n一、收入\t1.00\t<p>二、支出</p>\n结束\n"


def write(folder: Path, data: bytes, name: str = "report.txt") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_every_usual_encoding_reads_the_same(tmp_path: Path, encoding: str) -> None:
    document = parse(write(tmp_path, codecs.encode(REPORT, encoding)))
    assert [type(block) for block in document.blocks] == [Line, Grid, Line]
    grid = document.blocks[1]
    assert isinstance(grid, Grid)
    assert [[cell.text for cell in row] for row in grid.rows] == [
        ["收 入", "", "支 出"],
        ["一、收入", "1.00", "二、支出"],
    ]
    assert [row[0].place.line for row in grid.rows] == [3, 5]


def test_windows_line_ends_change_nothing(tmp_path: Path) -> None:
    unix = parse(write(tmp_path, REPORT.encode()))
    windows = parse(write(tmp_path, REPORT.replace("\n", "\r\n").encode()))
    assert windows == unix


def test_boxes_and_markup(tmp_path: Path) -> None:
    text = '决算\n1.甲 <input checked="" type="checkbox"/>\t2.乙 <input type="checkbox"/>\t小于 <5 &amp; <b>粗</b>\n'
    grid = parse(write(tmp_path, text.encode())).blocks[1]
    assert isinstance(grid, Grid)
    assert [cell.text for cell in grid.rows[0]] == ["1.甲 ☑", "2.乙 ☐", "小于 <5 & 粗"]


@pytest.mark.parametrize(
    ("data", "found", "line"),
    [
        (b"", "an empty file", None),
        (b"  \n \n", "an empty file", None),
        ("决算\n第二行\x00".encode(), "a binary file (byte 0x00)", 2),
        ("部门决算\n支出".encode() + b"\xff\xff", "a byte sequence that is neither (0xff)", 2),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:00\n", "a Git LFS pointer", None),
    ],
)
def test_what_is_no_text_is_refused_with_its_place(tmp_path: Path, data: bytes, found: str, line: int | None) -> None:
    with pytest.raises(InputError) as refused:
        parse(write(tmp_path, data))
    assert found in refused.value.found
    assert (refused.value.place.line if refused.value.place else None) == line


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nothing\.txt"):
        parse(tmp_path / "nothing.txt")


@pytest.mark.parametrize("sides", ["", "|"])
def test_a_markdown_table_is_read_with_pipes_at_its_sides_or_without(tmp_path: Path, sides: str) -> None:
    rows = ["项目|决算数|项目|决算数", ":-|-:|:-|-:", "甲|1,234.00|乙|", " ||合计|3.00"]
    said = ["说明 | 以上", *(f"{sides}{row}{sides}" for row in rows), "", "又 | 一句"]
    first, grid, last = parse(write(tmp_path, "\n".join(said).encode())).blocks
    assert isinstance(grid, Grid)
    assert [[cell.text for cell in row] for row in grid.rows] == [
        ["项目", "决算数", "项目", "决算数"], ["甲", "1,234.00", "乙", ""], ["", "", "合计", "3.00"],
    ]  # fmt: skip
    assert [type(each) for each in (first, last)] == [Line, Line]


LAYOUT = """某局2023年度部门决算
收入决算表
单位：万元
科目编码  科目名称        合计    基本支出
201       一般公共服务  1,200.00  200.00
20101     人大事务        100.00   12.00
2010101   行政运行          3.00   4.00 5.00
"""


CLEAN = LAYOUT.replace(" 5.00", "")


def test_columns_of_blanks_that_do_not_agree_are_told_with_their_line(tmp_path: Path) -> None:
    """And no other table of the text is read: its columns may agree by chance."""
    document = parse(write(tmp_path, f"{LAYOUT}\n{CLEAN}".encode()))
    assert all(isinstance(block, Line) for block in document.blocks)
    ((words, place),) = document.remarks
    assert (words.startswith("The numbers of lines 4 to 7"), place.line) == (True, 7)
    with pytest.raises(InputError, match="第 7 行的栏与别的行对不齐"):
        recognise(document)


@pytest.mark.parametrize("behind", [0, 1, 7])
def test_rows_without_amounts_end_no_table_of_columns_of_blanks(tmp_path: Path, behind: int) -> None:
    labels = "".join(f"其中{number}\n" for number in range(behind))
    (*_, grid) = parse(write(tmp_path, f"{CLEAN}{labels}总计                    1,200.00  200.00\n".encode())).blocks
    assert isinstance(grid, Grid)
    assert [cell.text for cell in grid.rows[-1]] == ["总计", "", "1,200.00", "200.00"]
    assert len(grid.rows) == 5 + behind
