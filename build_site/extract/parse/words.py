"""What several readers of files have to say in the same words."""

from pathlib import Path

from build_site.model import InputError, Place, Said

MOST_CELLS = 200_000
"""Ten times what a long report has; many more would take minutes to read."""
MOST_CHARACTERS = 5_000_000
"""Of a report's text, tables included: real ones have a tenth of it at most."""


def unreadable(path: Path, error: OSError) -> InputError:
    """A file that the system does not give."""
    zh = {FileNotFoundError: "没有这个文件", PermissionError: "没有读它的权限"}.get(type(error), "读不出的文件")
    return InputError.of("file.unreadable", path.name, Said(zh, error.strerror or str(error)))


def require_file(path: Path) -> None:
    """Raise InputError for what has no end, or waits for somebody: a device, a pipe."""
    if path.exists() and not path.is_file() and not path.is_dir():
        raise InputError.of("file.device", path.name)


def too_many_cells(file: str, sheet: str = "", count: int = 0) -> InputError:
    found = f"{count:,}" if count else Said("更多", "more")
    return InputError.of("file.too-many-cells", file, found, place=Place(sheet=sheet), most_cells=MOST_CELLS)


def too_long(file: str) -> InputError:
    return InputError.of("file.too-long", file, most_characters=MOST_CHARACTERS)
