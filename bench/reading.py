"""`python -m bench.reading --n 2000`: how many drawn reports are read right, told, refused, or wrong in silence, per kind.

Each report is a kind of tests/factory/kinds in a random layout, put on paper by a random typesetter; the table goes into
docs/benchmarks.md with --write. Exit status 1 where one is wrong in silence."""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections import Counter, defaultdict
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

from build_site.extract.parse import parse
from build_site.extract.recognise import recognise
from build_site.model import InputError, Report
from tests.factory import reportlab_pdf, text
from tests.factory.invent import random_accounts
from tests.factory.kinds import DRAWN, KINDS, Kind, allowed, draw, outcome
from tests.factory.variants import combination

DOCS = Path(__file__).parents[1] / "docs" / "benchmarks.md"
MARKS = "<!-- reading: written by bench/reading.py -->", "<!-- end of reading -->"
ALL = {**KINDS, **DRAWN}
OUTCOMES = {"right": "读对", "told": "说明", "refused": "拒读", "silent": "无声读错"}
_NARRATIVE = 6  # passages that are enough, but where the narrative has to prove something


def one(job: tuple[str, int, float]) -> tuple[str, str, str, list[str]]:
    """Draw and read one report: its kind, its typesetter, what came of it, what is wrong."""
    name, seed, share = job
    chance = random.Random(seed)  # noqa: S311 - no secret is made here
    kind = ALL[name]
    accounts = random_accounts(seed, chance.choice((1, 2, 3)))
    if "unit" not in name:
        accounts = replace(accounts, narrative=accounts.narrative[:_NARRATIVE])
    layout, drawing = combination(seed)
    setter = "PDF" if kind.drawing is not None or chance.random() < share else "text"
    drawing = replace(drawing, **(kind.drawing or {}))  # type: ignore[arg-type]
    try:
        printed = draw(kind, accounts, layout, chance)
    except (ValueError, IndexError, StopIteration):  # this kind's form is empty or missing in these accounts
        printed = draw(Kind("right"), accounts, layout, chance)
        name = "as it is"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / ("report.pdf" if setter == "PDF" else "report.txt")
        if setter == "PDF":
            reportlab_pdf.write(printed, drawing, path)
        else:
            text.write(printed, path)
        read: Report | InputError
        try:
            read = recognise(parse(path))
        except InputError as error:
            read = error
    found, wrong = outcome(read, printed)
    return name, setter, found, wrong


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.reading", description=__doc__)
    parser.add_argument("--n", type=int, default=2000, help="how many reports (2000)")
    parser.add_argument("--seed", type=int, default=0, help="of the first report (0)")
    parser.add_argument("--pdf-share", type=float, default=0.03, help="how many of them are PDFs (0.03)")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--write", action="store_true", help="put the table into docs/benchmarks.md")
    options = parser.parse_args()
    names = list(ALL)
    jobs = [(names[n % len(names)], options.seed + n, options.pdf_share) for n in range(options.n)]
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    setters: Counter[str] = Counter()
    with ProcessPoolExecutor(options.workers) as pool:
        for (_, seed, _), (name, setter, found, wrong) in zip(jobs, pool.map(one, jobs, chunksize=4), strict=True):
            counts[name][found] += 1
            setters[setter] += 1
            if found == "silent" or (name in ALL and not allowed(ALL[name], found)):  # type: ignore[arg-type]
                print(f"{found}: {name}, seed {seed}, {setter}: {'; '.join(wrong[:2])[:300]}", flush=True)
    table = _table(counts, setters)
    print(table)
    if options.write:
        before, _, rest = DOCS.read_text("utf-8").partition(MARKS[0])
        after = rest.partition(MARKS[1])[2]
        DOCS.write_text(f"{before}{MARKS[0]}\n\n{table}\n\n{MARKS[1]}{after}", "utf-8")
    return int(any(each["silent"] for each in counts.values()))


def _table(counts: dict[str, Counter[str]], setters: Counter[str]) -> str:
    total: Counter[str] = sum(counts.values(), Counter())
    drawn = ", ".join(f"{count} as {setter}" for setter, count in sorted(setters.items()))
    lines = [
        f"{total.total():,} 份，每份一种画法，版式随机 drawn reports ({drawn}), each of one kind in a random layout:",
        "",
        f"| 画法 kind | 应当 expected | 份数 drawn | {' | '.join(f'{zh} {en}' for en, zh in OUTCOMES.items())} |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name, each in sorted(counts.items(), key=lambda item: list(ALL).index(item[0]) if item[0] in ALL else -1):
        expect = ALL[name].expect if name in ALL else "right"
        lines.append(f"| {name} | {expect} | {each.total()} | {' | '.join(str(each[o]) for o in OUTCOMES)} |")
    lines.append(f"| all | | {total.total()} | {' | '.join(str(total[o]) for o in OUTCOMES)} |")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
