"""One colour per thing, everywhere. Values live in docs/assets/site.css as variables for light, dark and print.

Options and drawings name the variables, so that a drawing follows the scheme without a script; the page's script fills
in the scheme's values for the live charts.
"""

from typing import Final

REVENUE: Final = "var(--source)"
EXPENDITURE: Final = "var(--final)"
BASIC: Final = "var(--basic)"
PROJECT: Final = "var(--project)"
PERSONNEL: Final = "var(--personnel)"
NON_PERSONNEL: Final = "var(--operating)"
BUDGET: Final = "var(--budget)"
BALANCE: Final = "var(--carry)"
DOWN: Final = "var(--down)"
STRONG: Final = "var(--ink2)"
MUTED: Final = "var(--ink3)"
TEXT: Final = "var(--ink)"
UP: Final = "var(--up)"
BACKGROUND: Final = "var(--bg)"

CLASSES: Final = ("201", "204", "205", "206", "207", "208", "210", "212", "213", "221")
"""Functional classes (类) with a colour of their own."""


_FILLS: Final = {
    "201": "#2a66b8", "204": "#7d1745", "205": "#5f2a88", "206": "#1f7495", "207": "#5f6f2c", "208": "#9a3b0c", "210": "#1f7a64",
    "212": "#546573", "213": "#5f6f2c", "221": "#8f6100",
}  # fmt: skip


def fill_of(code: str) -> str:
    """The class's colour as a ground for white words, 4.5:1 in either scheme."""
    return _FILLS.get(code[:3], "#5b6670")


def of_class(code: str) -> str:
    """The colour of the functional class that a code belongs to; all others share one."""
    return f"var(--c{code[:3]})" if code[:3] in CLASSES else "var(--cx)"
