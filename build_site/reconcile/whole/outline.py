"""S rules: the contents list against the body, the chapters required, their numbering and order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from build_site.model import NOWHERE, Finding, Form, FormState, Place
from build_site.reconcile.tables import Tables, place_of
from build_site.reconcile.whole.say import REPORT, Record, agreed, differs, noted, nothing, section, sections, unchecked
from build_site.registers.forms import form_layouts
from build_site.registers.required import required_chapters
from build_site.text import chinese_number, squeeze

_ENTRY = re.compile(
    r"^(?:第(?P<part>[一二三四五六七八九十]+)部分|(?P<chapter>[一二三四五六七八九十]+)[、.]|[(（](?P<section>[一二三四五六七八九十]+)[)）])(?P<title>.*)$"
)
_THREE_ITEMS = (("因公出国", "overseas visits"), ("公务用车", "vehicles"), ("公务接待", "hospitality"))
_ENOUGH = 8  # an outline of so few headings was not read as one


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the contents list or of the body. parent: the position of its part among the parts, from 1."""

    key: str  # its line in the contents, or its section id
    level: int
    number: int
    title: str
    part: str  # the part's compared title
    printed: str
    place: Place = NOWHERE


def outline(tables: Tables) -> Iterator[Finding]:
    body = _body(tables)
    listed = _listed(tables)
    yield from _contents(tables, listed, body)
    yield from _chapters(tables)
    yield from _three_items(tables)
    yield from _numbering(tables)
    yield from _forms_once(tables)
    yield from _units(tables)


def plain_title(title: str) -> str:
    """A heading for comparing: without year, page dots and the words that reports add to it or leave out."""
    text = re.sub(r"[.…·\s]*\d*$", "", squeeze(title))
    text = re.sub(r"20\d\d年度?|[“”\"()（）、，。:：\-—]", "", text)
    return re.sub(r"(?:的?情况)?(?:的?说明)?$|的", "", text)


def _same(a: Heading, b: Heading) -> bool:
    """Whether two headings name the same: equal, or one of two with the same number has a name before the other's."""
    short, long = sorted((plain_title(a.title), plain_title(b.title)), key=len)
    return short == long or (len(short) >= (2 if a.level == 1 else 4) and long.endswith(short) and a.number == b.number)


def _listed(tables: Tables) -> list[Heading]:
    contents = section(tables, "contents")
    found: list[Heading] = []
    part = ""
    for at, line in enumerate((contents or {}).get("text", "").split("\n"), 1):
        match = _ENTRY.match(line.strip())
        if match is None:
            if found and line.strip() and not re.match(r"\d+$", line.strip()):  # the rest of a title that was broken
                found[-1] = _joined(found[-1], line.strip())
            continue
        level = 1 if match["part"] else 2 if match["chapter"] else 3
        number = chinese_number(match["part"] or match["chapter"] or match["section"]) or 0
        if level == 1:
            part = plain_title(match["title"])
        place = place_of(contents or {})
        found.append(Heading(str(at), level, number, match["title"], part, line.strip(), place))
    return found


def _joined(heading: Heading, rest: str) -> Heading:
    title = heading.title + rest
    part = plain_title(title) if heading.level == 1 else heading.part
    return Heading(heading.key, heading.level, heading.number, title, part, heading.printed + rest, heading.place)


def _body(tables: Tables) -> list[Heading]:
    found: list[Heading] = []
    part = ""
    for row in sections(tables):
        level = int(row.get("level") or 0)
        ordinal = re.sub(r"[第部分、.()（）]", "", row.get("number", ""))
        if level == 1:
            part = plain_title(row.get("title", ""))
        printed = f"{row.get('number', '')}{row.get('title', '')}"
        number = chinese_number(ordinal) or (int(ordinal) if ordinal.isdigit() else 0)
        found.append(Heading(row["section_id"], level, number, row.get("title", ""), part, printed, place_of(row)))
    return found


