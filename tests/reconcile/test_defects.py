"""One slip is one defect: planted in accounts that add up, and found again with the number that it is about."""

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from build_site.model import Defect, Finding, Form, FormState, Outcome, Place
from build_site.model.money import FACTORS, Money
from build_site.model.outcomes import Kind
from build_site.reconcile import Audit, audit, catalogue, examine
from build_site.reconcile.causes import defects
from build_site.reconcile.causes.titles import LONGEST, apart, of_rule
from build_site.reconcile.causes.words import redirected
from build_site.reconcile.decide import Side, Verdict
from build_site.reconcile.said import summed
from build_site.reconcile.tables import Cell, Row, Tables, read
from build_site.registers.table import DATA, read_table
from tests.factory.invent import random_accounts
from tests.reconcile.made import FIRST, OF_NARRATIVE, first_report, invented, record

IDENTITIES = [rule for rule in catalogue().values() if rule.module == "identities"]
SEEDS = range(2)
CODED = Form.GENERAL_PUBLIC_BUDGET


@cache
def first_audit() -> Audit:
    return audit(FIRST)


def tables_of(seed: int, folder: Path) -> Tables:
    return read(invented(random_accounts(seed, items=6, unit="元", year=2023)).write(folder / "package"))


def with_values(tables: Tables, values: Mapping[str, Decimal | None]) -> Tables:
    def put(cell: Cell) -> Cell:
        return replace(cell, value=values[cell.cell_id]) if cell.cell_id in values else cell

    def row(each: Row) -> Row:
        return replace(each, cells={name: put(cell) for name, cell in each.cells.items()})

    forms = {form: replace(table, rows=tuple(map(row, table.rows))) for form, table in tables.forms.items()}
    return replace(
        tables, forms=forms, cells={c.cell_id: c for t in forms.values() for r in t.rows for c in r.cells.values()}
    )


def told(tables: Tables) -> tuple[Sequence[Defect], Sequence[Finding]]:
    return defects(tables, examine(tables, IDENTITIES), IDENTITIES)


def items(tables: Tables) -> list[Row]:
    return [row for row in tables[CODED].coded if row.level == "item" and row.cells["total"].value]


@pytest.mark.parametrize("seed", SEEDS)
def test_one_altered_cell_is_one_defect_that_names_it(seed: int, tmp_path: Path) -> None:
    tables, chance = tables_of(seed, tmp_path), random.Random(seed)  # noqa: S311 - no secret is made here
    filled = sorted(c.cell_id for c in tables.cells.values() if c.value)
    for cell in chance.sample(filled, 8):
        found, findings = told(with_values(tables, {cell: (tables.cells[cell].value or Decimal(0)) + 1234}))
        assert len(found) == 1, (cell, [each.findings for each in found])
        assert found[0].kind == Kind.AMOUNT
        entered = [set(f.entered) for f in findings if f.defect_id]
        assert all(cell in each for each in entered)
        words = f"{found[0].statement_zh}{found[0].left_text}{found[0].right_text}{found[0].suggestion_zh}"
        assert len(entered) == 1 or tables.cells[cell].row_zh in words, "several checks point at one cell: it is named"


@pytest.mark.parametrize("seed", SEEDS)
def test_two_slips_are_two_defects(seed: int, tmp_path: Path) -> None:
    tables = tables_of(seed, tmp_path)
    chosen = [items(tables)[0].cells["total"], items(tables)[-1].cells["total"]]
    values = {cell.cell_id: (cell.value or Decimal(0)) + by for cell, by in zip(chosen, (1234, 77), strict=True)}
    found, _ = told(with_values(tables, values))
    assert len(found) == 2, [each.findings for each in found]


@pytest.mark.parametrize("seed", SEEDS)
def test_amounts_one_row_off_are_one_defect(seed: int, tmp_path: Path) -> None:
    tables = tables_of(seed, tmp_path)
    rows = list(tables[CODED].coded)[1:]
    values: dict[str, Decimal | None] = {cell.cell_id: None for cell in rows[0].cells.values()}
    for above, below in pairwise(rows):
        values |= {cell.cell_id: above.cells[name].value for name, cell in below.cells.items()}
    found, _ = told(with_values(tables, values))
    assert [each.kind for each in found] == [Kind.SHIFT], [each.statement_zh for each in found]
    assert "错开一行" in found[0].statement_zh
    assert "上移一行" in found[0].suggestion_zh


