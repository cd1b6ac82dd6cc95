"""The nouns: what travels between the rooms. Frozen, plain, and free of behaviour beyond reading themselves.

Amounts are `Decimal` in the printed unit; coordinates are PDF points from the page's top left.
The field order of every record class is the column order of its published CSV (DESIGN section 3).
"""

from build_site.model.common import NOWHERE, Box, FormState, InputError, Place, State
from build_site.model.document import Block, Document, Grid, GridCell, Line
from build_site.model.finding import Finding
from build_site.model.forms import Form
from build_site.model.outcomes import Outcome
from build_site.model.register import Department, KnownIssue, Planned, Registration
from build_site.model.report import (
    Amount,
    BudgetExecution,
    Claim,
    Correction,
    Disclosure,
    ExtraTable,
    KeyWork,
    Notice,
    Organisation,
    Paragraph,
    PerformanceIndicator,
    PerformanceProject,
    Report,
    Row,
    Section,
    Statement,
    Term,
    Unit,
)

__all__ = [
    "NOWHERE",
    "Amount",
    "Block",
    "Box",
    "BudgetExecution",
    "Claim",
    "Correction",
    "Department",
    "Disclosure",
    "Document",
    "ExtraTable",
    "Finding",
    "Form",
    "FormState",
    "Grid",
    "GridCell",
    "InputError",
    "KeyWork",
    "KnownIssue",
    "Line",
    "Notice",
    "Organisation",
    "Outcome",
    "Paragraph",
    "PerformanceIndicator",
    "PerformanceProject",
    "Place",
    "Planned",
    "Registration",
    "Report",
    "Row",
    "Section",
    "State",
    "Statement",
    "Term",
    "Unit",
]
