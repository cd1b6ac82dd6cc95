"""Catalogue and feed as the libraries of harvesters and feed readers see them: `make interop`."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("pyshacl", reason="SHACL and feedparser were not tried: run `make interop`")

SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

[] a sh:NodeShape ; sh:targetClass dcat:Catalog ;
  sh:property [ sh:path dct:title ; sh:minCount 1 ; sh:nodeKind sh:Literal ] ,
    [ sh:path dct:description ; sh:minCount 1 ; sh:nodeKind sh:Literal ] ,
    [ sh:path dct:publisher ; sh:minCount 1 ; sh:maxCount 1 ; sh:class foaf:Agent ] ,
    [ sh:path dct:modified ; sh:maxCount 1 ; sh:datatype xsd:date ] ,
    [ sh:path dcat:dataset ; sh:minCount 1 ; sh:nodeKind sh:IRI ] .
[] a sh:NodeShape ; sh:targetClass dcat:Dataset ;
  sh:property [ sh:path dct:title ; sh:minCount 1 ; sh:nodeKind sh:Literal ] ,
    [ sh:path dct:description ; sh:minCount 1 ; sh:nodeKind sh:Literal ] ,
    [ sh:path dct:publisher ; sh:maxCount 1 ; sh:class foaf:Agent ] ,
    [ sh:path dcat:distribution ; sh:minCount 1 ; sh:class dcat:Distribution ] ,
    [ sh:path dcat:inSeries ; sh:class dcat:DatasetSeries ] ,
    [ sh:path dct:temporal ; sh:class dct:PeriodOfTime ] ,
    [ sh:path dct:issued ; sh:maxCount 1 ; sh:datatype xsd:date ] .
[] a sh:NodeShape ; sh:targetClass dcat:DatasetSeries ;
  sh:property [ sh:path dct:title ; sh:minCount 1 ] , [ sh:path dct:description ; sh:minCount 1 ] .
[] a sh:NodeShape ; sh:targetClass dcat:Distribution ;
  sh:property [ sh:path dcat:accessURL ; sh:minCount 1 ; sh:nodeKind sh:IRI ] ,
    [ sh:path dcat:downloadURL ; sh:nodeKind sh:IRI ] ,
    [ sh:path dcat:byteSize ; sh:maxCount 1 ; sh:datatype xsd:nonNegativeInteger ] .
[] a sh:NodeShape ; sh:targetClass foaf:Agent ; sh:property [ sh:path foaf:name ; sh:minCount 1 ] .
"""
"""What DCAT-AP 3.0 makes mandatory of the classes that we use, and the ranges of some of the rest."""


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # pyshacl's use of rdflib
def test_the_catalogue_is_rdf_and_meets_the_mandatory_set(docs: Path) -> None:
    from pyshacl import validate
    from rdflib import Graph, Namespace
    from rdflib.namespace import RDF

    dcat = Namespace("http://www.w3.org/ns/dcat#")
    graph = Graph().parse(docs / "catalog.jsonld", format="json-ld")
    reports = [path.parent for path in (docs / "data").glob("[0-9]*/[0-9]*/datapackage.json")]
    assert {
        kind: len(set(graph.subjects(RDF.type, dcat[kind]))) for kind in ("Catalog", "Dataset", "DatasetSeries")
    } == {"Catalog": 1, "Dataset": len(reports) + 1, "DatasetSeries": len({each.parent for each in reports})}
    shapes = Graph().parse(data=SHAPES, format="turtle")
    conforms, _, words = validate(graph, shacl_graph=shapes)
    assert conforms, words
    titles = list(graph.objects(None, Namespace("http://purl.org/dc/terms/").title))
    for title in titles:
        graph.remove((None, None, title))
    assert not validate(graph, shacl_graph=shapes)[0], "the shapes let a catalogue without titles pass"


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
