"""The formulas that reports print under their forms."""

from pathlib import Path

import pytest

from build_site.model import Form, Outcome
from build_site.reconcile.printed import Formula, parse
from tests.reconcile.made import Package, findings, first_report

RUN = tuple((1, n) for n in range(32, 58))


@pytest.mark.parametrize(
    "text",
    [
        "58行=（32+33+...+57）行",
        "58行=（32+33+…+57）行；",
        "58行 = (32+33+……+57) 行。",
        "58行=(32+33+⋯+57)行",
        "58行＝（32＋33＋…＋57）行",
        "58行=（32+33+…57）行",
        "58行=32+33+…+57行",
        "58行=(32行+33行+…+57行)",
        "注：58行=（32+33+. . .+57）行，62行=（58+59+60）行。",
        "第58行=（32+33+…+\n57）行",
    ],
)
def test_runs_of_lines_are_filled_in(text: str) -> None:
    formulas, failed = parse(text)
    assert (formulas[0].kind, formulas[0].target, formulas[0].terms) == ("行", 58, RUN)
    assert failed == ()


@pytest.mark.parametrize(
    ("text", "target", "terms"),
    [
        ("1栏各行 = (2+3+4+5+6+7) 栏各行。", 1, (2, 3, 4, 5, 6, 7)),
        ("6栏各行 = (1+2-3) 栏各行", 6, (1, 2, -3)),
        ("6栏各行＝（1＋2－3）栏各行", 6, (1, 2, -3)),
        ("1栏 = (2+3+6) 栏", 1, (2, 3, 6)),
        ("1栏各行=（2+3）栏各行。", 1, (2, 3)),
        ("9栏=10栏+11栏", 9, (10, 11)),
    ],
)
def test_columns(text: str, target: int, terms: tuple[int, ...]) -> None:
    (formula,), failed = parse(text)
    assert (formula.kind, formula.target) == ("栏", target)
    assert tuple(sign * number for sign, number in formula.terms) == terms
    assert failed == ()


def test_several_formulas_in_one_note() -> None:
    formulas, failed = parse(
        "注：本表…。27行 = (1+2+3) 行；28行 = (29+30+31) 行；32行 = (27+28) 行；\n59行 = (33+34+...+58) 行；64行 = (59+60) 行。"
    )
    assert [f.target for f in formulas] == [27, 28, 32, 59, 64]
    assert failed == ()


@pytest.mark.parametrize(
    "text",
    [
        "27行=1至8行之和",
        "27行=(1+…)行",
        "27行=(8+…+1)行",
        "27行=(1+2)栏",
        "27行=(1×2)行",
        "27行=",
    ],
)
def test_what_cannot_be_parsed_is_said(text: str) -> None:
    formulas, failed = parse(text)
    assert formulas == ()
    assert len(failed) == 1


@pytest.mark.parametrize("text", ["注：1. 本表反映部门本年度的总收支情况。", "占本年支出 93.66%", "", "第27行"])
def test_prose_is_no_formula(text: str) -> None:
    assert parse(text) == ((), ())


def test_a_formula_twice_is_one() -> None:
    formulas, _ = parse("1栏=(2+3)栏；1栏=（2+3）栏")
    assert formulas == (Formula("1栏=(2+3)栏", "栏", 1, ((1, 2), (1, 3))),)


def evaluated(tmp_path: Path, package: Package, form: Form, text: str) -> dict[str, tuple[Outcome, str]]:
    package.formulas[form] = text
    found = findings(package, tmp_path)
    return {
        k.split(":", 1)[1]: (f.outcome, f.reason_code) for k, f in found.items() if k.startswith(f"I-FORMULA:{form}")
    }


def test_each_formula_of_the_report_is_evaluated_in_every_row(tmp_path: Path) -> None:
    found = findings(first_report(), tmp_path)
    lines = [k for k in found if k.startswith("I-FORMULA:revenue-and-expenditure")]
    assert lines == [f"I-FORMULA:revenue-and-expenditure/{row}/amount" for row in (9, 12, 39, 42)]
    assert sum(k.startswith("I-FORMULA:revenue/") for k in found) == 14
    assert sum(k.startswith("I-FORMULA:fiscal-appropriation/36/") for k in found) == 4


MISSING = (Outcome.NOT_CHECKABLE, "formula-operand-missing")
SUMMARY = "revenue-and-expenditure"


@pytest.mark.parametrize(("text", "ends"), [
    pytest.param("27行=(1+2+…+26)行", {f"{SUMMARY}/9/amount": (Outcome.EXACT, "")}, id="lines 9 to 26 have a number and no label, and are not published: blank"),
    pytest.param("27行=(1+99)行；99行=(1+2)行", {f"{SUMMARY}/9/amount": MISSING, f"{SUMMARY}/line-99": MISSING}, id="no such line"),
    pytest.param("30行=(1+2)行", {f"{SUMMARY}/line-30": MISSING}, id="a target that is blank and unpublished is a question"),
    pytest.param("1栏各行=(2+9)栏各行", {"expenditure/column-1": MISSING}, id="a column that the form does not number"),
    pytest.param("1栏=第2至6栏之和", {"expenditure/formula-1": (Outcome.NOT_CHECKABLE, "formula-not-understood")}, id="a note that cannot be parsed is counted"),
])  # fmt: skip
def test_how_a_formula_can_end(tmp_path: Path, text: str, ends: dict[str, tuple[Outcome, str]]) -> None:
    form = Form(next(iter(ends)).partition("/")[0])
    assert evaluated(tmp_path, first_report(), form, text) == ends


def test_a_wrong_formula_differs_and_is_quoted(tmp_path: Path) -> None:
    package = first_report()
    package.formulas[Form.EXPENDITURE] = "2栏各行=(1+3)栏各行"
    finding = findings(package, tmp_path)["I-FORMULA:expenditure/1/basic"]
    assert finding.outcome is Outcome.DIFFERS
    assert "2栏各行=(1+3)栏各行" in finding.message_zh


def test_two_formulas_for_one_cell_are_two_findings(tmp_path: Path) -> None:
    outcome = evaluated(tmp_path, first_report(), Form.EXPENDITURE, "1栏=(2+3)栏；1栏=(2+3+4)栏")
    assert outcome["expenditure/1/total"] == outcome["expenditure/1/total#2"] == (Outcome.EXACT, "")


def test_the_three_public_form_numbers_its_cells(tmp_path: Path) -> None:
    package = first_report()
    form = Form.THREE_PUBLIC_EXPENSES
    items = ("total", "overseas-visits", "vehicles", "vehicle-purchase", "vehicle-operation", "hospitality")
    amounts = dict(zip(items, ("3.00", "", "1.00", "", "1.00", "2.00"), strict=True))
    package.forms[form] = [{"item": i, "label": i, "budget": v, "final": v} for i, v in amounts.items()]
    package.empty.discard(form)
    package.columns[form] = {
        str(n + 6 * p): f"{i}/{f}" for p, f in enumerate(("budget", "final")) for n, i in enumerate(items, 1)
    }
    outcome = evaluated(
        tmp_path, package, form, "1栏 = (2+3+6) 栏；3栏 = (4+5) 栏；7栏 = (8+9+12) 栏；9栏 = (10+12) 栏。"
    )
    assert outcome == {
        "three-public-expenses/1/budget": (Outcome.EXACT, ""),
        "three-public-expenses/3/budget": (Outcome.EXACT, ""),
        "three-public-expenses/1/final": (Outcome.EXACT, ""),
        "three-public-expenses/3/final": (Outcome.DIFFERS, ""),
    }
