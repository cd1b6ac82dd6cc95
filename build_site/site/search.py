"""The search index of the site: Pagefind makes it from the records that `render` wrote, as files without a server."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from build_site.model import InputError
from build_site.site.search_order import settle

RECORDS = Path("build/search.json")
FOLDER = "pagefind"
_KEPT = (".js", ".json", ".pf_index", ".pf_meta", ".pf_filter", ".pf_fragment", ".pagefind")
_INTERFACE = ("pagefind-ui", "pagefind-modular", "pagefind-component", "pagefind-highlight")
_AT_ONCE = 1 << 20  # bytes
_ONLY = 0  # the only index of the program that we start


def add_search(root: Path, site: Path) -> int:
    """Write the index into the built site; the number of its records. A site without records has no index."""
    path = root / RECORDS
    if not path.is_file():
        return 0
    records: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))
    shutil.rmtree(site / FOLDER, ignore_errors=True)
    try:
        for name, content in _index(records).items():
            if not name.startswith(_INTERFACE) and name.endswith(_KEPT):  # its ready-made interfaces are not used
                path = site / FOLDER / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
        settle(site / FOLDER)
    except (OSError, ValueError) as error:
        raise InputError("pagefind", "a search index", str(error), "Run `make setup` again.") from error
    return len(records)


def _index(records: Sequence[Mapping[str, Any]]) -> dict[str, bytes]:
    """The index's files by path. Speak to Pagefind's program as its Python package does, but without that package's
    wait of a tenth of a second after each of the thousands of records. Raises ValueError with what the program objects
    to. The files are asked for and not left to the program to write: it answers before they are on the disk."""
    from pagefind.service import get_executable

    program = get_executable()
    if program is None:
        raise ValueError("its program is not installed")
    with subprocess.Popen([program, "--service"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as service:
        requests = _requests(records)
        sending = threading.Thread(target=_send, args=(service, requests), daemon=True)
        sending.start()
        try:
            answers = _answers(service)
            for _ in range(len(records) + 1):
                next(answers)
            files = next(answers)["files"]
            return {each["path"]: base64.b64decode(each["content"]) for each in files}
        finally:
            service.kill()
            sending.join()


def _requests(records: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    yield {"type": "NewIndex", "config": {"force_language": "zh"}}
    for each in records:
        yield {"type": "AddRecord", "index_id": _ONLY, "language": "zh", "sort": None, **each}
    yield {"type": "GetFiles", "index_id": _ONLY}


def _send(service: subprocess.Popen[bytes], requests: Iterable[dict[str, Any]]) -> None:
    if service.stdin is None:
        raise TypeError("the program was started without a pipe")
    try:
        for number, payload in enumerate(requests, start=1):
            message = json.dumps({"message_id": number, "payload": payload}).encode()
            service.stdin.write(base64.b64encode(message) + b",")
            service.stdin.flush()
    except OSError:  # the program ended; what it said last tells why
        return


def _answers(service: subprocess.Popen[bytes]) -> Iterator[dict[str, Any]]:
    """The program's answers, none of which may be an error."""
    if service.stdout is None:
        raise TypeError("the program was started without a pipe")
    words = bytearray()
    while read := os.read(service.stdout.fileno(), _AT_ONCE):
        *ended, last = read.split(b",")
        for end in ended:
            payload: dict[str, Any] = json.loads(base64.b64decode(words + end))["payload"]
            words.clear()
            if payload["type"] == "Error":
                raise ValueError(str(payload.get("message", "")))
            yield payload
        words += last
    raise ValueError(f"its program ended: {bytes(words[-300:]).decode('utf-8', 'replace')}")
