"""The source's page as HTML: its picture with the read cells marked on it, or its lines."""

from __future__ import annotations

from collections.abc import Iterator

from build_site.desk.review.pictures import Pictures
from build_site.desk.review.reading import Reading, Spot, operands
from build_site.desk.review.view import View
from build_site.render.html import link, tag, text


def sheet(reading: Reading, pictures: Pictures, view: View) -> str:
    """The picture where there is one, else the lines with a word on why."""
    if reading.is_text:
        return _lines(reading, view)
    size = pictures.size(view.leaf)
    if size is None:
        why = "看不到这一页的图像，只列出读到的文字。 No picture of this page; its text only."
        return tag("p", f"{why} {tag('small', text(pictures.why))}", class_="notice") + _lines(reading, view)
    width, height = size
    picture = tag("img", src=f"/page/{view.leaf}.webp", alt=f"第 {view.leaf} 页 page {view.leaf}")
    marks = "".join(_marks(reading, view))
    box = f"0 0 {width:g} {height:g}"
    drawn = tag("svg", marks, viewBox=box, preserveAspectRatio="none", aria_hidden="true")
    return tag("div", picture + drawn, class_="sheet")


def turning(reading: Reading, view: View) -> str:
    """The way to the page before and after, and to any by its number."""
    word = "段" if reading.is_text else "页"
    before, after = max(1, view.leaf - 1), min(reading.leaves, view.leaf + 1)
    parts = [
        link(view.href(leaf=before, at=""), f"← 上一{word}", id="before", title="previous (←)"),
        tag(
            "form",
            tag("label", "第 part " if reading.is_text else "第 page ", for_="page")
            + tag("input", id="page", name="page", value=view.leaf, inputmode="numeric", size="4", autocomplete="off")
            + tag("span", f" / {reading.leaves} {word}")
            + tag("button", "看 go"),
            method="get",
            action="/",
        ),
        link(view.href(leaf=after, at=""), f"下一{word} →", id="after", title="next (→)"),
    ]
    if not reading.is_text:
        parts.append(tag("button", "放大 zoom", id="zoom", type="button", aria_pressed="false", title="z"))
    return tag("nav", "".join(parts), class_="turning", aria_label="翻页 pages")


def chosen_spots(reading: Reading, view: View) -> tuple[Spot | None, list[Spot]]:
    """The chosen number, and the others that enter the chosen finding."""
    row = reading.findings.get(view.finding)
    others = [reading.spots[name] for name in operands(row) if name in reading.spots] if row else []
    return reading.spots.get(view.at), [spot for spot in others if spot.id != view.at]


def _marks(reading: Reading, view: View) -> Iterator[str]:
    """A rectangle for each cell of the page; the chosen one last, above the others."""
    chosen, others = chosen_spots(reading, view)
    part = {spot.id for spot in others}
    cells = [reading.spots[name] for name in reading.cells]
    strangers = [spot for spot in (*others, *([chosen] if chosen else [])) if spot.id not in reading.cells]
    for spot in sorted([*cells, *strangers], key=lambda spot: (spot.id == view.at, spot.id in part)):
        if spot.box is None or spot.leaf != view.leaf:
            continue
        known = list(reading.marks(spot.id)) if spot.id in reading.cells else []
        kinds = [*known, *(["operand"] if spot.id in part else []), *(["chosen"] if spot.id == view.at else [])]
        x0, top, x1, bottom = spot.box
        frame = {
            "x": f"{x0 - 2:.1f}",
            "y": f"{top - 2:.1f}",
            "width": f"{x1 - x0 + 4:.1f}",
            "height": f"{bottom - top + 4:.1f}",
        }
        drawn = tag("rect", class_=" ".join(kinds) or None, rx="1.5", **frame)
        yield link(view.href(at=spot.id), drawn, tabindex="-1")


def _lines(reading: Reading, view: View) -> str:
    """The lines of the leaf; of a text report with the chosen number's line, or the chosen finding's, marked."""
    chosen, others = chosen_spots(reading, view)
    at = chosen.line if chosen else reading.findings.get(view.finding, {}).get("source_line", "")
    kinds = {**{spot.line: "operand" for spot in others}, at: "chosen"} if reading.is_text else {}
    rows = []
    for line in reading.lines(view.leaf):
        number, cells = line["line"], line["text"].split("\t")
        words = tag("span", class_="gap").join(map(text, cells))
        inner = tag("td", text(number), class_="number") + tag("td", words)
        rows.append(tag("tr", inner, class_=kinds.get(number), id=f"l-{number}"))
    return tag("table", tag("tbody", "".join(rows)), class_="lines")
