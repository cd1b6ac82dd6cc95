"""What texts and forms say together: nothing and nil, money and number, words of a template, items named."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from build_site.model import Finding, Form, FormState
from build_site.model.forms import ITEMS
from build_site.reconcile.case import Case, Record, sections, value
from build_site.reconcile.decide import told
from build_site.reconcile.declare import FORMAT, REMARKED, Rule, rule
from build_site.reconcile.said import Said
from build_site.reconcile.tables import Cell, place_of
from build_site.registers.vocabulary import residues
from build_site.text import excerpt, squeeze

ACCOUNTS = (
    ("government-fund", "government-fund-budget", "government_fund", Form.GOVERNMENT_FUND_BUDGET, "政府性基金预算"),
    ("state-capital", "state-capital-budget", "state_capital", Form.STATE_CAPITAL_BUDGET, "国有资本经营预算"),
)
THREE_PUBLIC = (
    ("three-public-total", "total", "“三公”经费"),
    *((item, item, ITEMS[item].zh) for item in ("overseas-visits", "vehicles", "hospitality")),
)
COUNTS = (
    ("overseas", "overseas-visits", ("overseas-groups", "overseas-persons"), "因公出国（境）团组、人次"),
    ("vehicle-purchase", "vehicle-purchase", ("vehicles-purchased",), "公务用车购置数"),
    ("vehicle-operation", "vehicle-operation", ("vehicles-held",), "公务用车保有量"),
    ("hospitality", "hospitality", ("hospitality-batches", "hospitality-persons"), "公务接待批次、人次"),
)
_NONE = re.compile("无|没有|未|不存在|[为是]0")


def _said(case: Case, key: str) -> Record | None:
    return next((d for d in _own(case) if d.get("key") == key), None)


def _own(case: Case) -> list[Record]:
    """The disclosed facts of the report's year: 上年接待 5 批次 is none of them."""
    return [d for d in case.resource("disclosures") if d.get("fiscal_year") in ("", None, str(case.year))]


@rule(
    "E-STATE", "“无”、空白与 0 在说明和各表中一致 | “None” in the text agrees with blanks and zeros in the forms",
    "说明写无 ⇒ 各表为空白或 0", reads=(Form.FISCAL_APPROPRIATION,), basis=FORMAT, needs="说明写明没有该项", of="{name}在说明与表中 | {name} in text and forms",
    exact="说明写没有{name}，表中也为空白或 0。 | The text says that there was no {name}, and the forms have nothing.",
    differs="说明写“{quote}”，但{cell}为 {amount}。{neutral} | The text says “{quote}”, but {cell} has {amount}. {neutral} | 说明套用模板；表格口径含上年结转",
    example="说明写“本年无公务接待费支出”，“三公”表里公务接待费却是 0.31 万元 | The text says that there was no hospitality, but the form has 0.31 万元",
)  # fmt: skip
def state(rule: Rule, case: Case) -> Iterator[Finding]:
    """“无” in the text, the form's cells and the fiscal appropriation summary have one meaning."""
    summary, three = case[Form.FISCAL_APPROPRIATION], case[Form.THREE_PUBLIC_EXPENSES]
    for key, account, column, form, name in ACCOUNTS:
        cells = [c for row in case[form].rows for c in row.cells.values()]
        cells += [row.cells[column] for row in summary.rows if row.side == "expenditure"]
        cells += [row.cells["total"] for row in summary.rows if row.side == "revenue" and row.concept == account]
        yield _state(rule, case, key, form, name, cells)
    for key, item, name in THREE_PUBLIC:
        cells = [row.cells["final"] for row in three.rows if row.texts.get("item") == item]
        yield _state(rule, case, key, Form.THREE_PUBLIC_EXPENSES, name, cells)


def _state(rule: Rule, case: Case, key: str, form: Form, name: str, cells: Sequence[Cell]) -> Finding:
    said = _said(case, key)
    if case[form].state is FormState.MISSING:
        return rule.unchecked("form-missing", key, name=name)
    if said is None or not (said.get("state") == "none" or (said.get("state") == "value" and not value(said["value"]))):
        return rule.nothing("not-said-to-be-nil", key, name=name)
    cell = next((c for c in cells if c.value), None)
    if cell is None:
        return rule.exact(key, place_of(said), name=name)
    at = _NONE.search(said["sentence"])
    quote = excerpt(said["sentence"], *at.span(), 30, 40) if at else said["sentence"]
    return rule.differs(key, place_of(said), texts=(quote, cell), quote=quote, cell=cell, amount=cell.amount)


