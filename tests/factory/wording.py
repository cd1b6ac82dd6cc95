"""The narrative that goes with a set of forms: sections 一 to 十四, and a short glossary."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from build_site.model import Form
from build_site.model.forms import ITEMS
from tests.factory.accounts import Entry, Passage

_NUMERALS = "一二三四五六七八九十"
KINDS = {
    "basic": "基本支出",
    "project": "项目支出",
    "to_superior_unit": "上缴上级支出",
    "operating": "经营支出",
    "to_subsidiary_units": "对附属单位补助支出",
}
_GLOSSARY = {
    "财政拨款收入": "指单位从同级财政部门取得的各类财政拨款。",
    "其他收入": "指单位取得的除上述“财政拨款收入”、“事业收入”、“经营收入”等以外的各项收入。",
    "年末结转和结余": "指单位按有关规定结转到下年或以后年度继续使用的资金，或项目已完成等产生的结余资金。",
    "基本支出": "指为保障机构正常运转、完成日常工作任务而发生的人员支出和公用支出。",
    "“三公”经费": "指用财政拨款安排的因公出国（境）费、公务用车购置及运行维护费和公务接待费。",
}


def ordinal(number: int) -> str:
    """The Chinese numeral of 1 to 99: 14 is 十四."""
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else _NUMERALS[tens - 1] + "十"
    return head + (_NUMERALS[ones - 1] if ones else "")


def nothing(form: Form, department: str, year: int) -> str:
    """The sentence under an empty form."""
    return f"说明：{department}{year}年度没有{form.covers}，故本表无数据。"


@dataclass(frozen=True, slots=True)
class Figures:
    """What the narrative is made from. `approved`: the initial budget of each 项; `prior`: last year's totals."""

    department: str
    year: int
    unit: str
    forms: Mapping[Form, tuple[Entry, ...]]
    approved: Mapping[str, Decimal]
    prior: Mapping[Form, Decimal]

    def amount(self, form: Form, key: str, field: str, side: str = "") -> Decimal:
        entries = (entry for entry in self.forms[form] if (entry.key, entry.side) == (key, side))
        return next((entry.amounts.get(field, Decimal(0)) for entry in entries), Decimal(0))

    def print(self, value: Decimal) -> str:
        return f"{value}{self.unit}"

    def change(self, form: Form, now: Decimal, what: str) -> str:
        """“与2022年度相比，…增加3.20万元，增长1.50%，主要原因是…”."""
        prior = self.prior.get(form, Decimal(0))
        difference = abs(now - prior)
        word = ("减少", "下降") if now < prior else ("增加", "增长")
        compared = f"与{self.year - 1}年度相比，{what}{word[0]}{self.print(difference)}"
        return compared + f"，{word[1]}{percent(difference, prior)}，主要原因是业务量变化。"


def percent(part: Decimal, whole: Decimal) -> str:
    share = part * 100 / whole if whole else Decimal(0)
    return f"{share.quantize(Decimal('0.01'), ROUND_HALF_UP)}%"


def narrate(figures: Figures) -> tuple[Passage, ...]:
    """The parts of text: overview, explanations, glossary. The forms are the second part."""
    name, year = figures.department, figures.year
    overview = [
        Passage("第一部分", f"{name}概况", 1),
        Passage(
            "一、",
            "主要职能",
            2,
            (f"{name}贯彻执行国家有关方针政策，负责协调推进本区域相关工作，承办上级交办的其他事项。",),
        ),
        Passage("二、", "机构设置", 2, (f"从单位构成看，{name}部门决算由纳入独立核算的单位本级决算组成。",)),
    ]
    told = [Passage("第三部分", f"{year}年度部门决算情况说明", 1)]
    for number, (title, parts) in enumerate(_chapters(figures), start=1):
        if isinstance(parts, str):
            told.append(Passage(f"{ordinal(number)}、", title, 2, tuple(parts.split("\n"))))
            continue
        told.append(Passage(f"{ordinal(number)}、", title, 2))
        for position, (heading, text) in enumerate(parts, start=1):
            told.append(Passage(f"（{ordinal(position)}）", heading, 3, tuple(text.split("\n"))))
    terms = [
        Passage(f"（{ordinal(number)}）", term, 3, (meaning,), inline=True)
        for number, (term, meaning) in enumerate(_GLOSSARY.items(), start=1)
    ]
    return (*overview, *told, Passage("第四部分", "名词解释", 1), *terms)


