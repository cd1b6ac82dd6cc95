"""How sentences of several reports' styles are bound. The sentences are made for these tests."""

from __future__ import annotations

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

OVERALL, REVENUE, EXPENDITURE = "收入支出决算总体情况说明", "收入决算情况说明", "支出决算情况说明"
PUBLIC, BASIC, THREE = (
    "一般公共预算财政拨款支出决算情况说明",
    "一般公共预算财政拨款基本支出决算情况说明",
    "财政拨款“三公”经费支出决算情况说明",
)
FUND, COSTS, PROCUREMENT = "政府性基金预算财政拨款收入支出决算情况说明", "机关运行经费支出说明", "政府采购支出说明"
MEASURE = "general-public-budget-expenditure"
BOTH, ITEM = "revenue-and-expenditure-total", "教育支出(类)普通教育(款)小学教育(项)"
QUOTES = str.maketrans("", "", "“”")
ASSETS, PERFORMANCE, WORK = "国有资产占用情况说明", "预算绩效情况说明", "重点工作完成情况"


def said(heading: str, *texts: str, year: int = 2023) -> list[Claim]:
    paragraphs = [
        Paragraph("3.1", ("决算情况说明", heading), text, tuple(Place(line=n) for _ in text))
        for n, text in enumerate(texts, 1)
    ]
    return list(bind(paragraphs, year, "某某局"))


def amounts(claims: list[Claim]) -> list[tuple[str, str]]:
    """Printed number and measure of money and rates."""
    return [(c.printed, c.measure) for c in claims if c.unit in ("万元", "元", "亿元", "%")]


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


def test_a_total_its_change_and_the_year_compared_with() -> None:
    total, year, change, rate = said(
        OVERALL,
        "某某局2023年度收入支出总计1,995.3万元。与2022年度相比，收入支出总计减少56.95万元，下降2.77%。主要原因：减少支付3万元。",
    )[1:5]
    assert (total.measure, total.phase, total.fiscal_year) == ("revenue-and-expenditure-total", "executed", 2023)
    assert (year.measure, year.fiscal_year, year.base) == ("fiscal-year", 2022, "comparison")
    assert (change.measure, change.direction, change.base) == (f"{total.measure}:change-amount", "decrease", "prior")
    assert (rate.measure, rate.direction, rate.base) == (f"{total.measure}:change-rate", "decrease", "prior")


def test_numbers_of_a_reason_stay_unbound() -> None:
    claims = said(OVERALL, "收、支总计各增加9万元，主要原因是人员增加2人，项目支出增加30万元。")
    assert [c.measure for c in claims] == ["revenue-and-expenditure-total:change-amount", "count", ""]


def test_lists_shared_out() -> None:
    claims = said(
        OVERALL,
        "2023年度收入总计和支出总计分别为12万元、11万元，与上年决算数相比，分别增加1万元、减少2万元，分别增长9.09%和下降15.38%。",
    )
    assert amounts(claims) == [
        ("12", "revenue-total"),
        ("11", "expenditure-total"),
        ("1", "revenue-total:change-amount"),
        ("2", "expenditure-total:change-amount"),
        ("9.09", "revenue-total:change-rate"),
        ("15.38", "expenditure-total:change-rate"),
    ]
    assert [c.direction for c in claims if c.direction] == ["increase", "decrease"] * 2
    claims = said(EXPENDITURE, "基本支出和项目支出分别为3万元和1万元，分别占75%和25%。")
    assert amounts(claims)[2:] == [("75", "basic-expenditure:share"), ("25", "project-expenditure:share")]
    assert {c.base for c in claims[2:]} == {"expenditure-for-year"}
    budget, final, extra = said(THREE, "“三公”经费预算数、决算数分别为2万元、1万元、5万元。")
    assert (budget.phase, final.phase, extra.measure) == ("budget", "executed", "")


