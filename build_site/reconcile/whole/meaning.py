"""E-STATE, X-COUNT, X-REV-EXP, L-TEMPLATE, L-LEVEL, N-GLOSSARY, N-NAMED: what texts and forms say together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from build_site.model import Finding, Form, FormState
from build_site.reconcile.tables import Cell, Tables, place_of
from build_site.reconcile.whole.say import (
    REPORT,
    Record,
    agreed,
    differs,
    noted,
    nothing,
    sections,
    two_places,
    unchecked,
    value,
)
from build_site.text import squeeze

ACCOUNTS = (
    ("government-fund", "government-fund-budget", "government_fund", Form.GOVERNMENT_FUND_BUDGET, "政府性基金预算"),
    ("state-capital", "state-capital-budget", "state_capital", Form.STATE_CAPITAL_BUDGET, "国有资本经营预算"),
)
ITEMS = (
    ("three-public-total", "total", "“三公”经费"),
    ("overseas-visits", "overseas-visits", "因公出国（境）费"),
    ("vehicles", "vehicles", "公务用车购置及运行维护费"),
    ("hospitality", "hospitality", "公务接待费"),
)
COUNTS = (
    ("overseas", "overseas-visits", ("overseas-groups", "overseas-persons"), "因公出国（境）团组、人次"),
    ("vehicle-purchase", "vehicle-purchase", ("vehicles-purchased",), "公务用车购置数"),
    ("vehicle-operation", "vehicle-operation", ("vehicles-held", "vehicles-total"), "公务用车保有量"),
    ("hospitality", "hospitality", ("hospitality-batches", "hospitality-persons"), "公务接待批次、人次"),
)


def meaning(tables: Tables) -> Iterator[Finding]:
    yield from _states(tables)
    yield from _counts(tables)
    yield from _both_sides(tables)
    yield from _templates(tables)
    yield from _opposed(tables)
    yield _level(tables)
    yield from _glossary(tables)
    yield from _named(tables)


# --- Empty, zero, blank ---------------------------------------------------------------------------------------------


def _said(tables: Tables, key: str) -> Record | None:
    return next((d for d in tables.resource("disclosures") if d.get("key") == key), None)


def _states(tables: Tables) -> Iterator[Finding]:
    """“无” in the text, the form's cells and the fiscal appropriation summary have one meaning."""
    summary = tables[Form.FISCAL_APPROPRIATION]
    for key, account, column, form, name in ACCOUNTS:
        cells = [c for row in tables[form].rows for c in row.cells.values()]
        cells += [row.cells[column] for row in summary.rows if row.side == "expenditure"]
        cells += [row.cells["total"] for row in summary.rows if row.side == "revenue" and row.concept == account]
        yield _state(tables, key, form, name, cells)
    three = tables[Form.THREE_PUBLIC_EXPENSES]
    for key, item, name in ITEMS:
        cells = [row.cells["final"] for row in three.rows if row.texts.get("item") == item]
        yield _state(tables, key, Form.THREE_PUBLIC_EXPENSES, name, cells)


def _state(tables: Tables, key: str, form: Form, name: str, cells: Sequence[Cell]) -> Finding:
    said, en = _said(tables, key), form.en
    what = f"{name}在说明与表中", f"{name} in text and forms"
    if tables[form].state is FormState.MISSING:
        return unchecked("E-STATE", key, "form-missing", what)
    if (
        said is None
        or said.get("state") not in ("none", "value")
        or (said["state"] == "value" and value(said["value"]))
    ):
        return nothing("E-STATE", key, "not-said-to-be-nil", what)
    filled = [c for c in cells if c.value]
    place = place_of(said)
    if not filled:
        words = (
            f"说明写没有{name}，表中也为空白或 0。",
            f"The text says that there was no {name}, and the forms have nothing.",
        )
        return agreed("E-STATE", key, words, place)
    words = (
        f"说明写“{said['sentence'][:60]}”，但{filled[0].zh}为 {filled[0].value} {filled[0].money.printed}。",
        f"The text says “{said['sentence'][:60]}”, but {filled[0].en} has {filled[0].value} {filled[0].money.printed} ({en}).",
    )
    return two_places(
        "E-STATE", key, words, place, (said["sentence"][:60], filled[0].zh), "说明套用模板；表格口径含上年结转"
    )


