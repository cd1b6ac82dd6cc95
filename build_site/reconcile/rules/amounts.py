"""Each amount of the narrative against the cell of the forms that carries the same measure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, ROUND_UP, Decimal

from build_site.model import Finding, Form, FormState, Outcome, State
from build_site.model.money import FACTORS
from build_site.reconcile import where
from build_site.reconcile.case import Case, Num, of_said
from build_site.reconcile.decide import Side, Verdict, doubted, irrelevant, judge, slip, unproven
from build_site.reconcile.declare import Rule, rule
from build_site.reconcile.said import PLANS, Said, about
from build_site.reconcile.tables import Cell
from build_site.reconcile.weigh import doubts


@rule(
    "N-AMOUNT", "说明中的金额 = 决算表中的同一个数 | Each amount of the narrative = the cell of the forms that carries it",
    "文中金额 = 对应单元格", basis="部门决算公开格式：情况说明与决算表数据一致", needs="文中的数已识别出所指的科目、年度和口径，或紧接在表中一行的名称之后、与该行只差一位",
    tolerance="同一个数印了两次，各可能差半个末位，合起来最多差一个末位；文中位数较少的，按其位数四舍五入后比较 | half a last printed digit for each of two copies: one last digit; with fewer digits in the text, the cell rounded to them",
    example="文中写“基本支出 88.25 万元”，表中基本支出是 82.85 万元 | The text says that basic expenditure was 88.25, the form 82.85 (万元)",
)  # fmt: skip
def amount(rule: Rule, case: Case) -> Iterator[Finding]:
    for said in case.claims:
        if said.is_level and said.bare not in ("threshold", "count"):
            yield _amount(rule, case, said)
        elif not said.bare and said.is_money and said.value:
            yield from _of_its_name(rule, case, said)


def _of_its_name(rule: Rule, case: Case, said: Said) -> Iterator[Finding]:
    """行政运行 684.27 万元、住房公积金 66.85 万元: an amount of nothing known that stands right behind a row's name, where
    a cell has it, or nearly."""
    ahead = said.sentence[: said.span[0]]
    name = where.name_key(re.sub(_AROUND_NAME, "", re.split("[，,；;。：:、（(）)]", ahead)[-1]))
    rows = case.named.get(name, ())
    again = len(re.findall(rf"(?:^|[，,；;。：:、（(）)]){re.escape(name)}", said.sentence)) if rows else 0
    if not rows or again > 1 or _OTHERWISE.search(ahead) or _OF_ANOTHER.match(said.behind):
        return
    cells = [cell for row in rows for cell in row.cells.values() if cell.value]
    same = next((cell for cell in cells if said.in_unit(cell) == said.value), None)
    *_, lead, _ = "", *re.split("[：:]", ahead)
    rows = rows if not lead or _OPENS.search(re.split("[，,；;。]", lead)[-1]) else ()  # 执法支队：…, 一季度：…
    wholes = (row.cells[column] for row in rows for column in ("total", "amount") if column in row.cells)
    near = next((cell for cell in wholes if slip(said.value, said.in_unit(cell), _SURE)), None)
    if cell := same or near:
        yield about(
            rule, said, said.against(cell), judge(said.value, said.in_unit(cell), said.half + said.half_of(cell))
        )


def _amount(rule: Rule, case: Case, said: Said) -> Finding:
    verdict = _unread(said) or _elsewhere(case, said)
    if verdict is not None:
        return about(rule, said, Side(), verdict)
    if said.bare in where.AMBIGUOUS:
        return _either(rule, case, said)
    states = where.form_states(case.tables, said)
    if all(state is FormState.MISSING for _, state in states):
        return about(rule, said, _form(states[0][0]), unproven("form-missing"))
    if not any(state is FormState.FOUND for _, state in states):
        return _declared_empty(rule, said, next(form for form, state in states if state is FormState.EMPTY))
    operands = list(where.operands(case.tables, said))
    cells = [operand for operand in operands if isinstance(operand, Cell)]
    cell = next((each for each in cells if each.state is not State.NOT_READ), next(iter(cells), None))
    if cell is not None:
        return _compared(rule, case, said, cell)
    gap = next((operand for operand in operands if not isinstance(operand, Cell)), None)
    side = Side(gap.zh, gap.en) if gap else Side()
    reason = gap.reason if gap else "operand-missing"
    nil = reason in ("column-not-printed", "operand-missing") and said.value == 0  # what the form leaves out is nothing
    return about(rule, said, side, (irrelevant if nil else unproven)(reason))


def _unread(said: Said) -> Verdict | None:
    return unproven(said.gap) if said.value is None and said.printed else None


def _elsewhere(case: Case, said: Said) -> Verdict | None:
    """Why the forms of this report cannot carry the number, if so."""
    several = said.bare == "economic-item" or said.bare in where.AMBIGUOUS  # looked up by name, or in two cells
    if not several and said.bare not in where.measures():
        return irrelevant("no-form")
    if said.phase == "prior" or (said.year is not None and said.year != case.year):
        return irrelevant("prior-year")
    if said.phase in PLANS if several else not where.spots(said):
        return irrelevant("plan-not-in-forms")
    return None


def _form(form: Form) -> Side:
    return Side(f"《{form.zh}》", f"the form “{form.en}”")


def _declared_empty(rule: Rule, said: Said, form: Form) -> Finding:
    if not said.value:
        return about(rule, said, _form(form), irrelevant("form-empty"))
    verdict = Verdict(Outcome.DIFFERS, "form-declared-empty", said.value, 2 * said.half)
    made = about(rule, said, _form(form), verdict, why=["表中漏填", "文中沿用了旧文本"])
    return replace(made, cause=f"form:{form}")


def _compared(rule: Rule, case: Case, said: Said, cell: Cell) -> Finding:
    against = said.against(cell)
    if cell.state is State.NOT_READ:
        return about(rule, said, against, irrelevant("head-instead") if cell.head else unproven("not-read"))
    if said.value == 0 and cell.state is State.BLANK:
        return about(rule, said, against, irrelevant("zero-against-blank"))
    if not said.value and not cell.value:
        return about(rule, said, against, judge(said.value, cell.value, Decimal(0)))
    half = said.half_of(cell)
    verdict = judge(said.value, against.value, said.half + half)
    if verdict.outcome is Outcome.DIFFERS and against.value is not None and _rounds_to(against.value, said):
        room = Decimal(5).scaleb(-said.decimals - 1) + half
        verdict = Verdict(Outcome.ROUNDING, "fewer-digits", verdict.difference, room)
    if verdict.outcome is Outcome.DIFFERS and _is_of_other_plan(case, said, cell):
        return about(rule, said, against, irrelevant("plan-not-in-forms"))
    if verdict.outcome is Outcome.DIFFERS and (other := _of_basic(case, said) or _of_all_budgets(case, said)):
        return about(rule, said, said.against(other), judge(said.value, said.in_unit(other), said.half))
    why = *doubts(case.tables, cell.form), *_other_plan(case, said), *_of_another_size(said, cell)
    why += () if slip(said.value, against.value) else _in_a_row(said)
    made = about(rule, said, against, verdict, why=list(_of_the_row(case, said, cell)))
    return doubted(made, why[0]) if why else made


def _of_another_size(said: Said, cell: Cell) -> tuple[str, ...]:
    """教育 8605 元 of each ten thousand spent: in a smaller unit than the form's and far below it, an amount is of something
    else; but for one in a wrong unit, whose digits are the same."""
    value, own = said.value, cell.value
    if not value or not own or FACTORS.get(said.unit, 1) >= cell.money.factor:
        return ()
    same = value.normalize().as_tuple().digits == own.normalize().as_tuple().digits
    return () if same or abs(said.in_unit(cell) or own) < _ANOTHER_SIZE * abs(value) else ("reading",)


def _in_a_row(said: Said) -> tuple[str, ...]:
    """四年收入：2021年 3 万元、2022年 4 万元: words further before say what an amount is that only its year stands before."""
    start = said.span[0]
    return ("carried",) if _YEAR.search(said.sentence[max(start - _NEAR, 0) : start]) else ()


def _of_basic(case: Case, said: Said) -> Cell | None:
    """公务接待费 among the economic items of basic expenditure, where the form of those has just this amount."""
    rows = (
        row
        for row in case[Form.BASIC_EXPENDITURE].coded
        if row.code == where.ECONOMIC_ITEMS.get(said.bare) and said.value
    )
    return next((c for row in rows for c in row.cells.values() if said.in_unit(c) == said.value), None)


def _of_all_budgets(case: Case, said: Said) -> Cell | None:
    """年末结转和结余 in the chapter on the general public budget, where it is that of all budgets."""
    measure = said.bare.replace("general-public-budget", "fiscal-appropriation")
    known = where.measures().get(measure) if measure.endswith("-balance") and "公共预算" not in said.ahead else None
    cell = where.cell_at(case.tables, known[0]) if known else None
    return cell if isinstance(cell, Cell) and cell.value and said.in_unit(cell) == said.value else None


def _of_the_row(case: Case, said: Said, cell: Cell) -> Iterator[str]:
    """Another column of the row that has just this amount."""
    row = next((row for row in case[cell.form].rows if cell in row.cells.values()), None)
    for other in row.cells.values() if row and said.value else ():
        if other is not cell and other.field_zh and said.in_unit(other) == said.value:
            yield f"文中的数恰好是同一行“{other.field_zh}”栏的数，可能取错了栏"


def _rounds_to(value: Decimal, said: Said) -> bool:
    """Whether the cell, rounded to the digits of the text, is what the text says (“17.2” for 17.18)."""
    digits = Decimal(1).scaleb(-said.decimals)
    return said.decimals > 0 and value.quantize(digits, rounding=ROUND_HALF_UP) == said.value


def _is_of_other_plan(case: Case, said: Said, cell: Cell) -> bool:
    """全年预算 3 万元（年初预算 4 万元）: the form has the one of the two budgets that the text says as well."""
    others = (c for c in case.claims if c.key == said.key and c.is_level and c.phase in PLANS and c.phase != said.phase)
    return said.phase in PLANS and any(c.value == c.in_unit(cell) for c in others if c.value)


def _other_plan(case: Case, said: Said) -> tuple[str, ...]:
    """The 三公 form prints the adjusted budget where its notes say so; the text may speak of the initial one."""
    if said.phase not in PLANS or said.phase == "adjusted":
        return ()
    notes = [r.get("text", "") for r in case.resource("sections") if r.get("form") == Form.THREE_PUBLIC_EXPENSES]
    return ("other-plan",) if any("全年预算数" in note or "调整后" in note for note in notes) else ()


def _either(rule: Rule, case: Case, said: Said) -> Finding:
    """总收入 may mean 收入总计 or 本年收入合计: it agrees if it agrees with one, and differs from the nearest."""
    cells = [where.cell_at(case.tables, where.measures()[measure][0]) for measure in where.AMBIGUOUS[said.bare]]
    tried = [_compared(rule, case, said, cell) for cell in cells if isinstance(cell, Cell)]
    good = [f for f in tried if f.outcome in (Outcome.EXACT, Outcome.ROUNDING, Outcome.NOT_APPLICABLE)]
    if good or not all(f.outcome is Outcome.DIFFERS for f in tried) or len(tried) < len(cells):
        return good[0] if good else about(rule, said, Side(), unproven("operand-ambiguous"))
    return min(tried, key=lambda made: abs(made.difference or Decimal(0)))


_MOST = 300  # numbers of a sentence before an average of it
_SURE = 4  # digits of which only one is another
_AROUND_NAME = r"^(?:其中|[一二三四五六七八九十]是|以及|用于|[和及与])+|(?:决算|共计?|为|[类款项])+$"
_OTHERWISE = re.compile(
    "预算|计划|批复|下达|追加|申请|指标|累计|(?:[上去]年|20\\d\\d|较|(?<!同)比|全[国省市县区镇乡])[^；;]*$"
)
_OPENS = re.compile("其中|包括|具体|主要|如下|^按(?!单位)|科目|明细|构成|[元%]$|[合总]计")
_OF_ANOTHER = re.compile("[万亿]?元(?:[（(][^（()）]*(?:预算|不含|除)|的(?:预算|指标|计划)|[中内]$|[追增减调])")
"""Behind an amount that is a plan, or that goes beyond what was spent."""
_ANOTHER_SIZE = 500
_NEAR = 16
_YEAR = re.compile(r"(?:元|%)[、，；]\s*(?:19|20)\d\d\s*年度?\Z")
_LAST_YEAR = re.compile("[上去前]年")
_EACH = re.compile(r"^(?:平均|折合|每)?(?P<one>[\u4e00-\u9fff])(?:[（(][^（()）]{1,2}[）)])?均[^，、；;。：:\d]{0,10}$|^平均?每(?P<single>[\u4e00-\u9fff])[^，、；;。：:\d]{0,8}$")  # fmt: skip


@rule(
    "N-AVERAGE", "车均、人均等平均数 = 总额 ÷ 个数 | The cost of a vehicle, or of each of anything = the cost of all ÷ their number", "车均 = 运行维护费 ÷ 保有量；平均数 = 总额 ÷ 个数",
    basis="部门决算公开格式：情况说明", needs="同一节写有车均费用和保有量，运行维护费在文中或表中印出；别的平均数，同一句写有总额和唯一的个数，只差一位", tolerance="印出的数各可能差半个末位 | half a last printed digit for each printed number",
    example="文中写保有 3 辆、车均运行维护费 2.76 万元，而运行维护费 8.00 万元除以 3 辆是 2.67 万元 | The text has 3 vehicles at 2.76 each, but 8.00 for 3 vehicles is 2.67 each (万元)",
)  # fmt: skip
def average(rule: Rule, case: Case) -> Iterator[Finding]:
    for said in case.claims:
        if not said.is_money or not said.value or said.aspect or _LAST_YEAR.search(said.ahead):
            continue
        if said.bare == "average-cost" and "车均" in said.ahead:
            held = next((c for c in case.claims if c.section == said.section and c.bare == "vehicles-held" and c.value), None)  # fmt: skip
            own = replace(said, bare="vehicle-operation")
            cost = case.level(own.key, ("executed",), said) or case.form(own.key, "executed", said)
            if held is not None and cost is not None:
                yield _divided(rule, said, cost, held)
        elif (
            said.bare in ("", "average-cost", "count")
            and (each := _EACH.search(said.ahead))
            and "含" not in said.behind
        ):
            yield from _of_its_sentence(rule, case, said, each["one"] or each["single"])


def _of_its_sentence(rule: Rule, case: Case, said: Said, one: str) -> Iterator[Finding]:
    """补助 6842 户共 412.68 万元，户均 603.16 元: of an amount and the only count of such things in the sentence; an
    objection where it is one digit away."""
    at = case.order[said.claim_id]
    same = [c for c in case.claims[max(at - _MOST, 0) : at] if (c.section, c.sentence) == (said.section, said.sentence)]
    held = [c for c in same if c.value and not c.is_money and one in said.sentence[c.span[1] : c.span[1] + 4] and c.unit[:1] not in "万亿%"]  # fmt: skip
    costs = [
        number
        for c in same
        if c.is_money and not c.aspect and c.bare != "threshold" and c.value and (number := of_said(c)) is not None
    ]
    tried = [_divided(rule, said, cost, held[0]) for cost in costs] if len(held) == 1 else []
    good = next((f for f in tried if f.outcome is not Outcome.DIFFERS), None)
    if good or (tried and slip(tried[-1].left_value, tried[-1].right_value, _SURE)):
        yield good or tried[-1]


def _divided(rule: Rule, said: Said, cost: Num, held: Said) -> Finding:
    count, factor = held.value or Decimal(1), FACTORS[said.unit]
    exact, unit = cost.value / count / factor, Decimal(1).scaleb(-said.decimals)
    shown = exact.quantize(Decimal(1).scaleb(-max(said.decimals, 2)), rounding=ROUND_HALF_UP)
    verdict = judge(said.value, shown, (said.half + cost.half / count / factor).quantize(Decimal("0.0001"), ROUND_UP))
    if verdict.outcome is Outcome.DIFFERS and abs((said.value or 0) - exact) < unit:
        verdict = replace(verdict, outcome=Outcome.ROUNDING, reason="last-place", envelope=unit)
    note = f"（{cost.zh} ÷ {held.figure}）", f" ({cost.en} ÷ “{held.figure}”)"
    against = Side("按金额计算", "computed from the amounts", shown, note=note)
    return about(rule, said, against, verdict, terms=[cost.id, held.claim_id])


_NOT_ABOVE: tuple[tuple[tuple[str, ...], str], ...] = (
    (("procurement-sme",), "procurement"),
    (("procurement-small-micro",), "procurement-sme"),
    (("procurement-awarded-sme", "procurement-awarded-other"), "procurement"),
    (("procurement-awarded-small-micro",), "procurement"),
    (("procurement-goods-sme",), "procurement-goods"),
    (("procurement-works-sme",), "procurement-works"),
    (("procurement-services-sme",), "procurement-services"),
)
"""Sums that cannot be above another: contracts awarded, and all there are."""


def first_of(claims: Sequence[Said], *measures: str) -> Said | None:
    """The claim of the first of these measures that is stated."""
    found = [c for c in claims if c.bare in measures and not c.aspect and c.value is not None]
    return min(found, key=lambda c: measures.index(c.bare), default=None)


@rule(
    "X-PROC", "授予中小、小微企业的采购金额不超过采购总额（小微不超过中小） | Procurement awarded to small and medium enterprises is not above all procurement (nor small above medium)",
    "中小 ≤ 采购总额；小微 ≤ 中小；预留中小 + 其他中小 ≤ 采购总额", basis="政府采购法；部门决算公开格式", needs="两个数都在文中印出",
    tolerance="不超过即为一致，超出部分不大于各数尾数误差之和的视为尾数误差 | at most equal; an excess that rounding can explain is rounding",
    example="文中写政府采购总额 40.00 万元，其中授予中小企业 42.00 万元：一部分大于全部 | The text has 40.00 of procurement, 42.00 of it from small and medium enterprises (万元): a part above its whole",
)  # fmt: skip
def procurement(rule: Rule, case: Case) -> Iterator[Finding]:
    for parts, whole in _NOT_ABOVE:
        limit = first_of(case.claims, whole)
        smaller = [said for part in parts if (said := first_of(case.claims, part)) is not None]
        most = of_said(limit) if limit is not None else None
        if limit is None or most is None or len(smaller) != len(parts):
            continue
        factor = Decimal(FACTORS.get(smaller[0].unit, 1))
        numbers = [number for said in smaller if (number := of_said(said)) is not None]
        total = sum((n.value for n in numbers), Decimal(0)) / factor
        room = (most.half + sum((n.half for n in numbers), Decimal(0))) / factor
        sums = " + ".join(c.printed for c in smaller)
        summed = Side(
            "文中各处中小企业的采购额合计",
            "procurement from small firms in all",
            total,
            note=(f"（{sums}）", f" ({sums})"),
        )
        value = limit.value if limit.unit == smaller[0].unit else most.value / factor
        against = Side(f"“{limit.short}”", f"the amount in “{limit.short}”", value, limit.claim_id)
        verdict = judge(total, most.value / factor, room, limit=True)
        yield about(
            rule,
            smaller[0],
            against,
            verdict,
            limit=True,
            terms=[c.claim_id for c in smaller],
            left=summed if len(smaller) > 1 else None,
        )
