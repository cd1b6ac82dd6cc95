"""D rules: codes and names by the classification of the year, the unit, the organisation's name, the years of headings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from build_site.model import NOWHERE, Finding, Form, Place
from build_site.reconcile.tables import Row, Tables, place_of
from build_site.reconcile.whole.say import (
    REPORT,
    Record,
    agreed,
    differs,
    noted,
    nothing,
    section,
    sections,
    two_places,
    unchecked,
    where,
)
from build_site.registers.codelists import codelist
from build_site.text import squeeze

FUNCTIONAL = (
    Form.REVENUE, Form.EXPENDITURE, Form.GENERAL_PUBLIC_BUDGET, Form.GOVERNMENT_FUND_BUDGET, Form.STATE_CAPITAL_BUDGET,
)  # fmt: skip


def names(tables: Tables) -> Iterator[Finding]:
    yield from _codes(tables, "functional", FUNCTIONAL)
    yield from _codes(tables, "economic", (Form.BASIC_EXPENDITURE,))
    yield from _parents(tables)
    yield from _unit(tables)
    yield from _organisation(tables)
    yield from _years(tables)
    yield from _stale(tables)


def _plain(name: str) -> str:
    return re.sub(r"[（）()\s、,，]", "", squeeze(name))


def _codes(tables: Tables, kind: str, forms: Sequence[Form]) -> Iterator[Finding]:
    """Each code once: its printed names against each other and against the classification of the year."""
    printed: dict[str, list[Row]] = {}
    for form in forms:
        for row in tables[form].coded:
            printed.setdefault(row.code, []).append(row)
    what = ("支出功能分类科目", "Functional codes") if kind == "functional" else ("支出经济分类科目", "Economic codes")
    if not printed:
        yield nothing("D-CODE", kind, "no-codes", what)
        yield nothing("D-NAME", kind, "no-codes", what)
    for code, rows in sorted(printed.items()):
        yield _in_the_list(tables, kind, code, rows[0])
        yield _one_name(code, rows)


def _in_the_list(tables: Tables, kind: str, code: str, row: Row) -> Finding:
    name, known, scope = row.texts.get("name", ""), codelist(kind).get(code), f"{kind}/{code}"
    what = f"科目 {code} {name}", f"Code {code} {name}"
    if known is None:
        return unchecked("D-CODE", scope, "code-unknown", what, row.place)
    years = [int(known.get(field) or 0) for field in ("first_year", "last_year")]
    if (years[0] and tables.year < years[0]) or (years[1] and tables.year > years[1]):
        return unchecked("D-CODE", scope, "code-of-other-years", what, row.place)
    accepted = [known["name"], *filter(None, re.split("[;；|]", known.get("other_names", "")))]
    if not name or _plain(name) in {_plain(each) for each in accepted}:
        words = f"{what[0]}与分类科目相符。", f"{what[1]} fits the classification."
        return agreed("D-CODE", scope, words, row.place)
    words = (
        f"科目 {code} 在报告中名为“{name}”，在政府收支分类科目中名为“{known['name']}”。",
        f"Code {code} is called “{name}” in the report and “{known['name']}” in the classification.",
    )
    return two_places("D-CODE", scope, words, row.place, (name, known["name"]), "科目名称在不同年度调整过；名称为简写")


def _one_name(code: str, rows: Sequence[Row]) -> Finding:
    kind = "economic" if rows[0].form is Form.BASIC_EXPENDITURE else "functional"
    scope, spelled = f"{kind}/{code}", {_plain(r.texts.get("name", "")): r for r in rows if r.texts.get("name")}
    if len(spelled) < 2:
        words = f"科目 {code} 在各表中的名称相同。", f"Code {code} has one name in all forms."
        return agreed("D-NAME", scope, words, rows[0].place)
    first, second = list(spelled.values())[:2]
    a, b = first.texts["name"], second.texts["name"]
    words = (
        f"科目 {code} 在《{first.form.zh}》中名为“{a}”，在《{second.form.zh}》中名为“{b}”。",
        f"Code {code} is “{a}” in the form {first.form.en} and “{b}” in the form {second.form.en}.",
    )
    return two_places("D-NAME", scope, words, second.place, (a, b), "名称换行或简写")


def _parents(tables: Tables) -> Iterator[Finding]:
    """A form that prints 类 (款) rows prints those of every code below them."""
    for form in (*FUNCTIONAL, Form.BASIC_EXPENDITURE):
        table, codes = tables[form], {row.code for row in tables[form].coded}
        widths = sorted({len(code) for code in codes})
        what = f"《{table.title}》", f"The form {form.en}"
        if len(widths) < 2:
            yield nothing("D-PARENT", form, "level-not-printed", what)
            continue
        orphans = [c for c in sorted(codes) for width in widths if width < len(c) and c[:width] not in codes]
        if orphans:
            code = orphans[0]
            words = (
                f"{what[0]}印有科目 {code}，没有印出它的上级科目。",
                f"{what[1]} prints code {code}, but not the code above it.",
            )
            row = next(r for r in table.coded if r.code == code)
            yield differs("D-PARENT", form, words, row.place, why="上级科目漏行")
        else:
            yield agreed(
                "D-PARENT", form, (f"{what[0]}各科目的上级科目都在表中。", f"{what[1]} has every code's parent.")
            )


_UNIT = re.compile(r"单位[:：]\s*(?P<unit>人民币)?(?P<printed>[百千万亿]*元)")


def _unit(tables: Tables) -> Iterator[Finding]:
    """The unit under each form's title against the unit that most of them have."""
    printed = {
        s["form"]: (m["printed"], s)
        for s in sections(tables)
        if s.get("form") and (m := _UNIT.search(s.get("text", "")))
    }
    usual = Counter(unit for unit, _ in printed.values()).most_common(1)
    for form in Form:
        zh, en = form.zh, form.en
        if form not in printed:
            yield nothing("D-UNIT", form, "unit-not-printed", (f"《{zh}》", f"The form {en}"))
            continue
        unit, row = printed[form]
        if unit == usual[0][0]:
            yield agreed(
                "D-UNIT", form, (f"《{zh}》的金额单位为{unit}。", f"The form {en} is in {unit}."), place_of(row)
            )
        else:
            words = (
                f"《{zh}》的金额单位为{unit}，其他表为{usual[0][0]}。",
                f"The form {en} is in {unit}, the others in {usual[0][0]}.",
            )
            yield noted("D-UNIT", form, words, place_of(row))


