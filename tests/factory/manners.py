"""The narrative in the manner of other places: what their reports say of the same figures, in their words and order."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from build_site.model import Form
from tests.factory.accounts import Entry, Passage
from tests.factory.wording import KINDS, Figures, narrate, ordinal, percent

_SOURCES = {
    "fiscal_appropriation": "财政拨款收入",
    "from_superior_unit": "上级补助收入",
    "public_service_revenue": "事业收入",
    "operating_revenue": "经营收入",
    "from_subsidiary_units": "附属单位上缴收入",
    "other_revenue": "其他收入",
}
_THREE = {"overseas-visits": "因公出国（境）费", "vehicles": "公务用车购置及运行维护费", "hospitality": "公务接待费"}
Chapter = tuple[str, Sequence[str]]


def narrate_as(figures: Figures, manner: str) -> tuple[Passage, ...]:
    """The parts of text with the explanations in one of `MANNERS`."""
    plain = narrate(figures)
    first, last = (
        next(at for at, passage in enumerate(plain) if passage.number == part) for part in ("第三部分", "第四部分")
    )
    told = [
        Passage(f"{ordinal(n)}、", title, 2, tuple(paragraphs))
        for n, (title, paragraphs) in enumerate(_chapters(figures, manner), 1)
    ]
    return (*plain[: first + 1], *told, *plain[last:])


MANNERS = ("north", "west", "south")


def _chapters(f: Figures, manner: str) -> Iterator[Chapter]:
    year, out = f.year, f.print
    total, received, spent = (
        f.amount(Form.REVENUE_AND_EXPENDITURE, "total", "amount", "revenue"),
        f.amount(Form.REVENUE, "", "total"),
        f.amount(Form.EXPENDITURE, "", "total"),
    )
    both = {
        "north": f"{year}年度收、支总计{out(total)}",
        "west": f"{year}年度收入总计{out(total)}、支出总计{out(total)}",
    }
    yield (
        "收入支出决算总体情况说明",
        [
            f"{both.get(manner, f'本部门{year}年度收入、支出总计均为{out(total)}')}。{_moved(f, Form.REVENUE_AND_EXPENDITURE, total, '收、支总计各', manner)}"
        ],
    )
    sources = {name: f.amount(Form.REVENUE, "", field) for field, name in _SOURCES.items()}
    yield "收入决算情况说明", [f"{year}年度本年收入合计{out(received)}，{_shared(f, sources, received, manner)}。"]
    kinds = {name: f.amount(Form.EXPENDITURE, "", field) for field, name in KINDS.items()}
    yield "支出决算情况说明", [f"{year}年度本年支出合计{out(spent)}，{_shared(f, kinds, spent, manner)}。"]
    fiscal = f.amount(Form.FISCAL_APPROPRIATION, "total", "total", "revenue")
    yield (
        "财政拨款收入支出决算总体情况说明",
        [
            f"{year}年度财政拨款收、支总计{out(fiscal)}。{_moved(f, Form.FISCAL_APPROPRIATION, fiscal, '财政拨款收、支总计各', manner)}"
        ],
    )
    yield "一般公共预算财政拨款支出决算情况说明", _general(f, spent, manner)
    yield "财政拨款基本支出决算情况说明", _basic(f, manner)
    for form, name in (
        (Form.GOVERNMENT_FUND_BUDGET, "政府性基金预算"),
        (Form.STATE_CAPITAL_BUDGET, "国有资本经营预算"),
    ):
        yield f"{name}财政拨款支出决算情况说明", [_account(f, form, name)]
    if f.forms[Form.THREE_PUBLIC_EXPENSES]:
        yield "“三公”经费财政拨款支出决算情况说明", _three_public(f, manner)
    else:
        yield "“三公”经费财政拨款支出决算情况说明", ["本单位当年无财政拨款“三公”经费支出。"]
    running = f.amount(Form.BASIC_EXPENDITURE, "non-personnel", "amount")
    yield "机关运行经费支出说明", [f"{year}年本部门机关运行经费支出合计{out(running)}。"]
    bought, small = total.quantize(Decimal(1)) * 2, total.quantize(Decimal(1))
    yield (
        "政府采购支出说明",
        [
            f"{year}年度政府采购支出总额{out(bought)}，其中：政府采购货物支出{out(small)}、政府采购工程支出{out(Decimal(0))}、政府采购服务支出{out(small)}。",
            f"授予中小企业合同金额{out(small)}，占政府采购支出总额的{percent(small, bought)}，其中：授予小微企业合同金额{out(small)}，占政府采购支出总额的{percent(small, bought)}。",
        ],
    )
    yield (
        "国有资产占用情况说明",
        [
            f"截至{year}年12月31日，本部门共有车辆2辆，其中，机要通信用车1辆、其他用车1辆；单价100万元以上设备0台（套）。"
        ],
    )
    yield "预算绩效情况说明", ["对5个项目编制了绩效目标，选取5个项目开展绩效监控，年终对5个项目开展了绩效自评。"]


def _shared(f: Figures, parts: Mapping[str, Decimal], whole: Decimal, manner: str) -> str:
    words = {"north": "，占{}合计的", "west": "，占", "south": "，占本年{}的"}[manner]
    side = "收入" if "其他收入" in parts else "支出"
    return "其中：" + "；".join(
        f"{name}{f.print(value)}{words.format(side)}{percent(value, whole)}" for name, value in parts.items()
    )


def _moved(f: Figures, form: Form, now: Decimal, what: str, manner: str) -> str:
    prior = f.prior.get(form, Decimal(0))
    if now == prior:
        return f"{what}与上年持平。"
    word = ("增加", "增长") if now > prior else ("减少", "下降")
    rate = f"，{word[1]}{percent(abs(now - prior), prior)}" if prior else ""
    compared = {"north": "比上年", "west": f"与{f.year - 1}年相比，{what}", "south": f"较上年{what}"}[manner]
    lead = what if manner == "north" else ""
    return f"{lead}{compared}{word[0]}{f.print(abs(now - prior))}{rate}，主要是工作任务变化。"


def _general(f: Figures, spent: Decimal, manner: str) -> list[str]:
    rows, out = f.forms[Form.GENERAL_PUBLIC_BUDGET], f.print
    total, names = (
        f.amount(Form.GENERAL_PUBLIC_BUDGET, "", "total"),
        {row.key: row.name.removesuffix("（类）") for row in rows},
    )
    told = [f"{f.year}年度一般公共预算财政拨款支出{out(total)}，占本年支出合计的{percent(total, spent)}。"]
    classes = "；".join(
        f"{row.name}{'（类）' if manner != 'west' else ''}{out(row.amounts['total'])}，占{percent(row.amounts['total'], total)}"
        for row in rows
        if len(row.key) == 3
    )
    told.append(f"主要用于以下方面：{classes}。")
    if manner == "north":
        return told + [_against_plan(f, row) for row in rows if len(row.key) in (3, 5)]
    items = [row for row in rows if len(row.key) == 7]
    return told + [_item(f, n, row, names, manner) for n, row in enumerate(items, 1)]


def _against_plan(f: Figures, row: Entry) -> str:
    final = row.amounts["total"]
    plan = sum((value for key, value in f.approved.items() if key.startswith(row.key)), Decimal(0))
    head = f"“{row.name}”（{'类' if len(row.key) == 3 else '款'}）{f.year}年度决算{f.print(final)}"
    if final == plan:
        return f"{head}，与{f.year}年年初预算持平。"
    word = ("增加", "增长") if final > plan else ("减少", "下降")
    rate = f"，{word[1]}{percent(abs(final - plan), plan)}" if plan else ""
    return f"{head}，比{f.year}年年初预算{word[0]}{f.print(abs(final - plan))}{rate}。主要原因：据实列支。"


def _item(f: Figures, n: int, row: Entry, names: Mapping[str, str], manner: str) -> str:
    above, final = (names[row.key[:3]], names[row.key[:5]]), f.print(row.amounts["total"])
    if manner == "west":
        path = f"{above[0]}（{row.key[:3]}）{above[1]}（{row.key[:5]}）{row.name}（{row.key}）"
        return f"{n}.{path}：支出决算为{final}，完成预算100%，决算数等于预算数。"
    plan = f.approved[row.key]
    rate = f"完成年初预算的{percent(row.amounts['total'], plan)}" if plan else "由于年初预算数为0，无法计算百分比"
    return (
        f"{n}、{above[0]}（类）{above[1]}（款）{row.name}（项）。年初预算为{f.print(plan)}，支出决算为{final}，{rate}。"
    )


def _basic(f: Figures, manner: str) -> list[str]:
    form, out = Form.BASIC_EXPENDITURE, f.print
    personnel, others = f.amount(form, "personnel", "amount"), f.amount(form, "non-personnel", "amount")
    if manner == "north":
        funds = [f.amount(form, "", "basic") for form in (Form.GOVERNMENT_FUND_BUDGET, Form.STATE_CAPITAL_BUDGET)]
        told = f"{f.year}年度使用一般公共预算财政拨款安排基本支出{out(personnel + others)}"
        return [
            f"{told}，使用政府性基金财政拨款安排基本支出{out(funds[0])}，使用国有资本经营预算财政拨款安排基本支出{out(funds[1])}。"
        ]
    return [
        f"{f.year}年度一般公共预算财政拨款基本支出{out(personnel + others)}，其中：人员经费{out(personnel)}；公用经费{out(others)}。"
    ]


def _account(f: Figures, form: Form, name: str) -> str:
    if not f.forms[form]:
        return f"本年度无{name}财政拨款收支。"
    opening, revenue, total, basic, project, closing = (
        f.print(f.amount(form, "", field))
        for field in ("opening_balance", "revenue", "total", "basic", "project", "closing_balance")
    )
    flows = f"财政拨款收入{revenue}；年初结转和结余{opening}；支出{total}"
    flows = flows if form is Form.GOVERNMENT_FUND_BUDGET else f"财政拨款支出{total}"
    end = f"；年末结转和结余{closing}" if form is Form.GOVERNMENT_FUND_BUDGET else ""
    return f"{f.year}年度{name}{flows}，其中基本支出{basic}，项目支出{project}{end}。"


def _three_public(f: Figures, manner: str) -> list[str]:
    form, out = Form.THREE_PUBLIC_EXPENSES, f.print

    def both(item: str) -> tuple[Decimal, Decimal]:
        return f.amount(form, item, "budget"), f.amount(form, item, "final")

    plan, final = both("total")
    told = [f"{f.year}年度“三公”经费全年预算{out(plan)}，支出决算{out(final)}，完成全年预算的{percent(final, plan)}。"]
    for n, (item, name) in enumerate(_THREE.items(), 1):
        budget, own = both(item)
        held = f"公务用车保有量2辆，车均运行维护费{out(f.amount(form, 'vehicle-operation', 'final') / 2)}。" if item == "vehicles" and manner == "north" else ""  # fmt: skip
        share = f"，占“三公”经费支出决算的{percent(own, final)}" if manner == "south" and final else ""
        told.append(f"{n}.{name}全年预算{out(budget)}，支出决算{out(own)}{share}。{held}")
    return told
