"""How much could be read, what a machine can do with the report, and what was held back."""

from collections.abc import Iterator

from build_site.model import Finding, Form, FormState, State
from build_site.reconcile.case import Case
from build_site.reconcile.declare import REMARKED, Rule, rule
from build_site.registers.personal import kinds

FEWEST_PAGES, MOST_PAGES = 8, 300


@rule(
    "M-EXTRACT", "金额单元格都已读出 | Every amount cell was read", "未读出的单元格 = 0", basis="本站质量指标", needs="找到本表",
    of="《{form}》 | The form “{form}”",
    exact="《{form}》的 {n} 个金额单元格都已读出。 | All {n} amount cells of the form “{form}” were read.",
    example="一张表有 160 个金额单元格，读出 158 个 | A form has 160 cells of amounts; 158 were read",
)  # fmt: skip
def read(rule: Rule, case: Case) -> Iterator[Finding]:
    """Every printed amount was read; column numbers are none."""
    for form in Form:
        table = case[form]
        cells = [c for row in table.rows for c in row.cells.values()]
        unread = next((c for c in cells if c.state is State.NOT_READ and not c.head), None)
        if table.state is FormState.MISSING:
            yield rule.nothing("form-missing", form, form=form)
        elif unread is not None:
            yield rule.unchecked("not-read", form, unread.place, form=form)
        elif table.numbers_read_as_amounts:
            yield rule.unchecked("extraction-doubtful", form, table.rows[0].place, form=form)
        else:
            yield rule.exact(form, form=form, n=len(cells))


@rule(
    "M-PAGES", "页数提示 | Number of pages", "8 ≤ 页数 ≤ 300", basis="异常提示", needs="PDF 报告", tolerance=REMARKED, silent="no-pages",
    of="页数 | Pages", exact="报告 {n} 页。 | The report has {n} pages.",
    noted="报告 {n} 页，少于 8 页或多于 300 页。 | The report has {n} pages.",
    example="报告只有 3 页 | The report has 3 pages",
)  # fmt: skip
def pages(rule: Rule, case: Case) -> Iterator[Finding]:
    n = max((int(line["page"]) for line in case.resource("lines") if line.get("page")), default=0)
    if n:
        yield (rule.exact if FEWEST_PAGES <= n <= MOST_PAGES else rule.noted)(n=n)


@rule(
    "P-MACHINE", "报告有文字层、标题和文档标签 | The report has a text layer, a title and tags", "不是扫描件；标题属性写明决算；有文档标签",
    basis="政府网站发展指引：公开数据应便于机器读取", needs="始终", tolerance=REMARKED, version="1.1.0", of="读取方式 | How it was read",
    exact="报告有文字层，数字是文字。 | The report has a text layer; its numbers are text.",
    scan="报告是扫描件，没有文字层，数字由文字识别得来。 | The report is a scan without a text layer; its numbers were recognised. | 可以用文字版的 PDF 公布",
    titled="PDF 的标题属性是“{title}”。 | The PDF's title is “{title}”.",
    other_title="PDF 的标题属性是“{title}”，没有说明这是决算。 | The PDF's title is “{title}”. | 导出前在文件属性里填写标题",
    untitled="PDF 的标题属性是空的。 | The PDF's title is empty. | 导出前在文件属性里填写标题",
    tagged="PDF 有文档标签，读屏软件能读。 | The PDF is tagged for screen readers.",
    untagged="PDF 没有文档标签，读屏软件难以朗读。 | The PDF has no tags for screen readers. | 导出时选择“带标签的 PDF / 辅助功能标签”",
    example="报告是扫描件，没有文字层 | The report is a scan without text",
)  # fmt: skip
def machine(rule: Rule, case: Case) -> Iterator[Finding]:
    """What a report, and a PDF by its properties, gives machines and screen readers."""
    tables = case.tables
    if tables.read_by == "ocr":
        yield rule.noted(say="scan")
    else:
        yield rule.exact() if tables.read_by else rule.nothing("not-stated")
    if not tables.pdf:
        return
    title = str(tables.pdf.get("title", ""))
    if "决算" in title:
        yield rule.exact("title", say="titled", title=title)
    else:
        yield rule.noted("title", say="other_title" if title else "untitled", title=title)
    yield rule.exact("tags", say="tagged") if tables.pdf.get("tagged") else rule.noted("tags", say="untagged")


@rule(
    "P-PRIV", "没有公开个人信息 | No personal data are published", "手机号、身份证号已隐去", basis="个人信息保护法", needs="始终",
    exact="没有发现个人信息。 | No personal data were found.",
    differs="公开的文字中仍有疑似个人号码，应在公布前隐去。 | The published text still has what looks like a person's number.",
    noted="报告中有 {n} 行含个人信息，本站已隐去。 | Personal data in {n} of its lines were held back. | 公布前可以先隐去填报人和电话",
    example="附件里印有经手人的号码 | An annex prints the number of a person",
)  # fmt: skip
def private(rule: Rule, case: Case) -> Iterator[Finding]:
    """Nothing of a person's own is in what we publish; what the annexes print of it was held back."""
    texts = [line["text"] for line in case.resource("lines")]
    masked = sum("█" in text for text in texts)
    if any(kind for text in texts for kind in kinds(text)):
        yield rule.differs()
    else:
        yield rule.noted(n=masked) if masked else rule.exact()
