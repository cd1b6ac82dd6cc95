from __future__ import annotations

import csv
from pathlib import Path

import pytest

from build_site.desk.review.record import Entry, checked, remove, write
from build_site.model import InputError
from build_site.registers.corrections import read_corrections

HEADER = "report,form,cell,printed,corrected,reason,page"
FIRST = 'a-1,revenue,2/total,1.00,2.00,"two\r\nlines, quoted",7'
SECOND = 'b-2,"expenditure",3/total,"1,000.00",,smudge,'
ENTRY = Entry("b-2", "revenue/4/total", "9.00", "8.00", 'a "misprint", really', "12")
ROW = 'b-2,revenue,4/total,9.00,8.00,"a ""misprint"", really",12'


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("last", [True, False])
def test_every_other_byte_stays(tmp_path: Path, mark: str, ending: str, last: bool) -> None:
    path = tmp_path / "corrections.csv"

    def text(*rows: str) -> bytes:
        return (mark + ending.join([HEADER, *rows]) + (ending if last else "")).encode()

    path.write_bytes(text(FIRST, "", SECOND))
    write(path, ENTRY)
    assert path.read_bytes() == text(FIRST, "", SECOND, ROW)
    write(path, Entry("b-2", "expenditure/3/total", "1,000.00", "5", "misread", "3"))
    assert path.read_bytes() == text(FIRST, "", 'b-2,expenditure,3/total,"1,000.00",5,misread,3', ROW)
    remove(path, "b-2", "expenditure/3/total")
    assert path.read_bytes() == text(FIRST, "", ROW)
    remove(path, "b-2", "revenue/4/total")
    remove(path, "a-1", "revenue/2/total")
    assert path.read_bytes() == text("") if last else text()
    assert [each.name for each in tmp_path.iterdir()] == ["corrections.csv"]


def test_a_written_row_is_read_back_by_the_build(tmp_path: Path) -> None:
    path = tmp_path / "corrections.csv"
    write(path, ENTRY)
    write(path, Entry("b-2", "revenue/5/total", "=1+1", "", "smudge", ""))
    first, second = read_corrections(path)["b-2"]
    assert (first.cell_id, first.printed, first.corrected, first.reason, first.page) == (
        "revenue/4/total", "9.00", "8.00", 'a "misprint", really', "12",
    )  # fmt: skip
    assert (second.printed, second.corrected) == ("=1+1", "")


def test_the_same_cell_twice_becomes_one_row(tmp_path: Path) -> None:
    path = tmp_path / "corrections.csv"
    double = "b-2,revenue,4/total,9.00,1.00,first,1\n"
    path.write_text(f"{HEADER}\n{double}a-1,revenue,4/total,9.00,1.00,another report,1\n{double}", "utf-8")
    write(path, ENTRY)
    assert path.read_text("utf-8") == f"{HEADER}\n{ROW}\na-1,revenue,4/total,9.00,1.00,another report,1\n"


def test_a_column_of_the_maintainers_own_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "corrections.csv"
    path.write_text(f"{HEADER},who\nb-2,revenue,4/total,9.00,1.00,first,1,Li\n", "utf-8")
    write(path, ENTRY)
    (row,) = csv.DictReader(path.read_text("utf-8").splitlines())
    assert (row["corrected"], row["who"]) == ("8.00", "Li")


def test_another_header_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "corrections.csv"
    path.write_text("report,cell\n", "utf-8")
    with pytest.raises(InputError, match="the header report,form,cell"):
        write(path, ENTRY)
    assert path.read_text("utf-8") == "report,cell\n"


def test_what_is_not_there_cannot_be_removed(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="revenue/4/total"):
        remove(tmp_path / "corrections.csv", "b-2", "revenue/4/total")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("corrected", "reason", "blank", "said"),
    [
        ("12..3", "misread", False, "“12..3”"),
        ("", "misread", False, "没有填"),
        ("1.00", "misread", True, "二选一"),
        ("1.00", " \n ", False, "原因"),
        ("1.00", "x" * 501, False, "至多 500 字"),
    ],
)
def test_what_the_register_could_not_hold_is_refused(corrected: str, reason: str, blank: bool, said: str) -> None:
    with pytest.raises(InputError, match=said):
        checked(Entry("b-2", "revenue/4/total", "9.00", corrected, reason, ""), blank=blank)


def test_a_reason_becomes_one_harmless_line() -> None:
    entry = checked(Entry("b-2", "revenue/4/total", "9.00", " 1,234.50 ", "a\r\nb\x1b[31m", " 7 "), blank=False)
    assert (entry.corrected, entry.reason, entry.page) == ("1,234.50", "a b [31m", "7")
    assert checked(Entry("b-2", "x/1/y", "9", "", "smudge", ""), blank=True).corrected == ""
