"""The identities that see one form alone, as a custom check of frictionless, for anyone's own validation:

resource = frictionless.Package("datapackage.json").get_resource("revenue")
report = resource.validate(frictionless.Checklist(checks=[form_identities()]))
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from build_site.model import Form, FormState, Outcome
from build_site.reconcile.identities import inside
from build_site.reconcile.tables import TITLES, Money, Table, Tables, rows_of


def form_identities() -> Any:
    """A frictionless check: one error for each identity inside the form that differs."""
    from frictionless import Check, errors

    class FormIdentity(errors.TableError):
        type = "form-identity"
        title = "Form identity"
        description = "Amounts of a form of 部门决算 that should add up do not."
        template = "{note}"

    class FormIdentities(Check):
        type = "form-identities"
        Errors = [FormIdentity]  # noqa: RUF012 - as frictionless declares it

        def validate_start(self) -> Iterator[Any]:
            self.records: list[dict[str, str]] = []
            yield from ()

        def validate_row(self, row: Any) -> Iterator[Any]:
            self.records.append({name: "" if value is None else str(value) for name, value in row.items()})
            yield from ()

        def validate_end(self) -> Iterator[Any]:
            for message in differences(self.resource.name or "", self.records):
                yield FormIdentity(note=message)

    return FormIdentities()


def differences(name: str, records: list[dict[str, str]]) -> list[str]:
    """What differs inside this form, in words; nothing for a resource that is no form."""
    if name not in set(Form):
        return []
    form = Form(name)
    forms = {other: Table(other, FormState.MISSING, TITLES[other][0], "", Money(), {}, ()) for other in Form}
    forms[form] = Table(form, FormState.FOUND, TITLES[form][0], "", Money(), {}, rows_of(form, records))
    found = inside(Tables("", 0, "", forms, {}))
    own = [f for f in found if f.outcome is Outcome.DIFFERS and all(c.startswith(f"{form}/") for c in f.terms.split())]
    return [f"{f.finding_id}: {f.message_zh}" for f in own]
