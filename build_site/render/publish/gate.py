"""The publish gate: a dataset without title, description, licence, source or files is not offered to catalogues."""

import json
from collections.abc import Sequence

from build_site.render.publish.facts import Dataset

_SHORTEST, _LONGEST = 50, 5000  # characters of a description, as Google asks


def blockers(dataset: Dataset, licences: Sequence[object]) -> list[str]:
    """What keeps the dataset out of the catalogue; nothing is ever made up to fill a gap."""
    found = {
        "missing_title": not dataset.title,
        "missing_description": not _SHORTEST <= len(dataset.description) <= _LONGEST,
        "missing_license": not licences,
        "missing_source": not dataset.source_title,
        "missing_version": not dataset.version and bool(dataset.creator),
        "missing_date": not dataset.modified,
        "missing_distribution": not any(file.extension == "csv" for file in dataset.files),
    }
    return [name for name, is_missing in found.items() if is_missing]


def gate_report(found: dict[str, list[str]]) -> str:
    """The gate's result for every dataset, as published at /data/publish-gate.json."""
    content = {name: {"published": not names, "blockers": names} for name, names in sorted(found.items())}
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"
