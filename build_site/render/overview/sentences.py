"""Titles and sentences that state what the numbers say, in both languages. Each takes numbers and gives words; where a
number is missing or two contradict each other it says less, never something wrong."""

from collections.abc import Sequence
from decimal import ROUND_DOWN, Decimal

from build_site.model.money import converted
from build_site.render.html import share
from build_site.render.words import Tongue

_HUNDRED = Decimal(100)
_NEAR, _BELOW = Decimal("0.2"), Decimal("0.3")
"""So far off, in tenths, a share is still called by the tenth; so far below it near it."""
_MANY = 4
"""Of so many parts only the largest is told."""
_TENTHS = {1: "一", 2: "两", 3: "三", 4: "四", 5: "五", 6: "六", 7: "七", 8: "八", 9: "九"}


def of_hundred(t: Tongue, parts: Sequence[tuple[str, Decimal]]) -> str:
    """“每 100 元支出里，73 元是人员经费，21 元是项目支出，6 元是公用经费”. `parts`: names with their shares (0–1), the
    largest first. The plain question where they are not parts of one whole."""
    plain = str(t("钱从哪来、用在哪"))
    total = sum((share for _, share in parts), Decimal(0))
    if not parts or abs(total - 1) > Decimal("0.005") or any(share < 0 for _, share in parts):
        return plain
    whole = [(share * _HUNDRED).quantize(Decimal(1), ROUND_DOWN) for _, share in parts]
    left = int(_HUNDRED - sum(whole))
    by_rest = sorted(range(len(parts)), key=lambda at: whole[at] - parts[at][1] * _HUNDRED)
    for at in by_rest[: max(left, 0)]:
        whole[at] += 1
    shown = [(name, yuan) for (name, _), yuan in zip(parts, whole, strict=True) if yuan]
    if len(shown) == 1:
        if parts[0][1] == 1:
            return t("支出全部是{name}", name=shown[0][0]).unescape()
        return t("支出几乎全部是{name}", name=shown[0][0]).unescape()
    said = t("，").join(t("{yuan} 元是{name}", yuan=yuan, name=name) for name, yuan in shown)
    return t("每 100 元支出里，{parts}", parts=said).unescape()


def largest_class(
    t: Tongue, name: str, share: Decimal, classes: int, item: str = "", of_class: Decimal | None = None
) -> str:
    """“七成用于一般公共服务，其中半数以上是“行政运行””. `share`: of the class in the whole; `of_class`: of its largest
    item in the class."""
    if not name or not 0 < share <= 1:
        return str(t("用在哪些事情上"))
    if classes == 1:
        first = t("全部用于{name}", name=name)
    elif share >= Decimal("0.95"):
        first = t("绝大部分用于{name}", name=name)
    elif share >= Decimal("0.1"):
        first = t("{tenths}用于{name}", tenths=_tenths(t, share), name=name)
    else:
        first = t("用得最多的是{name}，占 {share}%", name=name, share=f"{share * 100:.2f}")
    if not item or of_class is None or not 0 < of_class <= 1:
        return first.unescape()
    if of_class == 1:
        more = t("，都是“{item}”", item=item)
    elif of_class > Decimal("0.5"):
        more = t("，其中半数以上是“{item}”", item=item)
    else:
        more = t("，其中最多的是“{item}”", item=item)
    return (first + more).unescape()


def _tenths(t: Tongue, share: Decimal) -> str:
    """七成 of 71 %, 七成多 of 76 %, 近八成 of 78 %; in English the share itself."""
    if t.english:
        return f"{share * 100:.0f} per cent"
    nearest = int((share * 10).quantize(Decimal(1)))
    off = share * 10 - nearest
    if abs(off) <= _NEAR:
        return f"{_TENTHS[nearest]}成"
    return f"近{_TENTHS[nearest]}成" if -_BELOW <= off < 0 else f"{_TENTHS[int(share * 10)]}成多"


