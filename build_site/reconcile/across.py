"""The accounting identities between forms (表间勾稽, STANDARDS 4.5 X1–X6): one number printed in two places."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from build_site.model import Finding, Form, FormState, Outcome, State
from build_site.reconcile.gate import closed, doubts, not_applicable, proved
from build_site.reconcile.identities import ACCOUNTS, SOURCES
from build_site.reconcile.prove import Check, Side, cell, prove, stated, total
from build_site.reconcile.tables import Cell, Gap, Operand, Table, Tables

RE, REV, EXP = Form.REVENUE_AND_EXPENDITURE, Form.REVENUE, Form.EXPENDITURE
FA, GPB, BASIC, THREE = (
    Form.FISCAL_APPROPRIATION,
    Form.GENERAL_PUBLIC_BUDGET,
    Form.BASIC_EXPENDITURE,
    Form.THREE_PUBLIC_EXPENSES,
)

REVENUE_COLUMNS = (
    ("from-superior-unit", "from_superior_unit"),
    ("public-service-revenue", "public_service_revenue"),
    ("operating-revenue", "operating_revenue"),
    ("from-subsidiary-units", "from_subsidiary_units"),
    ("other-revenue", "other_revenue"),
)
"""A revenue row of 收入支出决算总表 and the column of 收入决算表 whose 合计 is the same number."""

LIMITED = (
    ("30212", "overseas-visits"),
    ("30217", "hospitality"),
    ("30231", "vehicle-operation"),
    ("31013", "vehicle-purchase"),
)
"""An economic code of basic expenditure and the 三公 item that contains it (三公 also counts project money)."""


def across(tables: Tables) -> Iterator[Finding]:
    """Every identity between two forms, each applicable scope once."""
    yield from proved(tables, "X-RE-REV-TOTAL", RE, [RE, REV], _revenue_total(tables))
    yield from proved(tables, "X-RE-REV-SOURCE", RE, [RE, REV], _sources(tables))
    yield from proved(tables, "X-RE-REV-FISCAL", RE, [RE, REV], _fiscal(tables))
    yield from proved(tables, "X-RE-EXP-TOTAL", RE, [RE, EXP], _expenditure_total(tables))
    yield from proved(tables, "X-RE-EXP-CLASS", RE, [RE, EXP], _classes(tables, "X-RE-EXP-CLASS", RE, "amount", EXP))
    yield from proved(tables, "X-RE-T4-REVENUE", RE, [RE, FA], _accounts(tables))
    yield from proved(tables, "X-T4-REV-FISCAL", FA, [FA, REV], _fiscal_of_t4(tables))
    for account, name, form in ACCOUNTS:
        yield from proved(tables, "X-T4-TOTAL", form, [FA, form], _account_total(tables, name, form))
        yield from proved(tables, "X-T4-CLASS", form, [FA, form], _classes(tables, "X-T4-CLASS", FA, name, form))
        if form is not GPB:
            yield from proved(tables, "X-T4-FLOW", form, [FA, form], _flows(tables, account, name, form))
    yield from proved(tables, "X-BASIC", BASIC, [BASIC, GPB], _basic(tables))
    yield from proved(tables, "X-CODE", GPB, [GPB, EXP], _codes(tables))
    yield from _whole_codes(tables)
    yield from _limits(tables)


def _scope(operand: Operand, otherwise: str) -> str:
    return operand.cell_id if isinstance(operand, Cell) else otherwise


def _same(tables: Tables, rule_id: str, otherwise: str, left: Operand, right: Operand, *forms: Form) -> Check:
    """Two printed copies of one number."""
    return Check(rule_id, _scope(left, otherwise), cell(left), cell(right), doubts=doubts(tables, *forms))


def _revenue_total(tables: Tables) -> Iterator[Check]:
    left, right = tables[RE].concept("revenue", "total-for-year", "amount"), tables[REV].total("total")
    yield _same(tables, "X-RE-REV-TOTAL", f"{RE}/revenue/total-for-year", left, right, RE, REV)


def _expenditure_total(tables: Tables) -> Iterator[Check]:
    left, right = tables[RE].concept("expenditure", "total-for-year", "amount"), tables[EXP].total("total")
    yield _same(tables, "X-RE-EXP-TOTAL", f"{RE}/expenditure/total-for-year", left, right, RE, EXP)


def _sources(tables: Tables) -> Iterator[Check]:
    for concept, name in REVENUE_COLUMNS:
        left, right = tables[RE].concept("revenue", concept, "amount"), tables[REV].total(name)
        yield _same(tables, "X-RE-REV-SOURCE", f"{RE}/revenue/{concept}", left, right, RE, REV)


def _fiscal_rows(table: Table) -> list[Operand]:
    """The fiscal-appropriation rows of 收入支出决算总表: three budgets, or one row in older forms."""
    if any(row.concept == SOURCES[0] for row in table.rows):
        return [table.concept("revenue", SOURCES[0], "amount")]
    return [table.concept("revenue", account, "amount") for account, _, _ in ACCOUNTS]


def _fiscal(tables: Tables) -> Iterator[Check]:
    left, right = tables[REV].total("fiscal_appropriation"), total(_fiscal_rows(tables[RE]))
    scope = _scope(left, f"{REV}/total/fiscal_appropriation")
    yield Check("X-RE-REV-FISCAL", scope, cell(left), right, doubts=doubts(tables, RE, REV))


def _accounts(tables: Tables) -> Iterator[Check]:
    for account, _, _ in ACCOUNTS:
        left = tables[RE].concept("revenue", account, "amount")
        right = tables[FA].concept("revenue", account, "total")
        yield _same(tables, "X-RE-T4-REVENUE", f"{RE}/revenue/{account}", left, right, RE, FA)


def _fiscal_of_t4(tables: Tables) -> Iterator[Check]:
    left, right = tables[FA].concept("revenue", "total-for-year", "total"), tables[REV].total("fiscal_appropriation")
    yield _same(tables, "X-T4-REV-FISCAL", f"{FA}/revenue/total-for-year", left, right, FA, REV)


def _account_total(tables: Tables, name: str, form: Form) -> Iterator[Check]:
    left, right = tables[FA].concept("expenditure", "total-for-year", name), tables[form].total("total")
    yield _same(tables, "X-T4-TOTAL", f"{FA}/expenditure/total-for-year/{name}", left, right, FA, form)


def _classes(tables: Tables, rule_id: str, summary: Form, name: str, detail: Form) -> Iterator[Check | Finding]:
    """Each functional row of a summary form against the 类 row of the detail form. Detail forms print only codes
    that have an amount: a blank row or one of 0 against no row agrees; an amount against no row cannot be checked."""
    rows = {r.concept: r.cells[name] for r in tables[summary].rows if r.side == "expenditure" and r.concept.isdigit()}
    printed = [r.code for r in tables[detail].coded if len(r.code) == 3]
    for code in sorted({*rows, *printed}):
        left: Operand = tables[summary].concept("expenditure", code, name)
        right = tables[detail].code(code, "total")
        scope = _scope(left, f"{summary}/{code}/{name}")
        if code not in printed and isinstance(left, Cell) and not left.value and left.state is not State.NOT_READ:
            reason = "both-blank" if left.value is None else "zero-without-row"
            yield not_applicable(rule_id, scope, reason, f"{left.zh}与《{tables[detail].title}》{code} 类", left.en)
        elif isinstance(left, Gap) and isinstance(right, Cell) and right.value is None:
            yield not_applicable(
                rule_id, scope, "both-blank", f"《{tables[summary].title}》{code} 类与{right.zh}", right.en
            )
        else:
            yield _same(tables, rule_id, scope, left, right, summary, detail)


def _flows(tables: Tables, account: str, name: str, form: Form) -> Iterator[Check | Finding]:
    """Opening balance, revenue and closing balance of a fund: its own form against 财政拨款收入支出决算总表."""
    fa, own = tables[FA], tables[form]
    for field, left in (
        ("opening_balance", fa.concept("revenue", f"opening-balance:{account}", "total")),
        ("revenue", fa.concept("revenue", account, "total")),
        ("closing_balance", fa.concept("expenditure", "closing-balance", name)),
    ):
        scope = _scope(left, f"{FA}/{account}/{field}")
        if not own.prints("opening_balance", "revenue", "closing_balance"):
            form_en = f"The form {form.en}"
            yield not_applicable("X-T4-FLOW", f"{form}/{field}", "column-not-printed", f"《{own.title}》", form_en)
        else:
            yield _same(tables, "X-T4-FLOW", scope, left, own.total(field), FA, form)


def _basic(tables: Tables) -> Iterator[Check]:
    """人员经费 + 公用经费 = 基本支出 of 一般公共预算; without printed subtotals, the sum of the economic classes."""
    table = tables[BASIC]
    parts: list[Operand] = [table.subtotal("personnel"), table.subtotal("non-personnel")]
    if all(isinstance(part, Gap) for part in parts):
        parts = [row.cells["amount"] for row in table.coded if len(row.code) == 3]
    left = tables[GPB].total("basic")
    yield Check(
        "X-BASIC", _scope(left, f"{GPB}/total/basic"), cell(left), total(parts), doubts=doubts(tables, BASIC, GPB)
    )


def _codes(tables: Tables) -> Iterator[Check]:
    """Code by code, general public budget expenditure is part of all expenditure."""
    for row in tables[GPB].coded:
        for name, left in row.cells.items():
            right = cell(tables[EXP].code(row.code, name))
            yield Check("X-CODE", left.cell_id, cell(left), right, "<=", doubts(tables, GPB, EXP))


def _whole_codes(tables: Tables) -> Iterator[Finding]:
    """Where all expenditure is paid from fiscal appropriation, the three budgets add up to it code by code."""
    rule_id = "X-CODE-WHOLE"
    shut = closed(tables, rule_id, EXP, [EXP, FA])
    budgets = [form for _, _, form in ACCOUNTS]
    missing = [form for form in budgets if tables[form].state is FormState.MISSING]
    shut = shut or closed(tables, rule_id, EXP, missing)
    if shut:
        yield shut
        return
    whole, fiscal = tables[EXP].total("total"), tables[FA].concept("expenditure", "total-for-year", "total")
    if isinstance(whole, Gap) or isinstance(fiscal, Gap) or whole.value is None or fiscal.value is None:
        yield prove(Check(rule_id, EXP, cell(whole), cell(fiscal)))
        return
    rate = Decimal(fiscal.money.factor) / whole.money.factor
    if abs(whole.value - fiscal.value * rate) > whole.half + fiscal.half * rate:
        yield not_applicable(
            rule_id,
            EXP,
            "precondition",
            f"{whole.zh}与{fiscal.zh}不等，并非全部由财政拨款安排",
            "Not all expenditure is paid from fiscal appropriation",
        )
        return
    for row in tables[EXP].rows:
        if row.code:
            for name in ("total", "basic", "project"):
                yield prove(_whole_code(tables, rule_id, row.cells[name], row.code, name, budgets))


def _whole_code(tables: Tables, rule_id: str, left: Cell, code: str, name: str, budgets: list[Form]) -> Check:
    found = [tables[form].code(code, name) for form in budgets]
    # A budget prints only the codes it spends on; only if none prints the code is the operand missing.
    parts = [operand for operand in found if isinstance(operand, Cell) or operand.reason == "operand-ambiguous"]
    zh = f"三本预算各自决算表中 {code} 的同一栏之和" if len(parts) > 1 else ""
    en = f"the sum of {code} in the three budgets' own forms" if len(parts) > 1 else ""
    return Check(
        rule_id, left.cell_id, cell(left), total(parts or found[:1], zh, en), doubts=doubts(tables, EXP, *budgets)
    )


def _limits(tables: Tables) -> Iterator[Finding]:
    rule_id = "X-T6-T7"
    if tables[THREE].state is FormState.EMPTY and tables[BASIC].state is FormState.FOUND:
        yield from _limits_of_nothing(tables, rule_id)
        return
    yield from proved(tables, rule_id, BASIC, [BASIC, THREE], _limited(tables, rule_id))


def _limited(tables: Tables, rule_id: str) -> Iterator[Check | Finding]:
    for code, item in LIMITED:
        left, right = tables[BASIC].code(code, "amount"), tables[THREE].item(item, "final")
        scope = f"{BASIC}/{code}"
        if isinstance(left, Gap) and left.reason == "operand-missing":
            yield not_applicable(rule_id, scope, "both-blank", f"《{tables[BASIC].title}》{code} 没有印出", left.en)
        else:
            yield Check(rule_id, scope, cell(left), cell(right), "<=", doubts(tables, BASIC, THREE))


def _limits_of_nothing(tables: Tables, rule_id: str) -> Iterator[Finding]:
    """The 三公 form is declared empty: an amount under its codes in basic expenditure contradicts that."""
    for code, _ in LIMITED:
        left, scope = tables[BASIC].code(code, "amount"), f"{BASIC}/{code}"
        if isinstance(left, Cell) and left.state is State.NOT_READ:
            yield prove(Check(rule_id, scope, cell(left), Side((), "“三公”经费", "“three public” expenses")))
        elif not isinstance(left, Cell) or not left.value:
            form_zh = f"《{tables[THREE].title}》"
            yield not_applicable(rule_id, scope, "form-empty", form_zh, f"The form {THREE.en}")
        else:
            yield stated(
                rule_id,
                scope,
                Outcome.DIFFERS,
                "empty-against-value",
                f"《{tables[THREE].title}》未填列数据（{tables[THREE].note or '无说明'}），但{left.zh}有 {left.value} {left.money.printed}。"
                "两处不一致，无法判断哪一处正确。",
                f"The form {THREE.en} is declared empty, but {left.en} has {left.value} {left.money.printed}. "
                "The two do not agree; which one is right cannot be told from here.",
                cells=[left],
                texts=(left.zh, f"《{tables[THREE].title}》"),
                explanations="该支出未计入“三公”经费口径；表格漏填；本站读错（请对照原文）",
            )