@rule(
    "X-COUNT", "有金额就有数量，有数量就有金额 | Money and number of visits, vehicles and hospitality go together", "费用 > 0 ⇔ 数量 > 0",
    basis="“三公”经费公开要求", needs="说明写有数量；没有财政拨款的车辆运行费不作结论", of="{name}与金额 | Number and money of {name}",
    exact="{told}；决算金额 {money}，相符。 | {told}; final amount {money}; they fit.",
    fewer="{told}：人次少于批次（团组数）。{neutral} | {told}: fewer persons than visits. {neutral} | 两个数写反；笔误",
    differs="{told}；决算金额 {money}：一处为零，另一处不为零。{neutral} | {told}; final amount {money}: one is nil, the other is not. {neutral} | 费用由其他资金承担；跨年结算",
    example="文中写公务接待 0 批次，公务接待费决算却是 0.31 万元 | The text counts 0 receptions, but hospitality cost 0.31 万元",
)  # fmt: skip
def count(rule: Rule, case: Case) -> Iterator[Finding]:
    """Money for visits, vehicles or hospitality, and their number, are both there or both nil."""
    three = case[Form.THREE_PUBLIC_EXPENSES]
    for scope, item, keys, name in COUNTS:
        found = [d for key in keys if (d := _said(case, key)) is not None and d.get("state") == "value"]
        stated = [(d, number) for d in found if (number := value(d["value"])) is not None]
        if not stated:
            yield rule.nothing("count-not-printed", scope, name=(name, scope))
            continue
        if three.state is FormState.MISSING:
            yield rule.unchecked("form-missing", scope, name=(name, scope))
            continue
        fee = next((row.cells["final"] for row in three.rows if row.texts.get("item") == item), None)
        money = (fee.value if fee else None) or Decimal(0)
        amount = told(money, fee.money.printed) if fee else told(money)
        counts = [number for _, number in stated]
        zh = "、".join(f"{d['label']} {d['value']} {d['unit']}" for d, _ in stated)
        counted = zh, ", ".join(f"“{d['label']}” {d['value']} {d['unit']}" for d, _ in stated)
        fits = (money > 0) == any(counts) and all(counts) == any(counts)
        # vehicles that another account or the unit's own money keeps have no appropriation
        if fits and len(counts) > 1 and counts[0] > counts[1]:
            yield rule.differs(scope, place_of(stated[0][0]), say="fewer", texts=(counted, ""), told=counted)
        elif fits or (scope == "vehicle-operation" and not money):
            yield rule.exact(scope, place_of(stated[0][0]), told=counted, money=amount)
        else:
            yield rule.differs(scope, place_of(stated[0][0]), texts=(counted, amount), told=counted, money=amount)


