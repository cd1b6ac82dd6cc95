"""The read tables as HTML: every amount as printed and as value, marked by what is known of it."""

from __future__ import annotations

from collections.abc import Iterator

from build_site.desk.review.reading import Reading
from build_site.desk.review.view import View
from build_site.model.forms import GROUPS, SIDES
from build_site.render.html import hidden, link, tag, text
from build_site.render.published import Record

SIGNS = {  # mark → sign, Chinese, English
    "doubt": ("?", "可能读错", "doubt"),
    "corrected": ("✎", "已更正", "corrected"),
    "differs": ("≠", "不一致", "differs"),
    "differs-part": ("≠", "不一致的一项", "term of a difference"),
    "rounding": ("≈", "尾差", "rounding"),
    "rounding-part": ("≈", "尾差的一项", "term of a rounding"),
}
_LABELS = ("line", "functional_code", "economic_code", "item", "label", "name")
_BLANK = {"blank": "·", "no-data": "无数据", "not-read": "未读出", "value": "", "zero": ""}


def tables(reading: Reading, view: View) -> str:
    """Every form with rows; those on the leaf are open and come first."""
    parts = []
    own = view.at.partition("/")[0]
    for form, here in sorted(reading.forms(view.leaf), key=lambda each: (each[0] != own, not each[1])):
        chosen = form == own
        title = tag("b", text(reading.published.title(form)))
        unit = tag("span", f"单位：{text(reading.published.unit_of(form))}", class_="quiet")
        where = tag("span", "本页 on this page", class_="here") if here else ""
        body = "".join(_form(reading, view, form))
        parts.append(
            tag(
                "details",
                tag("summary", f"{title} {unit} {where}") + body,
                class_="form",
                open=here or chosen,
                id=f"f-{form}",
            )
        )
    return "".join(parts) or tag("p", "没有读到有数的表。 No form with rows was read.", class_="quiet")


def legend() -> str:
    signs = (
        tag("span", f"{tag('i', text(SIGNS[mark][0]), class_=f'sign {mark}')} {SIGNS[mark][1]} {SIGNS[mark][2]}")
        for mark in ("differs", "rounding", "doubt", "corrected")
    )
    words = "两行：上为印出的，下为读成的值；一行：两者相同。 Two lines: as printed, and the value; one: both the same."
    return tag("p", "".join(signs) + tag("span", words), class_="legend quiet")


def _form(reading: Reading, view: View, form: str) -> Iterator[str]:
    """The form's table; one for each side where it has sides."""
    sides: dict[str, list[Record]] = {}
    for row in reading.published.table(form):
        sides.setdefault(row.get("side") or row.get("group") or "", []).append(row)
    for side, rows in sides.items():
        yield _table(reading, view, form, rows, SIDES.get(side) or GROUPS.get(side) or side)


def _table(reading: Reading, view: View, form: str, rows: list[Record], side: str) -> str:
    amounts = reading.published.amount_fields(form)
    printed = {cell["field"] for row in rows for cell in [*_cells_of(reading, form, row, amounts)]}
    fields = [(name, title) for name, title in amounts if name in printed]
    heads = tag("th", "行", scope="col", title="row") + tag(
        "th", text(side or "项目 item"), scope="col", class_="label"
    )
    heads += "".join(tag("th", text(title), scope="col", class_="amount") for _, title in fields)
    body = "".join(_row(reading, view, form, row, [name for name, _ in fields]) for row in rows)
    inner = tag("thead", tag("tr", heads)) + tag("tbody", body)
    label = f"{reading.published.title(form)} {side}"
    return tag("div", tag("table", inner), class_="region", role="region", tabindex="0", aria_label=label)


def _cells_of(reading: Reading, form: str, row: Record, fields: list[tuple[str, str]]) -> Iterator[Record]:
    for name, _ in fields:
        cell = reading.cells.get(f"{form}/{row['row']}/{name}")
        if cell:
            yield cell


def _row(reading: Reading, view: View, form: str, row: Record, fields: list[str]) -> str:
    here = reading.leaf(row) == view.leaf
    words = " ".join(row[name] for name in _LABELS[1:] if row.get(name) and name != "item")
    cells = tag("td", text(row.get("line") or row["row"]), class_="quiet") + tag("th", text(words), scope="row")
    cells += "".join(_cell(reading, view, f"{form}/{row['row']}/{name}") for name in fields)
    return tag("tr", cells, class_=None if here else "elsewhere")


def _cell(reading: Reading, view: View, name: str) -> str:
    cell = reading.cells.get(name)
    if cell is None:
        return tag("td", class_="amount")
    marks, value = list(reading.marks(name)), reading.value(cell)
    shown = text(cell["printed"] or _BLANK.get(cell["state"], ""))
    if value != cell["printed"]:
        kind = "old" if "corrected" in marks else "printed"
        read = text(value) if value else ("空 blank" if "corrected" in marks else "")
        shown = tag("span", shown, class_=kind) + (tag("span", read, class_="value") if read else "")
    signs = "".join(_sign(mark) for mark in marks)
    messages = [row["message_zh"] for row in reading.of_cell(name) if row["outcome"] in ("differs", "rounding")]
    chosen = name == view.at
    target = link(
        view.href(at=name, leaf=reading.leaf(cell) or view.leaf),
        f"{signs}{shown}",
        class_="cell",
        id=f"c-{name}",
        title="\n".join(messages[:3]) or None,
        aria_current="true" if chosen else None,
    )
    return tag("td", target, class_=" ".join(["amount", *marks, *(["chosen"] if chosen else [])]))


def _sign(mark: str) -> str:
    sign, words, _ = SIGNS[mark]
    return tag("i", sign, class_=f"sign {mark}", aria_hidden="true") + hidden(words)
