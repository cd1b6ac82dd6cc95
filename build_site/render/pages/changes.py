"""What changed in the data: each report's versions with its changed numbers, and the newest of the whole site."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from build_site.model.forms import SIDES
from build_site.render.html import columns, items, link, page, tag, text
from build_site.render.html import table as html_table
from build_site.render.pages.frame import breadcrumbs, report_page
from build_site.render.publish.feed import KINDS, Entry, summary
from build_site.render.publish.whole import Whole
from build_site.render.published import Published, Record

_IDENTIFIER = re.compile("[a-z][a-z0-9:-]*")
_KINDS = {"added": "新增", "corrected": "更正", "removed": "删去"}
_MOST = 100


def changes_page(whole: Whole) -> str:
    """The site's newest changes."""
    known = {each.registration.name for each in whole.reports}
    newest = sorted(whole.entries(), key=lambda each: (each.date, each.name, each.version), reverse=True)[:_MOST]
    blocks = [
        breadcrumbs([("../", "首页"), ("../downloads/", "下载"), ("", "数据变更记录")]),
        "# 数据变更记录",
        tag("p", "每份报告的数据有自己的版本号：改一个数或文字进一位修订号，增减行进一位次版本号，列有变化进一位主版本号。"
            "核对规则或措辞的改变不动数据，只记在各报告的“核对修订”里。"
            + link("../feed.xml", "Atom 订阅", rel="alternate", type="application/atom+xml") + "。"),
        items(_entry(each, linked=each.name in known) for each in newest) if newest else tag("p", "还没有记录。", class_="notice"),
    ]  # fmt: skip
    return page("数据变更记录", blocks, description="新收录、更正和撤下的数据", toc=False)


def _entry(entry: Entry, *, linked: bool) -> str:
    slug, _, year = entry.name.rpartition("-")
    title = text(entry.title)
    return (
        tag("time", text(entry.date), datetime=entry.date)
        + " "
        + (link(f"../departments/{slug}/{year}/changes/", title) if linked else title)
        + tag("span", text(entry.summary), class_="aside")
    )


def report_changes_page(
    report: Published,
    log: Sequence[Record],
    changes: Sequence[Record],
    audits: Sequence[Record],
    kept: Collection[str],
) -> str:
    """One report's versions, newest first, each with the numbers that changed: old and new; then the revisions of its
    audit. `kept`: the versions whose package is kept."""
    blocks = [
        "# 版本与更正",
        tag(
            "p",
            f"现在的版本：{text(report.descriptor.get('version', ''))}。版本号随数据变动，说明文字、核对规则和措辞的修改不算。",
        ),
    ]
    for entry in reversed(log):
        blocks.append(
            f"## {text(entry['version'])} {KINDS[entry['kind']]} {{#v{entry['version'].replace('.', '-')}-{entry['kind']}}}"
        )
        blocks.append(tag("p", f"{text(entry['date'])} {text(summary(entry))}"))
        blocks.append(_table(report, [each for each in changes if each["version"] == entry["version"]]))
    old = sorted({each["version"] for each in log} & set(kept))
    if old:
        folder = f"../../../../data/{report.slug}/{report.year}/v/"
        blocks.append("## 报告重新发布以前的数据 {#kept}")
        blocks.append(
            items(link(f"{folder}{version}/datapackage.json", text(version), download=True) for version in old)
        )
    blocks += _audits(audits)
    if not log:
        blocks.append(tag("p", "还没有版本记录。", class_="notice"))
    return report_page(report, "changes", "版本与更正", blocks, search=False)


def _audits(audits: Sequence[Record]) -> list[str]:
    """When the findings moved while the rules did, or with the data."""
    if not audits:
        return []
    heads = ("修订", "日期", "数据版本", "新增核对", "改变的核对", "去掉的核对")
    names = ("revision", "date", "version", "findings_added", "findings_changed", "findings_removed")
    rows = [tag("tr", "".join(tag("td", text(each[name])) for name in names)) for each in reversed(audits)]
    head = tag("tr", "".join(tag("th", words, scope="col") for words in heads))
    words = "规则、措辞或数据变动后，核对结果可能不同；每次不同记一个修订号。只动修订号时，数据没有变。"
    return ["## 核对修订 {#audits}", tag("p", words), html_table(head, rows, "核对修订", class_="figures")]


def _table(report: Published, changes: Sequence[Record]) -> str:
    if not changes:
        return ""
    head = columns("表", "行", "列", "变动", "原为", "现为")
    rows = []
    for each in changes:
        if each["kind"] == "rows":
            values = [
                text(report.title(each["resource"])),
                "",
                "",
                "行有变动",
                f"去掉 {each['old']} 行",
                f"新增 {each['new']} 行",
            ]
        elif each["kind"] == "fact":
            values = ["登记信息", text(each["row"]), "", "改变", text(each["old"]), text(each["new"])]
        else:
            names = (row_name(each["row"]), _field(report, each), _KINDS[each["kind"]], each["old"], each["new"])
            values = [text(report.title(each["resource"])), *map(text, names)]
        rows.append(tag("tr", "".join(tag("td", value) for value in values)))
    return html_table(head, rows, "变动的数", class_="figures")


def row_name(key: str) -> str:
    """What names the row for a reader: the side in Chinese, no identifier beside a printed label."""
    words = [SIDES.get(word, word) for word in key.split(" ")]
    shown = [word for word in words if not _IDENTIFIER.fullmatch(word)]
    return " ".join(shown or words)


def _field(report: Published, change: Record) -> str:
    """The column's Chinese title; its name where the table no longer has it."""
    fields = report.resources.get(change["resource"], {}).get("schema", {}).get("fields", [])
    return next((str(each["title"]) for each in fields if each["name"] == change["field"]), change["field"])
