"""Before a rule looks at numbers: is each form that it needs there, and filled in?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from build_site.model import Finding, Form, FormState, Outcome
from build_site.model.outcomes import REASONS
from build_site.reconcile.prove import Check, prove, stated
from build_site.reconcile.tables import Tables


def closed(tables: Tables, rule_id: str, scope: str, needed: Sequence[Form]) -> Finding | None:
    """The one finding that stands for the whole rule where a form is missing (not checkable) or empty (not
    applicable); None where every needed form is filled in."""
    for state, outcome, reason in (
        (FormState.MISSING, Outcome.NOT_CHECKABLE, "form-missing"),
        (FormState.EMPTY, Outcome.NOT_APPLICABLE, "form-empty"),
    ):
        for form in needed:
            if tables[form].state is state:
                return _closed(tables, rule_id, scope, form, outcome, reason)
    return None


def _closed(tables: Tables, rule_id: str, scope: str, form: Form, outcome: Outcome, reason: str) -> Finding:
    zh, en = REASONS[reason]
    note = f"（报告注明：{tables[form].note}）" if tables[form].note and reason == "form-empty" else ""
    end = ("未能检查", "not checked") if outcome is Outcome.NOT_CHECKABLE else ("此项检查不适用", "not applicable")
    return stated(
        rule_id,
        scope,
        outcome,
        reason,
        f"《{tables[form].title}》：{zh}{note}，{end[0]}。",
        f"The form {form.en}: {en}; {end[1]}.",
    )


def not_applicable(rule_id: str, scope: str, reason: str, zh: str, en: str) -> Finding:
    """A rule that has nothing to look at in this scope, in words that name the scope."""
    why = REASONS[reason]
    return stated(
        rule_id,
        scope,
        Outcome.NOT_APPLICABLE,
        reason,
        f"{zh}：{why[0]}，此项检查不适用。",
        f"{en}: {why[1]}; not applicable.",
    )


def doubts(tables: Tables, *forms: Form) -> tuple[str, ...]:
    """Why a difference in these forms would prove nothing about the report."""
    found = ["ocr"] if tables.read_by == "ocr" else []
    if any(tables[form].numbers_read_as_amounts for form in forms):
        found.append("extraction-doubtful")
    return tuple(found)


def proved(
    tables: Tables, rule_id: str, scope: str, needed: Sequence[Form], checks: Iterator[Check | Finding]
) -> Iterator[Finding]:
    """The findings of a rule over the forms it needs: its gate's one finding, or those of its checks."""
    shut = closed(tables, rule_id, scope, needed)
    if shut:
        yield shut
        return
    for check in checks:
        yield prove(check) if isinstance(check, Check) else check
