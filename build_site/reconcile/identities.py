"""The accounting identities inside one form (勾稽关系, STANDARDS 4.5): tables of what must equal what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from build_site.model import Finding, Form
from build_site.reconcile.gate import doubts, not_applicable, proved
from build_site.reconcile.prove import Check, Side, cell, total
from build_site.reconcile.tables import Cell, Operand, Row, Table, Tables

SOURCES = (
    "fiscal-appropriation",
    "general-public-budget",
    "government-fund-budget",
    "state-capital-budget",
    "from-superior-unit",
    "public-service-revenue",
    "operating-revenue",
    "from-subsidiary-units",
    "other-revenue",
)
"""The revenue rows of 收入支出决算总表 that make up 本年收入合计."""

ACCOUNTS = (
    ("general-public-budget", "general_public_budget", Form.GENERAL_PUBLIC_BUDGET),
    ("government-fund-budget", "government_fund", Form.GOVERNMENT_FUND_BUDGET),
    ("state-capital-budget", "state_capital", Form.STATE_CAPITAL_BUDGET),
)
"""The three budget accounts: their row id and column in 财政拨款收入支出决算总表, and their own form."""

ROLLED = (
    ("I-RE-REVENUE-TOTAL", Form.REVENUE_AND_EXPENDITURE, "revenue", ("non-appropriated-balance-used", "opening-balance")),
    ("I-RE-EXPENDITURE-TOTAL", Form.REVENUE_AND_EXPENDITURE, "expenditure", ("surplus-distribution", "closing-balance")),
    ("I-FA-REVENUE-TOTAL", Form.FISCAL_APPROPRIATION, "revenue", ("opening-balance",)),
    ("I-FA-EXPENDITURE-TOTAL", Form.FISCAL_APPROPRIATION, "expenditure", ("closing-balance",)),
)  # fmt: skip
"""总计 = 本年合计 + these rows, on one side of a summary form."""

BALANCED = (
    ("I-RE-BALANCE", Form.REVENUE_AND_EXPENDITURE, "amount"),
    ("I-FA-BALANCE", Form.FISCAL_APPROPRIATION, "total"),
)

COLUMNS = (
    ("I-REV-COLUMNS", Form.REVENUE),
    ("I-EXP-COLUMNS", Form.EXPENDITURE),
    ("I-GPB-COLUMNS", Form.GENERAL_PUBLIC_BUDGET),
    ("I-FUND-COLUMNS", Form.GOVERNMENT_FUND_BUDGET),
    ("I-CAP-COLUMNS", Form.STATE_CAPITAL_BUDGET),
)
"""In each row, `total` = the sum of the columns it heads."""

LEVELS = (
    ("I-REV-TOTAL", "I-REV-LEVELS", Form.REVENUE),
    ("I-EXP-TOTAL", "I-EXP-LEVELS", Form.EXPENDITURE),
    ("I-GPB-TOTAL", "I-GPB-LEVELS", Form.GENERAL_PUBLIC_BUDGET),
    ("I-FUND-TOTAL", "I-FUND-LEVELS", Form.GOVERNMENT_FUND_BUDGET),
    ("I-CAP-TOTAL", "I-CAP-LEVELS", Form.STATE_CAPITAL_BUDGET),
    ("", "I-BASIC-LEVELS", Form.BASIC_EXPENDITURE),
)
"""合计 = sum of the classes; each class and section = sum of the next printed level below it."""

ROLLS = (("I-FUND-ROLL", Form.GOVERNMENT_FUND_BUDGET), ("I-CAP-ROLL", Form.STATE_CAPITAL_BUDGET))
"""年初结转和结余 + 本年收入 − 本年支出 = 年末结转和结余, in each row."""


def inside(tables: Tables) -> Iterator[Finding]:
    """Every identity inside one form, each applicable scope once."""
    form = Form.REVENUE_AND_EXPENDITURE
    yield from proved(tables, "I-RE-REVENUE-SUM", form, [form], _revenue_sum(tables))
    yield from proved(
        tables, "I-RE-EXPENDITURE-SUM", form, [form], _functional_sum(tables, "I-RE-EXPENDITURE-SUM", form)
    )
    for rule_id, form, side, parts in ROLLED:
        yield from proved(tables, rule_id, form, [form], _rolled(tables, rule_id, form, side, parts))
    for rule_id, form, name in BALANCED:
        left, right = tables[form].concept("revenue", "total", name), tables[form].concept("expenditure", "total", name)
        check = Check(rule_id, f"{form}/total", cell(left), cell(right), doubts=doubts(tables, form))
        yield from proved(tables, rule_id, form, [form], iter([check]))
    for rule_id, form in COLUMNS:
        yield from proved(tables, rule_id, form, [form], _columns(tables, rule_id, form))
    for rule_total, rule_levels, form in LEVELS:
        if rule_total:
            yield from proved(tables, rule_total, form, [form], _total_row(tables, rule_total, form))
        yield from proved(tables, rule_levels, form, [form], _levels(tables, rule_levels, form))
    for rule_id, form in ROLLS:
        yield from proved(tables, rule_id, form, [form], _roll(tables, rule_id, form))
    yield from _fiscal_appropriation(tables)
    yield from _basic(tables)
    yield from _three_public(tables)


def _scope(form: Form, operand: Operand, otherwise: str) -> str:
    """The left cell's id; where it is missing, the form and what was looked for."""
    return operand.cell_id if isinstance(operand, Cell) else f"{form}/{otherwise}"


