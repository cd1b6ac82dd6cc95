"""What search engines, catalogues and feed readers fetch."""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from build_site.render.publish import cite, facts, feed, schema_org
from build_site.render.publish.facts import Dataset, File
from tests.render.conftest import SLUG, YEAR
from tests.render.publish.conftest import SITE

ATOM = "{http://www.w3.org/2005/Atom}"
FILE = File("a.csv", f"{SITE}a.csv", "text/csv", 1, "0" * 64)
DATASET = Dataset("n", "t", "", "d" * 60, SITE, "1.0.0", "2026-01-01", "2026-01-01", (), (FILE,), "c", "s")

# STANDARDS 3.1: what Google requires, and what it recommends and every report supports
REQUIRED = {"name", "description"}
RECOMMENDED = {
    "alternateName", "creator", "citation", "identifier", "isAccessibleForFree", "isPartOf", "keywords", "license",
    "measurementTechnique", "spatialCoverage", "temporalCoverage", "url", "variableMeasured", "version",
    "includedInDataCatalog", "distribution", "datePublished", "dateModified", "isBasedOn", "publisher", "inLanguage",
}  # fmt: skip


def json_ld(page: Path) -> dict[str, Any]:
    (found,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page.read_text("utf-8"))
    content: dict[str, Any] = json.loads(found)
    return content


def test_a_reports_dataset_has_all_that_its_data_support(docs: Path) -> None:
    found = json_ld(docs / f"departments/{SLUG}/{YEAR}/index.md")
    assert found["@type"] == "Dataset"
    assert set(found) >= REQUIRED | RECOMMENDED
    assert 50 <= len(found["description"]) <= 5000
    assert found["temporalCoverage"] == "2023-01-01/2023-12-31"
    assert found["spatialCoverage"] == {"@type": "Place", "name": "黄陂区", "identifier": "GB/T 2260:420116"}
    assert re.fullmatch(r"\d+\.\d+\.\d+", found["version"])
    assert found["license"] == "https://creativecommons.org/licenses/by/4.0/"
    for each in found["distribution"]:
        assert {"@type", "contentUrl", "encodingFormat", "sha256", "name"} <= set(each)
        assert (docs / each["contentUrl"].removeprefix(SITE)).is_file()
    names = {each["contentUrl"].rpartition("/")[2] for each in found["distribution"]}
    assert {"datapackage.json", "report.xlsx", "report.zip", "expenditure.csv"} <= names
    assert {each["unitText"] for each in found["variableMeasured"]} == {"万元"}


def test_the_home_page_is_a_catalogue_of_what_has_a_page(docs: Path) -> None:
    found = json_ld(docs / "index.md")
    assert found["@type"] == "DataCatalog"
    assert [each["url"] for each in found["dataset"]] == [f"{SITE}departments/{SLUG}/{YEAR}/"]
    assert json_ld(docs / "downloads/index.md")["url"] == f"{SITE}downloads/"


@pytest.mark.parametrize("text", ["</script><script>alert(1)</script>", "<!--", "a & b", "\u2028"])
def test_no_text_ends_the_script_element(text: str) -> None:
    made = schema_org.script({"name": text})
    inner = made.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    assert "<" not in inner
    assert json.loads(inner) == {"name": text}


def test_the_dcat_catalogue_has_what_is_mandatory(docs: Path) -> None:
    """DCAT-AP 3 mandatory properties; `make interop` asks SHACL the same."""
    catalogue = json.loads((docs / "catalog.jsonld").read_text("utf-8"))
    assert {"dct:title", "dct:description", "dct:publisher"} <= set(catalogue)
    kinds = [each["@type"] for each in catalogue["dcat:dataset"]]
    assert kinds == ["dcat:Dataset", "dcat:Dataset", ["dcat:DatasetSeries", "dcat:Dataset"]]
    assert catalogue["dct:license"] == {"@id": "https://creativecommons.org/licenses/by/4.0/"}
    for each in catalogue["dcat:dataset"]:
        assert {"dct:title", "dct:description", "dct:publisher", "@id"} <= set(each)
        for file in each.get("dcat:distribution", ()):
            assert file["dcat:accessURL"]["@id"].startswith(SITE)
            path = docs / file["dcat:downloadURL"]["@id"].removeprefix(SITE)
            assert path.stat().st_size == int(file["dcat:byteSize"]["@value"])


