"""What single pages say and how they mark it."""

import re
import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from build_site.render import links
from build_site.render.defects import _defect, defects, marked, side
from build_site.render.html import grouped, heading, identifier, kept, page, share, size, text
from build_site.render.measures import measures
from build_site.render.overview.plan import plan
from build_site.render.overview.purposes import purposes
from build_site.render.overview.tiles import tiles
from build_site.render.pages.audit import audit_page
from build_site.render.pages.forms import forms_page
from build_site.render.pages.frame import Here, outcome_counts
from build_site.render.pages.report import _own, counted
from build_site.render.pages.text import parts, text_page
from build_site.render.published import Published
from build_site.render.template import part
from build_site.render.words import Tongue
from tests.houses import change
from tests.render.conftest import SLUG, YEAR, copy_repository, package_of, published


@pytest.fixture(scope="module")
def report(repository: Path) -> Published:
    return published(repository)[0]


def test_states_differ_in_words() -> None:
    words = {re.sub("<[^>]+>", "", part("parts", "state", state)) for state in ("none-stated", "not-read")}
    assert len(words - {""}) == 2  # a blank has none: the style sheet shows it as a dot, named 原表空白


@pytest.fixture(scope="module")
def forms(report: Published) -> str:
    return forms_page(Here(report, "forms"))


def _form(forms: str, name: str) -> str:
    """One form's section of the page."""
    return next(part for part in forms.split('<section class="a-form">') if part.startswith(f'<h2 id="{name}">'))


def test_a_sentence_says_what_stands_in_each_form(report: Published, forms: str) -> None:
    found = {form: re.findall('<p class="lead">(.+?)</p>', _form(forms, form)) for form in report.forms()}
    leads = {form: re.sub("<[^>]+>", "", "".join(lead)) for form, lead in found.items()}
    assert leads["expenditure"].endswith("；按类：最多的是一般公共服务支出，占 76.25%。")
    assert {form for form, lead in leads.items() if lead} == {form for form in leads if report.state(form) == "found"}


def test_an_amount_links_to_the_line_it_was_read_from(report: Published, forms: str) -> None:
    cell = report.find("expenditure", "project", level="total")
    assert cell
    assert f'id="expenditure-r{cell.row}-project"' in forms
    assert f'<a class="n" href="../text/#L{cell.source["source_line"]}">11.00</a>' in _form(forms, "expenditure")
    line = next(each for each in report.table("lines") if each["line"] == cell.source["source_line"])
    assert "11.00" in line["text"]


@pytest.mark.parametrize(
    ("place", "address"),
    [
        ({"source_page": "3"}, "p3"),
        ({"source_sheet": "GK 01", "source_cell": "B6"}, "GK_01-B6"),
        ({"source_sheet": "收支", "source_cell": "B6", "source_file": "01.xls"}, "01.xls-收支-B6"),
        ({"source_line": "7", "source_file": "说明.docx"}, "说明.docx-L7"),
    ],
)
def test_an_amount_links_to_its_page_or_cell(place: dict[str, str], address: str) -> None:
    assert links.place("../", place) == f"../text/#{address}"


def test_a_form_declared_empty_says_so_in_the_reports_words(forms: str) -> None:
    form = _form(forms, "government-fund-budget")
    assert "本表无数据" in form
    assert "我单位2023年度没有政府性基金预算财政拨款收入及支出" in form
    assert '<th scope="col" class="r' in form  # its columns are still shown


def test_every_form_has_captions_units_and_row_headers(report: Published, forms: str) -> None:
    for name in report.forms():
        for table in re.findall("<table.*?</table>", _form(forms, name), flags=re.DOTALL):
            assert "（单位：万元）</caption>" in table
            body = table.partition("<tbody>")[2]
            assert body.count("<tr") == body.count('scope="row"') or "no-data" in body


def test_columns_without_an_amount_are_folded_and_told(forms: str) -> None:
    form = _form(forms, "expenditure")
    assert form.count('<th scope="col" class="r vacant">') == 3
    assert "上缴上级支出、经营支出、对附属单位补助支出，3 栏全部空白，已收起" in re.sub(r"\s", "", form).replace(
        "3栏", "3 栏"
    )


