"""What can be found: one record per department, report, form, code, term, project and hand-written page.

The records are fed to Pagefind after MkDocs (build_site/site/search.py), so nothing depends on the pages' HTML. Chinese is
indexed character by character, so that any part of a name is found and nothing else.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from build_site.render import links
from build_site.render.published import Published

RECORDS = Path("build/search.json")
_LONGEST = 6000  # characters of a report's text that are searched
_HAN = re.compile(r"([\u3400-\u9fff])")
_AMOUNTS = re.compile(r"\d[\d,]*\.\d+%?")
_MARKUP = re.compile(r"^---.*?^---$|[#*|`>\[\]]|\(https?:[^)]*\)|\{[^}]*\}", re.DOTALL | re.MULTILINE)


def write_records(
    root: Path,
    departments: Mapping[str, Sequence[tuple[str, str, int]]],
    reports: Iterable[Sequence[Mapping[str, Any]]],
    codes: Mapping[str, str],
) -> None:
    """Write the records where the site's last step finds them. `departments`: slug → department, place and year of its
    reports; `reports`: each one's records; `codes`: code → name."""
    path = root / RECORDS
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as file:
        start = "[\n"
        for group in (_departments(departments), *reports, _codes(codes), _pages(root)):
            for each in group:
                file.write(f"{start}{json.dumps(each, ensure_ascii=False, sort_keys=True)}")
                start = ",\n"
        file.write("[]\n" if start == "[\n" else "\n]\n")


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


def _departments(known: Mapping[str, Sequence[tuple[str, str, int]]]) -> Iterator[dict[str, Any]]:
    for slug, reports in known.items():
        name, place, _ = reports[0]
        years = "、".join(f"{year}" for _, _, year in reports)
        more = f"{place}，{years}年度"
        yield _record(f"departments/{slug}/", name, more, [slug], kind="部门", place=place, department=name)


def of_report(report: Published, place: str) -> Iterator[dict[str, Any]]:
    """The records of one report."""
    known = {"place": place, "department": report.department, "year": str(report.year)}
    base = f"departments/{report.slug}/{report.year}/"
    whose = f"{report.department} {report.year}年度"
    yield _record(base, f"{whose}部门决算", report.registration.title, [], kind="报告", **known)
    text = "\n".join(f"{each['title']} {each['text']}" for each in report.table("sections"))
    yield _record(links.address(base, "text"), "报告正文", whose, [text[:_LONGEST]], kind="正文", **known)
    for form in report.forms():
        names = (
            " ".join(row.get(key) or "" for key in ("functional_code", "economic_code", "name", "label"))
            for row in report.table(form)
        )
        yield _record(links.form(base, form), report.title(form), whose, names, kind="表", **known)
    for index, each in enumerate(report.table("glossary"), 1):
        yield _record(links.term(base, index), each["term"], whose, [each["definition"]], kind="名词", **known)
    named = [(each["name"] or each["title"], each["goal"]) for each in report.table("performance-projects")]
    named += [(each["title"], each["content"]) for each in report.table("key-work")]
    for title, content in named:
        if title:
            yield _record(links.address(base, "performance"), title, whose, [content], kind="项目", **known)


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