def _counted(rows: Sequence[Row], what: tuple[str, str]) -> tuple[str, str]:
    return f"{what[0]}（{len(rows)} 行）之和", f"the sum of {what[1]} ({len(rows)} rows)"


def unknown_rows(table: Table, side: str) -> tuple[str, ...]:
    """Doubt where a row that nobody recognised carries an amount that a sum may have to contain."""
    strange = (r for r in table.rows if r.side == side and not r.concept and not r.blank)
    return ("row-unknown",) if any(not r.label.startswith("其中") for r in strange) else ()


def _revenue_sum(tables: Tables) -> Iterator[Check]:
    form = Form.REVENUE_AND_EXPENDITURE
    rows = [
        r for r in tables[form].rows if r.side == "revenue" and r.concept in SOURCES and not r.label.startswith("其中")
    ]
    zh, en = _counted(rows, (f"《{tables[form].title}》各项收入", f"the revenue lines of the form {form.en}"))
    left = tables[form].concept("revenue", "total-for-year", "amount")
    why = doubts(tables, form) + unknown_rows(tables[form], "revenue")
    right = total([r.cells["amount"] for r in rows], zh, en)
    yield Check("I-RE-REVENUE-SUM", _scope(form, left, "revenue/total-for-year"), cell(left), right, doubts=why)


def _functional_sum(tables: Tables, rule_id: str, form: Form) -> Iterator[Check]:
    table = tables[form]
    rows = [r for r in table.rows if r.side == "expenditure" and r.concept.isdigit()]
    zh, en = _counted(rows, (f"《{table.title}》各功能分类支出", f"the functional lines of the form {form.en}"))
    why = doubts(tables, form) + unknown_rows(table, "expenditure")
    for name in form.fields:
        left = table.concept("expenditure", "total-for-year", name)
        right = total([r.cells[name] for r in rows], zh, en)
        yield Check(rule_id, _scope(form, left, f"expenditure/total-for-year/{name}"), cell(left), right, doubts=why)


def _rolled(tables: Tables, rule_id: str, form: Form, side: str, parts: Sequence[str]) -> Iterator[Check]:
    table = tables[form]
    why = doubts(tables, form) + unknown_rows(table, side)
    for name in form.fields if side == "expenditure" else form.fields[:1]:
        left = table.concept(side, "total", name)
        operands: list[Operand] = [table.concept(side, "total-for-year", name)]
        for part in parts:
            # 使用非财政拨款结余 and 使用专用结余 may stand in two rows that are one concept
            same = [r.cells[name] for r in table.rows if (r.side, r.concept) == (side, part)]
            operands += same or [table.concept(side, part, name)]
        yield Check(rule_id, _scope(form, left, f"{side}/total/{name}"), cell(left), total(operands), doubts=why)


