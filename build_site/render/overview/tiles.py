"""The three tiles on top of a report: what was spent, against which plan, and the three public expenses. Each says what it
knows and how; a plan of nothing, an office without a last year and a blank are told as what they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from markupsafe import Markup, escape

from build_site.model import FormState, InputError
from build_site.model.forms import ITEMS
from build_site.model.money import converted, half
from build_site.package.years import of_all_budgets
from build_site.render import links
from build_site.render.html import share
from build_site.render.measures import CHANGES, Known, cells, measures
from build_site.render.overview import sentences
from build_site.render.overview.plan import PLANS, planned
from build_site.render.pages.frame import Here
from build_site.render.published import Cell, Record, yuan_of
from build_site.render.template import part
from build_site.render.words import by_sign

_THREE = "three-public-expenses"
_Known = TypeVar("_Known", Cell, Record)


@dataclass(frozen=True, slots=True)
class Tile:
    """Head, key number, sentences, and a meter in per cent of a hundred."""

    title: str
    big: Markup
    words: Sequence[Markup]
    meter: str = ""


def tiles(here: Here) -> list[Tile]:
    return [_spent(here), _done(here), _three(here)]


def _state(here: Here, name: str, words: str = "") -> Markup:
    return part("parts", "state", name, words, t=here.t)


def _unit(words: str) -> Markup:
    return part("parts", "unit", words)


def _spent(here: Here) -> Tile:
    t, title = here.t, str(here.t("本年支出"))
    known = cells(here.report)
    spent = known["expenditure"]
    if spent is None:
        return Tile(title, _state(here, measures(here.report)["expenditure"].state), [])
    big = here.money(spent) + _unit(t.unit)
    return Tile(
        title, big, [each for each in (_since(here, spent) or _change(here, known), _parts(here, known)) if each]
    )


def _parts(here: Here, known: dict[str, Cell | None]) -> Markup:
    """基本支出 and 项目支出, where both are printed."""
    t = here.t
    if not all(known[name] for name in ("basic", "project")):
        return Markup()
    said = t("基本支出 {basic}，项目支出 {project}。")
    return said.format(basic=here.money(_sure(known["basic"])), project=here.money(_sure(known["project"])))


def _sure(known: _Known | None) -> _Known:
    if known is None:
        raise ValueError("a cell or claim that is not there")
    return known


def _since(here: Here, spent: Cell) -> Markup:
    """How this changed since the report of the year before, where that is here and has an amount."""
    t, now, earlier = here.t, here.yuan(spent), here.report.earlier
    try:
        before = measures(earlier)["expenditure"] if earlier else None
    except InputError:  # told where that report's pages are made
        return Markup()
    if earlier is None or before is None or before.yuan is None or before.yuan <= 0:
        return Markup()
    moved = now - before.yuan
    direction = "increase" if moved > 0 else "decrease" if moved else "flat"
    said = sentences.change(t, abs(moved), direction, now, f"{abs(moved) / before.yuan * 100:.2f}")
    amount = here.n(t.money(before.yuan), f"{here.base}../{earlier.year}/{before.at}", before.shown)
    told = t("{year} 年度的报告是 {amount} {unit}。", year=earlier.year, amount=amount, unit=t.unit)
    return Markup("{}{}").format(said, told)


def _change(here: Here, known: dict[str, Cell | None]) -> Markup:
    """How the report says that this changed, if it says so of this very total and does not contradict itself."""
    report, t = here.report, here.t
    doubtful = _differing(here)
    spent = here.yuan(_sure(known["expenditure"]))
    for measure, total, of in CHANGES:
        claim = report.claim(f"{measure}:change-amount")
        whole = known[total]
        amount = yuan_of(claim)
        if claim is None or amount is None or whole is None or here.yuan(whole) != spent:
            continue
        rate = report.claim(f"{measure}:change-rate")
        against = rate and (rate["claim_id"] in doubtful or rate["direction"] != claim["direction"])
        if claim["claim_id"] in doubtful or against:
            said = t("报告写的比上年变化与别处对不上，见核对。")
            return part("parts", "link", said, here.address("audit"))
        per_cent = rate["value"] if rate and rate["unit"] == "%" else ""
        words = sentences.change(t, abs(amount), claim["direction"], spent, per_cent)
        if words:
            place = here.n(here.where(claim), links.claim_address(here.base, claim["claim_id"]))
            source = t("这是报告写的{of}的变化（{place}）。") if of else t("报告自己写的（{place}）。")
            return Markup("{}{}").format(words, source.format(of=t(of) if of else "", place=place))
    return t("报告没有写比上年的变化。")


def _differing(here: Here) -> set[str]:
    """The claims that a check found to differ."""
    found = (each for each in here.report.findings if each["outcome"] == "differs")
    return {
        name
        for each in found
        for name in (each["left_cell"], each.get("left_claim", ""), each["right_cell"], each.get("right_claim", ""))
        if name
    }


def _done(here: Here) -> Tile:
    """The whole of the general public budget, else the items' sum; an initial budget of nothing gives way to the year's."""
    report, t = here.report, here.t
    measure = "general-public-budget-expenditure"
    claims = {name: report.claim(measure, name) for name in PLANS}
    plans = {name: yuan for name, each in claims.items() if (yuan := yuan_of(each)) is not None}
    name = next((each for each in PLANS if plans.get(each)), "")
    total = report.row("budget-execution", level="total")
    whole = total if total and total["final"] and of_all_budgets(report, total) else None
    final = (converted(Decimal(whole["final"]), whole["unit"], "元"), Markup()) if whole else _final(here)
    nothing = str(t("完成{plan}", plan=t("年初预算")))
    if not name or final is None:
        return _without_plan(here, nothing, plans)
    field, _, items = planned(here)
    plan, yuan = plans[name], final[0]
    title = str(t("完成{plan}", plan=t(PLANS[name])))
    rate = share(yuan, plan).removesuffix("%")
    gap = yuan - plan
    words = [
        t("{plan} {amount} {unit}，决算{gap}。").format(
            plan=t(PLANS[name]), amount=here.stated(_sure(claims[name])), unit=t.unit,
            gap=by_sign(gap, t("多 {amount}"), t("少 {amount}"), t("相同")).format(amount=t.told(abs(gap))),
        )
    ]  # fmt: skip
    if whole:
        words.append(t("这里是财政拨款支出，三本预算合计。"))
    if plans.get("approved") == 0:
        words.append(t("报告写年初预算为 0，所以这里按{plan}算。", plan=t(PLANS[name])))
    stated = report.claim(f"{measure}:completion-rate")
    if stated and plans.get("approved") == 0 and stated["base"] == "approved":
        words.append(t("报告把 {rate} 写作“完成年初预算”。").format(rate=here.stated(stated) + Markup("%")))
    elif stated and abs(Decimal(stated["value"]) - Decimal(rate)) > half(Decimal(stated["value"]), Decimal(rate)):
        words.append(t("报告写的完成率是 {rate}。").format(rate=here.stated(stated) + Markup("%")))
    if items and field == name:
        gaps = [each.gap for each in items]
        words.append(
            escape(
                sentences.counted(
                    t, sum(each < 0 for each in gaps), sum(each > 0 for each in gaps), sum(not each for each in gaps)
                )
            )
        )
    return Tile(title, escape(rate) + _unit("%"), words, f"{min(Decimal(rate), Decimal(100)):f}")


def _final(here: Here) -> tuple[Decimal, Markup] | None:
    """The general public budget's expenditure, of its form, else as the narrative states it."""
    cell = cells(here.report)["general-public"]
    if cell:
        return here.yuan(cell), here.money(cell)
    claim = here.report.claim("general-public-budget-expenditure")
    yuan = yuan_of(claim)
    return (yuan, here.stated(claim)) if claim and yuan is not None else None


