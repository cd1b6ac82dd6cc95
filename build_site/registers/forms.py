"""Reads data/forms: which printed titles, column heads and row labels mean which canonical thing.

Layout variants of provinces and years are rows of those CSVs, never branches in code. Labels are compared
`squeeze`d, so spaces, width and quotes never matter.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from build_site.model import Form, InputError, Place
from build_site.text import squeeze

FORMS_FOLDER = Path(__file__).parents[2] / "data" / "forms"
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


def read_csv(path: Path, fields: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a maintained CSV with their line numbers.

    Raises InputError naming file and line where the header or a row's number of fields is wrong."""
    try:
        handle = path.open(encoding="utf-8-sig", newline="")
    except OSError as error:
        raise InputError(str(path), "a CSV file", str(error.strerror or error), "Restore it from git.") from error
    with handle:
        reader = csv.reader(handle)
        header = next(reader, [])
        if tuple(header[: len(fields)]) != fields:
            raise InputError(
                str(path), "the header " + ",".join(fields), ",".join(header), "Correct the first line.", Place(line=1)
            )
        for values in reader:
            if not any(values):
                continue
            if len(values) != len(header):
                raise InputError(
                    str(path),
                    f"{len(header)} fields",
                    f"{len(values)}",
                    "Check for a missing comma or quote.",
                    Place(line=reader.line_num),
                )
            yield reader.line_num, dict(zip(header, values, strict=True))


@cache
def form_layouts(folder: Path = FORMS_FOLDER) -> dict[Form, FormLayout]:
    """Every form's printed variants, from data/forms."""
    return {form: _form_layout(form, folder / f"{form}.csv") for form in Form}


def _form_layout(form: Form, path: Path) -> FormLayout:
    layout = ""
    parts: dict[str, list[Label]] = {"title": [], "column": [], "row": []}
    for line, row in read_csv(path, _FIELDS):
        if row["part"] == "layout":
            layout = row["id"]
        elif row["part"] in parts:
            parts[row["part"]].append(Label(row["id"], row["parent"], squeeze(row["label"])))
        else:
            raise InputError(
                str(path), "layout, title, column or row", row["part"], "Correct the first field.", Place(line=line)
            )
    titles = tuple(label.text for label in parts["title"])
    return FormLayout(form, layout, titles, tuple(parts["column"]), tuple(parts["row"]))


@cache
def performance_labels(folder: Path = FORMS_FOLDER) -> dict[str, dict[str, str]]:
    """The printed labels of 绩效自评表 by part (key, execution, indicator): squeezed lower-case label → field."""
    labels: dict[str, dict[str, str]] = {"key": {}, "execution": {}, "indicator": {}}
    for _, row in read_csv(folder / "performance.csv", _FIELDS):
        labels[row["part"]][squeeze(row["label"]).lower()] = row["id"]
    return labels
