"""The last step of a build: MkDocs makes the site, Pagefind its search index, every page gets its security policy, and
only when something that they read has changed.

Also run as a program: `python -m build_site.site [FOLDER]`. mkdocs.yml takes `site_url` from the environment variable
SITE_URL, so that a fork or a test publishes under its own address.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from build_site import sitemap
from build_site.model import InputError
from build_site.policy import VERSION, protect
from build_site.search import add_search

_INPUTS = ("docs", "overrides", "mkdocs.yml", "requirements/site.lock", "build/search.json")


def build(root: Path, folder: Path, site_url: str = "") -> bool:
    """Build the site into the folder, whole or not at all; False when it was up to date.

    Raises InputError when MkDocs, in strict mode, refuses a page, or a page has a script of unknown origin.
    """
    stamp = root / "build" / f"{folder.name}.sha256"
    digest = _digest(root, site_url)
    if (folder / "index.html").is_file() and stamp.is_file() and stamp.read_text("ascii") == digest:
        return False
    stamp.unlink(missing_ok=True)
    fresh = root / "build" / f"{folder.name}.new"
    shutil.rmtree(fresh, ignore_errors=True)
    _mkdocs(root, fresh, site_url)
    sitemap.date(fresh)
    add_search(root, fresh)
    protect(fresh)
    shutil.rmtree(folder, ignore_errors=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(fresh, folder)
    stamp.write_text(digest, "ascii")
    return True


def _mkdocs(root: Path, folder: Path, site_url: str) -> None:
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)]
    environment = {"NO_MKDOCS_2_WARNING": "1", **os.environ, **_commit_date(root)}
    if site_url:
        environment["SITE_URL"] = site_url
    status = subprocess.run(command, cwd=root, env=environment, check=False).returncode
    if status:
        shutil.rmtree(folder, ignore_errors=True)
        raise InputError(
            "mkdocs.yml", "a site without warnings", f"exit status {status} of mkdocs", "See what it printed above."
        )


def _commit_date(root: Path) -> dict[str, str]:
    """SOURCE_DATE_EPOCH, which MkDocs puts into the sitemap: the last commit's date, so that a rebuild is the same."""
    command = ["git", "log", "-1", "--format=%ct"]
    try:
        done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return {}
    return {} if done.returncode else {"SOURCE_DATE_EPOCH": done.stdout.strip()}


def _digest(root: Path, site_url: str) -> str:
    """Names and contents of all that MkDocs reads."""
    total = hashlib.sha256(f"{site_url}\0{VERSION}".encode())
    for path in _inputs(root):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        total.update(f"{path.relative_to(root).as_posix()}\0{content}\n".encode())
    return total.hexdigest()


def _inputs(root: Path) -> Iterator[Path]:
    for name in _INPUTS:
        path = root / name
        if path.is_file():
            yield path
        yield from sorted(part for part in path.rglob("*") if part.is_file())


def main(arguments: list[str]) -> int:
    root = Path.cwd()
    folder = root / (arguments[0] if arguments else "site")
    try:
        built = build(root, folder, os.environ.get("SITE_URL", ""))
    except InputError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    count = sum(1 for _ in folder.rglob("*.html"))
    print(f"{folder.relative_to(root)}/: {count} pages, {'built' if built else 'up to date'}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
