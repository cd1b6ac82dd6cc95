"""`make demo`: the site with many reports, in a throw-away root under build/demo, to look at and to measure.

The first report, the real reports of ../shared/reports where they are there, a made report of the year before the first
one (its text with the years and the amounts moved), so that a department has a past, and invented departments of one
place in two years, one with forms in several units. Nothing of it is published.
"""

from __future__ import annotations

import argparse
import re
import sys
from decimal import Decimal
from pathlib import Path

from build_site import pipeline
from build_site.model import Form
from build_site.registers.reports import DEPARTMENT_FIELDS, REPORT_FIELDS, is_address, read_departments, read_reports
from build_site.site import serve
from tests.houses import copied, copy, with_site, write_rows
from tests.render.links import broken

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared" / "reports"
REAL = (  # file, slug, year, department; what is no final accounts is refused by the pipeline, and says so
    ("310107-social-work-department-2024.pdf", "310107-social-work-department", 2024, "中共上海市普陀区委社会工作部"),
    ("310107-finance-bureau-2024.pdf", "310107-finance-bureau", 2024, "上海市普陀区财政局"),
    (
        "310107-finance-bureau-2024-planted-errors.pdf",
        "310107-finance-bureau-planted",
        2024,
        "上海市普陀区财政局（植入错误的测试版）",
    ),
    (
        "350128-administrative-service-centre-2014.txt",
        "350128-administrative-service-centre",
        2014,
        "平潭综合实验区行政服务中心",
    ),
)
_GROWTH = Decimal("1.15")


def prepare(root: Path, *, real: bool = True) -> Path:
    """A root with registers and sources of all reports, and the site's hand-written files. Packages are kept."""
    with_site(copied(root, "codelists", "forms", "dictionary.csv", "known-issues.csv", "corrections.csv"))
    reports, departments = _first(root)
    _add_year_before(root, reports)
    add_mixed_units(root, reports, departments)
    if real and SHARED.is_dir():
        for file, slug, year, name in REAL:
            path = f"data/sources/{slug}/{year}/report{Path(file).suffix}"
            copy(SHARED / file, root / path)
            reports.append(
                {
                    "slug": slug,
                    "year": str(year),
                    "title": f"{name}{year}年度部门决算",
                    "department": name,
                    "division_code": slug[:6],
                    "source_path": path,
                }
            )
            departments.append({"slug": slug, "name": name, "division_code": slug[:6]})
    elif real:
        print("demo: ../shared/reports is not there; only the first report and its made predecessor are shown")
    write_rows(root / "data" / "reports.csv", REPORT_FIELDS, reports)
    write_rows(root / "data" / "departments.csv", DEPARTMENT_FIELDS, departments)
    return root


def _first(root: Path) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    registrations = read_reports(ROOT / "data" / "reports.csv").items
    known = {each.slug: each for each in read_departments(ROOT / "data" / "departments.csv").items}
    for each in registrations:
        if not is_address(each.source_path):
            copy(ROOT / each.source_path, root / each.source_path)
    reports = [{name: str(getattr(each, name)) for name in REPORT_FIELDS} for each in registrations]
    return reports, [{name: getattr(each, name) for name in DEPARTMENT_FIELDS} for each in known.values()]


def _add_year_before(root: Path, reports: list[dict[str, str]]) -> None:
    first = reports[0]
    year = int(first["year"])
    words = (ROOT / first["source_path"]).read_text("utf-8")
    for shown in range(year - 1, year + 2):
        words = words.replace(str(shown), str(shown - 1))
    words = re.sub(
        r"(?<![\d.])\d+\.\d\d(?![\d%])",
        lambda found: str((Decimal(found[0]) * _GROWTH).quantize(Decimal("0.01"))),
        words,
    )
    path = f"data/sources/{first['slug']}/{year - 1}/report.txt"
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(words, "utf-8")
    made = {"year": str(year - 1), "source_path": path, "sha256": "", "url": "", "published": "", "retrieved": ""}
    reports.append({**first, **made, "title": f"{year - 1}年度部门决算（演示用，由{year}年度改写）"})


def add_mixed_units(root: Path, reports: list[dict[str, str]], departments: list[dict[str, str]]) -> None:
    """Two invented departments of one place in two years each, so that a place has changes to compare; the forms of the
    first are in 万元, 元 and 千元."""
    from tests.factory import text
    from tests.factory.accounts import in_units
    from tests.factory.invent import random_accounts
    from tests.factory.layouts import Layout, lay_out

    mixed = {Form.BASIC_EXPENDITURE: "元", Form.REVENUE: "千元", Form.THREE_PUBLIC_EXPENSES: "元"}
    for own, name, units, seeds in (
        ("mixed-units", "示例局", mixed, {2023: 66, 2022: 16}),
        ("library-bureau", "图书馆管理局", {}, {2023: 65, 2022: 92}),
    ):
        slug, whole = f"530111-{own}", f"某县{name}（虚构，演示用）"
        departments.append({"slug": slug, "name": whole, "division_code": slug[:6]})
        for year, seed in seeds.items():
            accounts = in_units(random_accounts(seed, items=8, unit="万元", department=whole, year=year), units)
            path = f"data/sources/{slug}/{year}/report.txt"
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            text.write(lay_out(accounts, Layout(units=units)), root / path)
            title = f"{year}年度部门决算（虚构，演示用）"
            reports.append(
                {"slug": slug, "division_code": slug[:6], "year": str(year), "title": title, "department": whole, "source_path": path}
            )  # fmt: skip


def make(root: Path) -> Path:
    """Everything from sources to site; the site's folder."""
    prepare(root)
    for error in pipeline.build(root, print):
        print(f"refused: {error}", file=sys.stderr)
    return root / "site"


def main() -> int:
    parser = argparse.ArgumentParser(description="Build the demonstration site under build/demo.")
    parser.add_argument("--serve", action="store_true", help="show it afterwards")
    parser.add_argument("--port", type=int, default=8000)
    arguments = parser.parse_args()
    made = make(ROOT / "build" / "demo")
    print(f"{made.relative_to(ROOT)}: {sum(1 for _ in made.rglob('*.html'))} pages")
    if dead := broken(made):
        print(f"{len(dead)} links lead nowhere: {dead[:9]}", file=sys.stderr)
        return 1
    if arguments.serve:
        serve.serve(made, arguments.port)
    return 0


if __name__ == "__main__":
    sys.exit(main())
