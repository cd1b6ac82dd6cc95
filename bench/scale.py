"""`make bench-scale N="100 1000"`: what a corpus of N invented reports costs, step by step, into docs/benchmarks.md.

Each step runs in a process of its own, so that its time and its largest memory are its own. The figures of every N are
kept in build/scale/figures.json, so that sizes measured one after another stand in one table.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import platform
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from importlib.util import find_spec
from pathlib import Path

from bench.page import put
from build_site.render.charts.engine import Engine
from build_site.render.charts.palette import BASIC, EXPENDITURE, PROJECT, REVENUE, TEXT
from tests.factory.corpus import corpus
from tests.houses import copied, with_site

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "benchmarks.md"
_BUILD = ("extract, 2 workers", "pages", "site")
_COMPARED = 250
"""Up to so many reports the other ways to do the same are measured too: they cost the same again for each report."""
_PAGES_LIMIT = 10**9  # bytes that GitHub Pages carries
_REPORT_LIMIT = 700_000
Figures = dict[str, float]


def measure(n: int, folder: Path, *, sizes: bool = False) -> Figures:
    """All steps for one corpus, with seconds, bytes and megabytes by name. `sizes`: only what the site's sizes need."""
    shutil.rmtree(folder, ignore_errors=True)
    for _ in corpus(folder, n + 1, workers=os.cpu_count() or 1):
        pass
    with_site(copied(folder, "known-issues.csv", "dictionary.csv"))
    held = _hold_back(folder)
    found: Figures = {"reports": n}
    step = _Steps(found, folder)
    first = None
    for name, options in _ways(n)[-1 if sizes else 0 :]:
        shutil.rmtree(folder / "data/packages", ignore_errors=True)
        step(name, "build_site", "extract", *options)
        if first not in (None, _bytes(folder / "data/packages")):
            raise SystemExit(f"{name}: other bytes than one worker's")
        first = _bytes(folder / "data/packages")
    found["packages made"] = len(list((folder / "data/packages").glob("*/*/datapackage.json")))
    if not sizes:
        step("audit alone", "build_site", "check")
    step("pages", "build_site", "pages", "--workers", "2")
    step("site", "build_site.site.build")
    _sizes(found, folder)
    if sizes:
        return found
    (folder / "data/reports.csv").write_text(held, "utf-8")
    step("one more report: extract", "build_site", "extract", "--workers", "2")
    step("one more report: pages", "build_site", "pages", "--workers", "2")
    step("one more report: site", "build_site.site.build")
    if n <= _COMPARED:  # last: it makes the same folder, and MkDocs would have to make all of it again
        step("Zensical instead of MkDocs", "zensical", "build", "--clean")
    found["whole build"] = sum(found[name] for name in _BUILD)
    found["one more report"] = sum(found[f"one more report: {name}"] for name in ("extract", "pages", "site"))
    return found


def _ways(n: int) -> list[tuple[str, list[str]]]:
    """Other ways to extract that must give the same bytes; the last one's packages are what the pages are made from."""
    one = ("extract, 1 worker", ["--workers", "1"])
    two = ("extract, 2 workers", ["--workers", "2"])
    if n > _COMPARED:
        return [two]
    dask = [("extract, Dask (2 processes)", ["--scheduler", "local", "--workers", "2"])]
    return [one, *(dask if find_spec("distributed") else []), two]


class _Steps:
    """Runs modules one after another in the corpus's folder and notes what each costs."""

    def __init__(self, found: Figures, folder: Path) -> None:
        self.found, self.folder = found, folder

    def __call__(self, name: str, module: str, *arguments: str) -> None:
        code = (
            f"import runpy, sys; sys.path.insert(0, {str(ROOT)!r}); sys.argv[1:] = {list(arguments)!r};"
            f"runpy.run_module({module!r}, run_name='__main__', alter_sys=True)"
        )
        watch = (
            "import json, resource, subprocess, sys; s = subprocess.call([sys.executable, '-c', sys.argv[1]], stdout=subprocess.DEVNULL);"
            "print(json.dumps([s, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss]))"
        )
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "NO_MKDOCS_2_WARNING": "1"}
        print(f"{self.folder.name}: {name} …", flush=True)
        begun = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-c", watch, code],
            cwd=self.folder, env=environment, capture_output=True, text=True, check=True,
        )  # fmt: skip
        self.found[name] = time.perf_counter() - begun
        status, memory = json.loads(done.stdout)
        self.found[f"{name} MB"] = memory / 1024
        print(f"  {self.found[name]:.1f} s, {memory / 1024:.0f} MB", flush=True)
        if status:
            print(f"  status {status}: {done.stderr[-600:]}", file=sys.stderr)


