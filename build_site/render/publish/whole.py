"""The files of the whole site: the collection, the code lists, the catalogue, the feed, robots.txt and dates."""

import json
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from build_site.model import Form
from build_site.package.codes import USED
from build_site.package.describe import csv_resource, field_json
from build_site.package.read import Json, Package, read_csv
from build_site.package.versions import HISTORY, VERSIONS, Version, history, logged
from build_site.package.years import NAME as YEARS
from build_site.registers.codelists import NAMES as CODELISTS
from build_site.registers.dictionary import extra_entry, read
from build_site.render.publish import dcat, facts, feed, index, schema_org
from build_site.render.publish.archive import lead
from build_site.render.publish.facts import LATEST, Dataset, collection_of, site_url
from build_site.render.publish.twins import brief, describe, excel_twin, pack, packed
from build_site.run.memory import Memory, Product, code, listing, made_from
from build_site.run.whole import csv_bytes, second_name

if TYPE_CHECKING:
    from build_site.render.digest import Digest

ROOT_FILES = ("catalog.jsonld", "feed.xml", "llms.txt", "robots.txt")
"""Files at the root of docs/."""
_OPENED = frozenset(
    ("reports", YEARS, Form.EXPENDITURE, Form.THREE_PUBLIC_EXPENSES, "budget-execution", "code-names", *CODELISTS)
)
"""The tables of the collection that people open: they lie as they are."""


