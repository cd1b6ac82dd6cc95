"""What the checks of a report found, for people: the defects by weight, each with both sides and the checks behind it; the
same in the report's order and by rule; what was checked and what could not be."""

import json
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby

from build_site.model import Outcome
from build_site.registers.reasons import REASONS
from build_site.render import catalogue
from build_site.render.defects import Defect, defects
from build_site.render.html import share
from build_site.render.overview.sources import form_name
from build_site.render.pages.frame import Here, outcome_counts, report_page
from build_site.render.pages.report import counted
from build_site.render.published import Published, Record
from build_site.render.template import fill

_COVERAGE = ("M-COVERAGE", "M-ROUND")


def audit_page(here: Here) -> str:
    """All findings, and the passes by rule; docs/assets/findings.js writes what each of them looked at when it is asked for,
    from the passes: they are most of all checks, and few readers open them."""
    report, t = here.report, here.t
    found, counts = defects(report), outcome_counts(report)
    told = {each["left_claim"] for each in report.findings if each["outcome"] == Outcome.DIFFERS} - {""}
    remarks, hints = [], defaultdict[str, list[str]](list)
    for each in filter(catalogue.is_information, report.findings):
        if each["scope"] in told:  # what is told as a defect needs no hint, but its rule's page leads there
            hints[each["scope"]].append(each["finding_id"])
        else:
            remarks.append(each)
    weighed = [each for each in found if each.share is not None]
    body = fill(
        "audit", t=t, here=here, report=report, count=len(found), differs=counts.get(Outcome.DIFFERS, 0), total=sum(counts.values()),
        counts=counted(here), weighed=weighed, hints=hints,
        beyond=sum(each["outcome"] == Outcome.DIFFERS for each in report.beyond.get("findings", ())), others=[each for each in found if each not in weighed],
        in_order=sorted(found, key=_place), by_rule=_by_rule(found), tiles=_tiles(here),
        coverage=[each for each in remarks if each["rule_id"] in _COVERAGE],
        remarks=[each for each in remarks if each["rule_id"] not in _COVERAGE],
        groups=[(outcome, outcome.en if t.english else outcome.zh, outcome.meaning_en if t.english else outcome.meaning, *_grouped(report, outcome))
                for outcome in (Outcome.NOT_CHECKABLE, Outcome.EXPLAINED, Outcome.ROUNDING, Outcome.EXACT, Outcome.NOT_APPLICABLE)],
        reasons={reason: words[t.english] for reason, words in REASONS.items()}, file=report.file("findings"), passes=report.file("passes"),
        titles=json.dumps({form: form_name(here, form) for form in report.forms()}, ensure_ascii=False),
    )  # fmt: skip
    description = t("{title}：{n} 项核对，{k} 处对不上。", title=here.title, n=sum(counts.values()), k=len(found))
    return report_page(here, body, description=description)


def _place(defect: Defect) -> tuple[int, int]:
    return int(defect.place["source_page"] or 0), int(defect.place["source_line"] or 0)


def _by_rule(found: Sequence[Defect]) -> list[tuple[Record, list[Defect]]]:
    """The defects by the rule of their first check, in the catalogue's order."""
    order = list(catalogue.rules())
    ruled = [each for each in found if each.findings]
    ruled.sort(key=lambda each: order.index(rule) if (rule := each.findings[0]["rule_id"]) in order else len(order))
    return [
        (group[0].findings[0], group)
        for _, rows in groupby(ruled, key=lambda each: each.findings[0]["rule_id"])
        if (group := list(rows))
    ]


def _grouped(report: Published, outcome: Outcome) -> tuple[int, list[tuple[Record, int, list[Record]]]]:
    """The checks that ended so, remarks apart: how many; by rule and reason how many, and those that have words of their own."""
    order = list(catalogue.rules())
    chosen = [each for each in report.checks if each[0]["outcome"] == outcome and not catalogue.is_information(each[0])]
    chosen.sort(key=lambda each: (order.index(each[0]["rule_id"]) if each[0]["rule_id"] in order else 0, _reason(each)))
    groups = (list(rows) for _, rows in groupby(chosen, key=lambda each: (each[0]["rule_id"], _reason(each))))
    told = [(rows[0][0], sum(n for _, n in rows), [row for row, _ in rows if "finding_id" in row]) for rows in groups]
    return sum(n for _, n in chosen), told


def _reason(check: tuple[Record, int]) -> str:
    """Why a check that does not apply does not."""
    return check[0]["reason_code"] if check[0]["outcome"] == Outcome.NOT_APPLICABLE else ""


def _tiles(here: Here) -> list[tuple[str, str, str]]:
    """What was covered: amounts, numbers of the text, forms, and what could not be checked: title, number, words."""
    report, t = here.report, here.t
    known = {each["scope"]: each for each in report.findings if each["rule_id"] == "M-COVERAGE"}
    made: list[tuple[str, str, str]] = []
    for scope, title in (("cells", "金额格"), ("matched", "正文里的数")):
        found = known.get(scope)
        if found and found["left_value"] and found["right_value"]:
            part, whole = Decimal(found["left_value"]), Decimal(found["right_value"])
            made.append(
                (str(t(title)), share(part, whole) if part != whole else f"{part:f} / {whole:f}", here.message(found))
            )
    forms = [report.state(form) for form in report.forms()]
    read = sum(state not in ("missing", "not-read") for state in forms)
    empty = sum(state == "empty" for state in forms)
    made.append(
        (str(t("决算表")), f"{read} / {len(forms)}", str(t("找到 {n} 张，其中 {k} 张说明没有数据。", n=read, k=empty)))
    )
    left = sum(each["outcome"] == Outcome.NOT_CHECKABLE for each in report.findings)
    made.append(
        (str(t("未能核对")), str(left), str(t("缺少要比的数，或没能读准；原因逐项写在下面。") if left else t("没有。")))
    )
    return made
