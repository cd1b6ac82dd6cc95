"""docs/recipes.md: its analyses are run on the collection of this repository's reports, and their results written beside them.

`python -m bench.recipes` writes the page; a test says when it is out of date."""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path

from build_site.package.collection import Source, collect
from build_site.registers import read_registers
from build_site.run.house import House
from build_site.run.memory import Memory

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "recipes.md"
RECIPE = re.compile(r"```python\n(?P<code>.*?)```\n\n```text\n(?P<result>.*?)```", re.DOTALL)


def collection(target: Path) -> Path:
    """The collection of the reports of this repository, below `target`."""
    house, registers = House(ROOT), read_registers(ROOT)
    sources = [Source(house.package(each), each, registers.department(each)) for each in registers.reports]
    with Memory(target) as memory:
        for error in collect(sources, target / "parts", target / "collection", memory, house.across.parent):
            raise error
    return target / "collection"


def filled(page: str, folder: Path) -> str:
    """The page with the result of each analysis on the collection in `folder`."""

    def run(found: re.Match[str]) -> str:
        names: dict[str, object] = {"folder": f"{folder}/"}
        exec(found["code"], names)  # noqa: S102  # our own page
        result = "\n".join(line.rstrip() for line in str(names["result"]).splitlines())
        return f"```python\n{found['code']}```\n\n```text\n{result}\n```"

    return RECIPE.sub(run, page)


def main() -> int:
    """Write the page."""
    with tempfile.TemporaryDirectory() as folder:
        PAGE.write_text(filled(PAGE.read_text("utf-8"), collection(Path(folder))), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
