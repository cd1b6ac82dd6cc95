"""Where things of a report stand on the site, and the links there. `base` leads from the current page to the report's
own folder."""

from __future__ import annotations

from markupsafe import Markup

from build_site.model import State
from build_site.render.html import grouped, identifier, text
from build_site.render.published import Cell, Published, Record

_LINK = Markup('<a href="{}">{}</a>')
_NUMBER = Markup('<a href="{}" class="n">{}</a>')
_PLACE = Markup('<a href="{}" class="place">{}</a>')
_NO_DATA = Markup('<span class="no-data">无数据</span>')
_STATE = Markup(
    '<span class="state {}"><span aria-hidden="true">{}</span><span class="visually-hidden">{}</span></span>'
)


def link(href: str, words: str) -> Markup:
    return _LINK.format(href, text(words))


def place(base: str, page: str, line: str) -> str:
    """The address of a place of the source page: a line of a text or a page of a PDF."""
    return f"{base}source/#L{line}" if line else f"{base}source/#p{page}" if page else f"{base}source/"


def place_words(page: str, line: str) -> str:
    return f"第{line}行" if line else f"第{page}页" if page else "原文"


def source(base: str, record: Record, words: str = "") -> Markup:
    """A link to the place a record was read from: "原文第12行"."""
    page, line = record.get("source_page", ""), record.get("source_line", "")
    cell = f"{record['source_sheet']}!{record['source_cell']}" if record.get("source_sheet") else ""
    said = words or (f"原文{cell or place_words(page, line)}" if page or line else "原文")
    return _PLACE.format(place(base, page, line), text(said))


def pdf(report: Published, data: str, page: str = "") -> str:
    """The report as a PDF, at a page: our copy below `data`, else the publisher's; empty where neither is one."""
    url = report.registration.url
    official = url if url.startswith(("https://", "http://")) and url.lower().endswith(".pdf") else ""
    address = f"{data}report.pdf" if report.has_pdf else official
    return f"{address}#page={page}" if address and page else address


def cell(base: str, found: Cell) -> str:
    return f"{base}{found.form}/#{found.anchor}"


def number(base: str, found: Cell | None) -> Markup:
    """An amount in a sentence, linked to its cell."""
    if found is None or found.value is None:
        return _NO_DATA
    return _NUMBER.format(cell(base, found), grouped(found.value))


def claim(base: str, record: Record, words: str = "") -> Markup:
    """A number as the narrative states it, linked to its sentence."""
    shown = words or record["printed"] + ("" if record["unit"] in record["printed"] else record["unit"])
    return _NUMBER.format(f"{base}narrative/#{identifier(record['claim_id'])}", text(shown))


def amount(base: str, found: Cell) -> Markup:
    """The content of an amount's table cell, linked to the line it was read from; every state has its own look."""
    if found.value is not None:
        return link(place(base, found.page, found.line), grouped(found.value))
    if found.state is State.BLANK:
        return Markup()  # the style sheet puts the sign there: most cells of a form are blank
    return _STATE.format(found.state, found.state.sign, found.state.zh)


def operand(base: str, report: Published, reference: str) -> str:
    """The page of one side of a finding: `form/row/field`, a claim, or another resource's record; else empty."""
    form, _, rest = reference.partition("/")
    if form in report.forms() and rest.count("/") == 1:
        row, field = rest.split("/")
        return f"{base}{form}/#r{identifier(row)}-{identifier(field)}"
    if any(each["claim_id"] == reference for each in report.table("claims")):
        return f"{base}narrative/#{identifier(reference)}"
    return ""
