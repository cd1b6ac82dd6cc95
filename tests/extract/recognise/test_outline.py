from pathlib import Path

import pytest

from build_site.extract.parse import parse
from build_site.extract.recognise.locate import locate
from build_site.extract.recognise.outline import Outline, contents_range, outline


def read(folder: Path, text: str) -> Outline:
    path = folder / "report.txt"
    path.write_text(text, "utf-8")
    document = parse(path)
    contents = contents_range(document)
    return outline(document, contents, locate(document, contents, []))


def sections(text: Outline) -> list[tuple[str, str, str]]:
    return [(section.section_id, section.title, section.text) for section in text.sections]


def test_numbered_headings_make_a_tree(tmp_path: Path) -> None:
    text = read(
        tmp_path,
        "第一部分 概况\n\n一、职责\n\n（一）管理。\n\n具体工作如下。\n\n二、机构\n\n第二部分 名词解释\n\n(一) 结余：指剩下的钱。\n",
    )
    assert sections(text) == [
        ("1", "概况", ""),
        ("1.1", "职责", ""),
        ("1.1.1", "管理", "具体工作如下。"),
        ("1.2", "机构", ""),
        ("2", "名词解释", ""),
        ("2.0.1", "结余", "指剩下的钱。"),
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "收入总计100万元。",
        "机关运行经费支出10.23万元，比2023年度增加1.00万元，增长10.8%。",
        "本年收入XX万元。",
        "项目支出万元。",
    ],
)
def test_a_numbered_sentence_with_an_amount_is_no_title(tmp_path: Path, sentence: str) -> None:
    text = read(tmp_path, f"第三部分 说明\n\n一、{sentence}\n")
    assert [(p.section_id, p.text) for p in text.paragraphs] == [("1.1", sentence)]


def test_a_long_heading_does_not_go_on_in_the_next_line(tmp_path: Path) -> None:
    title, said = "一般公共预算财政拨款基本支出决算情况说明", "一般公共预算财政拨款基本支出9.36万元。"
    assert sections(read(tmp_path, f"第三部分 说明\n六、{title}\n{said}\n"))[-1] == ("1.1", title, said)


@pytest.mark.parametrize("number", ["一、", "一.", "（一）", "第一部分"])
def test_a_tab_behind_a_headings_number_makes_no_table(tmp_path: Path, number: str) -> None:
    text = read(tmp_path, f"第一部分 概况\n\n{number}\t收入决算情况说明\n\n没有变化。\n")
    assert sections(text)[-1][1:] == ("收入决算情况说明", "没有变化。")


def test_the_contents_list_is_not_taken_for_headings(tmp_path: Path) -> None:
    text = read(
        tmp_path,
        "某局2023年度部门决算\n\n目 录\n\n- 第一部分 概况……1\n- 一、职责……1\n\n第一部分 概况\n\n一、职责\n\n管事。\n",
    )
    assert sections(text)[1:] == [
        ("contents", "目录", "第一部分概况……1\n一、职责……1"),
        ("1", "概况", ""),
        ("1.1", "职责", "管事。"),
    ]


@pytest.mark.parametrize("title", ["目 录", "（目录）", "【目录】", "目录："])
@pytest.mark.parametrize(
    "entry",
    [
        "{} PAGEREF _Toc25831 h 1",
        "{} PAGEREF _Toc25831 \\h 1",
        'HYPERLINK \\l "_Toc25831" {} PAGEREF _Toc25831 \\h 1',
        "{} - 1 -",
        "{}———P1",
        "{}·······（1）",
        "{}-----第1页",
    ],
)
def test_a_page_in_any_dress_ends_no_title_of_the_contents(tmp_path: Path, title: str, entry: str) -> None:
    listed = "\n\n".join(entry.format(each) for each in ("第一部分 概况", "一、职责", "表 1：收入决算表"))
    text = read(tmp_path, f"某局2023年度部门决算\n\n{title}\n\n{listed}\n\n第一部分 概况\n\n一、职责\n\n管事。\n")
    found = sections(text)[1:]
    assert [found[0][1], *found[1:]] == ["目录", ("1", "概况", ""), ("1.1", "职责", "管事。")]
    assert "Toc" not in found[0][2]


@pytest.mark.parametrize(
    "over",
    [
        "目 录\n\n公开时间：2024年9月26日\n\n",
        "目 录\n\nCONTENTS\n\n",
        "某局2023年度部门决算目录\n\n",
        "决算公开目录\n\n",
        "",
    ],
)
def test_a_contents_list_is_one_whatever_stands_over_it(over: str, tmp_path: Path) -> None:
    listed = "第一部分 某局概况\n\n一、职责\n\n第二部分 说明\n\n一、收入决算情况说明\n\n二、支出决算情况说明\n\n"
    body = "第一部分\n\n某局概况\n\n一、职责\n\n管事。\n\n第二部分 说明\n\n收入决算情况说明\n\n无。\n\n二、支出决算情况说明\n\n无。\n"
    text = read(tmp_path, f"某局2023年度部门决算\n\n{over}{listed}{body}")
    assert sections(text)[2:] == [
        ("1", "某局概况", ""),
        ("1.1", "职责", "管事。"),
        ("2", "说明", ""),
        ("2.1", "收入决算情况说明", "无。"),
        ("2.2", "支出决算情况说明", "无。"),
    ]
    assert sections(text)[1][0] == "contents"


def test_a_line_of_the_contents_that_has_its_number_elsewhere_is_no_heading(tmp_path: Path) -> None:
    listed = "目录\n\n第一部分 说明\n\n一、收入决算情况说明\n\n二、支出决算情况说明\n\n"
    body = "第一部分 说明\n\n本部分有：\n\n支出决算情况说明\n\n一、收入决算情况说明\n\n无。\n\n二、支出决算情况说明\n\n无。\n"
    text = read(tmp_path, f"某局2023年度部门决算\n\n{listed}{body}")
    assert [section[:2] for section in sections(text)[3:]] == [("1.1", "收入决算情况说明"), ("1.2", "支出决算情况说明")]


def test_a_line_on_the_contents_behind_the_first_table_is_no_contents_list(tmp_path: Path) -> None:
    table = "第一部分 决算表\n\n收入决算表\n\n项目\t金额\n合计\t3.00\n\n"
    text = read(tmp_path, f"{table}第二部分 说明\n\n2023年度部门决算目录\n\n一、收入\n\n有。\n\n二、支出\n\n无。\n")
    assert sections(text)[-2:] == [("2.1", "收入", "有。"), ("2.2", "支出", "无。")]


def test_a_paragraph_broken_by_a_page_end_is_one(tmp_path: Path) -> None:
    before = "主要是用于行政事业单位养老支出，其中包括机关事业单位基本养"
    text = read(tmp_path, f"一、说明\n\n{before}\n\n老保险缴费支出。\n\n另一段。\n")
    assert [paragraph.text for paragraph in text.paragraphs] == [before + "老保险缴费支出。", "另一段。"]
    assert {place.line for place in text.paragraphs[0].places} == {3, 5}


def test_every_character_of_a_paragraph_has_its_place(tmp_path: Path) -> None:
    (paragraph,) = read(tmp_path, "一、说明\n\n2023 年度收、支总计均为 173.61 万元。\n").paragraphs
    assert paragraph.text == "2023年度收、支总计均为173.61万元。"
    assert len(paragraph.places) == len(paragraph.text)
