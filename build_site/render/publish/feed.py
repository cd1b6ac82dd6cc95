"""feed.xml: an Atom entry for each new version of a report's data, newest first."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from build_site.package.describe import PROJECT
from build_site.render.publish.facts import site_url

_MOST = 200
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "open-final-accounts")
_NEVER = "2000-01-01"
KINDS = {"added": "新收录", "corrected": "数据更正", "re-issued": "报告重新发布", "removed": "撤下"}


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


def entries(name: str, title: str, slug: str, year: str | int, log: Iterable[Mapping[str, str]]) -> list[Entry]:
    """The entries of one report's log."""
    site = site_url()
    page, data = f"{site}departments/{slug}/{year}/", f"{site}data/{slug}/{year}/datapackage.json"
    return [Entry(name, title, page, data, row["version"], row["date"], row["kind"], summary(row)) for row in log]


def summary(row: Mapping[str, str]) -> str:
    """What a version changed, in one sentence."""
    counts = (("numbers_added", "新增"), ("numbers_corrected", "更正"), ("numbers_removed", "删去"))
    parts = [f"{words} {row[field]} 个数" for field, words in counts if row[field] not in ("", "0")]
    changed = "，".join(parts) or ("数字没有变化" if row["kind"] in ("corrected", "re-issued") else "")
    return f"{KINDS[row['kind']]}，版本 {row['version']}" + (f"：{changed}。" if changed else "。")


def feed(found: Iterable[Entry]) -> str:
    """The feed; its date is that of its newest entry, not of the build."""
    site = site_url()
    newest: Sequence[Entry] = sorted(found, key=lambda each: (each.date, each.name, each.version), reverse=True)[:_MOST]
    head = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="zh-CN">',
        f"<id>urn:uuid:{uuid.uuid5(_NAMESPACE, 'feed')}</id>",
        f"<title>{PROJECT.zh}：新增与更正</title>",
        f"<updated>{newest[0].date if newest else _NEVER}T00:00:00Z</updated>",
        f'<link rel="self" type="application/atom+xml" href={quoteattr(site + "feed.xml")}/>',
        f'<link rel="alternate" type="text/html" href={quoteattr(site)}/>',
        f"<author><name>{PROJECT.zh}</name></author>",
    ]
    return "\n".join([*head, *map(_entry, newest), "</feed>", ""])


def _entry(of: Entry) -> str:
    identity = uuid.uuid5(_NAMESPACE, f"{of.name}/{of.version}/{of.kind}")
    return (
        f"<entry><id>urn:uuid:{identity}</id>"
        f"<title>{escape(f'{of.title}：{KINDS[of.kind]}（{of.version}）')}</title>"
        f"<updated>{of.date}T00:00:00Z</updated>"
        f'<link rel="alternate" type="text/html" href={quoteattr(of.page)}/>'
        f'<link rel="enclosure" type="application/json" href={quoteattr(of.data)}/>'
        f"<summary>{escape(of.summary)}</summary></entry>"
    )
