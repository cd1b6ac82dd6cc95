"""What programs read first: index.json, llms.txt, the codebook, and the first line of code in each tool."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from build_site.render.publish.recipes import FIRST, FIRST_OF_REPORT, first_lines
from tests.houses import ROOT, rows
from tests.render.conftest import SLUG, YEAR
from tests.render.publish.conftest import SITE


@pytest.fixture(scope="module")
def index(docs: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((docs / "data/index.json").read_text("utf-8"))
    return content


def _local(address: str, docs: Path) -> Path:
    assert address.startswith(SITE)
    return docs / address.removeprefix(SITE)


def test_every_address_of_the_index_is_there(index: dict[str, Any], docs: Path) -> None:
    (report,) = index["reports"]
    assert (report["slug"], report["fiscal_year"], report["unit"]) == (SLUG, YEAR, "万元")
    for address in (report["package"], index["collection"], *index["places"].values(), *index["codelists"].values()):
        assert _local(address, docs).is_file(), address
    known = {"slug": SLUG, "year": YEAR, "division": SLUG[:6], "name": "cofog", "path": "amounts.csv.gz"}
    for name, address in index["addresses"].items():
        version = index["version"] if "collection" in name else report["version"]
        path = _local(
            address.format(**known, resource="cells" if "packed" in name else "expenditure", version=version), docs
        )
        assert path.is_file() or (path / "index.md").is_file() or "earlier" in name


def test_the_index_says_of_tables_and_fields_what_the_dictionary_says(index: dict[str, Any], docs: Path) -> None:
    described = json.loads((docs / "data/collection/latest/datapackage.json").read_text("utf-8"))["resources"]
    assert [each["name"] for each in index["resources"]] == [each["name"] for each in described]
    for found, each in zip(index["resources"], described, strict=True):
        fields = [(field["name"], field["type"], field["title"]) for field in each["schema"]["fields"]]
        assert [(field["name"], field["type"], field["title"]) for field in found["fields"]] == fields
        units = {field["name"]: field.get("unit") for field in found["fields"]}
        assert all((unit == "CNY") == name.endswith("_yuan") for name, unit in units.items())
        assert units.get("amount_fen", "0.01 CNY") == "0.01 CNY"
        assert (found["rows"], found["key"]) == (each["rowCount"], each["schema"].get("primaryKey", []))
    book = [(row["resource"], row["field"]) for row in rows(docs / "data/codebook.csv")]
    stacked = [(each["name"], field["name"]) for each in described for field in each["schema"]["fields"]]
    assert book[: len(stacked)] == stacked
    own = json.loads((docs / f"data/{SLUG}/{YEAR}/datapackage.json").read_text("utf-8"))["resources"]
    numbered = re.compile(r"(?<=^extra-)\d+|(?<=^c)\d+$")  # of extra tables and their columns the first stands for all
    fields = {
        (numbered.sub("1", each["name"]), numbered.sub("1", f["name"]))
        for each in own
        for f in each["schema"]["fields"]
    }
    assert fields <= set(book)
    alone = [(each["name"], f["name"]) for each in index["report_resources"] for f in each["fields"]]
    assert book[len(stacked) :] == alone
    assert len(set(book)) == len(book)
    for row in rows(docs / "data/codebook.csv"):
        assert all(row[name] for name in ("title_zh", "title_en", "description_zh", "description_en")), row


def test_llms_txt_names_every_table_report_and_first_line(index: dict[str, Any], docs: Path) -> None:
    text = (docs / "llms.txt").read_text("utf-8")
    assert text.startswith("# ")
    assert "\n> " in text
    assert all(f"- {each['name']}: " in text for each in index["resources"])
    assert all(report["page"] in text for report in index["reports"])
    lines = first_lines(FIRST, f"{SITE}data/collection/latest/")
    assert all(lines[name] in text for name in ("pandas", "polars", "DuckDB", "R"))
    page = (
        (docs / "downloads/index.md")
        .read_text("utf-8")
        .replace("&#34;", '"')
        .replace("&#39;", "'")
        .replace("&lt;", "<")
    )
    assert page.index(lines["pandas"]) < page.index("每份报告")
    assert all(lines[name] in page for name in ("pandas", "polars", "DuckDB", "R"))
    for opened, folder in ((FIRST, "collection/latest"), (FIRST_OF_REPORT, f"{SLUG}/{YEAR}")):
        assert Path(first_lines(opened, f"{docs}/data/{folder}/")["Excel"]).is_file()


@pytest.mark.parametrize("name", ["pandas", "DuckDB"])
def test_the_first_lines_run(name: str, docs: Path) -> None:
    found: dict[str, Any] = {}
    exec(first_lines(FIRST, f"{docs}/data/collection/latest/")[name], found)  # noqa: S102  # what the page shows
    (row,) = found["df"].to_dict("records")
    assert (row["slug"], int(row["fiscal_year"]), float(row["expenditure_yuan"])) == (SLUG, YEAR, 1736100.0)
    exec(first_lines(FIRST_OF_REPORT, f"{docs}/data/{SLUG}/{YEAR}/")[name], found)  # noqa: S102
    assert found["df"]["functional_code"].dropna().map(type).eq(str).all()
    assert float(found["df"]["total"].max()) == 173.61


def test_the_read_me_begins_with_the_same_lines() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    lines = first_lines(FIRST_OF_REPORT, f"data/packages/{SLUG}/{YEAR}/")
    assert all(lines[name] in text for name in ("pandas", "polars", "DuckDB", "R"))
