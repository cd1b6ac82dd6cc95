"""One matter in all departments: plan and result, last year and this. Never a ranking by errors; coverage always said."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from markupsafe import Markup

from build_site.model import Form
from build_site.render.charts.many.pairs import Pair, pairs
from build_site.render.charts.markup import Figure, Pen, figure
from build_site.render.collected import Collected, Office, total
from build_site.render.html import page
from build_site.render.measures import ABSENT, Known, part_of
from build_site.render.pages.frame import MANY
from build_site.render.pages.places import counted
from build_site.render.shelf import EMPTY, Shelf
from build_site.render.template import fill
from build_site.render.words import Tongue
from build_site.run.whole import csv_bytes

_DRAWN = 40
"""So many reports are drawn; the table has all that a page can hold, the file all."""


@dataclass(frozen=True, slots=True)
class Topic:
    """`measure` and its `plan` (none: none is published), last year's amount as the report itself states it, the parts."""

    id: str
    title: str
    definition: str
    measure: str
    plan: str = ""
    stated: str = ""
    parts: tuple[tuple[str, str], ...] = ()
    form: str = ""

    @property
    def measures(self) -> list[tuple[str, str, str]]:
        """Every measure with its plan and title, the whole first."""
        own = [(self.measure, self.plan, "合计")]
        return own + [(name, f"{name}-budget" if self.plan else "", title) for name, title in self.parts]


TOPICS = (
    Topic(
        "three-public", "“三公”经费", "因公出国（境）、公务用车购置及运行、公务接待三项费用。各部门先报预算，年末报决算。",
        "three-public", "three-public-budget", "",
        (("overseas-visits", "因公出国（境）"), ("vehicle-purchase", "公务用车购置"), ("vehicle-operation", "公务用车运行"), ("hospitality", "公务接待")),
        Form.THREE_PUBLIC_EXPENSES,
    ),
    Topic(
        "running-costs", "机关运行经费", "行政单位和参照公务员法管理的事业单位为保障运行、用于购买货物和服务的各项资金。事业单位没有这一项。",
        "running-costs", "", "running-costs-prior", (), "",
    ),
    Topic(
        "procurement", "政府采购", "部门用财政性资金按采购目录和限额标准买的货物、工程和服务。",
        "procurement", "", "", (("procurement-goods", "货物"), ("procurement-works", "工程"), ("procurement-services", "服务")),
        "",
    ),
    Topic(
        "budget-execution", "预算完成", "一般公共预算财政拨款支出：年初批复的预算和年末的决算。年中有追加或调整的，决算可以高于年初预算。",
        "general-public", "approved", "", (), Form.GENERAL_PUBLIC_BUDGET,
    ),
)  # fmt: skip


def topic_pages(all_: Collected, lang: str, pen: Pen, shelf: Shelf = EMPTY) -> Iterator[tuple[str, str]]:
    """`topics/index.md` and a page for each topic, by path."""
    index = Tongue(lang, "../../" if lang == "en" else "../")
    listed = []
    for topic in TOPICS:
        known = sum(each.measures[topic.measure].yuan is not None for each in all_.reports)
        listed.append(
            {"id": topic.id, "title": index(topic.title), "definition": index(topic.definition), "known": known}
        )
        for path, year, t, years in all_.by_year(f"topics/{topic.id}", all_.offices.values(), lang, topic.measure):
            told = [
                (office.department, shelf.of(each for each in office.reports if each.year in (year, year - 1)))
                for office in all_.offices.values()
                if office.of(year)
            ]
            made = partial(_page, all_, topic, year, t, pen, years)
            yield path, shelf.page(t.below(path), made, year, years, told)
    body = fill("topics", t=index, topics=listed)
    yield (
        "topics/index.md",
        page(index("专题"), body, description=index("同一件事，各部门放在一起看：预算与决算、上年与本年。")),
    )


def _page(all_: Collected, topic: Topic, year: int, t: Tongue, pen: Pen, years: Sequence[tuple[int, int, str]]) -> str:
    rows = _rows(all_, topic, year, t)
    families = [(f"figure-{topic.id}", t("合计"), _chart(topic, rows, year, t, pen))] + [
        (f"figure-{name}", t(title), _chart(topic, _rows(all_, topic, year, t, name, f"{name}-budget" if topic.plan else ""), year, t, pen, name))
        for name, title in topic.parts
    ]  # fmt: skip
    title = t(topic.title)
    planned = bool(topic.plan)
    columns = [
        (t("部门"), 0),
        *([(t("年初预算") if topic.plan == "approved" else t("预算"), 1)] if planned else []),
        (t("决算") if planned else t("本年"), 1),
    ]
    columns += [(t("完成"), 1)] if planned else []
    told = [
        name
        for at, (_, name) in enumerate(topic.parts)
        if any(row["parts"][at].state != "not-in-report" for row in rows)
    ]
    untold = [t(name) for _, name in topic.parts if name not in told]
    for row in rows:
        row["parts"] = [part for part, (_, name) in zip(row["parts"], topic.parts, strict=True) if name in told]
    columns += [(t("上年"), 1), (t("比上年"), 1), *((t(name), 1) for name in told)]
    body = fill(
        "topic",
        t=t, topic=topic.id, title=title, definition=t(topic.definition), year=year, years=years, planned=planned, columns=columns,
        untold=untold if rows else (), rows=rows[:MANY], more=len(rows) if len(rows) > MANY else 0,
        counts=counted(row["final"].state for row in rows), sums=total(row["final"] for row in rows),
        families=[each for each in families if each[2]],
    )  # fmt: skip
    return page(f"{title} {year}" if year else title, body, description=t(topic.definition))


