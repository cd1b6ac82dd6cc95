"""The review page: the source's page at the left, at the right what is to be looked at, the form, the tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from build_site.desk.review.desk import Change, Desk
from build_site.desk.review.reading import DOUBTS, Reading, Task, operands
from build_site.desk.review.sheet import sheet, turning
from build_site.desk.review.tables import legend, tables
from build_site.desk.review.view import View
from build_site.model import InputError, Outcome
from build_site.render.html import items, link, tag, text
from build_site.render.words import OUTCOMES

_KINDS = {
    "differs": ("≠", "不一致", "differs"),
    "not-checkable": ("∅", "缺数，无法核对", "operand missing"),
    "doubt": ("?", "可能读错", "doubt"),
}
_ENGLISH = {
    "differs": "differs", "not-checkable": "not checkable", "explained": "explained",
    "rounding": "rounding", "exact": "exact", "not-applicable": "not applicable",
}  # fmt: skip
_MOST = 12
_SILENT = {"", "not-applicable"}
_KEYS = "←/→ 翻页 page · n/p 下一处、上一处 next, back · e 更正 edit · z 放大 zoom"


def page(
    desk: Desk,
    view: View,
    token: str,
    *,
    change: Change | None = None,
    refused: InputError | None = None,
    entered: Mapping[str, str] | None = None,
) -> str:
    """The whole document. `entered`: what a refused form held, so that nothing is typed twice."""
    reading = desk.reading
    said = _refusal(refused) if refused else _changed(change) if change else ""
    above, inside = (said, "") if change or view.at not in reading.cells else ("", said)
    source = tag(
        "div",
        sheet(reading, desk.pictures, view),
        class_="source",
        tabindex="0",
        role="group",
        aria_label="原件 source",
    )
    left = turning(reading, view) + source
    work = above + _tasks(reading, view) + _finding(reading, view)
    work += _cell(reading, view, token, entered or {}, inside)
    right = tag("div", work, class_="work") + tag(
        "section", tag("h2", "读到的表 Tables as read") + legend() + tables(reading, view), class_="tables"
    )
    body = _header(desk) + tag(
        "main",
        tag("div", left, class_="left") + tag("div", right, class_="right"),
    )
    title = f"核对 {desk.registration.name}"
    head = '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
    head += (
        tag("title", text(title)) + '<link rel="stylesheet" href="/review.css"><script src="/review.js" defer></script>'
    )
    return f'<!doctype html>\n<html lang="zh-CN"><head>{head}</head><body>{body}</body></html>\n'


def _header(desk: Desk) -> str:
    registration, outcomes = desk.registration, desk.reading.outcomes
    name = tag("h1", f"{text(registration.department)} {registration.year} {tag('small', '核对与更正 Review')}")
    counted = "".join(
        tag(
            "span",
            f"{OUTCOMES[outcome][0]} {tag('small', _ENGLISH[outcome])} {tag('b', str(outcomes[outcome]))}",
            class_=outcome,
        )
        for outcome in (Outcome.DIFFERS, Outcome.NOT_CHECKABLE, Outcome.EXPLAINED, Outcome.ROUNDING, Outcome.EXACT)
    )
    return tag("header", name + tag("p", counted, class_="outcomes") + tag("p", _KEYS, class_="keys"))


def _refusal(error: InputError) -> str:
    words = f"应为 expected：{error.expected}；实际 found：{error.found}。{error.remedy}"
    head = tag("b", "没有写入。 Nothing was written. ")
    where = tag("small", text(f"{error.file}{error.place.suffix if error.place else ''}"))
    return tag("div", f"{head}{text(words)} {where}", class_="said refused", role="alert", id="said", tabindex="-1")


def _changed(change: Change) -> str:
    what = "更正已取消 Correction removed" if change.removed else "已更正 Corrected"
    head = tag("b", f"{what}: {text(change.cell)}")
    told = [each for each in change.outcomes if not set(each[1:]) <= _SILENT]
    entries = [
        f"{_to(change, name, after)} {_outcome(before)} → {_outcome(after)}" for name, before, after in told[:_MOST]
    ]
    if len(told) > _MOST:
        entries.append(f"… 另有 {len(told) - _MOST} 项 more")
    listed = items(entries) if entries else tag("p", "核对结果没有变化。 No outcome changed.")
    also = tag("p", "data/corrections.csv 已写好，数据包已重做。 Written; the package was made again.", class_="quiet")
    return tag("div", head + listed + also, class_="said done", role="status", id="said", tabindex="-1")


def _to(change: Change, finding: str, after: str) -> str:
    """The way to a check, where there still is one."""
    return link(View(0, change.cell, finding).href(), text(finding)) if after else tag("code", text(finding))


def _outcome(name: str) -> str:
    return tag("span", text(OUTCOMES[name][0] if name in OUTCOMES else "无 none"), class_=f"outcome {name}")


def _tasks(reading: Reading, view: View) -> str:
    """What is to be looked at, each leading to its page and cell."""
    counts = {kind: sum(task.kind == kind for task in reading.tasks) for kind in _KINDS}
    heads = " · ".join(f"{_KINDS[kind][1]} {_KINDS[kind][2]} {count}" for kind, count in counts.items() if count)
    if not reading.tasks:
        inner = tag("p", "没有要看的地方。 Nothing to look at.", class_="quiet")
    else:
        inner = tag("ol", "".join(_task(reading, view, task) for task in reading.tasks), class_="tasks", tabindex="0")
    return tag("section", tag("h2", "要看的地方 To look at") + tag("p", heads, class_="quiet") + inner)


def _task(reading: Reading, view: View, task: Task) -> str:
    sign, words, words_en = _KINDS[task.kind]
    chosen = task.finding == view.finding if task.finding else not view.finding and task.at == view.at
    word = "段 part" if reading.is_text else "页 p."
    where = f"第 {task.leaf} {word}" if task.leaf else "全文 whole"
    inner = tag("i", sign, class_=f"sign {task.kind}", title=f"{words} {words_en}")
    inner += tag("span", f"{text(task.words)} {tag('small', where)}")
    address = View(task.leaf, task.at, task.finding).href()
    return tag("li", link(address, inner, title=task.words_en, aria_current="true" if chosen else None))


def _finding(reading: Reading, view: View) -> str:
    row = reading.findings.get(view.finding)
    if row is None:
        return ""
    names = [
        name for name in operands(row) if name in reading.spots and (reading.spots[name].printed or name == view.at)
    ]
    entries = []
    for name in names:
        spot = reading.spots[name]
        where = f"第 {spot.page} 页" if spot.page else f"第 {spot.line} 行"
        entries.append(
            link(View(spot.leaf, name, view.finding).href(), f"{tag('code', text(name))} {tag('b', text(spot.printed))}",
                 aria_current="true" if name == view.at else None) + f" {where}"
        )  # fmt: skip
    head = tag("h2", f"{_outcome(row['outcome'])} {tag('code', text(row['finding_id']))}")
    words = tag("p", text(row["message_zh"])) + tag("p", text(row["message_en"]), class_="quiet", lang="en")
    return tag("section", head + words + items(entries, class_="operands"), class_="finding", id="finding")


def _cell(reading: Reading, view: View, token: str, entered: Mapping[str, str], said: str) -> str:
    """The chosen cell and the form that corrects it, under what was said of it."""
    cell = reading.cells.get(view.at)
    if cell is None:
        words = "点一个数即可更正。 Choose a number to correct it."
        if view.at:
            words = f"{view.at} 在文字说明中，不在表里，不能在此更正。 A number of the narrative; only cells of the forms are corrected here."
        return tag("p", text(words), class_="hint quiet")
    title = dict(reading.published.amount_fields(cell["form"])).get(cell["field"], cell["field"])
    head = tag(
        "h2",
        f"更正 Correct: {text(reading.published.title(cell['form']))} · {text(title)} {tag('code', text(view.at))}",
    )
    doubt = cell.get("doubt") or ("not-read" if cell["state"] == "not-read" else "")
    words = f"{DOUBTS.get(doubt, doubt)}；读得对就填同一个数，疑问即消除。 Doubtful; the same number confirms it."
    notes = tag("p", text(words), class_="notice") if doubt else ""
    right = cell["printed"].replace(",", "") == reading.value(cell).replace(",", "") and not doubt
    rule = "只更正本站读错的数；报告自己印错的，写进 known-issues.csv。 Only what we misread; a report's own error belongs in known-issues.csv."
    notes += tag("p", text(rule), class_="notice" if right else "hint quiet")
    old: Mapping[str, str] = reading.corrections.get(view.at, {})
    form = tag(
        "form", "".join(_fields(reading, view, token, old, entered)), method="post", action="/correct", class_="correct"
    )
    remove = ""
    if old:
        hidden = (
            _hidden("token", token)
            + _hidden("cell", view.at)
            + _hidden("finding", view.finding)
            + _hidden("leaf", str(view.leaf))
        )
        button = tag("button", "取消这项更正 Remove this correction", class_="plain")
        remove = tag("form", hidden + button, method="post", action="/remove", class_="correct remove")
    others = [row for row in reading.of_cell(view.at) if row["finding_id"] != view.finding]
    entries = [
        link(
            view.href(finding=row["finding_id"]),
            f"{_outcome(row['outcome'])} {text(row['message_zh'])}",
            title=row["message_en"],
        )
        for row in others[:_MOST]
    ]
    listed = tag("h3", "有关的核对 Its checks") + items(entries, class_="checks") if entries else ""
    return tag("section", head + said + notes + form + remove + listed, class_="chosen-cell", id="correct")


def _fields(
    reading: Reading, view: View, token: str, old: Mapping[str, str], entered: Mapping[str, str]
) -> Iterator[str]:
    cell = reading.cells[view.at]
    place = cell["source_page"] or (f"第{cell['source_line']}行" if cell["source_line"] else "")
    value = {name: entered.get(name, old.get(name, "")) for name in ("corrected", "reason")}
    blank = "blank" in entered if entered else bool(old) and not old["corrected"]
    yield from (_hidden("token", token), _hidden("cell", view.at), _hidden("finding", view.finding))
    yield _hidden("leaf", str(view.leaf))
    yield _field(
        "印出的 Printed",
        tag("output", text(cell["printed"] or "（空 blank）"), id="printed", class_="amount"),
        "printed",
    )
    current = tag("output", text(reading.value(cell) or "（空 blank）"), id="value", class_="amount")
    yield _field("现在的值 Value now", current, "value")
    number = tag(
        "input",
        id="corrected",
        name="corrected",
        value=value["corrected"],
        inputmode="decimal",
        autocomplete="off",
        class_="amount",
    )
    tick = tag("label", tag("input", type="checkbox", name="blank", checked=blank) + " 留空 blank", class_="tick")
    yield _field("更正值 Corrected", number + tick, "corrected")
    reason = tag(
        "input", id="reason", name="reason", value=value["reason"], required=True, maxlength="500", autocomplete="off"
    )
    yield _field("原因 Reason", reason, "reason")
    page = tag(
        "input", id="where", name="page", value=entered.get("page", old.get("page", place)), maxlength="60", size="8"
    )
    yield _field("页码 Page", page, "where")
    button = tag("button", "更正并重做 Correct and make again", data_busy="正在重做… Making it again…")
    yield tag("p", button + tag("span", id="busy", role="status", class_="quiet"), class_="submit")


def _field(label: str, control: str, name: str) -> str:
    return tag("p", tag("label", label, for_=name) + tag("span", control))


def _hidden(name: str, value: str) -> str:
    return tag("input", type="hidden", name=name, value=value)
