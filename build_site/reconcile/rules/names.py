"""Codes and names by the classification of the year, the unit, the organisation's name, the years of headings."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from functools import cache

from build_site.model import NOWHERE, Finding, Form, Place
from build_site.reconcile.case import Case, find, sections, text_of
from build_site.reconcile.declare import FORMAT, REMARKED, Rule, rule
from build_site.reconcile.tables import Row, place_of
from build_site.registers.codelists import codelist, former_names
from build_site.registers.personal import MASK
from build_site.text import excerpt, squeeze, title_on

FUNCTIONAL = (
    Form.REVENUE, Form.EXPENDITURE, Form.GENERAL_PUBLIC_BUDGET, Form.GOVERNMENT_FUND_BUDGET, Form.STATE_CAPITAL_BUDGET,
)  # fmt: skip
_KINDS: Mapping[str, tuple[tuple[Form, ...], tuple[str, str]]] = {
    "functional": (FUNCTIONAL, ("支出功能分类科目", "Functional codes")),
    "economic": ((Form.BASIC_EXPENDITURE,), ("支出经济分类科目", "Economic codes")),
}
_CLASSIFICATION = "政府收支分类科目"
_ALIKE = 0.75  # a printed variant shares so much with the name; less is a row shifted
_SHORTEST = 4  # characters of a name that was cut off


def _plain(name: str) -> str:
    return re.sub(r"[（）()\s、,，]", "", squeeze(name))


def _called(name: str) -> str:
    """A name for comparing: 支出 at its end is printed or not."""
    return _plain(name).removesuffix("支出")


def _codes(rule: Rule, case: Case) -> Iterator[tuple[str, str, Sequence[Row]] | Finding]:
    """Each code's kind and the rows that print it; a finding where a kind has none."""
    for kind, (forms, what) in _KINDS.items():
        printed: dict[str, list[Row]] = {}
        for row in (row for form in forms for row in case[form].coded):
            printed.setdefault(row.code, []).append(row)
        if not printed:
            yield rule.nothing("no-codes", kind, what=what)
        for code, rows in sorted(printed.items()):
            yield kind, code, rows


@rule(
    "D-CODE", "科目编码与名称符合政府收支分类科目 | Codes and names are those of the classification", "编码 → 名称（当年）",
    basis=_CLASSIFICATION, needs="本站的科目表收有该编码；名称尚未经报告印证的，不同时仅提示", version="1.1.0", of="{what} | {what}",
    exact="科目 {code} {name}与分类科目相符。 | Code {code} {name} fits the classification.",
    differs="科目 {code} 在报告中名为“{name}”，在政府收支分类科目中名为“{known}”{twin}。{neutral} | Code {code} is called “{name}” in the report and “{known}” in the classification{twin}. {neutral} | 科目名称在不同年度调整过；名称为简写",
    noted="科目 {code} 在报告中名为“{name}”，本站整理的科目表中名为“{known}”。 | Code {code} is called “{name}” in the report and “{known}” in our copy of the classification.",
    twin="，“{name}”的编码是 {other} | ; “{name}” has the code {other}",
    example="报告把 2010301 印作“事业运行”，政府收支分类科目里它是“行政运行” | The report calls 2010301 “事业运行”; the classification calls it “行政运行”",
)  # fmt: skip
def code(rule: Rule, case: Case) -> Iterator[Finding]:
    """Each code once: its printed name against the classification of the year."""
    for each in _codes(rule, case):
        yield each if isinstance(each, Finding) else _in_the_list(rule, case.year, *each)


def _in_the_list(rule: Rule, year: int, kind: str, code: str, rows: Sequence[Row]) -> Finding:
    row = rows[0]
    name, known, scope = row.texts.get("name", ""), codelist(kind).get(code), f"{kind}/{code}"
    what = f"科目 {code} {name}", f"Code {code} {name}"
    if known is None:
        return rule.nothing("code-unknown", scope, row.place, what=what)
    first, last = (int(known[field] or 0) for field in ("first_year", "last_year"))
    if (first and year < first) or (last and year > last):
        return rule.nothing("code-of-other-years", scope, row.place, what=what)
    siblings = _siblings(kind, known["parent"])
    twin = siblings.get(_called(name), "")
    if not name or _is_called(name, known, year, siblings):
        return rule.exact(scope, row.place, code=code, name=name)
    words = {"code": code, "name": name, "known": known["name"]}
    once = _called(name) in map(_called, former_names(known))
    if twin or (not _is_cut(name, known["name"]) and (once or int(known["reports"] or 0))):
        said = rule.say("twin", name=name, other=twin) if twin else ""
        why = ["编码写错"] if twin else []
        return rule.differs(scope, row.place, texts=(name, known["name"]), twin=said, why=why, **words)
    return rule.noted(scope, row.place, **words)