def _rows(
    all_: Collected, topic: Topic, year: int, t: Tongue, measure: str = "", planned: str = ""
) -> list[dict[str, Any]]:  # fmt: skip
    """A row for every report of the year, the largest result first; of the whole, or of the part `measure`."""
    stated = topic.stated if not measure else ""
    measure, planned = measure or topic.measure, planned if measure else topic.plan
    rows: list[dict[str, Any]] = []
    for office in all_.offices.values():
        if not office.of(year):
            continue
        plan, final = office.known(year, planned) if planned else ABSENT, office.known(year, measure)
        prior, derived = office.before(year, measure, stated)
        rows.append({
            "office": office, "name": all_.name(office, t), "short": all_.plain(office, t),
            "href": f"{t.home}departments/{office.slug}/{year}/",
            "base": f"{t.root}departments/{office.slug}/{year}/", "prior_base": f"{t.root}departments/{office.slug}/{year - 1}/",
            "place": office.department.division_code, "place_name": t.place(office.department.division_code),
            "plan": plan, "final": final, "prior": prior, "derived": derived,
            "done": part_of(final, plan),
            "moved": final.yuan - prior.yuan if final.yuan is not None and prior.yuan is not None else None,
            "parts": [office.known(year, name) for name, _ in topic.parts],
        })  # fmt: skip
    rows.sort(
        key=lambda row: (
            row["final"].yuan is None,
            -(row["final"].yuan or 0),
            row["plan"].yuan is None,
            row["office"].slug,
        )
    )
    return rows


def _chart(
    topic: Topic, rows: Sequence[Mapping[str, Any]], year: int, t: Tongue, pen: Pen, part: str = ""
) -> Markup | str:
    drawn = sorted(rows, key=lambda row: row["final"].yuan is None and row["plan"].yuan is None)[:_DRAWN]
    told = ("final",) if part or not topic.plan else ("final", "plan")
    if not any(row[name].yuan is not None for row in rows for name in told):
        return ""

    made = []
    for row in drawn:
        plan, final, prior = (
            None if row[name].yuan is None else t.drawn(row[name].yuan) for name in ("plan", "final", "prior")
        )
        moved = t("没有可比的数") if final is not None and row["moved"] is None else ""
        moved = moved if row["moved"] is None else t.change(row["moved"])
        made.append(Pair(row["short"], plan, final, prior, _words(topic, row, t), moved, row["derived"]))
    title = _title(topic, rows, t)
    what = t(dict(topic.parts)[part]) if part else t(topic.title)
    said = t("{what}，{year}年度，单位：{unit}。", what=what, year=year, unit=t.unit)
    ends = [(before, each.final) for each in made for before in (each.budget, each.prior)]
    if any(a is not None and b is not None and b > a for a, b in ends):
        said += t("紫色：决算高于预算，或高于上年。") if topic.plan else t("紫色：高于上年。")
    if len(rows) > len(drawn):
        said += " " + t("图里是数额最大的 {n} 份。", n=len(drawn))
    spoken = "；".join(f"{each.name} {each.words}" for each in made)
    drawing = pairs(
        f"topic-{topic.id}{part}", made, (t("预算"), t("决算") if topic.plan else t("本年"), t("上年")), t.unit,
        f"{title}{t('。')}{said}{spoken}", planned=bool(topic.plan),
    )  # fmt: skip
    head = [t("部门"), *([t("预算"), t("决算")] if topic.plan else [t("本年")]), t("上年"), t("比上年")]
    printed = ("plan", "final", "prior") if topic.plan else ("final", "prior")
    table = [
        (
            _named(row, bool(topic.plan)),
            *(_shown(row[name], t) for name in printed),
            "" if row["moved"] is None else t.change(row["moved"]),
        )
        for row in drawn
    ]
    return figure(
        Figure(f"figure-{part or topic.id}", title, said, f"{title}{t('。')}{said}", drawing, head, table, _source(topic, t), unit=t.unit, data=f"{t.root}data/topics/{topic.id}.csv"),
        pen, t=t,
    )  # fmt: skip


def _named(row: Mapping[str, Any], planned: bool) -> Markup:
    """A row's name with what docs/assets/topics.js chooses and orders by."""
    ends = (row["plan"].yuan, row["final"].yuan)
    apart = row["moved"] if not planned else None if None in ends else ends[1] - ends[0]
    return Markup('<a href="{}" data-place="{}" data-apart="{}">{}</a>').format(
        row["href"], row["place"], "" if apart is None else apart, row["name"]
    )