@rule(
    "X-HELD", "公务用车保有量不多于车辆总数 | Official vehicles held do not exceed all vehicles", "保有量 ≤ 车辆总数", basis="“三公”经费、国有资产公开要求",
    needs="说明写有财政拨款开支的公务用车保有量和车辆总数", silent="count-not-printed", of="公务用车保有量与车辆总数 | Official vehicles and all vehicles",
    exact="公务用车保有量 {held} 辆，与车辆总数相同。 | {held} official vehicles, as many as all vehicles.",
    noted="公务用车保有量 {held} 辆，国有资产中的车辆 {total} 辆。 | {held} official vehicles, {total} vehicles among the assets. | 另有非财政拨款开支、封存或待处置的车辆",
    differs="公务用车保有量 {held} 辆，多于国有资产中的车辆 {total} 辆。{neutral} | {held} official vehicles, more than the {total} among the assets. {neutral} | 两处统计口径、时点不同",
    example="文中写公务用车保有量 11 辆，国有资产一节写车辆共 10 辆 | The text has 11 official vehicles; its section on assets has 10 vehicles in all",
)  # fmt: skip
def held(rule: Rule, case: Case) -> Iterator[Finding]:
    """The vehicles that appropriations pay for are some of those that there are."""
    found = {d.get("key"): d for d in _own(case) if d.get("state") == "value" and d.get("value")}
    own, every = found.get("vehicles-held"), found.get("vehicles-total")
    if own is None or every is None:
        return
    held, total = Decimal(own["value"]), Decimal(every["value"])
    say = rule.exact if held == total else rule.noted if held < total else rule.differs
    made = say(
        place=place_of(own),
        texts=(
            ("文中公务用车保有量", "official vehicles held, in the text"),
            ("文中车辆总数", "vehicles in all, in the text"),
        ),
        held=own["value"],
        total=every["value"],
    )
    first, second = (
        next((c.claim_id for c in case.claims if c.sentence == d.get("sentence") and c.printed == d["value"]), "")
        for d in (own, every)
    )
    yield replace(made, left_claim=first, right_claim=second)


@rule(
    "X-REV-EXP", "没有结转时各科目收入与支出相同 | Without balances each code has as much revenue as expenditure", "收入决算表 = 支出决算表（同一科目）",
    basis="部门决算报表表间勾稽关系", needs="没有年初、年末结转和结余分配", tolerance=REMARKED, silent="exact",
    of="收入决算表与支出决算表的同一科目 | The same codes of revenue and expenditure",
    exact="没有结转时，各科目收入与支出相同。 | Without balances, each code's revenue is its expenditure.",
    noted="没有结转结余，但有 {n} 个科目的收入与支出不同，如 {code}：收入 {revenue}，支出 {expenditure}。 | Nothing was carried over, but {n} codes differ between revenue and expenditure, such as {code}. | 非财政收入按用途分配；科目之间调剂",
    example="没有结转，“行政运行”收入 90.00 万元，支出 89.00 万元 | Nothing was carried over, yet one item has 90.00 of revenue and 89.00 of expenditure (万元)",
)  # fmt: skip
def both_sides(rule: Rule, case: Case) -> Iterator[Finding]:
    """Code by code, revenue = expenditure where nothing was carried over: information, for it need not be so."""
    revenue, expenditure = case[Form.REVENUE], case[Form.EXPENDITURE]
    if FormState.FOUND not in (revenue.state, expenditure.state) or not revenue.coded or not expenditure.coded:
        yield rule.nothing("form-missing")
        return
    kept = ("opening-balance", "closing-balance", "surplus-distribution")
    carried = [r for r in case[Form.REVENUE_AND_EXPENDITURE].rows if r.concept.split(":")[0] in kept]
    if any(c.value for row in carried for c in row.cells.values()):
        yield rule.nothing("precondition")
        return
    rate = Decimal(revenue.money.factor) / expenditure.money.factor
    uneven: list[tuple[str, Cell, Cell]] = []
    for row in expenditure.coded:
        own, other = row.cells["total"], revenue.code(row.code, "total")
        if isinstance(other, Cell) and abs((own.value or Decimal(0)) - (other.value or 0) * rate) > own.half * 2:
            uneven.append((row.code, own, other))
    for code, own, other in uneven[:1]:
        yield rule.noted(cells=[own, other], n=len(uneven), code=code, revenue=other.value, expenditure=own.value)


_ZERO = re.compile(r"(?:增加|减少|增长|下降)(?:了|率为)?0(?:\.0+)?(?:万元|元|%)")


