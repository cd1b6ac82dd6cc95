"""A report is taken out whole, and nothing of another's."""

from pathlib import Path

import pytest

from build_site.__main__ import main
from tests.houses import FIRST, SOURCE, copied, files, registered, rows, write_rows

CORRECTION = {"form": "revenue", "cell": "2/total", "printed": "1.00", "corrected": "2.00", "reason": "misprint"}


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """Two departments' reports, the first with a package; one correction of each; and a row that cannot be used."""
    root = registered(tmp_path, {"slug": FIRST}, {"slug": "420116-other", "source_path": "data/sources/other.txt"})
    copied(root, "codelists", f"sources/{FIRST}", f"packages/{FIRST}", f"versions/{FIRST}")
    columns = ("report", *CORRECTION, "page")
    made = [{**CORRECTION, "report": report} for report in (f"{FIRST}-2023", "420116-other-2023", "broken")]
    write_rows(root / "data/corrections.csv", columns, made)
    return root


def test_a_report_is_removed_with_all_that_is_of_it(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--root", str(house), "remove", f"{FIRST}/2023"]) == 0
    told = capsys.readouterr().err
    assert not [name for name in files(house / "data/sources") | files(house / "data/packages") if FIRST in name]
    assert [row["slug"] for row in rows(house / "data/reports.csv")] == ["420116-other"]
    assert [row["slug"] for row in rows(house / "data/departments.csv")] == ["420116-other"]
    assert [row["report"] for row in rows(house / "data/corrections.csv")] == ["420116-other-2023", "broken"]
    assert rows(house / f"data/versions/{FIRST}/2023/versions.csv")[-1]["kind"] == "removed"
    for line in (f"data/packages/{FIRST}/2023", "1 row of data/corrections.csv", "1 row of data/reports.csv"):
        assert f"removed: {line}" in told


def test_a_department_with_another_report_stays(house: Path) -> None:
    path = house / "data/reports.csv"
    write_rows(path, rows(path)[0], [*rows(path), {**rows(path)[0], "year": "2022"}])
    assert main(["--root", str(house), "remove", f"{FIRST}/2023"]) == 0
    assert FIRST in [row["slug"] for row in rows(house / "data/departments.csv")]
    assert (house / SOURCE).is_file()  # the other year's row names the same file


def test_one_that_is_not_registered_is_told_and_nothing_changes(
    house: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = files(house / "data")
    assert main(["--root", str(house), "remove", "420116-none/2023"]) == 1
    assert "expected a registered report, such as" in capsys.readouterr().err
    assert files(house / "data") == before