def _chapters(figures: Figures) -> Iterator[tuple[str, str | Sequence[tuple[str, str]]]]:
    f, year, out = figures, figures.year, figures.print
    total = f.amount(Form.REVENUE_AND_EXPENDITURE, "total", "amount", "revenue")
    yield (
        "收入支出决算总体情况说明",
        (f"{year}年度收、支总计均为{out(total)}。" + f.change(Form.REVENUE_AND_EXPENDITURE, total, "收、支总计各")),
    )
    received = f.amount(Form.REVENUE, "", "total")
    fiscal = f.amount(Form.REVENUE, "", "fiscal_appropriation")
    yield (
        "收入决算情况说明",
        (
            f"{year}年度收入合计{out(received)}，其中：财政拨款收入{out(fiscal)}，占本年收入{percent(fiscal, received)}。"
        ),
    )
    spent = f.amount(Form.EXPENDITURE, "", "total")
    kinds = {kind: f.amount(Form.EXPENDITURE, "", field) for field, kind in KINDS.items()}
    shares = "；".join(
        f"{kind}{out(value)}，占本年支出{percent(value, spent)}" for kind, value in kinds.items() if value
    )
    yield "支出决算情况说明", f"{year}年度支出合计{out(spent)}，其中：{shares}。"
    appropriated = f.amount(Form.FISCAL_APPROPRIATION, "total", "total", "revenue")
    yield (
        "财政拨款收入支出决算总体情况说明",
        (
            f"{year}年度财政拨款收、支总计均为{out(appropriated)}。"
            + f.change(Form.FISCAL_APPROPRIATION, appropriated, "财政拨款收、支总计各")
        ),
    )
    yield "一般公共预算财政拨款支出决算情况说明", _general(f, spent)
    personnel = f.amount(Form.BASIC_EXPENDITURE, "personnel", "amount")
    others = f.amount(Form.BASIC_EXPENDITURE, "non-personnel", "amount")
    yield (
        "一般公共预算财政拨款基本支出决算情况说明",
        (
            f"{year}年度一般公共预算财政拨款基本支出{out(personnel + others)}，其中：\n"
            f"人员经费{out(personnel)}{_among(f, ('301', '303'))}。\n"
            f"公用经费{out(others)}{_among(f, ('302', '310'))}。"
        ),
    )
    for form, title in (
        (Form.GOVERNMENT_FUND_BUDGET, "政府性基金预算财政拨款收入支出决算情况说明"),
        (Form.STATE_CAPITAL_BUDGET, "国有资本经营预算财政拨款支出决算情况说明"),
    ):
        used = f.amount(form, "", "total")
        name = title[: title.index("财政拨款") + 4]
        some = f"{year}年度{name}本年支出{out(used)}，年末结转和结余{out(f.amount(form, '', 'closing_balance'))}。"
        yield title, some if f.forms[form] else f"本部门当年无{name}收入支出。"
    yield "财政拨款“三公”经费支出决算情况说明", _three_public(f)
    yield "机关运行经费支出说明", f"{year}年度{f.department}机关运行经费支出{out(others)}。"
    yield "政府采购支出说明", f"{year}年度政府采购支出总额{out((others / 2).quantize(Decimal('0.01')))}。"
    yield (
        "国有资产占用情况说明",
        f"截至{year}年12月31日，本部门共有车辆3辆，其中，其他用车3辆；单价100万元（含）以上设备0台（套）。",
    )
    yield (
        "预算绩效情况说明",
        (("预算绩效管理工作开展情况", f"本部门组织对{year}年度一般公共预算项目支出全面开展绩效自评，共涉及项目2个。"),),
    )
    yield "专项支出、转移支付支出情况说明", "本部门当年无专项支出、转移支付支出。"


