"""One report: from its file to what was read of it, the pictures of its forms, and a second reading where sums do not
come out."""

import shutil
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from build_site.extract.parse.withhold import MASK
from build_site.extract.recognise import recognise
from build_site.model import (
    Document,
    Finding,
    InputError,
    Notice,
    Outcome,
    Place,
    Registration,
    Report,
    Said,
    Statement,
)


def read(
    source: Path, registration: Registration, progress: Callable[[int, int], None] | None = None
) -> tuple[Document, Report]:
    """The registered report in a file. Raises InputError where it cannot be read, or is another year's."""
    from build_site.extract.parse import parse
    from build_site.extract.parse.part import part

    try:
        document = part(parse(source, progress), registration.pages)
        report = recognise(document, registration.division_code, registration.year)
    except InputError as error:
        error.file = registration.source_path  # the rooms know the file's name, not where it stands
        raise
    if report.fiscal_year != registration.year:
        raise InputError.of(
            "report.other-year",
            registration.source_path,
            year=registration.year,
            printed=report.fiscal_year,
            title=report.title,
        )
    return document, report


def with_copy(source: Path, registration: Registration, report: Report, copy: Path) -> Report:
    """The report; and its PDF as a clean copy where the register says that it is to be published and nothing was withheld of
    it. Where there can be none, a notice says so, and the publisher's address is linked."""
    if registration.publish_file != "yes" or report.pages is None or report.withheld or report.unrecognised:
        return report
    from build_site.extract.parse.pdf.clean import clean_copy
    from build_site.extract.parse.pdf.pictures import holds_personal
    from build_site.extract.parse.several import files

    with files(source) as found:
        if holds_personal(found[""]):
            why = Said("它的图片里有个人信息", "its pictures hold personal data")
        elif not clean_copy(found[""], copy, report.pages):
            why = Said("文件损坏或加密，做不出清理过的副本", "it is damaged or locked, so that it cannot be cleaned")
        else:
            return report
    told = Said(
        f"登记要求公布的原件不公布，改为链接到发布单位的网址：{why.zh}",
        f"the PDF, which was to be published, is not; the publisher's address is linked instead: {why}",
    )
    return replace(report, notices=(*report.notices, Notice(told)))


def draw(source: Path, document: Document, report: Report, folder: Path, copy: Path) -> None:
    """Pictures of a PDF's pages with forms or numbers in the text, but for those on which something was withheld; beside
    them the clean copy, where there is one."""
    shutil.rmtree(folder, ignore_errors=True)
    if document.pages is None:
        return
    from build_site.extract.parse.pdf import draw as draw_pages
    from build_site.extract.parse.several import files

    masked = {line.place.page for line in report.lines if MASK in line.text}
    amounts = (amount for s in report.statements for row in s.rows for amount in row.amounts.values())
    pages = ({each.place.page for each in amounts} | {each.place.page for each in report.claims}) - masked
    with files(source) as found:
        shown = (page for page in pages if page is not None)
        draw_pages(found[""], shown, folder, read=document.ocr_pages)
        if copy.is_file():
            shutil.copyfile(copy, folder / "report.pdf")


_FEW = 3


def second_opinion(source: Path, document: Document, report: Report, findings: Sequence[Finding]) -> Report:
    """The report with doubt on the cells that plain pdfplumber reads otherwise, and with the forms on which many checks break
    though it reads them alike; the same report where it agrees with all and few break.

    Asked only about the pages of cells that a difference may come from, and of those forms: it takes five times as long as
    our own reading."""
    broken, doubtful = _broken(findings), _doubtful(findings)
    asked = {
        amount.place
        for statement in report.statements
        for number, row in enumerate(statement.rows, start=1)
        for name, amount in row.amounts.items()
        if (statement.form in broken or f"{statement.form}/{number}/{name}" in doubtful)
        and amount.doubt != "ocr"  # pictures have no second reading
    }
    if "pdf" not in report.read_by or not any(place.page for place in asked):
        return report
    from build_site.extract.parse.pdf import disagreements
    from build_site.extract.parse.several import files

    places = set()
    with files(source) as found:
        for name, path in found.items():
            if pages := {place.page for place in asked if place.page and place.file == name}:
                own = replace(document, blocks=tuple(each for each in document.blocks if each.place.file == name))
                places |= {cell.place for cell in disagreements(path, own, pages)}
    otherwise = {s.form for s in report.statements for row in s.rows for a in row.amounts.values() if a.place in places}
    alike = frozenset(broken - otherwise)
    if not places:
        return replace(report, read_twice=alike) if alike else report
    statements = [_doubted(statement, places) for statement in report.statements]
    return replace(report, statements=tuple(statements), read_twice=alike)


def _broken(findings: Sequence[Finding]) -> set[str]:
    """The forms on which more than a few checks between cells break together: there our reading is doubted first."""
    of = Counter(
        form for f in findings if f.outcome is Outcome.DIFFERS and f.rule_id[0] in "IX"
        for form in {cell.partition("/")[0] for cell in f.entered if cell.count("/") > 1}
    )  # fmt: skip
    return {form for form, times in of.items() if times >= _FEW}


def _doubtful(findings: Sequence[Finding]) -> set[str]:
    """The cells and claims of sums that do not come out, and of other differences those that no other check confirms."""
    confirmed = {each for f in findings if f.outcome in (Outcome.EXACT, Outcome.ROUNDING) for each in f.entered}
    differing = [finding for finding in findings if finding.outcome is Outcome.DIFFERS]
    sums = [f for f in differing if f.right_value is not None and not (f.left_claim or f.right_claim)]
    return {each for f in sums for each in f.entered} | {each for f in differing for each in f.entered} - confirmed


def _doubted(statement: Statement, places: set[Place]) -> Statement:
    rows = tuple(
        replace(
            row,
            amounts={
                name: replace(amount, doubt="second-reading") if amount.place in places else amount
                for name, amount in row.amounts.items()
            },
        )
        for row in statement.rows
    )
    return replace(statement, rows=rows)
