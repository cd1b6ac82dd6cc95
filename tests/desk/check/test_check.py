"""Before publication: everything that should be looked at again, in the report's order, and nothing written elsewhere."""

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from build_site.__main__ import main
from build_site.desk.check import output
from build_site.desk.check.contents import Answer, Item, contents
from build_site.desk.check.examine import Examined, examine_here
from build_site.desk.check.fixes import Fix, by_weight, fixes
from build_site.desk.check.readability import readability
from build_site.extract.parse import parse
from build_site.extract.parse.part import Asked
from build_site.extract.recognise import recognise
from build_site.model import (
    NOWHERE,
    Amount,
    Defect,
    Finding,
    Form,
    FormState,
    InputError,
    Outcome,
    Place,
    Report,
    Row,
    State,
)
from build_site.model.outcomes import Kind
from build_site.reconcile.decide import MISREAD

SEED = "data/sources/420116-data-resource-center/2023/report.txt"
HOSTILE = '=HYPERLINK("http://x")<script>alert(1)</script>\x1b[31m&'


@pytest.fixture(scope="module")
def report(root: Path) -> Report:
    return recognise(parse(root / SEED))


@pytest.fixture(scope="module")
def examined(root: Path) -> Examined:
    return examine_here(Asked(root / SEED), lambda _done, _all: None)


def finding(outcome: Outcome, page: int | None, reason: str = "") -> Finding:
    return Finding(
        f"X-CODE:{page}", "X-CODE", "1.0.0", outcome, reason, "s", "甲表", Decimal("1.20"), "", "", "乙表", Decimal("1.00"), "", "",
        Decimal("0.20"), Decimal("0.01"), "万元", "", "不符", "differs", "笔误", Place(page=page),
    )  # fmt: skip


def defect(page: int | None, share: str = "", kind: Kind = Kind.AMOUNT) -> Defect:
    return Defect(
        f"d-{page}", 1, kind, "甲表与乙表不同", "A and B differ", "甲表为 1.20 万元；乙表为 1.00 万元。", "differs", "甲表：1.20 万元", "A: 12,000 yuan", "乙表：1.00 万元", "B: 10,000 yuan",
        "把 1.20 万元 改成 1.00 万元。", "", f"笔误；{MISREAD}", Decimal(share) if share else None, None, "", f"X-CODE:{page} X:1", "",
        Place(page=page),
    )  # fmt: skip


def answers(report: Report) -> dict[str, Answer]:
    return {item.what: item.answer for item in contents(report)}


def with_statement(report: Report, form: Form, **changes: object) -> Report:
    statements = tuple(replace(s, **changes) if s.form is form else s for s in report.statements)  # type: ignore[arg-type]
    return replace(report, statements=statements)


def test_differences_come_in_page_order_with_both_sides(report: Report) -> None:
    bare = replace(report, lines=(), notices=(), statements=())
    found = [finding(Outcome.EXACT, 1), finding(Outcome.NOT_CHECKABLE, 1, "form-missing")]
    found.append(finding(Outcome.NOT_CHECKABLE, 3, "not-read"))
    listed = fixes(bare, found, [defect(page) for page in (9, 2, None, 4)])
    assert [fix.where for fix in listed] == ["第 2 页", "第 3 页", "第 4 页", "第 9 页", "全文"]
    assert [fix.certain for fix in listed] == [True, False, True, True, True]
    assert listed[0].original == "甲表：1.20 万元；乙表：1.00 万元"
    assert (listed[0].change, listed[0].why, listed[0].rule) == ("把 1.20 万元 改成 1.00 万元。", "笔误", "X-CODE:2")


def test_missing_forms_come_first_and_the_rest_by_weight_where_asked(report: Report) -> None:
    told = [defect(1, "0.001"), defect(2, "0.2"), defect(3), defect(4, kind=Kind.FORM)]
    bare = replace(report, lines=(), notices=(), statements=())
    assert [fix.place.page for fix in fixes(bare, (), told)] == [4, 1, 2, 3]
    assert [fix.place.page for fix in by_weight(fixes(bare, (), told))] == [4, 2, 1, 3]
    gone = with_statement(replace(report, notices=()), Form.REVENUE, state=FormState.MISSING)
    assert "《收入决算表》" in fixes(gone, (), told[:3])[0].check


def test_a_remark_is_marked_as_one_and_no_fault(report: Report) -> None:
    bare = replace(report, lines=(), notices=(), statements=())
    found = [
        finding(Outcome.NOT_APPLICABLE, 1, "information"),
        replace(finding(Outcome.NOT_APPLICABLE, 1, "information"), rule_id="M-ROUND"),
    ]
    (remark,) = fixes(bare, found, ())
    assert (remark.kind, remark.certain) == ("提示", False)


