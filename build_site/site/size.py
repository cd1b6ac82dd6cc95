"""Whether the built site may be published: GitHub Pages takes 1 GB. A program: `python -m build_site.site.size [FOLDER]`."""

import sys
from collections import Counter
from pathlib import Path

from build_site.model import InputError

MOST = 1_000_000_000
"""Bytes; docs.github.com, “GitHub Pages limits”."""


def measured(folder: Path) -> Counter[str]:
    """Bytes by kind of file."""
    kinds: Counter[str] = Counter()
    for path in folder.rglob("*"):
        if path.is_file():
            kinds["".join(path.suffixes[-2:]) if path.suffix == ".gz" else path.suffix] += path.stat().st_size
    return kinds


def require_publishable(folder: Path, most: int = MOST) -> str:
    """What the site's size is, in words. Raises InputError for one that is too large, or not there."""
    kinds = measured(folder)
    total = kinds.total()
    largest = ", ".join(f"{kind or 'others'} {size / 1e6:.1f} MB" for kind, size in kinds.most_common(5))
    if not total:
        raise InputError.of("site.not-built", folder.as_posix())
    if total > most:
        raise InputError.of(
            "site.too-large", folder.as_posix(), f"{total / 1000000.0:,.1f} MB ({largest})", most=most / 1000000.0
        )
    return f"site: {total / 1e6:,.1f} MB of {most / 1e6:,.0f} MB ({largest})"


if __name__ == "__main__":
    try:
        print(require_publishable(Path(*sys.argv[1:2] or ["site"])))
    except InputError as error:
        sys.exit(f"error: {error}")
