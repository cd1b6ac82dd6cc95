"""What changed in the data: each report's versions with its changed numbers, and the newest of the whole site."""

import re
from collections.abc import Collection, Sequence

from build_site.model.forms import SIDES
from build_site.render.html import page
from build_site.render.publish.feed import KINDS, summary
from build_site.render.publish.whole import Whole
from build_site.render.published import Published, Record
from build_site.render.template import fill

_IDENTIFIER = re.compile("[a-z][a-z0-9:-]*")
_MOST = 100


def changes_page(whole: Whole) -> str:
    """The site's newest changes."""
    known = {each.registration.name: f"{each.slug}/{each.year}" for each in whole.reports}
    newest = sorted(whole.entries, key=lambda each: (each.date, each.name, each.version), reverse=True)[:_MOST]
    body = fill("changes", entries=[(each, known.get(each.name, "")) for each in newest])
    return page("数据变更记录", body, description="新收录、更正和撤下的数据")


def versions(
    report: Published,
    log: Sequence[Record],
    changes: Sequence[Record],
    audits: Sequence[Record],
    kept: Collection[str],
) -> dict[str, object]:
    """What the downloads page tells of one report's versions, newest first, each with the numbers that changed: old and
    new; then the revisions of its audit. `kept`: the versions whose package is kept."""
    told = [
        (each, KINDS[each["kind"]], summary(each), [_row(report, row) for row in changes if row["version"] == each["version"]])
        for each in reversed(log)
    ]  # fmt: skip
    old = sorted({each["version"] for each in log} & set(kept) - {str(report.descriptor.get("version"))})
    return {"versions": told, "old": old, "audits": audits[::-1]}


def _row(report: Published, change: Record) -> list[str]:
    """Table, row, column, old and new; columns are there or not, rows of which only one version has the like are counted."""
    if change["kind"] == "rows":
        counted = (f"{int(change[kept]):,} 行只在{words}" for words, kept in (("原版", "old"), ("新版", "new")))
        return [report.title(change["resource"]), "", "", *counted]
    if change["kind"] == "column":
        there = ("有" if change[kept] else "" for kept in ("old", "new"))
        return [report.title(change["resource"]), "栏", _field(report, change), *there]
    if change["kind"] == "fact":
        return ["登记信息", change["row"], "", change["old"], change["new"]]
    names = row_name(change["row"]), _field(report, change)
    return [report.title(change["resource"]), *names, change["old"], change["new"]]


def row_name(key: str) -> str:
    """What names the row for a reader: the side in Chinese, no identifier beside a printed label."""
    words = [SIDES.get(word, word) for word in key.split(" ")]
    shown = [word for word in words if not _IDENTIFIER.fullmatch(word)]
    return " ".join(shown or words)


def _field(report: Published, change: Record) -> str:
    """The column's Chinese title; its name where the table no longer has it."""
    fields = report.resources.get(change["resource"], {}).get("schema", {}).get("fields", [])
    return next((str(each["title"]) for each in fields if each["name"] == change["field"]), change["field"])