def test_parts_and_their_shares_of_the_named_or_the_leading_whole() -> None:
    claims = said(
        REVENUE, "本年收入合计480万元，其中：财政拨款收入450万元，占93.75%；事业收入30万元，占本年收入的6.25%。"
    )
    assert amounts(claims) == [
        ("480", "revenue-for-year"),
        ("450", "fiscal-appropriation-revenue"),
        ("93.75", "fiscal-appropriation-revenue:share"),
        ("30", "public-service-revenue"),
        ("6.25", "public-service-revenue:share"),
    ]
    assert [c.base for c in claims if c.unit == "%"] == ["revenue-for-year"] * 2


def test_a_share_over_paragraphs_is_of_the_whole_before_them() -> None:
    claims = said(
        PUBLIC,
        "一般公共预算财政拨款支出40万元，主要用于以下方面：",
        "1. 教育(类)支出30万元，占75%。主要是用于小学1所。",
    )
    share = claims[2]
    assert (share.measure, share.subject, share.base) == (
        "general-public-budget-expenditure:share",
        "教育(类)支出",
        "general-public-budget-expenditure",
    )


@pytest.mark.parametrize(
    "path",
    [
        "教育支出(类)普通教育(款)小学教育(项)",
        "社会保障和就业支出(208类)行政事业单位养老支出(05款)行政单位离退休(01项)",
        "一般公共服务支出(201)纪检监察事务(20111)行政运行(2011101)",
        "“教育支出”(类)“普通教育”(款)小学教育(项)",
        "国防(类)支出",
        "机关事业单位基本养老保险缴费支出(项)",
        "一般公共服务支出(类)政府办公厅(室)及相关机构事务(款)行政运行(项)",
    ],
)
def test_items_in_their_printed_forms(path: str) -> None:
    claims = said(
        PUBLIC,
        f"1、{path}。主要用于：局机关2处办公费等开支。",
        "年初预算为1,560.05万元，支出决算为1511.89万元，完成年初预算的96.91%，决算数小于预算数的主要原因：压减。",
    )
    approved, final, rate = [c for c in claims if c.unit in ("万元", "%")]
    assert {c.subject for c in (approved, final, rate)} == {path.translate(QUOTES)}
    assert (approved.phase, final.phase, final.direction, final.base) == ("approved", "executed", "less", "approved")
    assert (rate.measure, rate.base) == ("general-public-budget-expenditure:completion-rate", "approved")


def test_budgets_by_name() -> None:
    claims = said(
        PUBLIC,
        "一般公共预算财政拨款支出年初预算为0万元，全年预算为32万元，支出决算为30万元，完成全年预算的93.75%，比年初预算数增加30万元。",
    )
    assert [(c.phase, c.base) for c in claims] == [
        ("approved", ""),
        ("adjusted", ""),
        ("executed", ""),
        ("executed", "adjusted"),
        ("executed", "approved"),
    ]


def test_last_year_by_its_year_or_by_name() -> None:
    claims = said(PUBLIC, "教育支出(类)2022年决算数为60万元，2023年支出决算为56万元，比2022年决算数减少6.67%。")
    levels = [(c.fiscal_year, c.phase) for c in claims if c.unit == "万元"]
    assert levels == [(2022, "prior"), (2023, "executed")]
    claims = said(OVERALL, "本年度收入总计30万元，比上年的28万元增加2万元。")
    assert [(c.fiscal_year, c.phase, c.measure) for c in claims] == [
        (2023, "executed", "revenue-of-all-kinds"),
        (2022, "prior", "revenue-of-all-kinds"),
        (2023, "executed", "revenue-of-all-kinds:change-amount"),
    ]
    (_, total, _) = said(OVERALL, "某某局二〇二三年度收入总计30万元，支出总计30万元。")
    assert (total.measure, total.fiscal_year) == ("revenue-total", 2023)
    (_, costs) = said(COSTS, "2022年度某某局机关运行经费支出11万元。")
    assert (costs.measure, costs.fiscal_year, costs.phase) == ("running-costs", 2022, "prior")


