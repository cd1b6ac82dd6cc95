"""schema.org Dataset and DataCatalog as JSON-LD, for search engines (templates/dataset.jsonld, datacatalog.jsonld)."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from build_site.model import Form
from build_site.package.describe import LICENCE, PROJECT
from build_site.render.publish.facts import Dataset, site_url
from build_site.render.template import data

Json = dict[str, Any]

_MAIN = frozenset(("datapackage.json", "report.xlsx", "report.zip", "amounts.parquet", "collection.sqlite.gz"))
_MAIN |= {f"{form}.csv" for form in (Form.REVENUE_AND_EXPENDITURE, Form.EXPENDITURE)}
"""What a search engine is told of; datapackage.json names the rest."""


def dataset(of: Dataset, citation: str = "") -> Json:
    """A report's or the collection's Dataset."""
    files = [file for file in of.files if file.name in _MAIN]
    return data(
        "dataset.jsonld",
        site=site_url(),
        project=PROJECT,
        licence=LICENCE["path"],
        of=of,
        files=files,
        citation=citation,
    )


def catalog(datasets: Iterable[Dataset]) -> Json:
    """The DataCatalog of the home page."""
    return data(
        "datacatalog.jsonld", site=site_url(), project=PROJECT, licence=LICENCE["path"], datasets=list(datasets)
    )


def append(page: str, content: Mapping[str, Any]) -> str:
    """A page's Markdown with the JSON-LD at its end."""
    return f"{page.rstrip()}\n\n{script(content)}\n"


def script(content: Mapping[str, Any]) -> str:
    """The JSON-LD as an element; no text in it can end the element or be taken for Markdown."""
    words = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    words = words.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
    return f'<script type="application/ld+json">{words}</script>'