def _hold_back(folder: Path) -> str:
    """Take the last report out of the register; returns the whole register."""
    path = folder / "data/reports.csv"
    whole = path.read_text("utf-8")
    path.write_text("".join(whole.splitlines(keepends=True)[:-1]), "utf-8")
    return whole


def _bytes(folder: Path) -> int:
    """A number that other bytes below the folder would change."""
    return hash(
        tuple(
            (str(path.relative_to(folder)), path.read_bytes()) for path in sorted(folder.rglob("*.*")) if path.is_file()
        )
    )


def _sizes(found: Figures, folder: Path) -> None:
    site, data = folder / "site", folder / "site" / "data"
    total: Callable[[Path, str], float] = lambda base, pattern: sum(  # noqa: E731
        path.stat().st_size for path in base.rglob(pattern) if path.is_file()
    )
    reports = [path for start in ("", "en/") for path in site.glob(f"{start}departments/*/[0-9]*")]
    found["packages bytes"] = total(folder / "data/packages", "*")
    found["site bytes"] = total(site, "*")
    found["a report's pages bytes"] = sum(total(path, "*.html") for path in reports)
    found["a report's pictures bytes"] = sum(total(path, "*.png") for path in data.glob("*/[0-9]*/pages"))
    files = sum(total(path, "*") for path in data.glob("[0-9]*/[0-9]*"))
    found["a report's files bytes"] = files - found["a report's pictures bytes"]
    found["collection bytes"] = total(data / "collection", "*")
    found["places bytes"] = total(data / "places", "*")
    found["other pages bytes"] = total(site, "*.html") - found["a report's pages bytes"]
    found["search index bytes"] = total(site / "pagefind", "*")
    found["site pages"] = sum(1 for _ in site.rglob("*.html"))
    found["largest page bytes (in all)"] = max(path.stat().st_size for path in site.rglob("*.html"))
    found["heaviest page compressed bytes (in all)"] = max(
        len(gzip.compress(p.read_bytes(), 6)) for p in site.rglob("*.html")
    )


def table(figures: Sequence[Figures]) -> str:
    """The figures per report, with their growth from the smallest to the largest corpus."""
    head = ["每份报告 per report", *(f"N = {each['reports']:.0f}" for each in figures), "增长 growth"]
    rows = [head, ["---", *["---:"] * (len(head) - 1)]]
    for name in dict.fromkeys(name for each in figures for name in each if name != "reports"):
        alone = name.endswith((" MB", "(in all)")) or name.startswith("one more report")
        each = [one[name] / (1 if alone else one["reports"]) if name in one else None for one in figures]
        known = [value for value in each if value]
        growth = f"{known[-1] / known[0]:.2f}" if len(known) > 1 else "—"
        title = f"{name[:-3]}：内存 memory (in all)" if name.endswith(" MB") else name
        title = f"{title} (in all)" if alone and "(in all)" not in title else title
        rows.append([title, *("—" if value is None else _shown(name, value) for value in each), growth])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _shown(name: str, value: float) -> str:
    if "bytes" in name:
        return f"{value / 1000:,.0f} kB"
    if name.endswith(" MB"):
        return f"{value:.0f} MB"
    if name in ("site pages", "packages made"):
        return f"{value:.2f}"
    return f"{value:.1f} s" if name.startswith("one more report") else f"{value:.3f} s"


def goals(figures: Sequence[Figures]) -> str:
    """What is wanted of the largest corpus, and whether it is so."""
    first, last = figures[0], figures[-1]
    n = last["reports"]
    growth = (last["whole build"] / n) / (first["whole build"] / first["reports"])
    checks = [
        *_size_goals(figures),
        ("每份报告的花费，与最小规模之比 cost per report against the smallest N", f"{growth:.2f}", growth <= 1.3, "≤ 1.3"),
        ("加一份报告，占全部构建 one more report, of a whole build", f"{last['one more report'] / last['whole build']:.1%}", last["one more report"] <= 0.1 * last["whole build"], "≤ 10 %"),
        ("网站 site", f"{last['site bytes'] / 1e6:.0f} MB", last["site bytes"] < _PAGES_LIMIT, "< 1000 MB"),
        ("最重的网页，压缩后 heaviest page, compressed", f"{last['heaviest page compressed bytes (in all)'] / 1000:.0f} kB", last["heaviest page compressed bytes (in all)"] <= 60 * 1024, "≤ 60 KiB"),
        ("最大的网页 largest page", f"{last['largest page bytes (in all)'] / 1000:.0f} kB", last["largest page bytes (in all)"] <= 300 * 1024, "≤ 300 KiB"),
        ("建站 site build", f"{last['site']:.0f} s", last["site"] < 360, "< 360 s"),
        ("建站内存 memory of the site build", f"{last['site MB']:.0f} MB", last["site MB"] < 2000, "< 2000 MB"),
    ]  # fmt: skip
    return _listed(n, checks)


