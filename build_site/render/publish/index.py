"""For programs that read the site: /data/index.json (every report, table, field, unit, version and address), /llms.txt (the
same in a page of words) and /data/codebook.csv (the fields in both languages)."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from build_site.model.money import FACTORS
from build_site.package.describe import LICENCE, PROFILE, PROJECT
from build_site.package.money import AMOUNTS
from build_site.registers.codelists import NAMES as CODELISTS
from build_site.render.publish.facts import LATEST, site_url
from build_site.render.publish.recipes import FIRST, first_lines
from build_site.render.published import PACKED
from build_site.run.whole import csv_bytes

if TYPE_CHECKING:
    from build_site.render.digest import Digest

Json = dict[str, Any]
_LISTED = 100
"""How many reports llms.txt names."""
ADDRESSES: Mapping[str, str] = {
    "report page": "departments/{slug}/{year}/",
    "report package": "data/{slug}/{year}/datapackage.json",
    "report table": "data/{slug}/{year}/{resource}.csv",
    "report table, JSON": "data/{slug}/{year}/{resource}.json",
    "report table of those in packed": "data/{slug}/{year}/{resource}.csv.gz",
    "report package in one file": "data/{slug}/{year}/report.zip",
    "report workbook": "data/{slug}/{year}/report.xlsx",
    "report, an earlier version": "data/{slug}/{year}/v/{version}/package.zip",
    "report, log of its versions": "data/{slug}/{year}/versions.csv",
    "collection": f"data/{LATEST}/datapackage.json",
    "collection table": f"data/{LATEST}/{{path}}",
    "collection table, Parquet": f"data/{LATEST}/{{resource}}.parquet",
    "collection, of this or an earlier day": "data/collection/{version}/datapackage.json",
    "place": "data/places/{division}/datapackage.json",
    "code list": "data/codelists/{name}/{name}.csv",
}
"""What stands where below the site's address."""
_ABOUT = (
    "> Chinese departmental final accounts (部门决算) as validated open data: {count} reports, version {version}. Every number says "
    "where it stands in its report, and every check of the numbers is published with its outcome. Compiled by a third party; "
    f"the reports prevail. Licence of the compilation: {LICENCE['path']}"
)
_CURRENCY = {"yuan": "CNY", "fen": "0.01 CNY"}
_UNITS = (
    "Amounts are printed in 元, 万元 or another unit: add and compare by the columns in yuan (amount_yuan, <field>_yuan). In "
    "amounts the same money stands in several forms and on several levels: choose one form and is_leaf, or start from "
    "department-years (one row per report). A blank is not 0: the columns of state say which of value, zero, none-stated, blank, "
    "not-in-report and not-read it is."
)
_FILES = (
    ("index.json", "data/index.json", "every report, table, field, unit, version and address, in one file"),
    ("codebook.csv", "data/codebook.csv", "every field in Chinese and English"),
    ("Collection", f"data/{LATEST}/datapackage.json", "all reports' tables stacked: CSV, Parquet, SQLite"),
    ("Versions", "data/versions.csv", "what every version of every report changed"),
    ("Catalogue", "catalog.jsonld", "DCAT-AP 3"),
    ("Feed", "feed.xml", "what changed, newest first"),
)
_PAGES = {"English pages": "en/", "Data dictionary": "en/dictionary/", "Method": "en/method/", "Terms": "terms/"}
_BOOK = (
    "resource", "field", "type", "unit", "title_zh", "title_en", "description_zh", "description_en", "values", "required",
    "refers_to",
)  # fmt: skip


def index(
    reports: "Sequence[Digest]", collection: Json, resources: Sequence[Json], places: Iterable[str], days: Iterable[str]
) -> str:
    """index.json. `collection`: its datapackage.json, empty where there is none; `resources`: every table; `days`: earlier ones
    that the collection is kept of."""
    stacked = collection.get("resources", ())
    content = {
        "$schema": PROFILE,
        "title": f"{PROJECT.zh} / {PROJECT.en}",
        "site": site_url(),
        "licence": LICENCE["path"],
        "version": collection.get("version", ""),
        "units": {
            "yuan": FACTORS,
            "note": "amountUnit of a resource, or its column unit; *_yuan columns are in yuan, exactly",
        },
        "packed": sorted(PACKED),
        "addresses": {name: site_url() + path for name, path in ADDRESSES.items()},
        "collection": f"{site_url()}data/{LATEST}/datapackage.json" if collection else None,
        "collections": {
            each: f"{site_url()}data/collection/{each}/datapackage.json"
            for each in (collection.get("version"), *days)
            if each
        },
        "places": {each: f"{site_url()}data/places/{each}/datapackage.json" for each in places},
        "codelists": {each: f"{site_url()}data/codelists/{each}/datapackage.json" for each in CODELISTS},
        "reports": [_report(each) for each in reports],
        "resources": [_resource(each) for each in stacked],
        "report_resources": [_resource(each) for each in resources if each not in stacked],
    }
    lines = (f" {json.dumps(name)}: {_value(value)}" for name, value in content.items())
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _value(value: object) -> str:
    """A list with an item a line."""
    if isinstance(value, list) and value:
        return "[\n" + ",\n".join(f"  {json.dumps(each, ensure_ascii=False)}" for each in value) + "\n ]"
    return json.dumps(value, ensure_ascii=False)


