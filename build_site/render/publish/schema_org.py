"""schema.org Dataset and DataCatalog as JSON-LD, for search engines (STANDARDS 3.1). Pure functions; gaps stay gaps."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from build_site.model import Form
from build_site.package.describe import PROJECT
from build_site.render.publish.facts import Dataset, File, filled, site_url

Json = dict[str, Any]

_MAIN = frozenset(("datapackage.json", "report.xlsx", "report.zip", "amounts.parquet", "collection.sqlite"))
_MAIN |= {f"{form}.csv" for form in Form}
"""What a search engine is told of; datapackage.json names the rest."""


def dataset(of: Dataset, citation: str = "") -> Json:
    """A report's or the collection's Dataset."""
    site = site_url()
    return filled(
        {
            "@context": "https://schema.org/",
            "@type": "Dataset",
            "@id": of.id,
            "url": of.page,
            "identifier": of.page,
            "name": of.title,
            "alternateName": of.title_en,
            "description": of.description,
            "inLanguage": "zh-CN",
            "version": of.version,
            "datePublished": of.issued,
            "dateModified": of.modified,
            "temporalCoverage": f"{of.years[0]}-01-01/{of.years[1]}-12-31" if of.years else "",
            "spatialCoverage": _place(of),
            "creator": {"@type": "GovernmentOrganization", "name": of.creator} if of.creator else _publisher(site),
            "publisher": _publisher(site),
            "license": f"{site}terms/",
            "isAccessibleForFree": True,
            "isBasedOn": filled({"@type": "CreativeWork", "name": of.source_title, "url": of.source_url}),
            "includedInDataCatalog": _catalog_reference(site),
            "isPartOf": {"@id": f"{site}downloads/#dataset"} if of.creator else "",
            "measurementTechnique": "转录部门公开的决算报告，并逐条核对勾稽关系",
            "variableMeasured": [
                {"@type": "PropertyValue", "name": title, "unitText": unit} for title, unit in of.measures
            ],
            "distribution": [_download(file) for file in of.files if file.name in _MAIN],
            "citation": citation,
            "keywords": list(of.keywords),
        }
    )


def catalog(datasets: Iterable[Dataset]) -> Json:
    """The DataCatalog of the home page."""
    site = site_url()
    return {
        "@context": "https://schema.org/",
        **_catalog_reference(site),
        "alternateName": PROJECT.en,
        "description": "政府部门决算公开报告的开放数据：每份报告一个数据包，另有全部报告的汇总数据和公开的核对结果。",
        "inLanguage": "zh-CN",
        "license": f"{site}terms/",
        "publisher": _publisher(site),
        "dataset": [{"@type": "Dataset", "@id": each.id, "name": each.title, "url": each.page} for each in datasets],
    }


def append(page: str, content: Mapping[str, Any]) -> str:
    """A page's Markdown with the JSON-LD at its end."""
    return f"{page.rstrip()}\n\n{script(content)}\n"


def script(content: Mapping[str, Any]) -> str:
    """The JSON-LD as an element; no text in it can end the element or be taken for Markdown."""
    words = (
        json.dumps(content, ensure_ascii=False).replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
    )
    return f'<script type="application/ld+json">{words}</script>'


def _place(of: Dataset) -> Json:
    if not of.division_code:
        return {}
    return filled({"@type": "Place", "name": of.place, "identifier": f"GB/T 2260:{of.division_code}"})


def _publisher(site: str) -> Json:
    return {"@type": "Organization", "name": PROJECT.zh, "url": site}


def _catalog_reference(site: str) -> Json:
    return {"@type": "DataCatalog", "@id": f"{site}#catalog", "name": PROJECT.zh, "url": site}


def _download(file: File) -> Json:
    return filled(
        {
            "@type": "DataDownload",
            "name": file.title or file.name,
            "encodingFormat": file.media,
            "contentUrl": file.url,
            "contentSize": f"{file.size} B",
            "sha256": file.sha256,
        }
    )
