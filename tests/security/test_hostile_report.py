"""A report full of what HTML, templates, CSV and spreadsheets would like to interpret, as a source file: its package is
sound and holds the words as printed. What pages and downloads make of them: tests/render/test_site.py."""

import csv
import re
from pathlib import Path

from build_site.desk.add.enter import enter
from build_site.desk.add.rows import Answers
from tests.houses import FIRST, ROOT, SOURCE, copied, registered
from tests.render.conftest import HOSTILE

FORMULAS = ('=HYPERLINK("http://x.test")', "+1+1", "@SUM(A1)", "-2+3")
SLUG = f"{FIRST[:6]}-hostile-office"


def poison(text: str) -> str:
    """Hostile words behind the department's sentences, labels, terms and titles; formulas in cells that hold text."""
    lines = text.split("\n")
    for number, line in enumerate(lines):
        words = FORMULAS[number % len(FORMULAS)] + HOSTILE
        if "\t" in line:
            labels = r"(^|\t)([^\t]*(?:其他支出|住房公积金|经济效益指标|.{0,4}指标值.{0,4})[^\t]*)"
            lines[number] = re.sub(labels, lambda cell, words=words: cell[0] + words, line)  # type: ignore[misc]
        elif re.search(r"[。；]$", line) and number % 2:
            lines[number] = f"{line}{words}。"
    return "\n".join(lines)


def test_the_hostile_words_are_in_the_data_as_printed(tmp_path: Path) -> None:
    house = copied(registered(tmp_path / "house"), "codelists")
    source = tmp_path / "report.txt"
    source.write_text(poison((ROOT / SOURCE).read_text("utf-8")), "utf-8")
    enter(house, source, Answers(slug=SLUG, name_en=HOSTILE + FORMULAS[0]), [].append)
    tables = sorted((house / "data/packages" / SLUG / "2023").glob("*.csv"))
    assert sum("{{ x }}{% x %}`" in path.read_text("utf-8") for path in tables) > 3
    for path in tables:
        with path.open(encoding="utf-8", newline="") as handle:
            header, *rows = csv.reader(handle, strict=True)
        assert all(len(row) == len(header) for row in rows), path.name
