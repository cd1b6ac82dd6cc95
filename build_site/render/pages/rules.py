"""The audit across the site: where places do not agree, by report and rule, and a page for every rule. No ranking.

How often each rule ended how changes with every report: a rule's page fetches it, so that it stays as it is.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from markupsafe import Markup

from build_site.model.outcomes import NEUTRAL, REMARK, SHOWN
from build_site.reconcile.declare import FAMILIES
from build_site.render import catalogue
from build_site.render.charts.many.maps import Mark, heat
from build_site.render.charts.markup import Figure, Pen, figure
from build_site.render.collected import Collected
from build_site.render.defects import plainly
from build_site.render.digest import Digest
from build_site.render.html import identifier, page
from build_site.render.published import Record
from build_site.render.shelf import EMPTY, Shelf
from build_site.render.template import fill, part
from build_site.render.words import Tongue

_MOST_ROWS = 60
"""So many reports are drawn; of more the newest."""
_MOST_HITS = 100
_OPEN = ("differs", "explained", "information", "not-checkable")
_DRAWN = ("differs", "not-checkable", "explained")
NAMES = {**{outcome.value: (outcome.zh, outcome.en) for outcome in SHOWN}, "information": REMARK}


def rule_pages(all_: Collected, lang: str, pen: Pen, shelf: Shelf = EMPTY) -> Iterator[tuple[str, str]]:
    """`audit/index.md`, a page for every rule, and what they fetch, by path."""
    hits, counts, concerned = all_.checked
    yield "audit/index.md", _index(all_, counts, concerned, Tongue(lang, "../../" if lang == "en" else "../"), pen)
    t = Tongue(lang, "../../../" if lang == "en" else "../../")
    said = {}
    for rule_id in catalogue.rules():
        ended = [f"{outcome(name, t)} {count:,}" for name, count in counts[rule_id].items() if count]
        said[rule_id] = t("，").join(ended) or t("还没有核对过")
        open_ = sorted(hits[rule_id], key=lambda hit: _OPEN.index(catalogue.kind(hit[1])))  # stable: by report
        found = _hits(all_, open_[:_MOST_HITS], t)
        told = rule_id, found, len(open_)
        path = f"audit/{rule_id}/index.md"
        yield path, shelf.page(t.below(path), partial(_rule, *told, t), *told)
    yield "audit/outcomes.json", json.dumps(said, ensure_ascii=False, indent=0)


def title(rule_id: str, t: Tongue) -> str:
    """What a rule says, in this language."""
    return catalogue.rules()[rule_id]["title_en" if t.english else "title_zh"]


def outcome(name: str, t: Tongue) -> str:
    return NAMES[name][1 if t.english else 0]


def _index(
    all_: Collected, counts: Mapping[str, Counter[str]], concerned: Mapping[str, Counter[str]], t: Tongue, pen: Pen
) -> str:  # fmt: skip
    rules = catalogue.rules()
    total: Counter[str] = Counter()
    for each in counts.values():
        total.update(each)
    families = []
    for family, words in FAMILIES.items():
        own = [rule_id for rule_id in rules if rule_id.startswith(f"{family}-")]
        own.sort(key=lambda rule_id: (-concerned[rule_id]["differs"], -concerned[rule_id]["not-checkable"]))
        if own:
            families.append((family, t(words), own, sum(counts[rule_id]["differs"] for rule_id in own)))
    shown = [name for name in ("exact", "rounding", "differs", "explained", "not-checkable") if total[name]]
    body = fill(
        "rules", t=t, rules=rules, reports=all_.reports, counts=counts, concerned=concerned, total=total.total(),
        checks=f"{total.total() - total['information']:,}", defects=sum(report.defects for report in all_.reports), sums=total,
        families=families, outcome=lambda name: outcome(name, t), title=lambda rule_id: title(rule_id, t),
        open=lambda rule_id: any(counts[rule_id][name] for name in _DRAWN), shown=shown, heads=[t("规则"), *(outcome(name, t) for name in shown), t("对不上的报告")],
        chart=_heat(all_, t, pen), names=list(NAMES),
    )  # fmt: skip
    return page(t("核对"), body, description=t("每条核对规则、依据、允差与结果"))


def _heat(all_: Collected, t: Tongue, pen: Pen) -> Markup | str:
    """Reports by rules: a mark where a rule did not agree, could not be checked or is explained."""
    reports = sorted(all_.reports, key=lambda each: (-each.year, each.slug))[:_MOST_ROWS]
    reports.sort(key=lambda each: (each.registration.division_code, each.slug, -each.year))
    columns = [
        rule_id
        for rule_id in catalogue.rules()
        if any(set(each.kinds.get(rule_id, ())) & set(_DRAWN) for each in reports)
    ]
    if not reports or not columns:
        return ""
    marks, rows = [], []
    for at, report in enumerate(reports):
        name = f"{all_.plain(all_.offices[report.slug], t)} {report.year}"
        found: Counter[str] = Counter()
        for column, rule_id in enumerate(columns):
            kinds = report.kinds.get(rule_id, {})
            kind = next((kind for kind in _DRAWN if kinds.get(kind)), "")
            found.update({kind: kinds[kind] for kind in _DRAWN if kind in kinds})
            if kind:
                marks.append(
                    Mark(column, at, kind, f"{name} · {title(rule_id, t)}{t('：')}{outcome(kind, t)} {kinds[kind]}")
                )
        page_ = f"{t.home}departments/{report.slug}/{report.year}/audit/"
        rows.append((part("parts", "link", name, page_), *(str(found[kind] or "") for kind in _DRAWN)))
    names = [f"{all_.plain(all_.offices[report.slug], t)} {report.year}" for report in reports]
    groups = [(t(FAMILIES[rule_id[0]]), rule_id[0]) for rule_id in columns]
    differing = len({mark.column for mark in marks if mark.kind == "differs"})
    heading = t("{n} 条规则里，{m} 条至少在一份报告里对不上", n=len(catalogue.rules()), m=differing)
    said = t(
        "每行一份报告，每列一条规则（只列有标记的 {n} 条，按类排）；空白是都对得上或不适用。按地区和部门排，不是排名。",
        n=len(columns),
    )
    if len(all_.reports) > len(reports):
        said += " " + t("图里是最近年度的 {n} 份。", n=len(reports))
    drawn = {kind: outcome(kind, t) for kind in _DRAWN if any(mark.kind == kind for mark in marks)}
    drawing = heat("audit", names, [words for words, _ in groups], marks, drawn, f"{heading}{t('。')}{said}")
    head = [t("报告"), *(outcome(kind, t) for kind in _DRAWN)]
    return figure(
        Figure("figure-rules", heading, said, f"{heading}{t('。')}{said}", drawing, head, rows, t("各报告的核对结果 findings.csv")),
        pen, t=t,
    )  # fmt: skip


def _hits(all_: Collected, found: Sequence[tuple[Digest, Record]], t: Tongue) -> list[dict[str, str]]:
    """What is to be looked at, and where."""
    return [
        {
            "report": f"{all_.plain(all_.offices[report.slug], t)} {report.year}", "kind": catalogue.kind(finding),
            "name": outcome(catalogue.kind(finding), t), "words": t.quoted(plainly(finding["message_en" if t.english else "message_zh"])),
            "href": f"{t.home}departments/{report.slug}/{report.year}/audit/#{_anchor(finding)}",
        }
        for report, finding in found
    ]  # fmt: skip


def _rule(rule_id: str, hits: Sequence[Mapping[str, str]], all_hits: int, t: Tongue) -> str:
    rule = catalogue.rules()[rule_id]
    body = fill(
        "rule", t=t, rule=rule, title=title(rule_id, t), tolerance=rule["tolerance_en" if t.english else "tolerance_zh"],
        measured=catalogue.measured().get(rule_id), family=t(FAMILIES[rule_id[0]]), hits=hits, all_hits=all_hits,
        example=rule["example_en" if t.english else "example_zh"],
        neutral=NEUTRAL[t.english].strip() if any(hit["kind"] == "differs" for hit in hits) else "",
    )  # fmt: skip
    return page(title(rule_id, t), body, search=False)


def _anchor(finding: Record) -> str:
    """Where the audit page of its report shows a finding."""
    return "coverage" if finding["rule_id"] in ("M-COVERAGE", "M-ROUND") else identifier(finding["finding_id"])