def test_a_direction_without_a_number_belongs_to_the_amount_before() -> None:
    (final,) = said(OVERALL, "财政拨款收入支出总计3万元。与上年相比，财政拨款收入支出总计持平。")
    assert (final.direction, final.base) == ("flat", "prior")
    (_, final) = said(PUBLIC, "教育支出(类)全年预算为5万元，支出决算为5万元。决算数与预算数基本持平。")
    assert (final.direction, final.base) == ("equal", "adjusted")


def test_a_template_left_unfilled() -> None:
    claims = said(OVERALL, "与2022年度相比，收入支出总计增加（减少）XXX万元，增长（下降）XX%。")
    assert [(c.printed, c.measure, c.direction) for c in claims[1:]] == [
        ("XXX", "revenue-and-expenditure-total:change-amount", ""),
        ("XX", "revenue-and-expenditure-total:change-rate", ""),
    ]


def test_basic_expenditure_with_and_without_amounts_of_its_items() -> None:
    claims = said(
        BASIC,
        "一般公共预算财政拨款基本支出300万元，其中：人员经费250万元，占基本支出的83.33%，主要包括：基本工资80万元、津贴补贴50.5万元；"
        "日常公用经费50万元，主要包括：办公费、维修（护）费。",
    )
    assert [(c.measure, c.subject) for c in claims] == [
        ("general-public-budget-basic-expenditure", ""),
        ("personnel", ""),
        ("personnel:share", ""),
        ("economic-item", "基本工资"),
        ("economic-item", "津贴补贴"),
        ("non-personnel", ""),
    ]
    assert claims[2].base == "general-public-budget-basic-expenditure"


def test_three_public_amounts_and_counts() -> None:
    claims = said(
        THREE,
        "因公出国（境）费支出0万元。全年安排因公出国（境）团组2个、累计5人次。",
        "公务用车购置及运行维护费支出12万元。其中：公务用车购置支出0万元，更新购置公务用车1辆。公务用车运行维护费12万元，主要用于燃料费、维修费等，截至2023年末公务用车保有量为3辆。",
        "公务接待费支出3.3万元。其中：国内公务接待支出3.3万元，共接待25批次、230人次（其中：外宾接待1批次、4人次）。",
        "全年共接待来访团组15个、来宾120人次。",
    )
    measures = [c.measure for c in claims if c.measure != "fiscal-year"]
    assert measures == [
        "overseas-visits", "overseas-groups", "overseas-persons",
        "vehicles", "vehicle-purchase", "vehicles-purchased", "vehicle-operation", "vehicles-held",
        "hospitality", "hospitality-domestic", "hospitality-batches", "hospitality-persons",
        "hospitality-foreign-batches", "hospitality-foreign-persons",
        "hospitality-batches", "hospitality-persons",
    ]  # fmt: skip


def test_procurement_in_two_layouts() -> None:
    claims = said(
        PROCUREMENT,
        "政府采购支出总额100万元，其中：政府采购货物支出40万元、政府采购工程支出0万元、政府采购服务支出60万元。授予中小企业合同金额80万元，"
        "占政府采购支出总额的80%，其中：授予小微企业合同金额30万元，占授予中小企业合同金额的37.5%。",
    )
    assert [(c.measure, c.base) for c in claims] == [
        ("procurement", ""),
        ("procurement-goods", ""),
        ("procurement-works", ""),
        ("procurement-services", ""),
        ("procurement-sme", ""),
        ("procurement-sme:share", "procurement"),
        ("procurement-small-micro", ""),
        ("procurement-small-micro:share", "procurement-sme"),
    ]
    claims = said(
        PROCUREMENT,
        "在面向中小企业预留的政府采购项目中，由中小企业供应商中标或成交的，采购金额24万元；在其他政府采购项目中，由中小企业供应商中标或成交的，采购金额4.7万元。",
    )
    assert [c.measure for c in claims] == ["procurement-awarded-sme", "procurement-awarded-other"]