def _report(each: "Digest") -> Json:
    known = each.registration
    return {
        "slug": known.slug,
        "fiscal_year": known.year,
        "department": known.department,
        "division_code": known.division_code,
        "title": each.title,
        "version": each.version,
        "modified": each.dataset.modified,
        "unit": each.unit,
        "page": each.dataset.page,
        "package": f"{site_url()}data/{known.slug}/{known.year}/datapackage.json",
    }


def _resource(each: Json) -> Json:
    schema = each["schema"]
    zh, _, en = each.get("description", "").partition("\n\n")
    return {
        "name": each["name"],
        "path": each["path"],
        "title": each["title"],
        "title_en": each.get("title_en", ""),
        "description": zh,
        "description_en": en,
        "rows": each.get("rowCount"),
        "key": schema.get("primaryKey", []),
        "fields": [
            {
                "name": field["name"],
                "type": field["type"],
                "title": field["title"],
                "title_en": field.get("title_en", ""),
            }
            | ({"unit": _CURRENCY[unit]} if (unit := _unit(field)) else {})
            | ({"values": field["constraints"]["enum"]} if "enum" in field.get("constraints", {}) else {})
            for field in schema["fields"]
        ],
    }


def _unit(field: Json) -> str:
    """yuan of a column in yuan; of another amount, the column or property that says it."""
    if field["name"].endswith("_yuan"):
        return "yuan"
    return {"amount_fen": "fen"}.get(field["name"], "")


def codebook(resources: Iterable[Json]) -> bytes:
    """codebook.csv: every field of every table in Chinese and English."""
    return csv_bytes(_BOOK, (row for each in resources for row in _book(each)))


def _book(resource: Json) -> Iterator[dict[str, str]]:
    keys = {
        key["fields"][-1]: f"{key['reference'].get('resource', resource['name'])}.{key['reference']['fields'][-1]}"
        for key in resource["schema"].get("foreignKeys", ())
    }
    amounts = ("amount", *AMOUNTS.get(resource["name"], ()))
    for field in resource["schema"]["fields"]:
        zh, _, en = field.get("description", "").partition("\n\n")
        limits = field.get("constraints", {})
        yield {
            "resource": resource["name"],
            "field": field["name"],
            "type": field["type"],
            "unit": _unit(field) or ("as printed, see unit" if field["name"] in amounts else ""),
            "title_zh": field["title"],
            "title_en": field.get("title_en", ""),
            "description_zh": zh,
            "description_en": en,
            "values": " ".join(limits.get("enum", ())),
            "required": "true" if limits.get("required") else "false",
            "refers_to": keys.get(field["name"], ""),
        }


def llms(reports: "Sequence[Digest]", collection: Json) -> str:
    """llms.txt, after llmstxt.org: what the site is, its data, how to read them."""
    site, version = site_url(), collection.get("version", "")
    code = first_lines(FIRST)
    sections = {
        "": [
            f"# {PROJECT.zh} ({PROJECT.en})",
            "",
            _ABOUT.format(count=len(reports), version=version or "none"),
            "",
            _UNITS,
        ],
        "Data": [f"- [{name}]({site}{path}): {words}" for name, path, words in _FILES],
        "First line of code": [f"- {name}: `{code[name]}`" for name in ("pandas", "polars", "DuckDB", "R")],
        "Addresses": [f"- {name}: {site}{path}" for name, path in ADDRESSES.items()],
        "Tables of the collection": [
            f"- {each['name']}: {each.get('title_en', '')} ({each['title']}), {each.get('rowCount', 0)} rows"
            for each in collection.get("resources", ())
        ],
        "Reports": [
            f"- [{each.department} {each.year}]({each.dataset.page}): version {each.version}"
            for each in reports[:_LISTED]
        ],
        "Pages": [f"- [{name}]({site}{path})" for name, path in _PAGES.items()],
    }
    texts = ["\n".join([f"## {name}", "", *lines] if name else lines) for name, lines in sections.items() if lines]
    return "\n\n".join(texts) + "\n"
