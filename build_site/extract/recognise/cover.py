"""What the cover says: title, department, fiscal year, date."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from build_site.extract.recognise.amounts import UNIT
from build_site.extract.recognise.locate import Located
from build_site.extract.recognise.titles import DATED, YEAR, years_in
from build_site.model import Document, Grid, InputError, Line, Notice, Place, Said
from build_site.registers.personal import MASK
from build_site.text import PRINTED_YEAR, clean, day, publication, squeeze, title_on

_TITLE_END = re.compile(r"(?:部门|单位)?决算(?:公开|报告|情况|说明|信息|文本|报表|[(（].*)*.*$")
_LONGEST_NAME = 100
_FEWEST_FINAL = 5  # forms of final accounts, in a file that calls itself a budget
_UNIT_ONLY = re.compile(rf"(?:人民币)?[(]?{UNIT}.{{0,6}}")
_UNIT_BEHIND = re.compile(
    rf"(?:[(]|(?:金额|计量)?单位[:：(]|金额[:：(]|人民币)[^。]{{0,6}}?{UNIT}[)]?$"
    rf"|[(]?(?:本表|表[内中])?(?:金额|数字)?(?:[以按](?:人民币)?{UNIT}(?:为(?:计量|金额)?单位|计算|列示)"
    rf"|(?:计量|货币)?单位(?:[均都]|统一)?[为是](?:人民币)?{UNIT})[)]?$"
)
_YEAR_BEHIND = re.compile(rf"(?:截[至止])?{PRINTED_YEAR}(?:年度|年(?:[\d]{{1,2}}月(?:[\d]{{1,2}}日)?)?)?$")
"""What stands in the middle of the line over a form, between the department and the unit."""
_DEPARTMENT = re.compile(
    r"^(?:公开|编制|编报|填报|预算)?(?:部门|单位)(?:名称)?(?:[(（][公盖签]?章[)）])?[:：](.{2,40}?)(?:金额单位|单位[:：]|$)"
)
_ROUND_NAME = re.compile(
    rf"^{PRINTED_YEAR}年度?|^(?:[\[(（][\d{MASK}]{{3,}}[\])）]|[\d{MASK}]{{3,}}[-—_]+|[\d{MASK}]{{6,}})|_|[(（][公盖签]章[)）]$"
)
"""An office's code, a year and marks round its name."""
_QUOTED_NAME = re.compile('^[《“"]?([^《》“”"]*)[》”"]?$')
"""All of it in quotes; those in it are of the name (“放管服”改革办公室)."""


@dataclass(frozen=True, slots=True)
class Cover:
    title: str
    department: str
    fiscal_year: int
    published: date | None


def read_cover(
    document: Document,
    cover: Sequence[Line],
    site: Sequence[Line],
    located: Sequence[Located],
    given: int | None = None,
    notices: list[Notice] | None = None,
) -> Cover:
    """Title, department and year, from the cover and the lines over the forms, the day also from what a `site` puts there;
    the year `given` where neither names one and the text does mention it. Where cover and forms name different years,
    `notices` says so.

    Raises InputError where neither names a fiscal year or a department."""
    over = _department(document)
    title = title_on((clean(line.text) for line in cover), over)
    year = _year(title, located)
    if year is None:
        alone = [squeeze(line.text).strip("()") for line in cover]
        year = next((years_in(text)[0] for text in alone if YEAR.fullmatch(text)), None)
    if year is None and given is not None and any(given in years_in(line.text) for line in document.transcript):
        year = given
    if year is None:
        raise InputError.of(
            "report.no-year",
            document.file,
            f"“{title}”" if title else Said("没有", "nothing"),
            place=cover[0].place if cover else None,
        )
    forms = _year("", located)
    if forms not in (None, year):
        both = f"封面写 {year} 年，表上写 {forms} 年，", f"The cover says {year}, the forms say {forms}: "
        if _names_more(document, forms, year):
            year, words = forms, Said(f"{both[0]}取表和正文的年度", f"{both[1]}the year of forms and text is taken")
        else:
            words = Said(f"{both[0]}取封面的年度", f"{both[1]}the cover's year is taken")
        if notices is not None:
            notices.append(Notice(words, cover[0].place if cover else Place()))
    department = over or _department_in(title)
    if not department or len(department) > _LONGEST_NAME:
        said = f"“{(department or title)[:40]}…”"
        raise InputError.of(
            "report.no-department",
            document.file,
            place=cover[0].place if cover else Place(line=1),
            longest_name=_LONGEST_NAME,
            length=len(department),
            said=said,
        )
    days = (publication([line.text for line in lines]) for lines in (cover, site))
    return Cover(title or f"{department}{year}年度部门决算", department, year, next(filter(None, days), None))


def refuse_budget(document: Document, cover: Sequence[Line], located: Sequence[Located]) -> None:
    """Raises InputError for a budget, which has other forms and another meaning than final accounts."""
    lines = cover[:6] or document.transcript[:12]
    head = squeeze("".join(line.text for line in lines))
    final = sum("决算" in form.title for form in located)
    if "预算" in head and "决算" not in head and final < _FEWEST_FINAL:
        raise InputError.of(
            "report.budget",
            document.file,
            place=document.transcript[0].place if document.transcript else None,
            head=head[:40],
        )


def _year(title: str, located: Sequence[Located]) -> int | None:
    """The year in the title, else the one in most forms' titles, else in the lines over them."""
    found = years_in(title)
    if found:
        return found[0]
    around = [line.text for form in located for line in form.around]
    dated = [text for text in around if not (DATED.search(text) or day(text))]
    for texts in ([form.title for form in located], dated):
        years = Counter(year for text in texts for year in years_in(text)[:1])
        best = years.most_common(2)
        if len(best) == 1 or (best and best[0][1] > best[1][1]):
            return best[0][0]
    return None


def _names_more(document: Document, year: int, other: int) -> bool:
    """Whether the text names a year more often than another."""
    named = Counter(each for line in document.transcript for each in years_in(line.text))
    return named[year] > named[other]


def _department(document: Document) -> str:
    """The name over most forms (“部门：…”, “编制单位：…”)."""
    names: Counter[str] = Counter()
    for line in _lines(document):
        found = _DEPARTMENT.match(squeeze(line))
        name = _ROUND_NAME.sub("", _YEAR_BEHIND.sub("", _UNIT_BEHIND.sub("", found[1]))) if found else ""
        name = _QUOTED_NAME.sub(r"\1", name)
        if name and not _UNIT_ONLY.fullmatch(name):
            names[name] += 1
    return names.most_common(1)[0][0] if names else ""


def _lines(document: Document) -> Iterable[str]:
    for block in document.blocks:
        if isinstance(block, Grid):
            for row in block.rows[:3]:
                filled = [cell.text for cell in row if cell.text.strip()]
                if len(filled) <= 3:
                    yield from filled
        else:
            yield block.text


def _department_in(title: str) -> str:
    name = _TITLE_END.sub("", re.sub(r"^关于", "", title), count=1)
    name = re.sub(rf"{PRINTED_YEAR}(?:年度|年)?", "", name).replace("()", "")
    name = name.strip("的 -—")
    return re.sub(r"^(.{4,}).*\1$", r"\1", name)  # a running head with the same name stands over the title
