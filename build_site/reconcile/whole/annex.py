"""V rules on the self-evaluation sheets: weights, scores, execution rate and its score, indicators, and their money."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from build_site.model import Finding, Form
from build_site.reconcile.tables import Cell, Tables, place_of
from build_site.reconcile.whole.say import (
    REPORT,
    Record,
    agreed,
    compared,
    differs,
    half,
    noted,
    nothing,
    unchecked,
    value,
)

HUNDRED = Decimal(100)
_SHEETS = ("绩效自评表", "The self-evaluation sheets")
_FACTOR = re.compile(r"(\d+(?:\.\d+)?)\s*分?\s*[*×xX]\s*执行率")
_UP_TO = re.compile(r"[≤<＜]|不超过|不高于|以内|以下|低于|少于|控制在|不大于")
_FULL_SCORES = (Decimal(10), Decimal(20), Decimal(5), Decimal(15), Decimal(30))


def annex(tables: Tables) -> Iterator[Finding]:
    sheets = tables.resource("performance-projects")
    if not sheets:
        for rule_id in ("V-WEIGHT", "V-SCORE", "V-RATE", "V-RATE-SCORE", "V-IND", "V-SAME", "V-LIMIT"):
            yield nothing(rule_id, REPORT, "no-sheets", _SHEETS)
        return
    for sheet in sheets:
        own = [i for i in tables.resource("performance-indicators") if i.get("project_id") == sheet["project_id"]]
        yield _weight(sheet, own)
        yield from _scores(sheet, own)
        yield _rate(sheet)
        yield _rate_score(tables, sheet)
        yield from _indicators(sheet, own)
        yield _alike(sheet, own)
    yield _limit(tables, sheets)


def _what(sheet: Record) -> tuple[str, str]:
    name = sheet.get("title") or sheet.get("name") or sheet["project_id"]
    return f"《{name}》", f"The sheet “{name}”"


def _weight(sheet: Record, indicators: Sequence[Record]) -> Finding:
    """Weights add up to 100, the points for budget execution among them or apart."""
    what, scope, place = _what(sheet), sheet["project_id"], place_of(sheet)
    weights = [w for i in indicators if (w := value(i.get("full_score", ""))) is not None]
    if not weights:
        return nothing("V-WEIGHT", scope, "no-weights", what, place)
    total, execution = sum(weights, Decimal(0)), value(sheet.get("execution_score", ""))
    parts = [HUNDRED, *(HUNDRED - full for full in _FULL_SCORES if execution is not None and execution <= full)]
    expected = min(parts, key=lambda each: abs(each - total))
    left = f"{what[0]}各指标分值之和", f"{what[1]}, sum of weights", total
    right = ("应为（预算执行分另计时少 5 至 30 分）", "which should be (less the points for execution)", expected)
    return compared(
        "V-WEIGHT", scope, left, right, "分", envelope=half(*weights, decimals=2), place=place, why="表中指标未列全"
    )


def _scores(sheet: Record, indicators: Sequence[Record]) -> Iterator[Finding]:
    """The total is the sum of the scores, and no score is above its weight."""
    what, scope, place = _what(sheet), sheet["project_id"], place_of(sheet)
    scores = [s for i in indicators if (s := value(i.get("score", ""))) is not None]
    total, execution = value(sheet.get("score", "")), value(sheet.get("execution_score", ""))
    if total is None or not scores:
        yield nothing("V-SCORE", scope, "no-scores", what, place)
    else:
        parts = scores + ([execution] if execution is not None else [])
        left = f"{what[0]}总分", f"{what[1]}, total score", total
        right = "各项得分之和", "the sum of its scores", sum(parts, Decimal(0))
        yield compared(
            "V-SCORE",
            scope,
            left,
            right,
            "分",
            envelope=half(total, *parts, decimals=2),
            place=place,
            why="有的指标得分未读出或未列",
        )
    for item in indicators:
        score, weight = value(item.get("score", "")), value(item.get("full_score", ""))
        if score is not None and weight is not None:
            left = (
                f"{what[0]}指标“{item.get('level3', '')}”得分",
                f"{what[1]}, score of “{item.get('level3', '')}”",
                score,
            )
            right = "该指标分值", "its weight", weight
            yield compared(
                "V-SCORE", f"{scope}/{item['indicator_id']}", left, right, "分", limit=True, place=place_of(item)
            )


def _rate(sheet: Record) -> Finding:
    what, scope, place = _what(sheet), sheet["project_id"], place_of(sheet)
    budget, executed, printed = (value(sheet.get(f, "")) for f in ("budget", "executed", "execution_rate"))
    if printed is None or budget is None or executed is None:
        return nothing("V-RATE", scope, "no-execution", what, place)
    if not budget:
        return nothing("V-RATE", scope, "zero-budget", what, place)
    if printed <= 1 and executed / budget > Decimal("0.02"):  # printed as a fraction
        printed *= HUNDRED
    exact = executed / budget * HUNDRED
    envelope = (
        half(printed)
        + (half(executed, decimals=2) + half(budget, decimals=2) * max(exact / HUNDRED, Decimal(1))) / budget * HUNDRED
    )
    left = f"{what[0]}预算执行率", f"{what[1]}, execution rate", printed
    right = (
        f"执行数 {executed} ÷ 预算数 {budget}",
        f"executed {executed} ÷ budget {budget}",
        exact.quantize(Decimal("0.0001")),
    )
    return compared("V-RATE", scope, left, right, "%", envelope=envelope.quantize(Decimal("0.0001")), place=place)


def _rate_score(tables: Tables, sheet: Record) -> Finding:
    """The score of the execution rate by the formula printed in the sheet (20分*执行率)."""
    what, scope, place = _what(sheet), sheet["project_id"], place_of(sheet)
    score, budget, executed = (value(sheet.get(f, "")) for f in ("execution_score", "budget", "executed"))
    factors = {Decimal(m[1]) for line in tables.resource("lines") for m in _FACTOR.finditer(line["text"])}
    if score is None or not budget or executed is None or len(factors) != 1:
        return nothing("V-RATE-SCORE", scope, "no-execution-formula", what, place)
    full = factors.pop()
    exact = min(full * executed / budget, full)
    left = f"{what[0]}预算执行得分", f"{what[1]}, score of execution", score
    right = (
        f"按表中公式 {full} 分 × 执行率",
        f"by the sheet's formula, {full} × rate",
        exact.quantize(Decimal("0.0001")),
    )
    envelope = half(score) + full * half(executed, decimals=2) / budget
    return compared(
        "V-RATE-SCORE", scope, left, right, "分", envelope=envelope.quantize(Decimal("0.0001")), place=place
    )


def _indicators(sheet: Record, indicators: Sequence[Record]) -> Iterator[Finding]:
    """A target that was missed has a reason; a target and a result can be compared."""
    if not indicators:
        yield nothing("V-IND", sheet["project_id"], "no-indicators", _what(sheet), place_of(sheet))
    for item in indicators:
        scope, place = f"{sheet['project_id']}/{item['indicator_id']}", place_of(item)
        name = item.get("level3") or item.get("level2") or item.get("level1", "")
        what = f"{_what(sheet)[0]}指标“{name}”", f"{_what(sheet)[1]}, indicator “{name}”"
        target, actual = item.get("target", "").strip(), item.get("actual", "").strip()
        if not target or not actual:
            yield nothing("V-IND", scope, "no-result", what, place)
            continue
        wanted, reached = (
            value(re.sub(r"^[≥≤><＞＜=]+|以[上下内]$", "", target)),
            value(re.sub(r"^[≥≤><＞＜=]+", "", actual)),
        )
        facts = f"{what[0]}目标“{target}”，实际“{actual}”", f"{what[1]}: target “{target}”, result “{actual}”"
        if target == actual:
            yield agreed("V-IND", scope, (f"{facts[0]}，已达到。", f"{facts[1]}; reached."), place)
        elif wanted is None or reached is None:
            yield unchecked("V-IND", scope, "not-comparable", what, place)
        elif (reached <= wanted) if _UP_TO.search(target) else (reached >= wanted):
            yield agreed("V-IND", scope, (f"{facts[0]}，已达到。", f"{facts[1]}; reached."), place)
        elif item.get("reason") or (sheet.get("deviation") and "已完成" not in sheet["deviation"]):
            yield agreed(
                "V-IND", scope, (f"{facts[0]}，未达到，表中写有原因。", f"{facts[1]}; missed, with a reason."), place
            )
        else:
            words = f"{facts[0]}，未达到，表中没有写原因。", f"{facts[1]}; missed, and no reason is given."
            yield differs("V-IND", scope, words, place, (target, actual), why="指标以较小为好；原因写在别处")


def _alike(sheet: Record, indicators: Sequence[Record]) -> Finding:
    """Indicators of different kinds that all have one name say little."""
    what, scope = _what(sheet), sheet["project_id"]
    named = [i["level3"] for i in indicators if i.get("level3")]
    kinds = {i.get("level2", "") for i in indicators if i.get("level3")}
    if len(named) > 2 and len(set(named)) == 1 and len(kinds) > 2:
        words = (
            f"{what[0]}的 {len(named)} 个三级指标都叫“{named[0]}”。",
            f"{what[1]}: all {len(named)} indicators are called “{named[0]}”.",
        )
        return noted("V-SAME", scope, words, place_of(sheet), why="套用同一模板")
    return agreed(
        "V-SAME",
        scope,
        (f"{what[0]}的指标名称各不相同。", f"{what[1]}: its indicators have names of their own."),
        place_of(sheet),
    )


def _limit(tables: Tables, sheets: Sequence[Record]) -> Finding:
    """What the project sheets say was spent is not above all project expenditure."""
    spent = [(s, v) for s in sheets if s.get("scope") == "project" and (v := value(s.get("executed", ""))) is not None]
    limit = tables[Form.EXPENDITURE].total("project")
    what = "项目自评表的执行数", "The amounts of the project sheets"
    if not spent:
        return nothing("V-LIMIT", REPORT, "no-execution", what)
    if not isinstance(limit, Cell) or limit.value is None:
        return unchecked("V-LIMIT", REPORT, "operand-missing", what)
    rates = [Decimal(1 if s.get("unit") == "元" else 10_000) / limit.money.factor for s, _ in spent]
    total = sum((v * rate for (_, v), rate in zip(spent, rates, strict=True)), Decimal(0))
    room = sum((half(v, decimals=2) * rate for (_, v), rate in zip(spent, rates, strict=True)), Decimal(0))
    envelope = room + limit.half
    left, right = (*what, total), (limit.zh, limit.en, limit.value)
    return compared(
        "V-LIMIT", REPORT, left, right, limit.money.printed, envelope=envelope, limit=True, place=place_of(spent[0][0])
    )
