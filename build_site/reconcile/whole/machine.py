"""M and P rules: how much could be read, how much was checked, what rounding left, and what was held back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from build_site.model import Finding, Form, FormState, Outcome, State
from build_site.reconcile.graph import is_identity
from build_site.reconcile.tables import Tables
from build_site.reconcile.whole.say import REPORT, Words, agreed, differs, noted, nothing, unchecked
from build_site.registers.personal import kinds

FEWEST_PAGES, MOST_PAGES = 8, 300


def machine(tables: Tables) -> Iterator[Finding]:
    """What can be said before any check is done."""
    yield from _read(tables)
    yield _pages(tables)
    yield _layer(tables)
    yield from _properties(tables)
    yield _private(tables)


def coverage(tables: Tables, findings: Sequence[Finding]) -> Iterator[Finding]:
    """How far the checks reach, counted on their findings."""
    yield _touched(tables, findings)
    yield from _narrative(tables, findings)
    yield _forms(tables)
    yield _residuals(findings)


def _read(tables: Tables) -> Iterator[Finding]:
    """Every printed amount was read; a row with a code has an amount; column numbers are none."""
    for form in Form:
        table, zh, en = tables[form], form.zh, form.en
        if table.state is FormState.MISSING:
            yield nothing("M-EXTRACT", form, "form-missing", (f"《{zh}》", f"The form {en}"))
            continue
        cells = [c for row in table.rows for c in row.cells.values()]
        unread = [c for c in cells if c.state is State.NOT_READ]
        if unread or table.numbers_read_as_amounts:
            reason = "not-read" if unread else "extraction-doubtful"
            yield unchecked(
                "M-EXTRACT",
                form,
                reason,
                (f"《{zh}》", f"The form {en}"),
                unread[0].place if unread else table.rows[0].place,
            )
        else:
            words = (
                f"《{zh}》的 {len(cells)} 个金额单元格都已读出。",
                f"All {len(cells)} amount cells of the form {en} were read.",
            )
            yield agreed("M-EXTRACT", form, words)


def _pages(tables: Tables) -> Finding:
    pages = max((int(line["page"]) for line in tables.resource("lines") if line.get("page")), default=0)
    if not pages:
        return nothing("M-PAGES", REPORT, "no-pages", ("页数", "Pages"))
    if FEWEST_PAGES <= pages <= MOST_PAGES:
        return agreed("M-PAGES", REPORT, (f"报告 {pages} 页。", f"The report has {pages} pages."))
    return noted(
        "M-PAGES",
        REPORT,
        (f"报告 {pages} 页，少于 {FEWEST_PAGES} 页或多于 {MOST_PAGES} 页。", f"The report has {pages} pages."),
    )


def _layer(tables: Tables) -> Finding:
    if tables.read_by == "ocr":
        words = (
            "报告是扫描件，没有文字层，数字由文字识别得来。",
            "The report is a scan without a text layer; its numbers were recognised.",
        )
        return noted("P-MACHINE", REPORT, words, why="可以用文字版的 PDF 公布")
    if not tables.read_by:
        return nothing("P-MACHINE", REPORT, "not-stated", ("读取方式", "How it was read"))
    return agreed(
        "P-MACHINE", REPORT, ("报告有文字层，数字是文字。", "The report has a text layer; its numbers are text.")
    )


def _properties(tables: Tables) -> Iterator[Finding]:
    """What a PDF says of itself to machines and screen readers."""
    if not tables.pdf:
        return
    title = str(tables.pdf.get("title", ""))
    if "决算" in title:
        yield agreed("P-MACHINE", "title", (f"PDF 的标题属性是“{title}”。", f"The PDF's title is “{title}”."))
    else:
        shown = (f"是“{title}”，没有说明这是决算", f"is “{title}”") if title else ("是空的", "is empty")
        words = (f"PDF 的标题属性{shown[0]}。", f"The PDF's title {shown[1]}.")
        yield noted("P-MACHINE", "title", words, why="导出前在文件属性里填写标题")
    if tables.pdf.get("tagged"):
        yield agreed("P-MACHINE", "tags", ("PDF 有文档标签，读屏软件能读。", "The PDF is tagged for screen readers."))
    else:
        words = ("PDF 没有文档标签，读屏软件难以朗读。", "The PDF has no tags for screen readers.")
        yield noted("P-MACHINE", "tags", words, why="导出时选择“带标签的 PDF / 辅助功能标签”")


def _private(tables: Tables) -> Finding:
    """Nothing of a person's own is in what we publish; what the annexes print of it was held back."""
    for line in tables.resource("lines"):
        if any(kinds(line["text"])):
            words = (
                "公开的文字中仍有疑似个人号码，应在公布前隐去。",
                "The published text still has what looks like a person's number.",
            )
            return differs("P-PRIV", REPORT, words)
    masked = sum("█" in line["text"] for line in tables.resource("lines"))
    if masked:
        words = (
            f"报告中有 {masked} 行含个人信息，本站已隐去。",
            f"{masked} lines have personal data, which were held back.",
        )
        return noted("P-PRIV", REPORT, words, why="公布前可以先隐去填报人和电话")
    return agreed("P-PRIV", REPORT, ("没有发现个人信息。", "No personal data were found."))


