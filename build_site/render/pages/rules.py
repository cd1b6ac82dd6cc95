"""The audit across the site: every rule with its page, the rules × reports overview, coverage. No ranking."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from build_site.model import Outcome
from build_site.model.outcomes import REMARK, SHOWN
from build_site.reconcile.declare import FAMILIES
from build_site.render import catalogue
from build_site.render.digest import Digest
from build_site.render.html import columns, description_list, items, link, page, tag, text
from build_site.render.html import table as html_table
from build_site.render.pages.audit import finding_anchor
from build_site.render.pages.frame import MANY
from build_site.render.published import Record
from build_site.render.template import part

_MOST_COLUMNS = 24
"""So many reports stand beside each other in the overview; of more only the sums are shown."""
_MOST_HITS = 100
_SIGNS = {"differs": "≠", "not-checkable": "?", "explained": "≈", "rounding": "~", "exact": "=", "not-applicable": "·"}


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


def _index(reports: Sequence[Digest], by_rule: Mapping[str, Counter[str]]) -> str:
    total = sum((Counter(counts) for counts in by_rule.values()), Counter[str]())
    intro = (
        f"{len(catalogue.rules())} 条规则对 {len(reports)} 份报告做了 {sum(total.values())} 项核对。每项核对只有一个结果；没做成的写明原因。"
        "“不一致”只表示两处对不上，无法判断哪一处正确。本站不按不一致的多少给部门排名。"
    )
    blocks = [part("parts", "crumbs", [("../", "首页"), ("", "核对")]), "# 核对：规则与报告", tag("p", intro)]
    blocks.append(
        tag(
            "p",
            f"规则表：{link('../data/rules.csv', 'rules.csv')}；任何人都可以重做：<code>build-site check 数据包文件夹</code>。",
        )
    )
    blocks += ["## 各规则的结果 {#rules}", *_families(by_rule)]
    if len(reports) <= _MOST_COLUMNS:
        blocks += [
            "## 规则 × 报告 {#matrix}",
            tag(
                "p",
                "、".join(f"{s} {Outcome(o).zh}" for o, s in _SIGNS.items()) + "；一格有几种结果时，取需要留意的一种。",
            ),
            _matrix(reports),
        ]
    if len(reports) <= MANY:
        blocks += ["## 覆盖 {#coverage}", _coverage(reports)]
    return page("核对：规则与报告", blocks, description="每条核对规则、公式、依据、容差与结果")


def _families(by_rule: Mapping[str, Counter[str]]) -> list[str]:
    names = {**{outcome.value: outcome.zh for outcome in SHOWN}, "information": REMARK[0]}
    head = columns("规则", *names.values())
    blocks = []
    for family, words in FAMILIES.items():
        rows = []
        for rule_id in (each for each in catalogue.rules() if each.startswith(f"{family}-")):
            counts = by_rule[rule_id]
            first = tag("th", link(f"{rule_id}/", text(rule_id)) + f" {text(catalogue.title(rule_id))}", scope="row")
            rows.append(
                tag("tr", first + "".join(tag("td", str(counts[name] or ""), class_="amount") for name in names))
            )
        if rows:
            blocks += [
                f"### {family} {words}",
                html_table(head, rows, f"{words}各规则的结果", class_="figures findings"),
            ]
    return blocks


def _matrix(reports: Sequence[Digest]) -> str:
    head = columns(
        "规则",
        *(link(f"../departments/{r.slug}/{r.year}/audit/", f"{text(r.department)} {r.year}") for r in reports),
    )
    worst = []
    for report in reports:
        found = {
            rule_id: {"not-applicable" if kind == "information" else kind for kind in kinds}
            for rule_id, kinds in report.kinds.items()
        }
        worst.append({rule_id: min(outcomes, key=list(_SIGNS).index) for rule_id, outcomes in found.items()})
    rows = []
    for rule_id in catalogue.rules():
        cells = "".join(
            tag(
                "td",
                _SIGNS.get(found.get(rule_id, ""), ""),
                class_=found.get(rule_id, ""),
                title=Outcome(found[rule_id]).zh if rule_id in found else None,
            )
            for found in worst
        )
        rows.append(tag("tr", tag("th", link(f"{rule_id}/", text(rule_id)), scope="row") + cells))
    return html_table(head, rows, "规则与报告", class_="figures matrix")


def _coverage(reports: Sequence[Digest]) -> str:
    rows = []
    for report in reports:
        cells = "".join(
            tag("td", " / ".join(report.coverage.get(scope, ())), class_="amount")
            for scope in ("cells", "bound", "matched", "forms")
        )
        name = link(
            f"../departments/{report.slug}/{report.year}/audit/#coverage", f"{text(report.department)} {report.year}"
        )
        rows.append(tag("tr", tag("th", name, scope="row") + cells))
    titles = ("报告", "参加勾稽的金额", "识别出所指的数", "其中参加核对的", "找到的表")
    return html_table(columns(*titles), rows, "核对的覆盖面", class_="figures")


def _rule(rule_id: str, counts: Mapping[str, int], found: Sequence[tuple[Digest, Record]]) -> str:
    rule = catalogue.rules()[rule_id]
    names = {**{outcome.value: outcome.zh for outcome in SHOWN}, "information": REMARK[0]}
    facts = [
        ("规则", text(rule["title_zh"])), ("In English", tag("span", text(rule["title_en"]), lang="en")),
        ("公式", text(rule["formula"])), ("依据", text(rule["basis"])), ("前提", text(rule["precondition"])),
        ("容差", text(rule["tolerance_zh"])), ("Tolerance", tag("span", text(rule["tolerance_en"]), lang="en")),
        ("版本", text(rule["version"])), ("实测", _measured(rule_id)),
        ("结果", "、".join(f"{names[name]} {count}" for name, count in counts.items()) or "还没有核对过"),
    ]  # fmt: skip
    if rule["identity"]:
        facts.insert(3, ("程序照着算的写法", tag("code", text(rule["identity"]))))
    order = ("differs", "explained", "information", "not-checkable")
    shown = sorted(found, key=lambda each: order.index(catalogue.kind(each[1])))  # stable: reports stay in their order
    blocks = [
        part("parts", "crumbs", [("../../", "首页"), ("../", "核对"), ("", rule_id)]),
        f"# {rule_id}", tag("p", text(rule["title_zh"])), description_list(facts, class_="facts"),
        "## 命中 {#hits}", _hits(shown, names) if shown else tag("p", "没有不一致、提示或无法核对的。"),
    ]  # fmt: skip
    return page(f"{rule_id} {rule['title_zh']}", blocks, toc=False, search=False)


def _hits(shown: Sequence[tuple[Digest, Record]], names: Mapping[str, str]) -> str:
    rows = []
    for report, finding in shown[:_MOST_HITS]:
        place = "coverage" if finding["rule_id"] in ("M-COVERAGE", "M-ROUND") else finding_anchor(finding)
        anchor = f"../../departments/{report.slug}/{report.year}/audit/#{place}"
        kind = tag("b", names[catalogue.kind(finding)], class_=catalogue.kind(finding))
        rows.append(f"{kind} {link(anchor, f'{text(report.department)} {report.year}')}：{text(finding['message_zh'])}")
    rest = len(shown) - _MOST_HITS
    return items(rows, class_="hits") + (tag("p", f"另有 {rest} 条，见各报告的 findings.csv。") if rest > 0 else "")


def _measured(rule_id: str) -> str:
    """Detections and false findings on planted defects, in words."""
    row = catalogue.measured().get(rule_id)
    if row is None:
        return "未埋错测试（提示类，或需人工判断）"
    precision = f"，精确率 {text(row['precision'])}" if row["precision"] else ""
    recall = (
        f"；改动它所比较的数 {text(row['compared'])} 次，查出率 {text(row['recall'])}（其余的改动在尾差之内，或由别的规则查出）"
        if row["recall"]
        else ""
    )
    return f"埋下的错中查出 {text(row['detected'])} 处，误报 {text(row['false'])} 处{precision}{recall}（{link('../../method/#measured', '怎样测的')}）"
