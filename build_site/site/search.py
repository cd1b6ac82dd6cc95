"""The search index of the site: Pagefind makes it from the records that `render` wrote, as files without a server.

Each record becomes a small page that only Pagefind reads: its program takes thousands of pages at once, but waits a
tenth of a second after every record that is handed to its Python interface. The index is the one part of the site
whose bytes may differ between two builds of the same data.
"""

import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import count
from pathlib import Path
from typing import Any

from build_site.model import InputError
from build_site.run import whole
from build_site.run.house import RECORDS
from build_site.run.memory import Memory, Product, code, made_from

FOLDER = "pagefind"
MOST = 6_000
"""Records of one index, which Pagefind holds in memory (65 kB each). Where there are more, what is above the reports is the
first part, found before what is in them, and these are in two parts, four, eight …; docs/assets/search.js asks all."""
_ALONE = 1_000
"""Records of one index that has no parts at all: each costs a reader 100 kB with the first search."""
_MORE, _FEW = "more", 500
"""The part of what came since the others were made, and how many records it has at most."""
_WHOSE = re.compile(rb'"url": "(?:en/)?departments/([^/"]+)/[0-9]{4}/')
_LANG = re.compile(rb'"lang": "([a-z]+)"')
_INTERFACES = ("ui", "modular", "component", "highlight")
"""Pagefind's ready-made interfaces, which the site does not use."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the index: what it is made from, the records that it has by their marks, in order, and whether it is `there`."""

    product: Product
    records: Sequence[str]
    there: bool


def parts(root: Path, site: Path, memory: Memory | None = None) -> dict[str, Part]:
    """Each part of the index by its folder (zh/1). A department's reports are in one part, which follows from its slug alone.
    Where an index is in parts, one that stands (`memory`) stays while all that it has is wanted: the few records that it lacks
    are in one more, so that of one report more only these are fed to Pagefind."""
    wanted: dict[str, list[str]] = {}
    for name, _, line in _records(root):
        wanted.setdefault(name, []).append(_mark_of(line))
    before: dict[str, list[str]] = json.loads(whole.sealed(_kept(root, site)) or "{}") if memory else {}
    stand, few = dict[str, list[str]](), dict[str, list[str]]()
    for name, records in wanted.items():
        had = before.get(name, [])
        known = set(had)
        if memory and [each for each in records if each in known] == had and memory.has(_product(site, name, had)):
            stand[name] = had
            few.setdefault(name.partition("/")[0], []).extend(each for each in records if each not in known)
    for lang, records in few.items():
        if len(records) > (_FEW if sum(name.startswith(lang) for name in wanted) > 1 else 0):
            stand = {name: had for name, had in stand.items() if had == wanted[name] or not name.startswith(lang)}
        elif records:
            wanted[f"{lang}/{_MORE}"] = records
    found = {}
    for name, records in sorted((wanted | stand).items()):
        product = _product(site, name, records)
        found[name] = Part(product, records, name in stand or (memory is not None and memory.has(product)))
    return found


def remember(root: Path, site: Path, index: Mapping[str, Part]) -> None:
    """What each part has, for the next run."""
    whole.seal(_kept(root, site), json.dumps({name: part.records for name, part in index.items()}).encode())


def _kept(root: Path, site: Path) -> Path:
    return root / "build" / f"{site.name}.search"


def _product(site: Path, name: str, records: Sequence[str]) -> Product:
    made = made_from(code("build_site.site.search"), records)
    return Product(f"{site.name}/{FOLDER}/{name}", made, (site / FOLDER / name,))


def add_search(root: Path, site: Path, wanted: Mapping[str, Part]) -> int:
    """Write the index into the built site, of its parts those that are not there; the number of records that were fed. A site
    without records has no index.

    Raises InputError with what Pagefind objects to."""
    index = site / FOLDER
    if not wanted:
        return 0
    more = {name: {*part.records} for name, part in wanted.items() if name.endswith(_MORE)}
    fed = Counter[str]()
    with tempfile.TemporaryDirectory() as room:
        for home, lang, line in _records(root):
            name = f"{lang}/{_MORE}"
            name = name if _mark_of(line) in more.get(name, ()) else home
            if not wanted[name].there:
                record = json.loads(line)
                path = Path(room, name, f"{record['url']}~{fed[name]}.html")  # search.js takes the number off again
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(_page(record, fed[name], lang), encoding="utf-8")
                fed[name] += 1
        for name in sorted(fed):
            shutil.rmtree(index / name, ignore_errors=True)
            _index(Path(room, name), index / name, name.partition("/")[0])
    for path in [*index.glob("*/*"), *index.iterdir()]:  # parts that are gone, and what an older program made
        name = path.relative_to(index).as_posix()
        if not any(f"{each}/".startswith(f"{name}/") for each in wanted):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    whole.write(index / "parts.json", json.dumps(sorted(wanted)))
    return fed.total()


def _records(root: Path) -> Iterator[tuple[str, str, bytes]]:
    """Each record as it is written, with its part and its language."""
    counts = Counter(lang for lang, _, _ in _lines(root))
    number = {lang: next(2**power for power in count() if 2**power * MOST >= counts[lang]) for lang in counts}
    for lang, whose, line in _lines(root):
        apart = whose and counts[lang] > min(_ALONE, MOST)
        place = int.from_bytes(hashlib.sha256(whose).digest()) % number[lang] + 1 if apart else 0
        yield f"{lang}/{place + 1}", lang, line


def _lines(root: Path) -> Iterator[tuple[str, bytes, bytes]]:
    """Each record with its language and the slug of the report that it is of; of what is above the reports, none."""
    if (root / RECORDS).is_file():
        with (root / RECORDS).open("rb") as lines:
            for line in lines:
                lang, whose = _LANG.search(line), _WHOSE.search(line)
                yield lang[1].decode() if lang else "zh", whose[1] if whose else b"", line


def _mark_of(line: bytes) -> str:
    return hashlib.blake2b(line, digest_size=8).hexdigest()


def _index(folder: Path, index: Path, lang: str) -> None:
    """One language's index of the pages in `folder`."""
    command = [sys.executable, "-m", "pagefind", "--site", str(folder), "--output-path", str(index), "--quiet"]
    done = subprocess.run([*command, "--force-language", lang], capture_output=True, text=True, check=False)
    if done.returncode or not (index / "pagefind.js").is_file():
        words = (done.stderr or done.stdout).strip() or f"exit status {done.returncode}"
        raise InputError.of("site.no-search-index", "pagefind", words)
    for interface in _INTERFACES:
        for path in index.glob(f"pagefind-{interface}*"):
            path.unlink()


def _page(record: Mapping[str, Any], number: int, lang: str) -> str:
    """A page that Pagefind finds the record's words in. Phrases all score the same: they are found in the records' order."""
    marks = [f'<i data-pagefind-sort="order:{number}"></i>']
    marks += [_mark("meta", name, value) for name, value in record["meta"].items()]
    marks += [_mark("filter", name, value) for name, values in record["filters"].items() for value in values]
    return (
        f"<html lang={lang}><body data-pagefind-body>{''.join(marks)}<p>{escape(record['content'])}</p></body></html>"
    )


def _mark(kind: str, name: str, value: str) -> str:
    return f'<i data-pagefind-{kind}="{name}[data-value]" data-value="{escape(value)}"></i>'
