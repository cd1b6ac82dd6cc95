"""Where every printed number stands: small files by the number's last digits, of which the site's search fetches one.

A number is found in every spelling: 2,940.05, 2940.05, ２９４０.05 are one key (docs/assets/search.js makes it alike).
"""

import gzip
import json
import re
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

from build_site.model import Form
from build_site.render import links
from build_site.render.pages.forms import row_en
from build_site.render.published import Published

SHARDS = 64
_MOST = 200
"""Places of one number; the commonest numbers say nothing."""
_AROUND = 24
"""Characters of a sentence on either side of its number."""
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_NO_NUMBERS = ("fiscal-year", "date", "threshold")
"""What claims measure that nobody looks for."""


def key(printed: str) -> str:
    """The number without separators and trailing zeros; empty where it is none.

    >>> key("2,940.05"), key("２９４０.050"), key("1,500.00"), key("无")
    ('2940.05', '2940.05', '1500', '')
    """
    plain = re.sub(r"[,，\s]", "", unicodedata.normalize("NFKC", printed)).replace("−", "-").removesuffix("%")
    if not _NUMBER.fullmatch(plain):
        return ""
    whole, _, part = plain.lstrip("-").partition(".")
    part = part.rstrip("0")
    return (whole.lstrip("0") or "0") + (f".{part}" if part else "")


def shard(found: str) -> int:
    return int(found.replace(".", "")[-6:]) % SHARDS


def of_report(report: Published) -> Iterator[list[str]]:
    """Every number above 0 of the forms and of the narrative: its key, place, what it is, how it is printed; of a form
    also what it is in English."""
    for form in report.forms():
        titles, unit = dict(report.amount_fields(form)), report.unit_of(form)
        for row in report.table(form):
            name = row.get("name") or row.get("label") or ""
            for field, title in titles.items():
                cell = report.cell(form, row, field)
                if cell.value:
                    what = f"{report.title(form)} · {name} · {title}"
                    called = row_en(form, row) or name, report.column_en(form, field)
                    en = f"{Form(form).en.capitalize()} · {' · '.join(called)}"
                    yield [key(f"{cell.value}"), links.cell("", cell), what, f"{cell.value:,f} {unit}", en]
    for claim in report.table("claims"):
        found_key = key(claim["value"])
        if found_key not in ("", "0") and claim["measure"] not in _NO_NUMBERS:
            sentence = claim["sentence"]
            at = max(sentence.find(claim["printed"]), 0)
            words = sentence[max(at - _AROUND, 0) : at + len(claim["printed"]) + _AROUND]
            yield [found_key, links.claim_address("", claim["claim_id"]), f"…{words}…", claim["printed"]]


def write(reports: Sequence[tuple[str | int, ...]], records: Iterable[Path], folder: Path) -> None:
    """reports.json.gz (slug, year, department, its English name, its place in both languages) and the files of numbers, whose entries name a report by
    its place there. `records`: the file of each, in the same order, whose numbers
    are lines like ["2940.05","forms/#…",…]."""
    folder.mkdir(parents=True)
    with (
        tempfile.TemporaryDirectory(dir=folder) as room,
        ExitStack() as stack,
    ):  # all numbers at once would fill the memory
        paths = [Path(room, str(number)) for number in range(SHARDS)]
        spools = [stack.enter_context(path.open("w", encoding="utf-8")) for path in paths]
        for at, own in enumerate(records):
            with own.open(encoding="utf-8", newline="\n") as lines:
                for found, rest in (line[2:].split('",', 1) for line in lines if line[0] == "["):
                    spools[shard(found)].write(f"{found} [{at},{rest}")
        stack.close()
        for number, path in enumerate(paths):
            places = _places(path).items()
            said = ",".join(f'"{each}":[{",".join(found)}]' for each, found in sorted(places))
            _write(folder / f"{number}.json.gz", f"{{{said}}}")
    _write(folder / "reports.json.gz", line(reports))


def _places(spool: Path) -> dict[str, list[str]]:
    """Of each number its first places."""
    found: dict[str, list[str]] = {}
    with spool.open(encoding="utf-8", newline="\n") as lines:
        for each in lines:
            number, _, place = each[:-1].partition(" ")
            places = found.setdefault(number, [])
            if len(places) < _MOST:
                places.append(place)
    return found


def _write(path: Path, said: str) -> None:
    path.write_bytes(gzip.compress(f"{said}\n".encode(), mtime=0))


def line(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))