def _contents(tables: Tables, listed: Sequence[Heading], body: Sequence[Heading]) -> Iterator[Finding]:
    """Each line of the contents against the body, each heading of the body that the contents leave out, the order."""
    if not listed or len(body) < 2:
        for rule_id in ("S-CONTENTS", "S-ORDER"):
            yield nothing(rule_id, REPORT, "no-contents", ("目录", "The contents list"))
        return
    lines = [line["text"] for line in tables.resource("lines")]
    matched: dict[str, str] = {}
    positions: list[tuple[int, Heading]] = []
    for entry in listed:
        at = _find(entry, body, set(matched.values()))
        scope = f"contents/{entry.key}"
        form = _form(entry) if at is None else None
        if form is not None and tables[form].state is not FormState.MISSING:
            words = (
                f"目录“{entry.printed}”所列的表在报告中。",
                f"The form “{entry.printed}” of the contents is in the report.",
            )
            yield agreed("S-CONTENTS", scope, words, entry.place, (entry.printed, ""))
            continue
        if at is None and _unnumbered(entry, lines):
            words = (
                f"正文印有“{entry.title}”，没有目录中的编号。",
                f"The body has “{entry.title}”, without the number that the contents give it.",
            )
            yield noted("S-CONTENTS", scope, words, entry.place)
            continue
        if at is None:
            words = (
                f"目录列有“{entry.printed}”，正文中没有找到这一标题。",
                f"The contents list “{entry.printed}”, but the body has no such heading.",
            )
            why = "正文漏写该部分；标题改过而目录没有更新"
            yield differs("S-CONTENTS", scope, words, entry.place, (entry.printed, ""), (), why)
            continue
        heading = body[at]
        matched[entry.key] = heading.key
        positions.append((at, entry))
        words = (
            f"目录“{entry.printed}”在正文中为“{heading.printed}”，相符。",
            f"The contents' “{entry.printed}” is “{heading.printed}” in the body; they fit.",
        )
        yield agreed("S-CONTENTS", scope, words, heading.place, (entry.printed, heading.printed))
    yield from _left_out(listed, body, set(matched.values()))
    yield _order(positions)


def _form(entry: Heading) -> Form | None:
    """The form that a line of the contents names, whatever its own heading in the body looks like."""
    title = plain_title(entry.title)
    return next((form for form, each in form_layouts().items() if title in {plain_title(t) for t in each.titles}), None)


def _unnumbered(entry: Heading, lines: Sequence[str]) -> bool:
    """Whether a line of the body is this title without its number."""
    return any(plain_title(line) == plain_title(entry.title) and not _ENTRY.match(squeeze(line)) for line in lines)


def _find(entry: Heading, body: Sequence[Heading], taken: set[str]) -> int | None:
    """The body's heading of that title: of its level and part first, then of any (a part's heading may be unread)."""
    fitting = [
        i for i, h in enumerate(body) if h.key not in taken and _same(h, entry) and (h.level == 1) == (entry.level == 1)
    ]
    chosen = [i for i in fitting if body[i].part == entry.part]
    return next(iter(chosen or fitting), None)


def _left_out(listed: Sequence[Heading], body: Sequence[Heading], taken: set[str]) -> Iterator[Finding]:
    with_chapters = {h.part for h in listed if h.level == 2}
    for heading in body:
        if heading.key in taken or heading.level not in (1, 2) or not heading.number or not heading.title:
            continue
        if heading.level == 2 and heading.part not in with_chapters:
            continue  # the contents do not list this part's chapters at all
        words = (
            f"正文有“{heading.printed}”，目录中没有列出。",
            f"The body has “{heading.printed}”, which the contents do not list.",
        )
        why = "目录没有更新；目录只列主要部分"
        yield differs("S-CONTENTS", f"body/{heading.key}", words, heading.place, ("", heading.printed), (), why)


