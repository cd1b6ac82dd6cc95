"""The search index of the site: Pagefind makes it from the records that `render` wrote, as files without a server.

Each record becomes a small page that only Pagefind reads: its program takes thousands of pages at once, but waits a
tenth of a second after every record that is handed to its Python interface. The index is the one part of the site
whose bytes may differ between two builds of the same data.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any

from build_site.model import InputError, Said
from build_site.run import whole

RECORDS = Path("build/search.jsonl")
FOLDER = "pagefind"
MOST = 6_000
"""Records of one index, which Pagefind holds in memory (65 kB each): more are in further ones, `pagefind/2/`, which
docs/assets/search.js asks as well; parts.json says how many there are."""
_INTERFACES = ("ui", "modular", "component", "highlight")
"""Pagefind's ready-made interfaces, which the site does not use."""


def add_search(root: Path, site: Path) -> int:
    """Write the index into the built site; the number of its records. A site without records has no index.

    Raises InputError with what Pagefind objects to."""
    if not (root / RECORDS).is_file():
        return 0
    index = site / FOLDER
    shutil.rmtree(index, ignore_errors=True)
    counts = Counter[str]()
    with tempfile.TemporaryDirectory() as room, (root / RECORDS).open(encoding="utf-8") as lines:
        for record in map(json.loads, lines):  # one at a time: a thousand reports have a hundred thousand
            lang = record.get("lang", "zh")
            at = counts[lang]
            name = os.path.join(room, lang, str(at // MOST), f"{record['url']}~{at}.html")  # search.js takes the number off again
            os.makedirs(os.path.dirname(name), exist_ok=True)
            with open(name, "w", encoding="utf-8") as file:
                file.write(_page(record, at, lang))
            counts[lang] += 1
        parts = {lang: -(-counts[lang] // MOST) or least for lang, least in (("zh", 1), ("en", 0))}
        for lang, number in parts.items():
            own = index if lang == "zh" else index / lang
            for part in range(number):
                _index(Path(room, lang, str(part)), own / str(part + 1) if part else own, lang)
    whole.write(index / "parts.json", json.dumps(parts))
    return counts.total()


def _index(folder: Path, index: Path, lang: str) -> None:
    """One language's index of the pages in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
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
