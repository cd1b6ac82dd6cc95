"""`python -m bench.hostile`: 300 hostile files through `check`, `add`, and `extract` and `pages` beside two good reports.

Each file gets one message that says what to do, or is read as the report it is; the two good ones are published. Exit status 1
where a file gets none or several, a traceback, an error of ours, or takes longer than the limits that stop it."""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import re
import sys
import tempfile
import traceback
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from time import monotonic
from typing import NamedTuple

from build_site.__main__ import main as program

# what draws files is imported where it is used: each reader that the program starts imports this module again

LONGEST = 60  # seconds of a free core for a file that no limit stops
_HUGE = re.compile(r"pages-.*-\d{4}\.pdf")  # a thousand pages and more
_OURS = re.compile(r"an error of ours|Traceback|pytest-|/tmp/\S+/work")
_STOPPED = re.compile(r"no result after|MB of memory needed|its reader (?:was )?ended")
_GOOD = ("420116-good-text", "420116-good-pdf")


class Told(NamedTuple):
    """What one file got of one command: its exit status, the lines of stderr that are errors, all that was said, seconds."""

    name: str
    command: str
    status: int
    errors: tuple[str, ...]
    said: str
    seconds: float

    @property
    def wrong(self) -> str:
        if _OURS.search(self.said):
            return "an error of ours"
        if self.status not in (0, 1):
            return f"status {self.status}"
        if self.command != "check" and (self.status == 1) != (len(self.errors) == 1):
            return f"{len(self.errors)} errors"
        if self.status == 1 and not (self.errors or self.said.strip()):
            return "no message"
        if self.seconds > LONGEST and not _STOPPED.search(self.said) and not _HUGE.fullmatch(self.name):
            return f"{self.seconds:.0f} seconds"
        return ""


def drawn() -> Iterator[tuple[str, bytes]]:
    """All of them, with their names."""
    from tests.factory.hostile import hostile
    from tests.factory.hostile_pdf import hostile_pdfs
    from tests.houses import ROOT, SOURCE

    yield from hostile()
    yield from hostile_pdfs()
    text, other = (ROOT / SOURCE).read_bytes(), "2023年度某局工作总结\n\n今年工作顺利。\n".encode()
    for number, name in enumerate(_NAMES):
        yield name, text if number % 2 else other


_NAMES = (
    "new\nline.txt", "::error::said\r\n::warning::x.txt", "$(touch owned);`id`|&.txt", "-rf --help.txt", "决算\u202etxt.exe", "长" * 83 + ".txt",
    "b" * 251 + ".txt", "'\"<script>alert(1)</script>.txt".replace("/", "∕"), "=cmd|' ∕C calc'!A0.txt", "%0A%2e%2e%2fx.txt", "\x1b[31mred\x07.txt",
    "a b\tc.txt", "{{ x }}{% y %}.txt", "\udcff\udcfe.txt", "..txt", "报告．ｐｄｆ", "CON.txt", "~.txt", "*?.txt", "🧾决算.txt", "no ending", ".hidden.txt",
    "e\u0301\u200b\ufeff.txt", "a" * 200 + "\n.txt",
)  # fmt: skip


def _house(folder: Path) -> Path:
    """A repository with two good reports."""
    from build_site.site import assets
    from tests.factory.hostile_pdf import good
    from tests.houses import ROOT, SOURCE, copied

    for number, (slug, content) in enumerate(zip(_GOOD, ((ROOT / SOURCE).read_bytes(), good(7)), strict=True)):
        path = folder / f"data/sources/{slug}/2023/report.{'pdf' if number else 'txt'}"
        path.parent.mkdir(parents=True)
        path.write_bytes(content)
    copied(folder, "codelists", "forms")
    assets.provide(ROOT)
    (folder / "docs").mkdir()
    for name in ("requirements", "docs/assets"):
        (folder / name).symlink_to(ROOT / name)
    return folder


def _rows() -> list[dict[str, str]]:
    from tests.factory.invent import random_accounts

    accounts = random_accounts(7, 1)
    row = {"sha256": "", "source_path": f"data/sources/{_GOOD[1]}/2023/report.pdf"}
    return [
        {"slug": _GOOD[0], "sha256": "", "source_path": f"data/sources/{_GOOD[0]}/2023/report.txt"},
        {**row, "slug": _GOOD[1], "year": str(accounts.year), "department": accounts.department, "title": f"{accounts.year}年度部门决算"},
    ]  # fmt: skip


