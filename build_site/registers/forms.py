"""Reads data/forms: which printed titles, column heads and row labels mean which canonical thing.

Layouts of provinces and years are rows of those CSVs (`jurisdiction, first_year, last_year`), never branches in code.
Labels are compared `squeeze`d, so spaces, width and quotes never matter.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from build_site.model import Form
from build_site.registers.table import DATA, read_table
from build_site.text import squeeze

FOREVER = 9999
FORMS_FOLDER = DATA / "forms"
_FIELDS = ("part", "id", "parent", "label", "jurisdiction", "first_year", "last_year")
_ORDINAL = re.compile(r"^(?:[一二三四五六七八九十]+[、.]|\([一二三四五六七八九十\d]+\)|\d+[、.](?!\d)|其中:|[加减]:)+")


@dataclass(frozen=True, slots=True)
class Label:
    """One printed label of a form: what it stands for, under which parent head or on which side it counts, and where
    and when reports print it (no jurisdiction: anywhere; a code's first digits: there and below)."""

    id: str
    parent: str
    text: str
    jurisdiction: str = ""
    first_year: int = 0
    last_year: int = FOREVER

    def nearness(self, place: str, year: int | None) -> int:
        """0: a label of this place and year, 1: of any place, 2: of another place or other years."""
        timely = year is None or self.first_year <= year <= self.last_year
        if not timely or not place.startswith(self.jurisdiction):
            return 2
        return 0 if self.jurisdiction else 1


@dataclass(frozen=True, slots=True)
class FormLayout:
    """The printed variants of one form, those of the report's own place and year first.

    kinds: panels (two lists side by side), codes (one row per code), blocks (code, name, amount side by side), items
    (the “三公” grid). Ids that hold no amount of the form: `group` (a head over several columns), `skip` (a column or
    row that the form has no field for), `label`, `line`, `name` and codes."""

    form: Form
    kinds: tuple[str, ...]
    titles: tuple[str, ...]
    beside: tuple[str, ...]  # what a title may name after “三公”经费
    columns: tuple[Label, ...]
    rows: tuple[Label, ...]
    heads: Mapping[str, tuple[Label, ...]]
    labels: Mapping[str, tuple[Label, ...]]
    """Columns and rows by their text."""

    def column(self, text: str, over: Sequence[str] = ()) -> Label | None:
        """The column that a head's text names under the heads `over` it, nearest last: by its nearest parent, else by a
        row without parent."""
        return _under(self.heads.get(bare(text), ()), over)

    @property
    def silent(self) -> str:
        """What the columns of the “三公” form hold where no head says it: the row of data/forms without a label."""
        return next((label.id for label in self.columns if not label.text), "")

    def begins(self, text: str) -> bool:
        """Whether a row's label begins so."""
        return any(label.startswith(text) for label in self.labels)

    def row(self, text: str, parent: str = "") -> Label | None:
        """The row that a label names, on this side or under this parent head."""
        return next((row for row in self.labels.get(bare(text), ()) if row.parent in ("", parent)), None)


def _under(same: Sequence[Label], over: Sequence[str]) -> Label | None:
    for parent in (*(bare(each) for each in reversed(over)), "") if same else ():
        found = next((label for label in same if label.parent == parent), None)
        if found is not None:
            return found
    return None


@lru_cache(maxsize=4096)
def bare(text: str) -> str:
    """A label without white space and without its ordinal: "二、外交 支出" is "外交支出"."""
    return _ORDINAL.sub("", squeeze(text))


@cache
def form_layouts(folder: Path = FORMS_FOLDER, place: str = "", year: int | None = None) -> dict[Form, FormLayout]:
    """Every form's printed variants, from data/forms, as reports of this place (a division's code) and year print them:
    their own rows before those of any place, and these before other places' and years', which count only where they do
    not contradict each other."""
    return {form: _form_layout(form, folder / f"{form}.csv", place, year) for form in Form}


def _form_layout(form: Form, path: Path, place: str, year: int | None) -> FormLayout:
    parts: dict[str, list[Label]] = {"layout": [], "title": [], "beside": [], "column": [], "row": []}
    for row in read_table(path, _FIELDS):
        if row["part"] not in parts:
            raise row.fault("layouts.unknown-kind", row["part"])
        if row["part"] == "title" and (row["jurisdiction"] or row["first_year"] or row["last_year"]):
            raise row.fault("layouts.title-with-years", row["label"])
        years = int(row["first_year"] or 0), int(row["last_year"] or FOREVER)
        label = Label(row["id"], squeeze(row["parent"]), squeeze(row["label"]), row["jurisdiction"], *years)
        parts[row["part"]].append(label)
    chosen = {part: tuple(_nearest(labels, place, year)) for part, labels in parts.items()}
    kinds = tuple(dict.fromkeys(label.id for label in chosen["layout"]))
    titles, beside = (tuple(label.text for label in chosen[part]) for part in ("title", "beside"))
    columns, rows = chosen["column"], chosen["row"]
    return FormLayout(form, kinds, titles, beside, columns, rows, _by_text(columns), _by_text(rows))


def _by_text(labels: Iterable[Label]) -> dict[str, tuple[Label, ...]]:
    found: dict[str, tuple[Label, ...]] = {}
    for label in labels:
        found[label.text] = (*found.get(label.text, ()), label)
    return found


def _nearest(labels: Sequence[Label], place: str, year: int | None) -> Iterator[Label]:
    """The labels, nearest first. Of those that only other places or years print, none whose meaning differs among them."""
    meanings: dict[tuple[str, str], set[str]] = {}
    for label in labels:
        if label.nearness(place, year) == 2:
            meanings.setdefault((label.text, label.parent), set()).add(label.id)
    for label in sorted(labels, key=lambda label: label.nearness(place, year)):
        if label.nearness(place, year) < 2 or not label.text or len(meanings[label.text, label.parent]) == 1:
            yield label


def title_alone(title: str) -> str:
    """A form's title without what else it names beside the “三公” expenses: any of it, in any order."""
    return _beside().sub(r"\1", title) if "经费" in title else title


@cache
def _beside() -> re.Pattern[str]:
    words = "|".join(sorted((word for each in form_layouts().values() for word in each.beside), key=len, reverse=True))
    return re.compile(rf"(三公[”\"]?经费)(?:支出)?(?:(?:以及|[、，,及和与])*(?:{words}))+等?")


@cache
def performance_labels() -> dict[str, dict[str, str]]:
    """The printed labels of 绩效自评表 by part (key, execution, indicator): squeezed lower-case label → field."""
    labels: dict[str, dict[str, str]] = {"key": {}, "execution": {}, "indicator": {}}
    for row in read_table(FORMS_FOLDER / "performance.csv", _FIELDS):
        labels[row["part"]][squeeze(row["label"]).lower()] = row["id"]
    return labels
