"""A report as it goes to a typesetter: words and tables in order, and what must be read back from them."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple

from build_site.model import Form, FormState
from tests.factory.accounts import Accounts, Passage

Kind = Literal[
    "cover", "contents-title", "contents", "part", "chapter", "section", "paragraph", "title", "left", "right", "note"
]


@dataclass(frozen=True, slots=True)
class Words:
    """A line or paragraph of text."""

    text: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Sides:
    """One line with a text at the left side and one at the right: “编制单位：…　　单位：元”."""

    left: str
    right: str


@dataclass(frozen=True, slots=True)
class NewPage:
    landscape: bool = False


class Cell(NamedTuple):
    """A cell of a table, merged over so many rows and columns."""

    row: int
    column: int
    text: str
    rows: int = 1
    columns: int = 1
    align: Literal["left", "center", "right"] = "center"


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table. Its cells cover every place once; `widths` are relative; the first `heads` rows are its head."""

    cells: tuple[Cell, ...]
    widths: tuple[float, ...]
    depth: int
    heads: int


Block = Words | Sides | NewPage | Table


class ExpectedRow(NamedTuple):
    """A row to be read back. key: code, `side|concept`, item, or a total's label. An amount of None is a blank cell."""

    key: str
    label: str
    amounts: Mapping[str, Decimal | None]


@dataclass(frozen=True, slots=True)
class ExpectedForm:
    state: FormState
    unit: str = ""
    rows: tuple[ExpectedRow, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Printed:
    """One report in one layout. `passages` are those of its narrative; `extras` the titles of tables beside the nine."""

    accounts: Accounts
    blocks: tuple[Block, ...]
    expected: Mapping[Form, ExpectedForm]
    passages: tuple[Passage, ...]
    extras: tuple[str, ...]
