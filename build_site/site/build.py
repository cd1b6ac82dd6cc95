"""The last step of a build: MkDocs makes the pages, every page gets its security policy, the other files are put beside
them, Pagefind makes the search index. What has not changed since the last build is left as it is.

Also run as a program: `python -m build_site.site.build`. mkdocs.yml takes `site_url` from the environment variable
SITE_URL, so that a fork or a test publishes under its own address.
"""

import os
import re
import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path, PurePosixPath
from typing import Any

from build_site.run import whole
from build_site.run.memory import Memory, Product, code, made_from
from build_site.site import shards, sitemap
from build_site.site.search import FOLDER as SEARCH
from build_site.site.search import add_search, parts, remember

_SETTINGS = ("mkdocs.yml", "requirements/site.lock", "overrides")
_MADE = ("sitemap.xml", "sitemap.xml.gz")
_UNUSED = re.compile(r"assets/javascripts/(lunr|workers)/|\.map$")
"""What only the theme's own search and people who mend the theme need: two megabytes."""


def build(root: Path, folder: Path, site_url: str = "", crew: int = 1) -> bool:
    """Bring the site in `folder` up to date with docs/, with `crew` processes; False when it was.

    The site is put in place whole, when all of it is made. Raises InputError when MkDocs, in strict mode, refuses a page,
    or a page has a script of unknown origin.
    """
    root, folder = root.absolute(), folder.absolute()  # MkDocs works in the root
    made, before = whole.fresh(folder), root / "build" / f"{folder.name}.before"
    if folder.is_dir():
        whole.move(before, made)
        _mirror(folder, made)
    try:
        with Memory(root) as memory:
            learned = _build(root, folder, made, site_url, crew, memory)
            if learned is None:
                return False
            whole.put_in_place(made, folder, before)
            for product in learned:
                memory.learn(product)
    finally:
        whole.move(
            made, before
        )  # to link and delete a hundred thousand files takes longer than to find those that differ
    return True


def _build(root: Path, folder: Path, made: Path, site_url: str, crew: int, memory: Memory) -> list[Product] | None:
    """Make in `made`, which is as `folder`, what is new of the site; returns what was made, None where nothing was."""
    config, docs = _config(root / "mkdocs.yml", site_url), root / "docs"
    names = list(_walk(docs))
    now = _pages(root, names, folder, site_url)
    core, details = _stale(now, folder, memory, together=not config.get("nav"))
    files = [name for name in names if not name.endswith(".md")]
    search = parts(root, folder, memory)
    fed = [part.product for part in search.values() if not part.there]
    unasked = {*memory.products(f"{folder.name}/{SEARCH}/")} - {part.product.name for part in search.values()}
    work = root / "build" / f"{folder.name}.shards"
    shutil.rmtree(work, ignore_errors=True)
    try:
        groups = shards.plan(details, core, work, crew)
        with ThreadPoolExecutor(1) as beside:  # Pagefind reads no page that MkDocs makes
            searched = [beside.submit(add_search, root, made, search)] if fed or unasked else []
            shards.build(root, groups, config, site_url, crew)
        pages, found = {str(shards.output(page)) for page in now}, _found(groups)
        kept = f"{folder.name}/theme/"
        theme = {*found} - pages if core else {name.removeprefix(kept) for name in memory.products(kept)}
        theme -= set(files)  # MkDocs copies some of them
        changed = _drop(made, pages | set(files) | theme | set(_MADE))  # first: a folder may stand now where a file did
        for name in found.keys() & (pages | theme):
            (made / name).parent.mkdir(parents=True, exist_ok=True)
            found[name].replace(made / name)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    changed |= bool(groups)
    changed |= _copy(docs, files, made)
    changed |= sitemap.write(made, map(shards.output, now), str(config.get("site_url") or ""))
    learned = [now[page] for group in groups for page in group.pages]
    for done in searched:
        done.result()
        remember(root, folder, search)
        changed = True
    learned += fed
    if core:
        for name in memory.products(kept):
            memory.forget(name)
        learned += [Product(f"{kept}{name}", "", (folder / name,)) for name in theme]
    for page in set(_known(folder, memory)) - set(now):
        memory.forget(f"{folder.name}/pages/{page}")
    for name in unasked:
        memory.forget(name)
    return learned if changed else None