def _fields(descriptor: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    """The fields of a resource."""
    found: list[dict[str, Any]] = next(each for each in descriptor["resources"] if each["name"] == name)["schema"][
        "fields"
    ]
    return found


def _pack(made: Path, said: Callable[[Json], Mapping[str, Any]], pieces: Path, folder: Path) -> None:
    """What programs read is packed, what people open is not. `said`: what the descriptor says of what it describes; `pieces`:
    where those of large tables are kept."""
    shutil.copytree(made, folder, copy_function=second_name, dirs_exist_ok=True)
    years = folder / f"{YEARS}.csv"
    content = Package(folder).descriptor
    if years.is_file():
        fields = {each["name"]: each for each in _fields(content, YEARS)}
        types, titles = ({name: each[key] for name, each in fields.items()} for key in ("type", "title"))
        years.with_name(f"{YEARS}-excel.csv").write_bytes(excel_twin(read_csv(years), types, titles))
    read = (path for path in folder.iterdir() if path.suffix in (".csv", ".sqlite"))
    with ThreadPoolExecutor() as pool:
        for _ in pool.map(
            lambda path: pack(path, pieces / path.name),
            [path for path in read if path.stem.removesuffix("-excel") not in _OPENED],
        ):
            pass
    if "alternatives" in content:
        content["alternatives"] = [packed(each, folder) for each in content["alternatives"]]
    (folder / "datapackage.json").unlink()  # a second name of the one in build/
    describe(said(content), folder)


def packed_up(root: Path, memory: Memory) -> dict[str, Path]:
    """The folders of the collection's files, of each place's and of earlier days', as they are published, by their names below
    data/: made anew where they have changed."""
    build, found = root / "build", {}
    named = [(build / "collection" / "current", LATEST)]
    named += [(each, f"places/{each.name}") for each in sorted((build / "collection" / "places").glob("[0-9]*"))]
    named += [(each, f"collection/{each.name}") for each in sorted((build / "collection" / "dated").glob("[0-9]*"))]
    for made, name in named:
        if made.is_dir():
            packed_as, said = f"packed/data/{name}", dict if name == LATEST else brief
            made_of = made_from(code("build_site.render.publish.whole"), site_url(), listing(made))
            product = Product(packed_as, made_of, (build / packed_as,))
            memory.renew(product, partial(_pack, made, said, build / "pieces" / packed_as))
            found[name] = build / packed_as
    return found


class Whole:
    """All reports as published into `fresh`, which becomes docs/."""

    def __init__(self, root: Path, reports: "Sequence[Digest]", fresh: Path, memory: Memory) -> None:
        self.root, self.reports, self.fresh, self._memory = root, reports, fresh, memory

    @cached_property
    def datasets(self) -> dict[str, Dataset]:
        """Each report's facts by package name."""
        return {each.registration.name: each.dataset for each in self.reports}

    @cached_property
    def collection(self) -> Dataset | None:
        """The collection's facts; None where the build has made none."""
        folder = self.fresh / "data" / LATEST
        if not (folder / "datapackage.json").is_file():
            return None
        return collection_of(self.descriptor, folder, list(self.datasets.values()))

    @cached_property
    def descriptor(self) -> dict[str, Any]:
        """datapackage.json of the collection."""
        return Package(self.fresh / "data" / LATEST).descriptor

    @cached_property
    def resources(self) -> list[dict[str, Any]]:
        """Every table: the collection's, then those that only the reports' own packages have."""
        if not self.collection:
            return []
        stacked = list(self.descriptor["resources"])
        own = [*(read()[name] for name in USED), extra_entry(1, 1)]
        described = ((each, {"fields": [field_json(field) for field in each.fields]}) for each in own)
        return stacked + [{**csv_resource(each, each.description.paragraphs), "schema": it} for each, it in described]

    @cached_property
    def blockers(self) -> dict[str, list[str]]:
        """Package name → what keeps it out of the catalogues."""
        found = {each.registration.name: list(each.blockers) for each in self.reports}
        if self.collection and self.reports:
            found[self.collection.name] = facts.blockers(self.collection, self.descriptor["licenses"])
        return found

    @property
    def catalogued(self) -> list[Dataset]:
        """The reports that passed the gate."""
        return [each for name, each in self.datasets.items() if not self.blockers[name]]

    def write(self) -> None:
        """Write everything; the reports' own files are there already."""
        data = self.fresh / "data"
        for name, kept in packed_up(self.root, self._memory).items():
            shutil.copytree(kept, data / name, copy_function=second_name)
            lead(data / name, f"../../../{name}/" if name.startswith("places/") else "../../../downloads/#collection")
        if self.collection and self.descriptor.get("version"):
            self._dated((data / LATEST).parent)
        for name in self._memory.products("packed/"):
            if not (self.fresh / name.removeprefix("packed/")).is_dir():  # a place or a day that is gone
                for gone in (name, f"pieces/{name}"):
                    shutil.rmtree(self.root / "build" / gone, ignore_errors=True)
                self._memory.forget(name)
        for name in CODELISTS:
            folder = self.root / "data" / "codelists" / name
            if folder.is_dir():
                shutil.copytree(folder, data / "codelists" / name)
                lead(data / "codelists" / name, "../../../downloads/#codelists")
        data.mkdir(exist_ok=True)
        site = site_url()
        described = self.descriptor if self.collection else {}
        places = sorted(path.name for path in (data / "places").glob("[0-9]*"))
        (data / "index.json").write_text(
            index.index(self.reports, described, self.resources, places, self.days), encoding="utf-8"
        )
        (data / VERSIONS).write_bytes(csv_bytes(("slug", "fiscal_year", *HISTORY), self._history()))
        (data / "codebook.csv").write_bytes(index.codebook(self.resources))
        (self.fresh / "llms.txt").write_text(index.llms(self.reports, described), encoding="utf-8")
        (data / "publish-gate.json").write_text(facts.gate_report(self.blockers), encoding="utf-8")
        (data / "dates.json").write_text(self._dates(), encoding="utf-8")
        collection = self.collection if self.collection and not self.blockers.get(self.collection.name) else None
        (self.fresh / "catalog.jsonld").write_text(dcat.catalog(collection, self.catalogued), encoding="utf-8")
        (self.fresh / "feed.xml").write_text(feed.feed(self.entries), encoding="utf-8")
        robots = f"User-agent: *\nAllow: /\n\nSitemap: {site}sitemap.xml\n"
        (self.fresh / "robots.txt").write_text(robots, encoding="utf-8")

    def _dated(self, folder: Path) -> None:
        """The collection of now under its day: its descriptor, which leads to the files and holds their hashes, until there is
        a newer one and the files of this day stand here."""
        content = Package(self.fresh / "data" / LATEST).descriptor
        for each in (*content["resources"], *content["alternatives"]):
            each["path"] = f"{site_url()}data/{LATEST}/{each['path']}"
        target = folder / str(content["version"])
        target.mkdir()
        describe(brief(content), target)
        lead(target, "../../../downloads/#collection")

    @cached_property
    def days(self) -> dict[str, Json]:
        """Each earlier day that the collection is kept of, the newest first, with its descriptor."""
        folder = self.root / "build" / "collection" / "dated"
        return {path.name: Package(path).descriptor for path in sorted(folder.glob("[0-9]*"), reverse=True)}

    def _history(self) -> Iterator[dict[str, str]]:
        """What every version of every report changed."""
        for folder, _ in self._logged:
            named = {"slug": folder.parent.name, "fiscal_year": folder.name}
            yield from ({**named, **row} for row in history(folder))

    @cached_property
    def _logged(self) -> list[tuple[Path, list[Version]]]:
        """The logs of the reports that are published and of those that were removed; not of one that is refused now."""
        return [
            (folder, versions)
            for folder, versions in logged(self.root / "data" / "versions")
            if f"{folder.parent.name}-{folder.name}" in self.datasets or versions[-1].kind == "removed"
        ]

    @cached_property
    def entries(self) -> list[feed.Entry]:
        """A feed entry for every logged version, those of removed reports included."""
        titles = {each.registration.name: each.title for each in self.reports}
        found = []
        for folder, versions in self._logged:
            slug, year = folder.parent.name, folder.name
            name = f"{slug}-{year}"
            found += feed.entries(name, titles.get(name, name), slug, year, map(asdict, versions))
        return found

    def with_metadata(self, name: str, page: str) -> str:
        """The page with its JSON-LD: Dataset on the downloads page, DataCatalog on the home page."""
        if name == "index.md":
            return schema_org.append(page, schema_org.catalog(self.catalogued))
        if (
            name == "downloads/index.md"
            and self.collection
            and not self.blockers.get(self.collection.name, ["no reports"])
        ):
            return schema_org.append(page, schema_org.dataset(self.collection))
        return page

    def _dates(self) -> str:
        """Path of a report's pages → the day its data last changed, for the sitemap."""
        dates = {
            f"departments/{each.slug}/{each.year}/": self.datasets[each.registration.name].modified
            for each in self.reports
        }
        return json.dumps({path: day for path, day in sorted(dates.items()) if day}, indent=1) + "\n"