@rule(
    "L-TEMPLATE", "不同时写两种方向 | No sentence states two directions at once", "“增加（减少）”“增加持平”为模板遗留",
    basis=FORMAT, needs="零变化而写增减的仅提示", silent="exact",
    exact="没有发现同时写两种方向或变化为零的增减句。 | No sentence states two directions or a change of zero.",
    differs="“{quote}”中的“{hit}”同时写有两种方向。 | “{hit}” in “{quote}” states two directions at once. | 模板中的选项没有取舍",
    noted="“{quote}”：没有变化却用了增减的词。 | “{quote}”: there is no change, yet a word of change is used. | 套用句式",
    example="文中写“决算数大小于预算数的主要原因”，“大于”“小于”没有选一个 | The text says “大小于” (above-below): neither word of the template was struck out",
)  # fmt: skip
def template(rule: Rule, case: Case) -> Iterator[Finding]:
    """Two directions at once are a template's choice that nobody made; a change of zero is no increase."""
    for row in sections(case):
        for match in residues("L-TEMPLATE").finditer(row.get("text", "")):
            yield rule.differs(
                f"{row['section_id']}/{match.start()}",
                place_of(row),
                texts=(match[0], ""),
                hit=match[0],
                quote=excerpt(match.string, *match.span(), 14, 14),
                cause=f"words:{match[0]}",
            )
        for match in _ZERO.finditer(row.get("text", "")):
            yield rule.noted(f"{row['section_id']}/{match.start()}", place_of(row), quote=match[0])


@rule(
    "L-OPPOSED", "同一句中增减额与增减率方向相同 | Amount and rate of one change go the same way", "增减额的方向 = 增减率的方向",
    basis=FORMAT, needs="同一句写有增减额与增减率", silent="not-stated", of="同一句中的增减额与增减率 | Amount and rate of one change",
    exact="“{quote}”：增减额与增减率方向相同。 | “{quote}”: amount and rate of the change go the same way.",
    differs="“{quote}”：增减额与增减率方向相反。{neutral} | “{quote}”: amount and rate of the change go opposite ways. {neutral} | 套用模板时只改了一处",
    example="文中写“比年初预算减少 20.00 万元，增长 10.00%” | The text says “less by 20.00, up by 10.00%”",
)  # fmt: skip
def opposed(rule: Rule, case: Case) -> Iterator[Finding]:
    amounts: dict[tuple[str, ...], Said] = {}
    for said in case.claims:
        key = (said.section, said.sentence, *said.key, said.base)
        moved = said.direction in ("increase", "decrease")
        if said.aspect == "change-amount" and moved:
            amounts[key] = said
        elif said.aspect == "change-rate" and moved and key in amounts:
            say = rule.exact if amounts[key].direction == said.direction else rule.differs
            yield say(said.claim_id, said.place, quote=said.short)


_LEVELS = {
    "county": ("区县级", ("市级财政", "省级财政", "市直部门", "省直部门")),
    "city": ("市级", ("省级财政", "区级财政", "县级财政")),
    "province": ("省级", ("市级财政", "区级财政")),
}


@rule(
    "L-LEVEL", "名词解释的财政级次与本单位相符 | The glossary speaks of the treasury of the own level", "区县单位不写“市级财政”",
    basis=FORMAT, needs="有名词解释", tolerance=REMARKED, of="名词解释中的财政级次 | The level of the treasury in the glossary",
    exact="名词解释中没有其他级次的财政用语。 | The glossary names no other level's treasury.",
    noted="名词解释“{term}”写“{word}”，而本单位属于{level}。 | The glossary's “{term}” speaks of {word}, but the department belongs to another level ({level}). | 沿用上级的模板；资金确由上级拨付",
    example="区级单位的名词解释写“市级财政当年拨付的资金” | The glossary of a district's office speaks of the city's treasury",
)  # fmt: skip
def level(rule: Rule, case: Case) -> Iterator[Finding]:
    """The glossary of a district's report speaks of the district's treasury, not the city's."""
    division = re.match(r"\d{6}", case.tables.slug)
    if division is None or division[0] == "000000" or not case.resource("glossary"):  # a report that is not registered
        yield rule.nothing("no-glossary")
        return
    # a division code: 2 digits province, 2 city, 2 county; x1xxxx to x5xxxx with 31, 11, 12, 50 are cities of their own
    own = "county" if division[0][4:] != "00" else "city" if division[0][2:4] != "00" else "province"
    zh, foreign = _LEVELS[own]
    for term in case.resource("glossary"):
        word = next((w for w in foreign if w in term.get("definition", "")), "")
        if word:
            yield rule.noted(place=place_of(term), term=term["term"], word=word, level=(zh, own))
            return
    yield rule.exact()


