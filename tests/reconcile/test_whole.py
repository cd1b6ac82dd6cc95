"""The rules about the report as a whole, each where it agrees and where it does not."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from operator import itemgetter
from pathlib import Path

import pytest

from build_site.model import NOWHERE, Finding, Form, FormState, Outcome, Place, State
from build_site.model.money import Money
from build_site.reconcile import catalogue, examine
from build_site.reconcile.headings import plain_title
from build_site.reconcile.rules.reach import coverage
from build_site.reconcile.rules.wording import DOUBLED, PLACEHOLDERS, REPEATED
from build_site.reconcile.tables import Cell, Row, Table, Tables
from tests.houses import rows as read_rows
from tests.reconcile.made import record

NAME = "武汉市黄陂区数据中心"
WAN = Money("万元", 10_000, 2)
Record = Mapping[str, str]


def section(section_id: str, number: str, title: str, text: str = "") -> Record:
    level = str(section_id.count(".") + 1)
    return record(
        "sections", section_id=section_id, number=number, title=title, level=level, text=text, source_line="5"
    )


def head(section_id: str, text: str, title: str = "") -> Record:
    return {**section("1", "", title, text), "section_id": section_id}


def line(text: str) -> Record:
    return record("lines", line="1", text=text)


def claim(measure: str, value: str, unit: str, sentence: str, **more: str) -> Record:
    known = {
        "claim_id": "c0001",
        "section_id": "3.1",
        "measure": measure,
        "value": value,
        "printed": value,
        "unit": unit,
    }
    return record("claims", **known, sentence=sentence) | more


def sheet(**more: str) -> Record:
    first = {"project_id": "p1", "scope": "project", "title": "项目自评表", "unit": "万元"}
    return record("performance-projects", **first | more)


def indicator(**more: str) -> Record:
    return record("performance-indicators", **{"indicator_id": "p1-01", "project_id": "p1"} | more)


def form(which: Form, *rows: Mapping[str, str]) -> Table:
    """A form of these rows, each a mapping of texts and amounts."""
    made = []
    for number, row in enumerate(rows, 1):
        cells = {}
        for name in which.fields:
            value = Decimal(row[name]) if row.get(name) else None
            state = State.BLANK if value is None else State.VALUE if value else State.ZERO
            label, cell_id = row.get("name", ""), f"{which}/{number}/{name}"
            cells[name] = Cell(cell_id, which, name, value, state, WAN, label, name, which.zh, NOWHERE)
        made.append(Row(which, number, dict(row), cells, row.get("name", ""), NOWHERE))
    return Table(which, FormState.FOUND, which.zh, "", WAN, {}, tuple(made))


def tables(
    records: Mapping[str, Sequence[Record]] | None = None,
    *forms: Table,
    slug: str = "420116-made",
    read_by: str = "text",
) -> Tables:
    missing = {f: Table(f, FormState.MISSING, f.zh, "", WAN, {}, ()) for f in Form}
    every = missing | {t.form: t for t in forms}
    cells = {c.cell_id: c for t in every.values() for r in t.rows for c in r.cells.values()}
    return Tables(slug, 2023, read_by, every, cells, records or {})


OF_THE_WHOLE = [rule for rule in catalogue().values() if rule.module not in ("identities", "forms")]


def found(made: Tables, rule: str) -> dict[str, Finding]:
    return {f.scope: f for f in examine(made, [catalogue()[rule]])}


def outcome(made: Tables, rule: str, scope: str = "report") -> tuple[str, str]:
    finding = found(made, rule)[scope]
    return str(finding.outcome), finding.reason_code


def test_each_rule_and_scope_has_one_outcome_whatever_is_there() -> None:
    for made in (tables(), tables(slug=""), tables({"performance-projects": [sheet()]})):
        findings = [*examine(made, OF_THE_WHOLE), *coverage.check(coverage, made, ())]
        assert len({f.finding_id for f in findings}) == len(findings)
        assert not [f for f in findings if f.outcome is Outcome.DIFFERS]
        assert all(f.message_zh and f.message_en for f in findings)


def described(lines: Sequence[str]) -> Tables:
    """A package of records and rows of forms, each in a line: “claims | unit=元 | value=1”; ⏎ stands for a line's end."""
    known = [(kind, dict(each.split("=", 1) for each in more)) for kind, *more in (one.split(" | ") for one in lines)]
    records: dict[str, list[Record]] = {}
    rows: dict[Form, list[Record]] = {}
    for kind, values in known:
        if kind in [*Form]:
            rows.setdefault(Form(kind), []).append(values)
        elif kind == "sections":
            told = {"number": "", "title": "", **values, "text": values.get("text", "").replace("⏎", "\n")}
            records.setdefault(kind, []).append(
                {**section("1", "", ""), "level": str(values["section_id"].count(".") + 1)} | told
            )
        elif "=" not in kind:
            records.setdefault(kind, []).append(record(kind, **values))
    return tables(
        records,
        *(form(which, *each) for which, each in rows.items()),
        read_by="ocr" if "read_by=ocr" in lines else "text",
    )


