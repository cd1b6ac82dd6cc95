"""Catalogue and feed as the libraries of harvesters and feed readers see them: `make interop`."""

import os
from pathlib import Path

import pytest

pytest.importorskip("pyshacl", reason="SHACL and feedparser were not tried: run `make interop`")

PREFIXES = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix spdx: <http://spdx.org/rdf/terms#> .
@prefix vcard: <http://www.w3.org/2006/vcard/ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
ONE, MOST, ALL = "sh:minCount 1", "sh:maxCount 1", "sh:minCount 1 ; sh:nodeKind sh:Literal"
DAY = "sh:maxCount 1 ; sh:datatype xsd:date"
_RESOURCE = {
    "dct:title": ALL, "dct:description": ALL, "dct:publisher": f"{ONE} ; sh:maxCount 1 ; sh:class foaf:Agent",
    "dct:language": "sh:class dct:LinguisticSystem", "dct:license": f"{ONE} ; sh:maxCount 1 ; sh:class dct:LicenseDocument",
    "dct:issued": DAY, "dct:modified": DAY,
}  # fmt: skip
RULES = {
    "dcat:Catalog": {
        **_RESOURCE, "dcat:dataset": f"{ONE} ; sh:class dcat:Dataset", "foaf:homepage": f"{MOST} ; sh:class foaf:Document", "dct:creator": f"{MOST} ; sh:class foaf:Agent",
        "dcat:themeTaxonomy": "sh:class skos:ConceptScheme",
    },
    "dcat:Dataset": {
        **_RESOURCE, "dcat:contactPoint": f"{ONE} ; sh:class vcard:Kind", "dcat:theme": f"{ONE} ; sh:class skos:Concept",
        "dcat:distribution": "sh:class dcat:Distribution", "dct:creator": "sh:class foaf:Agent",
        "dct:spatial": "sh:class dct:Location", "dct:temporal": "sh:class dct:PeriodOfTime",
        "dct:accessRights": f"{MOST} ; sh:class dct:RightsStatement", "dct:accrualPeriodicity": f"{MOST} ; sh:class dct:Frequency",
        "dct:conformsTo": "sh:class dct:Standard", "dct:provenance": "sh:class dct:ProvenanceStatement",
        "dct:source": "sh:class dcat:Dataset", "dcat:landingPage": "sh:class foaf:Document",
        "dcat:inSeries": "sh:class dcat:DatasetSeries", "dct:identifier": "sh:nodeKind sh:Literal", "dcat:version": f"{MOST} ; sh:nodeKind sh:Literal",
        "dcat:keyword": "sh:nodeKind sh:Literal",
    },
    "dcat:Distribution": {
        "dcat:accessURL": f"{ONE} ; sh:class rdfs:Resource", "dcat:downloadURL": "sh:class rdfs:Resource",
        "dct:format": "sh:maxCount 1 ; sh:class dct:MediaTypeOrExtent", "dcat:mediaType": "sh:maxCount 1 ; sh:class dct:MediaType",
        "dct:license": f"{ONE} ; sh:maxCount 1 ; sh:class dct:LicenseDocument", "dct:conformsTo": "sh:class dct:Standard",
        "spdx:checksum": "sh:maxCount 1 ; sh:class spdx:Checksum",
        "dcat:byteSize": "sh:maxCount 1 ; sh:datatype xsd:nonNegativeInteger",
    },
    "spdx:Checksum": {
        "spdx:algorithm": f"{ONE} ; sh:maxCount 1 ; sh:class spdx:ChecksumAlgorithm",
        "spdx:checksumValue": f"{ONE} ; sh:maxCount 1 ; sh:datatype xsd:hexBinary",
    },
    "dct:PeriodOfTime": {"dcat:startDate": DAY, "dcat:endDate": DAY},
    "foaf:Agent": {"foaf:name": ALL},
    "vcard:Kind": {"vcard:fn": ALL},
    "skos:Concept": {"skos:prefLabel": ALL},
    "skos:ConceptScheme": {"dct:title": ALL},
}  # fmt: skip
"""What DCAT-AP 3.0 asks of the classes that we use: mandatory properties, ranges and datatypes, in our own words."""
SHAPES = PREFIXES + "\n".join(
    f"[] a sh:NodeShape ; sh:targetClass {kind} ; "
    + " ; ".join(f"sh:property [ sh:path {path} ; {rule} ]" for path, rule in rules.items())
    + " ."
    for kind, rules in RULES.items()
)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # pyshacl's use of rdflib
def test_the_catalogue_is_rdf_and_meets_the_mandatory_set(docs: Path) -> None:
    from pyshacl import validate
    from rdflib import Graph, Namespace
    from rdflib.namespace import RDF

    dcat = Namespace("http://www.w3.org/ns/dcat#")
    graph = Graph().parse(docs / "catalog.jsonld", format="json-ld")
    reports = [path.parent for path in (docs / "data").glob("[0-9]*/[0-9]*/datapackage.json")]
    series = len({each.parent for each in reports})  # a series is a dataset too
    assert {
        kind: len(set(graph.subjects(RDF.type, dcat[kind]))) for kind in ("Catalog", "Dataset", "DatasetSeries")
    } == {"Catalog": 1, "Dataset": len(reports) + 1 + series, "DatasetSeries": series}
    shapes = Graph().parse(data=SHAPES, format="turtle")
    conforms, _, words = validate(graph, shacl_graph=shapes)
    assert conforms, words
    titles = list(graph.objects(None, Namespace("http://purl.org/dc/terms/").title))
    for title in titles:
        graph.remove((None, None, title))
    assert not validate(graph, shacl_graph=shapes)[0], "the shapes let a catalogue without titles pass"


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_official_shapes_find_no_violation(docs: Path) -> None:
    """SEMICeu's own, which no package that we may depend on carries: DCAT_AP_SHAPES=dcat-ap-SHACL.ttl make interop."""
    from pyshacl import validate
    from rdflib import Graph

    official = os.environ.get("DCAT_AP_SHAPES")
    if not official:
        pytest.skip("DCAT_AP_SHAPES names no file of the official shapes: ours alone were asked")
    conforms, _, words = validate(
        Graph().parse(docs / "catalog.jsonld", format="json-ld"), shacl_graph=Graph().parse(official)
    )
    assert conforms, words


def test_the_feed_is_read_without_complaint(docs: Path) -> None:
    import feedparser

    found = feedparser.parse((docs / "feed.xml").read_bytes())
    assert not found.bozo, found.get("bozo_exception")
    assert found.version == "atom10"
    assert found.feed.title
    assert found.feed.updated_parsed
    for entry in found.entries:
        assert entry.id.startswith("urn:uuid:")
        assert entry.link.startswith(found.feed.link)
        assert entry.updated_parsed
        assert entry.summary
        assert entry.enclosures[0].type == "application/json"