# --- The organisation's name ---------------------------------------------------------------------------------------

_OF_FORM = re.compile(
    r"^(?:公开)?(?:部门|编制单位|单位名称|部门名称|填报单位)(?:[（(]单位[)）])?[:：]\s*(?P<name>[^\s\d:：]{3,40})",
    re.MULTILINE,
)
_SPEAKS = re.compile(r"^(?:截至20\d\d年\d+月\d+日，?)?(?P<name>[^\d\s，。；：:“”、（）()]{4,40}?)20\d\d年度")
_ENDS = re.compile(
    r"(?:局|委|委员会|办|办公室|中心|院|校|学|部|处|厅|队|站|所|馆|会|院|庭|社|政府|街道办事处|支队|公司)$"
)
_OURSELVES = re.compile(r"本(?:部门|单位|机关|级|年)|我(?:部门|单位|局|办|中心|委|院|校)|与|比|上年|对|其中|单位于")


def _organisation(tables: Tables) -> Iterator[Finding]:
    """The department's name on the cover, in headings, over the forms, in sentences and in the annex."""
    found = list(_mentions(tables))
    counted = Counter(name for _, _, name, _, _ in found if "X" not in name.upper() and "×" not in name)
    own = counted.most_common(1)[0][0] if counted else ""
    if not own:
        yield nothing("D-ORG", REPORT, "name-not-printed", ("单位名称", "The organisation's name"))
        return
    seen: set[str] = set()
    units = {squeeze(r.get("name", "")) for r in tables.resource("organisation") if r.get("kind") == "unit"}
    for scope, what, name, place, certain in found:
        if scope in seen:
            continue
        seen.add(scope)
        if _fits(name, own):
            words = (
                f"{what[0]}的名称“{name}”与全文相同。",
                f"The name in {what[1]}, “{name}”, is the same as elsewhere.",
            )
            yield agreed("D-ORG", scope, words, place, (name, own))
        elif certain and not any(_fits(name, unit) for unit in units):
            words = (
                f"{what[0]}的单位名称为“{name}”，报告其他地方为“{own}”。",
                f"{what[1].capitalize()} names “{name}”; elsewhere the report says “{own}”.",
            )
            yield two_places("D-ORG", scope, words, place, (name, own), "机构改名、使用简称；沿用模板")
        else:
            words = (
                f"{what[0]}写的单位是“{name}”，与“{own}”不同。",
                f"{what[1].capitalize()} names “{name}”, not “{own}”.",
            )
            yield noted("D-ORG", scope, words, place, why="主管部门或下属单位的名称")


def _fits(name: str, own: str) -> bool:
    a, b = (re.sub(r"[（(]?本级[)）]?$|部门$", "", squeeze(each)) for each in (name, own))
    return a == b or (len(a) >= 4 and (b.endswith(a) or a.endswith(b)))


Mention = tuple[str, tuple[str, str], str, Place, bool]


