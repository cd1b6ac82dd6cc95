"""Reading PDFs: ours against plain pdfplumber and an older reading of ours, interleaved, each run in a fresh process.

Usage: python bench/pdf.py [--rounds N] [--old COMMIT-OR-CHECKOUT] [FILE.pdf …]
(default: the reports beside the repository; the reading of commit 62ee49a, where git knows it)
Prints pages/s, CPU seconds, peak memory, their ratios, the gain of two workers, a cold report's time, and what a package costs.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from compileall import compile_dir
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLD = "62ee49a"  # the last commit that read with a borrowed table finder and without guards


def ours(path: str) -> int:
    """Read one report, tables and text of every page; its number of pages."""
    from build_site.extract.parse.pdf import read

    return read(Path(path)).pages or 0


def pdfplumber(path: str) -> int:
    """The same by plain pdfplumber: text and tables of every page, each page closed."""
    import pdfplumber

    with pdfplumber.open(path) as document:
        for page in document.pages:
            page.extract_text()
            page.extract_tables()
            page.close()
        return len(document.pages)


def package(path: str) -> int:
    """From the file to its package with findings, and its pages' pictures; its number of pages."""
    from tempfile import TemporaryDirectory

    from build_site.extract import report as reports
    from build_site.extract.parse import parse
    from build_site.extract.recognise import recognise
    from build_site.model import Department, Registration
    from build_site.pipeline import ReportJob, write_package

    document, slug, division = parse(Path(path)), "000000-not-published", "000000"
    report = recognise(document)
    known = Registration(
        slug, report.fiscal_year, report.title, report.department, division, path, "", "0" * 64, "", ""
    )
    with TemporaryDirectory() as room:
        job = ReportJob(known, Department(slug, report.department, "", division, "", ""), (), (), Path(path), Path(room, "p"), Path(room, "i"))  # fmt: skip
        copy = Path(room, "report.pdf")
        report = reports.with_copy(job.source, known, report, copy)
        write_package(job, document, report)
        reports.draw(job.source, document, report, job.pictures, copy)
    return document.pages or 0


READERS = {"ours": ours, "package": package, "pdfplumber": pdfplumber}


def child(reader: str, workers: int, files: Sequence[str]) -> None:
    """Read the files in this process (or in worker processes) and print pages, wall s, CPU s, peak MB, pandas or not."""
    import resource
    import time

    wall = time.perf_counter()
    if workers == 1:
        pages = sum(READERS[reader](path) for path in files)
    else:
        from concurrent.futures import ProcessPoolExecutor
        from multiprocessing import get_context

        with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
            pages = sum(pool.map(READERS[reader], files))
    wall = time.perf_counter() - wall
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    cpu = sum(usage.ru_utime + usage.ru_stime for usage in used)
    print(pages, wall, cpu, max(usage.ru_maxrss for usage in used) / 1024, int("pandas" in sys.modules))


def run(reader: str, workers: int, files: Sequence[str], checkout: Path = ROOT) -> dict[str, float]:
    """One fresh process, which imports nothing but what it measures; `total` is its time with the interpreter's start.

    `checkout`: where its build_site comes from."""
    import os
    import subprocess
    import time

    command = [sys.executable, __file__, "--child", reader, str(workers), *files]
    start = time.perf_counter()
    environment = {**os.environ, "PYTHONPATH": str(checkout)}
    output = subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout
    total = time.perf_counter() - start
    names = ("pages", "wall", "cpu", "memory", "pandas")
    return {**dict(zip(names, map(float, output.split()), strict=True)), "total": total}


def main() -> int:
    if sys.argv[1:2] == ["--child"]:
        child(sys.argv[2], int(sys.argv[3]), sys.argv[4:])
        return 0
    import argparse

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--old", default=OLD, help="a commit or a checkout to compare with")
    parser.add_argument("files", nargs="*")
    parser.add_argument("--write", action="store_true", help="put the figures into docs/benchmarks.md")
    options = parser.parse_args()
    shared = ROOT.parent / "shared"
    reports, cases = shared / "reports", shared / "cases" / "reports"
    found = sorted([*reports.glob("*.pdf"), *(reports / "not-final-accounts").glob("3*.pdf"), *cases.glob("*.pdf")])
    files = options.files or [str(path) for path in found]
    if not files:
        print("bench/pdf.py: no PDF to read; name some: python bench/pdf.py FILE.pdf …", file=sys.stderr)
        return 2
    with checked_out(options.old) as old:
        for checkout in filter(None, (ROOT, old)):  # a first run would compile what it imports
            compile_dir(checkout / "build_site", quiet=1)
        lines = list(report(files, options.rounds, old))
    print("\n".join(lines))
    if options.write:
        sys.path.insert(0, str(ROOT))
        from bench.page import put

        put(ROOT / "docs" / "benchmarks.md", "bench", "\n".join(["```text", *lines, "```"]))
    return 0


