"""Random accounts that add up: every identity between and within the forms holds, exactly or but for rounding to 万元.

All sums are made of whole 分 (hundredths of 元), so that nothing is lost before it is printed.
"""

import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from hypothesis import strategies as st

from build_site.model import Form
from build_site.model.forms import ITEMS
from tests.factory.accounts import Accounts, Entry, codelist
from tests.factory.manners import narrate_as
from tests.factory.wording import Figures, narrate, nothing

_FUNDS = {
    "2120804": ("城乡社区支出", "国有土地使用权出让收入安排的支出", "农村基础设施建设支出"),
    "2120899": ("城乡社区支出", "国有土地使用权出让收入安排的支出", "其他国有土地使用权出让收入安排的支出"),
    "2296002": ("其他支出", "彩票公益金安排的支出", "用于社会福利的彩票公益金支出"),
}
_CAPITAL = {
    "2230105": ("国有资本经营预算支出", "解决历史遗留问题及改革成本支出", "国有企业退休人员社会化管理补助支出"),
    "2239999": ("国有资本经营预算支出", "其他国有资本经营预算支出", "其他国有资本经营预算支出"),
}
_OTHER_SOURCES = Form.REVENUE.measures["total"][1:]
_NOT_FISCAL = Form.EXPENDITURE.measures["total"]
_PLACES = ("武汉市黄陂区", "上海市普陀区", "福州市平潭县", "兰州市秦安县", "梧州市万秀区", "昆明市官渡区")
OFFICES = (
    "财政局",
    "教育局",
    "卫生健康委员会",
    "市场监督管理局",
    "数据资源服务中心",
    "人民政府城关街道办事处",
    "社会工作部",
)

_THREE_PUBLIC_CODES = {
    "overseas-visits": "30212",
    "vehicle-purchase": "31013",
    "vehicle-operation": "30231",
    "hospitality": "30217",
}

Sums = dict[str, int]
Ledger = dict[str, Sums]  # by functional code of seven digits


def accounts(most_items: int = 8) -> st.SearchStrategy[Accounts]:
    """Hypothesis: random consistent accounts of up to so many 项."""
    return st.builds(random_accounts, st.integers(0, 2**32 - 1), items=st.integers(1, most_items))


def random_accounts(
    seed: int, items: int | None = None, unit: str | None = None, department: str = "", year: int = 0, manner: str = ""
) -> Accounts:
    """The accounts that this seed stands for; what is not given is drawn too. `items`: the number of 项, 1 to 40; `manner`:
    another place's wording of the narrative."""
    inventor = _Inventor(random.Random(seed), items, unit)  # noqa: S311 - no secret is made here
    return inventor.accounts(department, year, manner)


@cache
def _codes(name: str) -> dict[str, str]:
    names = dict(codelist(name))
    for code, (of_class, of_section, of_item) in (_FUNDS | _CAPITAL).items():
        names |= {code[:3]: of_class, code[:5]: of_section, code: of_item}
    return names


def _economic_sections() -> list[str]:
    return [code for code in sorted(_codes("economic")) if len(code) == 5 and code[:3] in {"301", "302", "303", "310"}]


def _total(sums: Iterable[Sums]) -> Sums:
    added: Sums = defaultdict(int)
    for each in sums:
        for field, value in each.items():
            added[field] += value
    return added


