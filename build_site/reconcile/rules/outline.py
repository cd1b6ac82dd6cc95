"""The contents list against the body, the chapters required, their numbering and order."""

import re
from collections.abc import Iterator
from itertools import pairwise

from build_site.model import Finding, Form, FormState
from build_site.reconcile.case import Case, Record, sections
from build_site.reconcile.declare import FORMAT, REMARKED, Rule, rule
from build_site.reconcile.headings import Heading, body, form_of, listed, positions, stands, stands_in_contents
from build_site.reconcile.tables import place_of
from build_site.registers.required import required_chapters
from build_site.text import chinese_number

_THREE_ITEMS = (
    ("因公出国", "overseas visits", "出国|出境"),
    ("公务用车", "vehicles", "用车|[购养]车|车辆"),
    ("公务接待", "hospitality", "接待"),
)
_NONE_OF_THREE = re.compile("没有[^。]{0,20}三公|三公[^。]{0,40}(?:均|都|全部|合计)为?[零0]")
_ENOUGH = 8  # an outline of so few headings was not read as one


@rule(
    "S-CONTENTS", "目录与正文的标题一一对应 | The contents list and the body have the same headings", "目录标题 ⇔ 正文标题",
    basis=FORMAT, needs="报告有目录；目录没有列到的层级不查", silent="no-contents", of="目录 | The contents list",
    exact="一致。 | They agree.",
    form="目录“{entry}”所列的表在报告中。 | The form “{entry}” of the contents is in the report.",
    noted="正文印有“{title}”，编号与目录不同，或没有编号。 | The body has “{title}”, with another number than the contents, or none.",
    differs="目录列有“{entry}”，正文中没有找到这一标题。 | The contents list “{entry}”, but the body has no such heading. | 正文漏写该部分；标题改过而目录没有更新",
    unlisted="正文有“{heading}”，目录中没有列出。 | The body has “{heading}”, which the contents do not list. | 目录没有更新；目录只列主要部分",
    example="目录列有“五、绩效评价结果”，正文从“四”直接到“六” | The contents list “五、绩效评价结果”, but the body goes from “四” to “六”",
)  # fmt: skip
def contents(rule: Rule, case: Case) -> Iterator[Finding]:
    """Each line of the contents against the body, and each heading of the body that the contents leave out."""
    entries, headings = listed(case), body(case)
    if not entries or len(headings) < 2:
        return
    found = positions(entries, headings)
    for entry in entries:
        scope, texts, place = f"contents/{entry.key}", (entry.printed, ""), entry.place
        form = form_of(entry)
        if entry.key in found:
            heading = headings[found[entry.key]]
            yield rule.exact(scope, heading.place, texts=(entry.printed, heading.printed))
        elif form is not None and case[form].state is not FormState.MISSING:
            yield rule.exact(scope, place, say="form", texts=texts, entry=entry.printed)
        elif stands(entry.title, case):
            yield rule.noted(scope, place, title=entry.title)
        else:
            cause = f"form:{form}" if form is not None else "contents"
            yield rule.differs(scope, place, texts=texts, entry=entry.printed, cause=cause)
    with_chapters = {h.part for h in entries if h.level == 2}
    for at, heading in enumerate(headings):
        if at in found.values() or heading.level not in (1, 2) or not heading.number or not heading.title:
            continue
        if stands_in_contents(heading, entries, case):
            continue
        if heading.level == 1 or heading.part in with_chapters:  # else the contents do not list this part's chapters
            texts = "", heading.printed
            yield rule.differs(
                f"body/{heading.key}",
                heading.place,
                say="unlisted",
                texts=texts,
                heading=heading.printed,
                cause="contents",
            )


@rule(
    "S-ORDER", "正文的次序与目录相同 | The body is in the order of the contents", "目录次序 = 正文次序",
    basis=FORMAT, needs="报告有目录", silent="no-contents", of="目录 | The contents list",
    exact="目录各项在正文中的次序相同。 | The headings of the contents stand in the same order in the body.",
    differs="目录与正文的次序不同：“{entry}”在正文中的位置比目录靠前。 | Contents and body are in different order: “{entry}” stands earlier in the body. | 装订或排版次序调整",
    example="目录先写收入说明、后写支出说明，正文倒过来 | The contents have revenue before expenditure, the body the other way round",
)  # fmt: skip
def order(rule: Rule, case: Case) -> Iterator[Finding]:
    entries, headings = listed(case), body(case)
    if not entries or len(headings) < 2:
        return
    headings = [
        each for each in headings if each.place.file == entries[0].place.file
    ]  # files of a report have no order
    found = positions(entries, headings)
    standing = [(found[entry.key], entry) for entry in entries if entry.key in found]
    early = next((entry for (before, _), (after, entry) in pairwise(standing) if after < before), None)
    if early is None:
        yield rule.exact()
    else:
        yield rule.differs(place=early.place, texts=(early.printed, ""), entry=early.printed)


