from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from build_site.text import chinese_number, clean, fold, harmless, number, squeeze, tidy, without_page


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("173.61", "173.61"),
        ("11.00", "11.00"),
        ("2,946.25", "2946.25"),
        ("２，９４６．２５", "2946.25"),
        ("-3.2", "-3.2"),
        ("−3.2", "-3.2"),
        ("(3.20)", "-3.20"),
        (" 1 511.89", "1511.89"),
        ("0", "0"),
    ],
)
def test_a_printed_amount_is_read_with_its_digits(printed: str, value: str) -> None:
    assert str(number(printed)) == value


@pytest.mark.parametrize("printed", ["", "—", "1３.6l", "12,34", "1.2.3", "173.61万元", "合计", "1,2345.00", "."])
def test_anything_else_is_no_number(printed: str) -> None:
    assert number(printed) is None


@given(st.decimals(min_value=-(10**10), max_value=10**10, places=2))
def test_every_amount_comes_back_from_its_print_with_and_without_separators(value: Decimal) -> None:
    assert number(f"{value:,}") == value
    assert number(str(value)) == value
    assert number(f"{value:,}".translate(str.maketrans("0123456789.,", "０１２３４５６７８９．，"))) == value


@pytest.mark.parametrize(
    "title", ["五、情况（一）", "九、支出决算表（公开09表）", "关于A-B的说明", "第二部分 2023年度部门决算表"]
)
def test_a_title_of_the_contents_without_a_page_stays(title: str) -> None:
    assert without_page(title) == title


def test_radicals_full_width_and_quotes_are_folded() -> None:
    assert squeeze('⻋ ⼀般 公共 “三公” "三公"') == "车一般公共“三公”“三公”"
    assert fold("（境）") == "(境)"


def test_published_prose_keeps_chinese_punctuation() -> None:
    assert clean("２０２３年，⻔（项）") == "2023年，门（项）"


def test_spaces_beside_chinese_are_typesetting() -> None:
    assert tidy("收、支总计均为 173.61 万元。 A  B") == "收、支总计均为173.61万元。A B"


@given(st.text(alphabet=st.characters(codec="gb18030", categories=["L", "N", "P", "Zs", "Sm"])))
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert squeeze(squeeze(text)) == squeeze(text)


@pytest.mark.parametrize(("text", "value"), [("一", 1), ("十", 10), ("十一", 11), ("二十六", 26), ("三十", 30)])
def test_chinese_ordinals(text: str, value: int) -> None:
    assert chinese_number(text) == value


@pytest.mark.parametrize("text", ["", "甲", "十十", "一二十"])
def test_what_is_no_chinese_ordinal(text: str) -> None:
    assert chinese_number(text) is None


@pytest.mark.parametrize(
    "text", ["::add-mask::x", "  ::stop-commands::x.pdf", "a ##[set-env name=PATH]x", "a\n::error::b"]
)
def test_no_line_for_a_terminal_is_a_command_to_the_runner(text: str) -> None:
    line = harmless(text)
    assert not line.lstrip().startswith("::")
    assert "##[" not in line
    assert line.isprintable()
