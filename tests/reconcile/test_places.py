"""What reports of other places say of one set of accounts, in their own words: all of it right, and understood."""

from __future__ import annotations

from pathlib import Path

import pytest

from build_site.extract.parse import parse
from build_site.extract.recognise import recognise
from build_site.model import Department, Finding, Outcome, Registration
from build_site.package import write
from build_site.package.read import Package
from build_site.package.years import department_year
from build_site.reconcile import catalogue, examine
from build_site.reconcile.tables import read

FOLDER = Path(__file__).parent / "places"
PLACES = sorted(path.stem for path in FOLDER.glob("*.txt") if path.stem != "forms")
THREE_PUBLIC = sorted(path.stem for path in (FOLDER / "three-public").glob("*.txt"))
FREE = sorted(path.stem for path in (FOLDER / "free").glob("*.txt"))
"""In manners for which nothing was made: the sum before what it is, units of a department, several years, no headings."""
WHOLE = sorted(path.stem for path in (FOLDER / "whole").glob("*.txt"))
"""Whole reports with accounts of their own, by a writer who did not know the program."""
OF_WORDS = [rule for rule in catalogue().values() if rule.module != "identities"]  # the forms are the same in each
COLUMNS = "\t".join(map(str, range(1, 13))) + "\n"
AMOUNTS = "30.80\t0.00\t16.00\t0.00\t16.00\t14.80\t25.70\t0.00\t9.40\t0.00\t9.40\t16.30\n"
UNKNOWN = {"hunan": 1, "jiangxi": 2, "jiangsu": 6, "liaoning": 5, "sichuan": 1, "yunnan": 19, "gansu": 5, "guangxi": 4, "guizhou": 4,
           "hainan": 14, "heilongjiang": 10, "hubei": 2, "inner-mongolia": 3, "jilin": 10, "qinghai": 6, "xinjiang": 4, "mixed-units": 22, "units-and-spans": 47, "compared-at-once": 14, "dashes": 44, "few-words": 27, "henan": 4, "hundred-millions": 5, "reasons": 72, "school": 16, "street": 38, "tianjin": 2, "tibet": 8}  # fmt: skip