def _columns(tables: Tables, rule_id: str, form: Form) -> Iterator[Check]:
    names = [n for n in form.fields if n not in ("total", "opening_balance", "revenue", "closing_balance")]
    for row in tables[form].rows:
        parts = total([row.cells[n] for n in names])
        left = row.cells["total"]
        zh = "、".join(f"“{row.cells[n].field_zh}”" for n in names)
        columns = ", ".join(n.replace("_", " ") for n in names)
        parts = Side(parts.operands, f"同一行{zh}各栏之和", f"the sum of that row's columns {columns}")
        yield Check(rule_id, left.cell_id, cell(left), parts, doubts=doubts(tables, form))


def _level_doubts(tables: Tables, form: Form) -> tuple[str, ...]:
    return doubts(tables, form) + (("duplicate-row",) if tables[form].repeated else ())


def _total_row(tables: Tables, rule_id: str, form: Form) -> Iterator[Check]:
    table = tables[form]
    rows = table.children(None)
    zh, en = _counted(rows, ("各类", "the classes"))
    for name in form.fields:
        left = table.total(name)
        right = total([r.cells[name] for r in rows], zh, en)
        yield Check(rule_id, _scope(form, left, f"total/{name}"), cell(left), right, doubts=_level_doubts(tables, form))


def _levels(tables: Tables, rule_id: str, form: Form) -> Iterator[Check | Finding]:
    """Each row that has lower codes printed in the form, against the sum of its nearest ones."""
    table = tables[form]
    deepest = max((len(row.code) for row in table.coded), default=0)
    parents = [row for row in table.coded if len(row.code) < deepest]
    if not parents:
        form_en = f"The form {form.en}"
        yield not_applicable(rule_id, form, "level-not-printed", f"《{table.title}》", form_en)
    for parent in parents:
        rows = table.children(parent)
        zh, en = _counted(rows, (f"其下各{_level_zh(rows)}", "the rows below it"))
        for name, left in parent.cells.items():
            right = total([r.cells[name] for r in rows], zh, en)
            if not rows and not parent.blank:
                right = Side((), "其下各行之和", "the sum of the rows below it")
            elif not rows:
                right = cell(left)
            yield Check(rule_id, left.cell_id, cell(left), right, doubts=_level_doubts(tables, form))


def _level_zh(rows: Sequence[Row]) -> str:
    names = {3: "类", 5: "款", 7: "项"}
    levels = {names.get(len(row.code), "行") for row in rows}
    return levels.pop() if len(levels) == 1 else "行"


def _roll(tables: Tables, rule_id: str, form: Form) -> Iterator[Check | Finding]:
    table = tables[form]
    flows = ("opening_balance", "revenue", "closing_balance")
    if not table.prints(*flows):
        yield not_applicable(rule_id, form, "column-not-printed", f"《{table.title}》", f"The form {form.en}")
        return
    for row in table.rows:
        c = row.cells
        right = Side(((1, c["opening_balance"]), (1, c["revenue"]), (-1, c["total"])))
        left = c["closing_balance"]
        yield Check(rule_id, left.cell_id, cell(left), right, doubts=doubts(tables, form))


def _fiscal_appropriation(tables: Tables) -> Iterator[Finding]:
    form = Form.FISCAL_APPROPRIATION
    rules = {
        "I-FA-REVENUE-SUM": _fa_parts(tables, "I-FA-REVENUE-SUM", "revenue", "total-for-year", ""),
        "I-FA-EXPENDITURE-SUM": _functional_sum(tables, "I-FA-EXPENDITURE-SUM", form),
        "I-FA-ACCOUNTS": _fa_accounts(tables),
        "I-FA-OPENING": _fa_parts(tables, "I-FA-OPENING", "revenue", "opening-balance", "opening-balance:"),
        "I-FA-CLOSING": _fa_parts(tables, "I-FA-CLOSING", "expenditure", "closing-balance", "closing-balance:"),
        "I-FA-ROLL": _fa_roll(tables),
    }
    for rule_id, checks in rules.items():
        yield from proved(tables, rule_id, form, [form], checks)


