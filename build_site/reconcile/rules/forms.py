"""What is there: the nine forms, the note of an empty form, and an empty form against its own account."""

from collections.abc import Iterator

from build_site.model import Finding, Form, FormState, Outcome, Place
from build_site.reconcile.case import Case
from build_site.reconcile.decide import doubted
from build_site.reconcile.declare import Rule, rule
from build_site.reconcile.tables import Cell, Table, place_of
from build_site.reconcile.weigh import doubts
from build_site.registers.reasons import REASONS

_PUBLIC = "地方预决算公开操作规程（财预〔2016〕143号）"
_ACCOUNTS = (
    ("general-public-budget", "general_public_budget", Form.GENERAL_PUBLIC_BUDGET),
    ("government-fund-budget", "government_fund", Form.GOVERNMENT_FUND_BUDGET),
    ("state-capital-budget", "state_capital", Form.STATE_CAPITAL_BUDGET),
)
"""The three budget accounts: their row id and column in 财政拨款收入支出决算总表, and their own form."""
_FLOWS = ("opening_balance", "revenue", "closing_balance")


def _place(case: Case, form: Form) -> Place:
    """Where the form stands: its section's heading."""
    return next((place_of(r) for r in case.resource("sections") if r.get("form") == form), Place())


@rule(
    "S-FORMS", "九张决算表齐全 | All nine forms are in the report", "每张表：已填列 / 空表 / 未找到",
    basis=_PUBLIC, needs="国有资本经营预算表自 2020 年度起", of="{year} 年度还没有《{form}》 | In {year} the form “{form}” did not exist yet",
    exact="报告中有《{form}》。 | The report has the form “{form}”.",
    empty="报告中有《{form}》，表内未填列数据。 | The report has the form “{form}”, without amounts.",
    differs="没有在报告中找到《{form}》。按规定应公开九张决算表，没有数据的表也应列出并说明。 | The form “{form}” was not found in the report. All nine forms are to be published, empty ones with a note. | 表题与通用名称不同；该表另行公开",
    example="目录和正文里有八张决算表，没有国有资本经营预算的那一张，也没有写明它是空表 | Eight forms are there; the one of the state capital budget is not, nor is it said to be empty",
)  # fmt: skip
def present(rule: Rule, case: Case) -> Iterator[Finding]:
    for form in Form:
        state, place = case[form].state, _place(case, form)
        if state is FormState.FOUND:
            yield rule.exact(form, place, form=form)
        elif state is FormState.EMPTY:
            yield rule.exact(form, place, say="empty", reason="form-empty", form=form)
        elif case.year and case.year < form.since:
            yield rule.nothing("precondition", form, year=case.year, form=form)
        else:
            yield rule.differs(form, reason="form-missing", form=form, cause=f"form:{form}")


@rule(
    "E-EMPTY-NOTE", "空表附有说明 | An empty form carries a note", "空表 ⇒ 有说明文字",
    basis=_PUBLIC, needs=REASONS["form-empty"][0], of="《{form}》 | The form “{form}”", filled="《{form}》已填列数据，无需空表说明 | The form “{form}” has amounts",
    exact="《{form}》未填列数据，报告已说明：“{note}” | The form “{form}” is empty and the report says so: “{note}”",
    differs="《{form}》未填列任何数据，但没有看到说明原因的文字。空表应当列出并说明。 | The form “{form}” has no amounts, and no note that says why was found. Empty forms are to be listed and explained. | 说明写在报告其他位置",
    example="政府性基金预算的决算表一个数也没有，表下也没有写“本单位没有政府性基金收支” | The form of the government fund budget has no amount and no note that the unit has no such funds",
)  # fmt: skip
def empty_note(rule: Rule, case: Case) -> Iterator[Finding]:
    for form in Form:
        place, table = _place(case, form), case[form]
        if table.state is FormState.MISSING:
            yield rule.unchecked("form-missing", form, form=form)
        elif table.state is FormState.FOUND:
            yield rule.nothing("precondition", form, place, say="filled", form=form)
        elif table.note:
            yield rule.exact(form, place, form=form, note=table.note)
        elif case.tables.unsure:  # the note may be lost with what was not read
            yield rule.unchecked("reading", form, place, form=form)
        else:
            yield rule.differs(form, place, reason="note-missing", form=form, cause=f"form:{form}")