def test_a_term_within_a_longer_name_is_another_thing(forms: str) -> None:
    revenue = _form(forms, "revenue")
    assert "行政事业单位医疗" in revenue
    assert re.search('<a class="term"[^>]*>事业单位医疗</a>', revenue)


@pytest.mark.parametrize(
    ("name", "own"),
    [
        ("某局（本级）", True),
        ("某局机关", True),
        ("某局", True),
        ("", True),
        ("某局机关服务中心", False),
        ("某局财政所", False),
    ],
)
def test_a_departments_own_office_is_none_of_its_subordinate_units(name: str, own: object) -> None:
    assert _own(name, "某局") is own


def test_what_money_became_has_an_english_name(report: Published) -> None:
    english = Tongue("en")
    for _, title in report.amount_fields("expenditure"):
        assert english(title).isascii()


def test_one_line_is_no_range(report: Published) -> None:
    made = text_page(Here(report, "text"))
    assert re.search(r"<summary>原文第\d+行", made)
    assert not re.search(r"原文第(\d+)–\1行", made)


def test_a_wide_form_gives_its_columns_to_choose_from_a_narrow_one_does_not(forms: str) -> None:
    offered = {
        name: re.findall(r'value="([^"]+)"(?: checked)?>([^<]+)', _form(forms, name))
        for name in ("expenditure", "three-public-expenses", "revenue-and-expenditure")
    }
    assert offered == {
        "expenditure": [("2 3", "本年支出合计"), ("4", "基本支出"), ("5", "项目支出"), ("all", "全部栏")],
        "three-public-expenses": [],
        "revenue-and-expenditure": [],
    }


def test_every_claim_has_its_anchor_in_the_narrative(report: Published) -> None:
    made = text_page(Here(report, "text"))
    for claim in report.table("claims"):
        assert made.count(f'id="{claim["claim_id"]}"') == 1
    marked = made.count('class="claim ')
    assert marked >= 0.9 * len(report.table("claims"))


def test_differing_checks_come_first_and_are_worded_neutrally(report: Published) -> None:
    made = audit_page(Here(report, "audit"))
    assert made.index('class="cluster"') < made.index('id="exact"')
    assert "无法判断哪一处正确" in made
    assert not re.search("错误|有误|造假|违规", made)
    leads = {each["findings"].split()[0] for each in report.table("defects")}
    first = next(each for each in report.table("findings") if each["right_cell"] and each["finding_id"] in leads)
    assert f'href="{links.operand("../", report, first["right_cell"])}"' in made
    for each in report.table("findings"):
        if each["outcome"] == "differs":
            assert made.count(f'id="{identifier(each["finding_id"])}"') == 1


def test_a_defect_without_a_place_has_no_link_to_one(report: Published, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Here, "where", lambda _here, _record: "")
    assert 'class="place" href="../text/' not in audit_page(Here(report, "audit"))


def test_the_text_has_every_line_of_its_source_and_no_personal_data(report: Published) -> None:
    made = text_page(Here(report, "text"))
    for line in report.table("lines"):
        assert made.count(f'id="L{line["line"]}"') == 1
    assert not re.search(r"(?<!\d)1\d{10}(?!\d)|联系电话</span>\s*<span[^>]*>\d", made)


@pytest.mark.parametrize(
    ("value", "shown"), [("1234567.80", "1,234,567.80"), ("0", "0"), ("-12.5", "-12.5"), ("11.00", "11.00")]
)
def test_amounts_keep_their_digits(value: str, shown: str) -> None:
    assert grouped(Decimal(value)) == shown


def test_small_parts() -> None:
    assert share(Decimal(11), Decimal("173.61")) == "6.34%"
    assert share(Decimal(11), Decimal(0)) == ""
    assert size(1023) == "1023\u00a0B"
    assert size(2048) == "2.0\u00a0KB"
    assert kept("每 100 元里，2 份") == "每 100\u00a0元里，2\u00a0份"
    assert identifier("I-ROW:revenue/1") == "I-ROW-revenue-1"
    assert identifier("N:甲") != identifier("N:乙")
    assert text("a\x02b\n\nc<") == "a b c&lt;"
    assert heading(2, "a{#x}*b*", "y") == "## a&#123;&#35;x&#125;&#42;b&#42; {#y}"
    assert 'title: "a&#34;b"' in page('a"b', "x")


