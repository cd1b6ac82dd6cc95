"""The report's text as it was read, with an anchor for every line of a text or page of a PDF."""

from __future__ import annotations

from markupsafe import Markup

from build_site.render.html import link, tag, text
from build_site.render.pages.frame import report_page
from build_site.render.published import Published
from build_site.render.template import fill

_UNKNOWN = tag("span", "未记录", class_="no-data")

_READ_BY = {"text": "文本", "pdf": "PDF 文字层", "ocr": "图像识别（OCR）"}


def source_page(report: Published) -> str:
    """Every line, personal contact data masked as in the published data."""
    lines = report.table("lines")
    paged = any(line["page"] for line in lines)
    body = fill(
        "source",
        report=report,
        withheld=int(report.descriptor.get("withheld", 0) or 0),
        facts=provenance(report),
        paged=paged,
        lines=lines,
        data=f"../../../../data/{report.slug}/{report.year}/",
    )
    return report_page(report, "source", "报告原文", [body], search=False, toc=paged)


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
        ("读取方式", _READ_BY.get(str(report.descriptor.get("readBy", "")), "")),
        ("文件校验值（SHA-256）", tag("code", text(report.sha256), class_="digest") if report.sha256 else ""),
    ]
    return [(term, Markup(words)) for term, words in pairs]  # noqa: S704 - HTML of ours
