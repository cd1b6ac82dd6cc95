"""How to cite a report's data: one line after GB/T 7714—2015, and BibTeX."""

import re
from collections.abc import Mapping
from typing import Any

from build_site.package.describe import PROJECT
from build_site.render.publish.facts import home, log_of
from build_site.render.published import Published


def citation(descriptor: Mapping[str, Any], address: str, modified: str = "") -> str:
    """GB/T 7714: author. title [DB/OL]. version. publisher (date). address. The reader adds the day of the visit.

    >>> citation({"title": "某局2023年度部门决算", "version": "1.0.0", "department": {"name": "某局"}}, "https://a/b/")
    '某局. 某局2023年度部门决算[DB/OL]. 版本 1.0.0. 决算开放数据, 整理. https://a/b/.'
    """
    date = f"({modified})" if modified else ""
    author = descriptor["department"]["name"]
    return f"{author}. {descriptor['title']}[DB/OL]. 版本 {descriptor['version']}. {PROJECT.zh}, 整理{date}. {address}."


def bibtex(descriptor: Mapping[str, Any], address: str, modified: str = "") -> str:
    """An entry that BibTeX and BibLaTeX take; braces keep names whole."""
    fields = {
        "author": f"{{{_plain(descriptor['department']['name'])}}}",
        "title": f"{{{_plain(descriptor['title'])}}}",
        "year": modified[:4] or str(descriptor["fiscalYear"]),
        "publisher": f"{{{PROJECT.zh}}}",
        "version": str(descriptor["version"]),
        "url": address,
        "note": f"原报告：{_plain(str((descriptor.get('sources') or [{}])[0].get('title', '')))}",
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    return f"@misc{{{descriptor['name']},\n{lines}}}\n"


def _plain(words: str) -> str:
    """Without what BibTeX would interpret."""
    return re.sub(r"[{}\\%#$&_^~\s]+", " ", words).strip()


def cited(report: Published) -> dict[str, str]:
    """The data in words (GB/T 7714) and as BibTeX, and the original report."""
    log = log_of(report.folder.parents[3], report.slug, report.year)
    modified = log[-1]["date"] if log else ""
    address = f"{home()}departments/{report.slug}/{report.year}/"
    known = report.registration
    return {
        "words": citation(report.descriptor, address, modified),
        "bibtex": bibtex(report.descriptor, address, modified),
        "original": f"{known.department}：《{known.title}》" + (f"，{known.published}发布" if known.published else ""),
    }