def _order(positions: Sequence[tuple[int, Heading]]) -> Finding:
    for (before, _), (after, entry) in pairwise(positions):
        if after < before:
            words = (
                f"目录与正文的次序不同：“{entry.printed}”在正文中的位置比目录靠前。",
                f"Contents and body are in different order: “{entry.printed}” stands earlier in the body.",
            )
            return differs("S-ORDER", REPORT, words, entry.place, (entry.printed, ""), (), "装订或排版次序调整")
    words = "目录各项在正文中的次序相同。", "The headings of the contents stand in the same order in the body."
    return agreed("S-ORDER", REPORT, words)


def _chapters(tables: Tables) -> Iterator[Finding]:
    headings = sections(tables)
    if not headings:
        yield unchecked("S-CHAPTERS", REPORT, "no-outline", ("规定的各章", "The required chapters"))
        return
    everything = "".join(f"{s.get('title', '')}{s.get('text', '')}" for s in headings)
    for required in required_chapters():
        chapter, zh, en, pattern = required.id, required.zh, required.en, required.pattern
        if len(headings) < _ENOUGH:
            yield unchecked("S-CHAPTERS", chapter, "outline-not-read", (zh, en))
        elif tables.year and tables.year < required.since:
            yield nothing("S-CHAPTERS", chapter, "precondition", (zh, en))
        elif found := next((s for s in headings if not s.get("form") and pattern.search(s.get("title", ""))), None):
            words = f"报告有“{zh}”。", f"The report has the chapter on {en}."
            yield agreed("S-CHAPTERS", chapter, words, place_of(found))
        elif pattern.search(everything):
            words = f"“{zh}”没有单独的标题，但正文写到。", f"No heading of its own for {en}, but the text speaks of it."
            yield agreed("S-CHAPTERS", chapter, words)
        elif tables.read_by == "ocr":
            yield unchecked("S-CHAPTERS", chapter, "ocr", (zh, en))
        else:
            words = f"没有在报告中找到“{zh}”。", f"The report has nothing on {en}."
            yield differs("S-CHAPTERS", chapter, words, why="另行公开；标题用语不同")


def _three_items(tables: Tables) -> Iterator[Finding]:
    """The narrative of the “三公” expenses speaks of each of the three items, or says that there were none at all."""
    glossary = tuple(f"{s['section_id']}." for s in sections(tables) if "名词解释" in s.get("title", ""))
    told = [s for s in sections(tables) if not s["section_id"].startswith(glossary)]
    chapters = [s for s in told if not s.get("form") and "三公" in s.get("title", "")]
    heads = [s["section_id"] for s in chapters if s.get("number")]
    below = [s for s in told if any(s["section_id"].startswith(f"{h}.") for h in heads)]
    text = "".join(dict.fromkeys(s.get("text", "") for s in [*chapters, *below]))
    spoken = [name for name, _ in _THREE_ITEMS if name in text]
    for name, en in _THREE_ITEMS:
        what = f"“三公”经费说明中的{name}", f"{en} in the narrative of “three public” expenses"
        if not text or not spoken:
            yield nothing("S-THREE", en.replace(" ", "-"), "not-itemised", what)
        elif name in spoken:
            words = f"“三公”经费的说明写到{name}。", f"The narrative of “three public” expenses speaks of {en}."
            yield agreed("S-THREE", en.replace(" ", "-"), words, place_of(chapters[0]))
        else:
            words = (
                f"“三公”经费的说明逐项写了{'、'.join(spoken)}，没有写{name}。",
                f"The narrative goes through the “three public” expenses item by item, but leaves out {en}.",
            )
            yield differs("S-THREE", en.replace(" ", "-"), words, place_of(chapters[0]), why="该项为零而省略")