@pytest.mark.parametrize("words", ["本站", "differs", "general-public-budget", "revenue-and-expenditure"])
def test_the_office_reads_of_its_report_only(examined: Examined, words: str) -> None:
    """No name of ours, no code of ours, and nothing about how well a site reads."""
    told = "".join(f"{fix.where}{fix.kind}{fix.original}{fix.check}{fix.change}{fix.why}" for fix in examined.fixes)
    assert words not in told + output.as_text(examined)


@pytest.mark.parametrize(
    ("words", "own", "shown"),
    [
        ("标题“甲局2023年度说明”写的是 2023 年。", "甲局 2023 年度说明", "甲局2023年度说明"),
        ("“三公”经费表是空的。", "本 表", "本 表"),
        ("没有书签。", "", ""),
    ],
)
def test_the_printed_words_stand_beside_what_is_to_be_checked(report: Report, words: str, own: str, shown: str) -> None:
    """Those that are quoted, else the line at the place; of a whole report nothing."""
    place = replace(report.lines[0].place, line=9, page=None) if own else NOWHERE
    bare = replace(report, lines=(replace(report.lines[0], text=own, place=place),), notices=(), statements=())
    remark = replace(finding(Outcome.NOT_APPLICABLE, 1, "information"), message_zh=words, place=place, left_text="")
    assert [fix.original for fix in fixes(bare, [remark], ())] == [shown]


def test_personal_data_and_unread_cells_are_to_be_looked_at(report: Report) -> None:
    unread = Row({"label": "合计"}, {"amount": Amount("1O0", None, State.NOT_READ, Place(line=1))}, Place(line=1))
    changed = with_statement(report, Form.REVENUE_AND_EXPENDITURE, rows=(unread,))
    listed = fixes(changed, (), ())
    assert listed[0].original == "合计 1O0"
    assert [fix.rule for fix in listed].count("personal-data") >= 1


def test_hints_of_one_kind_are_one_line_with_their_places(report: Report) -> None:
    texts = ("见███", "见███\n", "金额 100", "问███")
    line = report.lines[0]
    lines = tuple(replace(line, text=text, place=Place(page=at)) for at, text in enumerate(texts, 3))
    remarks = [
        replace(finding(Outcome.NOT_APPLICABLE, page, "information"), message_zh=f"“{page}。。”中有重复的标点。", left_text=f"{page}。。")
        for page in (2, 2, 9)
    ]  # fmt: skip
    listed = fixes(replace(report, lines=lines, notices=(), statements=()), remarks, ())
    assert [(fix.where, fix.times) for fix in listed] == [("第 2 页", 3), ("第 3 页", 3)]
    assert listed[0].check.endswith("同类的共 3 处：第 2 页 2 处、第 9 页。")
    assert listed[0].original == "2。。 / 9。。"
    assert listed[1].check.endswith("同样的共 3 处：第 3 页、第 4 页、第 6 页。")
    told = Examined("x.pdf", fixes=listed)
    assert "（不一致或缺少 0 处，请看一下 3 处，提示 3 处）" in output.as_text(told)
    assert "6<small> 处" in output.as_html(told)


def test_the_first_report_has_everything_that_is_required(examined: Examined) -> None:
    assert [item.what for item in examined.contents if item.answer is Answer.NO] == []
    assert not examined.clean  # it contradicts itself
    assert examined.readability is None
    places = [fix.place.line or 10**6 for fix in examined.fixes]
    assert places == sorted(places)


def test_a_missing_form_is_asked_for_and_an_empty_one_gets_a_draft_note(report: Report) -> None:
    missing = with_statement(report, Form.REVENUE, state=FormState.MISSING)
    assert answers(missing)["《收入决算表》"] is Answer.NO
    empty = with_statement(report, Form.GOVERNMENT_FUND_BUDGET, state=FormState.EMPTY, note="")
    (note,) = (i for i in contents(empty) if i.what == "《政府性基金预算财政拨款收入支出决算表》为空表：有说明")
    assert note.answer is Answer.NO
    assert "数据资源服务中心2023年度没有政府性基金预算财政拨款收入和支出，故本表无数据。" in note.remark


def test_a_form_that_did_not_exist_yet_is_not_asked_for(report: Report) -> None:
    early = replace(with_statement(report, Form.STATE_CAPITAL_BUDGET, state=FormState.MISSING), fiscal_year=2018)
    assert answers(early)["《国有资本经营预算财政拨款支出决算表》"] is Answer.NOT_APPLICABLE


def test_chapters_and_disclosures_are_asked_for_when_they_are_not_there(report: Report) -> None:
    silent = replace(report, sections=(), disclosures=(), performance_projects=())
    found = answers(silent)
    for what in (
        "名词解释",
        "收入决算情况说明",
        "预算绩效情况说明",
        "绩效自评表（附件）",
        "机关运行经费支出（没有的也要写明）",
    ):
        assert found[what] is Answer.NO
    assert found["政府采购分项：货物、工程、服务"] is Answer.NOT_APPLICABLE


