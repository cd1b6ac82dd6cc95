"""What pages ask of a package: this year's facts, and changes against the year before."""

from pathlib import Path

from build_site.model import Registration
from build_site.package.read import Package
from build_site.render.job import Job
from build_site.render.published import Published
from build_site.run.memory import Product
from build_site.site.publication import Publication, publish
from tests.houses import copied, files, rows, write_rows
from tests.package.collected import source
from tests.render.conftest import SLUG, YEAR, package_of

OF = Registration(SLUG, YEAR, "", "", "420116", "", "", "", "", "")


def _with(root: Path, table: str, **more: str) -> Published:
    """The first report's package with one more row behind: that of the running costs with `more` changed."""
    path = package_of(copied(root, "packages")) / f"{table}.csv"
    told = rows(path)
    like = next(row for row in told if "running-costs" in (row.get("key"), row.get("measure")))
    write_rows(path, told[0], [*told, {**like, **more}])
    return Published(path.parent, OF)


def test_a_fact_of_last_year_is_not_shown_as_this_years(tmp_path: Path) -> None:
    last = _with(tmp_path, "disclosures", fiscal_year=str(YEAR - 1))
    assert last.disclosed["running-costs"]["fiscal_year"] == str(YEAR - 1)  # as the first report says it
    both = _with(tmp_path / "both", "disclosures", fiscal_year=str(YEAR), value="7.00")
    assert both.disclosed["running-costs"]["value"] == "7.00"


def test_a_change_against_the_budget_is_not_one_against_last_year(tmp_path: Path) -> None:
    changed = {"measure": "running-costs:change-amount", "value": "7.00", "direction": "increase",
               "phase": "executed", "fiscal_year": str(YEAR)}  # fmt: skip
    report = _with(tmp_path, "claims", **changed, base="approved")
    found = report.claim("running-costs:change-amount")
    assert found is None or found["value"] != "7.00"
    prior = _with(tmp_path / "prior", "claims", **changed, base="prior")
    found = prior.claim("running-costs:change-amount")
    assert found is not None
    assert found["value"] == "7.00"


def test_what_other_reports_say_of_one_is_no_part_of_its_share_and_workbook(tmp_path: Path) -> None:
    """They are made again only when its own package is another."""
    folder = package_of(copied(tmp_path, "packages"))
    of, finding = source(folder), Package(folder).table("findings")[0]
    made = []
    for number, beyond in enumerate(({}, {"findings": [finding] * 3})):
        job = Job(tmp_path, of.registration, of.department, beyond)
        places = {name: tmp_path / f"{number}" / name for name in ("shares", "workbooks")}
        products = [Product(f"{name}/{job.name}", "", (place,)) for name, place in places.items()]
        publish(Publication(job, of, products, products), lambda *_: None)
        made.append((files(places["shares"]), places["workbooks"].read_bytes()))
    assert made[0] == made[1]
