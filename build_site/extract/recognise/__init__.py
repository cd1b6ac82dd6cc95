"""A Document becomes a Report: forms by their titles, the narrative with its numbers, the annexes. Knows no files."""

from collections.abc import Sequence

from build_site.extract.recognise.beside import with_what_stands_beside
from build_site.extract.recognise.chapters import glossary, key_work, organisation
from build_site.extract.recognise.claims import bind
from build_site.extract.recognise.cover import read_cover, refuse_budget
from build_site.extract.recognise.disclosures import extract as extract_disclosures
from build_site.extract.recognise.execution import extract as extract_execution
from build_site.extract.recognise.extra import extra_tables, resembling
from build_site.extract.recognise.files import in_order
from build_site.extract.recognise.forms import (
    commonest_unit,
    doubted_as,
    if_most_are_astray,
    missing,
    read_form,
    with_hidden_cells,
    with_notes,
    with_odd_decimals,
    with_units,
)
from build_site.extract.recognise.forms.table import Reading
from build_site.extract.recognise.grids import without_seams
from build_site.extract.recognise.locate import Located, among, apart, locate
from build_site.extract.recognise.outline import Outline, contents_range, outline
from build_site.extract.recognise.performance import read_performance
from build_site.extract.recognise.publish import only_recognised, only_said
from build_site.extract.recognise.titles import form_of
from build_site.extract.recognise.twice import of_year, refuse_two_reports
from build_site.model import (
    Document,
    Form,
    FormState,
    Grid,
    InputError,
    Line,
    Notice,
    Paragraph,
    Report,
    Said,
    Statement,
)
from build_site.registers.forms import form_layouts

__all__ = ["recognise"]


def recognise(document: Document, division: str = "", year: int | None = None) -> Report:
    """The report that a document prints. `division` (its code) chooses the layouts of its forms; `year` helps
    where the year stands only somewhere in the text.

    Raises InputError for a document without any of the nine forms, a budget, two reports in one file, a form cut off at
    the end of the file, an amount too long to be one, and where year or department cannot be found."""
    notices = [Notice(text, place) for text, place in document.remarks]
    printed = in_order(apart(without_seams(document)), notices)
    document, left_out = only_said(printed)
    contents = contents_range(document)
    located = locate(document, contents, notices)
    text = outline(document, contents, located)
    refuse_budget(document, text.cover, located)
    _refuse_without_forms(document, located)
    cover = read_cover(document, text.cover, text.site, located, year, notices)
    located, unsure = of_year(located, cover.fiscal_year, notices)
    refuse_two_reports(document, located, notices)
    _refuse_cut_off(document, contents, located)
    layouts = form_layouts(place=division, year=cover.fiscal_year)
    reading = Reading(
        document.file, cover.fiscal_year, refuse=document.read_by == "text", ocr_pages=frozenset(document.ocr_pages)
    )
    found = {form.form: read_form(form, layouts[form.form], reading) for form in located}
    forms = frozenset[int]().union(*(form.grids for each in located for form in (each, *each.repeats)))
    alike = resembling(document, forms, [form for form in Form if form not in found], layouts)
    found |= {form: Statement(form, FormState.NOT_READ, place=told.place) for form, told in alike.items()}
    notices += alike.values()
    narrative = _narrative(text)
    notices += reading.notices
    read = [doubted_as("twice" * (f in unsure), found.get(f) or missing(f, document, cover.fiscal_year)) for f in Form]
    read = if_most_are_astray(read)
    read = with_odd_decimals(with_notes(read, among(located, document)))
    read = with_what_stands_beside(printed, document, read, layouts, notices, forms)
    read = with_hidden_cells(document, read)
    statements = with_units(read, [paragraph.text for paragraph in narrative], notices)
    claims = bind(narrative, cover.fiscal_year, cover.department)
    projects, indicators = read_performance(document, text.grid_section)
    report = Report(
        title=cover.title,
        department=cover.department,
        fiscal_year=cover.fiscal_year,
        published=cover.published,
        unit=commonest_unit(statements),
        statements=statements,
        extra_tables=extra_tables(document, forms),
        sections=text.sections,
        claims=claims,
        budget_execution=extract_execution(narrative, claims),
        disclosures=extract_disclosures(narrative, claims, cover.fiscal_year),
        key_work=key_work(document, text),
        performance_projects=projects,
        performance_indicators=indicators,
        glossary=glossary(text),
        organisation=organisation(document, text),
        lines=document.transcript,
        notices=(*notices, *_irregular(document)),
        withheld=document.withheld,
        pages=document.pages,
        pdf_title=document.title,
        pdf_tagged=document.tagged,
        read_by=document.read_by,
    )
    return only_recognised(report, document, forms, left_out)


def _refuse_without_forms(document: Document, located: Sequence[Located]) -> None:
    """A document without a table under a form's title is no report, or not the whole of one."""
    if any(form.grid is not None for form in located):
        return
    first = Form.REVENUE_AND_EXPENDITURE.zh
    expected = Said(
        f"部门决算公开九张表中的至少一张（{first}等）", f"at least one of the nine forms of 部门决算公开 ({first} …)"
    )
    found = [Said("没有一张表的标题下面有表格", "none of their titles with a table under it")]
    remedy = Said(
        "请检查文件是不是完整的报告，包括附表；由 PDF 转成的文字分不清各栏的，请直接给出 PDF。",
        "Check that the file is the whole report, tables included; where a text made from a PDF does not tell its columns apart, give the PDF itself.",
    )
    if document.attached:
        names = "；".join(each[-1] for each in document.attached[:20]) + "……" * (len(document.attached) > 20)
        found.append(
            Said(f"网页链接的附件没有给出：{names}", f"the page links attachments that were not given: {names}")
        )
        remedy = Said("请把附件与网页一起给出。", "Give these files together with the page.")
    place = document.transcript[0].place if document.transcript else None
    if document.unread and not document.pages and document.remarks:  # why nothing could be read
        found.append(document.remarks[0][0])
        place = document.remarks[0][1] if document.transcript else None
    said = Said("；".join(each.zh for each in found), "; ".join(found))
    raise InputError(document.file, expected, said, remedy, place)


def _refuse_cut_off(document: Document, contents: range, located: Sequence[Located]) -> None:
    """A text that ends inside a form was cut off: what is missing cannot be told from what is blank.

    (A damaged PDF does not open at all.)"""
    last = next((form for form in located if form.grid_index == len(document.blocks) - 1), None)
    if document.read_by != "text" or last is None or last.grid is None:
        return
    row = last.grid.rows[-1]
    listed = {form_of(block.text) for index in contents if isinstance(block := document.blocks[index], Line)}
    unfinished = len(row) < max(len(other) for other in last.grid.rows[:-1])
    if unfinished or not contents or listed - {None} - {form.form for form in located}:
        said = " ".join(cell.text for cell in row if cell.text)[:40]
        raise InputError.of("report.cut-off", document.file, place=row[0].place, title=last.title, said=said)


def _narrative(text: Outline) -> tuple[Paragraph, ...]:
    """The paragraphs outside the forms' own sections."""
    forms = {section.section_id for section in text.sections if section.form}
    return tuple(paragraph for paragraph in text.paragraphs if paragraph.section_id not in forms)


def _irregular(document: Document) -> tuple[Notice, ...]:
    return tuple(
        Notice(Said("这张表的表格线看不清各格", "The rulings of this table leave doubts about its cells."), block.place)
        for block in document.blocks
        if isinstance(block, Grid) and not block.regular
    )
