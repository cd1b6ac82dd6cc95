"""A page per code: its names, what it belongs to, and its amounts in all reports."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from build_site.model import Form
from build_site.render import links
from build_site.render.charts import palette
from build_site.render.charts.engine import Engine
from build_site.render.charts.markup import Figure, figure
from build_site.render.charts.options import Bars, horizontal_bars
from build_site.render.codes import Code, Use
from build_site.render.html import columns, description_list, grouped, heading, link, page, share, tag, text
from build_site.render.html import items as html_items
from build_site.render.html import table as html_table
from build_site.render.pages.frame import MANY, breadcrumbs

_DRAWN = 30
_KINDS = {False: "支出功能分类", True: "支出经济分类"}


def codes_index(codes: Mapping[str, Code]) -> str:
    """All codes by classification, in their tree."""
    blocks = [
        breadcrumbs([("../", "首页"), ("", "科目")]),
        "# 科目",
        tag("p", "报告里出现过的科目。功能分类说明钱办了什么事，经济分类说明钱花成了什么；同一笔支出在两种分类里各出现一次，不能相加。"),
    ]  # fmt: skip
    for economic, title in _KINDS.items():
        rows = [_row(entry) for entry in codes.values() if entry.economic is economic]
        head = columns("编码", "级", "名称", "报告数")
        blocks += [
            heading(2, title, "economic" if economic else "functional"),
            html_table(head, rows, title, class_="figures codes"),
        ]
    return page("科目", blocks, description="支出功能分类与经济分类科目", toc=False)


def _row(entry: Code) -> str:
    level = {"类": "class", "款": "section", "项": "item"}.get(entry.level, "")
    reports = len({use.report for use in entry.uses})
    return tag(
        "tr",
        tag("td", entry.code, class_="code")
        + tag("td", entry.level, class_="level")
        + tag("th", link(f"{entry.code}/", text(entry.name)), scope="row", class_="name")
        + tag("td", str(reports), class_="amount"),
        class_=level,
    )


def code_page(entry: Code, codes: Mapping[str, Code], engine: Engine) -> str:
    """One code."""
    title = f"{entry.code} {entry.name}"
    above = [
        codes[entry.code[:length]] for length in (3, 5) if length < len(entry.code) and entry.code[:length] in codes
    ]
    below = [
        each for each in codes.values() if each.code.startswith(entry.code) and len(each.code) == len(entry.code) + 2
    ]
    used = sorted({use.name for use in entry.uses if use.name and use.name != entry.name})
    facts = [
        ("分类", _KINDS[entry.economic]),
        ("级", entry.level),
        ("属于", " › ".join(link(f"../{each.code}/", text(f"{each.code} {each.name}")) for each in above)),
        ("名称来源", "本站代码表（依据《政府收支分类科目》和已收录报告）" if entry.listed else "报告所用名称；本站代码表尚无此科目"),
        ("报告中的其他写法", "、".join(text(each) for each in used)),
        ("说明", text(entry.listed.get("note", ""))),
    ]  # fmt: skip
    blocks = [
        breadcrumbs([("../../", "首页"), ("../", "科目"), ("", title)]),
        heading(1, title),
        description_list(facts, class_="facts-list"),
        "## 各报告中的金额 {#amounts}",
        *_amounts(entry, engine),
    ]
    if below:
        blocks += [
            "## 下级科目 {#below}",
            html_items(link(f"../{each.code}/", text(f"{each.code} {each.name}")) for each in below),
        ]
    return page(title, blocks, description=f"{title}：各部门决算中的金额", toc=False)


def _amounts(entry: Code, engine: Engine) -> list[str]:
    known = [use for use in entry.uses if use.cell.value is not None]
    if not known:
        return [tag("p", "已收录的报告中，这个科目没有金额。", class_="notice")]
    blocks = []
    units = sorted({use.unit for use in known})
    for unit in units:
        same = sorted((use for use in known if use.unit == unit), key=_order)
        blocks += [_table(entry, same[:MANY], unit)]
        if len(same) > MANY:
            blocks.append(
                tag(
                    "p",
                    f"这里列出 {len(same)} 份报告中的 {MANY} 份，分布图也只画这些；全部见{link('../../downloads/#collection', '汇总数据')}的长表，或{link('../../sql/', '用 SQL 查询')}。",
                    class_="legend",
                )
            )
        if len(same) > 1:
            blocks.insert(0, figure(_chart(entry, same[:_DRAWN], unit), engine))
    return blocks


def _order(use: Use) -> tuple[str, int, str]:
    return use.slug, -use.year, use.form


def _table(entry: Code, uses: list[Use], unit: str) -> str:
    titles = ("部门", "年度", "表", f"金额（{unit}）", "占该表合计")
    head = tag(
        "tr",
        "".join(
            tag("th", words, scope="col", class_="amount" if words.startswith(("金额", "占")) else None)
            for words in titles
        ),
    )
    rows = []
    for use in uses:
        base = f"../../departments/{use.slug}/{use.year}/"
        part = share(use.cell.amount, use.total) if use.total else ""
        rows.append(
            tag("tr", tag("th", link(base, text(use.department)), scope="row") + tag("td", f"{use.year}")
                + tag("td", link(f"{base}{use.form}/", text(Form(use.form).zh))) + tag("td", links.number(base, use.cell), class_="amount")
                + tag("td", part, class_="amount"))
        )  # fmt: skip
    count = len({use.report for use in uses})
    caption = f"{text(entry.name)}在{count}份报告中的金额（单位：{text(unit)}，当年价格）"
    return html_table(head, rows, caption, class_="figures") + tag(
        "p", "不把各报告的金额相加：收录的报告不是全部部门，上下级部门之间还可能重复。", class_="legend"
    )


def _chart(entry: Code, uses: list[Use], unit: str) -> Figure:
    labels = [f"{use.department} {use.year}" for use in uses]
    values: list[Decimal | None] = [use.cell.value for use in uses]
    bars = Bars(entry.name, palette.EXPENDITURE, values, [grouped(use.cell.amount) for use in uses])
    spoken = "，".join(f"{label} {words}" for label, words in zip(labels, bars.labels, strict=True))
    description = f"{entry.name}在各报告中的金额，单位{unit}。{spoken}。"
    drawing = horizontal_bars(f"code-{entry.code}", labels, [bars], unit, description)
    rows = [
        (text(label), links.number(f"../../departments/{use.slug}/{use.year}/", use.cell))
        for label, use in zip(labels, uses, strict=True)
    ]
    return Figure(
        f"figure-code-{entry.code}", f"{entry.code} {entry.name}：各部门、各年度", f"单位：{unit} · 按当年价格 · 按部门排列，不是排名", description,
        drawing, ["报告", unit], rows, "各报告的决算表",
    )  # fmt: skip