def _is_cut(name: str, whole: str) -> bool:
    """Whether a name is but a part of another, or its last line: cut off where its cell ends, which is no mistake of the
    report's."""
    short, long = _plain(name), _plain(whole)
    return short != long and (long.endswith(short) or (len(short) >= _SHORTEST and short in long))


@cache
def _siblings(kind: str, parent: str) -> Mapping[str, str]:
    """The codes below one, by their names."""
    return {_called(each["name"]): each["code"] for each in codelist(kind).values() if each["parent"] == parent}


def _is_called(name: str, known: Mapping[str, str], year: int, siblings: Mapping[str, str]) -> bool:
    """Whether an entry has this name that year, or is known to be printed so, where that is no other entry's name."""
    if _called(name) in {_called(each) for each in (known["name"], *former_names(known, year))}:
        return True
    near = SequenceMatcher(None, _called(name), _called(known["name"])).ratio() > _ALIKE
    return near and _called(name) not in siblings and name in known["other_names"].split(" | ")


@rule(
    "D-NAME", "同一科目在各表中名称相同 | One code has one name in all forms", "编码 → 唯一名称",
    basis=_CLASSIFICATION, needs="科目印在表中；只印出名称一部分的仅提示", version="1.1.0", of="{what} | {what}",
    exact="科目 {code} 在各表中的名称相同。 | Code {code} has one name in all forms.",
    differs="科目 {code} 在《{form}》中名为“{name}”，在《{second}》中名为“{other}”。{neutral} | Code {code} is “{name}” in the form “{form}” and “{other}” in the form “{second}”. {neutral} | 名称换行或简写",
    noted="科目 {code} 在《{form}》中名为“{name}”，在《{second}》中只印有“{other}”。 | Code {code} is “{name}” in the form “{form}”; the form “{second}” prints only “{other}”. | 名称在单元格边缘被截断；简写",
    example="2080505 在支出决算表里是“机关事业单位基本养老保险缴费支出”，在另一张表里少了“保险”二字 | 2080505 is “机关事业单位基本养老保险缴费支出” in the expenditure form; in another its name lacks “保险”",
)  # fmt: skip
def name(rule: Rule, case: Case) -> Iterator[Finding]:
    for each in _codes(rule, case):
        if isinstance(each, Finding):
            yield each
            continue
        kind, code, rows = each
        spelled = {_plain(r.texts.get("name", "")): r for r in rows if r.texts.get("name")}
        whole = [row for each, row in spelled.items() if not any(_is_cut(each, other) for other in spelled)]
        parts = [row for row in spelled.values() if row not in whole]
        if len(spelled) < 2:
            yield rule.exact(f"{kind}/{code}", rows[0].place, code=code)
            continue
        first, *others = [*whole, *parts]
        names = first.texts["name"], others[0].texts["name"]
        words = {"code": code, "name": names[0], "other": names[1], "form": first.form, "second": others[0].form}
        if len(whole) > 1:
            yield rule.differs(f"{kind}/{code}", others[0].place, texts=names, **words)
        else:
            yield rule.noted(f"{kind}/{code}", others[0].place, **words)