_MOST = Decimal("0.95")
"""Of the expenditure, so much at least the items told have to make up for their rate to stand for the whole."""


def _without_plan(here: Here, title: str, plans: dict[str, Decimal]) -> Tile:
    t = here.t
    _, total, items = planned(here)
    if items and total is None:
        planned_, final = (sum((getattr(each, name) for each in items), Decimal(0)) for name in ("plan", "final"))
        spent = _final(here)
        if spent is not None and final < _MOST * spent[0]:  # a few items' rate is not the department's
            few = t("报告没有写总的预算，只写了 {n} 项的，决算相加 {final}。", n=len(items), final=t.told(final))
            return Tile(title, _state(here, "not-in-report"), [few])
        sums = {"n": len(items), "plan": t.told(planned_), "final": t.told(final)}
        words = t("报告没有写总的预算；{n} 项逐项写的预算相加 {plan}，决算相加 {final}。", **sums)
        rate = escape(share(final, planned_).removesuffix("%"))
        return Tile(title, rate + _unit("%") if planned_ else _state(here, "not-applicable"), [words])
    if "approved" in plans:
        return Tile(title, _state(here, "not-applicable"), [t("报告写年初预算为 0，没有可比的预算。")])
    return Tile(title, _state(here, "not-in-report"), [t("报告没有写年初预算。")])


