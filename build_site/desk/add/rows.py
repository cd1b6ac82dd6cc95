"""The two register rows of a new report: what its cover says, what is given, and nothing guessed silently."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from build_site.desk.add.propose import Divisions, Guess, ascii_name, full_name, guess_division, pinyin, read_divisions
from build_site.extract.parse.several import is_several
from build_site.model import Department, InputError, Registration, Report, Said
from build_site.registers.reports import A_CODE, A_SLUG, SLUG, WEB, day, sha256_of
from build_site.render.words import office_en

_DIVISION = "区划 division"
_NAMED = re.compile(r"(\d{6}-[a-z0-9]+(?:-[a-z0-9]+)*?)(?:-(?:19|20)\d{2})?")
_A_DAY = Said("日历上已到的日子（2024-10-11）", "a date of the calendar, not to come (2024-10-11)")
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
            ("--slug", self.slug, SLUG.fullmatch, A_SLUG),
            ("--division", self.division, re.compile("[0-9]{6}").fullmatch, A_CODE),
            ("--url", self.url, WEB.fullmatch, Said("以 http:// 或 https:// 开头的网址", "an address that begins with http:// or https://")),
            ("--published", self.published, day, _A_DAY),
            ("--retrieved", self.retrieved, day, _A_DAY),
        ):  # fmt: skip
            if value and not fits(value):
                raise InputError(option, expected, f"“{value}”", Said("请改正这个选项。", "Correct the option."))


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
    how = _GIVEN if answers.name else Said("报告所写", "from the report")
    proposals.append(_proposal("部门 department", name, how))
    year = answers.year or report.fiscal_year
    if year != report.fiscal_year:
        raise InputError.of("add.other-year", path.name, year=year, printed=report.fiscal_year, title=report.title)
    proposals.append(_proposal("年度 year", str(year), f"“{report.title}”"))
    slug = answers.slug or _slug_in(path, proposals)
    same = [each for each in known.values() if each.name == name]
    if not slug and len(same) == 1:
        slug = same[0].slug
        proposals.append(_proposal("短名 slug", slug, Said("部门已登记", "this department is registered")))
    if slug in known:
        department = known[slug]
        if department.name != name and not answers.name:
            raise InputError.of("add.other-department", path.name, known=department.name, slug=slug, name=name)
    else:
        department = _new(report, answers, name, slug, proposals)
    published = answers.published or (report.published.isoformat() if report.published else "")
    proposals.append(_proposal("公布 published", published or "—", _source(answers.published, bool(report.published))))
    kind = "" if path.is_dir() else ".zip" if is_several(path) else f".{_KINDS.get(report.read_by, report.read_by)}"
    if report.pages:
        proposals.append(_proposal("原件 file", _fate(report, publish=answers.publish_file).both))
    elif answers.publish_file:
        raise InputError.of("add.no-pdf", "--publish-file", path.name)
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


_GIVEN = Said("照给的", "as given")


def _proposal(what: str, value: str, how: str = "") -> str:
    """A line that says what was taken and why, in both languages."""
    why = how.both if isinstance(how, Said) else how
    return f"{what}  {value}" + (f"  ({why})" if why else "")


def _source(given: str, printed: bool) -> Said:
    if given:
        return _GIVEN
    if printed:
        return Said("封面所写", "from the cover")
    return Said("封面没有日期，知道的请给 --published", "no date on the cover; give --published if known")


def _fate(report: Report, *, publish: bool) -> Said:
    """What becomes of a PDF beside its data."""
    if publish and (report.withheld or report.unrecognised):
        n, m = report.withheld, report.unrecognised
        held = f"personal data stand in {n} places of it, unrecognised text in {m}"
        return Said(
            f"不公布（虽要求公布）：有 {n} 处个人信息、{m} 处没有认出的文字", f"not published, though asked for: {held}"
        )
    if publish:
        return Said("公布清理过的副本", "published as a clean copy")
    return Said(
        "不公布（可以转载的用 --publish-file）", "not published (--publish-file publishes it where that is allowed)"
    )


def _slug_in(path: Path, proposals: list[str]) -> str:
    """A slug given as the file's name (420116-data-resource-center-2023.pdf), as in the inbox."""
    found = _NAMED.fullmatch(path.stem)
    if not found or found[1][:6] not in read_divisions():
        return ""
    proposals.append(_proposal("短名 slug", found[1], Said("文件名所写", "from the file's name")))
    return found[1]