def _numbering(tables: Tables) -> Iterator[Finding]:
    """Under each heading, the numbers of the headings below it run 1, 2, 3 …"""
    groups: dict[str, list[Heading]] = {}
    for heading in _body(tables):
        if heading.number:
            groups.setdefault(heading.key.rpartition(".")[0] or "parts", []).append(heading)
    if not groups:
        yield nothing("S-NUMBERING", REPORT, "no-outline", ("标题", "Headings"))
    for parent, headings in groups.items():
        break_at = next((h for i, h in enumerate(headings, headings[0].number) if h.number != i), None)
        if break_at is None and headings[0].number == 1:
            words = (
                f"“{headings[0].printed}”起的 {len(headings)} 个标题编号连续。",
                f"{len(headings)} headings are numbered in sequence.",
            )
            yield agreed("S-NUMBERING", parent, words, headings[0].place)
            continue
        wrong = break_at or headings[0]
        quote = _missing(tables, wrong)
        if quote:  # the number stands in the text, inside a paragraph: a matter of layout
            words = (
                f"“{wrong.printed}”之前的编号“{quote}”不在行首。",
                f"The number “{quote}” before “{wrong.printed}” does not begin a line.",
            )
            yield noted("S-NUMBERING", parent, words, wrong.place)
            continue
        words = (
            f"标题编号不连续：到“{wrong.printed}”处与前一个标题接不上。",
            f"The headings' numbers are not in sequence at “{wrong.printed}”.",
        )
        why = "漏写或重复编号；删去一节后没有重新编号"
        yield differs("S-NUMBERING", parent, words, wrong.place, (wrong.printed, ""), (), why)


def _missing(tables: Tables, heading: Heading) -> str:
    """The number before this heading's own, where the text has it somewhere else than at the beginning of a line."""
    names = "一二三四五六七八九十"
    ordinal = heading.number - 1
    printed = names[ordinal - 1] if 1 <= ordinal <= 10 else f"十{names[ordinal - 11]}" if 11 <= ordinal <= 19 else ""
    if not printed or heading.level < 3:
        return ""
    parent = heading.key.rpartition(".")[0]
    near = [s.get("text", "") for s in sections(tables) if s["section_id"].startswith(f"{parent}.")]
    return next((quote for quote in (f"（{printed}）", f"({printed})") for text in near if quote in text), "")


def _forms_once(tables: Tables) -> Iterator[Finding]:
    titles: dict[str, list[Record]] = {}
    for row in sections(tables):
        if row.get("form"):
            titles.setdefault(row["form"], []).append(row)
    for form in Form:
        zh, en = form.zh, form.en
        found = titles.get(form, [])
        if not found:
            yield nothing("S-FORM-ONCE", form, "form-missing", (f"《{zh}》", f"The form {en}"))
        elif len(found) == 1:
            words = f"《{zh}》只出现一次。", f"The form {en} stands there once."
            yield agreed("S-FORM-ONCE", form, words, place_of(found[0]))
        else:
            words = (
                f"《{zh}》的标题出现 {len(found)} 次。",
                f"The title of the form {en} stands there {len(found)} times.",
            )
            yield noted("S-FORM-ONCE", form, words, place_of(found[1]), why="表格跨页时重印标题")


_UNITS = re.compile(r"(?:下属|所属|纳入|包括)[^。；]{0,40}?(?P<number>\d+|[一二三四五六七八九十]+)[个家](?:预算)?单位")


def _units(tables: Tables) -> Iterator[Finding]:
    """The number of units that the text names against the units that it lists."""
    units = [r for r in tables.resource("organisation") if r.get("kind") == "unit"]
    text = "".join(r.get("text", "") for r in tables.resource("organisation") if r.get("kind") == "structure")
    match = _UNITS.search(text)
    if match is None or not units:
        yield nothing("S-UNITS", REPORT, "not-stated", ("决算单位的个数", "The number of units"))
        return
    said = int(match["number"]) if match["number"].isdigit() else chinese_number(match["number"]) or 0
    words = (
        f"文中说 {said} 个单位（“{match[0]}”），列出 {len(units)} 个",
        f"The text speaks of {said} units (“{match[0]}”) and lists {len(units)}",
    )
    if said in (len(units), len(units) - 1):  # the department itself may be counted apart
        yield agreed("S-UNITS", REPORT, (f"{words[0]}，相符。", f"{words[1]}; they fit."), place_of(units[0]))
    else:
        yield noted("S-UNITS", REPORT, (f"{words[0]}。", f"{words[1]}."), place_of(units[0]), why="部分单位并入本级")