def test_assets_by_kind_and_thresholds_are_no_statement() -> None:
    claims = said(
        ASSETS,
        "截至2023年12月31日，共有车辆3辆，其中，副部（省）级及以上领导用车0辆、执法执勤用车2辆、其他用车1辆；单价50万元（含）以上通用设备4台（套），单价100万元以上专用设备1台。",
    )
    assert [c.measure for c in claims] == [
        "date", "vehicles-total", "vehicles-minister", "vehicles-enforcement", "vehicles-other",
        "threshold", "equipment-500k", "threshold", "equipment-1m",
    ]  # fmt: skip


def test_performance() -> None:
    claims = said(
        PERFORMANCE,
        "对2023年度一般公共预算项目支出开展绩效自评，共涉及项目3个，资金11万元，占一般公共预算项目支出总额的100%。",
        "绩效自评的项目4个，平均得分99.43分（其中，评级为“优”的项目3个；评级为“良”的项目1个；评级为“不合格”的项目0个）。",
        "信息系统项目绩效自评综述：项目全年预算数为5万元，执行数为4万元，完成预算的80%。",
    )
    assert [(c.measure, c.subject, c.phase) for c in claims if c.measure != "fiscal-year"] == [
        ("performance-projects", "", "executed"),
        ("performance-amount", "", "executed"),
        ("performance-amount:share", "", "executed"),
        ("performance-self-evaluated-projects", "", "executed"),
        ("performance-mean-score", "", "executed"),
        ("performance-grade-excellent", "", "executed"),
        ("performance-grade-good", "", "executed"),
        ("performance-grade-unqualified", "", "executed"),
        ("performance-project-amount", "信息系统", "adjusted"),
        ("performance-project-amount", "信息系统", "executed"),
        ("performance-project-amount:completion-rate", "信息系统", "executed"),
    ]


def test_an_approval_in_prose_with_blanks() -> None:
    claims = said(
        OVERALL,
        "一、2014年年初结转结余28万元，本年收入169万元，用事业基金弥补收支差额万元，本年支出120万元，结余分配万元，年末结转结余77万元。"
        "（一）公共预算财政拨款年初结转结余8万元，本年收入19万元，本年支出20万元。（二）政府性基金预算财政拨款年初结转结余万元，本年收入万元。",
        year=2014,
    )
    assert [(c.printed, c.measure) for c in claims[1:]] == [
        ("28", "opening-balance"),
        ("169", "revenue-for-year"),
        ("", "non-appropriated-balance-used"),
        ("120", "expenditure-for-year"),
        ("", "surplus-distribution"),
        ("77", "closing-balance"),
        ("8", "general-public-budget-opening-balance"),
        ("19", "general-public-budget-revenue"),
        ("20", "general-public-budget-expenditure"),
        ("", "government-fund-opening-balance"),
        ("", "government-fund-revenue"),
    ]
    assert claims[3].value is None


def test_a_bare_counterpart_and_a_name_of_its_own_chapter() -> None:
    assert [c.measure for c in said(FUND, "政府性基金预算财政拨款收入50万元，支出55万元。")] == [
        "government-fund-revenue",
        "government-fund-expenditure",
    ]
    assert [c.measure for c in said(PUBLIC, "财政拨款支出40万元，其中基本支出30万元，项目支出10万元。")] == [
        "general-public-budget-expenditure",
        "general-public-budget-basic-expenditure",
        "general-public-budget-project-expenditure",
    ]


