"""The two register rows of a new report: what its cover says, what is given, and nothing guessed silently."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from build_site.desk.add.propose import Divisions, Guess, ascii_name, full_name, guess_division, pinyin, read_divisions
from build_site.extract.parse.several import is_several
from build_site.model import Department, InputError, Registration, Report
from build_site.registers.reports import SLUG, WEB, day, sha256_of

_NAMED = re.compile(r"(\d{6}-[a-z0-9]+(?:-[a-z0-9]+)*?)(?:-(?:19|20)\d{2})?")
_KINDS = {"text": "txt", "ocr": "pdf"}
"""How a report's file is called by what it was read as; else by that itself (xlsx, docx …)."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What the person adding the report says; empty: to be read from the report."""

    slug: str = ""
    name: str = ""
    name_en: str = ""
    division: str = ""
    year: int | None = None
    url: str = ""
    published: str = ""
    retrieved: str = ""
    publish_file: bool = False
    pages: str = ""

    def __post_init__(self) -> None:
        """Raises InputError for an answer that no report could have."""
        for option, value, fits, expected in (
            ("--slug", self.slug, SLUG.fullmatch, "a division code and an ASCII name (420116-data-resource-center)"),
            ("--division", self.division, re.compile("[0-9]{6}").fullmatch, "a division code of six digits"),
            ("--url", self.url, WEB.fullmatch, "an address that begins with http:// or https://"),
            ("--published", self.published, day, "a date of the calendar, not to come (2024-10-11)"),
            ("--retrieved", self.retrieved, day, "a date of the calendar, not to come (2024-10-11)"),
        ):
            if value and not fits(value):
                raise InputError(option, expected, f"“{value}”", "Correct the option.")


@dataclass(frozen=True, slots=True)
class Rows:
    """A report's row of data/reports.csv, its department's of data/departments.csv, and how each part was arrived at."""

    registration: Registration
    department: Department
    proposals: list[str]


def rows(known: Mapping[str, Department], path: Path, report: Report, answers: Answers) -> Rows:
    """The rows of a report read from this file, beside the departments that are known by their slugs.

    Raises InputError for an answer that is wrong, or missing where nothing can be guessed."""
    proposals: list[str] = []
    name = answers.name or report.department
    proposals.append(f"department  {name}  ({'as given' if answers.name else 'from the report'})")
    year = answers.year or report.fiscal_year
    if year != report.fiscal_year:
        raise InputError(
            path.name,
            f"the final accounts of {year}",
            f"those of {report.fiscal_year}: “{report.title}”",
            "Check --year.",
        )
    proposals.append(f"year        {year}  (from “{report.title}”)")
    slug = answers.slug or _slug_in(path, proposals)
    same = [each for each in known.values() if each.name == name]
    if not slug and len(same) == 1:
        slug = same[0].slug
        proposals.append(f"slug        {slug}  (this department is registered)")
    if slug in known:
        department = known[slug]
        if department.name != name and not answers.name:
            raise InputError(
                path.name,
                f"a report of {department.name}, which {slug} is",
                f"one of {name}",
                f"Give another --slug; or, where the department was renamed, confirm it: --name {name}",
            )
    else:
        department = _new(report, answers, name, slug, proposals)
    published = answers.published or (report.published.isoformat() if report.published else "")
    proposals.append(f"published   {published or '—'}  ({_source(answers.published, bool(report.published))})")
    kind = "" if path.is_dir() else ".zip" if is_several(path) else f".{_KINDS.get(report.read_by, report.read_by)}"
    if report.pages:
        proposals.append(f"file        {_fate(report, publish=answers.publish_file)}")
    elif answers.publish_file:
        raise InputError(
            "--publish-file", "a PDF", path.name, "Leave the option out; what is read of another file is published."
        )
    registration = Registration(
        slug=department.slug,
        year=year,
        title=report.title,
        department=name,
        division_code=department.division_code,
        source_path=f"data/sources/{department.slug}/{year}/report{kind}",
        url=answers.url,
        sha256=sha256_of(path),
        published=published,
        retrieved=answers.retrieved,
        publish_file="yes" if answers.publish_file else "",
        pages=answers.pages,
    )
    return Rows(registration, department, proposals)


