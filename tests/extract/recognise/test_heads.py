"""Which column is which: by the whole path of its heads, in the layouts of a place and year; unknown is not read, and told."""

from pathlib import Path

import pytest

from build_site.extract.parse import parse as read_text
from build_site.extract.parse.part import part
from build_site.extract.recognise import recognise
from build_site.extract.recognise.forms.table import field_of
from build_site.model import Form, FormState, InputError, Report, State
from build_site.registers.forms import FORMS_FOLDER, form_layouts
from tests.factory import text
from tests.factory.accounts import Accounts
from tests.factory.invent import random_accounts
from tests.factory.layouts import Layout, lay_out

FULL = random_accounts(1045, items=3)
FUND, REVENUE = Form.GOVERNMENT_FUND_BUDGET, Form.REVENUE


@pytest.mark.parametrize(
    ("form", "path", "field"),
    [
        (FUND, ["本年支出", "小计"], "total"),
        (FUND, ["年初结转和结余", "合计"], "opening_balance"),
        (FUND, ["年初结转和结余", "基本支出"], "skip"),
        (FUND, ["本年支出", "基本支出"], "basic"),
        (FUND, ["本年支出", "专项业务费"], ""),
        (FUND, ["往年支出", "基本支出"], ""),
        (REVENUE, ["事业收入", "小计"], "public_service_revenue"),
        (REVENUE, ["事业收入", "其中：教育收费"], "skip"),
        (REVENUE, ["事业收入", "其中：财政专户管理资金"], "skip"),
        (REVENUE, ["财政专户管理资金收入"], ""),  # beside the six sources: without it their sum is not the total
        (REVENUE, ["某项收入", "小计"], ""),
    ],
)
def test_a_path_of_heads(form: Form, path: list[str], field: str) -> None:
    assert field_of(form_layouts()[form], path) == field


def test_a_places_own_row_comes_before_that_of_any_place(tmp_path: Path) -> None:
    for path in FORMS_FOLDER.glob("*.csv"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    revenue = tmp_path / "revenue.csv"
    rows = "column,other_revenue,,专户收入,51,2020,2023\ncolumn,operating_revenue,,专户收入,,,\ncolumn,total,,别处的栏,33,,\n"
    rows += "column,total,,两处不同的栏,33,,\ncolumn,other_revenue,,两处不同的栏,44,,\n"
    revenue.write_text(revenue.read_text("utf-8") + rows, "utf-8")

    def id_of(head: str, place: str = "", year: int | None = None) -> str | None:
        label = form_layouts(tmp_path, place, year)[REVENUE].column(head)
        return label.id if label else None

    assert id_of("专户收入", "510104", 2022) == "other_revenue"
    assert id_of("专户收入", "510104", 2024) == "operating_revenue"
    assert id_of("专户收入", "420116", 2022) == "operating_revenue"
    assert id_of("别处的栏", "420116", 2022) == "total"  # one meaning only: it is what the head says
    assert id_of("两处不同的栏", "420116", 2022) is None  # two meanings elsewhere: unknown here
    assert id_of("两处不同的栏", "440100", 2022) == "other_revenue"


def _read(printed: str, tmp_path: Path) -> Report:
    path = tmp_path / "report.txt"
    path.write_text(printed, "utf-8")
    return recognise(read_text(path))


@pytest.fixture
def printed() -> str:
    return text.typeset(lay_out(FULL, Layout()))


def _expenditure(report: Report) -> dict[str, object]:
    (statement,) = (s for s in report.statements if s.form is Form.EXPENDITURE)
    return {"unplaced": statement.unplaced, "fields": set(statement.rows[0].amounts)}


def test_an_unknown_head_leaves_its_column_unread_and_its_numbers_are_told(printed: str, tmp_path: Path) -> None:
    before, after = printed.split("公开03表", 1)
    report = _read(before + "公开03表" + after.replace("项目支出", "专项业务费", 1), tmp_path)
    found = _expenditure(report)
    assert found["fields"] == {"total", "basic", "to_superior_unit", "operating", "to_subsidiary_units"}
    assert found["unplaced"]
    assert any("专项业务费" in notice.text for notice in report.notices)


def test_a_form_of_which_nothing_can_be_read_is_not_empty(printed: str, tmp_path: Path) -> None:
    before, after = printed.split("公开03表", 1)
    heads, rest = after.split("\n合计", 1)
    for head in ("本年支出合计", "基本支出", "项目支出", "上缴上级支出", "经营支出", "对附属单位补助支出"):
        heads = heads.replace(head, "某栏")
    report = _read(f"{before}公开03表{heads}\n合计{rest}", tmp_path)
    (state,) = {s.state for s in report.statements if s.form is Form.EXPENDITURE}
    assert state is FormState.NOT_READ


def test_a_unit_is_proved_or_not_read(printed: str, tmp_path: Path) -> None:
    bare = printed.replace(f"金额单位：{FULL.unit}", "")
    proved = _read(bare, tmp_path)
    assert {s.unit.printed for s in proved.statements if s.rows} == {FULL.unit}
    assert any("no unit is printed" in notice.text for notice in proved.notices)
    wordless = bare.split("第三部分", 2)
    alone = _read(wordless[0] + wordless[1], tmp_path) if len(wordless) > 2 else _read(bare.replace("元", ""), tmp_path)
    assert {s.unit.factor for s in alone.statements if s.rows} == {0}
    amounts = [a for s in alone.statements for row in s.rows for a in row.amounts.values() if a.state is State.VALUE]
    assert {amount.doubt for amount in amounts} == {"unit"}


def test_two_reports_in_one_file_are_refused_with_their_parts_and_read_one_by_one(tmp_path: Path) -> None:
    other = random_accounts(1014, items=3)
    path = tmp_path / "two.txt"
    path.write_text("".join(text.typeset(lay_out(each, Layout())) for each in (FULL, other)), "utf-8")
    with pytest.raises(InputError, match="2 reports") as refused:
        recognise(read_text(path))
    pages = [word.strip(",.") for word in refused.value.remedy.split() if "-" in word and word[0].isdecimal()]
    assert len(pages) == 2
    read = [recognise(part(read_text(path), each)) for each in pages]
    assert [report.department for report in read] == [_name(FULL), _name(other)]


def _name(accounts: Accounts) -> str:
    return accounts.department


def test_a_year_that_the_text_does_not_mention_is_not_taken(printed: str, tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text(printed.replace(f"{FULL.year}年度", "").replace(str(FULL.year), ""), "utf-8")
    with pytest.raises(InputError, match="fiscal year"):
        recognise(read_text(path), year=FULL.year)