@pytest.mark.parametrize("seed", SEEDS)
def test_amounts_rows_away_from_their_codes_are_one_defect(seed: int, tmp_path: Path) -> None:
    """From the third row on two rows lower, beside the form that prints the same amounts."""
    tables = tables_of(seed, tmp_path)
    for form, other in ((CODED, Form.EXPENDITURE), (Form.EXPENDITURE, CODED)):  # the one a copy of the other
        known = {row.code: row for row in tables[other].coded}
        tables = with_values(tables, {
            row.cells[name].cell_id: known[row.code].cells[name].value
            for row in tables[form].coded if row.code in known for name in ("total", "basic", "project")
        })  # fmt: skip
    rows = [row for row in tables[CODED].coded if row.code]
    values: dict[str, Decimal | None] = {}
    for n, row in enumerate(rows[2:], 2):
        values |= {cell.cell_id: rows[n - 2].cells[name].value if n > 3 else None for name, cell in row.cells.items()}
    found, _ = told(with_values(tables, values))
    first = next(each for each in found if each.kind == Kind.SHIFT)
    assert f"自“{rows[2].label}”起，科目与金额错开 2 行" in first.statement_zh
    assert "移回各自的科目" in first.suggestion_zh


@pytest.mark.parametrize("seed", SEEDS)
def test_two_columns_exchanged_are_one_defect(seed: int, tmp_path: Path) -> None:
    tables = tables_of(seed, tmp_path)
    values: dict[str, Decimal | None] = {}
    for row in tables[CODED].rows:
        one, other = row.cells["basic"], row.cells["total"]
        values |= {one.cell_id: other.value, other.cell_id: one.value}
    found, _ = told(with_values(tables, values))
    assert [each.kind for each in found] == [Kind.SWAP], [each.statement_zh for each in found]
    assert found[0].suggestion_zh.startswith("把“")