def _source(given: str, printed: bool) -> str:
    return "as given" if given else "from the cover" if printed else "no date on the cover; give --published if known"


def _fate(report: Report, *, publish: bool) -> str:
    """What becomes of a PDF beside its data."""
    if publish and (report.withheld or report.unrecognised):
        held = f"personal data stand in {report.withheld} places of it, unrecognised text in {report.unrecognised}"
        return f"not published, though asked for: {held}"
    return (
        "published as a clean copy" if publish else "not published (--publish-file publishes it where that is allowed)"
    )


def _slug_in(path: Path, proposals: list[str]) -> str:
    """A slug given as the file's name (420116-data-resource-center-2023.pdf), as in the inbox."""
    found = _NAMED.fullmatch(path.stem)
    if not found or found[1][:6] not in read_divisions():
        return ""
    proposals.append(f"slug        {found[1]}  (from the file's name)")
    return found[1]


def _new(report: Report, answers: Answers, name: str, slug: str, proposals: list[str]) -> Department:
    """The row of a department that is not registered yet."""
    divisions = read_divisions()
    wanted = answers.division or slug[:6]
    if slug and wanted != slug[:6]:
        raise InputError(
            "--slug", f"a slug that begins with the division {wanted}", f"“{slug}”", "Correct one of the two."
        )
    if re.search("XX|××|某某", name) and not answers.name:
        remedy = f"Add the report that is filled in; if this is its name all the same, confirm it: --name {name}"
        raise InputError("the cover", "a department's name", f"a template's: “{name}”", remedy)
    if wanted:
        if wanted not in divisions:
            raise InputError(
                "data/codelists/divisions/divisions.csv", f"the division {wanted}", "no such code", "Check the code."
            )
        guesses = guess_division(name, report.fiscal_year, (), divisions)
        rest = next((guess.rest for guess in guesses if guess.division.code == wanted), name)
        _require_place(wanted, name, guesses, divisions, given=bool(answers.name))
        how = "as given" if answers.division else "from the slug"
        proposals.append(f"division    {wanted} {full_name(wanted, divisions)}  ({how})")
    else:
        wanted, rest = _division(report, name, divisions, proposals)
    if not slug:
        words = ascii_name(answers.name_en)
        slug = f"{wanted}-{words or pinyin(rest)}"
        how = "from --name-en" if words else "pinyin of the name; --slug or --name-en gives a better one"
        proposals.append(f"slug        {slug}  (proposed, {how})")
        if not SLUG.fullmatch(slug):
            raise InputError(name, "a name that gives a slug", f"“{slug}”", "Give --slug or --name-en.")
    if not answers.name_en:
        proposals.append("NOTE        no English name: give --name-en, or fill it in in data/departments.csv")
    return Department(slug, name, answers.name_en, wanted, "", "")


def _require_place(wanted: str, name: str, guesses: Sequence[Guess], divisions: Divisions, *, given: bool) -> None:
    """A division that is not where the name says is a slip, unless the name was given with it."""
    places = {guess.division.code for guess in guesses}
    if given or not places or wanted in places:
        return
    found = ", ".join(f"{code} {full_name(code, divisions)}" for code in sorted(places)[:6])
    raise InputError(
        "--division", f"the place that the name begins with: {found}", f"{wanted} {full_name(wanted, divisions)}",
        f"Correct --division or --slug; if it is right all the same, confirm it: --name {name}",
    )  # fmt: skip


def _division(report: Report, name: str, divisions: Divisions, proposals: list[str]) -> tuple[str, str]:
    text = (line.text for line in report.lines)
    guesses = guess_division(name, report.fiscal_year, text, divisions)
    if len(guesses) != 1:
        found = ", ".join(f"{g.division.code} {full_name(g.division.code, divisions)}" for g in guesses[:6])
        raise InputError(
            name, "a department's name that begins with its place", found or "no place that the code list knows",
            "Give --division CODE (data/codelists/divisions/divisions.csv) or --slug.",
        )  # fmt: skip
    guess = guesses[0]
    proposals.append(
        f"division    {guess.division.code} {full_name(guess.division.code, divisions)}  (proposed: {guess.reason})"
    )
    return guess.division.code, guess.rest
