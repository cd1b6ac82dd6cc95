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
from collections.abc import Collection, Iterator, Mapping
from html import escape
from itertools import count
from pathlib import Path
from typing import Any

from build_site.model import InputError, Said
from build_site.run import whole
from build_site.run.memory import Product, code, made_from

RECORDS = Path("build/search.jsonl")
FOLDER = "pagefind"
MOST = 6_000
"""Records of one index, which Pagefind holds in memory (65 kB each). Where there are more, what is above the reports is the
first part, found before what is in them, and these are in two parts, four, eight …; docs/assets/search.js asks all."""
_WHOSE = re.compile(rb'"url": "(?:en/)?departments/([^/"]+)/[0-9]{4}/')
_LANG = re.compile(rb'"lang": "([a-z]+)"')
_INTERFACES = ("ui", "modular", "component", "highlight")
"""Pagefind's ready-made interfaces, which the site does not use."""


def parts(root: Path, site: Path) -> dict[str, Product]:
    """Each part of the index by its folder (zh/1), and what it is made from. A department's reports are in one part, which follows
    from its slug alone: one report more is fed to Pagefind with its part only."""
    return {
        name: Product(f"{site.name}/{FOLDER}/{name}", made_from(code("build_site.site.search"), told), (site / FOLDER / name,))
        for name, told in _digests(root).items()
    }


def add_search(root: Path, site: Path, stale: Collection[str] | None = None) -> int:
    """Write the index into the built site, of its parts those that are `stale`, or all; the number of records that were fed. A
    site without records has no index.

    Raises InputError with what Pagefind objects to."""
    wanted, index = _digests(root), site / FOLDER
    if not wanted:
        return 0
    fed = Counter[str]()
    with tempfile.TemporaryDirectory() as room:
        for name, lang, line in _records(root):
            if stale is None or name in stale:
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
        place = int.from_bytes(hashlib.sha256(whose).digest()) % number[lang] + 1 if whose and number[lang] > 1 else 0
        yield f"{lang}/{place + 1}", lang, line


def _lines(root: Path) -> Iterator[tuple[str, bytes, bytes]]:
    """Each record with its language and the slug of the report that it is of; of what is above the reports, none."""
    if (root / RECORDS).is_file():
        with (root / RECORDS).open("rb") as lines:
            for line in lines:
                lang, whose = _LANG.search(line), _WHOSE.search(line)
                yield lang[1].decode() if lang else "zh", whose[1] if whose else b"", line


def _digests(root: Path) -> dict[str, str]:
    """Each part with a digest of its records."""
    found: dict[str, Any] = {}
    for name, _, line in _records(root):
        found.setdefault(name, hashlib.sha256()).update(line)
    return {name: each.hexdigest() for name, each in sorted(found.items())}


def _index(folder: Path, index: Path, lang: str) -> None:
    """One language's index of the pages in `folder`."""
    command = [sys.executable, "-m", "pagefind", "--site", str(folder), "--output-path", str(index), "--quiet"]
    done = subprocess.run([*command, "--force-language", lang], capture_output=True, text=True, check=False)
    if done.returncode or not (index / "pagefind.js").is_file():
        words = (done.stderr or done.stdout).strip() or f"exit status {done.returncode}"
        remedy = Said("请再运行 `make setup`。", "Run `make setup` again.")
        raise InputError("pagefind", Said("搜索索引", "a search index"), words, remedy)
    for interface in _INTERFACES:
        for path in index.glob(f"pagefind-{interface}*"):
            path.unlink()


def _page(record: Mapping[str, Any], number: int, lang: str) -> str:
    """A page that Pagefind finds the record's words in. Phrases all score the same: they are found in the records' order."""
    marks = [f'<i data-pagefind-sort="order:{number}"></i>']
    marks += [_mark("meta", name, value) for name, value in record["meta"].items()]
    marks += [_mark("filter", name, value) for name, values in record["filters"].items() for value in values]
    return f"<html lang={lang}><body data-pagefind-body>{''.join(marks)}<p>{escape(record['content'])}</p></body></html>"


def _mark(kind: str, name: str, value: str) -> str:
    return f'<i data-pagefind-{kind}="{name}[data-value]" data-value="{escape(value)}"></i>'
