"""The report page: one department, one year, in the order in which readers ask."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from build_site.model import FormState
from build_site.render.charts.engine import Engine
from build_site.render.charts.figures import Figures
from build_site.render.charts.markup import Beside, Figure, figure
from build_site.render.pages.audit import told
from build_site.render.pages.form import listed
from build_site.render.pages.frame import outcome_counts, report_page
from build_site.render.pages.lists import Sizes, workbook_name
from build_site.render.pages.performance import evaluations
from build_site.render.pages.summary import plan_sentence, sentences
from build_site.render.publish.cite import cited
from build_site.render.published import Published
from build_site.render.template import fill, groups
from build_site.render.terms import explained

_SHOWN = 5
"""So many differing checks are shown on the report page; the audit page has all."""


def report_index(report: Published, engine: Engine, sizes: Sizes, beside: Beside) -> str:
    """The whole page as Markdown; what its charts have in files goes to `beside`."""
    figures = Figures(report)
    title = f"{report.department} {report.year}年度部门决算"

    def drawn(charts: Sequence[Figure], leading: Collection[str]) -> dict[str, Sequence[str]]:
        """The figures that answer the section's question; the others folded under their titles."""
        shown = [each for each in charts if each.figure_id in leading] or list(charts[:1])
        more = [each for each in charts if each not in shown]
        return {
            "shown": [figure(each, engine, beside) for each in shown],
            "folded": [figure(each, engine, beside) for each in more],
            "titles": [each.title.split("：")[0] for each in more],
        }

    plan = figures.plan()
    states = Counter(report.state(form) for form in report.forms())
    body = fill(
        "report",
        report=report,
        title=title,
        sizes=sizes,
        data=f"../../../data/{report.slug}/{report.year}/",
        saved=workbook_name(report),
        forms_found=states[FormState.FOUND],
        forms_empty=states[FormState.EMPTY],
        forms_missing=len(report.forms()) - states[FormState.FOUND] - states[FormState.EMPTY],
        counts=outcome_counts(report.findings),
        sentences=sentences(report),
        plan_sentence=plan_sentence(report),
        money=drawn(figures.money(), ("figure-flow",)),
        purposes=drawn(figures.purposes(), ("figure-icicle", "figure-functions-item")),
        plan=drawn([each for each in plan if each.figure_id == "figure-execution"], ("figure-execution",)),
        no_plan=_no_plan(report),
        three_public=[figure(each, engine, beside) for each in plan if each.figure_id == "figure-three-public"],
        disclosures=groups(report.table("disclosures"), "sentence"),
        projects=evaluations(report),
        key_work=report.table("key-work"),
        differing=[(each, told(report, each, "")) for each in report.findings if each["outcome"] == "differs"],
        shown=_SHOWN,
        forms=listed(report),
        downloads=_downloads(report),
        citation=cited(report),
    )
    description = f"{title}：收支总额、支出结构、预算执行、“三公”经费、绩效、核对结果与数据下载。"
    return report_page(report, "", title, [explained(report, body, "")], description=description)


def _no_plan(report: Published) -> str:
    items = [row for row in report.table("budget-execution") if row["level"] != "total"]
    adjusted = [row for row in items if (row["adjusted"] or row["budget"]) and not row["approved"]]
    if adjusted:
        return f"报告只逐项列出全年预算（调整后的预算）与决算，共 {len(adjusted)} 项，没有年初预算；见报告正文。"
    return "报告没有逐项列出年初预算与决算。"


def _downloads(report: Published) -> list[tuple[str, str]]:
    return [
        ("report.xlsx", "Excel 工作簿（全部表）"),
        ("report.zip", "全部文件，附读我文件"),
        ("expenditure-excel.csv", "支出决算表 CSV，供 Excel 直接打开"),
        ("expenditure.csv", "支出决算表 CSV，供程序"),
        ("expenditure.json", "支出决算表 JSON"),
        (report.file("findings"), "核对结果 CSV"),
        ("datapackage.json", "数据包说明"),
    ]