def test_procurement_must_be_split(report: Report) -> None:
    total = replace(report.disclosures[0], key="procurement", value=Decimal(5), state="value")
    assert answers(replace(report, disclosures=(total,)))["政府采购分项：货物、工程、服务"] is Answer.NO
    parts = tuple(replace(total, key=f"procurement-{kind}") for kind in ("goods", "works", "services"))
    assert answers(replace(report, disclosures=(total, *parts)))["政府采购分项：货物、工程、服务"] is Answer.YES


def hostile() -> Examined:
    fix = Fix(Place(page=1), HOSTILE, HOSTILE, HOSTILE, "X", certain=True)
    return Examined("x.pdf", HOSTILE, (fix,), (Item(HOSTILE, Answer.NO, HOSTILE, NOWHERE),), (("differs", 1),))


def test_hostile_text_stays_text_everywhere(tmp_path: Path) -> None:
    page = output.as_html(hostile())
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "default-src 'none'" in page
    assert " style=" not in page  # the page's own policy would not admit it
    assert "\x1b" not in output.as_text(hostile())
    output.write_xlsx(hostile(), tmp_path / "x.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "x.xlsx")["应核对"]
    assert [cell.value for cell in sheet[1]] == list(output.FIX_COLUMNS)
    assert sheet["F2"].data_type == "s"
    assert str(sheet["F2"].value).startswith("=HYPERLINK")
    assert sheet["F2"].hyperlink is None


def test_the_command_writes_the_lists_and_nothing_else(
    tmp_path: Path, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page, book = tmp_path / "list.html", tmp_path / "list.xlsx"
    command = ["--root", str(tmp_path), "check", str(root / SEED), "--html", str(page), "--xlsx", str(book)]
    assert main(command) == 1
    said = capsys.readouterr().out
    assert "一、应核对的地方" in said
    assert "二、应公开的内容（没有找到 0 项）" in said
    assert sorted(path.name for path in tmp_path.iterdir()) == ["list.html", "list.xlsx"]
    assert re.search("<small>原文</small>[^<]*<mark>", page.read_text("utf-8"))


def test_a_list_of_a_package_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(tmp_path), "--html", str(tmp_path / "x.html")]) == 1
    assert "Put the report's files into it" in capsys.readouterr().err
    (tmp_path / "datapackage.json").write_text("{}")
    assert main(["check", str(tmp_path), "--html", str(tmp_path / "x.html")]) == 1
    assert "Name the report's file" in capsys.readouterr().err


def draw(path: Path, *, title: str, picture: bool = False) -> Path:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    canvas = Canvas(str(path), pagesize=(595, 842), invariant=1)
    canvas.setTitle(title)
    if picture:
        from PIL import Image

        image = path.with_suffix(".png")
        Image.new("L", (595, 842), 200).save(image)
        canvas.drawImage(str(image), 0, 0, 595, 842)
    else:
        canvas.setFont("STSong-Light", 12)
        canvas.drawString(60, 800, "某某局2023年度部门决算 收入支出决算总表 本年收入合计 1,234.56 万元")
    canvas.save()
    return path


def test_a_pdf_with_text_and_loose_fonts_is_graded_b(tmp_path: Path) -> None:
    graded = readability(draw(tmp_path / "a.pdf", title="某某局2023年度部门决算"))
    found = {check.what: check.good for check in graded.checks}
    assert graded.grade == "B"
    assert found["字体已嵌入"] is False
    assert found["数字是文字"] is True
    assert found["文档标题说明这是决算"] is True


def test_a_picture_is_graded_d_and_said_to_be_unreadable(tmp_path: Path) -> None:
    path = draw(tmp_path / "a.pdf", title="untitled", picture=True)
    try:
        examined = examine_here(Asked(path), lambda _done, _all: None)
    except InputError as error:  # pragma: no cover - the grade must come even so
        pytest.fail(str(error))
    assert examined.readability is not None
    assert examined.readability.grade == "D"
    assert examined.refused
    assert not examined.clean
    assert "没有读成" in output.as_text(examined)
    assert "第 1 页是图片" in output.as_text(examined)


@pytest.mark.parametrize("option", ["--html", "--xlsx"])
@pytest.mark.parametrize("output", ["report.txt", "nowhere/list{}", "folder{}"])
def test_an_output_that_cannot_be_is_refused_and_the_report_is_left_alone(
    root: Path, tmp_path: Path, option: str, output: str, capsys: pytest.CaptureFixture[str]
) -> None:
    report = tmp_path / "report.txt"
    content = (root / "data/sources/420116-data-resource-center/2023/report.txt").read_bytes()
    report.write_bytes(content)
    suffix = f".{option[2:]}"
    (tmp_path / f"folder{suffix}").mkdir()
    assert main(["check", str(report), option, str(tmp_path / output.format(suffix))]) == 1
    assert f"error: {option}" in capsys.readouterr().err
    assert report.read_bytes() == content
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"folder{suffix}", "report.txt"]


def test_packages_that_are_not_there_are_said_not_to_be(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--root", str(tmp_path), "check"]) == 1
    assert "--root FOLDER" in capsys.readouterr().err
