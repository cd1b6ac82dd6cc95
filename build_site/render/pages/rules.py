"""The audit across the site: every rule with its page, the rules × reports overview, coverage. No ranking."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from build_site.model.outcomes import REMARK, SHOWN
from build_site.reconcile.declare import FAMILIES
from build_site.render import catalogue
from build_site.render.digest import Digest
from build_site.render.html import identifier, page
from build_site.render.pages.frame import MANY
from build_site.render.published import Record
from build_site.render.template import fill

_MOST_COLUMNS = 24
"""So many reports stand beside each other in the overview; of more only the sums are shown."""
_MOST_HITS = 100
_SIGNS = {"differs": "≠", "not-checkable": "?", "explained": "≈", "rounding": "~", "exact": "=", "not-applicable": "·"}
_OPEN = ("differs", "explained", "information", "not-checkable")
_NAMES = {**{outcome.value: outcome.zh for outcome in SHOWN}, "information": REMARK[0]}


def rule_pages(reports: Sequence[Digest]) -> dict[str, str]:
    """`audit/index.md` and a page for every rule, by path."""
    hits: dict[str, list[tuple[Digest, Record]]] = {rule_id: [] for rule_id in catalogue.rules()}
    counts: dict[str, Counter[str]] = {rule_id: Counter() for rule_id in catalogue.rules()}
    for report in reports:
        for rule_id, kinds in report.kinds.items():
            counts.setdefault(rule_id, Counter()).update(kinds)
        for finding in report.findings:
            hits.setdefault(finding["rule_id"], []).append((report, finding))
    pages = {f"audit/{rule_id}.md": _rule(rule_id, counts[rule_id], hits[rule_id]) for rule_id in catalogue.rules()}
    return pages | {"audit/index.md": _index(reports, counts)}


def _index(reports: Sequence[Digest], counts: Mapping[str, Counter[str]]) -> str:
    rules = catalogue.rules()
    body = fill(
        "rules",
        rules=rules,
        reports=reports,
        counts=counts,
        total=sum(each.total() for each in counts.values()),
        families=[
            (family, words, [rule_id for rule_id in rules if rule_id.startswith(f"{family}-")])
            for family, words in FAMILIES.items()
        ],
        names=_NAMES,
        signs=_SIGNS,
        matrix=[_worst(report) for report in reports] if len(reports) <= _MOST_COLUMNS else None,
        many=MANY,
    )
    return page("核对：规则与报告", [body], description="每条核对规则、公式、依据、容差与结果")


def _worst(report: Digest) -> dict[str, str]:
    """Of each rule's outcomes in a report the one that most needs a look."""
    order = list(_SIGNS)
    found = {}
    for rule_id, kinds in report.kinds.items():
        outcomes = ["not-applicable" if kind == "information" else kind for kind in kinds]
        found[rule_id] = min(outcomes, key=order.index)
    return found


def _rule(rule_id: str, counts: Mapping[str, int], found: Sequence[tuple[Digest, Record]]) -> str:
    rule = catalogue.rules()[rule_id]
    hits = [(report, finding, catalogue.kind(finding), _anchor(finding)) for report, finding in found]
    body = fill(
        "rule",
        rule=rule,
        counts=counts,
        names=_NAMES,
        measured=catalogue.measured().get(rule_id),
        hits=sorted(hits, key=lambda hit: _OPEN.index(hit[2])),  # stable: reports stay in their order
        most=_MOST_HITS,
    )
    return page(f"{rule_id} {rule['title_zh']}", [body], toc=False, search=False)


def _anchor(finding: Record) -> str:
    """Where the audit page of its report shows a finding."""
    return "coverage" if finding["rule_id"] in ("M-COVERAGE", "M-ROUND") else identifier(finding["finding_id"])
