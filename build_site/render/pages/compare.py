"""The comparison page: an empty frame that a script fills; without it, the list of reports. And what the script fetches:
one JSON per year, and the list of reports."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path

from build_site.render.digest import Digest
from build_site.render.html import page
from build_site.render.measures import MEASURES
from build_site.render.template import fill


def compare_page(reports: Sequence[Digest]) -> str:
    """Up to six reports side by side."""
    return page("比较", [fill("compare", reports=reports[:200])], description="并排比较最多六份部门决算", toc=False)


def write_compare(reports: Sequence[Digest], divisions: Mapping[str, str], folder: Path) -> None:
    """index.json (all reports) and <year>.json (their figures)."""
    folder.mkdir(parents=True)
    listed = [
        {"id": each.registration.name, "slug": each.slug, "year": each.year, "department": each.department,
         "place": divisions.get(each.registration.division_code, each.registration.division_code)}
        for each in reports
    ]  # fmt: skip
    titles = [[name, title.strip("　"), title.startswith("　")] for name, title in MEASURES.items()]
    _write(folder / "index.json", {"measures": titles, "reports": listed})
    for year, group in groupby(sorted(reports, key=lambda each: (-each.year, each.slug)), key=lambda each: each.year):
        _write(folder / f"{year}.json", {each.registration.name: each.figures for each in group})


def _write(path: Path, content: object) -> None:
    words = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    path.write_text(words + "\n", encoding="utf-8")
