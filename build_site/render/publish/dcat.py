"""catalog.jsonld: the site as a DCAT catalogue (templates/catalog.jsonld)."""

import json
from collections.abc import Iterable, Sequence

from build_site.package.describe import LICENCE, PROFILE, PROJECT
from build_site.render.publish.facts import Dataset, File, site_url
from build_site.render.template import data

_WHOLE = ("datapackage.json", "report.xlsx", "report.zip")
"""The files of a report that the catalogue names: those that hold all of it; datapackage.json names the single ones."""


def told(files: Iterable[File]) -> list[File]:
    """Of a report's files those that the catalogue needs: what it names, and one of each other kind that it lists."""
    kinds: dict[tuple[str, str], File] = {}
    return [each for each in files if kinds.setdefault((each.media, each.format), each) is each or each.name in _WHOLE]


def catalog(collection: Dataset | None, reports: Sequence[Dataset]) -> str:
    """The whole catalogue as JSON-LD text."""
    everything = [*([collection] if collection else []), *reports]
    series: dict[str, list[Dataset]] = {}
    for each in sorted(reports, key=lambda each: (each.series, each.name)):
        series.setdefault(each.series, []).append(each)
    content = data(
        "catalog.jsonld",
        site=site_url(),
        project=PROJECT,
        profile=PROFILE,
        licence=LICENCE["path"],
        media_types=sorted({file.media for each in everything for file in each.files}),
        formats=sorted({file.format for each in everything for file in each.files if file.format}),
        pages=sorted({each.page for each in everything}),
        modified=max((each.modified for each in everything), default=""),
        datasets=[
            (each, [file for file in each.files if each is collection or file.name in _WHOLE]) for each in everything
        ],
        series=series,
    )
    return json.dumps(content, ensure_ascii=False, indent=0, separators=(",", ":")) + "\n"
