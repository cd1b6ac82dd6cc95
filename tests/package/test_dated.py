"""The collection of an earlier day: what was in force at its end, from the packages that the log keeps."""

import json
import shutil
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import frictionless
import pandas as pd
import pytest

from build_site.package import versions
from build_site.package.check import checklist
from build_site.package.collection import Source, collect
from build_site.package.collection import dated as dated_
from build_site.package.collection.dated import collect_days
from build_site.run.memory import Memory
from tests.houses import files
from tests.package.collected import FIRST, source

OTHER = "420111-neighbour"
PRINTED = "201,class,一般公共服务支出,132.37"


class Register:
    """A log with the reports published now; `publish` gives one a new package with the class's total as said, on a day."""

    def __init__(self, root: Path, patch: pytest.MonkeyPatch) -> None:
        self.root, self.log, self.patch = root, root / "data/versions", patch
        self.sources: dict[str, Source] = {}

    def publish(self, day: int, slug: str, total: str) -> None:
        self.patch.setenv("SOURCE_DATE_EPOCH", str(1_699_920_000 + day * 86_400))  # 14 November 2023 and after
        target, fresh = self.root / "data/packages" / slug / "2023", self.root / "fresh"
        shutil.copytree(FIRST, fresh)
        text = (fresh / "expenditure.csv").read_text("utf-8")
        (fresh / "expenditure.csv").write_text(text.replace(PRINTED, PRINTED.replace("132.37", total), 1), "utf-8")
        versions.settle(self.log, target, fresh)
        shutil.rmtree(target, ignore_errors=True)
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh.rename(target)
        self.sources[slug] = replace(source(target, slug), folder=target)

    def remove(self, day: int, slug: str) -> None:
        self.patch.setenv("SOURCE_DATE_EPOCH", str(1_699_920_000 + day * 86_400))
        shutil.rmtree(self.root / "data/packages" / slug)
        del self.sources[slug]
        assert versions.retire(self.log, self.root / "data/packages") == [f"{slug}-2023"]

    def build(self) -> Path:
        with Memory(self.root) as memory:
            assert collect(self.sources.values(), self.root / "parts", self.root / "now", memory) == []
            collect_days(self.sources.values(), self.log, self.root / "parts", self.root / "dated", memory, {})
        return self.root / "dated"


@pytest.fixture
def register(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Register:
    return Register(tmp_path, monkeypatch)


def spent(folder: Path) -> dict[str, Decimal]:
    """What each report's form says of the class, in yuan, as pandas reads it."""
    texts = {"functional_code": str, "amount_yuan": str}
    table = pd.read_csv(folder / "expenditure.csv", dtype=texts)
    table = table[table["functional_code"] == "201"]
    return {slug: Decimal(yuan) for slug, yuan in zip(table["slug"], table["amount_yuan"], strict=True)}


def test_a_day_has_the_reports_and_the_numbers_of_that_day(register: Register) -> None:
    first = FIRST.parent.name
    register.publish(0, first, "132.37")
    assert list(register.build().glob("*")) == []
    register.publish(2, first, "133.00")
    register.publish(2, first, "133.37")  # of one day the last
    register.publish(3, OTHER, "5.00")
    dated = register.build()
    assert {path.name: spent(path) for path in dated.iterdir()} == {
        "2023.11.14": {first: Decimal("1323700.00")},
        "2023.11.16": {first: Decimal("1333700.00")},
    }
    assert spent(register.root / "now") == {first: Decimal("1333700.00"), OTHER: Decimal("50000.00")}
    for folder in dated.iterdir():
        found = frictionless.validate(str(folder / "datapackage.json"), checklist=checklist())
        assert found.valid, found.flatten(["message"])
        assert json.loads((folder / "datapackage.json").read_text("utf-8"))["version"] == folder.name
        years = pd.read_csv(folder / "department-years.csv", dtype={"division_code": str})
        assert list(years["slug"]) == [first]
        assert {path.stem for path in folder.glob("*.csv")}.isdisjoint({"cells", "lines", "findings"})
    before = files(dated)
    shutil.rmtree(dated)
    shutil.rmtree(register.root / "build")
    assert files(register.build()) == before  # of the repository alone, the same bytes


def test_what_is_not_to_be_had_any_more_is_said(register: Register) -> None:
    """A withdrawn report is in no day; a version whose package is not kept, or is none, in no day of it."""
    names = ("420116-kept", "420116-lost", "420116-spoilt", "420116-withdrawn")
    for slug in names:
        register.publish(0, slug, "1.00")
    for slug in names:
        register.publish(1, slug, "2.00")
    register.remove(2, names[3])
    (register.log / names[1] / "2023/1.0.0.zip").unlink()
    (register.log / names[2] / "2023/1.0.0.zip").write_bytes(b"PK")
    dated = register.build()
    assert spent(dated / "2023.11.14") == {names[0]: Decimal(10000)}
    assert spent(dated / "2023.11.15") == dict.fromkeys(names[:3], Decimal(20000))
    why = zip(names[1:], ("not-kept", "not-readable", "not-published"), strict=True)
    lacking = [{"name": f"{slug}-2023", "why": reason} for slug, reason in why]
    about = json.loads((dated / "2023.11.14/datapackage.json").read_text("utf-8"))
    assert about["lacking"] == lacking
    assert "3 份当时的报告不在内" in about["description"]
    assert json.loads((dated / "2023.11.15/datapackage.json").read_text("utf-8"))["lacking"] == lacking[2:]


def test_the_newest_days_are_kept_within_bounds_and_the_others_go(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    for day in range(4):
        register.publish(day, FIRST.parent.name, f"{day + 1}.00")
    assert len(list(register.build().iterdir())) == 3
    for name, bound, left in (("DAYS", 2, ["15", "16"]), ("REPORTS", 1, ["16"]), ("REPORTS", 0, ["16"])):
        monkeypatch.setattr(dated_, name, bound)
        days = sorted(register.build().iterdir())
        assert [path.name[-2:] for path in days] == left
        assert [int(*spent(path).values()) for path in days] == [20_000, 30_000][-len(left) :]
        assert len(list((register.root / "parts").glob("*@*"))) == len(left)
