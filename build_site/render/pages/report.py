"""The report page: one department, one year, in the order in which readers ask."""

from __future__ import annotations

from decimal import Decimal
from itertools import groupby

from build_site.model import FormState
from build_site.render import links
from build_site.render.charts.engine import Engine
from build_site.render.charts.figures import Figures
from build_site.render.charts.markup import Beside, Figure, figure
from build_site.render.html import columns, description_list, grouped, link, size, tag, text
from build_site.render.html import items as html_items
from build_site.render.html import table as html_table
from build_site.render.pages.audit import finding_article
from build_site.render.pages.cite import cited
from build_site.render.pages.form import listed
from build_site.render.pages.frame import outcome_chips, outcome_counts, report_page
from build_site.render.pages.lists import Sizes, workbook_name
from build_site.render.pages.performance import evaluations
from build_site.render.pages.source import provenance
from build_site.render.pages.summary import plan_sentence, sentences
from build_site.render.published import Published, Record
from build_site.render.template import part
from build_site.render.terms import explained

_SHOWN = 5
"""So many differing checks are shown on the report page; the audit page has all."""


def report_index(report: Published, engine: Engine, sizes: Sizes, beside: Beside) -> str:
    """The whole page as Markdown; what its charts have in files goes to `beside`."""
    figures = Figures(report)
    title = f"{report.department} {report.year}年度部门决算"
    money, purposes, plan = figures.money(), figures.purposes(), figures.plan()
    blocks = [
        f"# {text(title)}",
        _head(report, sizes),
        "## 一分钟看懂 {#in-one-minute}",
        html_items(sentences(report), class_="sentences"),
        tag("p", f"以上各句只由数据生成；点数字看它在哪张表、原文的哪一{report.place_word}。占比由本站按表中数计算。", class_="legend"),
        "## 钱从哪里来，用到哪里去 {#money}",
        *_drawn(money, engine, beside, "报告的总表没有可画的金额。", ("figure-flow",)),
        "## 用在什么上 {#purposes}",
        *_drawn(purposes, engine, beside, "报告的支出表没有可画的金额。", ("figure-icicle", "figure-functions-item")),
        "## 预算与结果 {#plan}",
        tag("p", plan_sentence(report)) if plan_sentence(report) else "",
        *_drawn([each for each in plan if each.figure_id == "figure-execution"], engine, beside, _no_plan(report), ("figure-execution",)),
        "## “三公”经费与其他公开事项 {#three-public}",
        _three_public(report),
        *[figure(each, engine, beside) for each in plan if each.figure_id == "figure-three-public"],
        _disclosures(report),
        "## 做了什么、评得如何 {#performance}",
        part("self-evaluations", "overview", evaluations(report), ""),
        _key_work(report),
        "## 核对结果 {#audit}",
        *_audit(report),
        "## 九张表 {#forms}",
        part("forms-list", "overview", report, listed(report), ""),
        "## 下载、引用、反映问题 {#downloads}",
        _downloads(report, sizes),
        part("citation", "block", cited(report), ""),
        tag("p", f"发现读错、漏读或说明不清的地方：见{link('../../../about/#report-a-problem', '怎样反映问题')}。报告本身的疑问请向发布单位提出。"),
    ]  # fmt: skip
    description = f"{title}：收支总额、支出结构、预算执行、“三公”经费、绩效、核对结果与数据下载。"
    return report_page(
        report, "", title, [explained(report, "\n\n".join(filter(None, blocks)), "")], description=description
    )


def _head(report: Published, sizes: Sizes) -> str:
    kept = ("发布单位", "发布日期", "发布网址", "读取方式")
    facts: list[tuple[str, str]] = [pair for pair in provenance(report) if pair[0] in kept]
    known = sum(report.state(form) is FormState.FOUND for form in report.forms())
    empty = sum(report.state(form) is FormState.EMPTY for form in report.forms())
    missing = len(report.forms()) - known - empty
    forms = f"{known} 张有数据，{empty} 张无数据" + (f"，{missing} 张未找到" if missing else "")
    facts.append(("九张表", link("#forms", forms)))
    facts.append(("单位", f"{text(report.unit)}（按当年价格，未作物价调整）"))
    facts.append(("原文", link("source/", "逐行查看报告文字")))
    excel = f"../../../data/{report.slug}/{report.year}/report.xlsx"
    if "report.xlsx" in sizes:
        words = link(excel, f"Excel（{size(sizes['report.xlsx'])}）", download=workbook_name(report))
        facts.append(("下载", f"{words} · {link('downloads/', '全部文件')}"))
    chips = outcome_chips(outcome_counts(report.findings), "")
    return tag("div", description_list(facts, class_="facts-list") + chips, class_="report-head")


def _drawn(
    figures: list[Figure], engine: Engine, beside: Beside, otherwise: str, leading: tuple[str, ...]
) -> list[str]:
    """The figures that answer the section's question; the others folded under their titles."""
    if not figures:
        return [tag("p", otherwise, class_="notice")]
    shown = [each for each in figures if each.figure_id in leading] or figures[:1]
    more = [each for each in figures if each not in shown]
    blocks = [figure(each, engine, beside) for each in shown]
    if more:
        titles = "、".join(text(each.title.split("：")[0]) for each in more)
        summary = tag("summary", f"另有 {len(more)} 幅图：{titles}")
        folded = "".join(figure(each, engine, beside, folded=True) for each in more)
        blocks.append(tag("details", summary + folded, class_="more-charts"))
    return blocks


