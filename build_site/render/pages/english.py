"""The English pages under /en/: home, department, report. Labels and sentences are ours, numbers come from the same cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import groupby

from build_site.model import Form, Outcome
from build_site.render import links
from build_site.render.digest import Digest
from build_site.render.html import columns, description_list, grouped, heading, link, page, share, tag, text
from build_site.render.html import items as html_items
from build_site.render.html import table as html_table
from build_site.render.pages.frame import MANY, outcome_counts
from build_site.render.published import Cell, Published, Record

_STATES = {"found": "has amounts", "empty": "declared empty", "missing": "not in the report"}
_UNITS = {"万元": "10,000 yuan", "元": "yuan", "亿元": "100 million yuan"}
_OURS = "The translation is ours. Names, sentences and numbers of the reports are in Chinese; the reports prevail."


def english_pages(reports: Sequence[Digest], departments: Mapping[str, Record]) -> dict[str, str]:
    """The pages above the reports: path below en/ → page."""
    pages = {"index.md": _home(reports, departments), "downloads.md": _downloads(reports), "method.md": _method()}
    for slug, group in groupby(reports, key=lambda each: each.slug):
        own = list(group)
        pages[f"departments/{slug}/index.md"] = _department(own, _name(own[0], departments))
    return pages


def english_report(report: Published, department: Record) -> str:
    """A report's page."""
    return _report(report, department.get("name_en", "") or report.department)


def _name(report: Digest, departments: Mapping[str, Record]) -> str:
    return departments.get(report.slug, {}).get("name_en", "") or report.department


def _page(title: str, blocks: Sequence[str], chinese: str, description: str) -> str:
    """Every English page says whose translation it is and where the Chinese page is."""
    other = tag("p", link(chinese, "中文", lang="zh", hreflang="zh") + f" · {_OURS}", class_="legend")
    inner = "\n\n".join(blocks)
    return page(title, [other, inner], description=description, toc=False)


def _unit(report: Published | Digest) -> str:
    """As a factor, so that “173.61 × 10,000 yuan” reads as one amount."""
    name = _UNITS.get(report.unit, report.unit)
    return f"{'× ' if name[:1].isdigit() else ''}{name} ({report.unit})"


def _home(reports: Sequence[Digest], departments: Mapping[str, Record]) -> str:
    rows = [
        tag("tr", tag("th", link(f"departments/{each.slug}/{each.year}/", text(_name(each, departments))), scope="row", lang=None if departments.get(each.slug, {}).get("name_en") else "zh")
            + tag("td", str(each.year)) + tag("td", _checks(each.outcomes)))
        for each in reports[:MANY]
    ]  # fmt: skip
    head = columns("Department", "Fiscal year", "Checks")
    blocks = [
        "# Open Final Accounts",
        tag("p", "Every Chinese government department publishes final accounts (部门决算) each year. Here they are data: every number "
            "leads to its place in the report, every accounting identity and every number of the narrative is checked in public, "
            "and everything can be downloaded.", class_="lead"),
        html_table(head, rows, "Reports", class_="figures") if rows else tag("p", "There are no reports yet.", class_="notice"),
        tag("p", f"The first {MANY} of {len(reports)} reports; all are in {link('../data/collection/reports.csv', 'reports.csv', download=True)}.") if len(reports) > MANY else "",
        html_items([link("downloads/", "Downloads"), link("method/", "Method"), link("dictionary/", "Data dictionary"), link("../compare/", "Comparison (Chinese)")]),
    ]  # fmt: skip
    return _page("Open Final Accounts", blocks, "../", "Chinese departmental final accounts as open data")


def _checks(outcomes: Mapping[str, int]) -> str:
    return ", ".join(f"{Outcome(outcome).en} {count}" for outcome, count in outcomes.items()) or "not checked yet"


def _department(reports: Sequence[Digest], name: str) -> str:
    base, report = "../../../", reports[0]
    rows = []
    for each in reports:
        at = f"{base}departments/{each.slug}/{each.year}/"
        cells = [_total(each, "revenue"), _total(each, "expenditure"), each.find("expenditure", "basic", level="total"), each.find("expenditure", "project", level="total")]  # fmt: skip
        amounts = "".join(tag("td", _number(at, cell), class_="amount") for cell in cells)
        rows.append(
            tag("tr", tag("th", link(f"{each.year}/", str(each.year)), scope="row") + amounts + tag("td", _unit(each)))
        )
    titles = ("Fiscal year", "Total revenue", "Total expenditure", "Basic expenditure", "Project expenditure", "Unit")
    head = columns(*titles, amounts=range(1, 5))
    blocks = [
        heading(1, name),
        tag("p", text(report.department), lang="zh"),
        html_table(head, rows, "Final accounts by year (current prices)", class_="figures"),
    ]
    return _page(name, blocks, f"{base}departments/{report.slug}/", f"Final accounts of {name}")


def _total(report: Published | Digest, side: str) -> Cell | None:
    return report.find("revenue-and-expenditure", "amount", side=side, concept="total")


def _number(base: str, cell: Cell | None) -> str:
    if cell is None or cell.value is None:
        return tag("span", "no data", class_="no-data")
    return link(links.cell(base, cell), grouped(cell.value), class_="number")


