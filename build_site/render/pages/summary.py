"""“一分钟看懂”: sentences made from data only, each number linked to its cell or its sentence."""

from __future__ import annotations

from decimal import Decimal

from build_site.model import FormState, Outcome
from build_site.render import links
from build_site.render.html import link, share, tag, text
from build_site.render.pages.frame import outcome_counts
from build_site.render.published import Published


def sentences(report: Published) -> list[str]:
    """As many sentences as the data can fill, as HTML."""
    parts = (
        _totals(report),
        _revenue(report),
        _kinds(report),
        _largest(report),
        plan_sentence(report),
        _three_public(report),
        _checks(report),
    )
    return [each for each in parts if each]


def _totals(report: Published) -> str:
    form = "revenue-and-expenditure"
    revenue = report.find(form, "amount", side="revenue", concept="total")
    expenditure = report.find(form, "amount", side="expenditure", concept="total")
    if not revenue or not expenditure:
        return ""
    words = f"{report.year}年度收入总计{links.number('', revenue)}{text(report.unit)}，支出总计{links.number('', expenditure)}{text(report.unit)}"
    change = report.claim("revenue-and-expenditure-total:change-amount")
    verb = {"increase": "增加", "decrease": "减少"}.get(change["direction"] if change else "")
    if change and verb:
        rate = report.claim("revenue-and-expenditure-total:change-rate")
        words += f"；据报告正文，比上年{verb}{links.claim('', change)}"
        words += f"（{links.claim('', rate)}）" if rate else ""
    return f"{words}。"


def _revenue(report: Published) -> str:
    total = report.find("revenue", "total", level="total")
    fiscal = report.find("revenue", "fiscal_appropriation", level="total")
    if not total or not fiscal or not total.value or fiscal.value is None:
        return ""
    unit = text(report.unit)
    return f"本年收入{links.number('', total)}{unit}，其中财政拨款{links.number('', fiscal)}{unit}，占{share(fiscal.value, total.value)}。"


def _kinds(report: Published) -> str:
    total = report.find("expenditure", "total", level="total")
    if not total or not total.value:
        return ""
    parts = []
    for field, name in (("basic", "基本支出（维持运转）"), ("project", "项目支出（特定任务）")):
        cell = report.find("expenditure", field, level="total")
        if cell and cell.value is not None:
            parts.append(f"{name}{links.number('', cell)}{text(report.unit)}，占{share(cell.amount, total.amount)}")
    return f"本年支出{links.number('', total)}{text(report.unit)}：{'；'.join(parts)}。" if parts else ""


def _largest(report: Published) -> str:
    total = report.find("expenditure", "total", level="total")
    rows = [row for row in report.table("expenditure") if row["level"] == "class" and row["total"]]
    if not rows or not total or not total.value:
        return ""
    row = max(rows, key=lambda each: Decimal(each["total"]))
    cell = report.cell("expenditure", row, "total")
    words = f"按功能分，用得最多的是“{text(row['name'])}”：{links.number('', cell)}{text(report.unit)}，占{share(cell.amount, total.amount)}"
    return f"{words}；共涉及{len(rows)}类。"


def plan_sentence(report: Published) -> str:
    """The whole plan as the narrative states it, else how many items stayed below theirs."""
    approved = report.claim("general-public-budget-expenditure", "approved")
    rate = report.claim("general-public-budget-expenditure:completion-rate")
    final = report.find("general-public-budget", "total", level="total")
    if approved and final:
        words = f"一般公共预算财政拨款支出年初预算{links.claim('', approved)}，决算{links.number('', final)}{text(report.unit)}"
        words += f"，报告称完成{links.claim('', rate)}" if rate else ""
        same_unit = approved["unit"] == report.unit
        return f"{words}；{_kept(Decimal(approved['value']), final.amount)}。" if same_unit else f"{words}。"
    known = [row for row in report.table("budget-execution") if row["approved"] and row["final"]]
    if not known:
        return ""
    below = sum(Decimal(row["final"]) < Decimal(row["approved"]) for row in known)
    above = sum(Decimal(row["final"]) > Decimal(row["approved"]) for row in known)
    counted = f"{below}项决算低于年初预算，{above}项高于，{len(known) - below - above}项相等"
    return f"报告正文列出{len(known)}个项级科目的年初预算：{link('#plan', counted)}。"


def _kept(plan: Decimal, final: Decimal) -> str:
    """Whether the whole plan was kept."""
    return "与年初预算相同" if final == plan else "没有超过年初预算" if final < plan else "超过年初预算"


def _three_public(report: Published) -> str:
    form = "three-public-expenses"
    state = report.state(form)
    if state is FormState.EMPTY:
        note = f"（报告说明：“{text(report.note(form))}”）" if report.note(form) else ""
        return f"“三公”经费：{link(f'{form}/', '表中没有数据')}{note}。"
    budget, final = (report.find(form, field, item="total") for field in ("budget", "final"))
    if not final:
        return ""
    words = f"“三公”经费决算{links.number('', final)}{text(report.unit)}"
    return words + (f"，预算{links.number('', budget)}{text(report.unit)}。" if budget else "。")


def _checks(report: Published) -> str:
    counts = outcome_counts(report.findings)
    if not counts:
        return ""
    parts = [f"{Outcome(outcome).zh}{tag('b', str(count))}" for outcome, count in counts.items()]
    return f"本站做了{sum(counts.values())}项核对：{link('audit/', '、'.join(parts))}。"