@pytest.mark.parametrize("row", read_rows(Path(__file__).with_name("whole.csv")), ids=itemgetter("shows"))
def test_packages_come_to_these_findings(row: dict[str, str]) -> None:
    """All findings of the rules named, or that of one scope of a rule."""
    made = described(row["package"].splitlines())
    told = [
        f"{finding.finding_id} {finding.outcome} {finding.reason_code}".strip()
        for rule, _, scope in (each.partition(":") for each in row["rules"].split())
        for finding in found(made, rule).values()
        if scope in ("", finding.scope)
    ]
    assert told == row["findings"].splitlines()


# --- Outline --------------------------------------------------------------------------------------------------------

CONTENTS = head(
    "contents", "第一部分概况\n一、主要职责\n第二部分决算情况说明\n一、收入决算情况说明\n二、支出决算情况说明", "目录"
)
BODY = [
    section("1", "第一部分", f"{NAME}概况"), section("1.1", "一、", "主要职责"), section("2", "第二部分", "2023年度决算情况说明"),
    section("2.1", "一、", "收入决算情况说明"), section("2.2", "二、", "支出决算情况说明"),
]  # fmt: skip


def ends(records: Sequence[Record], rule: str) -> dict[str, str]:
    return {scope: str(f.outcome) for scope, f in found(tables({"sections": records}), rule).items()}


@pytest.mark.parametrize("joint", ["\n", " ", ""])
def test_contents_that_fit_the_body_agree(joint: str) -> None:
    """Each entry in a line, or all in one cell of a workbook."""
    listed = {**CONTENTS, "text": joint.join(CONTENTS["text"].split("\n"))}
    assert set(ends([listed, *BODY], "S-CONTENTS").values()) == {"exact"}
    assert ends([listed, *BODY], "S-ORDER") == {"report": "exact"}
    assert set(ends([listed, *BODY], "S-NUMBERING").values()) == {"exact"}


@pytest.mark.parametrize("leader", ["", " ", "……", "········", " . . . . ", "————", "----"])
@pytest.mark.parametrize("page", ["{}", "- {} -", "（{}）", "P{}", "第{}页", "{}页", "[{}]"])
def test_contents_with_pages_in_any_dress_agree(leader: str, page: str) -> None:
    lines = CONTENTS["text"].split("\n")
    listed = {**CONTENTS, "text": "\n".join(f"{line}{leader}{page.format(12)}" for line in lines)}
    assert set(ends([listed, *BODY], "S-CONTENTS").values()) == {"exact"}


@pytest.mark.parametrize("number", ["一.", "一，", "一：", "一", "（一）", "1.", "1、", "（1）", "★一、", "【一、", ""])
def test_a_title_that_stands_in_the_body_with_another_number_or_none_is_there(number: str) -> None:
    said = section(
        "2",
        "第二部分",
        "2023年度决算情况说明",
        f"{number}收入决算情况说明。2023年度收入1万元。\n{number}支出决算情况说明",
    )
    ended = ends([CONTENTS, *BODY[:2], said], "S-CONTENTS")
    assert set(ended.values()) == {"exact", "not-applicable"}
    gone = {**said, "text": "2023年度收入1万元，见收入决算情况说明。\n财政拨款支出决算情况说明"}
    ended = ends([CONTENTS, *BODY[:2], gone], "S-CONTENTS")
    assert [ended["contents/4"], ended["contents/5"]] == ["differs", "differs"]


