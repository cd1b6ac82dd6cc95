"""What can be found: one record per department, report, form, code, term, project and hand-written page.

The records are fed to Pagefind after MkDocs (build_site/site/search.py), so nothing depends on the pages' HTML. Chinese is
indexed character by character, so that any part of a name is found and nothing else.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from build_site.model.money import converted
from build_site.registers.codelists import place_name
from build_site.render import catalogue, links, words
from build_site.render.collected import Collected
from build_site.render.pages.places import span
from build_site.render.pages.topics import TOPICS
from build_site.render.published import Published
from build_site.run import whole
from build_site.run.house import RECORDS

_ZH = words.Tongue("zh")
_EN = words.Tongue("en")
_LONGEST = 6000  # characters of a report's text that are searched
_HAN = re.compile(r"([\u3400-\u9fff])")
_AMOUNTS = re.compile(r"\d[\d,]*\.\d+%?")
_MARKUP = re.compile(r"^---.*?^---$|<[a-z/][^>]*>|[#*|`>\[\]]|\(https?:[^)]*\)|\{[^}]*\}", re.DOTALL | re.MULTILINE)


def write_records(root: Path, all_: Collected, reports: Iterable[Path], codes: Mapping[str, str]) -> None:
    """Write the records where the site's last step finds them. `reports`: the file of each one's records, a line each, and of
    its numbers; `codes`: code → name."""
    path = root / RECORDS
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = whole.fresh(
        path
    )  # whole or not at all, as the site's step may run alone, and of this run, as others may run
    with fresh.open("w", encoding="utf-8", newline="\n") as file:
        for group in (_departments(all_), _places(all_), _topics(), _codes(codes)):
            file.writelines(map(line, group))
        for each in reports:
            with each.open(encoding="utf-8", newline="\n") as own:
                file.writelines(said for said in own if said[0] == "{")
        for group in (_rules(), _pages(root)):
            file.writelines(map(line, group))
    fresh.replace(path)


def line(record: Mapping[str, Any]) -> str:
    return f"{json.dumps(record, ensure_ascii=False, sort_keys=True)}\n"


def spaced(words: str) -> str:
    """Each Chinese character a word of its own; amounts left out, they are found in their tables."""
    return " ".join(_HAN.sub(r" \1 ", _AMOUNTS.sub(" ", words)).split())


def joined(said: str) -> str:
    """What `spaced` was made of, without the amounts."""
    return re.sub(r"(?<=[\u3400-\u9fff]) | (?=[\u3400-\u9fff])", "", said)


def _record(url: str, title: str, more: str, content: Iterable[str], **filters: str) -> dict[str, Any]:
    said = "\n".join(map(spaced, (title, title, more, *content)))
    return {
        "url": url,
        "content": said,
        "meta": {"title": title, "more": more, **{key: value for key, value in filters.items() if key == "kind"}},
        "filters": {key: [value] for key, value in filters.items() if value},
    }


def _english(url: str, title: str, more: str, content: Iterable[str], **filters: str) -> dict[str, Any]:
    """A record of the English search, which has its own index."""
    made = _record(url, title, more, content, **filters)
    said = _HAN.sub(r" \1 ", " ".join((title, more, *content)))
    return made | {"content": " ".join(said.split()), "lang": "en"}


def _departments(all_: Collected) -> Iterator[dict[str, Any]]:
    for slug, office in all_.offices.items():
        name, place = office.department.name, place_name(office.department.division_code)
        years, years_en = (span((each.year for each in office.reports), t) for t in (_ZH, _EN))
        yield _record(
            f"departments/{slug}/", name, f"{place}，{years}年度", [slug], kind="部门", place=place, department=name
        )
        place_en = words.place_en(office.department.division_code) or place
        yield _english(
            f"en/departments/{slug}/",
            all_.english(office),
            f"{place_en}, {years_en}",
            [slug, name, place],
            kind="Department",
            place=place_en,
            department=all_.english(office),
        )


def _places(all_: Collected) -> Iterator[dict[str, Any]]:
    for code, offices in all_.divisions.items():
        name = place_name(code)
        yield _record(f"places/{code}/", name, f"{len(offices)} 个部门", [code], kind="地区", place=name)
        name_en = words.place_en(code) or name
        yield _english(
            f"en/places/{code}/", name_en, _EN("{n} 个部门", n=len(offices)), [code, name], kind="Place", place=name_en
        )


def _topics() -> Iterator[dict[str, Any]]:
    for topic in TOPICS:
        yield _record(f"topics/{topic.id}/", topic.title, "专题", [topic.definition], kind="专题")
        yield _english(f"en/topics/{topic.id}/", _EN(topic.title), "Topic", [_EN(topic.definition)], kind="Topic")


def _rules() -> Iterator[dict[str, Any]]:
    for rule_id, rule in catalogue.rules().items():
        yield _record(f"audit/{rule_id}/", rule["title_zh"], "核对规则", [rule_id], kind="规则")
        yield _english(f"en/audit/{rule_id}/", rule["title_en"], "Rule", [rule_id], kind="Rule")


def of_report(report: Published, name_en: str, place: tuple[str, str]) -> Iterator[dict[str, Any]]:
    """The records of one report. `place`: in Chinese and in English."""
    year = str(report.year)
    known = {"place": place[0], "department": report.department, "year": year}
    known_en = {"place": place[1], "department": name_en, "year": year}
    base = f"departments/{report.slug}/{report.year}/"
    whose = f"{report.department} {report.year}年度"
    yield _record(base, f"{whose}部门决算", report.registration.title, [], kind="报告", **known)
    text = "\n".join(f"{each['title']} {each['text']}" for each in report.table("sections"))
    yield _record(links.address(base, "text"), "报告正文", whose, [text[:_LONGEST]], kind="正文", **known)
    yield from _rows(report, whose, known)
    title = f"{name_en}: final accounts {year}"
    yield _english(f"en/{base}", title, report.department, [], kind="Report", **known_en)
    yield from _english_rows(report, known_en)
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


def _rows(report: Published, whose: str, known: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """Items of expenditure with their amount: what each report spent on what."""
    base = f"departments/{report.slug}/{report.year}/"
    for row in report.table("expenditure"):
        cell = report.cell("expenditure", row, "total")
        if row["functional_code"] and cell.value is not None:
            title = f"{row['functional_code']} {row['name']}"
            more = f"{whose} · {_ZH.told(converted(cell.value, report.unit_of('expenditure'), '元'))}"
            yield _record(links.cell(base, cell), title, more, [], kind="支出", **known)


def _english_rows(report: Published, known: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """Expenditure by items that we have translated; the row itself stands in the Chinese form, and says so."""
    base = f"departments/{report.slug}/{report.year}/"
    for row in report.table("expenditure"):
        cell = report.cell("expenditure", row, "total")
        english = words.name_en(row["name"])
        if english and cell.value is not None:
            amount = _EN.told(converted(cell.value, report.unit_of("expenditure"), "元"))
            title, more = (
                f"{english}: {amount}",
                f"{known['department']} {report.year} · {row['functional_code']} {row['name']}",
            )
            yield _english(links.cell(base, cell), title, more, [], kind="Expenditure", **known)


def _codes(codes: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    for code, name in codes.items():
        what = "支出经济分类" if code[0] == "3" else "支出功能分类", {3: "类", 5: "款", 7: "项"}.get(len(code), "")
        yield _record(f"codes/{code}/", f"{code} {name}", " · ".join(filter(None, what)), [], kind="科目")
        english = _EN.given(name).striptags()
        more = " · ".join([*(_EN(each) for each in what if each), name])
        yield _english(f"en/codes/{code}/", f"{code} {english}", more, [], kind="Code")


def _pages(root: Path) -> Iterator[dict[str, Any]]:
    """The hand-written pages."""
    for path in sorted((root / "docs").glob("*.md")):
        said = path.read_text(encoding="utf-8")
        title = re.search(r"^# (.+)$", said, re.MULTILINE)
        if title and path.stem not in ("index", "downloads", "sources"):
            yield _record(
                f"{path.stem}/", title[1].split("{")[0].strip(), "说明", [_MARKUP.sub(" ", said)], kind="说明"
            )
