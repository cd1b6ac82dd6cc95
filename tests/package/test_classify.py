"""What a code says of itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from build_site.package import classify

NAMES = {
    "201": "一般公共服务支出",
    "20103": "政府办公厅（室）及相关机构事务",
    "2010301": "行政运行",
    "20106": "财政事务",
    "2010601": "行政运行",
    "221": "住房保障支出",
    "22102": "住房改革支出",
    "2210202": "提租补贴",
}


@pytest.mark.parametrize(
    ("code", "level", "parent"),
    [
        ("201", "class", ""),
        ("20139", "section", "201"),
        ("2013901", "item", "20139"),
        ("", "total", ""),
        ("2013", "", "20"),
        ("20139O1", "", "20139"),
    ],
)
def test_functional_codes(code: str, level: str, parent: str) -> None:
    assert (classify.functional_level(code), classify.parent(code)) == (level, parent)


@pytest.mark.parametrize(
    ("code", "name", "level", "group"),
    [
        ("301", "工资福利支出", "class", "personnel"),
        ("30302", "退休费", "section", "personnel"),
        ("30231", "公务用车运行维护费", "section", "non-personnel"),
        ("307", "债务利息及费用支出", "class", "non-personnel"),
        ("31301", "对社会保险基金补助", "section", "non-personnel"),
        ("39908", "对民间非营利组织和群众性自治组织补贴", "section", "non-personnel"),
        ("501", "机关工资福利支出", "class", ""),
        ("", "人员经费合计", "subtotal", "personnel"),
        ("", "公用经费合计", "subtotal", "non-personnel"),
        ("", "合计", "total", ""),
        ("3010101", "不存在的项", "", "personnel"),
    ],
)
def test_economic_codes(code: str, name: str, level: str, group: str) -> None:
    assert (classify.economic_level(code, name), classify.economic_group(code, name)) == (level, group)


@given(st.from_regex("[0-9]{3}([0-9]{2}){0,2}", fullmatch=True))
def test_a_code_begins_with_its_parent_which_is_one_level_up(code: str) -> None:
    order = ["class", "section", "item"]
    above = classify.parent(code)
    assert code.startswith(above)
    if above:
        assert order.index(classify.functional_level(above)) == order.index(classify.functional_level(code)) - 1
    else:
        assert classify.functional_level(code) == "class"


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("一般公共服务支出/财政事务/行政运行", "2010601"),
        ("一般公共服务支出/政府办公厅(室)及相关机构事务/行政运行", "2010301"),
        ("财政事务/行政运行", "2010601"),
        ("行政运行", ""),
        ("住房保障支出/住房改革支出", "22102"),
        ("提租补贴", "2210202"),
        ("住房保障支出/提租补贴", ""),
        ("", ""),
    ],
)
def test_a_path_of_names_means_the_one_code_that_fits(path: str, code: str) -> None:
    assert classify.code_of(path, NAMES) == code