def _report(report: Published, name: str) -> str:
    base = "../../../../"
    here = f"{base}departments/{report.slug}/{report.year}/"
    data = f"{base}data/{report.slug}/{report.year}/"
    known = report.registration
    facts = [
        ("Report", tag("span", text(known.title), lang="zh")),
        ("Published by", tag("span", text(known.department), lang="zh")),
        ("Published", text(known.published)),
        ("Unit", text(_unit(report))),
        ("Source", link(f"{here}source/", "text as read (Chinese)")),
    ]
    rows = []
    for form in report.forms():
        files = link(f"{data}{form}.csv", "CSV", download=True, aria_label=f"{Form(form).title_en} CSV")
        title = tag(
            "th",
            link(f"{here}{form}/", Form(form).title_en)
            + tag("span", text(report.title(form)), class_="aside", lang="zh"),
            scope="row",
        )
        rows.append(tag("tr", title + tag("td", _STATES[str(report.state(form))]) + tag("td", files)))
    head = columns("Form", "State", "Data")
    checks = _checks(outcome_counts(report.findings))
    title = f"{name}: final accounts {report.year}"
    blocks = [
        heading(1, title),
        description_list(facts, class_="facts-list"),
        "## In one minute",
        html_items(_sentences(report, here), class_="sentences"),
        tag("p", "Sentences are made from data only; each number leads to its cell. Shares are computed by this site."),
        "## The nine forms",
        html_table(head, rows, "Forms of the final accounts", class_="figures"),
        "## Checks",
        tag("p", f"{checks}. “Differs” says only that two places do not agree; it cannot be told which is right. {link(f'{here}audit/', 'All checks')}."),
        "## Data",
        html_items([link(f"{data}datapackage.json", "datapackage.json (Data Package 2.0)"), link(f"{here}downloads/", "all files")]),
        link(here, "Charts and details (Chinese)"),
    ]  # fmt: skip
    blocks[-1] = tag("p", blocks[-1])
    return _page(title, blocks, here, title)


def _sentences(report: Published, here: str) -> list[str]:
    """The sentences of 一分钟看懂 that the tables alone can fill."""
    unit, found = _unit(report), []
    revenue, expenditure = _total(report, "revenue"), _total(report, "expenditure")
    if revenue and expenditure:
        found.append(
            f"Total revenue was {_number(here, revenue)} and total expenditure {_number(here, expenditure)} {unit}."
        )
    whole, fiscal = (
        report.find("revenue", "total", level="total"),
        report.find("revenue", "fiscal_appropriation", level="total"),
    )
    if whole and fiscal and whole.value:
        found.append(
            f"Revenue of the year was {_number(here, whole)}, of which fiscal appropriation {_number(here, fiscal)} ({share(fiscal.amount, whole.amount)})."
        )
    spent = report.find("expenditure", "total", level="total")
    if spent and spent.value:
        parts = []
        for field, words in (
            ("basic", "basic expenditure (keeping the department running)"),
            ("project", "project expenditure (specific tasks)"),
        ):
            cell = report.find("expenditure", field, level="total")
            if cell:
                parts.append(f"{words} {_number(here, cell)} ({share(cell.amount, spent.amount)})")
        found.append(f"Expenditure of the year was {_number(here, spent)}: {'; '.join(parts)}.")
        classes = [
            (row, report.cell("expenditure", row, "total"))
            for row in report.table("expenditure")
            if row["level"] == "class"
        ]
        known = [(row, cell) for row, cell in classes if cell.value is not None]
        if known:
            row, cell = max(known, key=lambda pair: pair[1].amount)
            name = tag("span", text(row["name"]), lang="zh")
            found.append(
                f"By function, most went to {text(row['functional_code'])} {name}: {_number(here, cell)} ({share(cell.amount, spent.amount)})."
            )
    return [*found, *_plan(report, here, unit)]


def _plan(report: Published, here: str, unit: str) -> list[str]:
    """The budget at the start of the year as the narrative states it, against the final amount."""
    approved = report.claim("general-public-budget-expenditure", "approved")
    rate = report.claim("general-public-budget-expenditure:completion-rate")
    final = report.find("general-public-budget", "total", level="total")
    if not approved or not final or approved["unit"] != report.unit:
        return []
    said = f", {links.claim(here, rate)} of it according to the report" if rate else ""
    plan = links.claim(here, approved, grouped(Decimal(approved["value"])))
    return [f"Of the general public budget, {plan} was planned and {_number(here, final)} {unit} spent{said}."]


def _downloads(reports: Sequence[Digest]) -> str:
    listed = []
    for each in reports[:MANY]:
        data, name = f"../../data/{each.slug}/{each.year}/", text(each.registration.name)
        files = [("report.xlsx", "Excel workbook"), ("report.zip", "all files"), ("datapackage.json", "Data Package")]
        links = [
            link(data + file, words, download=True, aria_label=f"{name}: {words}")
            for file, words in files
            if file in each.sizes
        ]
        listed.append(f"{name}: {' · '.join(links)}")
    blocks = [
        "# Downloads",
        tag("p", "Each report is one data package (Data Package 2.0): a CSV for each table, with schema, unit and hashes. Addresses never "
            "change: <code>/data/&lt;department&gt;/&lt;year&gt;/&lt;resource&gt;.csv</code> (or <code>.json</code>). Codes are text; blanks are blank, not 0."),
        html_items(listed),
    ]  # fmt: skip
    return _page("Downloads", blocks, "../../downloads/", "Data files of the final accounts")


def _method() -> str:
    body = [tag("tr", tag("th", each.en, scope="row") + tag("td", each.meaning_en)) for each in Outcome]
    head = columns("Outcome", "Meaning")
    blocks = [
        "# Method",
        tag("p", "Numbers are taken as printed: not converted, not rounded, blanks not filled. Each keeps its page or line. The checks read the "
            "published CSV files only, so that anybody can repeat them."),
        html_table(head, body, "How a check ends", class_="figures"),
        tag("p", "A value, a printed 0, a blank, a form declared empty and something that could not be read are five different facts, in the data and on the pages. "
            "No department is ranked. Nothing is drawn that a report does not publish."),
    ]  # fmt: skip
    return _page("Method", blocks, "../../method/", "How the data are read and checked")
