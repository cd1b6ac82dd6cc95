"""Every table that people write is read strictly; a mistake is named with file, line, what was expected, and a remedy."""

import re
from pathlib import Path

import pytest

from build_site.model import InputError, Said
from build_site.registers.budgets import read_budgets
from build_site.registers.table import Row, read_register, read_table


def table(folder: Path, content: bytes | str) -> Path:
    path = folder / "data" / "some.csv"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_what_a_spreadsheet_saves_is_read(tmp_path: Path, mark: str, ending: str) -> None:
    text = mark + ending.join(("a,b,note", '1,"x, y",mine', ",,", "", '2,"""q""",'))
    one, two = read_table(table(tmp_path, text), ("a", "b"))
    assert dict(one) == {"a": "1", "b": "x, y", "note": "mine"}
    assert (two["b"], two.place.line) == ('"q"', 5)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "data/some.csv:1: 应为：表头 a,b；实际："),
        ("b,a\n1,2\n", "data/some.csv:1: 应为：表头 a,b；实际：b,a"),
        ("a,b,b\n1,2,3\n", "data/some.csv:1: 应为：表头 a,b；实际：a,b,b"),
        ("a,b\n1,2\n1,2,3\n", "data/some.csv:3: 应为：2 个字段；实际：3。"),
        ("a,b\n1\n", "data/some.csv:2: 应为：2 个字段；实际：1。"),
        ('a,b\n1,"2"3\n', "data/some.csv:2: 应为：CSV 文件；实际："),
        ('a,b\n1,"2\n', "data/some.csv:2: 应为：CSV 文件；实际："),
        ("a,b\n1,编码\n".encode("gb18030"), "data/some.csv: 应为：UTF-8 的文本；实际："),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, content: bytes | str, said: str) -> None:
    with pytest.raises(InputError) as refused:
        read_table(table(tmp_path, content), ("a", "b"))
    assert str(refused.value).startswith(said)


@pytest.mark.parametrize(
    ("content", "items", "said"),
    [
        ("a,b\n1,2\n1,2,3\n4,5\n", ["12", "45"], ["data/some.csv:3: 应为：2 个字段；实际：3。"]),
        ("a,b\n1,2\n4,\x00\n", ["12"], ["data/some.csv:3: 应为：b 是一行文字；实际：其中有 U+0000"]),
        (f"a,b\n1,2\n{'x' * 200_000},2\n4,5\n", ["12", "45"], ["data/some.csv:3: 应为：a 至多 4,000 字"]),
        ('a,b\n1,2\n4,"5\n6,7\n', ["12", "67"], ["data/some.csv:3: 应为：CSV 文件；实际：unexpected end"]),
        (
            'a,b\n1,2\n4,"5"5\n6,7\n8,x\n',
            ["12", "67"],
            ["data/some.csv:3: 应为：CSV", "data/some.csv:5: 应为：b 是数字"],
        ),
        (
            b"a,b\n1,2\n" + "编,码\n".encode("gb18030"),
            ["12"],
            ["data/some.csv:3: 应为：a 是一行文字"],
        ),
        ("a,b\n1,2\n3,four\n", ["12"], ["data/some.csv:3: 应为：b 是数字；实际：“four”"]),
    ],
)
def test_a_bad_line_of_a_register_never_stops_the_others(
    tmp_path: Path, content: bytes | str, items: list[str], said: list[str]
) -> None:
    def made(row: Row) -> str:
        row.require("b", re.compile("[0-9]"), Said("数字", "a digit"))
        return row["a"] + row["b"]

    read = read_register(table(tmp_path, content), ("a", "b"), made)
    assert list(read.items) == items
    assert [str(each.error).startswith(start) for each, start in zip(read.refused, said, strict=True)] == [True] * len(
        said
    )


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("a,b,c", "unknown: c"),
        ("a", "missing: b"),
        ("a,b,b", "twice: b"),
        ("a,k", "missing: b; unknown: k"),
        ("b,a", "found b,a"),
        ("\x00a,b", "missing: a"),
    ],
)
def test_a_register_has_its_columns_and_no_other(tmp_path: Path, header: str, said: str) -> None:
    with pytest.raises(InputError, match=r"data/some\.csv:1: 应为：表头 a,b；") as refused:
        read_register(table(tmp_path, f"{header}\n1,2\n"), ("a", "b"), dict)
    assert said in str(refused.value)


def test_only_an_optional_table_may_be_missing(tmp_path: Path) -> None:
    assert read_register(tmp_path / "data" / "none.csv", ("a",), dict, optional=True).items == ()
    with pytest.raises(InputError, match=r"none\.csv: 应为：CSV 文件；实际：No such file"):
        read_table(tmp_path / "data" / "none.csv", ("a",))


@pytest.mark.parametrize(
    "line",
    [
        "{slug},2023,201,1.2.3,万元,预算",
        "{slug},2023,201,12.00,美元,预算",
        "{slug},2023,201,12.00,万元,",
        "{slug},23年,201,1,万元,预算",
        "a,2023,201,1,万元,预算",
        "{slug},2023,x,1,万元,预算",
    ],
)
def test_a_budget_that_cannot_be_read_is_named_with_its_line(tmp_path: Path, line: str) -> None:
    slug = "420116-data-resource-center"
    good = f"{slug},2023,,223.24,万元,2023年部门预算"
    path = table(tmp_path, f"slug,year,functional_code,amount,unit,source\n{good}\n{line.format(slug=slug)}\n")
    read = read_budgets(path)
    assert len(read.items) == 1  # a bad row never stops the others
    assert str(read.refused[0].error).startswith("data/some.csv:3: ")