def _counts(tables: Tables) -> Iterator[Finding]:
    """Money for visits, vehicles or hospitality, and their number, are both there or both nil."""
    three = tables[Form.THREE_PUBLIC_EXPENSES]
    for scope, item, keys, name in COUNTS:
        fee = next((row.cells["final"] for row in three.rows if row.texts.get("item") == item), None)
        stated = [
            d
            for key in keys
            if (d := _said(tables, key)) is not None and d.get("state") == "value" and value(d["value"]) is not None
        ]
        what = f"{name}与金额", f"Number and money of {scope}"
        if not stated:
            yield nothing("X-COUNT", scope, "count-not-printed", what)
            continue
        if three.state is FormState.MISSING:
            yield unchecked("X-COUNT", scope, "form-missing", what)
            continue
        money = (fee.value if fee else None) or Decimal(0)
        counts = [value(d["value"]) or Decimal(0) for d in stated]
        told = "、".join(f"{d['label']} {d['value']} {d['unit']}" for d in stated)
        place = place_of(stated[0])
        facts = f"{told}；决算金额 {money}", f"{told}; final amount {money}"
        if scope == "vehicle-operation" and not money:
            # vehicles that another account or the unit's own money keeps have no appropriation
            yield agreed("X-COUNT", scope, (f"{facts[0]}。", f"{facts[1]}."), place)
        elif (money > 0) == any(counts) and all(counts) == any(counts):
            yield agreed("X-COUNT", scope, (f"{facts[0]}，相符。", f"{facts[1]}; they fit."), place)
        else:
            words = f"{facts[0]}：一处为零，另一处不为零。", f"{facts[1]}: one is nil, the other is not."
            yield two_places("X-COUNT", scope, words, place, (told, str(money)), "费用由其他资金承担；跨年结算")


def _both_sides(tables: Tables) -> Iterator[Finding]:
    """Code by code, revenue = expenditure where nothing was carried over: information, for it need not be so."""
    revenue, expenditure = tables[Form.REVENUE], tables[Form.EXPENDITURE]
    summary = tables[Form.REVENUE_AND_EXPENDITURE]
    what = "收入决算表与支出决算表的同一科目", "The same codes of revenue and expenditure"
    if FormState.FOUND not in (revenue.state, expenditure.state) or not revenue.coded or not expenditure.coded:
        yield nothing("X-REV-EXP", REPORT, "form-missing", what)
        return
    carried = [
        r
        for r in summary.rows
        if r.concept.split(":")[0] in ("opening-balance", "closing-balance", "surplus-distribution")
    ]
    if any(c.value for row in carried for c in row.cells.values()):
        yield nothing("X-REV-EXP", REPORT, "precondition", what)
        return
    uneven: list[tuple[str, Cell, Cell]] = []
    for row in expenditure.coded:
        own, other = row.cells["total"], revenue.code(row.code, "total")
        rate = Decimal(revenue.money.factor) / expenditure.money.factor
        if isinstance(other, Cell) and abs((own.value or Decimal(0)) - (other.value or 0) * rate) > own.half * 2:
            uneven.append((row.code, own, other))
    if not uneven:
        yield agreed(
            "X-REV-EXP",
            REPORT,
            ("没有结转时，各科目收入与支出相同。", "Without balances, each code's revenue is its expenditure."),
        )
        return
    code, own, other = uneven[0]
    words = (
        f"没有结转结余，但有 {len(uneven)} 个科目的收入与支出不同，如 {code}：收入 {other.value}，支出 {own.value}。",
        f"Nothing was carried over, but {len(uneven)} codes differ between revenue and expenditure, such as {code}.",
    )
    yield noted("X-REV-EXP", REPORT, words, own.place, [own, other], "非财政收入按用途分配；科目之间调剂")