def _mirror(folder: Path, made: Path) -> None:
    """Make of what is there a second folder of the same files, which are replaced there and never written into."""
    made.mkdir(parents=True, exist_ok=True)
    waiting = [(str(folder), str(made))]
    while waiting:
        place, beside = waiting.pop()
        there = {each.name: each for each in os.scandir(beside)}
        for each in os.scandir(place):
            target, folded = os.path.join(beside, each.name), each.is_dir(follow_symlinks=False)
            old = there.get(each.name)
            if old and (old.is_dir(follow_symlinks=False) if folded else old.inode() == each.inode()):
                del there[each.name]
            elif old:
                _remove(there.pop(each.name))
                old = None
            if folded:
                waiting.append((each.path, target))
            if not old:
                os.mkdir(target) if folded else whole.second_name(each.path, target)
        for gone in there.values():
            _remove(gone)


def _remove(old: os.DirEntry[str]) -> None:
    if old.is_dir(follow_symlinks=False):
        shutil.rmtree(old.path)
    else:
        os.unlink(old.path)


def _pages(root: Path, names: Iterable[str], folder: Path, site_url: str) -> dict[PurePosixPath, Product]:
    """Every page of the files below docs/ with the HTML that is made from it."""
    docs, by = root / "docs", (site_url, code("build_site.site.shards"), *(root / name for name in _SETTINGS))
    settings, found = made_from(*by), {}
    for page in (PurePosixPath(name) for name in names if name.endswith(".md")):
        places = (folder / shards.output(page),)
        found[page] = Product(f"{folder.name}/pages/{page}", made_from(settings, docs / page), places)
    return found


def _known(folder: Path, memory: Memory) -> Iterator[PurePosixPath]:
    """The pages that the site was made of."""
    start = f"{folder.name}/pages/"
    return (PurePosixPath(name.removeprefix(start)) for name in memory.products(start))


def _stale(
    now: Mapping[PurePosixPath, Product], folder: Path, memory: Memory, *, together: bool
) -> tuple[Collection[PurePosixPath], Collection[PurePosixPath]]:
    """The core, if any of its pages has to be made again, and the reports' pages that have to be. Without a navigation
    of its own (`together`) a page names all others, so that all belong to the core."""
    core = {page for page in now if together or shards.is_core(page)}
    stale = {page for page, html in now.items() if not memory.has(html)}
    gone = set(_known(folder, memory)) - set(now)
    again = bool(stale & core) or any(together or shards.is_core(page) for page in gone)
    return core if again else (), stale - core


def _found(made: Iterable[shards.Shard]) -> dict[str, Path]:
    """What the shards have for the site, by name: their pages and the core's other files, the theme's among them."""
    found = dict[str, Path]()
    for shard in made:
        own = {str(shards.output(page)) for page in shard.pages}
        wanted = (name for name in _walk(shard.site) if name in own or (shard.core and not _UNUSED.search(name)))
        found.update((name, shard.site / name) for name in wanted)
    return found


def _copy(docs: Path, files: Iterable[str], folder: Path) -> bool:
    """Copy what is new or other; whether there was any."""
    changed = False
    for name in files:
        source, target = f"{docs}/{name}", f"{folder}/{name}"  # a Path costs more than the look
        here, there = os.stat(source), os.stat(target) if os.path.isfile(target) else None
        if there and (there.st_size, there.st_mtime_ns) == (here.st_size, here.st_mtime_ns):
            continue
        os.makedirs(os.path.dirname(target), exist_ok=True)
        Path(target).unlink(missing_ok=True)
        shutil.copy2(source, target)
        changed = True
    return changed


def _drop(folder: Path, wanted: Collection[str]) -> bool:
    """Delete what no longer belongs to the site, and the folders that are left empty; whether there was any."""
    changed = False
    for place, _, names in os.walk(folder, topdown=False):
        below = place[len(str(folder)) + 1 :].replace(os.sep, "/")
        if below.partition("/")[0] == SEARCH:
            continue
        for name in names:
            if (f"{below}/{name}" if below else name) not in wanted:
                os.unlink(os.path.join(place, name))
                changed = True
        if below and not os.listdir(place):
            os.rmdir(place)
    return changed


def _walk(folder: Path) -> Iterator[str]:
    """The name there of every file below a folder."""
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name[0] != ".")
        below = place[len(str(folder)) + 1 :].replace(os.sep, "/")
        yield from (f"{below}/{name}" if below else name for name in sorted(names) if name[0] != ".")


def _config(path: Path, site_url: str) -> dict[str, Any]:
    from mkdocs.utils.yaml import yaml_load

    with path.open(encoding="utf-8") as file:
        config: dict[str, Any] = yaml_load(file) or {}
    return {**config, "site_url": site_url} if site_url else config


if __name__ == "__main__":
    build(Path.cwd(), Path("site").absolute(), os.environ.get("SITE_URL", ""), os.cpu_count() or 1)
