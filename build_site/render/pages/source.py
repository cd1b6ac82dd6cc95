"""The report's text as it was read, with an anchor for every line of a text or page of a PDF."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from markupsafe import Markup

from build_site.render import links
from build_site.render.html import description_list, link, tag, text
from build_site.render.pages.frame import report_page
from build_site.render.published import Published, Record
from build_site.render.words import READ_BY

_UNKNOWN = tag("span", "未记录", class_="no-data")


def source_page(report: Published) -> str:
    """Every line, personal contact data masked as in the published data."""
    lines = report.table("lines")
    withheld = int(report.descriptor.get("withheld", 0) or 0)
    facts = provenance(report)
    intro = f"这是读取时得到的报告文字，未改动；{report.place_word}号是本站引用的位置。"
    if withheld:
        intro += f"其中 {withheld} 处个人联系信息（填报人姓名、电话等）已隐去。"
    blocks = ["# 报告原文", tag("p", intro), description_list(facts, class_="facts-list")]
    paged = any(line["page"] for line in lines)
    blocks += _pages(report, lines) if paged else [_lines(lines)]
    return report_page(report, "source", "报告原文", blocks, search=False, toc=paged)


def provenance(report: Published) -> list[tuple[str, str]]:
    """Where the report came from: label and HTML."""
    known = report.registration
    url = link(known.url, text(known.url), rel="external") if known.url.startswith(("https://", "http://")) else ""
    pairs = [
        ("报告", text(known.title)),
        ("发布单位", text(known.department)),
        ("发布日期", text(known.published)),
        ("取得日期", text(known.retrieved) or _UNKNOWN),
        ("发布网址", url or _UNKNOWN),
        ("读取方式", READ_BY.get(str(report.descriptor.get("readBy", "")), "")),
        ("文件校验值（SHA-256）", tag("code", text(report.sha256), class_="digest") if report.sha256 else ""),
    ]
    return [(term, Markup(words)) for term, words in pairs]  # noqa: S704 - HTML of ours


def _lines(lines: Sequence[Record]) -> str:
    """The list's own numbers are the line numbers."""
    items, expected = [], 1
    for line in lines:
        number = int(line["line"])
        items.append(tag("li", text_of(line), id=f"L{number}", value=None if number == expected else number))
        expected = number + 1
    return tag("ol", "".join(items), class_="source-lines")


def _pages(report: Published, lines: Sequence[Record]) -> list[str]:
    data = f"../../../../data/{report.slug}/{report.year}/"
    blocks = []
    for page, group in groupby(lines, key=lambda line: line["page"]):
        items = "".join(tag("li", text_of(line)) for line in group)
        blocks += [f"## 第{page}页 {{#p{page}}}", _picture(report, data, page), tag("ol", items, class_="source-lines")]
    return blocks


def _picture(report: Published, data: str, page: str) -> str:
    """The page as it looks, folded, and the way to it in the PDF."""
    address = links.pdf(report, data, page)
    parts = [tag("p", link(address, f"在 PDF 中打开第{page}页", rel="external"), class_="legend")] if address else []
    if page in report.pictured:
        picture = tag("img", src=f"{data}pages/p{page}.webp", alt=f"第{page}页的图像；文字见下", loading="lazy")
        parts.append(tag("details", tag("summary", "看这一页的样子") + picture, class_="page-picture"))
    return tag("div", "".join(parts)) if parts else ""


def text_of(line: Record) -> str:
    """A line's text; tabs between cells stay visible as gaps."""
    cells = line["text"].split("\t")
    return tag("i").join(text(cell) for cell in cells)
