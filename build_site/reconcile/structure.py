"""Rules about what is there: the nine forms, the note of an empty form, and an empty form against its own account."""

from __future__ import annotations

from collections.abc import Iterator

from build_site.model import Finding, Form, FormState, Outcome, Place
from build_site.model.outcomes import REASONS
from build_site.reconcile.gate import doubts
from build_site.reconcile.identities import ACCOUNTS
from build_site.reconcile.messages import NEUTRAL
from build_site.reconcile.prove import stated
from build_site.reconcile.tables import Cell, Table, Tables, place_of


def structure(tables: Tables) -> Iterator[Finding]:
    """S and E rules over the nine forms, each form once per rule."""
    for form in Form:
        yield _present(tables, form)
    for form in Form:
        yield _note(tables, form)
    for account, name, form in ACCOUNTS:
        yield _account(tables, account, name, form)


def _place(tables: Tables, form: Form) -> Place:
    """Where the form stands: its section's heading."""
    places = (place_of(r) for r in tables.resource("sections") if r.get("form") == form)
    return next(places, Place())


def _present(tables: Tables, form: Form) -> Finding:
    rule_id, place, zh, en = "S-FORMS", _place(tables, form), form.zh, form.en
    state = tables[form].state
    if state is FormState.FOUND:
        return stated(rule_id, form, Outcome.EXACT, "", f"报告中有《{zh}》。", f"The report has the form {en}.", place)
    if state is FormState.EMPTY:
        words = (f"报告中有《{zh}》，表内未填列数据。", f"The report has the form {en}, without amounts.")
        return stated(rule_id, form, Outcome.EXACT, "form-empty", *words, place)
    if tables.year and tables.year < form.since:
        words = (
            f"{tables.year} 年度还没有《{zh}》，此项检查不适用。",
            f"In {tables.year} the form {en} did not exist yet; not applicable.",
        )
        return stated(rule_id, form, Outcome.NOT_APPLICABLE, "precondition", *words)
    if tables.read_by == "ocr":
        why = REASONS["ocr"]
        return stated(
            rule_id, form, Outcome.NOT_CHECKABLE, "ocr", f"没有找到《{zh}》。{why[0]}。", f"{en}: not found. {why[1]}."
        )
    return stated(
        rule_id,
        form,
        Outcome.DIFFERS,
        "form-missing",
        f"没有在报告中找到《{zh}》。按规定应公开九张决算表，没有数据的表也应列出并说明。",
        f"The form {en} was not found in the report. All nine forms are to be published, empty ones with a note.",
        explanations="表题与通用名称不同；该表另行公开；本站读错（请对照原文）",
    )


def _note(tables: Tables, form: Form) -> Finding:
    rule_id, place, table, zh, en = "E-EMPTY-NOTE", _place(tables, form), tables[form], form.zh, form.en
    if table.state is FormState.MISSING:
        why = REASONS["form-missing"]
        return stated(
            rule_id,
            form,
            Outcome.NOT_CHECKABLE,
            "form-missing",
            f"《{zh}》：{why[0]}，未能检查。",
            f"{en}: {why[1]}; not checked.",
        )
    if table.state is FormState.FOUND:
        words = (
            f"《{zh}》已填列数据，无需空表说明，此项检查不适用。",
            f"The form {en} has amounts; no note is needed, not applicable.",
        )
        return stated(rule_id, form, Outcome.NOT_APPLICABLE, "precondition", *words, place)
    if table.note:
        words = (
            f"《{zh}》未填列数据，报告已说明：“{table.note}”",
            f"The form {en} is empty and the report says so: “{table.note}”",
        )
        return stated(rule_id, form, Outcome.EXACT, "", *words, place)
    return stated(
        rule_id,
        form,
        Outcome.DIFFERS,
        "note-missing",
        f"《{zh}》未填列任何数据，但没有看到说明原因的文字。空表应当列出并说明。",
        f"The form {en} has no amounts, and no note that says why was found. Empty forms are to be listed and explained.",
        place,
        explanations="说明写在报告其他位置；本站读错（请对照原文）",
    )


