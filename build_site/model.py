"""The nouns: what travels between the rooms. Frozen, plain, and free of behaviour beyond reading themselves.

Amounts are `Decimal` in the printed unit; coordinates are PDF points from the page's top left.
The field order of every record class is the column order of its published CSV (DESIGN section 3).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

Box = tuple[float, float, float, float]
"""x0, top, x1, bottom in PDF points, origin at the top left of the page."""


class InputError(Exception):
    """A mistake in what we were given: says where, what was expected, what was found and what to do."""

    def __init__(self, file: str, expected: str, found: str, remedy: str, place: Place | None = None) -> None:
        self.file, self.expected, self.found, self.remedy, self.place = file, expected, found, remedy, place
        super().__init__(file, expected, found, remedy, place)

    def __str__(self) -> str:
        where = f"{self.file}{self.place.suffix if self.place else ''}"
        return f"{where}: expected {self.expected}; found {self.found}. {self.remedy}"


class Form(StrEnum):
    """The nine forms of 部门决算公开, by resource name (DESIGN section 3)."""

    REVENUE_AND_EXPENDITURE = "revenue-and-expenditure"
    REVENUE = "revenue"
    EXPENDITURE = "expenditure"
    FISCAL_APPROPRIATION = "fiscal-appropriation"
    GENERAL_PUBLIC_BUDGET = "general-public-budget"
    BASIC_EXPENDITURE = "basic-expenditure"
    GOVERNMENT_FUND_BUDGET = "government-fund-budget"
    STATE_CAPITAL_BUDGET = "state-capital-budget"
    THREE_PUBLIC_EXPENSES = "three-public-expenses"


class State(StrEnum):
    """Five different facts about an amount cell."""

    VALUE = "value"
    ZERO = "zero"  # a printed 0
    BLANK = "blank"  # printed blank, or a dash
    NO_DATA = "no-data"  # the form is declared empty by a note of the report
    NOT_READ = "not-read"  # something stands there that could not be read


class FormState(StrEnum):
    FOUND = "found"
    EMPTY = "empty"  # printed, without a single amount
    MISSING = "missing"  # not in the report


class Outcome(StrEnum):
    """勾稽结果: how one check of one scope ended."""

    EXACT = "exact"
    ROUNDING = "rounding"
    DIFFERS = "differs"
    EXPLAINED = "explained"
    NOT_APPLICABLE = "not-applicable"
    NOT_CHECKABLE = "not-checkable"


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in the source: the page of a PDF or the line of a text (both from 1), and its box."""

    page: int | None = None
    line: int | None = None
    box: Box | None = None

    @property
    def suffix(self) -> str:
        """`, page 3` or `:12`, to stand behind a file name."""
        if self.page is not None:
            return f", page {self.page}"
        return f":{self.line}" if self.line is not None else ""


NOWHERE = Place()

# --- Document: what parse hands to recognise -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text. `starts` says whether a paragraph begins here, as far as the layout shows (None: unknown).
    `edges` holds, for PDF, the x of each character's left side and of the last one's right side (len(text) + 1)."""

    text: str
    place: Place
    starts: bool | None = None
    edges: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class GridCell:
    """One cell of a grid; `column` counts the grid's columns from 0, merged cells span several."""

    text: str
    place: Place
    column: int
    span: int = 1


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as printed, joined over page ends (repeated headers and blank rows at a join left out).
    `measured`: columns and spans are measured from rulings (PDF); else counted from tabs, merged cells unknown.
    Rows hold their cells in column order, blank cells included."""

    rows: tuple[tuple[GridCell, ...], ...]
    width: int
    measured: bool
    place: Place
    regular: bool = True  # False: the rulings left doubts; a second reading is worth its time


Block = Line | Grid


@dataclass(frozen=True, slots=True)
class Document:
    """A source file in reading order: lines outside tables and grids. `transcript` is every source line
    (those of tables too), personal contact data masked, for the source page."""

    file: str
    blocks: tuple[Block, ...]
    transcript: tuple[Line, ...]
    pages: int | None = None  # None: a text without pages
    withheld: int = 0  # how many pieces of personal data were masked while reading
    read_by: str = "text"  # text, pdf or ocr
    ocr_pages: tuple[int, ...] = ()


# --- Report: what recognise hands to package ------------------------------------------------------------------------


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
    doubt: str = ""  # why the reading may be wrong: "ocr", or "second-reading" where another parser reads otherwise


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a form. `texts` holds the non-amount fields as far as they are printed or follow from the label
    (side, line, label, concept | functional_code, name | economic_code, name, group | item, label)."""

    texts: Mapping[str, str]
    amounts: Mapping[str, Amount]
    place: Place


@dataclass(frozen=True, slots=True)
class Statement:
    """One of the nine forms as the report has it. `columns` maps a printed column number (栏次) to the field it heads;
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
    matched: str  # filled by reconcile: the cell or claim that it was checked against
    place: Place


@dataclass(frozen=True, slots=True)
class BudgetExecution:
    """年初预算 / 全年预算 / 决算 of one 项, from section 五(三)."""

    functional_code: str
    name: str
    approved: Decimal | None
    adjusted: Decimal | None
    final: Decimal | None
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
    place: Place  # its line in corrections.csv


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that a maintainer should look at, found while reading."""

    text: str
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
    withheld: int = 0
    pages: int | None = None
    read_by: str = "text"


# --- Registers (data/reports.csv, data/departments.csv) -------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Department:
    """A row of data/departments.csv. slug: GB/T 2260 code + ASCII name, e.g. `420116-data-resource-center`."""

    slug: str
    name: str
    name_en: str
    division_code: str
    parent: str
    predecessor: str


@dataclass(frozen=True, slots=True)
class Registration:
    """A row of data/reports.csv: one published report."""

    slug: str
    year: int
    title: str
    department: str
    division_code: str
    source_path: str
    url: str
    sha256: str
    published: str
    retrieved: str

    @property
    def name(self) -> str:
        return f"{self.slug}-{self.year}"


# --- Findings --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Finding:
    """One check of one scope with its outcome; a row of findings.csv (DESIGN section 4)."""

    finding_id: str
    rule_id: str
    rule_version: str
    outcome: Outcome
    reason_code: str
    scope: str
    left_text: str
    left_value: Decimal | None
    left_cell: str
    right_text: str
    right_value: Decimal | None
    right_cell: str
    difference: Decimal | None
    envelope: Decimal | None
    terms: str  # the cells that entered, space separated
    message_zh: str
    message_en: str
    explanations: str
    place: Place
