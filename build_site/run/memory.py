"""The one memory of what every product was made from, so that what has not changed is not made again.

A product is made from the digests of its inputs and from the code that makes it. The code follows from the imports of the
modules that make it, and with them the lists below data/ and the other files that they read: nothing is named twice.
"""

import ast
import hashlib
import os
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import cache_from_source
from json import dumps, loads
from pathlib import Path
from pkgutil import iter_modules
from threading import Lock
from time import monotonic
from types import TracebackType
from typing import Any, Self

from build_site.run import whole

PROGRAM = Path(__file__).parents[1]
DATA = PROGRAM.parent / "data"
_HOW = ("build_site.run.workers", "build_site.run.cluster")
"""How work is done, whoever it is for: nothing that is made is another for it."""
_TOLD = "refusals.toml"
"""How what is refused is told: no product holds a word of it."""
_READ = "contents of "
_LIST = re.compile(r"(?:__file__.* / 'data'|\bDATA) / '([^']+)'")
"""A list below data/ of the program itself, not of the root that is built."""
_MOST = 5_000
"""Answers that are kept: some for each edit of each module."""
_MARK, _MOST_MARKS = 16, 2_000_000
"""Bytes of a text's digest; so many are kept: some for each line of what is above the reports."""
_EVERY = 5.0  # seconds; the file names all products, so writing it after each would cost their number squared


@dataclass(frozen=True, slots=True)
class Product:
    """Something that is made: its name, a digest of what it is made from now, and the files and folders that it is.
    `committed`: it is known by its bytes, because git gives its files other times."""

    name: str
    made_from: str
    places: tuple[Path, ...]
    committed: bool = False


class Memory:
    """What each product was made from and what it was then, in build/made.json below a root, and where it stands: a product
    that was edited or half deleted is made again, one that is gone is forgotten. A context: what was learned is written at
    its end, and now and then before."""

    def __init__(self, root: Path) -> None:
        self._root, self._path = root, root / "build" / "made.json"
        known = whole.read_json(self._path).items()
        self._known: dict[str, list[str]] = {
            name: of for name, of in known if of and isinstance(of, list) and all(isinstance(each, str) for each in of)
        }
        self._written, self._writes = monotonic(), Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        root = str(self._root)
        for name in [name for name, (_, *places) in self._known.items() if not _stands(root, places)]:
            del self._known[name]
        self._write()

    def has(self, product: Product) -> bool:
        """Whether the product was made from this, and is what it was then."""
        mark = self._mark(product)
        return mark != "" and self._known.get(product.name, [""])[0] == mark

    def learn(self, product: Product) -> None:
        """The product has been made from this."""
        self._know(product.name, self._mark(product), product.places)
        if monotonic() - self._written > _EVERY:
            self._write()

    def renew(self, product: Product, write: Callable[[Path], None]) -> None:
        """Make the product's folder anew, whole, where it was made from something else."""
        if self.has(product):
            return
        (target,) = product.places
        fresh = whole.fresh(target)
        fresh.mkdir(parents=True)
        write(fresh)
        whole.put_in_place(fresh, target)
        self.learn(product)

    def forget(self, name: str) -> None:
        """The product is gone."""
        self._known.pop(name, None)

    def products(self, start: str) -> list[str]:
        """The names of the products that begin with this."""
        return sorted(name for name in list(self._known) if name.startswith(start))

    def marks(self, name: str, by: str) -> "Marks":
        """The texts that were looked at by this program, kept beside."""
        return Marks(self._path.with_name(f"{name}.marks"), by)

    def made_from(self, *ingredients: object) -> str:
        """A digest as of `made_from`; what is known by names, sizes and times is not read again."""
        return made_from(*(self.contents(each) if isinstance(each, Path) else each for each in ingredients))

    def contents(self, *places: Path) -> str:
        """The digest of `contents`, which reads a thousand packages in seconds: again only where one is not as it was."""
        name, seen = f"{_READ}{' '.join(map(str, places))}", listing(*places)
        known, _, digest = self._known.get(name, [""])[0].partition(" ")
        if not seen or known != seen:
            digest = contents(*places)
            self._know(name, f"{seen} {digest}", places)
        return digest

    def _know(self, name: str, mark: str, places: Iterable[Path]) -> None:
        self._known[name] = [mark, *(os.path.relpath(place, self._root) for place in places)]

    def _mark(self, product: Product) -> str:
        """What it is made from and what it is; empty where nothing is there."""
        state = self.contents(*product.places) if product.committed else listing(*product.places)
        return state and f"{product.made_from} {state}"

    def _write(self) -> None:
        with self._writes:  # the collection is made beside the pages
            whole.write(self._path, dumps(self._known, sort_keys=True))
            self._written = monotonic()


