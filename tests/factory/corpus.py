"""Writes any number of reports of invented departments, texts and PDFs, as a root that `build-site --root` takes: a
whole city, district by district, then the next one."""

import random
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from build_site.registers.reports import DEPARTMENT_FIELDS, REPORT_FIELDS
from tests.factory import reportlab_pdf, text
from tests.factory.accounts import codelist, in_units
from tests.factory.invent import random_accounts
from tests.factory.layouts import lay_out
from tests.factory.variants import combination
from tests.houses import ROOT, copied, write_rows

_YEARS = (2022, 2023, 2024)
_ITEMS = (2, 3, 5, 8, 13, 20)
_OFFICES = (
    *("人民政府办公室", "发展和改革局", "教育局", "科学技术局", "工业和信息化局", "民政局", "司法局", "财政局"),
    *(
        "人力资源和社会保障局",
        "自然资源和规划局",
        "生态环境分局",
        "住房和城乡建设局",
        "交通运输局",
        "水务局",
        "农业农村局",
    ),
    *("商务局", "文化和旅游局", "卫生健康局", "退役军人事务局", "应急管理局", "审计局", "市场监督管理局", "统计局"),
    *("医疗保障局", "信访局", "城市管理执法局", "数据资源服务中心", "档案馆", "图书馆", "残疾人联合会", "总工会"),
    *("妇女联合会", "人民政府城关街道办事处", "人民政府河口镇办事处", "社会工作部", "机关事务服务中心"),
)


@dataclass(frozen=True, slots=True)
class _Task:
    folder: Path
    slug: str
    department: str
    division: str
    year: int
    seed: int
    pdf: bool


def corpus(folder: Path, n: int, seed: int = 0, pdf_share: float = 0.7, workers: int = 1) -> Iterator[Path]:
    """Write n reports, three years a department, with their registers and the code lists; the same seed gives the
    same bytes. Gives each report's path as it is written; the registers come last."""
    _copy_lists(folder)
    tasks = list(_tasks(folder, n, seed, pdf_share))
    rows: list[dict[str, str]] = []
    for row in _all(tasks, workers):
        rows.append(row)
        yield folder / row["source_path"]
    write_rows(folder / "data" / "reports.csv", REPORT_FIELDS, rows)
    departments = {task.slug: task for task in tasks}.values()
    write_rows(
        folder / "data" / "departments.csv",
        DEPARTMENT_FIELDS,
        ({"slug": task.slug, "name": task.department, "division_code": task.division} for task in departments),
    )


def _all(tasks: list[_Task], workers: int) -> Iterator[dict[str, str]]:
    if workers == 1:
        yield from map(_report, tasks)
        return
    with ProcessPoolExecutor(workers) as pool:
        yield from pool.map(_report, tasks, chunksize=8)


def _tasks(folder: Path, n: int, seed: int, pdf_share: float) -> Iterator[_Task]:
    chance = random.Random(seed)  # noqa: S311 - no secret is made here
    reports = ((slug, name, code, year) for slug, name, code in _departments(chance) for year in _YEARS)
    for number, (slug, name, code, year) in enumerate(islice(reports, n)):
        pdf = int((number + 1) * pdf_share) > int(number * pdf_share)  # both kinds among few, too
        yield _Task(folder, slug, name, code, year, seed * 1_000_003 + number, pdf)


def _departments(chance: random.Random) -> Iterator[tuple[str, str, str]]:
    """Slug, name and division code of one department after another, each once."""
    cities: dict[str, dict[str, str]] = {}
    for code, place in codelist("divisions").items():
        if not code.endswith("00"):
            cities.setdefault(code[:4], {})[code] = place
    for city in chance.sample(sorted(cities), len(cities)):
        for code, place in cities[city].items():
            for number, office in enumerate(_OFFICES, 1):
                yield f"{code}-office-{number:02}", f"{place}{office}", code


def _report(task: _Task) -> dict[str, str]:
    """Write one report; its row of reports.csv."""
    chance = random.Random(task.seed)  # noqa: S311 - no secret is made here
    accounts = random_accounts(task.seed, chance.choice(_ITEMS), department=task.department, year=task.year)
    layout, drawing = combination(task.seed)
    printed = lay_out(in_units(accounts, layout.units), layout)
    path = Path("data", "sources", task.slug, str(task.year), "report.pdf" if task.pdf else "report.txt")
    target = task.folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    if task.pdf:
        reportlab_pdf.write(printed, drawing, target)
    else:
        text.write(printed, target)
    return {
        "slug": task.slug,
        "year": str(task.year),
        "title": f"{task.year}年度{task.department}部门决算公开",
        "department": task.department,
        "division_code": task.division,
        "source_path": path.as_posix(),
        "published": accounts.published.isoformat(),
    }


def _copy_lists(folder: Path) -> None:
    """Code lists and forms as they are; the maintainers' registers with their headers only."""
    copied(folder, "codelists", "forms")
    for name in ("known-issues.csv", "corrections.csv"):
        header = (ROOT / "data" / name).read_text("utf-8").split("\n", 1)[0]
        (folder / "data" / name).write_text(header + "\n", "utf-8")