def _items(case: Case) -> set[str]:
    forms = (
        Form.GENERAL_PUBLIC_BUDGET, Form.EXPENDITURE, Form.REVENUE, Form.GOVERNMENT_FUND_BUDGET, Form.STATE_CAPITAL_BUDGET,
    )  # fmt: skip
    return {_bare(row.texts.get("name", "")) for form in forms for row in case[form].coded}


def _bare(name: str) -> str:
    return re.sub(r"[（(][类款项][)）]|支出$|[（）()]", "", squeeze(name))


@rule(
    "N-GLOSSARY", "名词解释所列本部门使用的科目在决算表中 | Items that the glossary says are used are in the forms", "名词解释的科目 ⇒ 表中有行",
    reads=(Form.GENERAL_PUBLIC_BUDGET, Form.EXPENDITURE,), basis=FORMAT, needs="名词解释列有本部门使用的功能分类科目", silent="no-items-explained", of="名词解释中的功能分类科目 | Functional items of the glossary",
    exact="名词解释的科目“{term}”在决算表中。 | The glossary's item “{term}” is in the forms.",
    differs="名词解释说本部门使用科目“{term}”，决算表中没有这一科目。{neutral} | The glossary says that the department uses “{term}”, which is in none of its forms. {neutral} | 沿用了上年的名词解释",
    example="名词解释列有“信息安全事务”，决算表里没有这个科目 | The glossary explains “information security”, which is in none of the forms",
)  # fmt: skip
def glossary(rule: Rule, case: Case) -> Iterator[Finding]:
    every, known = case.resource("glossary"), _items(case)
    heads = {t["number"] for t in every if not t.get("parent") and "功能分类科目" in t.get("term", "")}
    for term in (t for t in every if known and t.get("parent") and t["parent"] in heads):
        scope = f"{term.get('parent', '')[:2]}/{term.get('number', '')}"
        if _bare(re.split("[/／]", term["term"])[-1]) in known:
            yield rule.exact(scope, place_of(term), term=term["term"])
        else:
            name = _bare(re.split("[/／]", term["term"])[-1])
            cause = f"name:{name}"
            yield rule.differs(scope, place_of(term), texts=(term["term"], ""), term=term["term"], cause=cause)


_CONSISTS = re.compile(r"(?:包括|包含)[:：]?(?P<list>[^。；\n]+)")


@rule(
    "N-NAMED", "结构情况中列举的科目在决算表中 | Items named in the chapter on structure are in the forms", "列举的科目 ⇒ 表中有行",
    reads=(Form.GENERAL_PUBLIC_BUDGET, Form.EXPENDITURE,), basis=FORMAT, needs="结构情况中以“包括”列举", silent="no-items-named", of="结构情况中列举的科目 | Items named in the chapter on structure",
    exact="文中列举的“{name}”在决算表中。 | “{name}”, named in the text, is in the forms.",
    differs="文中说支出包括“{name}”，决算表中没有这一科目。{neutral} | The text says that expenditure includes “{name}”, which has no row in the forms. {neutral} | 沿用了上年的文字；指科目内的事项",
    example="文中说支出包括“其他网信事务”，决算表里没有这个科目 | The text says that expenditure includes “other cyberspace affairs”, which has no row in the forms",
)  # fmt: skip
def named(rule: Rule, case: Case) -> Iterator[Finding]:
    """Items named as parts of a class in the chapter on structure have a row in the form."""
    known = _items(case)
    chapters = [s for s in sections(case) if not s.get("form") and "结构情况" in s.get("title", "")]
    for row in chapters if known else ():
        for match in _CONSISTS.finditer(row.get("text", "")):
            for name in re.split("、|和|及|以及|，", re.sub("等?支出$|等$", "", match["list"])):
                bare = _bare(name)
                if len(bare) < 3:
                    continue
                scope = f"{row['section_id']}/{match.start()}/{bare}"
                if any(bare in (each, each.removeprefix("其他")) for each in known):
                    yield rule.exact(scope, place_of(row), name=name)
                else:
                    cause = f"name:{bare}|list:{scope.removesuffix(bare)}"
                    yield rule.differs(scope, place_of(row), texts=(name, ""), name=name, cause=cause)