def test_a_budget_between_the_rate_and_its_word() -> None:
    final, plan, rate = said(THREE, "“三公”经费支出决算数10万元，完成全年预算数12万元的83.33%。")
    assert (final.phase, plan.phase) == ("executed", "adjusted")
    assert (rate.measure, rate.base) == ("three-public-total:completion-rate", "adjusted")
    (final, plan, change) = (
        said(COSTS, "机关运行经费决算数3万元，比2023年年初预算数5万元减少2万元。")[:1]
        + said(COSTS, "机关运行经费决算数3万元，比2023年年初预算数5万元减少2万元。")[2:]
    )
    assert (final.phase, plan.phase, change.base) == ("executed", "approved", "approved")


def test_where_the_money_of_three_public_comes_from_is_no_total_of_that_budget() -> None:
    claims = said(
        THREE,
        "公务接待费支出预算2万元（其中：一般公共预算支出2万元；政府性基金预算支出0万元），支出决算1万元，完成预算的50%。",
    )
    assert [(c.measure, c.phase) for c in claims] == [
        ("hospitality", "budget"),
        ("three-public-from-general-public-budget", "budget"),
        ("three-public-from-government-fund", "budget"),
        ("hospitality", "executed"),
        ("hospitality:completion-rate", "executed"),
    ]
    share = said(THREE, "公务接待费支出决算为4万元，占“三公”经费支出决算40%。")[1]
    assert (share.measure, share.base) == ("hospitality:share", "three-public-total")


def test_nothing_needs_no_unit() -> None:
    plan, final = said(PUBLIC, "教育支出（类）普通教育（款）小学教育（项）。年初预算为0，支出决算为10万元。")
    assert (plan.printed, plan.unit, plan.phase) == ("0", "", "approved")
    assert (plan.subject, plan.measure) == (final.subject, final.measure)


def test_both_sides_named_one_by_one() -> None:
    claims = said(
        OVERALL,
        "收入总计80万元，支出总计80万元。收支较上年决算数增加8万元、增长11.11%。包括：1.本年收入决算合计70万元。2.年初结转和结余10万元。与上年决算数相同。",
    )
    assert [c.measure for c in claims] == [
        "revenue-total",
        "expenditure-total",
        "revenue-and-expenditure-total:change-amount",
        "revenue-and-expenditure-total:change-rate",
        "revenue-for-year",
        "opening-balance",
    ]
    assert (claims[-1].direction, claims[-1].base) == ("flat", "prior")


def test_unknown_words_between_measure_and_number_leave_it_unbound() -> None:
    claims = said(EXPENDITURE, "基本支出12万元。其中用于培训讲师的报酬3万元。全年购置电脑5台，合计4万元。")
    assert [c.measure for c in claims if c.unit == "万元"] == ["basic-expenditure", "", ""]


def test_work_of_the_year_states_counts_only() -> None:
    claims = said(WORK, "我区共计100人，其中常住人口60人，拨付专项资金6万元。")
    assert [(c.measure, c.subject) for c in claims] == [("count", "我区"), ("count", "常住人口"), ("", "")]


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


def test_a_budget_moved_in_a_reason_is_a_change_of_the_plan() -> None:
    path = "教育支出(类)普通教育(款)小学教育(项)"
    claims = said(
        PUBLIC, f"1、{path}。年初预算为77万元，支出决算为20万元。决算数小于预算数的主要原因：年中调减项目经费50万元。"
    )
    moved = claims[-1]
    assert (moved.measure, moved.subject) == (f"{MEASURE}:change-amount", path)
    assert (moved.phase, moved.direction, moved.base) == ("adjusted", "decrease", "approved")


def test_two_directions_of_a_template_are_read_as_the_last() -> None:
    claims = said(THREE, "“三公”经费财政拨款支出决算数比2022年度减增加21.90万元，增长141.75%。")
    assert [(c.measure, c.direction) for c in claims if c.unit in ("万元", "%")] == [
        ("three-public-total:change-amount", "increase"),
        ("three-public-total:change-rate", "increase"),
    ]


