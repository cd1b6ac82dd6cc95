"""Amounts, codes, units and titles in every way that reports print them."""

from decimal import Decimal

import pytest

from build_site.extract.recognise.amounts import token
from build_site.extract.recognise.coding import code_and_name
from build_site.extract.recognise.forms.units import said
from build_site.extract.recognise.titles import form_of
from build_site.model import Form, GridCell, Place, State


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        *((text, "1234.50") for text in ("1,234.50", "1 234.50", "1’234.50", "¥1234.50", "1234.50元", "1234.50①")),
        *(
            (text, "1234.50")
            for text in ("1234.50²", "1234.50*", "1234.50[1]", "1234.50注1", "人民币1234.50元整", "+1234.50")
        ),
        *((text, "-48.33") for text in ("-48.33", "－48.33", "—48.33", "△48.33", "▲48.33", "负48.33", "48.33-")),
        *((text, "-48.33") for text in ("(48.33)", "（48.33）", "-¥48.33", "¥-48.33", "(¥48.33)")),
        ("12,3456.78", "123456.78"),
        ("6 9 5 . 9 5", "695.95"),
        ("1.234.567,89", "1234567.89"),
        ("0.123456", "0.123456"),
        ("0.00", "0.00"),
    ],
)
def test_an_amount_however_printed(printed: str, value: str) -> None:
    assert token(printed)[:2] == (Decimal(value), State.VALUE if Decimal(value) else State.ZERO)


@pytest.mark.parametrize("printed", ["", "-", "——", "－－", "…", "/", "无", "N/A"])
def test_a_blank(printed: str) -> None:
    assert token(printed).state is State.BLANK


@pytest.mark.parametrize(
    "printed", ["12..5", "1O0.5", "12%", "叁拾元整", "1234,56", "--5", "-(5)", "5。3", "1,23", "###"]
)
def test_what_is_no_amount_is_not_read(printed: str) -> None:
    assert token(printed).state is State.NOT_READ


def test_the_unit_behind_an_amount_is_told() -> None:
    assert token("3.20万元") == (Decimal("3.20"), State.VALUE, "万元")


@pytest.mark.parametrize(
    "cells",
    [
        ("2080505", "缴费"), ("208-05-05", "缴费"), ("208.05.05", "缴费"), ("'2080505", "缴费"), ("[2080505]", "缴费"),
        ("208", "05", "05", "缴费"), ("208", "20805", "2080505", "缴费"), ("2080505缴费",), ("[2080505]缴费",), ("208-05-05 缴费",),
    ],
)  # fmt: skip
def test_a_code_however_printed(cells: tuple[str, ...]) -> None:
    found = code_and_name([GridCell(text, Place(), column) for column, text in enumerate(cells)])
    assert found is not None
    assert found[0] == "2080505"


@pytest.mark.parametrize(
    "cells", [("41144.91元",), ("208.05", "3.20"), ("合计", "208.05"), ("20805051", "缴费"), ("301编", "工资福利支出")]
)
def test_what_is_no_code(cells: tuple[str, ...]) -> None:
    assert code_and_name([GridCell(text, Place(), column) for column, text in enumerate(cells)]) is None


@pytest.mark.parametrize(
    ("line", "unit"),
    [
        *(
            (line, "元")
            for line in (
                "（元）",
                "单位（元）",
                "金额：元",
                "人民币元",
                "人民币：元",
                "单位（人民币）：元",
                "单位：圆",
                "部门：某局 单位：元",
                "单位:元,%",
            )
        ),
        *(
            (line, "万元")
            for line in ("金额单位：万元", "决算数（万元）", "2024年度 万元", "单位：万 元", "单位：人民币万元")
        ),
        ("单位：百元", "百元"),
        ("单位：亿元", "亿元"),
        *((line, None) for line in ("部门：元氏县教育局", "单位：户", "编制单位：元谋县财政局", "单位：元 单位：万元")),
    ],
)
def test_a_unit_however_printed(line: str, unit: str | None) -> None:
    found = said([line])
    assert (found.printed if found else None) == unit


@pytest.mark.parametrize(
    "line",
    [
        "GK05 一般公共预算财政拨款支出决算表", "附表1-5 2024年度一般公共预算财政拨款支出决算表", "表五：一般公共预算财政拨款支出决算表",
        "某某局二○二四年度一般公共预算财政拨款支出决算表", "一般公共预算财政拨款支出决算表（公开05表）", "五、一般公共预算财政拨款支出决算表",
        "一般公共预算财政拨款支出决算表　　公开05表", "一般公共预算财政拨款支出决算表　　单位：万元", "一般公共预算财政拨款支出决算表（2024年）",
        "五、一般公共预算财政拨款支出决算公开表",
    ],
)  # fmt: skip
def test_a_title_however_marked(line: str) -> None:
    assert form_of(line) is Form.GENERAL_PUBLIC_BUDGET


@pytest.mark.parametrize(
    "beside",
    [
        "、会议费、培训费",
        "、会议费、培训费及机关运行经费",
        "和培训费、会议费等",
        "以及差旅费",
        "、行政参公单位机关运行经费",
        "",
    ],
)
def test_a_title_of_the_three_public_expenses_may_name_more(beside: str) -> None:
    assert form_of(f"2024年度财政拨款“三公”经费{beside}支出决算表") is Form.THREE_PUBLIC_EXPENSES
    assert form_of("会议费、培训费支出决算表") is None


@pytest.mark.parametrize(
    "line", ["一般公共预算财政拨款支出决算明细表", "财政拨款支出决算表（功能科目）", "资产负债情况表"]
)
def test_another_tables_title_is_no_forms(line: str) -> None:
    assert form_of(line) is None


@pytest.mark.parametrize("text", ["1 4184.40", "2 4.28", "10 99.17", "0 0 0", "0 0.00"])
def test_a_number_of_a_column_over_its_amount_is_no_group_of_digits(text: str) -> None:
    assert token(text).state is State.NOT_READ
