"""Writes the review page of a registered report."""

import subprocess
from collections.abc import Callable
from pathlib import Path

from build_site.desk.page import filled
from build_site.desk.review.leaves import SIGNS, leaves, tables
from build_site.desk.review.reading import Reading, line_id
from build_site.model import InputError, Outcome, Registration, Said
from build_site.package.read import line_place
from build_site.pipeline import Options, extract
from build_site.registers.corrections import read_corrections
from build_site.registers.reports import read_reports
from build_site.render.published import Published
from build_site.run import whole
from build_site.run.house import House

FOLDER = Path("build/review")
_MOST = 12
_SHOWN = (Outcome.DIFFERS, Outcome.NOT_CHECKABLE, Outcome.EXPLAINED, Outcome.ROUNDING, Outcome.EXACT)


def write(root: Path, name: str, folder: Path, say: Callable[[str], None]) -> Path:
    """The page of a report (SLUG/YEAR) as it is now: read again where its file, its corrections or the program have
    changed. Raises InputError for one that is not registered or cannot be read."""
    house = House(root)
    known = {f"{each.slug}/{each.year}": each for each in read_reports(house.reports).items}
    registration = known.get(name.strip("/"))
    if registration is None:
        raise _unknown(name, list(known))
    package = house.package(registration) / "datapackage.json"
    if (root / registration.source_path).is_file() or not package.is_file():
        errors = extract(root, say, Options(only=frozenset((registration.name,))))
        if errors:
            raise errors[0]
    path = folder / f"{registration.name}.html"
    whole.write(path, page(house, registration))
    return path


def page(house: House, registration: Registration) -> str:
    """The whole document, from the report's package as it stands."""
    corrections = tuple(each for name, each in read_corrections(house.corrections).items if name == registration.name)
    reading = Reading(Published(house.package(registration), registration), corrections)
    sheets, why = leaves(reading, house.root, registration)
    counts = reading.published.outcomes
    return filled(
        Path(__file__).parent,
        report=registration,
        outcomes=[(outcome, outcome.zh, counts[outcome]) for outcome in _SHOWN],
        tasks=reading.tasks,
        leaves=sheets,
        why=why,
        is_text=reading.is_text,
        line_id=lambda line: line_id(line_place(line)),
        tables=tables(reading),
        signs=SIGNS,
        corrections=corrections,
    )


def changed_since(root: Path, base: str) -> list[str]:
    """The reports (SLUG/YEAR) whose packages are not what they were at this commit. Raises InputError for no commit."""
    command = ["git", "diff", "-z", "--name-only", "--merge-base", base, "--", "data/packages"]
    done = subprocess.run(command, cwd=root, capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        raise InputError.of("review.unknown-commit", "--since", f"“{base}”: {done.stderr.strip()}")
    names = {"/".join(path.split("/")[2:4]) for path in done.stdout.split("\0") if path}
    return sorted(name for name in names if (root / "data/packages" / name / "datapackage.json").is_file())


def _unknown(name: str, known: list[str]) -> InputError:
    more = f" … and {len(known) - _MOST} more" if len(known) > _MOST else ""
    listed = ", ".join(known[:_MOST]) + more
    return InputError.of(
        "review.unknown-report",
        "data/reports.csv",
        f"“{name}”",
        listed=listed or Said("没有；`build-site add 文件` 加一份", "none; `build-site add FILE` adds one"),
    )