def _three(here: Here) -> Tile:
    """Plan and result in the states that every page shows them in, and what the report says beside a blank."""
    t = here.t
    known = measures(here.report)
    plan, final = known["three-public-budget"], known["three-public"]
    yuan = [each.yuan for each in (plan, final) if each.yuan is not None]
    small = t.small(*yuan)
    unit = t.amount(Decimal(0))[1] if small else t.unit
    shown = [_known(here, each, small=small) for each in (plan, final)]
    big = shown[1] if shown[0] == shown[1] and not yuan else t.arrow(*shown).join(shown)
    words = []
    if plan.yuan is not None and final.yuan is not None:
        gap = final.yuan - plan.yuan
        said = by_sign(gap, t("比预算多 {amount}。"), t("比预算少 {amount}。"), t("与预算相同。"))
        words.append(said.format(amount=t.told(abs(gap))))
    words += _beside(here, final, unit, small=small)
    words.append(_largest(here))
    title = str(t("“三公”经费　年初预算 → 决算"))
    return Tile(title, big + (_unit(unit) if yuan else ""), [each for each in words if each])


def _known(here: Here, known: Known, *, small: bool) -> Markup:
    if known.yuan is None:
        return _state(here, known.state)
    return here.n(here.figure(known.yuan, small=small), f"{here.base}{known.at}", known.shown)


def _beside(here: Here, final: Known, unit: str, *, small: bool) -> list[Markup]:
    """What the report says beside the amount of its form, or where that has none."""
    report, t = here.report, here.t
    row, said = report.row(_THREE, item="total"), report.claim("three-public-total")
    cell = report.cell(_THREE, row, "final") if row else None
    if cell and cell.value is not None:
        if said and yuan_of(said) not in (None, final.yuan):
            return [t("正文写 {amount} {unit}。").format(amount=here.stated(said, small=small), unit=unit)]
        return []
    words = [t("决算栏空白，这是正文写的。") if final.yuan is not None else t("决算栏空白。")] if cell else []
    none = (each for each in report.table("disclosures") if each["key"] == "three-public-total")
    why = report.note(_THREE) or next((each["sentence"] for each in none if each["state"] == "none"), "")
    if why and final.state == "none-stated":
        words.append(Markup('<span class="why" lang="zh">{}</span>').format(why))
    elif report.state(_THREE) is FormState.MISSING and final.yuan is None:
        words.append(t("报告中没有这张表，正文也没有写。"))
    return words


def _largest(here: Here) -> Markup:
    """Which of the items it was, where one makes the whole or the most of it."""
    report, t = here.report, here.t
    total = report.row(_THREE, item="total")
    cells = ((report.cell(_THREE, total, name), name) for name in ("final", "budget") if total)
    whole, field = next((each for each in cells if each[0].value), (None, ""))
    if whole is None:
        return Markup()
    parts = []
    for item in ("overseas-visits", "vehicles", "hospitality"):
        row = report.row(_THREE, item=item)
        cell = report.cell(_THREE, row, field) if row else None
        if cell and cell.value:
            parts.append((cell, ITEMS[item].en if here.english else ITEMS[item].zh))
    largest = max(parts, key=lambda each: each[0].amount, default=None)
    if largest is None:
        return Markup()
    cell, item = largest
    if cell.amount == whole.amount:
        return (t("决算全部是{item}。") if field == "final" else t("预算全部是{item}。")).format(item=item)
    more, planned_more = t("决算里最多的是{item}，{amount} {unit}。"), t("预算里最多的是{item}，{amount} {unit}。")
    small = t.small(here.yuan(cell))
    unit = t.amount(here.yuan(cell))[1] if small else t.unit
    said = more if field == "final" else planned_more
    return said.format(item=item, amount=here.money(cell, small=small), unit=unit)