"""Amounts and rates that are of no form: assets, festivals, the budgets that pay for a meeting."""
WRONG = [
    ("zhejiang", "占授予中小企业合同金额的71.5%", "占授予中小企业合同金额的75.1%", "N-SHARE"),
    ("zhejiang", "政府性基金预算3,133.26万元", "政府性基金预算3,123.26万元", "N-AMOUNT"),
    ("zhejiang", "完成年初预算的75.6%", "完成年初预算的57.6%", "N-COMPLETION"),
    ("hunan", "其他（类）支出3129.90万元", "其他（类）支出3192.90万元", "N-AMOUNT"),
    ("hunan", "由于年初预算数为0，无法计算百分比", "完成年初预算的100%", "L-ZERO-BASE"),
    ("beijing", "占本年财政拨款支出10.96%", "占本年财政拨款支出19.06%", "N-SHARE"),
    ("beijing", "比2025年年初预算增加128.87万元", "比2025年年初预算减少128.87万元", "L-OPPOSED"),
    ("shaanxi", "占总支出的5.55%", "占总支出的55.5%", "N-SHARE"),
    ("yunnan", "占基本支出的83.28%", "占基本支出的82.38%", "N-SHARE"),
    ("chongqing", "占14.1%", "占41.1%", "N-SHARE"),
    ("jiangsu", "其他国有土地使用权出让收入安排的支出（项）。年初预算0万元，支出决算2.77万元", "其他国有土地使用权出让收入安排的支出（项）。年初预算0万元，支出决算7.27万元", "N-AMOUNT"),
    ("guangdong", "（上年决算数为0万元）", "（上年决算数为10万元）", "N-CHANGE"),
    ("hebei", "完成年初预算的121.3%", "完成年初预算的112.3%", "N-COMPLETION"),
    ("hebei", "本年支出3132.67万元", "本年支出3123.67万元", "N-AMOUNT"),
    ("liaoning", "占收入总计的61.86%", "占收入总计的68.16%", "N-SHARE"),
    ("anhui", "本年支出2.77万元", "本年支出7.27万元", "N-AMOUNT"),
    ("sichuan", "支出总计减少12421.14万元", "支出总计减少12412.14万元", "N-CHANGE"),
    ("jiangxi", "项目支出12536.13万元，占44.76%", "项目支出12536.13万元，占46.74%", "N-SHARE"),
    ("central", "其他行政事业单位养老支出（项）年初预算为0.50万元，支出决算为0.71万元", "其他行政事业单位养老支出（项）年初预算为0.50万元，支出决算为0.17万元", "N-AMOUNT"),
    ("shandong", "比年初预算增加0.21万元", "比年初预算增加0.12万元", "N-CHANGE"),
    ("guangxi", "减少1000.00万元，下降4.9%", "减少1000.00万元，下降9.4%", "N-CHANGE"),
    ("xinjiang", "支出总计3,133.26万元", "支出总计3,313.26万元", "N-AMOUNT"),
    ("gansu", "决算数小于预算数4547.28万元", "决算数小于预算数4574.28万元", "N-COMPLETION"),
    ("gansu", "本部门收入为36527.72万元", "本部门收入为36257.72万元", "N-AMOUNT"),
    ("fujian", "2080705-公益性岗位补贴805.44万元", "2080705-公益性岗位补贴804.55万元", "N-AMOUNT"),
    ("inner-mongolia", "支出决算3,132.67万元", "支出决算3,123.67万元", "N-AMOUNT"),
    ("hubei", "决算比预算增加2527.72万元，增幅7.43%", "决算比预算增加2527.72万元，增幅4.73%", "N-CHANGE"),
    ("jilin", "收入3133.26万元，占8.6%）", "收入3133.26万元，占6.8%）", "N-SHARE"),
    ("qinghai", "职业年金缴费支出（项）737.60万元", "职业年金缴费支出（项）773.60万元", "N-AMOUNT"),
    ("guizhou", "减少12421.14万元，下降25.37%", "减少12421.14万元，下降27.35%", "N-CHANGE"),
    ("heilongjiang", "就业补助（款）805.44万元，占52.17%", "就业补助（款）805.44万元，占57.12%", "N-SHARE"),
    ("units-and-spans", "收入22599.92万元，占61.87%", "收入22599.92万元，占68.17%", "N-SHARE"),
    ("compared-at-once", "较上年238.00万元减少20.00万元", "较上年238.00万元减少2.00万元", "N-CHANGE"),
    ("mixed-units", "事业收入17969600元，占4.92%", "事业收入17969600元，占9.42%", "N-SHARE"),
    ("hainan", "（占16.85%）", "（占18.65%）", "N-SHARE"),
    ("tianjin", "下降25.4%", "下降24.5%", "N-CHANGE"),
    ("tibet", "支出总计36532.75万元", "支出总计36352.75万元", "N-AMOUNT"),
    ("henan", "完成年初预算的124.53%", "完成年初预算的142.53%", "N-COMPLETION"),
    ("street", "为年初预算15494.20万元的70.65%", "为年初预算15494.20万元的76.05%", "N-COMPLETION"),
    ("school", "较上年3000.00万元增加132.67万元", "较上年3000.00万元增加123.67万元", "N-CHANGE"),
    ("reasons", "社会保障和就业支出10220.15万元，占36.49%", "社会保障和就业支出10220.15万元，占39.46%", "N-SHARE"),
    ("reasons", "较2025年度预算270.00万元减少9.98万元", "较2025年度预算270.00万元减少8.99万元", "N-CHANGE"),
    ("dashes", "决算737.60万元，完成105.37%", "决算763.70万元，完成105.37%", "N-AMOUNT"),
    ("dashes", "年初预算0.50万元，决算0.71万元，完成142.00%", "年初预算0.50万元，决算0.71万元，完成124.00%", "N-COMPLETION"),
    ("few-words", "占比分别为86.14%和13.86%", "占比分别为84.16%和13.86%", "N-SHARE"),
    ("few-words", "收入3133.26万元，支出3132.67万元", "收入3133.26万元，支出3123.67万元", "N-AMOUNT"),
    ("hundred-millions", "项目支出1.25亿元，占44.8%", "项目支出1.52亿元，占44.8%", "N-AMOUNT"),
]  # fmt: skip