def told(name: str, command: str, arguments: Sequence[str]) -> Told:
    """One run of the program."""
    out, begun, status = io.StringIO(), monotonic(), 99
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        try:
            status = program(arguments)
        except SystemExit as left:
            status = int(left.code or 0)
        except BaseException:  # noqa: BLE001  # that is what is looked for
            traceback.print_exc(file=out)
    errors = tuple(line for line in out.getvalue().splitlines() if line.startswith("错误 error: "))
    crowd = max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))  # how many share a core just now
    return Told(name, command, status, errors, out.getvalue(), (monotonic() - begun) / crowd)


def _alone(job: tuple[int, Path, Path]) -> list[Told]:
    """`check` and `add` of one file."""
    number, path, houses = job
    house = houses / get_context().current_process().name
    if not house.exists():
        from tests.houses import registered

        registered(_house(house), *_rows())
    asked = [
        "--slug",
        f"420116-hostile-{number}",
        "--name",
        "某局",
        "--name-en",
        "Hostile office",
        "--division",
        "420116",
    ]
    return [
        told(path.name, "check", ["check", "--", str(path)]),
        told(path.name, "add", ["--root", str(house), "add", *asked, "--", str(path)]),
    ]


def _together(folder: Path, files: Sequence[Path]) -> list[Told]:
    """All of them registered beside the good ones."""
    from tests.houses import registered

    house, rows = _house(folder), _rows()
    for number, path in enumerate(files):
        target = house / f"data/sources/420116-hostile-{number}/2023" / path.name.encode("utf-8", "replace").decode()
        target.parent.mkdir(parents=True)
        target.write_bytes(path.read_bytes())
        rows.append(
            {"slug": f"420116-hostile-{number}", "sha256": "", "source_path": target.relative_to(house).as_posix()}
        )
    registered(house, *rows)
    found = [told("all", step, ["--root", str(house), step, "--workers", "2"]) for step in ("extract", "pages")]
    wrong = []
    for each in found:
        marks = [error[:60] for error in each.errors]
        ours = [error for error in each.errors if _OURS.search(error)] + ["Traceback"] * ("Traceback" in each.said)
        wrong.append(each._replace(errors=tuple(ours), said="\n".join(ours), status=bool(ours), seconds=0))
        print(f"{each.command}: {len(marks)} errors, {len(ours)} of ours, {each.seconds:.0f} s")
        print(*(error[:400] for error in ours), each.said[each.said.rfind("Traceback") :][:4000] * bool(ours), sep="\n")
    for slug, year in zip(_GOOD, ("2023", rows[1]["year"]), strict=True):
        if not (house / "docs/departments" / slug / year / "index.md").is_file():
            wrong.append(Told(slug, "pages", 1, (), "an error of ours: a good report was not published", 0))
    return wrong


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.hostile", description=__doc__)
    parser.add_argument("--only", default="", help="files whose name matches this expression")
    parser.add_argument("--alone", action="store_true", help="check and add alone, not beside the good ones")
    parser.add_argument("--show", action="store_true", help="print each file's messages")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        folder = Path(name)
        (folder / "files").mkdir()
        files = []
        for title, content in drawn():
            if re.search(options.only, title):
                files.append(folder / "files" / title)
                files[-1].write_bytes(content)
        jobs = [(number, path, folder / "houses") for number, path in enumerate(files)]
        results = []
        for found in pool.map(_alone, jobs):
            results += found
            for each in found:
                if each.wrong or options.show:
                    said = each.errors or [*each.said.splitlines()[-12:]]
                    print(
                        f"{each.wrong or 'ok'}: {each.command} {each.name!r} ({each.seconds:.0f} s): ",
                        *said,
                        sep="\n  ",
                        flush=True,
                    )
        if not options.alone:
            results += _together(folder / "together", files)
    wrong = [each for each in results if each.wrong]
    longest = max(results, key=lambda each: each.seconds)
    print(
        f"{len(files)} files, {len(wrong)} wrong; the longest {longest.seconds:.0f} s ({longest.command} {longest.name})"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
