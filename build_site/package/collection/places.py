"""The reports of one place, a district, city or province, as a data package of their own: CSV, Parquet, and one workbook."""

import csv
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

from build_site.model import Form
from build_site.package import describe, years
from build_site.package.collection import parquet
from build_site.package.collection.parts import Part
from build_site.package.collection.stack import Stacked, alone, descriptor, stacked
from build_site.package.read import DESCRIPTOR, Json, Package, write_descriptor
from build_site.package.workbook import DIGITS, LONGEST, MADE
from build_site.run.whole import second_name

TABLES = ("reports", years.NAME, Form.EXPENDITURE, Form.THREE_PUBLIC_EXPENSES, "budget-execution", "amounts")
"""The tables of a place; the others of its reports are in the collection."""
WORKBOOK = "place.xlsx"
_SHEETS = TABLES[1:-1]


def write_place(
    division: str, name: str, parts: Sequence[Part], followed: years.Followed, like: Path | None, folder: Path
) -> None:
    """Write the place's package into `folder`. `name`: of the division; `like`: the package of a place within it that has the
    same reports, whose files are this one's, too."""
    if like:
        for path in like.iterdir():
            second_name(path, folder / path.name)
        (folder / DESCRIPTOR).unlink()  # written anew: it says which place
        about = dict(Package(like).descriptor)
    else:
        about = _write_tables(parts, followed, folder)
    about |= {
        "name": f"final-accounts-{division}",
        "id": describe.package_id(f"final-accounts-{division}"),
        "title": f"{name}部门决算汇总数据",
        "title_en": f"Departmental final accounts of the division {division}",
        "description": (
            f"{name}的 {len(parts)} 份部门决算公开报告：{'、'.join(str(each['title']) for each in about['resources'])}；其余各表在汇总数据里。"
            "金额照录报告印出的数。本数据为第三方整理，未经公布单位审核或认可，一切以原报告为准。\n\n"
            f"{len(parts)} departmental final accounts reports of this place; their other tables are in the collection. Amounts are as "
            "printed. Compiled by a third party and not endorsed by the publishers; the reports prevail."
        ),
        "divisionCode": division,
    }
    write_descriptor(folder, about)


def _write_tables(parts: Sequence[Part], followed: years.Followed, folder: Path) -> Json:
    """Write the tables, each as CSV and Parquet, and the workbook; the descriptor of them."""
    tables = alone(
        stacked(table, folder, (part.folder / f"{table}.csv" for part in parts), followed) for table in TABLES
    )
    for table in tables:
        parquet.write(table, folder / f"{table.name}.parquet", brief=True)
    _write_workbook([table for table in tables if table.name in _SHEETS], folder / WORKBOOK)
    others = [folder / WORKBOOK, *(folder / f"{table.name}.parquet" for table in tables)]
    return descriptor(tables, others, [part.report for part in parts])


def _write_workbook(tables: Sequence[Stacked], path: Path) -> None:
    """A sheet for each table, row by row: memory does not grow with it."""
    import xlsxwriter

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(str(path), options)
    book.set_properties({"created": MADE})
    head, number = book.add_format({"bold": True, "text_wrap": True}), book.add_format({"num_format": "#,##0.00"})
    for table in tables:
        sheet = book.add_worksheet(str(table.descriptor["title"])[:31])
        sheet.set_column(0, len(table.types) - 1, 16)
        sheet.freeze_panes(1, 0)
        for column, field in enumerate(table.schema["fields"]):
            sheet.write_string(0, column, f"{field['title']} {field['name']}", head)
        kinds = tuple(table.types.values())
        for at, row in enumerate(_rows(table), start=1):
            for column, (value, kind) in enumerate(zip(row, kinds, strict=True)):
                if value:
                    _cell(sheet, at, column, value, kind, number)
    book.close()


def _rows(table: Stacked) -> Iterator[list[str]]:
    with table.path.open(encoding="utf-8", newline="") as handle:
        yield from islice(csv.reader(handle), 1, None)


def _cell(sheet: Any, row: int, column: int, value: str, kind: str, number: Any) -> None:
    if kind == "number" and (
        len(value) <= DIGITS or len(Decimal(value).as_tuple().digits) <= DIGITS
    ):  # a longer one stays text
        sheet.write_number(row, column, float(value), number)
    elif kind == "integer":
        sheet.write_number(row, column, int(value))
    else:
        sheet.write_string(row, column, value[:LONGEST])
