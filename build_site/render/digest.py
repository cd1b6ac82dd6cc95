"""What the pages above the reports need of one report, kept beside its pages so that they read no package again.

A site of a thousand reports cannot hold a thousand packages in memory, nor read them all when one is added.
"""

import pickle
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from sys import intern

from build_site.model import Outcome, Registration
from build_site.render import catalogue, codes
from build_site.render.measures import Known, classes, measures
from build_site.render.pages.frame import outcome_counts
from build_site.render.publish import dcat
from build_site.render.publish.facts import Dataset
from build_site.render.published import Published, Record, Registered

_SCALE = 90 / 72  # pixels of a page's picture per PDF point, as in card.js
_WIDE, _HIGH, _MORE = 520, 168, 64


@dataclass(frozen=True, slots=True)
class Crop:
    """`picture` below the report's data; the part shown (`shape`, `image` in it), and the cell in it, in per cent of the part
    (left, top, width, height)."""

    page: str
    picture: str
    shape: str
    image: str
    cell: str


def crop_of(report: Published) -> Crop | None:
    """Around the total of the year's expenditure; None where its page has no picture."""
    row = report.row("expenditure", level="total")
    cell_id = f"expenditure/{row['row']}/total" if row else ""
    cell = next((each for each in report.table("cells") if each["cell_id"] == cell_id), None)
    if cell is None or not cell["x0"] or cell["source_page"] not in report.pictured:
        return None
    from PIL import Image

    page = cell["source_page"]
    with Image.open(report.pictures / report.picture(page)) as image:
        width, height = image.size
    x0, top, x1, bottom = (float(cell[name]) * _SCALE for name in ("x0", "top", "x1", "bottom"))
    wide, high = min(_WIDE, width), min(_HIGH, height)
    left = min(max(x1 + _MORE - wide, 0), width - wide)
    above = min(max(bottom + _MORE / 2 - high, 0), height - high)
    inside = _style(
        left=(x0 - left) / wide, top=(top - above) / high, width=(x1 - x0) / wide, height=(bottom - top) / high
    )
    return Crop(
        page, f"pages/{report.picture(page)}", f"aspect-ratio:{wide}/{high}", _style(width=width / wide, left=-left / wide, top=-above / high), inside
    )  # fmt: skip


def _style(**parts: float) -> str:
    return ";".join(f"{name}:{value * 100:.2f}%" for name, value in parts.items())


_OPEN = ("differs", "explained", "not-checkable", "information")


@dataclass(frozen=True, slots=True)
class Digest(Registered):
    """One report in short. `findings`: those a rule's page lists, the ones across reports among them."""

    registration: Registration
    title: str
    version: str
    unit: str
    budget_units: Sequence[str]
    outcomes: Mapping[Outcome, int]
    kinds: Mapping[str, Mapping[str, int]]  # rule → outcome or "information" → how many
    findings: Sequence[Record]
    defects: int  # causes that its differences come from
    coverage: Mapping[str, tuple[str, str]]  # scope of M-COVERAGE → part and whole
    measures: Mapping[str, Known]
    crop: Crop | None  # of the total of the year's expenditure
    classes: Mapping[str, tuple[str, Known]]  # functional class → its name there and the year's expenditure
    uses: Sequence[codes.Use]
    read_by: str
    sha256: str
    sizes: Mapping[str, int]
    dataset: Dataset
    blockers: Sequence[str]


def digest_of(report: Published, sizes: Mapping[str, int], dataset: Dataset, blockers: Sequence[str]) -> Digest:
    """The report in short, with its published files' sizes and what catalogues say of it."""
    findings = report.findings
    kinds: dict[str, Counter[str]] = {}
    for each, checks in report.checks:
        kinds.setdefault(each["rule_id"], Counter())[catalogue.kind(each)] += checks
    return Digest(
        registration=report.registration,
        title=str(report.descriptor.get("title", "")),
        version=str(report.descriptor.get("version", "")),
        unit=report.unit,
        budget_units=[row["name"] for row in report.table("organisation") if row["kind"] == "unit" and row["name"]],
        outcomes=outcome_counts(report),
        kinds={rule: dict(counts) for rule, counts in kinds.items()},
        findings=[_short(each) for each in findings if catalogue.kind(each) in _OPEN],
        defects=len(report.table("defects")),
        coverage={
            each["scope"]: (each["left_value"], each["right_value"])
            for each in findings
            if each["rule_id"] == "M-COVERAGE" and each["left_value"] and each["right_value"]
        },
        measures=measures(report),
        crop=crop_of(report),
        classes=classes(report),
        uses=list(codes.uses(report)),
        read_by=report.read_by,
        sha256=report.sha256,
        sizes=dict(sizes),
        dataset=replace(dataset, files=dcat.told(dataset.files)),
        blockers=list(blockers),
    )


def _short(finding: Record) -> Record:
    return {
        name: finding[name] for name in ("finding_id", "rule_id", "outcome", "reason_code", "message_zh", "message_en")
    }


def keep(digest: Digest, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(pickle.dumps(digest))


def kept(path: Path) -> Digest:
    """A digest that this program kept below build/."""
    found: Digest = pickle.loads(path.read_bytes())  # noqa: S301  # our own file, made by `keep`
    kinds = {intern(rule): _kinds(*counts.items()) for rule, counts in found.kinds.items()}
    return replace(
        found,
        kinds=kinds,
        measures={
            intern(name): each if each.yuan is not None else _known(each) for name, each in found.measures.items()
        },
    )


@cache
def _kinds(*counts: tuple[str, int]) -> Mapping[str, int]:
    """Counts that many rules of many reports share, once."""
    return dict(counts)


@cache
def _known(measure: Known) -> Known:
    """A measure without an amount, which many reports share, once."""
    return measure
