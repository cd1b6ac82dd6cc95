"""Titles and sentences: what the numbers say, and less where they are missing or contradict each other."""

from collections.abc import Sequence
from decimal import Decimal

import pytest

from build_site.render.overview import sentences
from build_site.render.words import Tongue

ZH, EN = Tongue("zh"), Tongue("en")
_PLAIN = "钱从哪来、用在哪"


def _shares(*parts: tuple[str, str]) -> list[tuple[str, Decimal]]:
    return [(name, Decimal(share)) for name, share in parts]


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        (
            _shares(("人员经费", "0.7320"), ("项目", "0.2051"), ("公用经费", "0.0628")),
            "每 100 元支出里，73 元是人员经费，21 元是项目，6 元是公用经费",
        ),
        (
            _shares(("甲", "0.5"), ("乙", "0.3333"), ("丙", "0.1667")),
            "每 100 元支出里，50 元是甲，33 元是乙，17 元是丙",
        ),
        (_shares(("项目支出", "1")), "支出全部是项目支出"),
        (_shares(("项目支出", "0.999"), ("基本支出", "0.001")), "支出几乎全部是项目支出"),
        (_shares(("甲", "0.5"), ("乙", "0.3")), _PLAIN),  # no parts of one whole
        (_shares(("甲", "1.2"), ("乙", "-0.2")), _PLAIN),
        ([], _PLAIN),
    ],
)
def test_of_every_hundred_yuan(parts: Sequence[tuple[str, Decimal]], said: str) -> None:
    assert sentences.of_hundred(ZH, parts) == said


_KINDS = _shares(("基本支出", "2336.91"), ("项目支出", "603.14"))


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        (_KINDS, "合计 2,940.05 万元：基本支出占 79.49%，项目支出占 20.51%。"),
        (
            _shares(("基本支出", "2336.91"), ("项目支出", "603.15")),
            "合计 2,940.05 万元：基本支出占 79.49%，项目支出占 20.51%。",
        ),
        (
            _shares(("基本支出", "2336.91"), ("项目支出", "3.14")),
            "合计 2,940.05 万元：最多的是基本支出，占 79.49%。",
        ),  # a part is not printed
        (_shares(("教育", "2940.05"), ("住房", "0")), "合计 2,940.05 万元：全部是教育。"),
        (_shares(("教育", "2941"), ("住房", "-0.95")), "合计 2,940.05 万元。"),
        (_shares(("教育", "2941")), "合计 2,940.05 万元。"),  # a part above its whole
        ([], "合计 2,940.05 万元。"),
    ],
)
def test_what_stands_in_a_form(parts: Sequence[tuple[str, Decimal]], said: str) -> None:
    assert sentences.form(ZH, "万元", [("合计", Decimal("2940.05"), parts)]) == said


def test_a_sum_that_is_also_parted_by_class_is_said_once() -> None:
    sums = [
        ("合计", Decimal("2940.05"), _KINDS),
        ("", Decimal("2940.05"), [*_KINDS, *_shares(("a", "0.3"), ("b", "0.2"))]),
    ]
    assert (
        sentences.form(ZH, "万元", sums)
        == "合计 2,940.05 万元：基本支出占 79.49%，项目支出占 20.51%；按类：最多的是基本支出，占 79.49%。"
    )
    assert (
        sentences.form(EN, "万元", [("Total", Decimal("2940.05"), _shares(("housing", "2940.05")))])
        == "Total 29.40 million yuan: all of it is housing."
    )
    assert not sentences.form(ZH, "万元", [])


