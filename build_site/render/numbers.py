"""Where every printed number stands: small files by the number's last digits, of which the site's search fetches one.

A number is found in every spelling: 2,940.05, 2940.05, ２９４０.05 are one key (docs/assets/search.js makes it alike).
"""

from __future__ import annotations

import gzip
import json
import re
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from build_site.render import links
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


def of_report(report: Published) -> Iterator[dict[str, str]]:
    """Every number above 0 of the forms and of the narrative: its key, place, what it is, how it is printed."""
    for form in report.forms():
        titles, unit = dict(report.amount_fields(form)), report.unit_of(form)
        for row in report.table(form):
            name = row.get("name") or row.get("label") or ""
            for field, title in titles.items():
                cell = report.cell(form, row, field)
                if cell.value:
                    what = f"{report.title(form)} · {name} · {title}"
                    found = {"number": key(f"{cell.value}"), "at": links.cell("", cell), "label": what}
                    yield found | {"shown": f"{cell.value:,f} {unit}"}
    for claim in report.table("claims"):
        found_key = key(claim["value"])
        if found_key not in ("", "0") and claim["measure"] not in _NO_NUMBERS:
            sentence = claim["sentence"]
            at = max(sentence.find(claim["printed"]), 0)
            words = sentence[max(at - _AROUND, 0) : at + len(claim["printed"]) + _AROUND]
            yield {
                "number": found_key, "at": links.claim_address("", claim["claim_id"]), "label": f"…{words}…",
                "shown": claim["printed"],
            }  # fmt: skip


def write(
    reports: Sequence[tuple[str | int, ...]], records: Iterable[Iterable[Mapping[str, Any]]], folder: Path
) -> None:
    """reports.json.gz (slug, year, department, its English name, its place in both languages) and the files of numbers, whose entries name a report by
    its place there. `records`: each report's, in the same order."""
    folder.mkdir(parents=True)
    with (
        tempfile.TemporaryDirectory(dir=folder) as room,
        ExitStack() as stack,
    ):  # all numbers at once would fill the memory
        paths = [Path(room, str(number)) for number in range(SHARDS)]
        spools = [stack.enter_context(path.open("w", encoding="utf-8")) for path in paths]
        for at, own in enumerate(records):
            for each in own:
                if "number" in each:
                    found = [each["number"], at, each["at"], each["label"], each["shown"]]
                    spools[shard(each["number"])].write(f"{_line(found)}\n")
        stack.close()
        for number, path in enumerate(paths):
            _write(folder / f"{number}.json.gz", _places(path))
    _write(folder / "reports.json.gz", [list(each) for each in reports])


def _places(spool: Path) -> dict[str, list[list[Any]]]:
    """Of each number its first places."""
    found: dict[str, list[list[Any]]] = {}
    with spool.open(encoding="utf-8") as lines:
        for line in lines:
            number, *place = json.loads(line)
            places = found.setdefault(number, [])
            if len(places) < _MOST:
                places.append(place)
    return found


def _write(path: Path, content: object) -> None:
    path.write_bytes(gzip.compress(f"{_line(content)}\n".encode(), mtime=0))


def _line(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