@contextmanager
def checked_out(old: str) -> Iterator[Path | None]:
    """A checkout of the commit, gone afterwards, or the one given; None where git does not know it."""
    import subprocess
    from tempfile import TemporaryDirectory

    if Path(old, "build_site").is_dir():
        yield Path(old).resolve()
        return
    with TemporaryDirectory() as place:
        git = ["git", "-C", str(ROOT), "worktree"]
        made = subprocess.run([*git, "add", "--detach", f"{place}/old", old], capture_output=True, check=False)
        try:
            yield Path(place, "old") if made.returncode == 0 else None
        finally:
            if made.returncode == 0:
                subprocess.run([*git, "remove", "--force", f"{place}/old"], check=True, capture_output=True)


def report(files: Sequence[str], rounds: int, old: Path | None) -> Iterator[str]:
    from statistics import median

    names = ("ours", "old", "pdfplumber", "one", "two", "cold", "package", "plain")
    results: dict[str, list[dict[str, float]]] = {name: [] for name in names}
    many = [*files] * 8  # enough work for two workers to outlast their start
    accounts = [path for path in files if "blank" not in path and "not-final" not in path]
    longest = max(files, key=lambda path: (Path(path).stat().st_size, path))
    for _ in range(rounds):
        results["ours"].append(run("ours", 1, files))
        if old:
            results["old"].append(run("ours", 1, files, old))
        results["pdfplumber"].append(run("pdfplumber", 1, files))
        results["one"].append(run("ours", 1, many))
        results["two"].append(run("ours", 2, many))
        results["cold"].append(run("ours", 1, [longest]))
        results["package"].append(run("package", 1, accounts))
        results["plain"].append(run("pdfplumber", 1, accounts))
    yield f"{len(files)} files, {int(results['ours'][0]['pages'])} pages, median of {rounds} interleaved rounds"
    yield f"{'':12}{'pages/s':>10}{'CPU s':>8}{'wall s':>8}{'peak MB':>9}"
    for name in ("ours", *(["old"] if old else []), "pdfplumber"):
        pages, cpu, wall, memory = (middle(results[name], key) for key in ("pages", "cpu", "wall", "memory"))
        yield f"{name:12}{pages / wall:>10.0f}{cpu:>8.2f}{wall:>8.2f}{memory:>9.0f}"
    gain = median(a["wall"] / b["wall"] for a, b in zip(results["one"], results["two"], strict=True))
    wanted = {"pdfplumber": ("plain pdfplumber", 10), "old": ("the old reading", 1.4)}
    for name, (title, least) in wanted.items():
        ratios = [b["cpu"] / a["cpu"] for a, b in zip(results["ours"], results[name], strict=bool(results[name]))]
        if ratios:
            yield f"ours is {median(ratios):.2f} times as fast as {title} on CPU time (at least {least} wanted)"
    yield f"two workers read {gain:.2f} times as fast as one ({8 * len(files)} files; at least 1.7 wanted)"
    yield (
        f"cold report of {int(results['cold'][0]['pages'])} pages ({Path(longest).name}): "
        f"{middle(results['cold'], 'total'):.2f} s with the interpreter's start (at most 0.6 wanted)"
    )
    ratios = [a["cpu"] / b["cpu"] for a, b in zip(results["package"], results["plain"], strict=True)]
    yield (
        f"from the file to the package, with findings and pictures: {middle(results['package'], 'cpu'):.2f} s CPU for {len(accounts)} reports, "
        f"{median(ratios):.2f} times plain pdfplumber's tables and text of them (at most 0.35 wanted)"
    )
    if any(result["pandas"] for result in results["ours"]):
        yield "pandas was imported while reading: the peak is not ours alone"


def middle(results: Sequence[dict[str, float]], key: str) -> float:
    from statistics import median

    return median(result[key] for result in results)


if __name__ == "__main__":
    sys.exit(main())
