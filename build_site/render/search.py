"""What can be found: one record per department, report, form, code, term, project and hand-written page.

The records are fed to Pagefind after MkDocs (build_site/search.py), so nothing depends on the pages' HTML. Chinese is
indexed character by character, so that any part of a name is found and nothing else.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from .html import identifier
from .published import Published

RECORDS = Path("build/search.json")
_LONGEST = 6000  # characters of a report's text that are searched
_HAN = re.compile(r"([\u3400-\u9fff])")
_AMOUNTS = re.compile(r"\d[\d,]*\.\d+%?")
_MARKUP = re.compile(r"^---.*?^---$|[#*|`>\[\]]|\(https?:[^)]*\)|\{[^}]*\}", re.DOTALL | re.MULTILINE)


def write_records(
    root: Path, reports: Sequence[Published], divisions: Mapping[str, str], codes: Mapping[str, str]
) -> None:
    """Write the records where the site's last step finds them. `codes`: code → name."""
    found = [*_reports(reports, divisions), *_codes(codes), *_pages(root)]
    path = root / RECORDS
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = ",\n".join(json.dumps(each, ensure_ascii=False, sort_keys=True) for each in found)
    path.write_text(f"[\n{lines}\n]\n", encoding="utf-8")


def spaced(words: str) -> str:
    """Each Chinese character a word of its own; amounts left out, they are found in their tables."""
    return " ".join(_HAN.sub(r" \1 ", _AMOUNTS.sub(" ", words)).split())


def _record(url: str, title: str, more: str, content: Iterable[str], **filters: str) -> dict[str, Any]:
    words = spaced(" ".join((title, title, more, *content)))
    return {
        "url": url,
        "content": words,
        "meta": {"title": title, "more": more, **{key: value for key, value in filters.items() if key == "kind"}},
        "filters": {key: [value] for key, value in filters.items() if value},
    }


def _reports(reports: Sequence[Published], divisions: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    seen = set()
    for report in reports:
        place = divisions.get(report.registration.division_code, report.registration.division_code)
        known = {"place": place, "department": report.department}
        if report.slug not in seen:
            seen.add(report.slug)
            years = "、".join(f"{each.year}" for each in reports if each.slug == report.slug)
            more = f"{place}，{years}年度"
            yield _record(f"departments/{report.slug}/", report.department, more, [report.slug], kind="部门", **known)
        yield from _of_report(report, known | {"year": str(report.year)})


def _of_report(report: Published, known: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    base = f"departments/{report.slug}/{report.year}/"
    whose = f"{report.department} {report.year}年度"
    yield _record(base, f"{whose}部门决算", report.registration.title, [], kind="报告", **known)
    text = "\n".join(f"{each['title']} {each['text']}" for each in report.table("sections"))
    yield _record(f"{base}narrative/", "报告正文", whose, [text[:_LONGEST]], kind="正文", **known)
    for form in report.forms():
        names = (
            " ".join(row.get(key) or "" for key in ("functional_code", "economic_code", "name", "label"))
            for row in report.table(form)
        )
        yield _record(f"{base}{form}/", report.title(form), whose, names, kind="表", **known)
    for index, each in enumerate(report.table("glossary"), 1):
        url = f"{base}glossary/#t{identifier(str(index))}"
        yield _record(url, each["term"], whose, [each["definition"]], kind="名词", **known)
    named = [(each["name"] or each["title"], each["goal"]) for each in report.table("performance-projects")]
    named += [(each["title"], each["content"]) for each in report.table("key-work")]
    for title, content in named:
        if title:
            yield _record(f"{base}#performance", title, whose, [content], kind="项目", **known)


def _codes(codes: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    for code, name in codes.items():
        yield _record(f"codes/{code}/", f"{code} {name}", "科目", [], kind="科目")


def _pages(root: Path) -> Iterator[dict[str, Any]]:
    """The hand-written pages."""
    for path in sorted((root / "docs").glob("*.md")):
        words = path.read_text(encoding="utf-8")
        title = re.search(r"^# (.+)$", words, re.MULTILINE)
        if title and path.stem not in ("index", "downloads", "sources"):
            yield _record(
                f"{path.stem}/", title[1].split("{")[0].strip(), "说明", [_MARKUP.sub(" ", words)], kind="说明"
            )