@rule(
    "S-CHAPTERS", "规定的各章都在报告中 | The required chapters are in the report",
    "职责、机构、各表说明、机关运行经费、采购、资产、绩效、名词解释", basis=FORMAT, needs="标题能够识别；没有单独标题而正文写到的视为有",
    of="{chapter} | {chapter}", exact="报告有“{chapter}”。 | The report has the chapter on {chapter}.",
    spoken="“{chapter}”没有单独的标题，但正文写到。 | No heading of its own for {chapter}, but the text speaks of it.",
    differs="没有在报告中找到“{chapter}”。 | The report has nothing on {chapter}. | 另行公开；标题用语不同",
    example="报告从“政府采购”直接写到“名词解释”，没有写国有资产 | The report goes from procurement to the glossary, with nothing on state assets",
)  # fmt: skip
def chapters(rule: Rule, case: Case) -> Iterator[Finding]:
    headings = sections(case)
    if not headings:
        yield rule.unchecked("no-outline", chapter=("规定的各章", "The required chapters"))
        return
    everything = "".join(f"{s.get('title', '')}{s.get('text', '')}" for s in headings if not s.get("form"))
    spenders = "".join(row.texts.get("name", "") for row in case[Form.GENERAL_PUBLIC_BUDGET].rows)
    for chapter in required_chapters():
        pattern, of = chapter.pattern, chapter.measures
        found = next((s for s in headings if not s.get("form") and pattern.search(s.get("title", ""))), None)
        if len(headings) < _ENOUGH:
            yield rule.unchecked("outline-not-read", chapter.id, chapter=chapter)
        elif (case.year and case.year < chapter.since) or (chapter.spender and chapter.spender not in spenders):
            yield rule.nothing("precondition", chapter.id, chapter=chapter)
        elif found:
            yield rule.exact(chapter.id, place_of(found), chapter=chapter)
        elif pattern.search(everything) or any(of and of.match(c.bare) for c in case.claims):
            yield rule.exact(chapter.id, say="spoken", chapter=chapter)
        else:
            yield rule.differs(chapter.id, texts=(chapter.zh, ""), chapter=chapter, cause="chapters")


@rule(
    "S-THREE", "“三公”经费说明逐项写到出国、用车、接待 | The narrative of “three public” expenses speaks of each of the three",
    "三项都写到，或统一写“无”", basis=FORMAT, needs="说明逐项写“三公”经费",
    of="“三公”经费说明中的{item} | {item} in the narrative of “three public” expenses",
    exact="“三公”经费的说明写到{item}。 | The narrative of “three public” expenses speaks of {item}.",
    differs="“三公”经费的说明逐项写了{spoken}，没有写{item}。 | The narrative goes through the “three public” expenses item by item, but leaves out {item}. | 该项为零而省略",
    example="“三公”经费的说明写了因公出国和公务用车，没有写公务接待 | The narrative goes through overseas visits and vehicles, but not hospitality",
)  # fmt: skip
def three_items(rule: Rule, case: Case) -> Iterator[Finding]:
    """Each of the three items is spoken of, or it is said that there were none at all."""
    glossary = tuple(f"{s['section_id']}." for s in sections(case) if "名词解释" in s.get("title", ""))
    told = [s for s in sections(case) if not s["section_id"].startswith(glossary)]
    about = [s for s in told if not s.get("form") and "三公" in s.get("title", "")]
    heads = [s["section_id"] for s in about if s.get("number")]
    below = [s for s in told if any(s["section_id"].startswith(f"{h}.") for h in heads)]
    text = "".join(dict.fromkeys(s.get("text", "") for s in [*about, *below]))
    none = _NONE_OF_THREE.search(text)
    spoken = [name for name, _, words in _THREE_ITEMS if re.search(words, text)] if not none else []
    for name, en, _ in _THREE_ITEMS:
        scope, item = en.replace(" ", "-"), (name, en)
        if not spoken:
            yield rule.nothing("not-itemised", scope, item=item)
        else:
            say = rule.exact if name in spoken else rule.differs
            yield say(scope, place_of(about[0]), item=item, spoken="、".join(spoken))