@pytest.mark.parametrize("seed", SEEDS)
def test_a_minus_before_many_amounts_is_one_defect(seed: int, tmp_path: Path) -> None:
    tables, chance = tables_of(seed, tmp_path), random.Random(seed)  # noqa: S311 - no secret is made here
    forms = [CODED, Form.EXPENDITURE][: 1 + seed % 2]
    filled = [c for form in forms for row in tables[form].rows for c in row.cells.values() if c.value]
    values = {c.cell_id: -(c.value or Decimal(0)) for c in chance.sample(filled, len(filled) // 2)}
    found, _ = told(with_values(tables, values))
    assert [each.kind for each in found] == [Kind.SIGN], [each.statement_zh for each in found]
    assert f"{len(values)} 个金额多印了负号" in found[0].statement_zh
    assert found[0].suggestion_zh.startswith("去掉")


@pytest.mark.parametrize("form", [Form.REVENUE_AND_EXPENDITURE, Form.EXPENDITURE, CODED])
@pytest.mark.parametrize("said", ["元", "万元"])
def test_a_form_in_another_unit_than_it_says_is_one_defect(said: str, form: Form, tmp_path: Path) -> None:
    """With all that the narrative says of its amounts; both sides stand in the sentence as printed."""
    meant = "万元" if said == "元" else "元"
    tables = read(invented(random_accounts(3, items=6, unit=meant, year=2023)).write(tmp_path / "package"))
    table, money = tables[form], Money(said, FACTORS[said], 2)
    rows = [replace(row, cells={n: replace(c, money=money) for n, c in row.cells.items()}) for row in table.rows]
    forms = {**tables.forms, form: replace(table, rows=tuple(rows), money=money)}
    tables = replace(
        tables, forms=forms, cells={c.cell_id: c for t in forms.values() for r in t.rows for c in r.cells.values()}
    )
    before = {f.finding_id for f in told(read(tmp_path / "package"))[1] if f.outcome is Outcome.DIFFERS}
    again = [rule for rule in catalogue().values() if rule.module == "identities" or rule.rule_id[0] == "N"]
    found, findings = defects(tables, examine(tables), again)
    (unit,) = [each for each in found if each.kind == Kind.UNIT]
    about = {f.finding_id for f in findings if f.outcome is Outcome.DIFFERS and f.rule_id[0] in "IXN"} - before
    assert len(about) > 2
    assert about <= {*unit.findings.split()}
    assert f"写的单位“{said}”与别的表不一致" in unit.statement_zh
    assert {said, meant} <= {*f"{unit.left_text} {unit.right_text}".split()}
    assert unit.unit == meant
    assert Decimal("0.01") < (unit.share or 0) < 100


@pytest.mark.parametrize("one", [False, True])
@pytest.mark.parametrize("seed", SEEDS)
def test_amounts_one_column_off_are_one_defect(seed: int, one: bool, tmp_path: Path) -> None:
    """In all rows of a form whose last column is blank, or in one row."""
    tables = tables_of(seed, tmp_path)
    rows, fields = tables[Form.EXPENDITURE].rows, Form.EXPENDITURE.fields
    tables = with_values(tables, {row.cells[name].cell_id: None for row in rows for name in fields[3:]})
    sums = {
        row.cells["total"].cell_id: sum((row.cells[n].value or Decimal(0) for n in fields[1:3]), Decimal(0))
        for row in rows
    }
    tables = with_values(tables, sums)
    before = {f.finding_id for f in told(tables)[1] if f.outcome is Outcome.DIFFERS}
    rows = [row for row in tables[Form.EXPENDITURE].rows if row.cells["basic"].value and row.cells["project"].value]
    moved = rows[-1:] if one else tables[Form.EXPENDITURE].rows
    values = {row.cells[to].cell_id: row.cells[source].value for row in moved for source, to in pairwise(fields[1:])}
    values |= {row.cells["basic"].cell_id: None for row in moved}
    found, _ = told(with_values(tables, values))
    new = [each for each in found if not set(each.findings.split()) <= before]
    assert [each.kind for each in new] == [Kind.SWAP], [each.statement_zh for each in new]
    assert "金额错开一栏" in new[0].statement_zh
    assert "左移一栏" in new[0].suggestion_zh


def test_accounts_that_add_up_have_no_defect(tmp_path: Path) -> None:
    assert told(tables_of(1, tmp_path))[0] == ()


OBJECTIONS = {
    "目录第四部分正文没有": "S-CONTENTS:contents/29", "目录十四正文没有": "S-CONTENTS:contents/28", "重点工作不在目录": "S-CONTENTS:body/4",
    "附件不在目录": "S-CONTENTS:body/6", "三：支出一节说收入合计减少": "L-SUBJECT:c0016", "四：减少之后写增加的原因": "L-REASON-SIGN:3.4/131",
    "五（二）信息安全事务表中没有": "N-NAMED:3.5.2/77/信息安全事务", "五（二）其他网信事务表中没有": "N-NAMED:3.5.2/77/其他网信事务",
    "五（三）事业运行 96.31，表 132.37": "N-AMOUNT:c0054", "五（三）决算各项之和少 36.06": "N-PARTS:c0049/c0054",
    "五（三）年初预算各项之和少 64.11": "N-PARTS:c0048/c0053", "六列伙食补助费": "N-ITEMS:3.6/30106", "六列差旅费": "N-ITEMS:3.6/30211",
    "六列维修（护）费": "N-ITEMS:3.6/30213", "六列专用材料费": "N-ITEMS:3.6/30218", "六列劳务费": "N-ITEMS:3.6/30226",
    "六列福利费": "N-ITEMS:3.6/30229", "六列公务用车运行维护费，九写无": "N-ITEMS:3.6/30231", "六漏其他商品和服务支出": "N-ITEMS:3.6/30299",
    "九没有写公务接待": "S-THREE:hospitality", "十写 2022 年度": "N-YEAR:c0072", "十：11，公用经费 8.72": "X-RUNCOST:c0073",
    "十三（一）项目 11，附表 0.4": "V-PROJECT:c0076", "十三（二）整体支出 11": "V-WHOLE:c0079", "重点工作二：人口之和差 700": "N-PARTS:c0093/c0094",
    "重点工作三写 2022 年": "D-STALE:key-work/3", "名词解释：信息安全事务表中没有": "N-GLOSSARY:十/1", "附件 1 单位名称是大数据中心": "D-ORG:annex/p1/department",
    "附件 1 填报日期晚于公布": "T-ORDER:annex/p1",
}  # fmt: skip
"""What a careful reader objects to in the first report, and the finding that says so."""
HINTS = {
    "名词解释写市级财政": "L-LEVEL:report",
    "附件 1 的指标同名": "V-SAME:p1",
    "附件 2 的指标同名": "V-SAME:p2",
    "半角逗号": "F-COMMA:report",
}
"""What is worth a look and no contradiction."""


def test_the_first_reports_objections_are_told_once_each() -> None:
    found = first_audit()
    differing = [f.finding_id for f in found.findings if f.outcome is Outcome.DIFFERS]
    inside = [each for defect in found.defects for each in defect.findings.split()]
    assert sorted(inside) == sorted(differing) == sorted(OBJECTIONS.values())
    assert {f.finding_id for f in found.findings if f.reason_code == "information"} >= set(HINTS.values())
    assert len(found.defects) == 14
    merged = next(each for each in found.defects if "N-AMOUNT" in each.findings)
    assert "可能并入了“2013750 事业运行”" in merged.statement_zh
    assert {"N-AMOUNT", "N-PARTS", "N-GLOSSARY", "N-NAMED"} == {
        each.partition(":")[0] for each in merged.findings.split()
    }
    listed = next(each for each in found.defects if "30231" in each.findings)  # 六 against 九
    assert "公务用车运行维护费（另一处写“2.本单位当年无公务用车购置及运行维护费”）" in listed.statement_zh
    assert [each.order for each in found.defects] == list(range(1, len(found.defects) + 1))
    shares = [each.share or Decimal(0) for each in found.defects]
    assert shares == sorted(shares, reverse=True)


def test_a_missing_form_is_one_defect(tmp_path: Path) -> None:
    tables = tables_of(1, tmp_path)
    gone = replace(tables[CODED], state=FormState.MISSING, rows=())
    without = replace(tables, forms={**tables.forms, CODED: gone})
    rules = [*IDENTITIES, catalogue()["S-FORMS"]]
    found, _ = defects(without, examine(without, rules), IDENTITIES)
    assert [(each.kind, each.order) for each in found] == [(Kind.FORM, 1)]


def test_where_the_other_sums_follow_it_is_said_what_to_change(tmp_path: Path) -> None:
    """A class printed wrong breaks its row, its column and the sum of its sections, all by the same."""
    tables = tables_of(1, tmp_path)
    cell = next(
        row for row in tables[Form.EXPENDITURE].coded if row.level == "class" and row.cells["total"].value
    ).cells["total"]
    found, _ = told(with_values(tables, {cell.cell_id: (cell.value or Decimal(0)) + 1234}))
    assert len(found) == 1
    assert f"改成 {cell.value:.2f} 元" in found[0].suggestion_zh.replace(",", "")
    assert "无法判断" not in found[0].statement_zh


def test_a_number_of_the_text_is_put_right_or_nothing_is_said_to_change() -> None:
    """Each rate and amount of the first report altered in turn: what it is to be changed into is what was printed before."""
    tables = read(FIRST)
    claims = [dict(row) for row in tables.resource("claims")]
    advised: set[str] = set()
    for at, claim in enumerate(claims):
        if claim["unit"] not in ("%", "万元") or not claim["measure"] or len(claim["value"]) < 4 or at % 4:
            continue
        wrong = str(Decimal(claim["value"]) + (11 if claim["unit"] == "万元" else 2))
        now = claim["sentence"].replace(claim["printed"], wrong, 1)
        told_now = [{**row, "sentence": now} if row["sentence"] == claim["sentence"] else row for row in claims]
        told_now[at] |= {"value": wrong, "printed": wrong}
        altered = replace(tables, records={**tables.records, "claims": told_now})
        found, _ = defects(altered, examine(altered, [*IDENTITIES, *OF_NARRATIVE]), IDENTITIES)
        for words in (each.suggestion_zh.partition("改成")[::2] for each in found):
            if re.search(rf" {re.escape(wrong)}[ %]", words[0]):
                assert Decimal(re.split("[ %]", words[1].strip())[0].replace(",", "")) == Decimal(claim["value"]), (
                    claim,
                    words,
                )
                advised.add(claim["unit"])
    assert advised == {"%", "万元"}


@pytest.mark.parametrize(
    ("word", "final", "base", "borne_out", "right"),
    [
        ("大于", 5, 9, 1, "小于"), ("小于", 9, 5, 1, "大于"), ("等于", 5, 9, 1, "小于"), ("增加", 5, 9, 1, "减少"),
        ("持平", 9, 5, 1, "增加"), ("大于", 9, 9, 1, "等于"), ("大于", 5, 9, 0, ""),
    ],
)  # fmt: skip
def test_a_word_of_direction_is_put_right_where_both_amounts_are_borne_out(
    word: str, final: int, base: int, borne_out: int, right: str
) -> None:
    said, other = Side("文中", "the text", Decimal(final), "c1"), Side("预算", "budget", None, "c2")
    words = {"word": (word, f"“{word}”"), "final": ("", ""), "base": ("", ""), "short": ""}
    rule = catalogue()["L-DIRECTION"]
    lead = rule.worded("c1", Verdict(Outcome.DIFFERS), said, other, say="differs", **words)
    known: Any = SimpleNamespace(
        printed="{} 万元".format, value={"c1": final, "c2": base}.get, holding=lambda _: borne_out
    )
    assert redirected(known, lead)[0] == (f"把文中的“{word}”改成“{right}”。" if right else "")


def test_both_sides_say_where_they_stand_and_a_list_what_to_change() -> None:
    found = first_audit().defects
    sided = [each for each in found if each.kind in (Kind.AMOUNT, Kind.RATE, Kind.COUNT, Kind.LIST)]
    assert sided
    assert all("：" in side for each in sided for side in (each.left_text, each.right_text))
    lists = [each.suggestion_zh for each in found if each.kind == Kind.LIST]
    assert lists
    assert all("的列举：删去“" in words for words in lists)


def test_every_defect_has_a_short_title_of_its_own() -> None:
    titles = [(each.title_zh, each.title_en) for each in first_audit().defects]
    assert len({zh for zh, _ in titles}) == len(titles)
    assert all(0 < len(zh) <= LONGEST and en for zh, en in titles), titles


@pytest.mark.parametrize(
    ("rule_id", "item", "title"),
    [
        ("N-AMOUNT", "事业运行 决算数", "事业运行 决算数：正文与表不同"),
        ("I-EXP-LEVELS", "事业运行", "事业运行：与各项之和不符"),
        ("X-T4-CLASS", "很长" * 30, f"{'很长' * 11}…：各表数字不同"),
        ("N-ITEMS", "公用经费", "说明列举的公用经费与表不符"),
        ("T-ORDER", "", "自评表填报日期晚于公布日期"),
    ],
)
def test_a_title_says_what_and_where_and_is_cut_in_its_item(rule_id: str, item: str, title: str) -> None:
    assert of_rule(rule_id, [item])[0] == title


@pytest.mark.parametrize(
    ("n", "words"), [(2, "（1 + 2）"), (4, "（1 + 2 + 3 + 4）"), (38, "（1 + 2 + 3 + 4 等 38 项）")]
)
def test_of_many_addends_a_few_are_named(n: int, words: str) -> None:
    assert summed([str(each) for each in range(1, n + 1)])[0] == words


def test_equal_titles_are_told_apart_by_place(tmp_path: Path) -> None:
    tables = tables_of(1, tmp_path)
    cell = items(tables)[0].cells["total"]
    defect = told(with_values(tables, {cell.cell_id: (cell.value or Decimal(0)) + 1234}))[0][0]
    twins = [replace(defect, place=Place(page=page)) for page in (3, 4, 4)]
    named = [each.title_zh for each in apart(twins)]
    assert len(set(named)) == len(twins)
    assert "第 3 页" in named[0]


def test_titles_are_made_for_rules_that_there_are() -> None:
    rows = read_table(DATA / "rules" / "titles.csv", ("about", "zh", "en", "change_zh", "change_en"))
    unknown = [row["about"] for row in rows if row["about"] not in {*catalogue(), *Kind, "I", "X"}]
    assert unknown == []


def test_a_defect_quotes_one_clause_around_its_number() -> None:
    told = {each.findings.split()[0]: each.statement_zh for each in first_audit().defects}
    whole = next(words for finding, words in told.items() if finding.startswith("V-PROJECT:"))
    assert "资金11万元" in whole
    assert "占一般公共预算" not in whole


def test_a_name_that_the_classification_bears_out_is_put_right(tmp_path: Path) -> None:
    package = first_report()
    name = "文化体育与传媒支出(类)"
    package.forms[CODED].append(
        {"functional_code": "207", "level": "class", "name": "文化旅游体育与传媒支出", "total": "3.00"}
    )
    claim = {
        "claim_id": "c0001",
        "section_id": "3.5",
        "printed": "3.00",
        "value": "3.00",
        "unit": "万元",
        "phase": "executed",
    }
    said = record("claims", measure="general-public-budget-expenditure", subject=name, sentence="……", **claim)
    tables = replace(read(package.write(tmp_path / "package")), records={"claims": [said]})
    rules = [catalogue()["N-CLASS"]]
    (defect,) = defects(tables, examine(tables, rules), IDENTITIES)[0]
    assert defect.suggestion_zh == "把文中的“文化体育与传媒支出”改成“文化旅游体育与传媒支出”。"
    assert "表中的名称与政府收支分类科目相同" in defect.statement_zh
