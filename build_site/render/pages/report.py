"""The report page, in both languages: what was spent, against which plan, on what; what does not agree; the files."""

from __future__ import annotations

from build_site.model import FormState, Outcome
from build_site.render import links
from build_site.render.charts.markup import Pen, figure
from build_site.render.defects import defects
from build_site.render.overview import matters, money, plan, purposes, tiles
from build_site.render.overview.sources import form_name
from build_site.render.pages.frame import Here, outcome_counts, report_page
from build_site.render.pages.report_downloads import Sizes, workbook_name
from build_site.render.publish.cite import cited
from build_site.render.template import fill
from build_site.render.terms import explained

_SHOWN = 3
"""So many defects are shown on the report page; the audit page has all."""


def report_index(here: Here, pen: Pen, sizes: Sizes) -> str:
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
    return report_page(here, [body if here.english else explained(report, body, here.base)], description=description)


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