@rule(
    "D-PARENT", "科目的上级科目也在表中 | Every code has its parent in the form", "项 → 款 → 类",
    basis=_CLASSIFICATION, needs="本表印有上级层级", of="《{form}》 | The form “{form}”",
    exact="《{form}》各科目的上级科目都在表中。 | The form “{form}” has every code's parent.",
    differs="《{form}》印有科目 {code}，没有印出它的上级科目。 | The form “{form}” prints code {code}, but not the code above it. | 上级科目漏行",
    example="支出决算表印有 2080505，没有印它的上级 20805 | The expenditure form prints 2080505, but not 20805 above it",
)  # fmt: skip
def parent(rule: Rule, case: Case) -> Iterator[Finding]:
    """A form that prints 类 (款) rows prints those of every code below them."""
    for form in (*FUNCTIONAL, Form.BASIC_EXPENDITURE):
        table, codes = case[form], {row.code for row in case[form].coded}
        widths = sorted({len(code) for code in codes})
        title = table.title, form.en
        orphans = [c for c in sorted(codes) for width in widths if width < len(c) and c[:width] not in codes]
        if len(widths) < 2:
            yield rule.nothing("level-not-printed", form, form=title)
        elif orphans:
            row = next(r for r in table.coded if r.code == orphans[0])
            yield rule.differs(form, row.place, form=title, code=orphans[0])
        else:
            yield rule.exact(form, form=title)


_UNIT = re.compile(r"单位[:：]\s*(?P<unit>人民币)?(?P<printed>[百千万亿]*元)")


@rule(
    "D-UNIT", "各表金额单位相同 | All forms are in one unit", "金额单位相同", basis=FORMAT, needs="表上印有金额单位",
    tolerance=REMARKED, of="《{form}》 | The form “{form}”",
    exact="《{form}》的金额单位为{unit}。 | The form “{form}” is in {unit}.",
    noted="《{form}》的金额单位为{unit}，其他表为{usual}。 | The form “{form}” is in {unit}, the others in {usual}.",
    example="八张表用万元，“三公”经费的表用元 | Eight forms are in 万元, the “three public” form in 元",
)  # fmt: skip
def unit(rule: Rule, case: Case) -> Iterator[Finding]:
    """The unit under each form's title against the unit that most of them have."""
    marked = [(s, _UNIT.search(s.get("text", ""))) for s in sections(case) if s.get("form")]
    printed = {s["form"]: (match["printed"], s) for s, match in marked if match}
    usual = Counter(unit for unit, _ in printed.values()).most_common(1)
    for form in Form:
        if form not in printed:
            yield rule.nothing("unit-not-printed", form, form=form)
            continue
        own, row = printed[form]
        say = rule.exact if own == usual[0][0] else rule.noted
        yield say(form, place_of(row), form=form, unit=own, usual=usual[0][0])


_OF_FORM = re.compile(
    r"^(?:公开)?(?:部门|编制单位|单位名称|部门名称|填报单位)(?:[（(]单位[)）])?[:：]\s*(?P<name>[^\s\d:：]{3,40})",
    re.MULTILINE,
)
_SPEAKS = re.compile(r"^(?:截至20\d\d年\d+月\d+日，?)?(?P<name>[^\d\s，。；：:“”、（）()]{4,40}?)20\d\d年度")
_ENDS = re.compile(
    r"(?:局|委|委员会|办|办公室|中心|院|校|学|部|处|厅|队|站|所|馆|会|院|庭|社|政府|街道办事处|支队|公司)$"
)
_PRINTED = "(?:20\\d\\d|[二两][〇○零OＯo0一二三四五六七八九]{3})年度?"
_AROUND = re.compile(
    rf"^关于|^{_PRINTED}|(?:{_PRINTED}|20\d\d|关于(?:公[开布示]|发布)?|文件|预|[（(](?:[^（()）]*元|汇总|合并|含[^（()）]*|全系统)[)）])+$"
)
_NO_NAME = re.compile(
    r"^[A-Za-z\d]|收入|支出|^\W*$|^(?:本年|今年|当年|上年|决算年|报告期|[一二三四五六七八九十]+个?月)"
)  # a sheet's or a form's
_OURSELVES = re.compile(r"本(?:部门|单位|机关|级|年)|我(?:部门|单位|局|办|中心|委|院|校)|与|比|上年|对|其中|单位于")