def _no_plan(report: Published) -> str:
    adjusted = [row for row in report.table("budget-execution") if row["adjusted"] and not row["approved"]]
    if adjusted:
        return f"报告只逐项列出全年预算（调整后的预算）与决算，共 {len(adjusted)} 项，没有年初预算；见报告正文。"
    return "报告没有逐项列出年初预算与决算。"


def _three_public(report: Published) -> str:
    """What the report says about the three public expenses when its form has no amounts."""
    form = "three-public-expenses"
    title = link(f"{form}/", "“三公”经费支出决算表")
    state = report.state(form)
    if state is FormState.EMPTY:
        note = f"报告说明：“{text(report.note(form))}”" if report.note(form) else "报告没有另作说明。"
        return tag("p", f"{title}{tag('strong', '无数据')}。{note}表是空的，以报告的文字为准。", class_="notice")
    if state is FormState.MISSING:
        return tag("p", "报告中没有找到“三公”经费支出决算表。", class_="notice")
    return tag("p", f"见{title}。")


def _disclosures(report: Published) -> str:
    """机关运行经费, 采购, 国有资产 and the like: what one sentence says stands together under it."""
    rows = []
    for sentence, group in groupby(report.table("disclosures"), key=lambda each: each["sentence"]):
        listed = list(group)
        values = [tag("li", f"{text(each['label'])} {tag('b', _disclosed(report, each))}") for each in listed]
        said = tag("span", f"{text(sentence)} {links.source('', listed[0])}", class_="aside")
        rows.append(
            tag("tr", tag("th", text(listed[0]["label"]) + said, scope="row")
                + tag("td", tag("ul", "".join(values), class_="values") if len(listed) > 1 else _disclosed(report, listed[0]), class_="disclosed"))
        )  # fmt: skip
    if not rows:
        return ""
    head = columns("事项（报告原句）", "数额")
    return html_table(head, rows, "其他公开事项", class_="figures disclosures")


def _disclosed(report: Published, each: Record) -> str:
    if each["value"]:
        value = f"{text(grouped(Decimal(each['value'])))} {text(each['unit'])}"
    else:
        value = tag("span", "报告说明没有" if each["state"] == "none" else "未给出", class_="no-data")
    if each["fiscal_year"] and each["fiscal_year"] != str(report.year):
        value += tag("span", f"（正文写的是{text(each['fiscal_year'])}年度）", class_="aside")
    return value


def _key_work(report: Published) -> str:
    rows = [
        tag("tr", tag("th", f"{text(each['number'])} {text(each['title'])}", scope="row") + tag("td", text(each["summary"] or each["content"]))
            + tag("td", text(each["status"]) or tag("span", "未填", class_="no-data")) + tag("td", links.source("", each)))
        for each in report.table("key-work")
    ]  # fmt: skip
    if not rows:
        return ""
    head = columns("重点工作", "内容", "完成情况", "位置")
    done = html_table(head, rows, "重点工作完成情况（照录报告）", class_="figures key-work")
    return tag("details", tag("summary", f"{len(rows)} 项重点工作") + done)


def _audit(report: Published) -> list[str]:
    """Counts, the first differences in full, and what could not be checked."""
    findings = report.findings
    counts = outcome_counts(findings)
    differing = [each for each in findings if each["outcome"] == "differs"]
    blocks = [outcome_chips(counts, "")]
    if differing:
        blocks.append(tag("p", "两处不一致，无法判断哪一处正确："))
        blocks += [finding_article(report, each, "") for each in differing[:_SHOWN]]
    left = len(differing) - _SHOWN
    words = f"还有 {left} 项不一致，" if left > 0 else ""
    if findings:
        unchecked = counts.get("not-checkable", 0)
        words += f"另有 {unchecked} 项无法核对，" if unchecked else ""
        blocks.append(tag("p", words + link("audit/", "看全部核对") + "。"))
    return blocks


def _downloads(report: Published, sizes: Sizes) -> str:
    folder = f"../../../data/{report.slug}/{report.year}/"
    wanted = [
        ("report.xlsx", "Excel 工作簿（全部表）"),
        ("report.zip", "全部文件，附读我文件"),
        ("expenditure-excel.csv", "支出决算表 CSV，供 Excel 直接打开"),
        ("expenditure.csv", "支出决算表 CSV，供程序"),
        ("expenditure.json", "支出决算表 JSON"),
        (report.file("findings"), "核对结果 CSV"),
        ("datapackage.json", "数据包说明"),
    ]
    entries = [
        link(folder + file, f"{words}（{file}，{size(sizes[file])}）", download=True)
        for file, words in wanted
        if file in sizes
    ]
    entries.append(link("downloads/", f"全部 {len(sizes)} 个文件"))
    return html_items(entries, class_="downloads")