def _new(report: Report, answers: Answers, name: str, slug: str, proposals: list[str]) -> Department:
    """The row of a department that is not registered yet."""
    divisions = read_divisions()
    wanted = answers.division or slug[:6]
    if slug and wanted != slug[:6]:
        raise InputError.of("add.slug-elsewhere", "--slug", f"“{slug}”", wanted=wanted)
    if re.search("XX|××|某某", name) and not answers.name:
        raise InputError.of("add.template", Said("封面", "the cover"), name=name)
    if wanted:
        if wanted not in divisions:
            raise InputError.of("add.unknown-division", "data/codelists/divisions/divisions.csv", wanted=wanted)
        guesses = guess_division(name, report.fiscal_year, (), divisions)
        rest = next((guess.rest for guess in guesses if guess.division.code == wanted), name)
        _require_place(wanted, name, guesses, divisions, given=bool(answers.name))
        how = _GIVEN if answers.division else Said("短名所写", "from the slug")
        proposals.append(_proposal(_DIVISION, f"{wanted} {full_name(wanted, divisions)}", how))
    else:
        wanted, rest = _division(report, name, divisions, proposals)
    if not slug:
        given, kind = ascii_name(answers.name_en), ascii_name(office_en(wanted, name))
        slug = f"{wanted}-{given or kind or pinyin(rest)}"
        if given:
            how = Said("提议，取自 --name-en", "proposed, from --name-en")
        elif kind:
            how = Said("提议，这种部门的英文名", "proposed, what departments of its kind are called")
        else:
            how = Said(
                "提议，名称的拼音；--slug 或 --name-en 可给更好的",
                "proposed, pinyin of the name; --slug or --name-en gives a better one",
            )
        proposals.append(_proposal("短名 slug", slug, how))
        if not SLUG.fullmatch(slug):
            raise InputError.of("add.no-slug", name, f"“{slug}”")
    if not answers.name_en and not office_en(wanted, name):
        note = Said(
            "没有英文名：请给 --name-en，或填在 data/departments.csv",
            "no English name: give --name-en, or fill it in in data/departments.csv",
        )
        proposals.append(_proposal("注意 NOTE", note.both))
    return Department(slug, name, answers.name_en, wanted, "", "")


def _require_place(wanted: str, name: str, guesses: Sequence[Guess], divisions: Divisions, *, given: bool) -> None:
    """A division that is not where the name says is a slip, unless the name was given with it."""
    places = {guess.division.code for guess in guesses}
    if given or not places or wanted in places:
        return
    found = ", ".join(f"{code} {full_name(code, divisions)}" for code in sorted(places)[:6])
    raise InputError.of(
        "add.other-place", "--division", f"{wanted} {full_name(wanted, divisions)}", got=found, name=name
    )


def _division(report: Report, name: str, divisions: Divisions, proposals: list[str]) -> tuple[str, str]:
    text = (line.text for line in report.lines)
    guesses = guess_division(name, report.fiscal_year, text, divisions)
    if len(guesses) != 1:
        found = ", ".join(f"{g.division.code} {full_name(g.division.code, divisions)}" for g in guesses[:6])
        raise InputError.of(
            "add.no-place", name, found or Said("代码表里没有的地方", "no place that the code list knows")
        )
    guess = guesses[0]
    place = f"{guess.division.code} {full_name(guess.division.code, divisions)}"
    proposals.append(_proposal(_DIVISION, place, guess.reason))
    return guess.division.code, guess.rest