def plan(t: Tongue, against: str, gap: Decimal | None, item: str = "", of_item: Decimal | None = None) -> str:
    """“比年初预算少花 53.87 万元，其中 48.16 万元在“行政运行””. `against`: the budget's name; `gap`: result − plan in
    yuan; `of_item`: the gap of the item that has the widest, told where it has the same sign and is a part of the whole."""
    if gap is None:
        return str(t("预算和决算"))
    if gap == 0:
        return str(t("决算与{plan}相同", plan=against))
    said = t("比{plan}少花 {amount}") if gap < 0 else t("比{plan}多花 {amount}")
    first = said.format(plan=against, amount=t.told(abs(gap)))
    if not item or not of_item or (of_item < 0) != (gap < 0) or abs(of_item) > abs(gap):
        return first.unescape()
    return (first + t("，其中 {amount}在“{item}”", amount=t.told(abs(of_item)), item=item)).unescape()


def counted(t: Tongue, below: int, above: int, same: int) -> str:
    """“11 项里 8 项低于预算，3 项相同，没有超过的。”"""
    total = below + above + same
    if not total:
        return ""
    parts = []
    if below:
        parts.append(t("{n} 项低于预算", n=below))
    if same:
        parts.append(t("{n} 项相同", n=same))
    parts.append(t("{n} 项超过", n=above) if above else t("没有超过的"))
    return str(t("{n} 项里 {parts}。", n=total, parts=t("，").join(parts)))


def change(t: Tongue, amount: Decimal, direction: str, now: Decimal, rate: str = "") -> str:
    """The report's own statement of change, `amount` (yuan, above 0) from last year to `now`: “比上年少 63.14 万元
    （−2.10%）”. A year before of nothing has no rate; a change that cannot be is not told."""
    before = {"increase": now - amount, "decrease": now + amount, "flat": now}.get(direction)
    if before is None or before < 0:
        return ""
    if direction == "flat" and not amount:
        return str(t("与上年持平。"))
    if before == 0:
        return str(t("报告写上年没有这项支出，不算增长率。"))
    told = t.told(amount)
    shown = f"{'+' if direction == 'increase' else '−'}{rate}%" if rate else ""
    words = t("比上年多 {amount}", amount=told) if direction == "increase" else t("比上年少 {amount}", amount=told)
    return str(words + (t("（{rate}）", rate=shown) if shown else "") + t("。"))


def form(t: Tongue, unit: str, sums: Sequence[tuple[str, Decimal, Sequence[tuple[str, Decimal]]]]) -> str:
    """“合计 2,940.05 万元：基本支出占 79.49%，项目支出占 20.51%；按类：最多的是一般公共服务支出，占 71.65%。” `sums`: what a form
    adds up to as printed, each with its parts; one without a name is the same sum by class."""
    said = []
    for name, whole, parts in sums:
        known = [each for each in parts if each[1]]
        amounts = [amount for _, amount in known]
        whole_said = f"{name} {t.told(converted(whole, unit, '元'))}" if name else str(t("按类"))
        if not known or min(amounts) < 0 or max(amounts) > whole:
            shares = ""
        elif amounts == [whole]:
            shares = t("全部是{name}", name=known[0][0]).unescape()
        elif len(known) < _MANY and adds_up(amounts, whole):
            shares = (
                t("，")
                .join(t("{name}占 {share}", name=each, share=share(amount, whole)) for each, amount in known)
                .unescape()
            )
        else:
            each, amount = max(known, key=lambda part: part[1])
            shares = t("最多的是{name}，占 {share}", name=each, share=share(amount, whole)).unescape()
        if name or shares:
            said.append(str(t("：")).join(filter(None, (whole_said, shares))))
    return (t("；").join(said) + t("。")).unescape().strip() if said else ""


def adds_up(parts: Sequence[Decimal], whole: Decimal) -> bool:
    """Whether parts make their whole within what rounding can do: half the last printed digit for each, and for the whole."""
    if not parts:
        return False
    return abs(sum(parts, Decimal(0)) - whole) <= _last(*parts, whole) * (len(parts) + 1) / 2


def _last(*amounts: Decimal) -> Decimal:
    """What one of the last printed digit is worth."""
    return Decimal(1).scaleb(min(int(each.as_tuple().exponent) for each in amounts))
