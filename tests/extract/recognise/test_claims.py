"""How sentences of several reports' styles are bound. The sentences are made for these tests."""

from decimal import Decimal
from operator import itemgetter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from build_site.extract.recognise.claims import bind, chapter
from build_site.extract.recognise.claims.numbers import WIDTHS, Kind, numbers
from build_site.model import Claim, Paragraph, Place
from tests.houses import rows

OVERALL, REVENUE = "收入支出决算总体情况说明", "收入决算情况说明"
PUBLIC = "一般公共预算财政拨款支出决算情况说明"


def said(heading: str, *texts: str, year: int = 2023) -> list[Claim]:
    paragraphs = [
        Paragraph("3.1", ("决算情况说明", heading), text, tuple(Place(line=n) for _ in text))
        for n, text in enumerate(texts, 1)
    ]
    return list(bind(paragraphs, year, "某某局"))


def told(claim: Claim) -> str:
    """All that a claim states: … stands for a number left out, ? for a measure that is not known."""
    printed = claim.printed or ("…" if claim.value is None else "!")
    base = claim.base and f"of:{claim.base}"
    words = (claim.measure or "?", claim.subject, claim.phase, claim.direction, base, claim.fiscal_year, claim.binding)
    return " ".join(str(each) for each in (printed, claim.unit, *words) if each)


# --- which numbers there are -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("累计汇聚61.8余万条数据。", [("61.8", "万条")]),
        ("本底数据111.5615万，核酸检测146.79228万条。", [("111.5615", "万"), ("146.79228", "万条")]),
        ("年初预算1,560.05万元，占12.87%，上升3个百分点。", [("1,560.05", "万元"), ("12.87", "%"), ("3", "个百分点")]),
        ("项目支出万元，结余分配万元，占%。", [("", "万元"), ("", "万元"), ("", "%")]),
        ("支出决算XXX万元，占XX%，团组×个。", [("XXX", "万元"), ("XX", "%"), ("×", "个")]),
        ("共 1.2.3万元，又1３.6l万元。".translate(str.maketrans("３", "3")), [("1.2.3", "万元"), ("13.6l", "万元")]),
        ("增长-12.3%，由95%-100%。", [("-12.3", "%"), ("95", "%"), ("100", "%")]),
        ("通用设备2台（套），房屋1,200.5平方米。", [("2", "台(套)"), ("1,200.5", "平方米")]),
        ("1. 因公出国（境）费。2.公务接待费3万元。", [("3", "万元")]),
        ("（2）公务接待费；3、2023年度收入5万元。", [("2023", "year"), ("5", "万元")]),
        ("图1：收、支决算总计；附件 2：自评表；公开01表。", []),
        ("金额单位：万元。以万元为单位。一万元以下。", []),
    ],
)
def test_every_number_and_no_list_number(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(n.printed, n.unit) for n in numbers(text.translate(WIDTHS))] == expected


def test_dates_years_and_names_are_numbers_of_their_own_kind() -> None:
    text = "截至2023年12月31日，7月13日，2020年11月，2023.1.5，2021-2023年；根据《2014年办法》（财库〔2013〕209号）15:27推广5G。"
    found = [(n.kind, n.iso or n.printed) for n in numbers(text.translate(WIDTHS))]
    assert found == [
        (Kind.DATE, "2023-12-31"),
        (Kind.DATE, "--07-13"),
        (Kind.DATE, "2020-11"),
        (Kind.DATE, "2023-01-05"),
        (Kind.YEAR, "2021"),
        (Kind.YEAR, "2023"),
        (Kind.NAME, "2014"),
        (Kind.NAME, "2013"),
        (Kind.NAME, "209"),
        (Kind.NAME, "15"),
        (Kind.NAME, "27"),
        (Kind.NAME, "5"),
    ]


@given(st.decimals(min_value=0, max_value=10**9, places=2), st.sampled_from(["万元", "元", "亿元", "%"]))
def test_a_printed_value_is_read_back(value: Decimal, unit: str) -> None:
    for printed in (str(value), f"{value:,}"):
        (claim,) = [c for c in said(OVERALL, f"2023年度收、支总计{printed}{unit}。") if c.unit == unit]
        assert (claim.printed, claim.value) == (printed, value)


@given(
    st.text(
        alphabet="收入支出决算总计万元占比其中：，。；（）“”增加减少2023年度.%类款项1年初预算为完成分别和、",
        max_size=60,
    )
)
def test_any_text_is_read_and_every_claim_is_in_it(text: str) -> None:
    for claim in said(PUBLIC, text):
        assert claim.sentence in text
        assert claim.printed in text.translate(WIDTHS)


def test_the_place_of_a_number_is_the_box_round_its_characters() -> None:
    text = "收入合计17.5万元。"
    places = tuple(Place(page=3, box=(10.0 * i, 5.0, 10.0 * i + 9, 15.0 + (i == 5))) for i in range(len(text)))
    (claim,) = bind([Paragraph("3.1", (REVENUE,), text, places)], 2023, "某某局")
    assert claim.place == Place(page=3, box=(40.0, 5.0, 79.0, 16.0))


# --- what they state --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("row", rows(Path(__file__).with_name("stated.csv")), ids=itemgetter("shows"))
def test_what_sentences_state(row: dict[str, str]) -> None:
    """Every claim of a heading's paragraphs, in full; a year behind @ is the report's."""
    heading, _, year = row["heading"].partition("@")
    assert (
        list(map(told, said(heading, *row["text"].split("\n"), year=int(year or 2023)))) == row["claims"].splitlines()
    )


@pytest.mark.parametrize(
    ("headings", "kind"),
    [
        (("第三部分", "其他重要事项的情况说明", "（二）政府采购支出情况"), "procurement"),
        (
            ("第三部分", "一般公共预算财政拨款支出决算情况说明", "（三）财政拨款支出决算具体情况"),
            "general-public-budget",
        ),
        (("第三部分", "财政拨款收入支出决算总体情况说明"), "fiscal-appropriation"),
        (("第三部分", "关于2022年度支出决算情况说明"), "expenditure"),
        (("第三部分", "一般公共预算财政拨款“三公”经费支出决算情况"), "three-public"),
        (("第四部分", "2023年重点工作完成情况"), "undated"),
        ((), "other"),
    ],
)
def test_chapters_by_their_deepest_telling_heading(headings: tuple[str, ...], kind: str) -> None:
    assert chapter(headings).kind == kind


# --- wordings of real reports: quotation marks, revised budgets, numbers that are part of a name ---------------------


@pytest.mark.parametrize("row", rows(Path(__file__).with_name("said.csv")), ids=itemgetter("text"))
def test_what_real_reports_say(row: dict[str, str]) -> None:
    found = [[c.printed, c.measure, c.subject, c.phase] for c in said(row["heading"], row["text"])]
    assert list(row.values())[2:] in found


def test_of_a_sentence_without_end_the_words_around_each_number_are_quoted() -> None:
    claims = said(PUBLIC, "教育支出1万元、" * 2000)
    assert len(claims) == 2000
    assert max(len(claim.sentence) for claim in claims) <= 3000
    assert all("教育支出1万元" in claim.sentence for claim in claims)
    assert len({claim.sentence for claim in claims}) < 20, "neighbours are quoted alike: a file of them stays small"
