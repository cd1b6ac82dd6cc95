"""`make bench-scale N="100 1000"`: what a corpus of N invented reports costs, step by step, into docs/benchmarks.md.

Each step runs in a process of its own, so that its time and its largest memory are its own.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from build_site.render.site import FOLDERS, PAGES
from tests.factory.corpus import corpus

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "docs" / "benchmarks.md"
_HAND_WRITTEN = (
    "mkdocs.yml",
    "overrides",
    "docs/assets",
    "data/known-issues.csv",
    "data/dictionary.csv",
    "data/rules.csv",
)
Figures = dict[str, float]


def measure(n: int, folder: Path) -> Figures:
    """All steps for one corpus, with seconds, bytes and megabytes by name."""
    shutil.rmtree(folder, ignore_errors=True)
    for _ in corpus(folder, n + 1):
        pass
    _complete(folder)
    held = _hold_back(folder)
    found: Figures = {"reports": n}
    _step(found, "extract, 1 worker", folder, "build_site", "--root", str(folder), "extract", "--workers", "1")
    shutil.rmtree(folder / "data/packages")
    _step(found, "extract, 2 workers", folder, "build_site", "--root", str(folder), "extract", "--workers", "2")
    packages = sorted((folder / "data/packages").glob("*/*/datapackage.json"))
    found["packages made"] = len(packages)
    _step(found, "check (audit alone)", folder, "build_site", "--root", str(folder), "check")
    _step(found, "pages", folder, "build_site", "--root", str(folder), "pages")
    _step(found, "site", folder, "build_site.site", "site")
    _sizes(found, folder)
    (folder / "data/reports.csv").write_text(held, "utf-8")
    _step(found, "one more report: extract", folder, "build_site", "--root", str(folder), "extract", "--workers", "2")
    _step(found, "one more report: pages", folder, "build_site", "--root", str(folder), "pages")
    _step(found, "one more report: site", folder, "build_site.site", "site")
    return found


def _complete(folder: Path) -> None:
    """What the build reads beside the corpus: the site's hand-written files."""
    for name in _HAND_WRITTEN:
        source, target = ROOT / name, folder / name
        if source.is_dir():
            shutil.copytree(source, target, dirs_exist_ok=True)
        elif source.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
    for page in sorted((ROOT / "docs").rglob("*.md")):
        name = page.relative_to(ROOT / "docs")
        if name.parts[0] not in FOLDERS and name.as_posix() not in PAGES:
            target = folder / "docs" / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(page, target)


def _hold_back(folder: Path) -> str:
    """Take the last report out of the register; returns the whole register."""
    path = folder / "data/reports.csv"
    whole = path.read_text("utf-8")
    path.write_text("".join(whole.splitlines(keepends=True)[:-1]), "utf-8")
    return whole


def _step(found: Figures, name: str, folder: Path, module: str, *arguments: str) -> None:
    """Run a module; its seconds and the megabytes of its largest process."""
    code = f"import runpy, sys; sys.path.insert(0, {str(ROOT)!r}); sys.argv[1:] = {list(arguments)!r}; runpy.run_module({module!r}, run_name='__main__', alter_sys=True)"
    watch = (
        "import json, resource, subprocess, sys; s = subprocess.call([sys.executable, '-c', sys.argv[1]], stdout=subprocess.DEVNULL);"
        "print(json.dumps([s, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss]))"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "NO_MKDOCS_2_WARNING": "1"}
    begun = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", watch, code], cwd=folder, env=environment, capture_output=True, text=True, check=True
    )
    found[name] = time.perf_counter() - begun
    status, memory = json.loads(done.stdout)
    found[f"{name} MB"] = memory / 1024
    if status:
        print(f"{name}: status {status}: {done.stderr[-600:]}", file=sys.stderr)


def _sizes(found: Figures, folder: Path) -> None:
    site, data = folder / "site", folder / "site" / "data"
    total: Callable[[Path, str], float] = lambda base, pattern: sum(  # noqa: E731
        path.stat().st_size for path in base.rglob(pattern) if path.is_file()
    )
    found["packages bytes"] = total(folder / "data/packages", "*")
    found["findings.csv bytes"] = total(folder / "data/packages", "findings.csv")
    found["site bytes"] = total(site, "*")
    found["site data bytes"] = total(data, "*")
    found["site HTML bytes"] = total(site, "*.html")
    found["site pages"] = sum(1 for _ in site.rglob("*.html"))
    found["search index bytes"] = total(site / "pagefind", "*")


def table(figures: list[Figures]) -> str:
    """The figures per report, with their growth from the smallest to the largest corpus."""
    names = [name for name in figures[0] if name != "reports" and not name.endswith("MB")]
    head = ["每份报告 per report", *(f"N = {each['reports']:.0f}" for each in figures), "增长 growth"]
    rows = [head, ["---", *["---:"] * (len(head) - 1)]]
    for name in names:
        each = [one.get(name, 0) / one["reports"] for one in figures]
        growth = f"{each[-1] / each[0]:.2f}" if each[0] else "—"
        rows.append([name, *(_shown(name, value) for value in each), growth])
    rows += [
        [f"{name} (in all)", *(f"{one[name]:.0f}" for one in figures), f"{figures[-1][name] / figures[0][name]:.2f}"]
        for name in figures[0]
        if name.endswith("MB")
    ]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _shown(name: str, value: float) -> str:
    if name.endswith("bytes"):
        return f"{value / 1000:.1f} kB"
    return (
        f"{value:.2f}"
        if name.endswith(("pages", "made")) and "report:" not in name and name != "pages"
        else f"{value:.3f} s"
    )


def main() -> int:
    """Measure and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("n", type=int, nargs="+", help="sizes of the corpus, smallest first")
    parser.add_argument("--folder", type=Path, default=ROOT / "build" / "scale")
    parser.add_argument("--print", action="store_true", help="print the table, leave docs/benchmarks.md alone")
    options = parser.parse_args()
    figures = []
    for n in options.n:
        figures.append(measure(n, options.folder / str(n)))
        print(json.dumps(figures[-1], indent=1), flush=True)
    words = table(figures)
    print(words)
    if not options.print:
        TABLE.write_text(_PAGE.format(table=words, cores=os.cpu_count(), machine=platform.machine()), "utf-8")
    return 0


_PAGE = """# 规模 Benchmarks

`make bench-scale N="…"` 用版式工厂造的报告（七成 PDF，三成文本）测得；每一步一个进程。机器：{cores} 核，{machine}。
“增长”是每份报告的花费在最大和最小规模之间的比：1 表示与份数成正比。“in all”是最大的一个进程占用的内存。

{table}
"""

if __name__ == "__main__":
    sys.exit(main())