# --- Words --------------------------------------------------------------------------------------------------------

_TEMPLATE = re.compile(
    r"(?:增加|减少|增长|下降|大于|小于)持平|持平(?:增加|减少|增长|下降)|(?:增加|减少)[（(](?:增加|减少)[)）]|(?:增长|下降)[（(](?:增长|下降)[)）]"
    r"|增加\s*[/／]\s*减少|(?:大于|小于|等于)[（(](?:大于|小于|等于)[)）]"
)
_ZERO = re.compile(r"(?:增加|减少|增长|下降)(?:了|率为)?0(?:\.0+)?(?:万元|元|%)")


def _templates(tables: Tables) -> Iterator[Finding]:
    """Two directions at once are a template's choice that nobody made; a change of zero is no increase."""
    hits = 0
    for row in sections(tables):
        for pattern, rule in ((_TEMPLATE, True), (_ZERO, False)):
            for match in pattern.finditer(row.get("text", "")):
                hits += 1
                scope = f"{row['section_id']}/{match.start()}"
                if rule:
                    words = f"“{match[0]}”同时写有两种方向。", f"“{match[0]}” states two directions at once."
                    yield differs("L-TEMPLATE", scope, words, place_of(row), (match[0], ""), why="模板中的选项没有取舍")
                else:
                    words = f"“{match[0]}”：没有变化却用了增减的词。", f"“{match[0]}”: no change, told as one."
                    yield noted("L-TEMPLATE", scope, words, place_of(row), why="套用句式")
    if not hits:
        yield agreed(
            "L-TEMPLATE",
            REPORT,
            ("没有发现同时写两种方向或变化为零的增减句。", "No sentence states two directions or a change of zero."),
        )


def _opposed(tables: Tables) -> Iterator[Finding]:
    """The amount and the rate of one change go in the same direction."""
    amounts: dict[tuple[str, ...], Record] = {}
    found = False
    for claim in tables.resource("claims"):
        bare, _, aspect = claim.get("measure", "").partition(":")
        key = (claim["section_id"], claim["sentence"], bare, claim["subject"], claim["base"])
        if aspect == "change-amount" and claim["direction"] in ("increase", "decrease"):
            amounts[key] = claim
        other = amounts.get(key)
        if aspect != "change-rate" or other is None or claim["direction"] not in ("increase", "decrease"):
            continue
        found = True
        quote = f"“{claim['sentence'][:60]}”"
        if other["direction"] == claim["direction"]:
            words = f"{quote}：增减额与增减率方向相同。", f"{quote}: amount and rate of the change go the same way."
            yield agreed("L-OPPOSED", claim["claim_id"], words, place_of(claim))
        else:
            words = f"{quote}：增减额与增减率方向相反。", f"{quote}: amount and rate of the change go opposite ways."
            yield two_places("L-OPPOSED", claim["claim_id"], words, place_of(claim), why="套用模板时只改了一处")
    if not found:
        yield nothing("L-OPPOSED", REPORT, "not-stated", ("同一句中的增减额与增减率", "Amount and rate of one change"))


def _level(tables: Tables) -> Finding:
    """The glossary of a district's report speaks of the district's treasury, not the city's."""
    division = re.match(r"\d{6}", tables.slug)
    what = "名词解释中的财政级次", "The level of the treasury in the glossary"
    if division is None or not tables.resource("glossary"):
        return nothing("L-LEVEL", REPORT, "no-glossary", what)
    # a division code: 2 digits province, 2 city, 2 county; x1xxxx to x5xxxx with 31, 11, 12, 50 are cities of their own
    level = "county" if division[0][4:] != "00" else "city" if division[0][2:4] != "00" else "province"
    foreign = {
        "county": ("市级财政", "省级财政", "市直部门", "省直部门"),
        "city": ("省级财政", "区级财政", "县级财政"),
        "province": ("市级财政", "区级财政"),
    }[level]
    for term in tables.resource("glossary"):
        word = next((w for w in foreign if w in term.get("definition", "")), "")
        if word:
            words = (
                f"名词解释“{term['term']}”写“{word}”，而本单位属于{ {'county': '区县级', 'city': '市级', 'province': '省级'}[level] }。",
                f"The glossary's “{term['term']}” speaks of {word}, but the department belongs to another level ({level}).",
            )
            return noted("L-LEVEL", REPORT, words, place_of(term), why="沿用上级的模板；资金确由上级拨付")
    return agreed(
        "L-LEVEL", REPORT, ("名词解释中没有其他级次的财政用语。", "The glossary names no other level's treasury.")
    )


