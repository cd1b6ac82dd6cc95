"""What the cover says, whatever else stands above it."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from build_site.extract.parse import parse
from build_site.extract.recognise import recognise
from build_site.registers.vocabulary import is_of_website
from build_site.text import publication, title_on
from tests.factory import text
from tests.factory.invent import random_accounts
from tests.factory.layouts import Layout, lay_out
from tests.factory.printed import Words

ACCOUNTS = random_accounts(1045, items=2)


@pytest.mark.parametrize(
    "above",
    [
        (),
        ("• 首页", "• 1999年度部门决算"),
        ("首页", "· 政府信息公开", "· 某局1999年度部门决算公开"),
        ("您的位置：首页 > 财政决算 > 1999年度部门决算", "字号：大 中 小"),
        ("发布时间：1999-09-20", "浏览次数：12"),
        (f"{ACCOUNTS.department}第12号",),
        ("二〇〇〇年八月二十五日",),
        ("2000年8月",),
        ("2000-08-25",),
        ("附件1",),
        (f"欢迎来到{ACCOUNTS.department}", "24小时值班"),
        ("信息类别：财政预决算 公开方式：主动公开 生成日期：1999-10-15",),
        ("附件2", "1999年度市直部门决算公开参考文本"),
        ("某省1999年度部门决算公开说明",),
        ("首页 > 政务公开 > 财政预决算和三公经费",),
        ("1999年10月",),
        ("一九九九年十月", "12"),
        ("发布单位 区教育局 发文日期 1999-10-08",),
        (f"标题：{ACCOUNTS.department}",),
        (
            "[ 索引号 ] 115002217500956438/2022-00071 [ 发文字号 ]",
            "[ 发布机构 ] 某区人民政府 [ 有效性 ]",
            "[ 成文日期 ] 2024-10-12 [ 发布日期 ] 2024-10-12",
        ),
        (
            "来源 | 某县财政局 | 发布时间 | 阅读 |",
            "监督索引号53092600255601000",
            "保密审查情况:已审查",
            "部门主要负责人审签情况:已审签",
        ),
    ],
)
def test_the_way_of_a_web_page_to_itself_is_no_cover(above: tuple[str, ...], tmp_path: Path) -> None:
    printed = lay_out(ACCOUNTS, Layout())
    path = tmp_path / "report.txt"
    text.write(printed, path)
    plain = recognise(parse(path))
    text.write(replace(printed, blocks=(*(Words(each, "paragraph") for each in above), *printed.blocks)), path)
    report = recognise(parse(path))
    assert (report.department, report.fiscal_year) == (ACCOUNTS.department, ACCOUNTS.year)
    assert report.title == plain.title
    cover = next(section.text for section in report.sections if section.section_id == "cover")
    assert not [word for word in ("索引号", "发布机构", "成文日期", "来源", "审签") if word in cover]
    assert not [notice for notice in report.notices if "1999" in str(notice.text)]


@pytest.mark.parametrize(
    "line",
    ["有效性：项目实施后服务能力提升", "公开范围包括本单位及所属单位", "信息分类管理制度健全", "发布机构按规定公开"],
)
def test_a_report_s_own_words_are_no_web_page_s(line: str) -> None:
    assert not is_of_website(line)


@pytest.mark.parametrize(
    ("dates", "found"),
    [
        ("编制日期：2023年12月31日\n\n公开日期：2024年8月25日", date(2024, 8, 25)),
        ("批复日期：2024年8月1日\n\n2024年8月25日", date(2024, 8, 25)),
        ("2024年8月25日\n\n打印日期：2024年9月1日", date(2024, 8, 25)),
        ("2024年8月1日\n\n公布时间：2024年8月25日", date(2024, 8, 25)),
        ("填报日期：2024年8月25日", None),
        ("发布时间：2024-08-25 字号：大 中 小 打印 关闭", date(2024, 8, 25)),
        ("制表日期：2024年3月1日 公开日期：2024年8月25日（报送日期：2024年3月2日）", date(2024, 8, 25)),
        ("编制单位：某局 2024年8月25日", date(2024, 8, 25)),
        ("2024年3月1日编制", None),
        ("二〇二四年八月二十五日", date(2024, 8, 25)),
        ("二○二四年十月十一日", date(2024, 10, 11)),
        ("2024年8\n\n月25日", date(2024, 8, 25)),
        ("2024年8月2\n\n5日", date(2024, 8, 25)),
        ("2024-08-2\n\n5", date(2024, 8, 2)),  # the page's number
        ("2024年8月25日\n\n2024年9月1日", date(2024, 8, 25)),
        ("发布时间：2024-08-25 09:10:00", date(2024, 8, 25)),
        ("2024年13月41日", None),
        ("日期：2024-08-25\n\n2023年度某局部门决算", date(2024, 8, 25)),  # the line below begins with a number
        ("二〇二四年八月二\n\n十五日", date(2024, 8, 25)),
        ("二〇二四年八月二\n\n█", None),
        ("2024年8月\n\n10", None),  # the page's number
        ("2024-08-\n\n25", date(2024, 8, 25)),
        ("2024-09-22 09:58    来源：某局", date(2024, 9, 22)),
        ("发布时间：2024-9-2 9:58:10", date(2024, 9, 2)),
    ],
)
def test_the_day_of_publication_is_the_one_that_says_so(dates: str, found: date | None) -> None:
    assert publication(dates.split("\n\n")) == found


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        ("2023年度青山市东湖区市场\n监督管理局部门决算", "2023年度青山市东湖区市场监督管理局部门决算"),
        ("2023年度青山市东湖区市场监督管\n理局部门决算", "2023年度青山市东湖区市场监督管理局部门决算"),
        ("青山市东湖区市场监督\n管理局2023年度\n部门决算", "青山市东湖区市场监督管理局2023年度部门决算"),
        ("2023年度部门决算\n青山市东湖区市场监督管理局\n关于决算公开的说明", "2023年度部门决算"),
        ("附件1 2023年度青山市东湖区市场监督管理局部门决算", "2023年度青山市东湖区市场监督管理局部门决算"),
        ("附件2023年度青山市东湖区市场监督管理局部门决算", "2023年度青山市东湖区市场监督管理局部门决算"),
        ("附件三：三河市市场监督管理局2023年度部门决算", "三河市市场监督管理局2023年度部门决算"),
        ("附件1三河市市场监督管理局2023年度部门决算", "三河市市场监督管理局2023年度部门决算"),
    ],
)
def test_a_title_keeps_its_name_over_lines_and_its_year(lines: str, title: str) -> None:
    department = "三河市市场监督管理局" if "三河" in lines else "青山市东湖区市场监督管理局"
    assert title_on(lines.split("\n"), department) == title


def test_quotes_in_an_office_s_name_are_of_it(tmp_path: Path) -> None:
    path, name = tmp_path / "report.txt", "青山市推进“一带一路”办公室"
    text.write(lay_out(replace(ACCOUNTS, department=name), Layout()), path)
    assert recognise(parse(path)).department == name


@pytest.mark.parametrize(
    "caption",
    [
        "部门：215001{}",
        "部门：215001 - {}",
        "部门：[215001]{}",
        "编报单位：《{}》",
        "单位（盖章）：“{}”",
        "预算单位：2023年{}",
        "填报部门：____{}____",
        "编制单位：{}（公章）",
    ],
)
def test_an_office_s_code_a_year_and_marks_are_none_of_its_name(caption: str, tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    text.write(lay_out(ACCOUNTS, Layout()), path)
    words = re.sub(f"部门：{ACCOUNTS.department}.*", caption.format(ACCOUNTS.department), path.read_text("utf-8"))
    path.write_text(words.replace(f"{ACCOUNTS.department}{ACCOUNTS.year}", "某局"), "utf-8")
    assert recognise(parse(path)).department == ACCOUNTS.department


def test_the_day_over_the_contents_is_read_and_the_forms_printed_last_are_no_terms(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    text.write(lay_out(ACCOUNTS, Layout()), path)
    words = path.read_text("utf-8")
    words = re.sub(r"\n20\d\d年\d+月\d+日\n", "\n", words, count=1).replace(
        "目 录\n", "目 录\n\n公开时间：2024年9月26日\n"
    )
    start, end = (words.rindex(f"{part}部分 ") for part in ("第二", "第三"))
    path.write_text(
        f"{words[:start]}{words[end:]}\n1.“三公”经费：指三项。\n\n附件\n\n{words[start:end].partition(chr(10))[2]}",
        "utf-8",
    )
    report = recognise(parse(path))
    assert report.published == date(2024, 9, 26)
    terms = [term.term for term in report.glossary]
    assert "“三公”经费" in terms
    assert not [term for term in terms if term.endswith("表")]


@pytest.mark.parametrize(
    "unit",
    [
        "以万元为单位",
        "本表以人民币万元为单位",
        "金额单位为人民币万元",
        "单位均为万元",
        "（金额以万元为计量单位）",
        "按万元列示",
    ],
)
def test_a_unit_said_in_words_behind_the_department_is_none_of_its_name(unit: str, tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    text.write(lay_out(ACCOUNTS, Layout()), path)
    caption = f"部门：{ACCOUNTS.department}"
    words = path.read_text("utf-8")
    assert caption in words
    path.write_text(re.sub(f"{caption}.*", f"{caption}{unit}", words), "utf-8")
    assert recognise(parse(path)).department == ACCOUNTS.department