def _size_goals(figures: Sequence[Figures]) -> list[tuple[str, str, bool, str]]:
    """What a report is of a site, and what each further one adds to it."""
    first, last = figures[0], figures[-1]
    whole, more = last["site bytes"] / last["reports"], last["reports"] - first["reports"]
    further = (last["site bytes"] - first["site bytes"]) / more if more else whole
    return [
        ("网站，每份报告，全部文件在内 site per report, everything included", f"{whole / 1000:.0f} kB", whole <= _REPORT_LIMIT, "≤ 700 kB"),
        ("每多一份报告，网站多 site, each further report", f"{further / 1000:.0f} kB", further <= _REPORT_LIMIT, "≤ 700 kB"),
    ]  # fmt: skip


def _listed(n: float, checks: Iterable[tuple[str, str, bool, str]]) -> str:
    rows = [f"| N = {n:.0f} | 实测 measured | 目标 wanted | 结果 result |", "| --- | ---: | ---: | --- |"]
    rows += [
        f"| {name} | {value} | {wanted} | {'✓' if held else '未达到 missed'} |" for name, value, held, wanted in checks
    ]
    return "\n".join(rows)


def plot(figures: Sequence[Figures]) -> str:
    """Seconds per report against N, as a static SVG on one line."""
    names = {"extract, 2 workers": EXPENDITURE, "pages": BASIC, "site": REVENUE, "whole build": PROJECT}
    option = {
        "animation": False,
        "grid": {"left": 60, "right": 150, "top": 20, "bottom": 45},
        "xAxis": {"type": "log", "name": "N", "nameLocation": "middle", "nameGap": 28, "min": figures[0]["reports"], "max": figures[-1]["reports"]},
        "yAxis": {"type": "value", "name": "秒/份 s per report", "min": 0},
        "series": [
            {"type": "line", "name": name, "color": colour, "endLabel": {"show": True, "formatter": "{a}", "color": TEXT, "textBorderWidth": 0}, "data": [[each["reports"], round(each[name] / each["reports"], 4)] for each in figures]}
            for name, colour in names.items()
        ],
    }  # fmt: skip
    label = "每份报告的秒数随份数的变化：" + "；".join(
        f"{name} " + "、".join(f"N={each['reports']:.0f} {each[name] / each['reports']:.2f}" for each in figures)
        for name in names
    )
    drawn = Engine(ROOT).svg(json.dumps(option), 720, 300)
    return f'\n\n<figure class="chart"><div role="img" aria-label="{label}">{drawn}</div></figure>'


def main() -> int:
    """Measure and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("n", type=int, nargs="+", help="sizes of the corpus, smallest first")
    parser.add_argument("--folder", type=Path, default=ROOT / "build" / "scale")
    parser.add_argument("--sizes", action="store_true", help="the site's sizes alone")
    parser.add_argument("--print", action="store_true", help="print the table, leave docs/benchmarks.md alone")
    options = parser.parse_args()
    kept = options.folder.resolve() / "figures.json"
    known: dict[str, Figures] = json.loads(kept.read_text("utf-8")) if kept.is_file() else {}
    for n in options.n:
        known[str(n)] = measure(n, options.folder.resolve() / str(n), sizes=options.sizes)
        kept.write_text(json.dumps(known, indent=1), "utf-8")
    figures = sorted(known.values(), key=lambda each: each["reports"])
    sizes = " ".join(f"{each['reports']:.0f}" for each in figures)
    if options.sizes:
        known_sizes = [{name: each[name] for name in each if "bytes" in name or name == "reports"} for each in figures]
        words = f"{_listed(figures[-1]['reports'], _size_goals(figures))}\n\n{table(known_sizes)}"
    else:
        words = f"{goals(figures)}\n\n{table(figures)}"
    print(words)
    if options.sizes and not options.print:
        put(PAGE, "bench-size", f"`python -m bench.scale --sizes {sizes}`:\n\n{words}")
    elif not options.print:
        machine = f"{os.cpu_count()} × {platform.machine()}, Python {platform.python_version()}"
        curve = plot(figures) if len(figures) > 1 else ""
        put(PAGE, "bench-scale", _WORDS.format(table=words, plot=curve, machine=machine, sizes=sizes))
    return 0


_WORDS = """`make bench-scale N="{sizes}"`：用版式工厂造的报告（一座城市，一区一区，每区三十六个部门，每个部门三年；七成 PDF，三成文本），每一步一个进程；机器：{machine}。“增长”是每份报告的花费在最大和最小规模之间的比，1 表示与份数成正比；“in all”是总数。

{table}{plot}"""

if __name__ == "__main__":
    sys.exit(main())
