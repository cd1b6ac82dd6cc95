"""The self-evaluation sheets: weights, scores, rates and indicators, and their money against text and forms."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from functools import wraps

from build_site.model import Finding, Form, Outcome
from build_site.model.money import FACTORS, half
from build_site.reconcile.case import Case, Record, value
from build_site.reconcile.decide import REPORT, Side, doubted, judge, unproven
from build_site.reconcile.declare import NONE, PRINTED, REMARKED, Rule, rule
from build_site.reconcile.rules.amounts import first_of
from build_site.reconcile.said import Said, about
from build_site.reconcile.tables import Cell, place_of

HUNDRED = Decimal(100)
_OF = "《{name}》 | The sheet “{name}”"
_METHOD, _PUBLIC = "项目支出绩效自评办法", "部门预算绩效自评公开要求"
_FACTOR = re.compile(r"(\d+(?:\.\d+)?)\s*分?\s*[*×xX]\s*执行率")
_UP_TO = re.compile(r"[≤<＜]|不超过|不高于|以内|以下|低于|少于|控制在|不大于")
_FULL_SCORES = (Decimal(10), Decimal(20), Decimal(5), Decimal(15), Decimal(30))
_FINE = Decimal("0.0001")
OfSheet = Callable[[Rule, Case, Record, Sequence[Record]], Iterator[Finding]]


def each_sheet(check: OfSheet) -> Callable[[Rule, Case], Iterator[Finding]]:
    """A check of every sheet with its indicators."""

    @wraps(check)
    def every(rule: Rule, case: Case) -> Iterator[Finding]:
        sheets = case.resource("performance-projects")
        if not sheets:
            yield rule.nothing("no-sheets", name="绩效自评表")
        for sheet in sheets:
            own = [i for i in case.resource("performance-indicators") if i.get("project_id") == sheet["project_id"]]
            yield from check(rule, case, sheet, own)

    return every


def _name(sheet: Record) -> str:
    return sheet.get("title") or sheet.get("name") or sheet["project_id"]


def _values(rows: Sequence[Record], field: str) -> list[Decimal]:
    return [number for row in rows if (number := value(row.get(field, ""))) is not None]


@rule(
    "V-WEIGHT", "指标分值合计 100 | Weights of the indicators add up to 100", "Σ 分值 = 100（预算执行另计时少其分值）",
    basis=_METHOD, needs="表中印有分值", tolerance=PRINTED, of=_OF,
    left="《{name}》各指标分值之和 | The sheet “{name}”, sum of weights",
    right="应有的合计（预算执行另计分的，少 5 至 30 分） | the sum that they should have (less the points for execution)",
    example="自评表各指标分值相加是 90 分，应为 100 分 | The weights of a sheet add up to 90, not 100",
)  # fmt: skip
@each_sheet
def weight(rule: Rule, _: Case, sheet: Record, indicators: Sequence[Record]) -> Iterator[Finding]:
    """Weights add up to 100, the points for budget execution among them or apart."""
    scope, place, weights = sheet["project_id"], place_of(sheet), _values(indicators, "full_score")
    if not weights:
        yield rule.nothing("no-weights", scope, place, name=_name(sheet))
        return
    total, execution = sum(weights, Decimal(0)), value(sheet.get("execution_score", ""))
    parts = [HUNDRED, *(HUNDRED - full for full in _FULL_SCORES if execution is not None and execution <= full)]
    left, right = (
        rule.side("left", total, name=_name(sheet)),
        rule.side("right", min(parts, key=lambda p: abs(p - total))),
    )
    verdict = judge(left.value, right.value, half(*weights, decimals=2))
    yield rule.compared(scope, left, right, verdict, unit="分", place=place, why=["表中指标未列全"])


@rule(
    "V-SCORE", "总分 = 各项得分之和，得分不超过分值 | Total = sum of the scores; no score above its weight", "总分 = Σ 得分 + 预算执行得分",
    basis=_METHOD, needs="总分与各项得分印出", tolerance=PRINTED, of=_OF,
    total="《{name}》总分 | The sheet “{name}”, total score", scores="各项得分之和 | the sum of its scores",
    score="《{name}》指标“{indicator}”得分 | The sheet “{name}”, score of “{indicator}”", weight="该指标分值 | its weight",
    example="自评表总分印作 98 分，各项得分相加是 95 分 | A sheet's score is printed as 98; its parts make 95",
)  # fmt: skip
@each_sheet
def score(rule: Rule, _: Case, sheet: Record, indicators: Sequence[Record]) -> Iterator[Finding]:
    name, scope, place, scores = _name(sheet), sheet["project_id"], place_of(sheet), _values(indicators, "score")
    total, execution = value(sheet.get("score", "")), value(sheet.get("execution_score", ""))
    if total is None or not scores:
        yield rule.nothing("no-scores", scope, place, name=name)
    else:
        parts = scores + ([execution] if execution is not None else [])
        left, right = rule.side("total", total, name=name), rule.side("scores", sum(parts, Decimal(0)))
        verdict = judge(total, right.value, half(total, *parts, decimals=2))
        yield rule.compared(scope, left, right, verdict, unit="分", place=place, why=["有的指标得分未读出或未列"])
    for item in indicators:
        got, most = value(item.get("score", "")), value(item.get("full_score", ""))
        if got is not None and most is not None:
            left, right = (
                rule.side("score", got, name=name, indicator=item.get("level3", "")),
                rule.side("weight", most),
            )
            verdict = judge(got, most, Decimal(0), limit=True)
            of = f"{scope}/{item['indicator_id']}"
            yield rule.compared(of, left, right, verdict, unit="分", limit=True, place=place_of(item))


@rule(
    "V-RATE", "预算执行率 = 执行数 ÷ 预算数 | Execution rate = executed ÷ budget", "执行率 = B / A",
    basis=_METHOD, needs="三个数都印出，预算数不为零", tolerance=PRINTED, of=_OF,
    left="《{name}》预算执行率 | The sheet “{name}”, execution rate",
    right="执行数 {executed} ÷ 预算数 {budget} | executed {executed} ÷ budget {budget}",
    example="预算 10.00 万元，执行 9.00 万元，执行率印作 95%，算出来是 90% | Of 10.00, 9.00 were spent; the rate is printed as 95%, but is 90%",
)  # fmt: skip
@each_sheet
def rate(rule: Rule, _: Case, sheet: Record, __: Sequence[Record]) -> Iterator[Finding]:
    name, scope, place = _name(sheet), sheet["project_id"], place_of(sheet)
    budget, executed, printed = (value(sheet.get(f, "")) for f in ("budget", "executed", "execution_rate"))
    if printed is None or budget is None or executed is None or not budget:
        yield rule.nothing(
            "zero-budget" if budget == 0 and None not in (printed, executed) else "no-execution",
            scope,
            place,
            name=name,
        )
        return
    if printed <= 1 and executed / budget > Decimal("0.02"):  # printed as a fraction
        printed *= HUNDRED
    exact = executed / budget * HUNDRED
    slack = half(executed, decimals=2) + half(budget, decimals=2) * max(exact / HUNDRED, Decimal(1))
    envelope = half(printed) + slack / budget * HUNDRED
    left = rule.side("left", printed, name=name)
    right = rule.side("right", exact.quantize(_FINE), executed=executed, budget=budget)
    verdict = judge(printed, right.value, envelope.quantize(_FINE))
    yield rule.compared(scope, left, right, verdict, unit="%", place=place)


@rule(
    "V-RATE-SCORE", "预算执行得分按表中公式 | The score of execution follows the printed formula", "得分 = 分值 × 执行率",
    basis=_METHOD, needs="附件印有唯一的计分公式", tolerance=PRINTED, of=_OF,
    left="《{name}》预算执行得分 | The sheet “{name}”, score of execution",
    right="按表中公式 {full} 分 × 执行率 | by the sheet's formula, {full} × rate",
    example="预算执行满分 20 分，执行率 90%，得分印作 20 分，按表中公式是 18 分 | A rate of 90% out of 20 points is printed as 20 points, but makes 18",
)  # fmt: skip
@each_sheet
def rate_score(rule: Rule, case: Case, sheet: Record, _: Sequence[Record]) -> Iterator[Finding]:
    """The score of the execution rate by the formula printed in the sheet (20分*执行率)."""
    name, scope, place = _name(sheet), sheet["project_id"], place_of(sheet)
    got, budget, executed = (value(sheet.get(f, "")) for f in ("execution_score", "budget", "executed"))
    factors = {Decimal(m[1]) for line in case.resource("lines") for m in _FACTOR.finditer(line["text"])}
    if got is None or not budget or executed is None or len(factors) != 1:
        yield rule.nothing("no-execution-formula", scope, place, name=name)
        return
    full = factors.pop()
    left, right = (
        rule.side("left", got, name=name),
        rule.side("right", min(full * executed / budget, full).quantize(_FINE), full=full),
    )
    envelope = (half(got) + full * half(executed, decimals=2) / budget).quantize(_FINE)
    yield rule.compared(scope, left, right, judge(got, right.value, envelope), unit="分", place=place)


@rule(
    "V-IND", "没有完成的指标写有原因 | A missed target has its reason", "实际未达目标 ⇒ 有原因",
    basis=_METHOD, needs="目标与实际都印出且可比", tolerance=NONE, of=_OF,
    indicator="《{name}》指标“{indicator}” | The sheet “{name}”, indicator “{indicator}”",
    exact="《{name}》指标“{indicator}”目标“{target}”，实际“{actual}”，已达到。 | The sheet “{name}”, indicator “{indicator}”: target “{target}”, result “{actual}”; reached.",
    excused="《{name}》指标“{indicator}”目标“{target}”，实际“{actual}”，未达到，表中写有原因。 | The sheet “{name}”, indicator “{indicator}”: target “{target}”, result “{actual}”; missed, with a reason.",
    differs="《{name}》指标“{indicator}”目标“{target}”，实际“{actual}”，未达到，表中没有写原因。 | The sheet “{name}”, indicator “{indicator}”: target “{target}”, result “{actual}”; missed, and no reason is given. | 指标以较小为好；原因写在别处",
    example="指标目标“≥90%”，实际“80%”，没有写原因 | An indicator's target is “≥90%”, its result “80%”, and no reason is given",
)  # fmt: skip
@each_sheet
def indicator(rule: Rule, _: Case, sheet: Record, indicators: Sequence[Record]) -> Iterator[Finding]:
    """A target that was missed has a reason; a target and a result can be compared."""
    if not indicators:
        yield rule.nothing("no-indicators", sheet["project_id"], place_of(sheet), name=_name(sheet))
    for item in indicators:
        scope, place = f"{sheet['project_id']}/{item['indicator_id']}", place_of(item)
        of = {
            "name": _name(sheet),
            "indicator": item.get("level3") or item.get("level2") or item.get("level1", ""),
        }
        target, actual = item.get("target", "").strip(), item.get("actual", "").strip()
        wanted = value(re.sub(r"^[≥≤><＞＜=]+|以[上下内]$", "", target))
        reached = value(re.sub(r"^[≥≤><＞＜=]+", "", actual))
        if not target or not actual:
            yield rule.nothing("no-result", scope, place, say="indicator", **of)
        elif target != actual and (wanted is None or reached is None):
            yield rule.unchecked("not-comparable", scope, place, say="indicator", **of)
        elif target == actual or _met(target, wanted, reached):
            yield rule.exact(scope, place, **of, target=target, actual=actual)
        elif item.get("reason") or (sheet.get("deviation") and "已完成" not in sheet["deviation"]):
            yield rule.exact(scope, place, say="excused", **of, target=target, actual=actual)
        else:
            yield rule.differs(scope, place, texts=(target, actual), **of, target=target, actual=actual)


def _met(target: str, wanted: Decimal | None, reached: Decimal | None) -> bool:
    if wanted is None or reached is None:
        return False
    return reached <= wanted if _UP_TO.search(target) else reached >= wanted


@rule(
    "V-SAME", "指标名称重复提示 | Indicators that all have one name", "三级指标同名 ⇒ 提示",
    basis="异常提示", needs="同一表有两个以上指标", tolerance=REMARKED, of=_OF,
    exact="《{name}》的指标名称各不相同。 | The sheet “{name}”: its indicators have names of their own.",
    noted="《{name}》有 {n} 个三级指标都叫“{indicator}”。 | The sheet “{name}”: {n} indicators are called “{indicator}”. | 套用同一模板",
    example="一张自评表里有 10 个三级指标都叫“安全运行” | 10 indicators of a sheet have one name",
)  # fmt: skip
@each_sheet
def same_names(rule: Rule, _: Case, sheet: Record, indicators: Sequence[Record]) -> Iterator[Finding]:
    """Indicators that have one name say little."""
    named = Counter(i["level3"] for i in indicators if i.get("level3"))
    commonest, n = named.most_common(1)[0] if named else ("", 0)
    if n > 1:
        yield rule.noted(sheet["project_id"], place_of(sheet), name=_name(sheet), n=n, indicator=commonest)
    else:
        yield rule.exact(sheet["project_id"], place_of(sheet), name=_name(sheet))


@rule(
    "V-LIMIT", "项目自评金额不超过项目支出 | Self-evaluated project money is not above project expenditure", "Σ 执行数 ≤ 支出决算表 项目支出",
    basis=_PUBLIC, needs="附件印有执行数", tolerance=PRINTED,
    of="项目自评表的执行数 | The amounts of the project sheets",
    example="各项目自评的执行数相加是 40.00 万元，支出决算表的项目支出只有 30.00 万元 | The projects of the sheets spent 40.00, the form has only 30.00 of projects (万元)",
)  # fmt: skip
def project_limit(rule: Rule, case: Case) -> Iterator[Finding]:
    """What the project sheets say was spent is not above all project expenditure."""
    sheets, limit = case.resource("performance-projects"), case[Form.EXPENDITURE].total("project")
    spent = [(s, v) for s in sheets if s.get("scope") == "project" and (v := value(s.get("executed", ""))) is not None]
    if not spent:
        yield rule.nothing("no-execution" if sheets else "no-sheets")
    elif not isinstance(limit, Cell) or limit.value is None:
        yield rule.unchecked("operand-missing")
    elif any(s.get("unit") not in FACTORS for s, _ in spent):
        yield rule.unchecked("unit-not-printed")
    else:
        rates = [Decimal(FACTORS[s["unit"]]) / limit.money.factor for s, _ in spent]
        total = sum((v * rate for (_, v), rate in zip(spent, rates, strict=True)), Decimal(0))
        room = sum((half(v, decimals=2) * rate for (_, v), rate in zip(spent, rates, strict=True)), limit.half)
        right, verdict = Side(limit.zh, limit.en, limit.value), judge(total, limit.value, room, limit=True)
        left, place, unit = rule.side("of", total), place_of(spent[0][0]), limit.money.printed
        yield rule.compared(REPORT, left, right, verdict, unit=unit, limit=True, place=place)


@rule(
    "V-PROJECT", "说明中绩效自评项目的个数和资金 = 附件中的项目自评表 | Number and money of self-evaluated projects in the narrative = the annexed project sheets",
    "项目数 = 附表数；资金 = Σ 附表预算数（或执行数）", basis=_PUBLIC, needs="说明中写有自评项目，附件中有项目自评表",
    tolerance="同一个数印了两次，各可能差半个末位 | half a last printed digit for each copy",
    sheets="附件中的项目自评表 | the project sheets in the annex", money="附件项目自评表的金额合计 | the amounts of the annexed project sheets",
    example="文中写自评项目 3 个，附件里只有 2 张项目自评表 | The text speaks of 3 projects; the annex has 2 sheets",
)  # fmt: skip
def projects(rule: Rule, case: Case) -> Iterator[Finding]:
    """Number of projects and their money; nothing where the annex has no project sheet."""
    sheets = [row for row in case.resource("performance-projects") if row.get("scope") == "project"]
    if not sheets:
        return
    count = first_of(case.claims, "performance-self-evaluated-projects", "performance-projects")
    money = first_of(case.claims, "performance-amount")
    paid = _money(rule, money, sheets) if money is not None else None
    alike = count is None or count.value == len(sheets)
    if count is not None:
        against = rule.side("sheets", Decimal(len(sheets)))
        made = about(rule, count, against, judge(count.value, against.value, Decimal(0)))
        # reports may annex a selection, but not where its money is all there is
        selected = (count.value or 0) > len(sheets) and (paid is None or paid.outcome is not Outcome.EXACT)
        yield doubted(made, "parts-incomplete") if selected else made
    if paid is not None:
        yield paid if alike else doubted(paid, "parts-incomplete")


def _money(rule: Rule, said: Said, sheets: Sequence[Record]) -> Finding:
    known = [total for field in ("budget", "executed") if (total := _sum(said, sheets, field)) is not None]
    if not known:
        return about(rule, said, Side(), unproven("part-missing"))
    against = rule.side("money", min(known, key=lambda total: abs((said.value or Decimal(0)) - total)))
    verdict = judge(said.value, against.value, said.half * (len(sheets) + 1))
    return about(rule, said, against, verdict, why=["附件只列出部分项目", "附件的金额单位或口径不同"])


def _sum(said: Said, sheets: Sequence[Record], field: str) -> Decimal | None:
    """The sheets' amounts in the unit of the text; None where one of them has none, or no unit."""
    values, units = _values(sheets, field), [sheet.get("unit", "") for sheet in sheets]
    if len(values) < len(sheets) or not set(units) <= set(FACTORS) or said.unit not in FACTORS:
        return None
    rates = [Decimal(FACTORS[unit]) / FACTORS[said.unit] for unit in units]
    return sum((v * rate for v, rate in zip(values, rates, strict=True)), Decimal(0))


