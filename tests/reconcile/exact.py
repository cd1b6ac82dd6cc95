"""Consistent reports made from exact accounts, every printed number rounded on its own, as a real report does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from build_site.model import Form
from tests.reconcile.made import CLASSES, ITEMS, SOURCES, Package, Record

CENT = Decimal("0.01")
ZERO = Decimal(0)
GENERAL, FUND, CAPITAL = "general-public-budget", "government-fund-budget", "state-capital-budget"
ACCOUNTS = {
    GENERAL: ("general_public_budget", Form.GENERAL_PUBLIC_BUDGET),
    FUND: ("government_fund", Form.GOVERNMENT_FUND_BUDGET),
    CAPITAL: ("state_capital", Form.STATE_CAPITAL_BUDGET),
}
FORMULAS = "27行=（1+2+…+8）行；31行=（27+28+29）行；58行=（32+33+...+57）行；62行=（58+59+60）行。"


def rounded(value: Decimal) -> str:
    """As printed in a form: two decimals, nothing for nil."""
    return format(value.quantize(CENT, ROUND_HALF_UP), "f") if value else ""


def add(values: Iterable[Decimal]) -> Decimal:
    return sum(values, ZERO)


@dataclass(frozen=True)
class Exact:
    """Exact accounts: basic and project expenditure by item for each budget account, economic amounts of the basic
    expenditure of the general public budget (they must add up to it), revenue of other sources, balances, and the
    final amounts of the four 三公 items."""

    items: Mapping[str, Mapping[str, tuple[Decimal, Decimal]]]  # account → code → (basic, project)
    economic: Mapping[str, Decimal]
    other_revenue: Decimal
    opening: Mapping[str, Decimal]  # account → balance
    closing: Mapping[str, Decimal]
    three_public: Mapping[str, Decimal]  # overseas-visits, vehicle-purchase, vehicle-operation, hospitality

    def spent(self, account: str, code: str = "") -> Decimal:
        """The account's expenditure of the year, under a code."""
        return add(b + p for c, (b, p) in self.items[account].items() if c.startswith(code))

    def received(self, account: str) -> Decimal:
        return self.spent(account) + self.closing[account] - self.opening[account]

    @property
    def fiscal(self) -> Decimal:
        """All fiscal appropriation of the year."""
        return add(self.received(account) for account in ACCOUNTS)

    @property
    def everything(self) -> Decimal:
        """All expenditure of the year."""
        return add(self.spent(account) for account in ACCOUNTS)


def accounts(exact: Exact) -> Package:
    """The nine forms of exact accounts."""
    forms = {
        Form.REVENUE_AND_EXPENDITURE: _summary(exact),
        Form.REVENUE: _revenue(exact),
        Form.EXPENDITURE: _expenditure(exact),
        Form.FISCAL_APPROPRIATION: _fiscal(exact),
        **{form: _account(exact, account) for account, (_, form) in ACCOUNTS.items()},
        Form.BASIC_EXPENDITURE: _economic(exact.economic),
        Form.THREE_PUBLIC_EXPENSES: _three_public(exact.three_public),
    }
    forms = {form: forms[form] for form in Form}
    empty = {form for form, rows in forms.items() if not any(row.get(name) for row in rows for name in form.fields)}
    notes = dict.fromkeys(empty, "注：我单位没有本表所列收支。")
    return Package(forms=forms, empty=empty, notes=notes, formulas={Form.REVENUE_AND_EXPENDITURE: FORMULAS})


def _summary(exact: Exact) -> list[Record]:
    whole, opening = exact.fiscal + exact.other_revenue, add(exact.opening.values())
    closing = add(exact.closing.values()) + exact.other_revenue  # other revenue is not spent but kept
    sources = dict.fromkeys(SOURCES, ZERO) | {account: exact.received(account) for account in ACCOUNTS}
    sources["other-revenue"] = exact.other_revenue
    classes = {code: add(exact.spent(account, code) for account in ACCOUNTS) for code in CLASSES}
    return [
        *(_line("revenue", n, concept, amount=v) for n, (concept, v) in enumerate(sources.items(), 1)),
        _line("revenue", 27, "total-for-year", amount=whole),
        _line("revenue", 28, "non-appropriated-balance-used", amount=ZERO),
        _line("revenue", 29, "opening-balance", amount=opening),
        _line("revenue", 31, "total", amount=whole + opening),
        *(_line("expenditure", 32 + n, code, amount=v) for n, (code, v) in enumerate(classes.items())),
        _line("expenditure", 58, "total-for-year", amount=exact.everything),
        _line("expenditure", 59, "surplus-distribution", amount=ZERO),
        _line("expenditure", 60, "closing-balance", amount=closing),
        _line("expenditure", 62, "total", amount=exact.everything + closing),
    ]