def test_every_page_counts_the_same_checks_those_across_reports_too(repository: Path) -> None:
    report = published(repository)[0]
    one = {**report.table("findings")[0], "finding_id": "Y-CARRY:made", "rule_id": "Y-CARRY", "outcome": "exact"}
    later = {**one, "finding_id": "Y-LAST:made", "outcome": "differs", "defect_id": "d-made"}
    defect = {**report.table("defects")[0], "defect_id": "d-made", "title_zh": "上年数不同", "findings": "Y-LAST:made"}
    joined = {**later, "finding_id": "Y-LAST:again", "defect_id": report.table("defects")[0]["defect_id"]}
    report.beyond = {"findings": [one, later, joined], "defects": [defect]}
    checks = [each for each in report.table("findings") if each["reason_code"] != "information"]  # a remark is no check
    total = len(checks) + sum(int(each["checks"]) for each in report.table("passes")) + 3
    assert sum(outcome_counts(report).values()) == total
    assert sum(count for _, _, count in counted(Here(report, ""))) == total
    assert f"共 {total:,} 项" in audit_page(Here(report, "audit"))
    told = {each.defect_id: [f["finding_id"] for f in each.findings] for each in defects(report)}
    assert told["d-made"] == ["Y-LAST:made"]
    assert told[joined["defect_id"]][-1] == "Y-LAST:again"  # a defect of the report itself that another year shows too


def test_what_other_pages_lead_to_has_an_id(repository: Path) -> None:
    """A blank cell that a finding across reports names, what next year's report goes on from, and a hint that a defect tells."""
    report = published(repository)[0]
    one = next(each for each in report.table("findings") if each["outcome"] == "differs" and each["left_claim"])
    across = {**one, "finding_id": "Y-LAST:made", "left_cell": "expenditure/1/to_superior_unit"}
    hint = {
        "finding_id": "A-CHANGE:made",
        "outcome": "not-applicable",
        "reason_code": "information",
        "rule_id": "A-CHANGE",
        "defect_id": "",
    }
    report.beyond = {"findings": [across, {**one, **hint, "scope": one["left_claim"]}]}
    page_ = forms_page(Here(report, "forms"))
    assert 'id="expenditure-r1-to_superior_unit"' in page_
    row = next(each for each in report.table("fiscal-appropriation") if each["concept"] == "closing-balance")
    assert all(
        f'id="{report.cell("fiscal-appropriation", row, name).anchor}"' in page_ for name in ("total", "state_capital")
    )
    assert audit_page(Here(report, "audit")).count('id="A-CHANGE-made"') == 1


def test_a_side_in_another_report_leads_to_that_years_form_and_says_so(report: Published) -> None:
    here, cell = Here(report, "audit"), f"{SLUG}/{YEAR - 1}/expenditure/1/total"
    assert here.operand(cell) == f"../../../{SLUG}/{YEAR - 1}/forms/#expenditure-r1-total"
    assert here.side_name(cell) == f"{YEAR - 1}年度支出决算表"
    assert here.side_name("expenditure/1/total") == "支出决算表"


def test_the_three_tiles_say_what_was_spent_planned_and_kept(report: Published) -> None:
    spent, done, three = tiles(Here(report, ""))
    assert "173.61" in spent.big
    assert 'href="forms/#expenditure-r1-total"' in spent.big
    assert done.title == "完成年初预算"
    assert "77.77" in done.big
    assert "223.24" in done.words[0]
    assert "三公" in three.title