class _Inventor:
    """Draws the smallest amounts and adds everything else up from them."""

    def __init__(self, chance: random.Random, items: int | None, unit: str | None) -> None:
        self.chance = chance
        self.items = items or chance.choice((1, 2, 3, 5, 8, 13, 20, 40))
        self.unit = unit or chance.choice(("万元", "万元", "元"))
        # 万元 are either exact to begin with, or rounded from 元 as in most real reports
        self.step = 10_000 if self.unit == "万元" and chance.random() < 0.5 else 1
        self.fiscal: Ledger = {}
        self.fund: Ledger = {}
        self.capital: Ledger = {}
        self.other: Ledger = {}
        self.sources: Ledger = {}
        self.shifts: Sums = defaultdict(int)

    def accounts(self, department: str, year: int, manner: str) -> Accounts:
        department = department or self.chance.choice(_PLACES) + self.chance.choice(OFFICES)
        year = year or self.chance.randint(2019, 2025)
        self._ledgers()
        basic = self._basic(_total(self.fiscal.values())["basic"])
        forms = {
            Form.REVENUE_AND_EXPENDITURE: self._revenue_and_expenditure(),
            Form.REVENUE: self._coded(self._revenue()),
            Form.EXPENDITURE: self._coded(self._expenditure()),
            Form.FISCAL_APPROPRIATION: self._fiscal_appropriation(),
            Form.GENERAL_PUBLIC_BUDGET: self._coded(self._spending(self.fiscal)),
            Form.BASIC_EXPENDITURE: self._basic_form(basic),
            Form.GOVERNMENT_FUND_BUDGET: self._coded(self.fund),
            Form.STATE_CAPITAL_BUDGET: self._coded(self.capital),
            Form.THREE_PUBLIC_EXPENSES: self._three_public(basic),
        }
        empty = {form: nothing(form, department, year) for form, entries in forms.items() if not entries}
        figures = Figures(department, year, self.unit, forms, self._approved(forms), self._prior(forms))
        published = date(year + 1, self.chance.randint(7, 11), self.chance.randint(1, 28))
        told = narrate_as(figures, manner) if manner else narrate(figures)
        return Accounts(department, year, published, self.unit, forms, empty, told)

    # --- the smallest amounts, in 分 -------------------------------------------------------------------------------

    def _draw(self, likely: float = 1.0) -> int:
        if self.chance.random() >= likely:
            return 0
        most = 10 ** self.chance.randint(6, 10)
        return max(self.chance.randint(1, most) // self.step, 1) * self.step

    def _share(self, whole: int, parts: int) -> list[int]:
        """A whole split into parts, some of them nil."""
        cuts = sorted(self.chance.randint(0, whole // self.step) * self.step for _ in range(parts - 1))
        return [after - before for before, after in zip([0, *cuts], [*cuts, whole], strict=True)]

    def _ledgers(self) -> None:
        known = [
            code for code in _codes("functional") if len(code) == 7 and code not in _FUNDS and code not in _CAPITAL
        ]
        for code in sorted(self.chance.sample(known, min(self.items, len(known)))):
            self.fiscal[code] = self._account(self._draw(0.8), self._draw(0.4) or self._draw(0.2))
        first = next(iter(self.fiscal.values()))
        if not _total(self.fiscal.values())["basic"]:
            first |= self._account(self._draw(), self._draw(0.5))
        if self.chance.random() < 0.4:
            self.fund = {code: self._account(0, self._draw()) for code in self.chance.sample(sorted(_FUNDS), 2)}
        if self.chance.random() < 0.3:
            self.capital = {code: self._account(0, self._draw()) for code in self.chance.sample(sorted(_CAPITAL), 1)}
        if self.chance.random() < 0.5:
            for code in self.chance.sample(sorted(self.fiscal), self.chance.randint(1, len(self.fiscal))):
                self.other[code] = {field: self._draw(0.4) for field in _NOT_FISCAL}
        for ledger in (self.fiscal, self.fund, self.capital):
            for code in [code for code, sums in ledger.items() if not any(sums.values())]:
                del ledger[code]
        self._other_revenue()

    def _account(self, basic: int, project: int) -> Sums:
        """One 项 of a budget: opening balance + revenue = basic + project + closing balance."""
        spent = basic + project
        opening = min(self._draw(0.2), spent)
        closing = self._draw(0.2) if spent else 0
        revenue = spent + closing - opening
        return {
            "opening_balance": opening,
            "revenue": revenue,
            "total": spent,
            "basic": basic,
            "project": project,
            "closing_balance": closing,
        }

    def _other_revenue(self) -> None:
        """What is not appropriated: revenue + balance used + opening = spent + surplus distributed + closing."""
        spent = sum(sum(sums.values()) for sums in self.other.values())
        if not spent:
            self.other = {}
            return
        self.shifts["surplus-distribution"] = self._draw(0.3)
        self.shifts["closing-balance"] = self._draw(0.5)
        needed = spent + self.shifts["surplus-distribution"] + self.shifts["closing-balance"]
        used, opening, *_ = self._share(needed, 4) if self.chance.random() < 0.6 else (0, 0)
        self.shifts["non-appropriated-balance-used"], self.shifts["opening-balance"] = used, opening
        codes = sorted(self.other)
        for code, amount in zip(codes, self._share(needed - used - opening, len(codes)), strict=True):
            self.sources[code] = dict(zip(_OTHER_SOURCES, self._share(amount, len(_OTHER_SOURCES)), strict=True))

    # --- forms -----------------------------------------------------------------------------------------------------

    def _money(self, value: int) -> Decimal:
        factor = 1_000_000 if self.unit == "万元" else 100
        return (Decimal(value) / factor).quantize(Decimal("0.01"), ROUND_HALF_UP)

    def _entry(self, key: str, name: str, sums: Mapping[str, int], side: str = "") -> Entry:
        return Entry(key, name, {field: self._money(value) for field, value in sums.items() if value}, side)

    def _coded(self, items: Ledger) -> tuple[Entry, ...]:
        """Items with their sections, classes and total."""
        if not items:
            return ()
        names = _codes("functional")
        rows = [self._entry("", "合计", _total(items.values()))]
        for code in sorted({code[:length] for code in items for length in (3, 5, 7)}):
            below = [sums for item, sums in items.items() if item.startswith(code)]
            rows.append(self._entry(code, names[code], _total(below)))
        return tuple(rows)

    def _spending(self, ledger: Ledger) -> Ledger:
        return {
            code: {field: sums[field] for field in ("total", "basic", "project")}
            for code, sums in ledger.items()
            if sums["total"]
        }

    def _revenue(self) -> Ledger:
        items: Ledger = {}
        for code in {*self.fiscal, *self.fund, *self.capital, *self.sources}:
            fiscal = sum(ledger[code]["revenue"] for ledger in (self.fiscal, self.fund, self.capital) if code in ledger)
            sums = {"fiscal_appropriation": fiscal, **self.sources.get(code, {})}
            if any(sums.values()):
                items[code] = {"total": sum(sums.values()), **sums}
        return items

    def _expenditure(self) -> Ledger:
        items: Ledger = {}
        for code in {*self.fiscal, *self.fund, *self.capital, *self.other}:
            parts = [self.other.get(code, {})]
            parts += [
                {field: ledger[code][field] for field in ("basic", "project")}
                for ledger in (self.fiscal, self.fund, self.capital)
                if code in ledger
            ]
            sums = _total(parts)
            if any(sums.values()):
                items[code] = {"total": sum(sums.values()), **sums}
        return items

    def _classes(self, sums_of: Callable[[str], Sums], codes: Iterable[str]) -> list[Entry]:
        return [
            self._entry(f"class:{code}", "", sums_of(code), "expenditure") for code in sorted({c[:3] for c in codes})
        ]

    def _revenue_and_expenditure(self) -> tuple[Entry, ...]:
        fiscal = {name: _total(ledger.values()) for name, ledger in self._budgets().items()}
        sources = _total(self.sources.values())
        spending = self._expenditure()
        revenue = {name: sums["revenue"] for name, sums in fiscal.items()}
        revenue |= {field.replace("_", "-"): sources[field] for field in _OTHER_SOURCES}
        received, spent = sum(revenue.values()), _total(spending.values())["total"]
        opening = sum(sums["opening_balance"] for sums in fiscal.values()) + self.shifts["opening-balance"]
        closing = sum(sums["closing_balance"] for sums in fiscal.values()) + self.shifts["closing-balance"]
        used, surplus = self.shifts["non-appropriated-balance-used"], self.shifts["surplus-distribution"]
        left = {
            **revenue,
            "total-for-year": received,
            "non-appropriated-balance-used": used,
            "opening-balance": opening,
            "total": received + used + opening,
        }
        right = {
            "total-for-year": spent,
            "surplus-distribution": surplus,
            "closing-balance": closing,
            "total": spent + surplus + closing,
        }
        assert left["total"] == right["total"]

        def of_class(code: str) -> Sums:
            return {"amount": sum(sums["total"] for item, sums in spending.items() if item.startswith(code))}

        rows = [self._entry(key, "", {"amount": value}, "revenue") for key, value in left.items()]
        rows += self._classes(of_class, spending)
        rows += [self._entry(key, "", {"amount": value}, "expenditure") for key, value in right.items()]
        return tuple(rows)

    def _budgets(self) -> dict[str, Ledger]:
        return {
            "general-public-budget": self.fiscal,
            "government-fund-budget": self.fund,
            "state-capital-budget": self.capital,
        }

    def _fiscal_appropriation(self) -> tuple[Entry, ...]:
        budgets = self._budgets()
        fields = dict(zip(budgets, ("general_public_budget", "government_fund", "state_capital"), strict=True))
        sums = {name: _total(ledger.values()) for name, ledger in budgets.items()}

        def across(measure: str, code: str = "") -> Sums:
            parts = {
                fields[name]: sum(item[measure] for key, item in ledger.items() if key.startswith(code))
                for name, ledger in budgets.items()
            }
            return {"total": sum(parts.values()), **parts}

        received = sum(each["revenue"] for each in sums.values())
        opening = {name: each["opening_balance"] for name, each in sums.items()}
        left = {name: each["revenue"] for name, each in sums.items()}
        left |= {"total-for-year": received, "opening-balance": sum(opening.values())}
        left |= {f"opening-balance:{name}": value for name, value in opening.items()}
        left["total"] = received + sum(opening.values())
        rows = [self._entry(key, "", {"total": value}, "revenue") for key, value in left.items()]
        codes = [code for ledger in budgets.values() for code, item in ledger.items() if item["total"]]
        rows += self._classes(lambda code: across("total", code), codes)
        spent, closing = across("total"), across("closing_balance")
        for key, each in (
            ("total-for-year", spent),
            ("closing-balance", closing),
            ("total", _total([spent, closing])),
        ):
            rows.append(self._entry(key, "", each, "expenditure"))
        assert left["total"] == spent["total"] + closing["total"]
        return tuple(rows)

    def _basic(self, whole: int) -> Sums:
        """The basic expenditure shared out over sections of the economic classification."""
        chosen = self.chance.sample(_economic_sections(), self.chance.randint(1, 12))
        return dict(zip(chosen, self._share(whole, len(chosen)), strict=True))

    def _basic_form(self, amounts: Sums) -> tuple[Entry, ...]:
        """Every code is printed, most are nil."""
        names = _codes("economic")
        codes = sorted({code[:length] for code in _economic_sections() for length in (3, 5)})
        rows = [self._entry(code, names[code], {"amount": _below(amounts, (code,))}) for code in codes]
        rows.append(self._entry("personnel", "人员经费合计", {"amount": _below(amounts, ("301", "303"))}))
        rows.append(self._entry("non-personnel", "公用经费合计", {"amount": _below(amounts, ("302", "310"))}))
        return tuple(rows)

    def _three_public(self, basic: Sums) -> tuple[Entry, ...]:
        """At least what the basic expenditure has of each item: projects may add to it."""
        least = {item: basic.get(code, 0) for item, code in _THREE_PUBLIC_CODES.items()}
        if not any(least.values()) and self.chance.random() < 0.4:
            return ()
        rows: Ledger = {}
        for item, amount in least.items():
            final = amount + self._draw(0.4)
            rows[item] = {"budget": final + self._draw(0.4), "final": final}
        rows["vehicles"] = _total([rows["vehicle-purchase"], rows["vehicle-operation"]])
        rows["total"] = _total([rows["overseas-visits"], rows["vehicles"], rows["hospitality"]])
        if not rows["total"]["budget"]:
            return ()
        return tuple(self._entry(item, "", rows[item]) for item in ITEMS)

    # --- what only the narrative says ------------------------------------------------------------------------------

    def _approved(self, forms: Mapping[Form, Sequence[Entry]]) -> dict[str, Decimal]:
        """The initial budget of each 项."""
        return {
            entry.key: (entry.amounts["total"] * self.chance.randint(60, 150) / 100).quantize(
                Decimal("0.01"), ROUND_HALF_UP
            )
            for entry in forms[Form.GENERAL_PUBLIC_BUDGET]
            if len(entry.key) == 7
        }

    def _prior(self, forms: Mapping[Form, Sequence[Entry]]) -> dict[Form, Decimal]:
        """The year before, for each form's total."""
        factor = Decimal(self.chance.randint(50, 150)) / 100
        found = {}
        for form, entries in forms.items():
            total = next((entry for entry in entries if entry.key in ("", "total")), None)
            if total:
                value = next(iter(total.amounts.values()), Decimal(0))
                found[form] = (value * factor).quantize(Decimal("0.01"), ROUND_HALF_UP)
        return found


def _below(amounts: Mapping[str, int], prefixes: tuple[str, ...]) -> int:
    return sum(value for code, value in amounts.items() if code.startswith(prefixes))
