"""One colour per thing, everywhere. Values live in docs/assets/site.css as variables for light, dark and print.

Options name the variables; the page's script fills in the scheme's values. The static SVG keeps the variables, so
that it follows the scheme without a script: ECharts draws with stand-ins that are swapped back afterwards.
"""

from __future__ import annotations

import re
from typing import Final

REVENUE: Final = "var(--chart-revenue)"
EXPENDITURE: Final = "var(--chart-expenditure)"
BASIC: Final = "var(--chart-basic)"
PROJECT: Final = "var(--chart-project)"
PERSONNEL: Final = "var(--chart-personnel)"
NON_PERSONNEL: Final = "var(--chart-non-personnel)"
BUDGET: Final = "var(--chart-budget)"
BALANCE: Final = "var(--chart-balance)"
PRIOR: Final = "var(--chart-prior)"
TEXT: Final = "var(--chart-text)"
MUTED: Final = "var(--chart-muted)"
GRID: Final = "var(--chart-grid)"
BACKGROUND: Final = "var(--chart-background)"
DECAL: Final = "var(--chart-decal)"

_ALL: Final = (
    REVENUE, EXPENDITURE, BASIC, PROJECT, PERSONNEL, NON_PERSONNEL, BUDGET, BALANCE, PRIOR,
    TEXT, MUTED, GRID, BACKGROUND, DECAL,
)  # fmt: skip
VARIABLES: Final = tuple(variable.removeprefix("var(").removesuffix(")") for variable in _ALL)
_STAND_INS: Final = {variable: f"#7e{index:02x}e7" for index, variable in enumerate(_ALL)}
_VARIABLES: Final = {stand_in: variable for variable, stand_in in _STAND_INS.items()}


def to_stand_ins(option: str) -> str:
    """Option JSON with plain colours that ECharts can parse."""
    return re.sub(r"var\(--chart-[a-z-]+\)", lambda match: _STAND_INS[match[0]], option)


def to_variables(svg: str) -> str:
    """SVG with the variables again."""
    return re.sub("#7e[0-9a-f]{2}e7", lambda match: _VARIABLES[match[0]], svg)
