from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from build_site.extract.parse import parse
from build_site.extract.recognise import recognise
from build_site.model import Form, InputError, Place, Report, State
from build_site.registers.corrections import apply, read_corrections

HEADER = "report,form,cell,printed,corrected,reason,page\n"
NAME = "420116-data-resource-center-2023"


@pytest.fixture(scope="module")
def report(root: Path) -> Report:
    return recognise(parse(root / "data/sources/420116-data-resource-center/2023/report.txt"))


def register(folder: Path, *rows: str) -> Path:
    path = folder / "corrections.csv"
    path.write_text(HEADER + "".join(f"{row}\n" for row in rows), "utf-8")
    return path


def test_a_correction_changes_the_value_and_keeps_what_is_printed(tmp_path: Path, report: Report) -> None:
    path = register(
        tmp_path, f"{NAME},revenue,2/total,132.37,132.38,misprint,7", f"{NAME},revenue,3/total,132.37,,smudge,7"
    )
    corrections = [each for name, each in read_corrections(path).items if name == NAME]
    corrected = apply(report, corrections)
    rows = next(statement for statement in corrected.statements if statement.form is Form.REVENUE).rows
    first, second = rows[1].amounts["total"], rows[2].amounts["total"]
    assert (first.printed, first.value, first.state) == ("132.37", Decimal("132.38"), State.VALUE)
    assert (second.printed, second.value, second.state) == ("132.37", None, State.BLANK)
    assert [(c.cell_id, c.printed, c.corrected) for c in corrected.corrections] == [
        ("revenue/2/total", "132.37", "132.38"),
        ("revenue/3/total", "132.37", ""),
    ]
    assert [c.place for c in corrected.corrections] == [first.place, second.place]
    untouched = replace(corrected, statements=report.statements, corrections=())
    assert untouched == report


def test_no_correction_changes_nothing(report: Report) -> None:
    assert apply(report, ()) is report


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (
            f"{NAME},revenue,2/total,999.99,132.38,misprint,7",
            "expected “999.99” printed in revenue/2/total; found “132.37”",
        ),
        (f"{NAME},revenue,99/total,132.37,132.38,misprint,7", "no such cell"),
    ],
)
def test_a_correction_that_no_longer_fits_is_refused(tmp_path: Path, report: Report, row: str, said: str) -> None:
    ((_, correction),) = read_corrections(register(tmp_path, row)).items
    with pytest.raises(InputError, match=r"corrections\.csv:2") as refused:
        apply(report, [correction])
    assert said in str(refused.value)


@pytest.mark.parametrize(
    "row",
    [
        f"{NAME},no-form,2/total,1.00,2.00,misprint,7",
        f"{NAME},revenue,total,1.00,2.00,misprint,7",
        f"{NAME},revenue,2/total,1.00,two,misprint,7",
        f"{NAME},revenue,2/total,1.00,2.00,,7",
        f"{NAME},revenue,3/total,1.00,2.00,misprint,7\n{NAME},revenue,3/total,1.00,3.00,misread,7",
    ],
)
def test_a_malformed_row_is_refused_with_its_line(tmp_path: Path, row: str) -> None:
    (refused,) = read_corrections(register(tmp_path, row)).refused
    assert refused.error.place == Place(line=len(row.splitlines()) + 1)
    assert refused.report == NAME  # which is not read without it
