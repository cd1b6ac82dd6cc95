"""Report: what recognise hands to package."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from build_site.model.common import NOWHERE, FormState, Place, Said, State
from build_site.model.document import Line
from build_site.model.forms import Form


@dataclass(frozen=True, slots=True)
class Unit:
    """The unit that amounts are printed in: 万元 has factor 10000."""

    printed: str = "万元"
    factor: int = 10_000
    currency: str = "CNY"


@dataclass(frozen=True, slots=True)
class Amount:
    """One amount cell: as printed, and its value where it has one."""

    printed: str
    value: Decimal | None
    state: State
    place: Place
    doubt: str = ""  # why the reading may be wrong, a row of data/doubts.csv


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a form. `texts` holds the non-amount fields as far as they are printed or follow from the label
    (side, line, label, concept | functional_code, name | economic_code, name, group | item, label)."""

    texts: Mapping[str, str]
    amounts: Mapping[str, Amount]
    place: Place


@dataclass(frozen=True, slots=True)
class Statement:
    """One of the nine forms as the report has it. `unplaced`: how many numbers are printed with it that stand in none of
    its cells; where there are any it is not whole, and its sums prove nothing about the report. `columns` maps a printed column number (栏次) to the field it heads;
    `note` is the report's own sentence where the form is declared empty; `notes` are all notes under it."""

    form: Form
    state: FormState
    title: str = ""
    unit: Unit = Unit()
    rows: tuple[Row, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    note: str = ""
    notes: tuple[str, ...] = ()
    place: Place = NOWHERE
    unplaced: int = 0


@dataclass(frozen=True, slots=True)
class ExtraTable:
    """A table that is none of the nine forms (资产负债情况表 …), kept as printed."""

    name: str
    title: str
    rows: tuple[tuple[str, ...], ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the text that follows it. level: 1 part (第一部分), 2 chapter (一、), 3 section ((一)), 4 item (1.)."""

    section_id: str
    number: str
    title: str
    level: int
    form: str  # the form printed in it, else empty
    text: str  # paragraphs, one a line
    place: Place


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of the narrative, `clean` and `tidy`, with the place of every character."""

    section_id: str
    headings: tuple[str, ...]  # titles of the part, chapter and section above it
    text: str
    places: tuple[Place, ...]  # one per character of text


@dataclass(frozen=True, slots=True)
class Claim:
    """One number of the narrative, bound as far as its sentence says (empty fields: unbound)."""

    claim_id: str
    section_id: str
    sentence: str
    printed: str
    value: Decimal | None
    unit: str
    measure: str
    subject: str
    fiscal_year: int | None
    phase: str
    direction: str
    base: str
    binding: str  # named: the words right before it say what it measures; carried: words further before do
    matched: str  # filled by reconcile: the cell or claim that it was checked against
    place: Place


@dataclass(frozen=True, slots=True)
class BudgetExecution:
    """年初预算 / 全年预算 / 决算 of one 项, or of all (level total), from section 五(三). `path`: 类/款/项 as printed; `budget`: a
    预算数 of which the report does not say whether it is the initial or the adjusted one; `unit`: of the amounts, as the
    narrative prints it."""

    functional_code: str
    level: str
    name: str
    path: str
    approved: Decimal | None
    adjusted: Decimal | None
    budget: Decimal | None
    final: Decimal | None
    unit: str
    completion_rate: Decimal | None
    reason: str
    place: Place


@dataclass(frozen=True, slots=True)
class Disclosure:
    """A disclosed fact beside the forms. state: value, none (“本单位当年无…”), or blank."""

    key: str
    label: str
    value: Decimal | None
    unit: str
    fiscal_year: int | None
    state: str
    sentence: str
    place: Place


@dataclass(frozen=True, slots=True)
class KeyWork:
    number: str
    title: str
    content: str
    summary: str
    status: str
    place: Place


@dataclass(frozen=True, slots=True)
class PerformanceProject:
    """One 绩效自评表. scope: department (整体) or project; amounts and rates as printed, in `unit`."""

    project_id: str
    scope: str
    title: str
    name: str
    department: str
    implementer: str
    category: str
    attribute: str
    duration: str
    goal: str
    budget: Decimal | None
    executed: Decimal | None
    execution_rate: Decimal | None
    execution_score: Decimal | None
    score: Decimal | None
    unit: str
    deviation: str
    improvement: str
    completed: str  # 填报日期 as printed
    place: Place


@dataclass(frozen=True, slots=True)
class PerformanceIndicator:
    indicator_id: str
    project_id: str
    goal: str
    level1: str
    level2: str
    level3: str
    year_before_last: str
    last_year: str
    target: str
    actual: str
    score: Decimal | None
    full_score: Decimal | None
    basis: str
    reason: str
    place: Place


@dataclass(frozen=True, slots=True)
class Term:
    number: str
    parent: str
    term: str
    definition: str
    place: Place


@dataclass(frozen=True, slots=True)
class Organisation:
    """kind: duty (职责), structure (机构设置), unit (a unit named in 部门决算单位构成)."""

    kind: str
    number: str
    name: str
    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Correction:
    """A row of data/corrections.csv: a maintainer's value for a cell that was read or printed wrongly."""

    cell_id: str
    printed: str
    corrected: str
    reason: str
    page: str
    place: Place  # in corrections.csv while it is being applied, then in the source


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that a maintainer should look at, found while reading."""

    text: Said
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Report:
    """One department's final accounts of one year, as read."""

    title: str
    department: str
    fiscal_year: int
    published: date | None  # as printed on the cover
    unit: Unit
    statements: tuple[Statement, ...]  # always the nine, in the order of `Form`
    extra_tables: tuple[ExtraTable, ...]
    sections: tuple[Section, ...]
    claims: tuple[Claim, ...]
    budget_execution: tuple[BudgetExecution, ...]
    disclosures: tuple[Disclosure, ...]
    key_work: tuple[KeyWork, ...]
    performance_projects: tuple[PerformanceProject, ...]
    performance_indicators: tuple[PerformanceIndicator, ...]
    glossary: tuple[Term, ...]
    organisation: tuple[Organisation, ...]
    lines: tuple[Line, ...]
    notices: tuple[Notice, ...] = ()
    corrections: tuple[Correction, ...] = ()
    withheld: int = 0  # pieces of personal data
    unrecognised: int = 0  # cells and lines of annexes and other tables in which nothing was recognised: not published
    pages: int | None = None
    pdf_title: str = ""
    pdf_tagged: bool | None = None
    read_twice: frozenset[str] = frozenset()  # forms on which many checks broke, and which another parser reads alike
    read_by: str = "text"
