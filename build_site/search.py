"""The search index of the site: Pagefind makes it from the records that `render` wrote, as files without a server."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from build_site.model import InputError

RECORDS = Path("build/search.json")
FOLDER = "pagefind"
_KEPT = (".js", ".json", ".pf_index", ".pf_meta", ".pf_filter", ".pf_fragment", ".pagefind")
_INTERFACE = ("pagefind-ui", "pagefind-modular", "pagefind-component", "pagefind-highlight")
_ALL_AT_ONCE = 0  # the only index of the program that we start


def add_search(root: Path, site: Path) -> int:
    """Write the index into the built site; the number of its records. A site without records has no index."""
    path = root / RECORDS
    if not path.is_file():
        return 0
    records: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))
    shutil.rmtree(site / FOLDER, ignore_errors=True)
    try:
        _index(records, site / FOLDER)
    except (OSError, ValueError) as error:
        raise InputError("pagefind", "a search index", str(error), "Run `make setup` again.") from error
    for file in sorted((site / FOLDER).rglob("*")):  # its ready-made interfaces are not used
        if file.is_file() and (file.name.startswith(_INTERFACE) or not file.name.endswith(_KEPT)):
            file.unlink()
    return len(records)


def _index(records: Sequence[Mapping[str, Any]], folder: Path) -> None:
    """Speak to Pagefind's program as its Python package does, but without that package's wait of a tenth of a second
    after each of the thousands of records. Raises ValueError with what the program objects to."""
    from pagefind.service import get_executable

    program = get_executable()
    if program is None:
        raise ValueError("its program is not installed")
    with subprocess.Popen([program, "--service"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as service:
        requests = _requests(records, folder)
        sending = threading.Thread(target=_send, args=(service, requests), daemon=True)
        sending.start()
        try:
            for _ in range(len(records) + 2):
                _expect(service)
        finally:
            service.kill()
            sending.join()


def _requests(records: Iterable[Mapping[str, Any]], folder: Path) -> Iterator[dict[str, Any]]:
    yield {"type": "NewIndex", "config": {"force_language": "zh"}}
    for each in records:
        yield {"type": "AddRecord", "index_id": _ALL_AT_ONCE, "language": "zh", "sort": None, **each}
    yield {"type": "WriteFiles", "index_id": _ALL_AT_ONCE, "output_path": str(folder)}


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


def _expect(service: subprocess.Popen[bytes]) -> None:
    """The program's next answer, which must not be an error."""
    if service.stdout is None:
        raise TypeError("the program was started without a pipe")
    words = bytearray()
    while (letter := service.stdout.read(1)) != b",":
        if not letter:
            raise ValueError(f"its program ended: {bytes(words[-300:]).decode('utf-8', 'replace')}")
        words += letter
    answer = json.loads(base64.b64decode(words))
    if answer["payload"]["type"] == "Error":
        raise ValueError(str(answer["payload"].get("message", "")))