def test_a_tile_tells_the_change_on_the_report_of_the_year_before_where_it_is_here(tmp_path: Path) -> None:
    target = copy_repository(tmp_path)
    report = published(target)[0]
    assert report.earlier is None
    before = shutil.copytree(package_of(target), package_of(target).with_name(str(YEAR - 1)))
    for now, was, told in (
        ("173.61", "200.00", "比上年少 26.39 万元（−13.20%）。"),
        ("200.00", "160.00", "比上年多 13.61 万元（+8.51%）。"),
    ):
        path = before / "expenditure.csv"
        path.write_text(path.read_text("utf-8").replace(now, was), "utf-8")
        spent, *_ = tiles(Here(published(target)[0], ""))
        assert spent.words[0].startswith(told)
        assert f'href="../{YEAR - 1}/forms/#expenditure-r1-total" title="印的是 {was} 万元">{was}</a>' in spent.words[0]


def test_items_of_one_name_are_told_apart_each_with_its_own_purpose(tmp_path: Path) -> None:
    target = copy_repository(tmp_path)
    package = package_of(target)
    for name in ("expenditure", "budget-execution"):
        change(package / f"{name}.csv", lambda row: row.update(name=row["name"].replace("提租补贴", "住房公积金")))
    paths = {"2210201": "住房保障支出/住房改革支出/住房公积金", "2210202": "住房保障支出/住房补贴/住房公积金"}
    change(
        package / "budget-execution.csv", lambda row: row.update(path=paths.get(row["functional_code"], row["path"]))
    )
    said = "".join(f"\n{path.replace('/', '')}。主要用于：{code}的事。" for code, path in paths.items())
    change(package / "sections.csv", lambda row: row.update(text=row["text"] + said))
    here = Here(published(target)[0], "")
    made, planned = purposes(here), plan(here)
    assert made
    assert planned
    for code in paths:
        assert re.search(rf"{code} 住房公积金</span>.*?{code}的事", made[1], re.DOTALL)
        assert f"{code} 住房公积金" in planned[1]
    told = re.findall(r'class="nm">[^<]*住房公积金.*?class="pu">([^<]*)', made[1], re.DOTALL)
    assert told == [f"{code}的事" for code in paths]


def test_a_report_without_claims_loses_only_what_needs_them(tmp_path: Path) -> None:
    target = copy_repository(tmp_path)
    change(package_of(target) / "claims.csv", lambda row: row.update(measure=""))
    spent, done, _ = tiles(Here(published(target)[0], ""))
    assert "173.61" in spent.big
    assert "比上年" not in "".join(spent.words).replace("报告没有写比上年的变化。", "")
    assert "逐项" in "".join(done.words) or "没有写" in "".join(done.words)


def test_a_printed_zero_of_the_text_is_the_same_number_on_every_page(tmp_path: Path) -> None:
    target = copy_repository(tmp_path)
    spent = {
        "measure": "three-public-total",
        "binding": "named",
        "phase": "executed",
        "value": "0.00",
        "unit": "万元",
        "subject": "",
        "fiscal_year": str(YEAR),
    }
    change(package_of(target) / "claims.csv", lambda row: row.update(spent if row["claim_id"] == "c0001" else {}))
    report = published(target)[0]
    known = measures(report)["three-public"]
    assert (known.state, known.yuan, known.shown) == ("zero", 0, "0.00 万元")
    three = tiles(Here(report, ""))[2]
    assert f'href="{known.at}" title="印的是 0.00 万元">0.00</a>' in three.big
    assert "报告称无 → " not in re.sub("<[^>]+>", "", three.big)


@pytest.mark.parametrize("english", [False, True])
def test_a_report_page_has_its_figures_tiles_and_addresses(repository: Path, *, english: bool) -> None:
    start = "en/" if english else ""
    made = (repository / "docs" / f"{start}departments/{SLUG}/{YEAR}/index.md").read_text("utf-8")
    for figure_id in ("figure-money", "figure-purposes", "figure-plan"):
        assert f'<figure class="fig" id="{figure_id}"' in made
    assert made.count('<div class="tile">') == 3
    assert f'image: "data/{SLUG}/{YEAR}/share.png"' in made
    leads = "../../../../departments/" if english else "forms/#expenditure"
    assert leads in made