@pytest.mark.parametrize(
    ("share", "classes", "item", "of_class", "said"),
    [
        ("0.7625", 4, "", None, "七成多用于一般公共服务"),
        ("0.7750", 4, "", None, "近八成用于一般公共服务"),
        ("0.1000", 4, "", None, "一成用于一般公共服务"),
        ("0.9499", 4, "", None, "九成多用于一般公共服务"),
        ("0.7165", 4, "行政运行", "0.72", "七成用于一般公共服务，其中半数以上是“行政运行”"),
        ("0.7165", 4, "行政运行", "0.3", "七成用于一般公共服务，其中最多的是“行政运行”"),
        ("1", 1, "行政运行", "1", "全部用于一般公共服务，都是“行政运行”"),
        ("0.98", 3, "", None, "绝大部分用于一般公共服务"),
        ("0.062", 20, "", None, "用得最多的是一般公共服务，占 6.20%"),
        ("0", 3, "", None, "用在哪些事情上"),
        ("1.4", 3, "", None, "用在哪些事情上"),  # a class above its total
    ],
)
def test_the_largest_class(share: str, classes: int, item: str, of_class: str | None, said: str) -> None:
    part = Decimal(of_class) if of_class else None
    assert sentences.largest_class(ZH, "一般公共服务", Decimal(share), classes, item, part) == said


def test_the_largest_class_in_english_has_its_share() -> None:
    assert sentences.largest_class(EN, "Housing", Decimal("0.7625"), 4) == "76 per cent went to Housing"


@pytest.mark.parametrize(
    ("gap", "item", "of_item", "said"),
    [
        ("-538700", "行政运行", "-481600", "比年初预算少花 53.87 万元，其中 48.16 万元在“行政运行”"),
        ("100", "行政运行", "-50", "比年初预算多花 0.01 万元"),  # the widest gap goes the other way
        ("-100", "行政运行", "-200", "比年初预算少花 0.01 万元"),  # an item cannot be more than the whole
        ("0", "", None, "决算与年初预算相同"),
        (None, "行政运行", "-1", "预算和决算"),
    ],
)
def test_plan_and_result(gap: str | None, item: str, of_item: str | None, said: str) -> None:
    part = Decimal(of_item) if of_item else None
    assert sentences.plan(ZH, "年初预算", Decimal(gap) if gap else None, item, part) == said


@pytest.mark.parametrize(
    ("amount", "direction", "now", "rate", "said"),
    [
        ("631400", "decrease", "29400500", "2.10", "比上年少 63.14 万元（−2.10%）。"),
        ("3078200", "increase", "3078200", "100.00", "报告写上年没有这项支出，不算增长率。"),  # a new office
        ("4000000", "increase", "3078200", "", ""),  # a year before below nothing
        ("0", "flat", "100", "", "与上年持平。"),
        ("100", "", "100", "", ""),
    ],
)
def test_change(amount: str, direction: str, now: str, rate: str, said: str) -> None:
    assert sentences.change(ZH, Decimal(amount), direction, Decimal(now), rate) == said


@pytest.mark.parametrize(
    ("below", "above", "same", "said"),
    [
        (8, 0, 3, "11 项里 8 项低于预算，3 项相同，没有超过的。"),
        (1, 2, 0, "3 项里 1 项低于预算，2 项超过。"),
        (0, 0, 0, ""),
    ],
)
def test_counts_of_items(below: int, above: int, same: int, said: str) -> None:
    assert sentences.counted(ZH, below, above, same) == said


@pytest.mark.parametrize(
    ("parts", "whole", "holds"),
    [(["1.01", "2.02"], "3.04", True), (["1.0", "2.0"], "3.4", False), (["1"], "1", True), ([], "1", False)],
)
def test_sums_within_rounding(parts: list[str], whole: str, *, holds: bool) -> None:
    assert sentences.adds_up([Decimal(each) for each in parts], Decimal(whole)) is holds


def test_english_says_the_same() -> None:
    parts = _shares(("personnel", "0.7320"), ("projects", "0.2051"), ("operating", "0.0628"))
    assert (
        sentences.of_hundred(EN, parts)
        == "Of every 100 yuan spent, 73 went to personnel, 21 went to projects, 6 went to operating"
    )
