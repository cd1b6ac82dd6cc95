"""render: packages → charts, pages and downloads under docs/, before the site engine runs.

Reads the published packages and the two registers only: no PDF, no source file. Nothing here is known to MkDocs.
"""

from __future__ import annotations

from pathlib import Path


def render(root: Path) -> None:
    """Write every generated page and data file under `root/docs`; stale ones are removed.

    Raises `model.InputError` where a package, a register or the chart library cannot be read.
    """
    from .site import write_site  # pyecharts and the chart engine are loaded only when pages are written

    write_site(root)
