"""One published report as read back from its package: CSVs and descriptor, nothing else."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

from build_site.model import PLACE_FIELDS, Form, Registration, State
from build_site.model.document import PICTURE
from build_site.model.money import FACTORS, converted
from build_site.package.read import Package

Record = Mapping[str, str]

PACKED = frozenset(("cells", "claims", "lines", "passes", "sections"))
"""The long tables that programs read and nobody opens by hand: where each number stands, the text, every check that passed.
They are published packed."""
_NOT_AMOUNTS = frozenset(
    "row side line label concept functional_code economic_code level name group item".split()
).union(PLACE_FIELDS)


@dataclass(frozen=True, slots=True)
class Cell:
    """One amount cell of a form. `value` is None unless the state is value or zero. `source`: a row that says its place."""

    form: str
    row: str
    field: str
    value: Decimal | None
    state: State
    source: Record

    @property
    def amount(self) -> Decimal:
        """The value of a cell that is known to have one."""
        if self.value is None:
            raise ValueError(f"{self.form}/{self.row}/{self.field} is {self.state}")
        return self.value

    @property
    def anchor(self) -> str:
        """Its element on the page of the nine forms."""
        return anchor(self.form, self.row, self.field)


def anchor(form: str, row: str, field: str) -> str:
    """A cell's element on the page of the nine forms."""
    return f"{form}-r{row}-{field}"


def yuan_of(record: Record | None, field: str = "value") -> Decimal | None:
    """A record's amount in yuan, exactly; None where there is none, or in no unit of money."""
    if not record or not record[field] or record["unit"] not in FACTORS:
        return None
    return converted(Decimal(record[field]), record["unit"], "元")


class Registered:
    """What the register says of a report."""

    registration: Registration

    @property
    def slug(self) -> str:
        return self.registration.slug

    @property
    def year(self) -> int:
        return self.registration.year

    @property
    def department(self) -> str:
        return self.registration.department


class Published(Registered, Package):
    """A package with its registration, and lookups for pages."""

    def __init__(
        self,
        folder: Path,
        registration: Registration,
        pictures: Path = Path(),
        beyond: Mapping[str, Sequence[Record]] = MappingProxyType({}),
    ) -> None:
        super().__init__(folder)
        self.registration, self.pictures, self.beyond = registration, pictures, beyond
        self.earlier: Published | None = None
        """The same department's report of the year before, where it is here."""

    def alone(self) -> Package:
        """What its folder says, without the register and other reports; its tables are read once for both."""
        found = Package(self.folder)
        found._tables = self._tables
        return found

    @property
    def unit(self) -> str:
        """The unit that amounts are printed in."""
        return self.money().printed

    @property
    def place_word(self) -> str:
        """What places in this report are: 页 of a PDF, 格 of a workbook, 段 of a Word file or web page, 行 of a text, 处 of several
        files."""
        if "+" in self.read_by:
            return "处"
        kinds = {"页": ("pdf", "ocr"), "格": ("xlsx", "xls", "ods"), "段": ("docx", "odt", "html")}
        return next((word for word, known in kinds.items() if self.read_by in known), "行")

    @cached_property
    def pictured(self) -> frozenset[str]:
        """The pages (from "1") of a PDF that the site has a picture of, made by the pipeline beside the package."""
        if not self.pictures.name:
            return frozenset()
        return frozenset(path.stem[1:] for path in self.pictures.glob(PICTURE.format("*")))

    def picture(self, page: str) -> str:
        """The name of a page's picture."""
        return PICTURE.format(page)

    @property
    def has_pdf(self) -> bool:
        """Whether the site has a copy of the PDF."""
        return bool(self.pictures.name) and (self.pictures / "report.pdf").is_file()

    @property
    def sha256(self) -> str:
        """Of the source file, from the register or else from the package."""
        return self.registration.sha256 or super().sha256

    def file(self, name: str) -> str:
        """A resource's published CSV, by name."""
        path = str(self.resources[name]["path"]) if name in self.resources else f"{name}.csv"
        return f"{path}.gz" if name in PACKED else path

    def unit_of(self, form: str) -> str:
        """The unit of one form, which may differ from the report's."""
        return self.money(form).printed

    @property
    def findings(self) -> Sequence[Record]:
        """Its findings, those that need another report behind its own."""
        return [*self.table("findings"), *self.beyond.get("findings", ())]

    @property
    def defects(self) -> Sequence[Record]:
        """Its defects, those that only another report shows behind its own."""
        return [*self.table("defects"), *self.beyond.get("defects", ())]

    @cached_property
    def checks(self) -> Sequence[tuple[Record, int]]:
        """Every check, those that need another report behind its own: what every page counts."""
        return [*super().checks, *((row, 1) for row in self.beyond.get("findings", ()))]

    @cached_property
    def repeated(self) -> frozenset[str]:
        """Names that two items of the expenditure form have: 行政运行 stands under several sections."""
        names = Counter(row["name"] for row in self.table("expenditure") if row["level"] == "item")
        return frozenset(name for name, many in names.items() if many > 1)

    def title(self, name: str) -> str:
        """A resource's Chinese title; for a form, as this site names it."""
        return Form(name).zh if name in set(Form) else str(self.resources.get(name, {}).get("title", name))

    def amount_fields(self, form: str) -> list[tuple[str, str]]:
        """Name and title of a form's amount columns, in their order."""
        return [
            (str(each["name"]), str(each["title"])) for each in self.fields(form) if each["name"] not in _NOT_AMOUNTS
        ]

    def column_en(self, form: str, name: str) -> str:
        return next((str(each["title_en"]) for each in self.fields(form) if each["name"] == name), "")

    def cell(self, form: str, row: Record, field: str) -> Cell:
        """The cell of a form's row; a field that the form does not print counts as blank at the row's place."""
        known = self.cells.get(f"{form}/{row['row']}/{field}")
        printed = row.get(field, "")
        state = State(known["state"]) if known else (State.VALUE if printed else State.BLANK)
        value = Decimal(printed) if printed else None
        return Cell(form, row["row"], field, value, state, known or row)

    def has_cell(self, form: str, row: Record, field: str) -> bool:
        """Whether the form prints this cell at all."""
        return f"{form}/{row['row']}/{field}" in self.cells

    def row(self, form: str, **conditions: str) -> Record | None:
        """The first row of a form whose fields have these values."""
        for each in self.table(form):
            if all(each.get(field) == value for field, value in conditions.items()):
                return each
        return None

    def find(self, form: str, field: str, **conditions: str) -> Cell | None:
        """The cell in the first such row, if it holds an amount."""
        row = self.row(form, **conditions)
        cell = self.cell(form, row, field) if row else None
        return cell if cell and cell.value is not None else None

    def claim(self, measure: str, phase: str = "executed") -> Record | None:
        """The first number of the narrative that is bound to this measure and phase of the report's year, as a whole
        (of no single subject); a change is one against the year before."""
        change = ":change-" in measure
        for each in self.table("claims"):
            bound = each["measure"] == measure and each["phase"] == phase and not each["subject"]
            bound = bound and each["binding"] == "named"
            if (
                bound
                and (not change or each["base"] == "prior")
                and each["value"]
                and each["fiscal_year"] == str(self.year)
            ):
                return each
        return None

    @cached_property
    def disclosed(self) -> Mapping[str, Record]:
        """The disclosed facts by key: the first of the report's own year, else the first of another."""
        rows = self.table("disclosures")
        own = [row for row in rows if row["fiscal_year"] in ("", str(self.year))]
        return {row["key"]: row for row in reversed([*own, *rows])}

    def forms(self) -> list[str]:
        return [str(form) for form in Form]