def test_a_form_of_the_contents_is_not_the_chapter_of_its_number() -> None:
    """The form's own heading is gone: its entry is of no later part."""
    contents = "第一部分决算表\n一、支出决算表\n第二部分决算情况说明\n一、支出决算情况说明"
    kept = [
        section("1", "第一部分", "决算表"),
        section("2", "第二部分", "决算情况说明"),
        section("2.1", "一、", "支出决算情况说明"),
    ]
    assert ends([{**CONTENTS, "text": contents}, *kept], "S-ORDER") == {"report": "exact"}


def test_a_heading_with_its_text_in_one_line_is_listed() -> None:
    behind = [*BODY[:-1], section("2.2", "二、", "支出决算情况说明（一）支出决算总体情况")]
    assert "differs" not in ends([CONTENTS, *behind], "S-CONTENTS").values()


@pytest.mark.parametrize("number", ["1、", "2.", "（3）", ""])
def test_contents_may_count_in_another_way_than_the_body(number: str) -> None:
    lines = [number + line.partition("、")[2] if "、" in line else line for line in CONTENTS["text"].split("\n")]
    assert set(ends([{**CONTENTS, "text": "\n".join(lines)}, *BODY], "S-CONTENTS").values()) == {"exact"}
    more = [*BODY, section("2.3", "三、", "名词解释")]
    assert "differs" not in ends([{**CONTENTS, "text": "\n".join(lines)}, *more], "S-CONTENTS").values()


def test_entries_without_numbers_are_no_rest_of_the_one_before() -> None:
    """Nor has the body's heading a number: it stands there as a line."""
    lines = CONTENTS["text"].replace("二、支出", "支出")
    said = section("2.1", "一、", "收入决算情况说明", "无。\n支出决算情况说明")
    assert "differs" not in ends([{**CONTENTS, "text": lines}, *BODY[:3], said], "S-CONTENTS").values()


@pytest.mark.parametrize("more", ["表1：收入支出决算总表", "附表 2、收入决算表……9", "3"])
def test_what_stands_below_an_entry_of_the_contents_is_not_the_rest_of_its_title(more: str) -> None:
    first, *rest = CONTENTS["text"].split("\n")
    assert set(ends([{**CONTENTS, "text": "\n".join([first, more, *rest])}, *BODY], "S-CONTENTS").values()) == {"exact"}
    aside = {**CONTENTS, "text": f"{CONTENTS['text']}（见附件）"}
    assert set(ends([aside, *BODY], "S-CONTENTS").values()) == {"exact"}


def test_without_contents_nothing_is_missing_from_them() -> None:
    untitled = section("2.3", "三、", "", "一段没有标题的话。")
    assert ends([*BODY, untitled], "S-CONTENTS") == {"report": "not-applicable"}


def test_a_heading_missing_or_extra_or_out_of_order_is_reported() -> None:
    assert ends([CONTENTS, *BODY[:-1]], "S-CONTENTS")["contents/5"] == "differs"
    extra = [*BODY, section("3", "第三部分", "附件")]
    assert ends([CONTENTS, *extra], "S-CONTENTS")["body/3"] == "differs"
    turned = [*BODY[:3], section("2.1", "一、", "支出决算情况说明"), section("2.2", "二、", "收入决算情况说明")]
    assert ends([CONTENTS, *turned], "S-ORDER") == {"report": "differs"}


def test_a_row_that_fell_out_of_a_form_is_no_heading() -> None:
    fallen = {**section("2.3", "二十一、", "国"), "source_page": "7", "source_line": ""}
    rows = (Row(Form.REVENUE, 1, {}, {}, "合计", Place(page=7)),)
    made = tables({"sections": [CONTENTS, *BODY, fallen]}, replace(form(Form.REVENUE), rows=rows))
    for rule in ("S-CONTENTS", "S-NUMBERING"):
        assert {str(f.outcome) for f in found(made, rule).values()} != {"exact"}
        whole = found(replace(made, unsure=frozenset({Form.REVENUE})), rule)
        assert {str(f.outcome) for f in whole.values()} == {"exact"}


