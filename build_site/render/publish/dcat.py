"""catalog.jsonld: the site as a DCAT 3 catalogue that also has what DCAT-AP makes mandatory (STANDARDS 3.2)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from build_site.package.describe import PROJECT
from build_site.render.publish.facts import Dataset, File, filled, site_url

Json = dict[str, Any]
_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_WHOLE = ("datapackage.json", "report.xlsx", "report.zip")
_MANY = 100
"""Reports from which on the catalogue names of each the files that hold all of it, not its forty single ones."""
_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"


def catalog(collection: Dataset | None, reports: Sequence[Dataset]) -> str:
    """The whole catalogue as JSON-LD text."""
    site = site_url()
    everything = [*([collection] if collection else []), *reports]
    modified = max((each.modified for each in everything), default="")
    content = filled(
        {
            "@context": _CONTEXT,
            "@id": f"{site}#catalog",
            "@type": "dcat:Catalog",
            "dct:title": _both(PROJECT.zh, PROJECT.en),
            "dct:description": _both(
                "政府部门决算公开报告的开放数据。", "Open data made from the published final accounts of departments."
            ),
            "dct:publisher": _publisher(site),
            "dct:language": {"@id": "http://id.loc.gov/vocabulary/iso639-1/zh"},
            "dct:license": {"@id": f"{site}terms/"},
            "dct:modified": _date(modified),
            "foaf:homepage": {"@id": site},
            "dcat:dataset": [
                _dataset(each, site, whole=each is collection or len(reports) <= _MANY) for each in everything
            ]
            + _series(reports, site),
        }
    )
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _series(reports: Sequence[Dataset], site: str) -> list[Json]:
    """A department's years are one series."""
    found = []
    for series, group in groupby(
        sorted(reports, key=lambda each: (each.series, each.name)), key=lambda each: each.series
    ):
        own = list(group)
        found.append(
            filled(
                {
                    "@id": series,
                    "@type": "dcat:DatasetSeries",
                    "dct:title": _both(f"{own[0].creator}历年部门决算", ""),
                    "dct:description": _both(f"{own[0].creator}各年度的部门决算，每年一个数据集。", ""),
                    "dct:publisher": {"@id": f"{site}#publisher"},
                    "dcat:seriesMember": [{"@id": each.id} for each in own],
                }
            )
        )
    return found


def _dataset(of: Dataset, site: str, *, whole: bool) -> Json:
    zh, _, en = of.description.partition("\n\n")
    return filled(
        {
            "@id": of.id,
            "@type": "dcat:Dataset",
            "dct:title": _both(of.title, of.title_en),
            "dct:description": _both(zh, en),
            "dct:identifier": of.page,
            "dct:publisher": {"@id": f"{site}#publisher"},
            "dct:creator": {"@type": "foaf:Agent", "foaf:name": of.creator} if of.creator else {},
            "dct:issued": _date(of.issued),
            "dct:modified": _date(of.modified),
            "dct:license": {"@id": f"{site}terms/"},
            "dct:source": {"@id": of.source_url} if of.source_url else {},
            "dct:spatial": _place(of),
            "dct:temporal": _period(of),
            "dct:accrualPeriodicity": {"@id": "http://purl.org/cld/freq/annual"},
            "dcat:inSeries": {"@id": of.series} if of.series else {},
            "dcat:version": of.version,
            "dcat:keyword": list(of.keywords),
            "dcat:landingPage": {"@id": of.page},
            "dcat:distribution": [_distribution(file, of, site) for file in of.files if whole or file.name in _WHOLE],
        }
    )


def _distribution(file: File, of: Dataset, site: str) -> Json:
    return filled(
        {
            "@id": f"{file.url}#distribution",
            "@type": "dcat:Distribution",
            "dct:title": file.title or file.name,
            "dcat:accessURL": {"@id": of.page},
            "dcat:downloadURL": {"@id": file.url},
            "dcat:mediaType": {"@id": f"https://www.iana.org/assignments/media-types/{file.media}"},
            "dcat:byteSize": {"@value": str(file.size), "@type": "xsd:nonNegativeInteger"},
            "dct:license": {"@id": f"{site}terms/"},
            "dct:conformsTo": {"@id": _PROFILE} if file.name == "datapackage.json" else {},
            "spdx:checksum": {
                "@type": "spdx:Checksum",
                "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
                "spdx:checksumValue": file.sha256,
            },
        }
    )


def _publisher(site: str) -> Json:
    return {"@id": f"{site}#publisher", "@type": "foaf:Agent", "foaf:name": PROJECT.zh, "foaf:homepage": {"@id": site}}


def _place(of: Dataset) -> Json:
    if not of.division_code:
        return {}
    return filled({"@type": "dct:Location", "dct:identifier": f"GB/T 2260:{of.division_code}", "dct:title": of.place})


def _period(of: Dataset) -> Json:
    if not of.years:
        return {}
    return {
        "@type": "dct:PeriodOfTime",
        "dcat:startDate": _date(f"{of.years[0]}-01-01"),
        "dcat:endDate": _date(f"{of.years[1]}-12-31"),
    }


def _date(day: str) -> Json:
    return {"@value": day, "@type": "xsd:date"} if day else {}


def _both(zh: str, en: str) -> list[Json]:
    texts = ((zh, "zh"), (en, "en"))
    return [{"@value": text, "@language": language} for text, language in texts if text]