@rule(
    "S-NUMBERING", "标题编号连续 | Headings are numbered in sequence", "同一标题之下：一、二、三……",
    basis=FORMAT, needs="标题印有编号", tolerance=REMARKED, version="1.1.0", silent="no-outline", of="标题 | Headings",
    exact="“{heading}”起的 {n} 个标题编号连续。 | {n} headings are numbered in sequence.",
    inside="编号“{quote}”印在一段文字的中间，没有另起一行（在“{heading}”之前）。 | The number “{quote}” before “{heading}” does not begin a line.",
    noted="标题编号不连续：到“{heading}”处与前一个标题接不上。 | The headings' numbers are not in sequence at “{heading}”. | 漏写或重复编号；删去一节后没有重新编号",
    example="“（一）”之后是“（三）” | “（一）” is followed by “（三）”",
)  # fmt: skip
def numbering(rule: Rule, case: Case) -> Iterator[Finding]:
    """Under each heading, the numbers of the headings below it run 1, 2, 3 …"""
    groups: dict[str, list[Heading]] = {}
    for heading in body(case):
        if heading.number:
            groups.setdefault(heading.key.rpartition(".")[0] or "parts", []).append(heading)
    for parent, headings in groups.items():
        first = headings[0]
        wrong = next((h for i, h in enumerate(headings, first.number) if h.number != i), None)
        if wrong is None and first.number == 1:
            yield rule.exact(parent, first.place, heading=first.printed, n=len(headings))
            continue
        wrong = wrong or first
        quote = _missing(case, wrong)
        if quote:  # the number stands in the text, inside a paragraph: a matter of layout
            yield rule.noted(parent, wrong.place, say="inside", heading=wrong.printed, quote=quote)
        else:
            yield rule.noted(parent, wrong.place, texts=(wrong.printed, ""), heading=wrong.printed)


def _missing(case: Case, heading: Heading) -> str:
    """The number before this heading's own, where the text has it somewhere else than at the beginning of a line."""
    names = "一二三四五六七八九十"
    ordinal = heading.number - 1
    printed = names[ordinal - 1] if 1 <= ordinal <= 10 else f"十{names[ordinal - 11]}" if 11 <= ordinal <= 19 else ""
    if not printed or heading.level < 3:
        return ""
    parent = heading.key.rpartition(".")[0]
    near = [s.get("text", "") for s in sections(case) if s["section_id"].startswith(f"{parent}.")]
    return next((quote for quote in (f"（{printed}）", f"({printed})") for text in near if quote in text), "")


@rule(
    "S-FORM-ONCE", "每张表只有一个标题 | Each form has one title", "表题次数 = 1",
    basis=FORMAT, needs="找到本表", tolerance=REMARKED, of="《{form}》 | The form “{form}”",
    exact="《{form}》只出现一次。 | The form “{form}” appears once.",
    noted="《{form}》的标题出现 {n} 次。 | The title of the form “{form}” appears {n} times. | 表格跨页时重印标题",
    example="《支出决算表》的标题在第 8 页和第 20 页各印一次 | The title of the expenditure form stands on page 8 and on page 20",
)  # fmt: skip
def forms_once(rule: Rule, case: Case) -> Iterator[Finding]:
    titles: dict[str, list[Record]] = {}
    for row in sections(case):
        titles.setdefault(row.get("form", ""), []).append(row)
    for form in Form:
        found = titles.get(form, [])
        if not found:
            yield rule.nothing("form-missing", form, form=form)
        elif len(found) == 1:
            yield rule.exact(form, place_of(found[0]), form=form)
        else:
            yield rule.noted(form, place_of(found[1]), form=form, n=len(found))


_UNITS = re.compile(r"(?:下属|所属|纳入|包括)[^。；]{0,40}?(?P<number>\d+|[一二三四五六七八九十]+)[个家](?:预算)?单位")


@rule(
    "S-UNITS", "文中所说的单位个数与所列单位相符 | The number of units stated = units listed", "单位个数 = 列出的单位数",
    basis=FORMAT, needs="写有个数并列出单位", tolerance=REMARKED, silent="not-stated", of="决算单位的个数 | The number of units",
    exact="文中说 {said} 个单位（“{quote}”），列出 {n} 个，相符。 | The text speaks of {said} units (“{quote}”) and lists {n}; they fit.",
    noted="文中说 {said} 个单位（“{quote}”），列出 {n} 个。 | The text speaks of {said} units (“{quote}”) and lists {n}. | 部分单位并入本级",
    example="文中说纳入 5 个单位，后面只列出 4 个 | The text speaks of 5 units and lists 4",
)  # fmt: skip
def units(rule: Rule, case: Case) -> Iterator[Finding]:
    """The number of units that the text names against the units that it lists."""
    listed = [r for r in case.resource("organisation") if r.get("kind") == "unit"]
    text = "".join(r.get("text", "") for r in case.resource("organisation") if r.get("kind") == "structure")
    match = _UNITS.search(text)
    if match is None or not listed:
        return
    said = int(match["number"]) if match["number"].isdigit() else chinese_number(match["number"]) or 0
    # the department itself may be counted apart
    say = rule.exact if said in (len(listed), len(listed) - 1) else rule.noted
    yield say(place=place_of(listed[0]), said=said, quote=match[0], n=len(listed))