@pytest.mark.parametrize(
    "label", ["五、教育支出", "七、文化旅游体育与传媒", "一、一般公共预算财政拨一、一般公共服务支出"]
)
def test_a_label_of_a_form_that_was_not_read_is_no_heading(label: str) -> None:
    number, _, title = label.partition("、")
    made = tables({"sections": [CONTENTS, *BODY, section("2.3", f"{number}、", title)]})
    assert "differs" in {str(f.outcome) for f in found(made, "S-CONTENTS").values()}
    unread = found(replace(made, unsure=frozenset({Form.REVENUE_AND_EXPENDITURE})), "S-CONTENTS")
    assert {str(f.outcome) for f in unread.values()} == {"exact"}


def test_a_number_left_out_breaks_the_sequence() -> None:
    gap = [*BODY[:4], section("2.2", "三、", "支出决算情况说明")]
    found_gap = found(tables({"sections": gap}), "S-NUMBERING")["2"]
    assert found_gap.reason_code == "information", "a hint: an accountant calls a slip of numbering trivial"


def test_titles_are_compared_without_year_pages_and_filling_words() -> None:
    assert plain_title("一、收入决算情况说明……12").endswith("收入决算")
    assert plain_title("2023年度部门决算情况说明") == plain_title("部门决算情况说明")
    assert plain_title("收入决算表") != plain_title("收入决算情况说明")


@pytest.mark.parametrize(
    ("text", "hit"),
    [
        ("政府性基金预算支出收入2002.80万元。", "支出收入"),
        ("截至年末，部门（单位）共有车辆8辆。", "部门（单位）共有"),
        ("收入支出总计100万元。", ""),
    ],
)
def test_words_of_a_template_that_nobody_chose_between_are_hints(text: str, hit: str) -> None:
    (told,) = found(tables({"lines": [line(text)]}), "F-SLIP").values()
    assert told.reason_code == ("information" if hit else "")
    assert f"“{hit}”像是" in told.message_zh or not hit


# --- Names and years ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "over", [NAME[:-2], f"“{NAME}”", f"《{NAME}》", f"____{NAME}____", f"{NAME}（某区某某委员会）"]
)
def test_a_name_over_a_form_that_is_cut_off_or_marked_is_no_other_name(over: str) -> None:
    records = {
        "sections": [
            head("cover", f"2023年度{NAME}部门决算公开"),
            section("1", "第一部分", f"{NAME}概况"),
            {**section("2", "第二部分", "支出决算表"), "form": "expenditure", "text": f"部门：{over}"},
        ]
    }
    assert found(tables(records), "D-ORG")["form/expenditure"].outcome is not Outcome.DIFFERS


@pytest.mark.parametrize(
    ("cover", "expected"),
    [
        (f"某省2022年度部门决算公开说明\n2023年度{NAME}部门决算", "exact"),
        (f"2024年10月\n{NAME}2023年度部门决算", "exact"),
        (f"{NAME}关于公开2023年度部门决算的公告", "exact"),
        (f"{NAME}文件\n关于2023年度部门决算公开的通知", "exact"),
        ("某市某某局关于公开2023年度部门决算的公告", "differs"),
    ],
)
def test_a_cover_says_what_its_title_says(cover: str, expected: str) -> None:
    form = {**section("2", "第二部分", "支出决算表"), "form": "expenditure", "text": f"部门：{NAME}"}
    records = [head("cover", cover), section("1", "第一部分", f"{NAME}概况"), form]
    assert ends(records, "D-ORG")["cover"] == expected
    assert ends(records, "D-YEAR")["cover"] == "exact"


def test_a_sentence_with_many_numbers_is_one_mention_of_a_name() -> None:
    other = "某县某某局2023年度编报绩效目标的项目43个，金额10万元。"
    claims = [
        record("claims", section_id="2.9", sentence=other, claim_id=f"c{n}", printed="43", value="43") for n in range(9)
    ]
    records = {
        "sections": [head("cover", f"2023年度{NAME}部门决算公开"), section("1", "第一部分", f"{NAME}概况")],
        "claims": claims,
    }
    ended = {scope: f.outcome for scope, f in found(tables(records), "D-ORG").items()}
    assert (ended["cover"], ended["text/2.9/某县某某局"]) == (Outcome.EXACT, Outcome.DIFFERS)