def _among(f: Figures, classes: tuple[str, ...]) -> str:
    """“，主要包括：基本工资、津贴补贴”: the sections of these economic classes that have an amount."""
    entries = f.forms[Form.BASIC_EXPENDITURE]
    names = [entry.name for entry in entries if len(entry.key) == 5 and entry.key.startswith(classes) and entry.amounts]
    return f"，主要包括：{'、'.join(names)}" if names else ""


def _general(f: Figures, spent: Decimal) -> Sequence[tuple[str, str]]:
    form, out = Form.GENERAL_PUBLIC_BUDGET, f.print
    entries = f.forms[form]
    names = {entry.key: entry.name for entry in entries}
    total = f.amount(form, "", "total")
    approved = sum(f.approved.values(), Decimal(0))
    named = ("{}（类）", "“{}”", "{}")[len(entries) % 3]
    classes = [
        f"{n}.{named.format(e.name)}{out(e.amounts['total'])}，占{percent(e.amounts['total'], total)}。"
        for n, e in enumerate((e for e in entries if len(e.key) == 3), start=1)
    ]
    whole = f"支出决算为{out(total)}，完成年初预算的{percent(total, approved)}"
    items = [f"一般公共预算财政拨款支出年初预算为{out(approved)}，{whole}。其中："]
    for number, entry in enumerate((entry for entry in entries if len(entry.key) == 7), start=1):
        path = f"{names[entry.key[:3]]}（类）{names[entry.key[:5]]}（款）{entry.name}（项）"
        planned, final = f.approved[entry.key], entry.amounts["total"]
        items.append(
            f"{number}.{path}。主要用于：{_spent_as(entry)}。年初预算为{out(planned)}，支出决算为{out(final)}，"
            f"完成年初预算的{percent(final, planned)}。{_compared(final, planned)}"
        )
    return (
        (
            "一般公共预算财政拨款支出决算总体情况",
            f"{f.year}年度一般公共预算财政拨款支出{out(total)}，占本年支出合计的{percent(total, spent)}。"
            + f.change(form, total, "一般公共预算财政拨款支出"),
        ),
        ("一般公共预算财政拨款支出决算结构情况", "\n".join(["一般公共预算财政拨款支出主要用于以下方面：", *classes])),
        (
            "一般公共预算财政拨款支出决算具体情况",
            "\n".join(items),
        ),
    )


def _spent_as(entry: Entry) -> str:
    basic, project = entry.amounts.get("basic"), entry.amounts.get("project")
    return (
        "和".join(kind for kind, value in (("日常运转的基本支出", basic), ("专项工作的项目支出", project)) if value)
        or "日常工作"
    )


def _compared(final: Decimal, planned: Decimal) -> str:
    if final == planned:
        return "决算数与年初预算数持平。"
    return f"决算数{'大于' if final > planned else '小于'}年初预算数的主要原因：据实列支。"


def _three_public(f: Figures) -> str | Sequence[tuple[str, str]]:
    form, out = Form.THREE_PUBLIC_EXPENSES, f.print
    if not f.forms[form]:
        return "本单位当年无财政拨款“三公”经费支出。"
    budget, final = f.amount(form, "total", "budget"), f.amount(form, "total", "final")
    overall = f"“三公”经费支出全年预算为{out(budget)}，支出决算为{out(final)}，完成全年预算的{percent(final, budget)}。"
    names = {item: known.zh for item, known in ITEMS.items() if known.parent == "total"}
    parts = [
        f"{number}.{name}支出决算为{out(f.amount(form, item, 'final'))}，"
        f"完成全年预算{out(f.amount(form, item, 'budget'))}的{percent(f.amount(form, item, 'final'), f.amount(form, item, 'budget'))}。"
        for number, (item, name) in enumerate(names.items(), start=1)
    ]
    return (("“三公”经费支出决算总体情况说明", overall), ("“三公”经费支出决算具体情况说明", "\n".join(parts)))