def _fa_parts(tables: Tables, rule_id: str, side: str, whole: str, prefix: str) -> Iterator[Check | Finding]:
    """A row against the three lines below or above it, one per budget account."""
    form, table = Form.FISCAL_APPROPRIATION, tables[Form.FISCAL_APPROPRIATION]
    concepts = [prefix + account for account, _, _ in ACCOUNTS]
    left = table.concept(side, whole, "total")
    scope = _scope(form, left, f"{side}/{whole}/total")
    if prefix and not any(r.concept in concepts for r in table.rows):
        name = f"“{getattr(left, 'row_zh', whole)}”的分项"
        yield not_applicable(rule_id, scope, "level-not-printed", f"《{table.title}》{name}", f"The parts of {whole}")
        return
    right = total([table.concept(side, concept, "total") for concept in concepts])
    yield Check(rule_id, scope, cell(left), right, doubts=doubts(tables, form))


def _fa_accounts(tables: Tables) -> Iterator[Check]:
    form = Form.FISCAL_APPROPRIATION
    for row in tables[form].rows:
        if row.side == "expenditure" and ":" not in row.concept:
            right = total(
                [row.cells[name] for _, name, _ in ACCOUNTS],
                "同一行三本预算各栏之和",
                "the sum of that row's three budgets",
            )
            left = row.cells["total"]
            yield Check("I-FA-ACCOUNTS", left.cell_id, cell(left), right, doubts=doubts(tables, form))


def _fa_roll(tables: Tables) -> Iterator[Check]:
    """Per budget account: revenue of the year + opening balance = 总计 of the account's column."""
    form, table = Form.FISCAL_APPROPRIATION, tables[Form.FISCAL_APPROPRIATION]
    for account, name, _ in ACCOUNTS:
        left = table.concept("expenditure", "total", name)
        opening = table.concept("revenue", f"opening-balance:{account}", "total")
        right = total([table.concept("revenue", account, "total"), opening])
        yield Check(
            "I-FA-ROLL", _scope(form, left, f"expenditure/total/{name}"), cell(left), right, doubts=doubts(tables, form)
        )


PERSONNEL = ("301", "303")


def _basic(tables: Tables) -> Iterator[Finding]:
    form, table = Form.BASIC_EXPENDITURE, tables[Form.BASIC_EXPENDITURE]
    classes = [row for row in table.coded if len(row.code) == 3]
    for rule_id, group, name in (
        ("I-BASIC-PERSONNEL", "personnel", "人员经费合计"),
        ("I-BASIC-NON-PERSONNEL", "non-personnel", "公用经费合计"),
    ):
        rows = [row for row in classes if (row.code in PERSONNEL) == (group == "personnel")]
        left = table.subtotal(group)
        right = total([row.cells["amount"] for row in rows])
        if not rows and isinstance(left, Cell) and left.value is None:
            right = cell(left)  # no class of this group is printed, and no subtotal: blank on both sides
        check = Check(rule_id, _scope(form, left, name), cell(left), right, doubts=_level_doubts(tables, form))
        yield from proved(tables, rule_id, form, [form], iter([check]))
    yield from proved(tables, "I-BASIC-TOTAL", form, [form], _basic_total(tables))


def _basic_total(tables: Tables) -> Iterator[Check | Finding]:
    form, table = Form.BASIC_EXPENDITURE, tables[Form.BASIC_EXPENDITURE]
    if not any(row.level == "total" for row in table.rows):
        yield not_applicable(
            "I-BASIC-TOTAL", form, "level-not-printed", f"《{table.title}》合计行", "The form's total row"
        )
        return
    left = table.total("amount")
    right = total([table.subtotal("personnel"), table.subtotal("non-personnel")])
    yield Check("I-BASIC-TOTAL", _scope(form, left, "total/amount"), cell(left), right, doubts=doubts(tables, form))


def _three_public(tables: Tables) -> Iterator[Finding]:
    form, table = Form.THREE_PUBLIC_EXPENSES, tables[Form.THREE_PUBLIC_EXPENSES]
    for rule_id, whole, parts in (
        ("I-3P-TOTAL", "total", ("overseas-visits", "vehicles", "hospitality")),
        ("I-3P-VEHICLES", "vehicles", ("vehicle-purchase", "vehicle-operation")),
    ):
        checks = []
        for name in form.fields:
            left, right = table.item(whole, name), total([table.item(part, name) for part in parts])
            checks.append(
                Check(rule_id, _scope(form, left, f"{whole}/{name}"), cell(left), right, doubts=doubts(tables, form))
            )
        yield from proved(tables, rule_id, form, [form], iter(checks))
