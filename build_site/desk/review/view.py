"""What the page shows at the moment, as its address says it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from build_site.desk.review.reading import Reading


@dataclass(frozen=True, slots=True)
class View:
    """A leaf of the report, a chosen number and a chosen finding; each may be none (0, "")."""

    leaf: int = 1
    at: str = ""
    finding: str = ""

    def href(self, **changes: object) -> str:
        """The address with some of it changed."""
        other = replace(self, **changes)  # type: ignore[arg-type]  # the three fields, by name
        asked = {"page": str(other.leaf), "at": other.at, "finding": other.finding}
        return "/?" + urlencode({name: value for name, value in asked.items() if value})


def view(asked: Mapping[str, str], reading: Reading) -> View:
    """The view that a query asks for; what the report does not have is left out."""
    at = asked.get("at", "") if asked.get("at", "") in reading.spots else ""
    finding = asked.get("finding", "") if asked.get("finding", "") in reading.findings else ""
    page = asked.get("page", "")
    leaf = int(page) if page.isascii() and page.isdigit() and len(page) < 6 else 0
    if not 1 <= leaf <= reading.leaves:
        leaf = reading.spots[at].leaf if at else _first(reading)
    return View(leaf or 1, at, finding)


def _first(reading: Reading) -> int:
    """The leaf of the first thing to look at, else of the first form."""
    leaves = [task.leaf for task in reading.tasks if task.leaf] or [
        reading.leaf(cell) for cell in reading.cells.values()
    ]
    return leaves[0] if leaves else 1