def _counted(rule_id: str, scope: str, part: int, whole: int, words: Words) -> Finding:
    made = noted(rule_id, scope, words)
    return replace(made, left_value=Decimal(part), right_value=Decimal(whole))


def _share(part: int, whole: int) -> str:
    return f"{Decimal(part) / whole * 100:.1f}%"


def _touched(tables: Tables, findings: Sequence[Finding]) -> Finding:
    """Amount cells with a number that at least one identity has compared."""
    cells = {c.cell_id for c in tables.cells.values() if c.value is not None}
    done = (Outcome.EXACT, Outcome.ROUNDING, Outcome.DIFFERS, Outcome.EXPLAINED)
    used = {c for f in findings if is_identity(f) and f.outcome in done for c in f.terms.split()}
    if not cells:
        return nothing("M-COVERAGE", "cells", "both-blank", ("金额单元格", "Amount cells"))
    part, whole = len(cells & used), len(cells)
    words = (
        f"{whole} 个有数的金额单元格中，{part} 个（{_share(part, whole)}）至少参加了一项勾稽核对。",
        f"{part} of {whole} amounts ({_share(part, whole)}) entered at least one identity.",
    )
    return _counted("M-COVERAGE", "cells", part, whole, words)


def _narrative(tables: Tables, findings: Sequence[Finding]) -> Iterator[Finding]:
    """Numbers of the narrative that are bound to a meaning, and of these the ones that were compared."""
    claims = tables.resource("claims")
    numbers = [c for c in claims if c.get("measure") not in ("fiscal-year", "date", "name", "functional-code")]
    bound = [c for c in numbers if c.get("measure")]
    what = "文中的数", "Numbers of the narrative"
    if not numbers:
        for scope in ("bound", "matched"):
            yield nothing("M-COVERAGE", scope, "no-claims", what)
        return
    words = (
        f"文字说明中的 {len(numbers)} 个数，{len(bound)} 个（{_share(len(bound), len(numbers))}）识别出所指。",
        f"{len(bound)} of {len(numbers)} numbers of the narrative ({_share(len(bound), len(numbers))}) are bound to a meaning.",
    )
    yield _counted("M-COVERAGE", "bound", len(bound), len(numbers), words)
    done = (Outcome.EXACT, Outcome.ROUNDING, Outcome.DIFFERS, Outcome.EXPLAINED)
    used = {c for f in findings if f.outcome in done for c in (f.left_cell, f.right_cell, *f.terms.split())}
    checked = [c for c in bound if c["claim_id"] in used]
    if not bound:
        yield nothing("M-COVERAGE", "matched", "no-claims", what)
        return
    words = (
        f"识别出所指的 {len(bound)} 个数，{len(checked)} 个（{_share(len(checked), len(bound))}）参加了核对。",
        f"{len(checked)} of {len(bound)} bound numbers ({_share(len(checked), len(bound))}) were compared with something.",
    )
    yield _counted("M-COVERAGE", "matched", len(checked), len(bound), words)


def _forms(tables: Tables) -> Finding:
    found = sum(tables[form].state is not FormState.MISSING for form in Form)
    words = f"九张决算表找到 {found} 张。", f"{found} of the nine forms were found."
    return _counted("M-COVERAGE", "forms", found, len(Form), words)


def _residuals(findings: Sequence[Finding]) -> Finding:
    """Every difference of an identity, classed: none, rounding, explained, unexplained."""
    counted = Counter(f.outcome for f in findings if is_identity(f) and f.difference is not None)
    kinds = (Outcome.EXACT, Outcome.ROUNDING, Outcome.EXPLAINED, Outcome.DIFFERS)
    zh, en = ("为零", "尾差", "已说明", "未说明"), ("nil", "rounding", "explained", "unexplained")
    words = (
        "勾稽核对的差额：" + "、".join(f"{n} {counted[k]} 项" for n, k in zip(zh, kinds, strict=True)) + "。",
        "Differences of identities: " + ", ".join(f"{counted[k]} {n}" for n, k in zip(en, kinds, strict=True)) + ".",
    )
    return _counted(
        "M-ROUND", REPORT, counted[Outcome.EXACT] + counted[Outcome.ROUNDING], sum(counted[k] for k in kinds), words
    )