def audited(text: str, folder: Path, amounts: str = "") -> tuple[Finding, ...]:
    """The findings of a report with this narrative. `amounts`: the row of the form of “三公” expenses, else it has none."""
    forms = (FOLDER / "forms.txt").read_text("utf-8")
    if amounts:
        head, below, _ = forms.partition(COLUMNS)
        forms = f"{head}{below}{amounts}"
    return audited_whole(f"{forms}{text}", folder)


def audited_whole(text: str, folder: Path) -> tuple[Finding, ...]:
    source, package = folder / "report.txt", folder / "package"
    source.write_text(text, "utf-8")
    registration = Registration("420116-made", int(text[:4]), "", "", "420116", "report.txt", "", "", "", "")
    package.mkdir()
    write(recognise(parse(source)), registration, Department("420116-made", "", "", "420116", "", ""), package)
    return examine(read(package), OF_WORDS)


def differing(findings: tuple[Finding, ...]) -> set[str]:
    return {f"{f.rule_id}: {f.message_zh}" for f in findings if f.outcome is Outcome.DIFFERS and f.rule_id[0] != "S"}


@pytest.mark.parametrize("place", PLACES)
def test_what_is_right_is_never_accused(place: str, tmp_path: Path) -> None:
    findings = audited((FOLDER / f"{place}.txt").read_text("utf-8"), tmp_path)
    assert differing(findings) == set()
    claims = Package(tmp_path / "package").table("claims")
    assert sum(not claim["measure"] for claim in claims) == UNKNOWN.get(place, 0)


@pytest.mark.parametrize("manner", FREE)
def test_what_is_right_is_never_accused_however_it_is_told(manner: str, tmp_path: Path) -> None:
    amounts = AMOUNTS if manner.startswith("three-public") else ""
    assert differing(audited((FOLDER / "free" / f"{manner}.txt").read_text("utf-8"), tmp_path, amounts)) == set()


@pytest.mark.parametrize("report", WHOLE)
def test_a_whole_report_that_is_right_is_never_accused(report: str, tmp_path: Path) -> None:
    assert differing(audited_whole((FOLDER / "whole" / f"{report}.txt").read_text("utf-8"), tmp_path)) == set()