def test_a_number_that_is_part_of_a_name_is_a_name() -> None:
    text = "主要用于：610经费、管弄路252弄4号装修、“15分钟社区生活圈规划”；11“.附注：共5个。"
    measures = {c.printed: c.measure for c in said(PUBLIC, text)}
    assert measures == {"610": "name", "252": "name", "4": "name", "15": "name", "11": "name", "5": "count"}


def test_key_work_has_no_year_but_the_one_it_names() -> None:
    assert [c.fiscal_year for c in said(WORK, "培训8次，拨付3万元。") if c.printed in ("8", "3")] == [None, None]
    assert [c.fiscal_year for c in said(WORK, "2021年培训8次。")] == [2021, 2021]


def test_a_share_of_all_expenditure_is_not_one_of_itself() -> None:
    claims = said(FUND, "政府性基金预算财政拨款支出10万元，占本年支出的2%。")
    assert [c.base for c in claims if c.unit == "%"] == ["expenditure-for-year"]


def test_an_item_that_is_not_understood_is_never_taken_for_the_whole() -> None:
    claims = said(PUBLIC, "某某专项工作支出，年初预算12万元，支出决算11万元。")
    assert [c.measure for c in claims] == ["", ""]
    (approved, final) = [
        c
        for c in said(PUBLIC, "2080505机关事业单位职业年金缴费支出，年初预算12万元，支出决算11万元。")
        if c.unit == "万元"
    ]
    assert {approved.subject, final.subject} == {"机关事业单位职业年金缴费支出(2080505)"}
    assert (approved.phase, final.phase) == ("approved", "executed")


def test_grades_without_quotation_marks() -> None:
    found = {c.printed: c.measure for c in said(PERFORMANCE, "其中评价等级为优的8个、良的2个。")}
    assert found == {"8": "performance-grade-excellent", "2": "performance-grade-good"}


def test_of_a_sentence_without_end_the_words_around_each_number_are_quoted() -> None:
    claims = said(PUBLIC, "教育支出1万元、" * 2000)
    assert len(claims) == 2000
    assert max(len(claim.sentence) for claim in claims) <= 3000
    assert all("教育支出1万元" in claim.sentence for claim in claims)
    assert len({claim.sentence for claim in claims}) < 20, "neighbours are quoted alike: a file of them stays small"


@pytest.mark.parametrize(
    ("heading", "text", "named", "carried"),
    [
        (REVENUE, "本年收入9万元，其中：事业收入2万元，占22.22%；其他收入3万元。比上年增加1万元。", {"9", "2", "22.22", "3"}, {"1"}),
        (EXPENDITURE, "本年支出9万元，其中：局本级基本支出2万元、基本支出1万元。", {"9"}, {"1", "2"}),
        (EXPENDITURE, "5万元为基本支出（占50%），4万元为项目支出。", {"50"}, set()),
        (REVENUE, "若剔除财政拨款，其余五项收入合计6万元。", set(), {"6"}),
        (REVENUE, "上级补助收入、事业收入共6万元，经营收入1万元，实际收入8万元。", {"1"}, set()),
        (COSTS, "机关运行经费支出9万元，比上年11万元减少2万元，下降18.18%。", {"9", "11", "2", "18.18"}, set()),
        (COSTS, "机关运行经费支出9万元，各减少1万元、2万元。", {"9", "1"}, set()),
        (COSTS, "机关运行经费支出9万元左右。", set(), set()),
    ],
)  # fmt: skip
def test_it_is_told_whether_the_words_right_before_a_number_say_what_it_is(
    heading: str, text: str, named: set[str], carried: set[str]
) -> None:
    claims = said(heading, text)
    assert {claim.printed for claim in claims if claim.binding == "named"} == named
    assert {claim.printed for claim in claims if claim.binding == "carried"} == carried
    assert all(bool(claim.binding) <= bool(claim.measure) for claim in claims)