class Marks:
    """The digests of texts that need not be looked at again, in a file; none where another program, `by`, looked."""

    def __init__(self, path: Path, by: str) -> None:
        kept, self._by, self._path = whole.sealed(path), by.encode(), path
        kept = kept.removeprefix(self._by) if kept.startswith(self._by) else b""
        self._known = {kept[at : at + _MARK] for at in range(0, len(kept), _MARK)}
        self._new = set[bytes]()

    def add(self, text: str) -> bool:
        """Whether the text is a new one."""
        mark = hashlib.blake2b(text.encode(), digest_size=_MARK).digest()
        if mark in self._known:
            return False
        self._new.add(mark)
        return True

    def write(self) -> None:
        """Nothing was found in any."""
        all_ = self._known | self._new
        if self._new:
            whole.seal(self._path, b"".join((self._by, *sorted(all_ if len(all_) < _MOST_MARKS else self._new))))


def made_from(*ingredients: object) -> str:
    """A digest of what a product is made from: of a path the content that it has, of everything else its words."""
    total = hashlib.sha256()
    for each in ingredients:
        total.update(f"{contents(each) if isinstance(each, Path) else repr(each)}\0".encode())
    return total.hexdigest()


def contents(*places: Path) -> str:
    """A digest of files and folders by the names and bytes of all that is in them; empty where there is nothing."""
    return _digest(places, lambda path: hashlib.sha256(Path(path).read_bytes()).hexdigest())


def listing(*places: Path) -> str:
    """A digest of files and folders by the names, sizes and times of all that is in them: quick, and of this disk alone."""
    return _digest(places, _state)


def _stands(root: str, places: Iterable[str]) -> bool:
    return any(os.path.exists(f"{root}{os.sep}{place}") for place in places)  # noqa: PTH110 - a Path costs more than the look


def _state(path: str) -> str:
    found = os.stat(path)  # noqa: PTH116 - a Path costs more than the look
    return f"{found.st_size} {found.st_mtime_ns}"


def _digest(places: Iterable[Path], of: Callable[[str], str]) -> str:
    lines = [f"{name}\0{of(path)}\n" for place in places for name, path in _files(place)]
    return hashlib.sha256("".join(lines).encode()).hexdigest() if lines else ""


def _files(place: Path) -> Iterator[tuple[str, str]]:
    """Every file at or below a place with its name there; hidden ones and compiled Python left out."""
    if place.is_file():
        yield place.name, str(place)
        return
    for folder, folders, names in os.walk(place):
        folders[:] = sorted(name for name in folders if name[0] != "." and name != "__pycache__")
        start = f"{place.name}{folder[len(str(place)) :]}".replace(os.sep, "/")
        for name in sorted(names):
            if name[0] != ".":
                yield f"{start}/{name}", f"{folder}{os.sep}{name}"


@cache
def code(*makers: str) -> str:
    """A digest of what makes a product: modules by their names, with all of ours that they import and the lists and other
    files that these read; a function (“module:name”) by its own words alone."""
    functions = [maker for maker in makers if ":" in maker]
    digest = made_from(*map(_words, functions), *sorted(ingredients(*(set(makers) - set(functions)))))
    _answers().write()
    return digest


def _words(function: str) -> str:
    module, _, name = function.partition(":")
    text = PROGRAM.parent.joinpath(*module.split(".")).with_suffix(".py").read_text("utf-8")

    def found() -> str:
        tree = ast.parse(text)
        return next(ast.unparse(node) for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == name)

    return str(_answers().of(f"{name}\0{text}", found))