def test_the_feed_is_atom(docs: Path) -> None:
    root = ET.fromstring((docs / "feed.xml").read_text("utf-8"))  # noqa: S314  # our own file
    for name in ("id", "title", "updated", "author"):
        assert root.find(ATOM + name) is not None
    entries = root.findall(f"{ATOM}entry")
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert entries
    assert len(set(ids)) == len(ids)
    newest = max(entry.findtext(f"{ATOM}updated") or "" for entry in entries)
    assert root.findtext(f"{ATOM}updated") == newest
    links = {link.get("rel"): link.get("href") for link in entries[0].findall(f"{ATOM}link")}
    assert links["alternate"] == f"{SITE}departments/{SLUG}/{YEAR}/"
    assert links["enclosure"] == f"{SITE}data/{SLUG}/{YEAR}/datapackage.json"


def test_a_version_says_what_it_changed() -> None:
    row = {
        "version": "1.0.1", "date": "2026-11-23", "kind": "corrected",
        "numbers_added": "0", "numbers_corrected": "2", "numbers_removed": "1",
    }  # fmt: skip
    assert feed.summary(row) == "数据更正，版本 1.0.1：更正 2 个数，删去 1 个数。"
    (entry,) = feed.entries("a-2023", "甲 & 乙", "a", 2023, [row])
    assert "甲 &amp; 乙" in feed.feed([entry])
    assert "<updated>2026-11-23T00:00:00Z</updated>" in feed.feed([entry])
    ET.fromstring(feed.feed([]))  # noqa: S314


@pytest.mark.parametrize(
    ("change", "blocker"),
    [
        ({"title": ""}, "missing_title"),
        ({"description": "short"}, "missing_description"),
        ({"source_title": ""}, "missing_source"),
        ({"version": ""}, "missing_version"),
        ({"modified": ""}, "missing_date"),
        ({"files": ()}, "missing_distribution"),
    ],
)
def test_the_gate_names_what_is_missing(change: dict[str, Any], blocker: str) -> None:
    assert facts.blockers(DATASET, ["CC-BY-4.0"]) == []
    assert facts.blockers(replace(DATASET, **change), ["CC-BY-4.0"]) == [blocker]
    assert facts.blockers(DATASET, []) == ["missing_license"]


def test_everything_published_passed_the_gate(docs: Path) -> None:
    found = json.loads((docs / "data/publish-gate.json").read_text("utf-8"))
    assert found == {
        f"{SLUG}-{YEAR}": {"published": True, "blockers": []},
        "final-accounts": {"published": True, "blockers": []},
    }


def test_citations_name_version_and_address() -> None:
    descriptor = {
        "name": "a-2023", "title": "某局2023年度部门决算", "version": "1.2.0", "fiscalYear": 2023,
        "department": {"name": "某局{\\x}"}, "sources": [{"title": "50% & more"}],
    }  # fmt: skip
    assert cite.citation(descriptor, SITE, "2026-11-23").endswith(
        f"版本 1.2.0. 决算开放数据, 整理(2026-11-23). {SITE}."
    )
    found = cite.bibtex(descriptor, SITE, "2026-11-23")
    assert found.startswith("@misc{a-2023,\n")
    assert found.count("{") == found.count("}")
    assert "author = {{某局 x}}" in found
    assert "50 more" in found


def test_robots_may_fetch_everything_and_find_the_sitemap(docs: Path) -> None:
    assert (docs / "robots.txt").read_text("utf-8") == f"User-agent: *\nAllow: /\n\nSitemap: {SITE}sitemap.xml\n"
