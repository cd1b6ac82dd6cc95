"""feed.xml: an Atom entry for each new version of a report's data, newest first."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from build_site.package.describe import NAMESPACE, PROJECT
from build_site.render.publish.facts import site_url
from build_site.render.template import fill

_MOST = 200
_NEVER = "2000-01-01"
KINDS = {
    "added": "新收录",
    "re-read": "重新读取",
    "corrected": "数据更正",
    "re-issued": "报告重新发布",
    "removed": "撤下",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One version of one report."""

    name: str
    title: str
    page: str
    data: str
    version: str
    date: str
    kind: str
    summary: str

    @property
    def identity(self) -> str:
        return uuid.uuid5(NAMESPACE, f"{self.name}/{self.version}/{self.kind}").urn


def entries(name: str, title: str, slug: str, year: str | int, log: Iterable[Mapping[str, str]]) -> list[Entry]:
    """The entries of one report's log."""
    site = site_url()
    page, data = f"{site}departments/{slug}/{year}/", f"{site}data/{slug}/{year}/datapackage.json"
    return [Entry(name, title, page, data, row["version"], row["date"], row["kind"], summary(row)) for row in log]


def summary(row: Mapping[str, str]) -> str:
    """What a version changed, in one sentence."""
    counts = (("numbers_added", "新增"), ("numbers_corrected", "更正"), ("numbers_removed", "删去"))
    parts = [f"{words} {row[field]} 个数" for field, words in counts if row[field] not in ("", "0")]
    changed = "，".join(parts) or (
        "逐个比较的数没有变化" if row["kind"] in ("re-read", "corrected", "re-issued") else ""
    )
    return f"{KINDS[row['kind']]}，版本 {row['version']}" + (f"：{changed}。" if changed else "。")


def feed(found: Iterable[Entry]) -> str:
    """The feed; its date is that of its newest entry, not of the build."""
    newest = sorted(found, key=lambda each: (each.date, each.name, each.version), reverse=True)[:_MOST]
    made = fill(
        "feed.xml",
        site=site_url(),
        project=PROJECT,
        identity=uuid.uuid5(NAMESPACE, "feed").urn,
        updated=newest[0].date if newest else _NEVER,
        entries=newest,
        kinds=KINDS,
    )
    return f"{made}\n"
