"""Reads data/forms: which printed titles, column heads and row labels mean which canonical thing.

Layout variants of provinces and years are rows of those CSVs, never branches in code. Labels are compared
`squeeze`d, so spaces, width and quotes never matter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from build_site.model import Form
from build_site.registers.table import DATA, read_table
from build_site.text import squeeze

FORMS_FOLDER = DATA / "forms"
_FIELDS = ("part", "id", "parent", "label", "jurisdiction", "first_year", "last_year")
_ORDINAL = re.compile(r"^(?:[一二三四五六七八九十]+[、.]|\([一二三四五六七八九十\d]+\)|\d+[、.](?!\d)|其中:|[加减]:)+")


@dataclass(frozen=True, slots=True)
class Label:
    """One printed label of a form: what it stands for, under which parent head or on which side it counts."""

    id: str
    parent: str
    text: str


@dataclass(frozen=True, slots=True)
class FormLayout:
    """The printed variants of one form. layout: panels (two lists side by side), codes (one row per code),
    blocks (code, name, amount side by side), items (the “三公” grid)."""

    form: Form
    layout: str
    titles: tuple[str, ...]
    columns: tuple[Label, ...]
    rows: tuple[Label, ...]

    def column(self, text: str) -> Label | None:
        """The column that a head's text names."""
        head = bare(text)
        return next((label for label in self.columns if label.text == head), None)

    def row(self, text: str, parent: str = "") -> Label | None:
        """The row that a label names, on this side or under this parent head."""
        label = bare(text)
        return next((row for row in self.rows if row.text == label and row.parent in ("", parent)), None)


def bare(text: str) -> str:
    """A label without white space and without its ordinal: "二、外交 支出" is "外交支出"."""
    return _ORDINAL.sub("", squeeze(text))


@cache
def form_layouts(folder: Path = FORMS_FOLDER) -> dict[Form, FormLayout]:
    """Every form's printed variants, from data/forms."""
    return {form: _form_layout(form, folder / f"{form}.csv") for form in Form}


def _form_layout(form: Form, path: Path) -> FormLayout:
    layout = ""
    parts: dict[str, list[Label]] = {"title": [], "column": [], "row": []}
    for row in read_table(path, _FIELDS):
        if row["part"] == "layout":
            layout = row["id"]
        elif row["part"] in parts:
            parts[row["part"]].append(Label(row["id"], row["parent"], squeeze(row["label"])))
        else:
            raise row.wrong("layout, title, column or row", row["part"], "Correct the first field.")
    titles = tuple(label.text for label in parts["title"])
    return FormLayout(form, layout, titles, tuple(parts["column"]), tuple(parts["row"]))


@cache
def performance_labels(folder: Path = FORMS_FOLDER) -> dict[str, dict[str, str]]:
    """The printed labels of 绩效自评表 by part (key, execution, indicator): squeezed lower-case label → field."""
    labels: dict[str, dict[str, str]] = {"key": {}, "execution": {}, "indicator": {}}
    for row in read_table(folder / "performance.csv", _FIELDS):
        labels[row["part"]][squeeze(row["label"]).lower()] = row["id"]
    return labels
