"""What single pages say and how they mark it."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from build_site.model import State
from build_site.render import links
from build_site.render.html import grouped, heading, identifier, page, share, size, text
from build_site.render.pages.audit import audit_page
from build_site.render.pages.form import form_page
from build_site.render.pages.narrative import narrative_page
from build_site.render.pages.source import source_page
from build_site.render.pages.summary import sentences
from build_site.render.published import Cell, Published
from tests.houses import change
from tests.render.conftest import copy_repository, package_of, published


@pytest.fixture(scope="module")
def report(repository: Path) -> Published:
    return published(repository)[0]


def test_states_differ_in_sign_and_in_words() -> None:
    value = Cell("revenue", "1", "total", Decimal("1234.50"), State.VALUE, {"source_line": "7"})
    shown = {
        state: links.amount("../", replace(value, value=None, state=state))
        for state in (State.BLANK, State.NO_DATA, State.NOT_READ)
    }
    shown[State.ZERO] = links.amount("../", replace(value, value=Decimal("0.00"), state=State.ZERO))
    shown[State.VALUE] = links.amount("../", value)
    words = {state: re.sub("<[^>]+>", "", html) for state, html in shown.items()}
    assert len(set(words.values())) == len(words)
    assert words[State.VALUE] == "1,234.50"
    assert words[State.ZERO] == "0.00"
    assert words[State.BLANK] == ""  # the style sheet shows it as a dot, named 原表空白


def test_an_amount_links_to_the_line_it_was_read_from(report: Published) -> None:
    form = form_page(report, "expenditure")
    cell = report.find("expenditure", "project", level="total")
    assert cell
    assert f'id="r{cell.row}-project"' in form
    assert f'<a href="../source/#L{cell.source["source_line"]}">11.00</a>' in form
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
    cell = Cell("revenue", "1", "total", Decimal(1), State.VALUE, place)
    assert f'href="../source/#{address}"' in links.amount("../", cell)


def test_a_form_declared_empty_says_so_in_the_reports_words(report: Published) -> None:
    form = form_page(report, "government-fund-budget")
    assert "本表无数据" in form
    assert "我单位2023年度没有政府性基金预算财政拨款收入及支出" in form
    assert 'class="amount' in form  # its columns are still shown


def test_every_table_has_caption_unit_and_row_headers(report: Published) -> None:
    for form in report.forms():
        made = form_page(report, form)
        for table in re.findall("<table.*?</table>", made, flags=re.DOTALL):
            assert "（单位：万元）</caption>" in table
            body = table.partition("<tbody>")[2]
            assert body.count("<tr") == body.count('scope="row"') or "no-data" in body


def test_the_summary_links_every_amount_that_it_states(report: Published) -> None:
    made = sentences(report)
    assert len(made) >= 6
    for sentence in made[:5]:
        for number in re.findall(r"(?<![\d.])[\d,]+\.\d\d(?=万元)", re.sub("<a .*?</a>", "", sentence)):
            pytest.fail(f"{number} has no link in {sentence}")
    assert "173.61" in made[0]
    assert "减少" in made[0]


def test_a_report_without_claims_loses_only_what_needs_them(root: Path, tmp_path: Path) -> None:
    target = copy_repository(root, tmp_path)
    change(package_of(target) / "claims.csv", lambda row: row.update(measure=""))
    made = sentences(published(target)[0])
    assert "减少" not in made[0]
    assert "173.61" in made[0]


def test_every_claim_has_its_anchor_in_the_narrative(report: Published) -> None:
    made = narrative_page(report)
    for claim in report.table("claims"):
        assert made.count(f'id="{claim["claim_id"]}"') == 1
    marked = made.count('class="claim ')
    assert marked >= 0.9 * len(report.table("claims"))


def test_differing_checks_come_first_and_are_worded_neutrally(root: Path, tmp_path: Path) -> None:
    target = copy_repository(root, tmp_path)

    def differ(row: dict[str, str]) -> None:
        if row["outcome"] == "rounding":
            row["outcome"] = "differs"

    change(package_of(target) / "findings.csv", differ)
    report = published(target)[0]
    made = audit_page(report)
    assert made.index("## 不一致") < made.index("## 一致")
    assert "无法判断哪一处正确" in made
    assert not re.search("错误|有误|造假|违规", made)
    first = next(each for each in report.table("findings") if each["outcome"] == "differs" and each["left_cell"])
    assert f'href="{links.operand("../", report, first["left_cell"])}"' in made


def test_the_source_page_has_every_line_and_no_personal_data(report: Published) -> None:
    made = source_page(report)
    for line in report.table("lines"):
        assert f'id="L{line["line"]}"' in made
    assert not re.search(r"(?<!\d)1\d{10}(?!\d)|联系电话</span>\s*<span[^>]*>\d", made)


@pytest.mark.parametrize(
    ("value", "shown"), [("1234567.80", "1,234,567.80"), ("0", "0"), ("-12.5", "-12.5"), ("11.00", "11.00")]
)
def test_amounts_keep_their_digits(value: str, shown: str) -> None:
    assert grouped(Decimal(value)) == shown


def test_small_parts() -> None:
    assert share(Decimal(11), Decimal("173.61")) == "6.34%"
    assert share(Decimal(11), Decimal(0)) == ""
    assert size(1023) == "1023 B"
    assert size(2048) == "2.0 KB"
    assert identifier("I-ROW:revenue/1") == "I-ROW-revenue-1"
    assert identifier("N:甲") != identifier("N:乙")
    assert text("a\x02b\n\nc<") == "a b c&lt;"
    assert heading(2, "a{#x}*b*", "y") == "## a&#123;&#35;x&#125;&#42;b&#42; {#y}"
    assert 'title: "a&#34;b"' in page('a"b', ["x"])


def test_every_page_counts_the_same_checks_those_across_reports_too(repository: Path) -> None:
    report = published(repository)[0]
    one = {**report.table("findings")[0], "finding_id": "Y-CARRY:made", "rule_id": "Y-CARRY", "outcome": "exact"}
    report.beyond = [one]
    total = len(report.table("findings")) + 1
    assert f"本站做了{total}项核对" in "".join(sentences(report))
    assert f"共 <b>{total}</b> 项核对" in audit_page(report)