@rule(
    "V-WHOLE", "整体支出绩效自评的资金是全部支出，不只是项目支出 | The self-evaluation of all expenditure is about all of it, not its projects only",
    "整体支出自评资金 = 本年支出合计", basis="部门整体支出绩效自评要求",
    needs="写有整体支出自评资金；等于项目支出而不等于支出合计的才算不一致，其余不作结论",
    tolerance="同一个数印了两次，各可能差半个末位，合起来最多差一个末位 | half a last printed digit for each of two copies: one last digit",
    example="文中写整体支出绩效自评的资金是 30.00 万元，本年支出合计是 116.00 万元 | The text evaluates 30.00 as the whole; expenditure was 116.00 (万元)",
)  # fmt: skip
def whole_expenditure(rule: Rule, case: Case) -> Iterator[Finding]:
    said = first_of(case.claims, "performance-unit-amount")
    total, project = (case[Form.EXPENDITURE].total(field) for field in ("total", "project"))
    if said is None or not isinstance(total, Cell) or not isinstance(project, Cell) or total.value is None:
        return
    against, room = said.against(total), said.half + said.half_of(total)
    verdict = judge(said.value, against.value, room)
    of_projects = project.value is not None and abs((said.value or 0) - (said.in_unit(project) or Decimal(0))) <= room
    if verdict.outcome is Outcome.DIFFERS and not of_projects:
        verdict = unproven("base-unknown")
    yield about(rule, said, against, verdict, why=["这里写的恰好是项目支出的数"])
