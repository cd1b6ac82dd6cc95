"""The report page, in both languages: what was spent, against which plan, on what; what does not agree; the files."""

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal

from build_site.model import FormState, Outcome
from build_site.render import links
from build_site.render.charts.markup import Pen, figure
from build_site.render.defects import defects
from build_site.render.html import share
from build_site.render.overview import matters, money, plan, purposes, tiles
from build_site.render.overview.sources import form_name
from build_site.render.pages.frame import Here, outcome_counts, report_page
from build_site.render.publish.cite import cited
from build_site.render.publish.facts import site_url
from build_site.render.publish.recipes import FIRST_OF_REPORT, first_lines
from build_site.render.published import Published, Record
from build_site.render.template import fill
from build_site.render.terms import explained

_SHOWN = 3
"""So many defects are shown on the report page; the audit page has all."""


def report_index(here: Here, pen: Pen, sizes: "Sizes") -> str:
    """The whole page as Markdown."""
    report, t = here.report, here.t
    figures = []
    if flow := money.money(here):
        figures.append(figure(flow[0], pen, phone=flow[1], t=t))
    others = [each for each in (purposes.purposes(here), plan.plan(here)) if each]
    figures += [figure(chart, pen, graphic=graphic, t=t) for chart, graphic in others]
    counts = outcome_counts(report)
    found = defects(report)
    body = fill(
        "report", t=t, here=here, report=report, tiles=tiles.tiles(here), figures=figures, matters=matters.matters(here),
        defects=found[:_SHOWN], more=len(found) - _SHOWN, count=len(found), counts=counted(here), checks=sum(counts.values()),
        forms=[(form_name(here, form), links.form(here.base, form), *_state(here, form)) for form in report.forms()],
        units=sum(row["kind"] == "unit" and not _own(row["name"], report.department) for row in report.table("organisation")),
        pages=max((int(row["page"]) for row in report.table("lines") if row["page"]), default=0),
        sizes=sizes, saved=workbook_name(report), citation=cited(report), pdf=links.pdf(report, here.data),
    )  # fmt: skip
    description = t("{title}：本年支出、预算完成、“三公”经费、支出结构、核对结果与数据下载。", title=here.title)
    return report_page(here, body if here.english else explained(report, body, here.base), description=description)


def _own(name: str, department: str) -> bool:
    """The department's own office in the list of its units: （本级）, 机关, or the department's name again; or no name."""
    return not name or name == department or name.rstrip("）)").endswith(("本级", "本部", "机关"))


def counted(here: Here) -> list[tuple[Outcome, str, int]]:
    """The checks by outcome, those that passed first, as the bar shows them."""
    counts = outcome_counts(here.report)
    order = (
        Outcome.EXACT,
        Outcome.ROUNDING,
        Outcome.DIFFERS,
        Outcome.EXPLAINED,
        Outcome.NOT_CHECKABLE,
        Outcome.NOT_APPLICABLE,
    )
    return [(each, each.en if here.english else each.zh, counts[each]) for each in order if each in counts]


def _state(here: Here, form: str) -> tuple[str, str]:
    """How many rows a form has, or why it has none, and where it stands."""
    report, t = here.report, here.t
    state, rows = report.state(form), report.table(form)
    section = next((each for each in report.table("sections") if each["form"] == form), None)
    first = next((row for row in rows if row["source_page"] or row["source_line"]), section or {})
    words = t("{n} 行", n=len(rows)) if state is FormState.FOUND else state.en if here.english else state.zh
    return words, here.where(first)


Sizes = Mapping[str, int]
"""Bytes of every published file of a report, by file name."""
_OTHERS = {
    "changes.csv": "版本之间改过的每个数",
    "datapackage.json": "数据包说明（Data Package 2.0）",
    "report.xlsx": "Excel 工作簿：封面、说明、九张表、文字中的数、核对结果和其他各表",
    "report.zip": "全部文件，附读我文件",
    "versions.csv": "这份数据的各个版本",
}


def downloads_page(here: Here, sizes: Sizes, changes: Mapping[str, object]) -> str:
    """Every file of the package: what it holds, how many rows, how large. `changes`: as `pages.changes.versions` tells."""
    report = here.report
    files = [report.file(name) for name in report.resources]
    tables = {*files, *(each.replace(".csv", ".json") for each in files)}
    forms = {f"{name}-excel.csv" for name in report.resources}
    others = sorted(set(sizes) - tables - forms, key=lambda each: (each != "report.xlsx", each))  # what most come for
    body = fill(
        "report-downloads", t=here.t, here=here, report=report, sizes=sizes, citation=cited(report),
        others=[(file, _OTHERS.get(file, file), workbook_name(report) if file == "report.xlsx" else "") for file in others],
        recipe=_recipe(f"{site_url()}data/{report.slug}/{report.year}/"), **changes,
    )  # fmt: skip
    return report_page(here, body, description=here.t("{title}：数据文件、引用格式、版本与更正。", title=here.title))


def _recipe(address: str) -> str:
    """The first line of code in each tool, and the line that validates the package."""
    lines = [f"# {name}\n{code}" for name, code in first_lines(FIRST_OF_REPORT, address).items()]
    return "\n\n".join([*lines, f"# 按说明文件逐列校验\nfrictionless validate {address}datapackage.json"])


def workbook_name(report: Published) -> str:
    """What the workbook is called once it is saved."""
    return f"{report.department}{report.year}年度决算.xlsx"


Evaluation = tuple[Record, Sequence[Record], dict[str, object]]
"""A self-evaluation, its indicators, and what is computed from them."""


def performance_page(here: Here) -> str:
    """All self-evaluations in full, what the narrative says of them, and the key work."""
    report = here.report
    said = [row for row in report.table("disclosures") if row["key"].startswith("performance")]
    body = fill(
        "performance", t=here.t, here=here, report=report, projects=evaluations(report), said=said, key_work=report.table("key-work"),
    )  # fmt: skip
    return report_page(here, body, description=here.t("{title}：绩效自评和重点工作。", title=here.title))


def evaluations(report: Published) -> list[Evaluation]:
    """Every self-evaluation of the report, in its order."""
    found: list[Evaluation] = []
    for each in report.table("performance-projects"):
        indicators = [row for row in report.table("performance-indicators") if row["project_id"] == each["project_id"]]
        kinds = Counter(row["level1"] for row in indicators if row["level1"])
        known = each["budget"] and each["executed"]
        sums: dict[str, object] = {
            "rate": share(Decimal(each["executed"]), Decimal(each["budget"])) if known else "",
            "scores": _sum_of_scores(each, indicators),
            "kinds": sorted(kinds.items()),
            "columns": [name for name in _COLUMNS if any(row[name] for row in indicators)],
        }
        found.append((each, indicators, sums))
    return found


_COLUMNS = ("target", "actual", "full_score", "score", "reason")
"""Columns of the indicators that a sheet may leave out."""


def _sum_of_scores(project: Record, indicators: Sequence[Record]) -> str:
    """Scores of the indicators, with that of the execution rate where it is printed beside them."""
    scores = [Decimal(row["score"]) for row in indicators if row["score"]]
    return f"{sum(scores, Decimal(project['execution_score'] or 0)):f}" if scores else ""