@rule(
    "E-T4-FUND", "一本预算的决算表为空，财政拨款总表中该项预算也应为空或 0（反之亦然） | A budget's own form is empty if and only if its amounts in the fiscal appropriation summary are blank or 0",
    "空表 ⇔ 财政拨款总表该项预算各栏为空白或 0", reads=(Form.FISCAL_APPROPRIATION,), basis="部门决算报表表间勾稽关系", needs="两张表都在报告中", of="《{form}》 | The form “{form}”",
    exact="一致。 | They agree.",
    differs="《{form}》{own}，{amount}。{neutral} | The form “{form}” is {own}; {amount}. {neutral} | 表格漏填",
    empty="未填列数据 | empty", filled="填有数据 | filled in", cell="{cell}为 {value} | {cell}: {value}",
    nil="《{summary}》该项预算各栏均为空白或 0 | all its amounts in the form “{summary}” are blank or 0",
    example="政府性基金预算的决算表是空表，财政拨款总表里政府性基金却有支出 30.00 万元 | The fund's own form is empty, but the fiscal appropriation summary has 30.00 of it (万元)",
)  # fmt: skip
def account_of_its_own(rule: Rule, case: Case) -> Iterator[Finding]:
    """A budget account's own form against its amounts in 财政拨款收入支出决算总表."""
    summary = case[Form.FISCAL_APPROPRIATION]
    for account, column, form in _ACCOUNTS:
        own = case[form]
        missing = next((table for table in (own, summary) if table.state is FormState.MISSING), None)
        cells = _account_cells(own, summary, account, column)
        if missing is not None:
            yield rule.unchecked("form-missing", form, form=(missing.title, missing.form.en))
        elif any(c.state == "not-read" for c in cells):
            yield rule.unchecked("not-read", form, form=(summary.title, summary.form.en))
        elif summary.state is FormState.EMPTY:
            yield rule.nothing("form-empty", form, form=(summary.title, summary.form.en))
        else:
            yield _account(rule, case, own, cells)


def _account(rule: Rule, case: Case, own: Table, cells: list[Cell]) -> Finding:
    form, summary, filled = own.form, case[Form.FISCAL_APPROPRIATION], [cell for cell in cells if cell.value]
    empty = not any(row.cells[name].value for row in own.rows for name in _fields(own))
    nil = rule.say("nil", summary=(summary.title, summary.form.en))
    columns = f"《{summary.title}》该项预算各栏", f"the columns of this budget in the form “{summary.form.en}”"
    texts = (f"《{own.title}》", f"the form “{own.form.en}”"), filled[0] if filled else columns
    if empty is not bool(filled):
        return rule.exact(form, _place(case, form), texts=texts, cells=filled[:1])
    amount = nil
    if filled:
        first = filled[0]
        amount = rule.say("cell", cell=first, value=first.amount)
    made = rule.differs(
        form, _place(case, form), texts=texts, cells=filled, reason="empty-against-value" if empty else "value-against-empty",
        form=(own.title, form.en), own=rule.say("empty" if empty else "filled"), amount=amount,
    )  # fmt: skip
    doubt = doubts(case.tables, form, Form.FISCAL_APPROPRIATION)
    doubt = doubt or tuple(filter(None, [case.tables.doubt(cell.cell_id for cell in filled or cells)]))
    return doubted(made, doubt[0]) if doubt and made.outcome is Outcome.DIFFERS else made


def _fields(own: Table) -> tuple[str, ...]:
    """The columns of an account's own form that have a counterpart in 财政拨款收入支出决算总表: revenue and balances
    too, where the form has them."""
    names = own.form.fields
    has_flows = set(_FLOWS) <= set(names)
    if has_flows and (own.prints(*_FLOWS) or (not own.columns and own.form is Form.GOVERNMENT_FUND_BUDGET)):
        return names
    return tuple(name for name in names if name not in _FLOWS)


def _account_cells(own: Table, summary: Table, account: str, column: str) -> list[Cell]:
    """The cells of 财政拨款收入支出决算总表 that are those columns' counterpart."""
    rows = [row for row in summary.rows if row.side == "expenditure" and ":" not in row.concept]
    cells = [row.cells[column] for row in rows if row.concept not in ("closing-balance", "total")]
    if "revenue" not in _fields(own):
        return cells
    lines = (account, f"opening-balance:{account}", f"closing-balance:{account}")
    ends = [row.cells[column] for row in rows if row.concept == "closing-balance"]
    return [*(row.cells["total"] for row in summary.rows if row.concept in lines), *cells, *ends]