@rule(
    "D-ORG", "单位名称全文一致 | The organisation has one name throughout", "封面 = 标题 = 表头 = 正文 = 附件",
    basis=FORMAT, needs="印有单位名称；附件中的主管部门不同仅提示", silent="name-not-printed", of="单位名称 | The organisation's name",
    exact="{where}的名称“{name}”与全文相同。 | The name in {where}, “{name}”, is the same as elsewhere.",
    differs="{where}的单位名称为“{name}”，报告其他地方为“{own}”。{neutral} | In {where} the name is “{name}”; elsewhere the report says “{own}”. {neutral} | 机构改名、使用简称；沿用模板",
    noted="{where}写的单位是“{name}”，与“{own}”不同。 | In {where} the name is “{name}”, not “{own}”. | 主管部门或下属单位的名称",
    example="封面是“某市财政局”，一张表的表头是“某市审计局” | The cover names one office, the head of a form another",
)  # fmt: skip
def organisation(rule: Rule, case: Case) -> Iterator[Finding]:
    """The department's name on the cover, in headings, over the forms, in sentences and in the annex."""
    found = [
        (scope, where, name, place, own)
        for scope, where, printed, place, own in _mentions(case)
        if (name := _AROUND.sub("", printed.strip("_“”《》"))) and not _NO_NAME.search(name) and MASK not in name
    ]
    once: dict[str, Mention] = {}
    for mention in found:  # a sentence is one mention, however many numbers it has
        once.setdefault(mention[0], mention)
    counted = Counter(name for _, _, name, _, _ in once.values() if "X" not in name.upper() and "×" not in name)
    own = counted.most_common(1)[0][0] if counted else ""
    if not own:
        return
    units = {squeeze(r.get("name", "")) for r in case.resource("organisation") if r.get("kind") == "unit"}
    for scope, where, name, place, certain in once.values():
        words = {"where": where, "name": name, "own": own}
        if _fits(name, own):
            yield rule.exact(scope, place, texts=(name, own), **words)
        elif (
            certain and not own.startswith(name) and not any(_fits(name, unit) for unit in units)
        ):  # else it is cut off
            yield rule.differs(scope, place, texts=(name, own), cause=f"name:{name}", **words)
        else:
            yield rule.noted(scope, place, **words)


def _fits(name: str, own: str) -> bool:
    a, b = (re.sub(r"[（(]?本级[)）]?$|部门$|[（(][^（()）]*[)）]$", "", squeeze(each)) for each in (name, own))
    return a == b or (len(a) >= 2 and b.endswith(a)) or (len(a) >= 4 and (a.endswith(b) or _shortens(a, b)))


def _shortens(name: str, own: str) -> bool:
    """省科技厅 of 岭西省科学技术厅: its characters in their order, to the same last one."""
    rest = iter(own)
    return name[-1] == own[-1] and all(character in rest for character in name)


def _cover_title(case: Case) -> str:
    heads = (_OF_FORM.search(row.get("text", "")) for row in sections(case) if row.get("form"))
    over = Counter(head["name"] for head in heads if head).most_common(1)
    return title_on(text_of(case, "cover").split("\n"), over[0][0] if over else "")


Mention = tuple[str, tuple[str, str], str, Place, bool]


def _mentions(case: Case) -> Iterator[Mention]:
    """scope, where (Chinese, English), the name, its place, and whether it must be the department's own."""
    match = re.search(r"^(?:20\d\d年度?)?(?P<name>.{4,40}?)(?:20\d\d年度?)?(?:部门|单位)?决算", _cover_title(case))
    if match:
        yield "cover", ("封面", "the cover"), match["name"], NOWHERE, True
    for row in sections(case):
        title, place = squeeze(row.get("title", "")), place_of(row)
        head = re.match(
            r"(?P<name>.{4,40}?)(?:20\d\d年度?)?(?:部门|单位)?(?:概况|决算(?:公开)?(?:情况|报?表|说明))", title
        )
        if head and int(row.get("level") or 0) == 1 and not re.match(r"20\d\d年|部门|单位", head["name"]):
            where = f"标题“{title}”", f"the heading “{title}”"
            yield f"heading/{row['section_id']}", where, head["name"], place, True
        for at in _OF_FORM.finditer(row.get("text", "")) if row.get("form") else ():
            form = Form(row["form"])
            where = f"《{form.zh}》表头", f"the head of the form “{form.en}”"
            yield f"form/{row['form']}", where, re.sub("(?:金额)?单位$", "", squeeze(at["name"])), place, True
    for claim in case.resource("claims"):
        said = _SPEAKS.match(squeeze(claim.get("sentence", "")))
        if said and _ENDS.search(said["name"]) and not _OURSELVES.search(said["name"]):
            where = f"第 {claim['section_id']} 节", f"section {claim['section_id']}"
            yield f"text/{claim['section_id']}/{said['name']}", where, said["name"], place_of(claim), True
    for sheet in case.resource("performance-projects"):
        for field, zh in (("department", "部门名称"), ("implementer", "项目实施单位")):
            if name := squeeze(sheet.get(field, "")):
                where = f"附件《{sheet.get('title', '')}》{zh}", f"the annex “{sheet.get('title', '')}”"
                own = sheet.get("scope") == "department"
                yield f"annex/{sheet['project_id']}/{field}", where, name, place_of(sheet), own