# --- Names of items -------------------------------------------------------------------------------------------------


def _items(tables: Tables) -> set[str]:
    forms = (
        Form.GENERAL_PUBLIC_BUDGET,
        Form.EXPENDITURE,
        Form.REVENUE,
        Form.GOVERNMENT_FUND_BUDGET,
        Form.STATE_CAPITAL_BUDGET,
    )
    return {_bare(row.texts.get("name", "")) for form in forms for row in tables[form].coded}


def _bare(name: str) -> str:
    return re.sub(r"[（(][类款项][)）]|支出$|[（）()]", "", squeeze(name))


def _glossary(tables: Tables) -> Iterator[Finding]:
    """Functional items that the glossary says the department uses stand in its forms."""
    every = tables.resource("glossary")
    heads = {t["number"] for t in every if not t.get("parent") and "功能分类科目" in t.get("term", "")}
    terms = [t for t in every if t.get("parent") and t["parent"] in heads]
    known = _items(tables)
    if not terms or not known:
        yield nothing(
            "N-GLOSSARY", REPORT, "no-items-explained", ("名词解释中的功能分类科目", "Functional items of the glossary")
        )
        return
    for term in terms:
        names = [_bare(part) for part in re.split("[/／]", term["term"])]
        scope = f"{term.get('parent', '')[:2]}/{term.get('number', '')}"
        if names[-1] in known:
            words = (
                f"名词解释的科目“{term['term']}”在决算表中。",
                f"The glossary's item “{term['term']}” is in the forms.",
            )
            yield agreed("N-GLOSSARY", scope, words, place_of(term))
        else:
            words = (
                f"名词解释说本部门使用科目“{term['term']}”，决算表中没有这一科目。",
                f"The glossary says that the department uses “{term['term']}”, which is in none of its forms.",
            )
            yield two_places("N-GLOSSARY", scope, words, place_of(term), (term["term"], ""), "沿用了上年的名词解释")


_CONSISTS = re.compile(r"(?:包括|包含)[:：]?(?P<list>[^。；\n]+)")


def _named(tables: Tables) -> Iterator[Finding]:
    """Items named as parts of a class in the chapter on structure have a row in the form."""
    known, found = _items(tables), 0
    chapters = [s for s in sections(tables) if not s.get("form") and "结构情况" in s.get("title", "")]
    for row in chapters if known else ():
        for match in _CONSISTS.finditer(row.get("text", "")):
            for name in re.split("、|和|及|以及|，", re.sub("等?支出$|等$", "", match["list"])):
                bare = _bare(name)
                if len(bare) < 3:
                    continue
                found += 1
                scope = f"{row['section_id']}/{match.start()}/{bare}"
                if any(bare == each or bare == each.removeprefix("其他") for each in known):
                    words = f"文中列举的“{name}”在决算表中。", f"“{name}”, named in the text, is in the forms."
                    yield agreed("N-NAMED", scope, words, place_of(row))
                else:
                    words = (
                        f"文中说支出包括“{name}”，决算表中没有这一科目。",
                        f"The text says that expenditure includes “{name}”, which has no row in the forms.",
                    )
                    yield two_places(
                        "N-NAMED", scope, words, place_of(row), (name, ""), "沿用了上年的文字；指科目内的事项"
                    )
    if not found:
        yield nothing(
            "N-NAMED", REPORT, "no-items-named", ("结构情况中列举的科目", "Items named in the chapter on structure")
        )
