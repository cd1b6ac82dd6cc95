"""How to cite a report's data, as its pages show it."""

from __future__ import annotations

from build_site.render.html import link, tag, text
from build_site.render.publish.cite import bibtex, citation
from build_site.render.publish.facts import log_of, site_url
from build_site.render.published import Published


def citation_block(report: Published, base: str) -> str:
    """GB/T 7714 and BibTeX of the data, and the original report; `base` leads to the report's own folder."""
    log = log_of(report.folder.parents[3], report.slug, report.year)
    modified = log[-1]["date"] if log else ""
    address = f"{site_url()}departments/{report.slug}/{report.year}/"
    lines = "&#10;".join(text(line) for line in bibtex(report.descriptor, address, modified).rstrip("\n").split("\n"))
    known = report.registration
    original = f"{known.department}：《{known.title}》" + (f"，{known.published}发布" if known.published else "")
    return (
        tag(
            "blockquote",
            tag("p", text(citation(report.descriptor, address, modified))),
            class_="citation",
            aria_label="引用格式（GB/T 7714）",
        )
        + tag("p", f"原报告：{text(original)}。引用时请写明版本；{link(f'{base}changes/', '版本与更正')}列出改过的数。")
        + tag("details", tag("summary", "BibTeX") + tag("pre", tag("code", lines)))
    )