_YEAR = re.compile(r"(?<!\d)(20\d\d)\s*年")


@rule(
    "D-YEAR", "封面、标题、表题、附件的年度是报告年度 | Cover, headings, forms and annex are of the report year", "标题年度 = 报告年度",
    basis=FORMAT, needs="标题中印有年度",
    exact="“{text}”中的年度是报告年度。 | The year in “{text}” is the report's year.",
    differs="“{text}”写的是 {other} 年，报告年度是 {year} 年。{neutral} | “{text}” says {other}; the report is about {year}. {neutral} | 沿用了上年的标题",
    example="2024 年度的报告里，一张表的标题写“2023年度” | In a report of 2024 the title of a form says “2023年度”",
)  # fmt: skip
def years(rule: Rule, case: Case) -> Iterator[Finding]:
    for scope, text, place in _dated(case):
        found = {int(year) for year in _YEAR.findall(text)}
        if not found or not case.year:
            continue
        if found == {case.year}:
            yield rule.exact(scope, place, text=text)
        else:
            other = min(found - {case.year})
            yield rule.differs(scope, place, texts=(str(other), str(case.year)), text=text, other=other, year=case.year)


def _dated(case: Case) -> Iterator[tuple[str, str, Place]]:
    match = re.match(r".{0,60}?决算", _cover_title(case))
    yield "cover", match[0] if match else "", NOWHERE
    for row in sections(case):
        if int(row.get("level") or 0) <= 2:
            yield f"heading/{row['section_id']}", f"{row.get('number', '')}{row.get('title', '')}", place_of(row)
        if row.get("form"):
            first = next((x for x in row.get("text", "").split("\n") if re.match(r"20\d\d年.*表$", x)), "")
            yield f"form/{row['form']}", first, place_of(row)
    for sheet in case.resource("performance-projects"):
        yield f"annex/{sheet['project_id']}", sheet.get("title", ""), place_of(sheet)


@rule(
    "D-STALE", "重点工作写的是报告年度的工作 | Key work is that of the report year", "只提上年而不提本年 ⇒ 提示沿用",
    basis=FORMAT, needs="报告写有重点工作", silent="no-key-work", of="重点工作 | Key work",
    exact="重点工作“{title}”没有只写上年的内容。 | The key work “{title}” does not speak of last year only.",
    differs="重点工作“{title}”写的是 {before} 年（“{piece}”），没有提到报告年度 {year} 年。{neutral} | The key work “{title}” speaks of {before} (“{piece}”) and never of {year}. {neutral} | 沿用了上年的内容；确实在回顾上年",
    example="2023 年度的报告在重点工作里只写“2022 年完成培训 3 次” | The key work in a report of 2023 says only “3 trainings in 2022”",
)  # fmt: skip
def stale(rule: Rule, case: Case) -> Iterator[Finding]:
    """An item of 重点工作 that names the year before and never the report's year may tell last year's work."""
    before = case.year - 1
    for item in case.resource("key-work") if case.year else ():
        text, scope = f"{item.get('content', '')}{item.get('summary', '')}", f"key-work/{item.get('number', '')}"
        found = {int(year) for year in _YEAR.findall(text)}
        title, place = item.get("title", ""), place_of(item)
        if not found:
            yield rule.nothing("date-not-printed", scope, place)
            continue
        if before not in found or case.year in found:
            yield rule.exact(scope, place, title=title)
            continue
        quote = next(m for m in _YEAR.finditer(text) if int(m[1]) == before)
        piece = excerpt(text, quote.start(), quote.end(), 12, 20)
        place = find(case, squeeze(piece)[:8]) if place == NOWHERE else place
        words = {"title": title, "before": before, "piece": piece, "year": case.year}
        yield rule.differs(scope, place, texts=(str(before), str(case.year)), **words)