def _account(tables: Tables, account: str, column: str, form: Form) -> Finding:
    """A budget account's own form is empty if and only if its amounts in 财政拨款收入支出决算总表 are blank or 0."""
    rule_id, own, summary = "E-T4-FUND", tables[form], tables[Form.FISCAL_APPROPRIATION]
    for table in (own, summary):
        if table.state is FormState.MISSING:
            zh, en = REASONS["form-missing"]
            words = (f"《{table.title}》：{zh}，未能检查。", f"{table.form.en}: {en}; not checked.")
            return stated(rule_id, form, Outcome.NOT_CHECKABLE, "form-missing", *words)
    unread = [c for c in _account_cells(own, summary, account, column) if c.state == "not-read"]
    filled = [c for c in _account_cells(own, summary, account, column) if c.value]
    texts = (f"《{own.title}》", filled[0].zh if filled else f"《{summary.title}》该项预算各栏")
    amount = (
        f"{filled[0].zh}为 {filled[0].value} {filled[0].money.printed}"
        if filled
        else f"《{summary.title}》该项预算各栏均为空白或 0"
    )
    amount_en = (
        f"{filled[0].en}: {filled[0].value} {filled[0].money.printed}"
        if filled
        else f"all its amounts in the form {summary.form.en} are blank or 0"
    )
    empty = not any(row.cells[name].value for row in own.rows for name in _fields(own))
    zh = f"《{own.title}》{'未填列数据' if empty else '填有数据'}，{amount}，"
    en = f"The form {form.en} is {'empty' if empty else 'filled in'}; {amount_en}. "
    if unread or summary.state is FormState.EMPTY:
        reason = "not-read" if unread else "form-empty"
        outcome = Outcome.NOT_CHECKABLE if unread else Outcome.NOT_APPLICABLE
        end = ("未能检查", "not checked") if unread else ("此项检查不适用", "not applicable")
        words = (
            f"《{summary.title}》：{REASONS[reason][0]}，{end[0]}。",
            f"{summary.form.en}: {REASONS[reason][1]}; {end[1]}.",
        )
        return stated(rule_id, form, outcome, reason, *words)
    if empty is not bool(filled):
        return stated(
            rule_id,
            form,
            Outcome.EXACT,
            "",
            f"{zh}两者相符。",
            f"{en}They fit.",
            _place(tables, form),
            filled[:1],
            texts,
        )
    doubt = doubts(tables, form, Form.FISCAL_APPROPRIATION)
    if doubt:
        why = REASONS[doubt[0]]
        return stated(
            rule_id,
            form,
            Outcome.NOT_CHECKABLE,
            doubt[0],
            f"{zh}但{why[0]}，因此不作结论。",
            f"{en}But {why[1]}.",
            _place(tables, form),
            filled,
            texts,
        )
    reason = "empty-against-value" if empty else "value-against-empty"
    return stated(
        rule_id,
        form,
        Outcome.DIFFERS,
        reason,
        f"{zh}{NEUTRAL[0]}",
        f"{en}{NEUTRAL[1]}",
        _place(tables, form),
        filled,
        texts,
        "表格漏填；本站读错（请对照原文）",
    )


FLOWS = ("opening_balance", "revenue", "closing_balance")


def _fields(own: Table) -> tuple[str, ...]:
    """The columns of an account's own form that have a counterpart in 财政拨款收入支出决算总表: revenue and balances
    too, where the form has them."""
    names = own.form.fields
    has_flows = set(FLOWS) <= set(names)
    if has_flows and (own.prints(*FLOWS) or (not own.columns and own.form is Form.GOVERNMENT_FUND_BUDGET)):
        return names
    return tuple(name for name in names if name not in FLOWS)


def _account_cells(own: Table, summary: Table, account: str, column: str) -> list[Cell]:
    """The cells of 财政拨款收入支出决算总表 that are those columns' counterpart."""
    rows = [row for row in summary.rows if row.side == "expenditure" and ":" not in row.concept]
    cells = [row.cells[column] for row in rows if row.concept not in ("closing-balance", "total")]
    if "revenue" not in _fields(own):
        return cells
    lines = (account, f"opening-balance:{account}", f"closing-balance:{account}")
    ends = [row.cells[column] for row in rows if row.concept == "closing-balance"]
    return [*(row.cells["total"] for row in summary.rows if row.concept in lines), *cells, *ends]