@pytest.mark.parametrize(
    "over",
    [
        f"{NAME}（元）",
        "二○二三年度",
        "GK01收入支出",
        "本年度",
        "报告期内",
        f"{NAME}（汇总）",
        f"{NAME}关于",
        f"{NAME}二〇二三年度",
        f"{NAME}2023年度预",
    ],
)
def test_what_stands_round_a_name_is_no_other_name(over: str) -> None:
    """A unit behind it, a year in Chinese digits before the form's title, a sheet's title on top."""
    records = {
        "sections": [
            head("cover", f"{over}{'' if NAME in over else '决算'}\n2023年度{NAME}部门决算"),
            section("2", "第二部分", f"{over.removesuffix('（元）')}部门决算表" if NAME not in over else "部门决算表"),
            section("1", "第一部分", f"{NAME}概况"),
        ]
    }
    assert {f.outcome for f in found(tables(records), "D-ORG").values()} == {Outcome.EXACT}


# --- Words ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "上海市XX局",
        "XXX万元",
        "待填写",
        "{单位}名称",
        "本单位（）共有",
        "支出××万元",
        "某○○局",
        "第三部分 202 年度部门决算",
    ],
)
def test_placeholders(text: str) -> None:
    assert PLACEHOLDERS.search(text)


@pytest.mark.parametrize("text", ["XXI世纪", "2024年度", "（一）", "1×2", "A类", "2013750"])
def test_no_placeholders(text: str) -> None:
    assert not PLACEHOLDERS.search(text)


def test_doubled_words_and_marks_are_remarks_only() -> None:
    assert DOUBLED.search("支出决算决算为")
    assert REPEATED.search("资金。。")
    assert not REPEATED.search("工作……")
    assert outcome(tables({"lines": [line("资金。。")]}), "F-PUNCTUATION", "line-1") == (
        "not-applicable",
        "information",
    )
    assert outcome(tables({"lines": [line("资金。")]}), "F-PUNCTUATION") == ("exact", "")


# --- Remarks and machine -----------------------------------------------------------------------------------------------


def test_coverage_counts_cells_and_numbers() -> None:
    made = tables(
        {"claims": [claim("basic-expenditure", "1", "万元", "1万元")]},
        form(Form.EXPENDITURE, {"level": "total", "name": "合计", "total": "5.00"}),
    )
    scopes = {f.scope: (f.left_value, f.right_value) for f in coverage.check(coverage, made, ())}
    assert scopes == {"cells": (0, 1), "bound": (1, 1), "matched": (0, 1), "forms": (1, 9)}


def test_a_pdf_says_what_it_is_and_can_be_read_aloud() -> None:
    good = replace(tables(read_by="pdf"), pdf={"title": "某局2024年度部门决算", "tagged": True})
    bare = replace(tables(read_by="pdf"), pdf={"title": "", "tagged": False})
    assert {scope: outcome(good, "P-MACHINE", scope)[0] for scope in found(good, "P-MACHINE")} == dict.fromkeys(
        ("report", "title", "tags"), "exact"
    )
    assert [outcome(bare, "P-MACHINE", scope)[1] for scope in ("title", "tags")] == ["information", "information"]
    assert set(found(tables(), "P-MACHINE")) == {"report"}  # a text has no such properties


def test_personal_numbers_must_not_be_published() -> None:
    mobile = "1" + "38" + "0" * 8
    assert outcome(tables({"lines": [line(f"电话{mobile}")]}), "P-PRIV")[0] == "differs"
    assert outcome(tables({"lines": [line("联系电话████████")]}), "P-PRIV")[1] == "information"


def test_a_name_of_another_code_is_told_with_that_code() -> None:
    row = {"functional_code": "2111101", "level": "item", "name": "减排专项支出", "total": "1.00"}
    assert "2111103" in found(tables({}, form(Form.EXPENDITURE, row)), "D-CODE")["functional/2111101"].message_zh