def _mentions(tables: Tables) -> Iterator[Mention]:
    """scope, where (Chinese, English), the name, its place, and whether it must be the department's own."""
    cover = squeeze((section(tables, "cover") or {}).get("text", ""))
    match = re.search(r"^(?:20\d\d年度?)?(?P<name>.{4,40}?)(?:20\d\d年度?)?(?:部门|单位)?决算", cover)
    if match:
        yield "cover", ("封面", "the cover"), re.sub(r"20\d\d年度?$|^关于", "", match["name"]), NOWHERE, True
    for row in sections(tables):
        title = squeeze(row.get("title", ""))
        head = re.match(
            r"(?P<name>.{4,40}?)(?:20\d\d年度?)?(?:部门|单位)?(?:概况|决算(?:公开)?(?:情况|报?表|说明))", title
        )
        if head and int(row.get("level") or 0) == 1 and not re.match(r"20\d\d年|部门|单位", head["name"]):
            yield (
                f"heading/{row['section_id']}",
                (f"标题“{title}”", f"the heading “{title}”"),
                head["name"],
                place_of(row),
                True,
            )
        for at in _OF_FORM.finditer(row.get("text", "")) if row.get("form") else ():
            zh, en = Form(row["form"]).zh, Form(row["form"]).en
            yield (
                f"form/{row['form']}",
                (f"《{zh}》表头", f"the head of the form {en}"),
                re.sub("(?:金额)?单位$", "", squeeze(at["name"])),
                place_of(row),
                True,
            )
    for claim in tables.resource("claims"):
        said = _SPEAKS.match(squeeze(claim.get("sentence", "")))
        if said and _ENDS.search(said["name"]) and not _OURSELVES.search(said["name"]):
            what = f"第 {claim['section_id']} 节", f"section {claim['section_id']}"
            yield f"text/{claim['section_id']}/{said['name']}", what, said["name"], place_of(claim), True
    for sheet in tables.resource("performance-projects"):
        for field, zh in (("department", "部门名称"), ("implementer", "项目实施单位")):
            if name := squeeze(sheet.get(field, "")):
                what = f"附件《{sheet.get('title', '')}》{zh}", f"the annex “{sheet.get('title', '')}”"
                yield (
                    f"annex/{sheet['project_id']}/{field}",
                    what,
                    name,
                    place_of(sheet),
                    sheet.get("scope") == "department",
                )


# --- Years ----------------------------------------------------------------------------------------------------------

_YEAR = re.compile(r"(?<!\d)(20\d\d)\s*年")


def _years(tables: Tables) -> Iterator[Finding]:
    """The year in the cover, in headings, over forms and over annex sheets is the report's year."""
    for scope, text, place in _dated(tables):
        years = {int(year) for year in _YEAR.findall(text)}
        if not years or not tables.year:
            continue
        if years == {tables.year}:
            words = f"“{text}”中的年度是报告年度。", f"The year in “{text}” is the report's year."
            yield agreed("D-YEAR", scope, words, place)
        else:
            other = min(years - {tables.year})
            words = (
                f"“{text}”写的是 {other} 年，报告年度是 {tables.year} 年。",
                f"“{text}” says {other}; the report is about {tables.year}.",
            )
            yield two_places("D-YEAR", scope, words, place, (str(other), str(tables.year)), "沿用了上年的标题")


def _dated(tables: Tables) -> Iterator[tuple[str, str, Place]]:
    cover = squeeze((section(tables, "cover") or {}).get("text", ""))
    match = re.match(r".{0,60}?决算", cover)
    yield "cover", match[0] if match else "", NOWHERE
    for row in sections(tables):
        if int(row.get("level") or 0) <= 2:
            yield f"heading/{row['section_id']}", f"{row.get('number', '')}{row.get('title', '')}", place_of(row)
        if row.get("form"):
            first = next((x for x in row.get("text", "").split("\n") if re.match(r"20\d\d年.*表$", x)), "")
            yield f"form/{row['form']}", first, place_of(row)
    for sheet in tables.resource("performance-projects"):
        yield f"annex/{sheet['project_id']}", sheet.get("title", ""), place_of(sheet)


def _stale(tables: Tables) -> Iterator[Finding]:
    """An item of 重点工作 that names the year before and never the report's year may tell last year's work."""
    items: Sequence[Record] = tables.resource("key-work")
    if not items or not tables.year:
        yield nothing("D-STALE", REPORT, "no-key-work", ("重点工作", "Key work"))
        return
    for item in items:
        text, scope = f"{item.get('content', '')}{item.get('summary', '')}", f"key-work/{item.get('number', '')}"
        years = {int(year) for year in _YEAR.findall(text)}
        title = item.get("title", "")
        if tables.year - 1 in years and tables.year not in years:
            quote = next(m for m in _YEAR.finditer(text) if int(m[1]) == tables.year - 1)
            piece = text[max(0, quote.start() - 12) : quote.end() + 20]
            words = (
                f"重点工作“{title}”写的是 {tables.year - 1} 年（“{piece}”），没有提到报告年度 {tables.year} 年。",
                f"The key work “{title}” speaks of {tables.year - 1} (“{piece}”) and never of {tables.year}.",
            )
            place = where(tables, squeeze(piece)[:8]) if place_of(item) == NOWHERE else place_of(item)
            yield two_places(
                "D-STALE",
                scope,
                words,
                place,
                (str(tables.year - 1), str(tables.year)),
                "沿用了上年的内容；确实在回顾上年",
            )
        else:
            words = (
                f"重点工作“{title}”没有只写上年的内容。",
                f"The key work “{title}” does not speak of last year only.",
            )
            yield agreed("D-STALE", scope, words, place_of(item))
