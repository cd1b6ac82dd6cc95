"""The colours of docs/assets/site.css: known, complete, and with contrast enough in every scheme."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from build_site.render.charts import palette

GRAPHICS = "revenue expenditure basic project personnel non-personnel budget balance muted".split()
SCHEMES = ("light", "dark", "print")


@pytest.fixture(scope="module")
def schemes(root: Path) -> dict[str, dict[str, str]]:
    css = (root / "docs/assets/site.css").read_text("utf-8")
    blocks = [block for block in re.findall(r"\{([^{}]*)\}", css) if "--chart-revenue:" in block]
    found = [dict(re.findall(r"(--[\w-]+):\s*([^;]+);", block)) for block in blocks]
    return dict(zip(SCHEMES, found, strict=True))


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG's contrast ratio."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_variable_has_a_value(root: Path, schemes: dict[str, dict[str, str]], scheme: str) -> None:
    used = (root / "docs/assets/chart-theme.json").read_text("utf-8") + "".join(map(str, vars(palette).values()))
    names = set(re.findall(r"var\((--chart-[a-z-]+)\)", used))
    assert len(names) > 12
    assert names <= schemes[scheme].keys()


@pytest.mark.parametrize("scheme", SCHEMES)
def test_graphics_stand_out(schemes: dict[str, dict[str, str]], scheme: str) -> None:
    colours = schemes[scheme]
    background = colours["--chart-background"].replace("#fff;", "#ffffff")
    for name in GRAPHICS:
        assert contrast(colours[f"--chart-{name}"], background) >= 3, name
    assert contrast(colours["--chart-text"], background) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_can_be_read(schemes: dict[str, dict[str, str]], scheme: str) -> None:
    colours = schemes[scheme]
    for name in ("--site-muted", "--site-differs", "--site-warn", "--site-good", "--md-typeset-a-color"):
        for background in (colours["--chart-background"], colours["--site-soft"]):
            assert contrast(colours[name], background) >= 4.5, name