def test_a_sheet_is_shown_as_a_table_whose_cells_can_be_led_to() -> None:
    at = {"file": "01.xls", "page": "", "sheet": "S 1"}
    rows = [
        {**at, "line": "1", "cell": "A1", "text": "收入决算表"},
        {**at, "line": "2", "cell": "A2 B2 D2", "text": "项目\t一\t二"},
        {**at, "line": "3", "cell": "A3 B3", "text": "合计\t1.00"},
        {"file": "说明.txt", "page": "", "sheet": "", "line": "1", "cell": "", "text": "说明"},
    ]
    sheet, text = parts(rows)
    assert (sheet.title, list(sheet.columns), text.title) == ("01.xls 工作表 S 1", ["A", "B", "D"], "说明.txt")
    assert [(number, [(cell.anchor, cell.span) for cell in cells]) for number, cells in sheet.rows] == [
        ("1", [("01.xls-S_1-A1", 3)]),
        ("2", [("01.xls-S_1-A2", 1), ("01.xls-S_1-B2", 1), ("01.xls-S_1-D2", 1)]),
        ("3", [("01.xls-S_1-A3", 1), ("01.xls-S_1-B3", 1), ("", 1)]),
    ]
    assert [anchor for anchor, _ in text.lines] == ["说明.txt-L1"]


@pytest.mark.parametrize(
    ("words", "value", "shown", "expected"),
    [
        ("总计0.3万元。", "0.3", "0.3 万元", "总计<mark>0.3万元</mark>。"),  # as it is printed there
        ("年初预算 1560.05 万元", "", "1560.05 万元", "年初预算 <mark>1560.05 万元</mark>"),
        ("按金额计算", "71.65", "71.65%", "按金额计算 <mark>71.65%</mark>"),  # not in the words: behind them
        ("目录列有“<b>”", "", "", "目录列有“&lt;b&gt;”"),
    ],
)
def test_the_number_at_issue_is_marked_once(words: str, value: str, shown: str, expected: str) -> None:
    assert marked(words, value, shown) == expected


@pytest.mark.parametrize(
    ("words", "english", "said"),
    [
        ("按金额计算：71.65%", "computed from the amounts: 71.65%", "computed from the amounts 71.65%"),
        ("文中“占71.73%；”：71.73%", "the narrative's “占71.73%；”: 71.73%", "“占71.73%；”"),  # the report's own sentence stays
        ("《支出决算表》“合计”：空白", "“合计” in the form “expenditure”: blank", "“合计” (Total) in the form “expenditure” blank"),
        ("《支出决算表》“合计”：空白", "", "《支出决算表》“合计” 空白"),  # a package of an earlier day
    ],
)  # fmt: skip
def test_an_english_page_says_our_own_words_of_a_side_in_english(words: str, english: str, said: str) -> None:
    made = side(words, "71.73" if "71.73" in words else "", english=english)
    assert made is not None
    assert made.marked(Tongue("en")).striptags() == said
    assert made.marked(Tongue("zh")).striptags() == words.removeprefix("文中").removesuffix("：71.73%").replace(
        "：", " "
    )


@pytest.mark.parametrize(("kind", "apart"), [("words", ("", "")), ("list", ("1,560.05", "万元"))])
def test_amounts_that_a_word_compares_are_not_told_to_differ_by_what_is_concerned(
    kind: str, apart: tuple[str, str]
) -> None:
    empty = dict.fromkeys(("defect_id", "title_zh", "title_en", "statement_zh", "statement_en", "suggestion_zh", "suggestion_en", "explanations"), "")  # fmt: skip
    sides = {"left_text": "文中“支出决算为1511.89万元”：1511.89 万元", "right_text": "文中年初预算：1560.05 万元"}
    row = empty | sides | {"kind": kind, "share": "0.5", "amount": "1560.05", "unit": "万元"}
    assert _defect(row, [{"left_value": "1511.89", "difference": "", "unit": ""}]).apart(Tongue("zh")) == apart


def test_every_form_has_a_short_name_of_its_own(report: Published) -> None:
    page = forms_page(Here(report, "forms"))
    names = re.findall(r'<a href="#[a-z-]+" title="[^"]+">([^<]+)</a>', page)
    assert len(set(names)) == len(report.forms())
    assert max(map(len, names)) <= 11
