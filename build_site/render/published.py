"""One published report as read back from its package: CSVs and descriptor, nothing else."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

from build_site.model import Form, FormState, InputError, Registration, State
from build_site.render.large import PACKED, TECHNICAL
from build_site.render.words import FIELDS, FORM_TITLES

Record = Mapping[str, str]

_NOT_AMOUNTS = frozenset(
    "row side line label concept functional_code economic_code level name group item source_page source_line".split()
)


def read_csv(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV of ours."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file, strict=True))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(str(path), "a readable UTF-8 CSV", str(error), "Build the package again.") from error


@dataclass(frozen=True, slots=True)
class Cell:
    """One amount cell of a form. `value` is None unless the state is value or zero."""

    form: str
    row: str
    field: str
    value: Decimal | None
    state: State
    page: str
    line: str

    @property
    def amount(self) -> Decimal:
        """The value of a cell that is known to have one."""
        if self.value is None:
            raise ValueError(f"{self.form}/{self.row}/{self.field} is {self.state}")
        return self.value

    @property
    def anchor(self) -> str:
        return f"r{self.row}-{self.field}"


class Published:
    """A package folder, its registration, and lookups. Tables are read when first asked for. `large`: it is one of very
    many, whose files are published as `publish.large` says."""

    def __init__(
        self,
        folder: Path,
        registration: Registration,
        pictures: Path = Path(),
        beyond: Sequence[Record] = (),
        *,
        large: bool = False,
    ) -> None:
        self.folder, self.registration, self.pictures, self.beyond = folder, registration, pictures, beyond
        self.large = large
        try:
            self.descriptor: dict[str, Any] = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            found, remedy = str(error), "Build the package again."
            raise InputError(str(folder / "datapackage.json"), "a JSON descriptor", found, remedy) from error
        self.resources: dict[str, dict[str, Any]] = {each["name"]: each for each in self.descriptor["resources"]}
        self._tables: dict[str, list[dict[str, str]]] = {}

    @property
    def slug(self) -> str:
        return self.registration.slug

    @property
    def year(self) -> int:
        return self.registration.year

    @property
    def department(self) -> str:
        return self.registration.department

    @property
    def unit(self) -> str:
        """The unit that amounts are printed in."""
        return str(self.descriptor.get("amountUnit", {}).get("printedAs", ""))

    @property
    def place_word(self) -> str:
        """What places in this report are counted in: 行 of a text, 页 of a PDF."""
        return "页" if self.descriptor.get("readBy") != "text" else "行"

    @cached_property
    def pictured(self) -> frozenset[str]:
        """The pages (from "1") of a PDF that the site has a picture of, made by the pipeline beside the package. A large
        site has none of a PDF that it links to."""
        if not self.pictures.name or (self.large and (self.has_pdf or self.registration.url)):
            return frozenset()
        return frozenset(path.stem[1:] for path in self.pictures.glob("p*.webp"))

    @property
    def has_pdf(self) -> bool:
        """Whether the site has a copy of the PDF."""
        return bool(self.pictures.name) and (self.pictures / "report.pdf").is_file()

    @property
    def sha256(self) -> str:
        """Of the source file, from the register or else from the package."""
        if self.registration.sha256:
            return self.registration.sha256
        sources = self.descriptor.get("sources") or [{}]
        return str(sources[0].get("hash", "")).removeprefix("sha256:")

    def file(self, name: str) -> str:
        """A resource's published CSV, by name."""
        path = str(self.resources[name]["path"]) if name in self.resources else f"{name}.csv"
        return path + PACKED if self.large and name in TECHNICAL else path

    def unit_of(self, form: str) -> str:
        """The unit of one form, which may differ from the report's."""
        own = self.resources.get(form, {}).get("amountUnit", {})
        return str(own.get("printedAs") or self.unit)

    def table(self, name: str) -> Sequence[dict[str, str]]:
        """The rows of a resource; none where the package does not have it."""
        if name not in self._tables:
            resource = self.resources.get(name)
            self._tables[name] = read_csv(self.folder / resource["path"]) if resource else []
        return self._tables[name]

    @property
    def findings(self) -> Sequence[Record]:
        """Its checks, those that need another report behind its own: what every page counts."""
        return [*self.table("findings"), *self.beyond]

    def title(self, name: str) -> str:
        """A resource's Chinese title; for a form, as this site names it."""
        return FORM_TITLES.get(name) or str(self.resources.get(name, {}).get("title", name))

    def state(self, form: str) -> FormState:
        return FormState(self.resources.get(form, {}).get("formState", FormState.MISSING))

    def note(self, form: str) -> str:
        """The report's own sentence where it declares the form empty."""
        return str(self.resources.get(form, {}).get("formNote", "")).removeprefix("注：").removeprefix("注:")

    def amount_fields(self, form: str) -> list[tuple[str, str]]:
        """Name and title of a form's amount columns, in their order."""
        fields = self.resources.get(form, {}).get("schema", {}).get("fields", [])
        named = [(each["name"], each.get("title") or "") for each in fields if each["name"] not in _NOT_AMOUNTS]
        return [(name, FIELDS.get(name, name) if title in ("", name) else title) for name, title in named]

    @cached_property
    def _cells(self) -> dict[tuple[str, str, str], dict[str, str]]:
        return {(each["form"], each["row"], each["field"]): each for each in self.table("cells")}

    def cell(self, form: str, row: Record, field: str) -> Cell:
        """The cell of a form's row; a field that the form does not print counts as blank at the row's place."""
        known = self._cells.get((form, row["row"], field))
        printed = row.get(field, "")
        state = State(known["state"]) if known else (State.VALUE if printed else State.BLANK)
        place = known or row
        value = Decimal(printed) if printed else None
        return Cell(form, row["row"], field, value, state, place["source_page"], place["source_line"])

    def has_cell(self, form: str, row: Record, field: str) -> bool:
        """Whether the form prints this cell at all."""
        return (form, row["row"], field) in self._cells

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
        (of no single subject)."""
        for each in self.table("claims"):
            bound = each["measure"] == measure and each["phase"] == phase and not each["subject"]
            if bound and each["value"] and each["fiscal_year"] == str(self.year):
                return each
        return None

    def forms(self) -> list[str]:
        return [str(form) for form in Form]


def published(root: Path) -> list[Published]:
    """Every registered report that has a package, by slug and year (newest first).

    A row that names no package is passed over: whoever makes the packages has said what is wrong with it."""
    found: dict[str, Published] = {}
    for row in read_csv(root / "data" / "reports.csv"):
        folder = root / "data" / "packages" / (row["slug"] or "-") / (row["year"] or "-")
        if (folder / "datapackage.json").is_file():
            registration = Registration(**{**row, "year": int(row["year"])})  # type: ignore[arg-type]
            pictures = root / "build" / "pictures" / registration.slug / str(registration.year)
            found.setdefault(registration.name, Published(folder, registration, pictures))
    return sorted(found.values(), key=lambda each: (each.slug, -each.year))