def _source(topic: Topic, t: Tongue) -> str:
    """Where the amounts stand in the reports."""
    if not topic.form:
        return t("报告正文“其他重要事项”")
    form = Form(topic.form)
    return t("各报告的{form}", form=form.en if t.english else form.zh)


def _title(topic: Topic, rows: Sequence[Mapping[str, Any]], t: Tongue) -> str:
    """What the rows say: how many results exceed their plan, or how many grew."""
    pairs_ = [
        (row["plan"].yuan, row["final"].yuan)
        for row in rows
        if row["plan"].yuan is not None and row["final"].yuan is not None
    ]
    if topic.plan and pairs_:
        return _against_plan(pairs_, t, approved=topic.plan == "approved")
    moved = [row["moved"] for row in rows if row["moved"] is not None]
    if moved:
        told = (
            (sum(each > 0 for each in moved), "{n} 个比上年多"), (sum(each < 0 for each in moved), "{n} 个比上年少"),
            (sum(not each for each in moved), "{n} 个与上年相同"),
        )  # fmt: skip
        parts = t("，").join(t(words, n=many) for many, words in told if many)
        return t("{n} 个两年都有数的部门里，{parts}", n=len(moved), parts=parts)
    amounts = sorted(row["final"].yuan for row in rows if row["final"].yuan is not None)
    if not amounts:
        planned = sum(row["plan"].yuan is not None for row in rows)
        return t("{n} 份报告里，{k} 份印了预算，决算都没有数", n=len(rows), k=planned)
    if len(amounts) < 2:
        return t("{n} 个部门印了数", n=len(amounts))
    return t.spread(amounts)


def _against_plan(pairs_: Sequence[tuple[Decimal, Decimal]], t: Tongue, *, approved: bool) -> str:
    """How many results exceed their plan; a department that was set up after the budget was approved had none to exceed."""
    new = sum(not plan and bool(final) for plan, final in pairs_) if approved else 0
    over, n = sum(final > plan for plan, final in pairs_) - new, len(pairs_)
    if not over and not new:
        return t("{n} 个预算和决算都有数的部门，没有一个超过预算", n=n)
    told = (
        (n - over - new, "{n} 个不超过预算"), (over, "{n} 个超过预算"), (new, "{n} 个年初没有预算"),
    )  # fmt: skip
    parts = t("，").join(t(words, n=many) for many, words in told if many)
    return t("{n} 个预算和决算都有数的部门里，{parts}", n=n, parts=parts)


def _words(topic: Topic, row: Mapping[str, Any], t: Tongue) -> str:
    """What stands in a row of the chart: numbers, or why there are none."""
    final = _shown(row["final"], t)
    apart = (topic.plan and row["plan"].state != row["final"].state) or row["plan"].yuan is not None
    return f"{_shown(row['plan'], t)} → {final}" if apart else final


def _shown(known: Any, t: Tongue) -> str:
    return t.money(known.yuan) if known.yuan is not None else _said(t)[known.state]


def _said(t: Tongue) -> dict[str, str]:
    """Every state without an amount in words."""
    states = {
        "blank": "空白", "none-stated": "报告称无", "not-in-report": "没有写", "not-read": "未读到", "not-collected": "未收录",
    }  # fmt: skip
    return {name: str(t(words)) for name, words in states.items()}


def write_topics(all_: Collected, folder: Path) -> None:
    """For each topic its rows of every year, amounts in yuan."""
    folder.mkdir(parents=True)
    for topic in TOPICS:
        rows = (
            row
            for office in all_.offices.values()
            for report in office.reports
            for row in _records(topic, office, report.year)
        )
        (folder / f"{topic.id}.csv").write_bytes(csv_bytes(_COLUMNS, rows))


_COLUMNS = (
    "slug", "department", "division_code", "fiscal_year", "item", "plan_yuan", "plan_state", "final_yuan", "final_state",
    "prior_yuan", "prior_state", "prior_derived",
)  # fmt: skip


def _records(topic: Topic, office: Office, year: int) -> Iterator[list[str]]:
    """Of one report each measure's plan, result and last year, an amount in yuan with its state."""
    own = office.department
    for name, plan, _ in topic.measures:
        prior, derived = office.before(year, name, topic.stated if name == topic.measure else "")
        cells = [
            *(_split(office.known(year, plan)) if plan else ("", "")),
            *_split(office.known(year, name)),
            *_split(prior),
        ]
        yield [office.slug, own.name, own.division_code, str(year), name, *cells, "true" if derived else "false"]


def _split(known: Known) -> tuple[str, str]:
    """An amount and its state; the state alone where there is none, and 0 where the report says that there was none."""
    if known.yuan is not None:
        return f"{known.yuan:f}", "value" if known.yuan else "zero"
    return "0" if known.state == "none-stated" else "", known.state