@pytest.mark.parametrize(
    ("report", "right", "wrong", "rule"),
    [
        ("subdistrict", "占34.14%，比上年占比", "占43.14%，比上年占比", "N-SHARE"),
        ("ministry-institute", "2024年度较2023年度下降2.80%", "2024年度较2023年度下降8.20%", "N-CHANGE"),
        ("province-science", "减少8.04万元，下降0.25%", "减少4.08万元，下降0.25%", "N-CHANGE"),
        ("city-hospital", "2024年80,021.74万元；2023年", "2024年80,012.74万元；2023年", "N-AMOUNT"),
        ("county-court", "今年135.24万元，增加31.42万元", "今年135.24万元，增加34.12万元", "N-WITHIN"),
        ("party-school", "多支出90.22万元，增长11.3%", "多支出90.22万元，下降11.3%", "N-WITHIN"),
        ("fire-rescue", "多支106.50万元，上升71.86%", "多支106.50万元，下降71.86%", "N-WITHIN"),
        ("market-bureau", "万元增加396.93万元", "万元增加244.68万元", "N-CHANGE"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_whole_report_is_found(
    report: str, right: str, wrong: str, rule: str, tmp_path: Path
) -> None:
    text = (FOLDER / "whole" / f"{report}.txt").read_text("utf-8")
    assert right in text
    assert rule in {each.partition(":")[0] for each in differing(audited_whole(text.replace(right, wrong), tmp_path))}


@pytest.mark.parametrize(("place", "right", "wrong", "rule"), WRONG)
def test_what_is_wrong_is_found(place: str, right: str, wrong: str, rule: str, tmp_path: Path) -> None:
    text = (FOLDER / f"{place}.txt").read_text("utf-8")
    assert right in text
    assert rule in {each.partition(":")[0] for each in differing(audited(text.replace(right, wrong), tmp_path))}


@pytest.mark.parametrize("place", THREE_PUBLIC)
def test_what_is_right_of_three_public_expenses_is_never_accused(place: str, tmp_path: Path) -> None:
    text = (FOLDER / "three-public" / f"{place}.txt").read_text("utf-8")
    assert differing(audited(text, tmp_path, AMOUNTS)) == set()
    claims = Package(tmp_path / "package").table("claims")
    stated = {claim["measure"]: claim["value"] for claim in reversed(claims) if claim["fiscal_year"] == "2025"}
    assert (stated["hospitality-batches"], stated["hospitality-persons"]) == ("312", "4228")


@pytest.mark.parametrize(
    ("place", "right", "wrong", "rule"),
    [
        ("anhui", "增长10.14%", "增长14.10%", "N-CHANGE"),
        ("shanghai", "完成预算的58.75%", "完成预算的85.75%", "N-COMPLETION"),
        ("shaanxi", "决算数较预算数减少6.60万元", "决算数较预算数减少6.06万元", "N-CHANGE"),
        ("hebei", "（三）公务接待费支出16.30万元", "（三）公务接待费支出13.60万元", "N-AMOUNT"),
        ("guangdong", "占“三公”经费的36.58%", "占“三公”经费的35.68%", "N-SHARE"),
        ("beijing", "年初预算数14.80万元增加1.50万元", "年初预算数14.80万元增加5.10万元", "N-CHANGE"),
        ("yunnan", "总支出决算的63.42%", "总支出决算的64.32%", "N-SHARE"),
        ("zhejiang", "支出决算16.30万元，完成", "支出决算13.60万元，完成", "N-AMOUNT"),
        ("three-plans", "比2024年的27.00万元下降1.30万元", "比2024年的27.00万元下降1.03万元", "N-CHANGE"),
        ("chongqing", "（二）分项情况", "公务接待费15.30万元。", "N-AMOUNT"),
        ("in-a-row", "分别为9.40万元、16.30万元", "分别为9.40万元、13.60万元", "N-AMOUNT"),
        ("analysed", "公务接待费16.30万元，占63.42%", "公务接待费16.30万元，占64.32%", "N-SHARE"),
    ],
)
def test_what_is_wrong_of_three_public_expenses_is_found(
    place: str, right: str, wrong: str, rule: str, tmp_path: Path
) -> None:
    text = (FOLDER / "three-public" / f"{place}.txt").read_text("utf-8")
    assert right in text
    found = differing(audited(text.replace(right, wrong), tmp_path, AMOUNTS))
    assert rule in {each.partition(":")[0] for each in found}


def test_a_plan_of_all_budgets_is_not_held_against_the_first(tmp_path: Path) -> None:
    """财政拨款支出 under a heading of the general public budget: the form of all three has the amount."""
    audited((FOLDER / "hunan.txt").read_text("utf-8"), tmp_path)
    (total,) = (row for row in Package(tmp_path / "package").table("budget-execution") if row["level"] == "total")
    assert (total["final_in_form"], total["final_check"]) == ("14079.59", "exact")
    known = department_year(Package(tmp_path / "package"))
    assert (known["plan_yuan"], known["plan_state"]) == ("", "not-in-report")


def test_a_total_that_only_another_budget_has_is_held_against_the_first(tmp_path: Path) -> None:
    right, wrong = "支出决算为10946.92万元，完成年初预算", "支出决算为3132.67万元，完成年初预算"  # the fund's total
    text = (FOLDER / "guizhou.txt").read_text("utf-8")
    assert right in text
    audited(text.replace(right, wrong), tmp_path)
    (total,) = (row for row in Package(tmp_path / "package").table("budget-execution") if row["level"] == "total")
    assert (total["final_in_form"], total["final_check"]) == ("10946.92", "differs")


def test_vehicles_disposed_of_are_not_those_there_are(tmp_path: Path) -> None:
    audited((FOLDER / "yunnan.txt").read_text("utf-8"), tmp_path)
    assert not [row for row in Package(tmp_path / "package").table("disclosures") if row["key"] == "vehicles-total"]
