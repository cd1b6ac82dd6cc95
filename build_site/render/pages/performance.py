"""The self-evaluations of a report: what each was given, spent and scored, and its indicators."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from build_site.render import links
from build_site.render.html import columns, description_list, grouped, heading, share, tag, text
from build_site.render.html import table as html_table
from build_site.render.pages.frame import report_page
from build_site.render.published import Published, Record

BASE = "../"
_SCOPES = {"department": "部门整体", "project": "项目"}


def performance_page(report: Published) -> str:
    """All self-evaluations in full."""
    projects = report.table("performance-projects")
    blocks = ["# 绩效自评", performance_summary(report, BASE)]
    for number, project in enumerate(projects, 1):
        blocks += [
            heading(2, project["name"] or project["title"], f"p{number}"),
            _facts(project),
            _indicators(report, project),
        ]
    return report_page(report, "performance", "绩效自评", blocks)


def performance_summary(report: Published, base: str) -> str:
    """One row a self-evaluation; what is recomputed says so."""
    projects = report.table("performance-projects")
    if not projects:
        return tag("p", "报告没有附绩效自评表。", class_="notice")
    titles = ("自评对象", "预算数", "执行数", "执行率（所述）", "执行率（重算）", "自评总分", "各项得分之和", "指标")
    head = columns(*titles, amounts=range(1, 7))
    rows = []
    for number, each in enumerate(projects, 1):
        indicators = [row for row in report.table("performance-indicators") if row["project_id"] == each["project_id"]]
        kinds = Counter(row["level1"] for row in indicators if row["level1"])
        counted = "，".join(f"{text(kind)} {count}" for kind, count in sorted(kinds.items()))
        recomputed = (
            share(Decimal(each["executed"]), Decimal(each["budget"])) if each["budget"] and each["executed"] else ""
        )
        name = tag("a", text(each["name"] or each["title"]), href=f"{base}performance/#p{number}")
        cells = [_money(each, "budget"), _money(each, "executed"), f"{text(each['execution_rate'])}%" if each["execution_rate"] else "",
                 recomputed, text(each["score"]), _sum_of_scores(each, indicators)]  # fmt: skip
        shown = "".join(tag("td", words or tag("span", "未填", class_="no-data"), class_="amount") for words in cells)
        scope = tag("span", _SCOPES.get(each["scope"], text(each["scope"])), class_="aside")
        rows.append(
            tag(
                "tr",
                tag("th", name + scope, scope="row")
                + shown
                + tag("td", counted or tag("span", "未列", class_="no-data")),
            )
        )
    return html_table(
        head, rows, "绩效自评（被评价单位的自评，照录报告附件；重算和求和是本站计算）", class_="figures performance"
    )


def _sum_of_scores(project: Record, indicators: Sequence[Record]) -> str:
    """Scores of the indicators, with that of the execution rate where it is printed beside them."""
    scores = [Decimal(row["score"]) for row in indicators if row["score"]]
    if not scores:
        return ""
    return f"{sum(scores, Decimal(project['execution_score'] or 0)):f}"


def _facts(project: Record) -> str:
    facts = [
        ("范围", _SCOPES.get(project["scope"], text(project["scope"]))),
        ("单位", text(project["department"])),
        ("实施单位", text(project["implementer"])),
        ("项目类别", text(project["category"])),
        ("预算数", _money(project, "budget")),
        ("执行数", _money(project, "executed")),
        ("执行率", f"{text(project['execution_rate'])}%" if project["execution_rate"] else ""),
        ("自评总分", text(project["score"])),
        ("位置", links.source(BASE, project)),
    ]
    said = [
        ("年度目标", text(project["goal"])),
        ("偏差原因", text(project["deviation"])),
        ("改进措施", text(project["improvement"])),
    ]
    return description_list(facts, class_="facts-list") + description_list(said, class_="said")


def _money(project: Record, field: str) -> str:
    return f"{text(grouped(Decimal(project[field])))} {text(project['unit'])}" if project[field] else ""


def _indicators(report: Published, project: Record) -> str:
    rows = []
    for each in report.table("performance-indicators"):
        if each["project_id"] == project["project_id"]:
            names = "".join(tag("td", text(each[field])) for field in ("level1", "level2"))
            name = tag("th", text(each["level3"]) or tag("span", "未填", class_="no-data"), scope="row")
            values = "".join(
                tag("td", text(each[field]), class_="amount") for field in ("target", "actual", "full_score", "score")
            )
            rows.append(tag("tr", names + name + values + tag("td", text(each["reason"]))))
    if not rows:
        return ""
    titles = ("一级指标", "二级指标", "三级指标", "目标值", "完成值", "分值", "得分", "偏差原因")
    head = columns(*titles, amounts=range(3, 7))
    return html_table(head, rows, f"{text(project['name'] or project['title'])}：绩效指标", class_="figures indicators")
