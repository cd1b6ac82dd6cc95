"""MkDocs in parts: the pages that `render` writes and no navigation lists, of reports, departments, places, topics, codes and
rules, are built in groups that several processes share, and only where their text has changed. A page's HTML is the same
as from one build of everything.

The other pages (“the core”) may link to one another, which MkDocs checks, so they are always built together.
"""

import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from build_site.model import InputError
from build_site.run import machine
from build_site.run.house import FOLDERS
from build_site.site import held
from build_site.site.policy import protect

_MOST = 1000
"""Pages of one MkDocs process: it keeps all of them in memory."""
_FEWEST = 40
"""Pages that are not worth a second process."""


@dataclass(frozen=True, slots=True)
class Shard:
    """Pages (paths below docs/) that one MkDocs process builds into `folder`/site."""

    pages: Sequence[PurePosixPath]
    folder: Path
    core: bool

    @property
    def site(self) -> Path:
        return self.folder / "site"


def is_core(page: PurePosixPath) -> bool:
    """Whether a page belongs to those that are built together."""
    parts = page.parts[1:] if page.parts[0] == "en" else page.parts
    return parts[0] not in FOLDERS or parts[1:] == ("index.md",)


def output(page: PurePosixPath) -> PurePosixPath:
    """Where MkDocs puts a page below the site's folder."""
    if page.stem in ("index", "README"):
        return page.with_name("index.html")
    return page.with_suffix("") / "index.html"


def plan(pages: Iterable[PurePosixPath], core: Iterable[PurePosixPath], folder: Path, crew: int) -> list[Shard]:
    """`pages` of reports and the `core` (none, where it is up to date) in groups for `crew` processes."""
    details = sorted(pages)
    groups = max(-(-len(details) // _MOST), min(crew, -(-len(details) // _FEWEST)))
    size = -(-len(details) // groups) if groups else 0
    found = [details[start : start + size] for start in range(0, len(details), size or 1)]
    together = sorted(core)
    shards = [Shard(together, folder / "core", core=True)] if together else []
    return shards + [Shard(group, folder / f"{at}", core=False) for at, group in enumerate(found)]


def build(root: Path, shards: Sequence[Shard], config: Mapping[str, Any], site_url: str, crew: int) -> None:
    """Build them all, `crew` at a time, each page with its security policy.

    Raises InputError when MkDocs, in strict mode, refuses a page, or a page has a script of unknown origin."""
    for shard in shards:
        _stage(root, shard, config)
    with ThreadPoolExecutor(max(1, crew)) as crowd:
        for done in [crowd.submit(_build, root, shard, site_url) for shard in shards]:
            done.result()


def _build(root: Path, shard: Shard, site_url: str) -> None:
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--config-file", str(shard.folder / "mkdocs.yml")]
    if not shard.core:
        command.append("--quiet")  # the core has said which pages stand in no navigation
    environment = {"NO_MKDOCS_2_WARNING": "1", **os.environ, **_commit_date(root)}
    if site_url:
        environment["SITE_URL"] = site_url
    done = subprocess.run(command, cwd=root, env=environment, stderr=subprocess.PIPE, encoding="utf-8", check=False)
    if done.returncode:
        if refused := machine.told(done.stderr):
            raise refused
        sys.stderr.write(done.stderr)
        raise InputError.of("site.warnings", "mkdocs.yml", returncode=done.returncode)
    sys.stderr.write(done.stderr)
    for page in shard.pages:
        text = (root / "docs" / page).read_text("utf-8")
        held.put_back(shard.site / output(page), text, named=not shard.core)
    protect(shard.site)


def _stage(root: Path, shard: Shard, config: Mapping[str, Any]) -> None:
    """A folder with the shard's pages and a configuration that inherits the site's."""
    docs = shard.folder / "docs"
    docs.mkdir(parents=True)
    for page in shard.pages:
        target = docs / page
        target.parent.mkdir(parents=True, exist_ok=True)
        text = (root / "docs" / page).read_text("utf-8")
        target.write_text(held.without(text, named=not shard.core), "utf-8", newline="\n")
    if shard.core:
        for path in sorted((root / "docs").iterdir()):  # pages may show pictures and link to files beside them
            if path.name == "assets" or (path.is_file() and path.suffix != ".md"):
                (docs / path.name).symlink_to(path.resolve())
    else:
        for name in _named(config.get("nav") or ()):  # the navigation must find its pages; these are thrown away
            if not (docs / name).exists():
                (docs / name).parent.mkdir(parents=True, exist_ok=True)
                (docs / name).write_text("", "utf-8")
    lines = [f"INHERIT: {os.path.relpath(root / 'mkdocs.yml', shard.folder)}", "docs_dir: docs", "site_dir: site"]
    theme = config.get("theme")
    if isinstance(theme, Mapping) and theme.get("custom_dir"):
        lines += ["theme:", f"  custom_dir: {os.path.relpath(root / str(theme['custom_dir']), shard.folder)}"]
    (shard.folder / "mkdocs.yml").write_text("\n".join(lines) + "\n", "utf-8")


def _named(nav: object) -> Iterator[str]:
    """The pages of a navigation tree."""
    if isinstance(nav, str):
        if nav.endswith(".md"):
            yield nav
    elif isinstance(nav, Mapping):
        for each in nav.values():
            yield from _named(each)
    elif isinstance(nav, Iterable):
        for each in nav:
            yield from _named(each)


def _commit_date(root: Path) -> dict[str, str]:
    """SOURCE_DATE_EPOCH for MkDocs: the last commit's date, so that a rebuild is the same."""
    command = ["git", "log", "-1", "--format=%ct"]
    try:
        done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return {}
    return {} if done.returncode else {"SOURCE_DATE_EPOCH": done.stdout.strip()}
