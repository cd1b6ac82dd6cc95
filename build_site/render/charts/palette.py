"""One colour per thing, everywhere. Values live in docs/assets/site.css as variables for light, dark and print.

Options and drawings name the variables, so that a drawing follows the scheme without a script; the page's script fills
in the scheme's values for the live charts.
"""

from __future__ import annotations

from typing import Final

REVENUE: Final = "var(--chart-revenue)"
EXPENDITURE: Final = "var(--chart-expenditure)"
BASIC: Final = "var(--chart-basic)"
PROJECT: Final = "var(--chart-project)"
PERSONNEL: Final = "var(--chart-personnel)"
NON_PERSONNEL: Final = "var(--chart-non-personnel)"
BUDGET: Final = "var(--chart-budget)"
BALANCE: Final = "var(--chart-balance)"
MUTED: Final = "var(--chart-muted)"
BACKGROUND: Final = "var(--chart-background)"
