"""Where things of a report stand on the site, and the links there. `base` leads from the current page to the report's
own folder."""

import posixpath
import re

from build_site.model import Place
from build_site.package.read import place_of
from build_site.reconcile.tables import apart
from build_site.render.html import identifier
from build_site.render.published import Cell, Published, Record

PAGES = ("", "forms", "text", "audit", "performance", "downloads")
"""The six pages of a report: the overview, and what stands below it."""
_LINK = re.compile(r'<a (?![^>]*hreflang)([^>]*?href="([^"#?:]+)[^"]*"[^>]*)>')
_NO_ID = re.compile(r"[\s\"'#%&<>]")  # what an id, or an address, cannot have as it is


def address(base: str, page: str = "", anchor: str = "") -> str:
    """One of a report's PAGES, at an anchor of it: every link into a report is made here.

    >>> address("../", "forms", "expenditure"), address("departments/x/2024/")
    ('../forms/#expenditure', 'departments/x/2024/')
    """
    if page not in PAGES:
        raise ValueError(f"a report has no page “{page}”")
    return f"{base}{page}{'/' if page else ''}{f'#{anchor}' if anchor else ''}" or "./"


def form(base: str, name: str) -> str:
    return address(base, "forms", name)


def anchor(found: Place) -> str:
    """The id of a place on the page of the text: `p3`, `L12`, `GK01-B6`, of several files `01.xls-Sheet1-B6`; card.js has it
    too."""
    within = f"p{found.page}" if found.page else found.cell if found.sheet else f"L{found.line}" if found.line else ""
    return _NO_ID.sub("_", "-".join(filter(None, (found.file, found.sheet, within))))


def claim_address(base: str, claim_id: str) -> str:
    return address(base, "text", identifier(claim_id))


def term(base: str, index: int) -> str:
    """The address of an entry of the report's glossary, counted from 1."""
    return address(base, "text", f"t{index}")


def finding(base: str, finding_id: str) -> str:
    return address(base, "audit", identifier(finding_id))


def place(base: str, record: Record) -> str:
    """The address of a record's place in the report's text."""
    return address(base, "text", anchor(place_of(record)))


def place_words(record: Record) -> str:
    """`第12行`, `第3页`, `第3张表第8行第2格`, `GK01!B6`; 原文 where a record has no place."""
    found = place_of(record)
    return (found.zh if found.sheet or found.file else found.zh.replace(" ", "")) or "原文"


def pdf(report: Published, data: str) -> str:
    """The report as a PDF: our copy below `data`, else the publisher's; empty where neither is one."""
    url = report.registration.url
    official = url if url.startswith(("https://", "http://")) and url.lower().endswith(".pdf") else ""
    return f"{data}report.pdf" if report.has_pdf else official


def cell(base: str, found: Cell) -> str:
    return address(base, "forms", found.anchor)


def operand(base: str, report: Published, reference: str) -> str:
    """The page of one side of a finding: `form/row/field`, `slug/year/form/row/field` of another report, a claim, or another
    resource's record; else empty."""
    other, reference = apart(reference)
    base = f"{base}../../{other}/" if other else base
    name, _, rest = reference.partition("/")
    if name in report.forms() and rest.count("/") == 1:
        row, field = rest.split("/")
        return address(base, "forms", f"{name}-r{identifier(row)}-{identifier(field)}")
    if any(each["claim_id"] == reference for each in report.table("claims")):
        return claim_address(base, reference)
    return ""


def told_chinese(page: str, path: str) -> str:
    """The page at `path` below the site's root (en/places/310107/index.md) with every link to a page in Chinese marked as such:
    the style sheet writes "(Chinese)" behind it, but for numbers, which it would crowd: of them every page's foot says it."""
    folder = posixpath.dirname(path)

    def mark(found: re.Match[str]) -> str:
        own, target = found[1], posixpath.normpath(posixpath.join(folder, found[2]))
        if target.split("/")[0] == "en" or "." in posixpath.basename(target):
            return found[0]
        return f'<a {own} hreflang="zh">'

    return _LINK.sub(mark, page)
