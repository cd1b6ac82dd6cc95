"""The comparison page: an empty frame that a script fills; without it, the list of reports. And what the script fetches:
one JSON per year, and the list of reports."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path

from build_site.render.digest import Digest
from build_site.render.html import items, link, page, tag, text
from build_site.render.measures import MEASURES
from build_site.render.pages.frame import breadcrumbs


def compare_page(reports: Sequence[Digest]) -> str:
    """Up to six reports side by side."""
    listed = items(
        link(f"../departments/{each.slug}/{each.year}/", text(f"{each.department} {each.year}年度"))
        for each in reports[:200]
    )
    rules = (
        "金额按各报告印出的单位和当年价格；单位不同、表中没有数据或口径不同的，不放在一起比较，写明原因。"
        "部门的职责和规模不同，数额大小不说明好坏；本站不排名。"
    )
    blocks = [
        breadcrumbs([("../", "首页"), ("", "比较")]),
        "# 比较",
        tag("p", "选最多六份报告，先看表，再看图。选了什么都记在网址里，可以收藏和转发。"),
        tag("div", tag("noscript", tag("p", "比较需要 JavaScript；也可以逐份打开：") + listed), data_compare="../data/compare/", data_reports="../departments/"),
        tag("p", rules, class_="legend"),
    ]  # fmt: skip
    return page("比较", blocks, description="并排比较最多六份部门决算", toc=False)


def write_compare(reports: Sequence[Digest], divisions: Mapping[str, str], folder: Path) -> None:
    """index.json (all reports) and <year>.json (their figures)."""
    folder.mkdir(parents=True)
    listed = [
        {"id": each.registration.name, "slug": each.slug, "year": each.year, "department": each.department,
         "place": divisions.get(each.registration.division_code, each.registration.division_code)}
        for each in reports
    ]  # fmt: skip
    titles = [[name, title.strip("　"), title.startswith("　")] for name, (title, *_) in MEASURES.items()]
    _write(folder / "index.json", {"measures": titles, "reports": listed})
    for year, group in groupby(sorted(reports, key=lambda each: (-each.year, each.slug)), key=lambda each: each.year):
        _write(folder / f"{year}.json", {each.registration.name: each.figures for each in group})


def _write(path: Path, content: object) -> None:
    words = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    path.write_text(words + "\n", encoding="utf-8")