def _revenue(exact: Exact) -> list[Record]:
    """All revenue stands under the first code that is spent on."""
    first = min((code for items in exact.items.values() for code in items), default="2010101")
    fiscal, other = exact.fiscal, exact.other_revenue
    return tree({first: {"total": fiscal + other, "fiscal_appropriation": fiscal, "other_revenue": other}})


def _expenditure(exact: Exact) -> list[Record]:
    merged: dict[str, dict[str, Decimal]] = {}
    for items in exact.items.values():
        for code, (basic, project) in items.items():
            sums = merged.setdefault(code, {"total": ZERO, "basic": ZERO, "project": ZERO})
            for name, value in (("total", basic + project), ("basic", basic), ("project", project)):
                sums[name] += value
    return tree(merged)


def _fiscal(exact: Exact) -> list[Record]:
    opening, spent = exact.opening, {account: exact.spent(account) for account in ACCOUNTS}
    by_class = [(33 + n, code, {a: exact.spent(a, code) for a in ACCOUNTS}) for n, code in enumerate(CLASSES)]
    return [
        *(_line("revenue", n, account, total=exact.received(account)) for n, account in enumerate(ACCOUNTS, 1)),
        _line("revenue", 27, "total-for-year", total=exact.fiscal),
        _line("revenue", 28, "opening-balance", total=add(opening.values())),
        *(_line("revenue", n, f"opening-balance:{a}", total=opening[a]) for n, a in enumerate(ACCOUNTS, 29)),
        _line("revenue", 32, "total", total=exact.fiscal + add(opening.values())),
        *(_by_account(number, code, parts) for number, code, parts in by_class),
        _by_account(59, "total-for-year", spent),
        _by_account(60, "closing-balance", exact.closing),
        _by_account(64, "total", {account: spent[account] + exact.closing[account] for account in ACCOUNTS}),
    ]


def _account(exact: Exact, account: str) -> list[Record]:
    """A budget account's own form; a fund's balances stand under its first code."""
    values = {c: {"total": b + p, "basic": b, "project": p} for c, (b, p) in exact.items[account].items()}
    if account != GENERAL:
        for code, amounts in values.items():
            first = code == min(values)
            opening, closing = (exact.opening[account], exact.closing[account]) if first else (ZERO, ZERO)
            amounts |= {"opening_balance": opening, "closing_balance": closing}
            amounts["revenue"] = amounts["total"] + closing - opening
    return tree(values)


def _line(side: str, number: int, concept: str, **amounts: Decimal) -> Record:
    return {
        "side": side,
        "line": str(number),
        "label": concept,
        "concept": concept,
        **{k: rounded(v) for k, v in amounts.items()},
    }


def _by_account(number: int, concept: str, parts: Mapping[str, Decimal]) -> Record:
    columns = {ACCOUNTS[account][0]: value for account, value in parts.items()}
    return _line("expenditure", number, concept, total=add(parts.values()), **columns)


def tree(items: Mapping[str, Mapping[str, Decimal]]) -> list[Record]:
    """合计, 类, 款 and 项 rows from exact amounts by item, each rounded on its own."""
    if not items:
        return []
    prefixes = sorted({code[:n] for code in items for n in (0, 3, 5, 7)})
    rows = []
    for prefix in prefixes:
        level = {0: "total", 3: "class", 5: "section", 7: "item"}[len(prefix)]
        below = [amounts for code, amounts in items.items() if code.startswith(prefix)]
        sums = {name: sum((a[name] for a in below), Decimal(0)) for name in below[0]}
        printed = {name: rounded(v) for name, v in sums.items()}
        rows.append({"functional_code": prefix, "level": level, "name": prefix or "合计", **printed})
    return rows


def _economic(amounts: Mapping[str, Decimal]) -> list[Record]:
    rows: list[Record] = []
    for group, name in (("personnel", "人员经费合计"), ("non-personnel", "公用经费合计")):
        own = {c: v for c, v in amounts.items() if (c[:3] in ("301", "303")) == (group == "personnel")}
        for prefix in sorted({c[:n] for c in own for n in (3, 5)}):
            value = sum((v for c, v in own.items() if c.startswith(prefix)), Decimal(0))
            level = "class" if len(prefix) == 3 else "section"
            rows.append(
                {"economic_code": prefix, "level": level, "name": prefix, "group": group, "amount": rounded(value)}
            )
        whole = sum(own.values(), Decimal(0))
        rows.append({"level": "subtotal", "name": name, "group": group, "amount": rounded(whole)})
    return rows


def _three_public(parts: Mapping[str, Decimal]) -> list[Record]:
    if not parts:
        return []
    values = dict(parts)
    values["vehicles"] = values["vehicle-purchase"] + values["vehicle-operation"]
    values["total"] = values["overseas-visits"] + values["vehicles"] + values["hospitality"]
    return [
        {"item": item, "label": item, "budget": rounded(values[item] * 2), "final": rounded(values[item])}
        for item in ITEMS
    ]
