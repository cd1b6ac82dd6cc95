"""data/reasons.csv and doubts.csv: why a check has no answer, and why the reading of a cell may be wrong, in words."""

from collections.abc import Mapping
from typing import Final

from build_site.registers.table import DATA, read_table

REASONS: Final[Mapping[str, tuple[str, str]]] = {
    row["reason"]: (row["zh"], row["en"]) for row in read_table(DATA / "reasons.csv", ("reason", "zh", "en"))
}
"""Reason codes of findings → Chinese, English."""
DOUBTS: Final[Mapping[str, tuple[str, str]]] = {
    row["doubt"]: (row["zh"], row["en"]) for row in read_table(DATA / "doubts.csv", ("doubt", "zh", "en"))
}
"""What cells.csv says of a cell in doubt → Chinese, English."""
