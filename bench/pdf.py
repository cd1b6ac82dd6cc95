"""Reading PDFs: ours against plain pdfplumber, interleaved, on the same files, each run in a fresh process.

Usage: python bench/pdf.py [--rounds N] [FILE.pdf …]      (default: the reports beside the repository)
Prints pages/s, CPU seconds, peak memory, their ratio, the gain of two workers, and a cold report's time.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


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


READERS = {"ours": ours, "pdfplumber": pdfplumber}


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


def run(reader: str, workers: int, files: Sequence[str]) -> dict[str, float]:
    """One fresh process, which imports nothing but what it measures; `total` is its time with the interpreter's start."""
    import subprocess
    import time

    command = [sys.executable, __file__, "--child", reader, str(workers), *files]
    start = time.perf_counter()
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
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
    parser.add_argument("files", nargs="*")
    parser.add_argument("--write", action="store_true", help="put the figures into docs/benchmarks.md")
    options = parser.parse_args()
    reports = ROOT.parent / "shared" / "reports"
    found = sorted([*reports.glob("*.pdf"), *(reports / "not-final-accounts").glob("3*.pdf")])
    files = options.files or [str(path) for path in found]
    if not files:
        print("bench/pdf.py: no PDF to read; name some: python bench/pdf.py FILE.pdf …", file=sys.stderr)
        return 2
    lines = list(report(files, options.rounds))
    print("\n".join(lines))
    if options.write:
        sys.path.insert(0, str(ROOT))
        from bench.page import put

        put(ROOT / "docs" / "benchmarks.md", "bench", "\n".join(["```text", *lines, "```"]))
    return 0


def report(files: Sequence[str], rounds: int) -> Iterator[str]:
    from statistics import median

    results: dict[str, list[dict[str, float]]] = {name: [] for name in ("ours", "pdfplumber", "one", "two", "cold")}
    many = [*files] * 8  # enough work for two workers to outlast their start
    longest = max(files, key=lambda path: (Path(path).stat().st_size, path))
    for _ in range(rounds):
        results["ours"].append(run("ours", 1, files))
        results["pdfplumber"].append(run("pdfplumber", 1, files))
        results["one"].append(run("ours", 1, many))
        results["two"].append(run("ours", 2, many))
        results["cold"].append(run("ours", 1, [longest]))
    yield f"{len(files)} files, {int(results['ours'][0]['pages'])} pages, median of {rounds} interleaved rounds"
    yield f"{'':12}{'pages/s':>10}{'CPU s':>8}{'wall s':>8}{'peak MB':>9}"
    for name in ("ours", "pdfplumber"):
        pages, cpu, wall, memory = (middle(results[name], key) for key in ("pages", "cpu", "wall", "memory"))
        yield f"{name:12}{pages / wall:>10.0f}{cpu:>8.2f}{wall:>8.2f}{memory:>9.0f}"
    ratio = median(b["cpu"] / a["cpu"] for a, b in zip(results["ours"], results["pdfplumber"], strict=True))
    gain = median(a["wall"] / b["wall"] for a, b in zip(results["one"], results["two"], strict=True))
    yield f"ours is {ratio:.1f} times as fast on CPU time (at least 5 wanted)"
    yield f"two workers read {gain:.2f} times as fast as one ({8 * len(files)} files; at least 1.7 wanted)"
    yield (
        f"cold report of {int(results['cold'][0]['pages'])} pages ({Path(longest).name}): "
        f"{middle(results['cold'], 'total'):.2f} s with the interpreter's start (at most 0.6 wanted)"
    )
    if any(result["pandas"] for result in results["ours"]):
        yield "pandas was imported while reading: the peak is not ours alone"


def middle(results: Sequence[dict[str, float]], key: str) -> float:
    from statistics import median

    return median(result[key] for result in results)


if __name__ == "__main__":
    sys.exit(main())