def ingredients(*modules: str) -> set[Path]:
    """The files of these modules and of all that they import, and what they read: the lists below data/ that they name by
    their own place, and the files that are no Python in their folders. Of a folder that a module merely stands in, what
    is imported when it loads."""
    reached = {(name, True) for name in _HOW}
    waiting = [(name, True) for name in modules]
    found: set[Path] = set()
    while waiting:
        name, entirely = waiting.pop()
        if (name, entirely) in reached or (name, True) in reached or not (path := _file_of(name)):
            continue
        reached.add((name, entirely))
        imports, lists = _read(path, entirely)
        waiting += [(each, True) for each in imports] + [(name.rpartition(".")[0], False)]
        found |= {path, *lists, *_beside(path.parent)}
    return found


def _beside(folder: Path) -> Iterator[Path]:
    """The files in a folder of modules that are no Python: texts, scripts, templates."""
    for path in folder.iterdir():
        if (path.is_file() and path.suffix not in (".py", ".pyc") and path.name != _TOLD) or (
            path.is_dir() and path.name != "__pycache__" and not (path / "__init__.py").is_file()
        ):
            yield path


def _file_of(name: str) -> Path | None:
    """The file of one of our modules; none for others' and for names that are no module."""
    top, *parts = name.split(".")
    if top != PROGRAM.name:
        return None
    place = PROGRAM.joinpath(*parts)
    return next((path for path in (place / "__init__.py", place.with_suffix(".py")) if path.is_file()), None)


@cache
def _read(path: Path, entirely: bool) -> tuple[frozenset[str], frozenset[Path]]:
    """The modules that one imports, but for its types alone, all of its folder where it goes through that; and the lists
    that it names. `entirely`: within its functions too."""
    text = path.read_text("utf-8")
    names, folder, lists = _answers().of(f"{entirely}\0{text}", lambda: _parsed(text, entirely))
    modules = ((f"{start}.{last}" if last else start, start) for start, last in names)
    imports = {whole if _file_of(whole) else start for whole, start in modules}
    if folder:  # one that loads every module it has
        start = ".".join(path.parent.relative_to(PROGRAM.parent).parts)
        imports |= {f"{start}.{module.name}" for module in iter_modules([str(path.parent)])}
    return frozenset(imports), frozenset(DATA / name for name in lists)


def _parsed(text: str, entirely: bool) -> tuple[list[tuple[str, str]], bool, list[str]]:
    """What a module imports, the last part of the name, which may be no module's, apart; whether it goes through its folder;
    which lists it names."""
    names: set[tuple[str, str]] = set()
    lists: set[str] = set()
    folder = False
    plain = not any(word in text for word in ("DATA", "__file__", "__path__"))  # nothing to look for in expressions
    waiting: list[ast.AST] = [ast.parse(text)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            waiting += node.orelse
            continue
        if isinstance(node, ast.FunctionDef) and not entirely:
            continue
        if isinstance(node, ast.Import):
            names |= {(alias.name, "") for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {(node.module, alias.name) for alias in node.names}
        elif isinstance(node, ast.Name) and node.id == "__path__":
            folder = True
        elif isinstance(node, ast.BinOp):
            lists |= set(_LIST.findall(ast.unparse(node)))
        inner = ast.iter_child_nodes(node)
        waiting += (each for each in inner if not isinstance(each, ast.expr)) if plain else inner
    return sorted(names), folder, sorted(lists)


class _Answers:
    """What was found in a text of the program, kept beside its compiled modules: to read all anew takes longer than all else
    that a step does which has nothing to do. Nothing that is kept for other words is ever an answer."""

    def __init__(self) -> None:
        self._path = Path(cache_from_source(__file__)).with_suffix(".answers")
        self._by = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()
        self._known: dict[str, Any] = loads(whole.sealed(self._path) or "{}")
        self._new: dict[str, Any] = {}

    def of(self, text: str, found: Callable[[], Any]) -> Any:
        mark = hashlib.sha256(f"{self._by}{text}".encode()).hexdigest()
        if mark not in self._known:
            self._known[mark] = self._new[mark] = found()
        return self._known[mark]

    def write(self) -> None:
        if self._new:
            whole.seal(self._path, dumps(self._known if len(self._known) < _MOST else self._new).encode())
            self._new = {}


@cache
def _answers() -> _Answers:
    return _Answers()
