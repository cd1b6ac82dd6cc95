"""The colours of docs/assets/site.css: known, complete, and with contrast enough in every scheme."""

import re
from pathlib import Path

import pytest

from build_site.render.charts import palette

GRAPHICS = "up down budget final prior carry source basic personnel operating project cx".split()
SCHEMES = ("light", "dark")


@pytest.fixture(scope="module")
def schemes(root: Path) -> dict[str, dict[str, str]]:
    """The first two blocks that give colours; print has the light ones, as the dark ones are for screens only."""
    css = (root / "docs/assets/site.css").read_text("utf-8")
    blocks = [block for block in re.findall(r"\{([^{}]*)\}", css) if "--ink: #" in block]
    found = [dict(re.findall(r"(--[\w-]+):\s*([^;]+);", block)) for block in blocks[:2]]
    assert re.search(r'@media screen \{\s*\[data-md-color-scheme="slate"\]', css)
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
    used += "".join(map(palette.of_class, ("201", "2080501", "999")))
    names = set(re.findall(r"var\((--[a-z0-9-]+)\)", used))
    assert len(names) > 12
    assert names <= schemes[scheme].keys()


@pytest.mark.parametrize("scheme", SCHEMES)
def test_graphics_stand_out(schemes: dict[str, dict[str, str]], scheme: str) -> None:
    colours = schemes[scheme]
    for name in [*GRAPHICS, *(f"c{code}" for code in palette.CLASSES)]:
        assert contrast(colours[f"--{name}"], colours["--bg"]) >= 3, name


@pytest.mark.parametrize("scheme", SCHEMES)
def test_words_can_be_read(schemes: dict[str, dict[str, str]], scheme: str) -> None:
    colours = schemes[scheme]
    for name in ("--ink", "--ink2", "--ink3", "--differs", "--round", "--ok", "--link"):
        for background in (colours["--bg"], colours["--surface"]):
            assert contrast(colours[name], background) >= 4.5, name
    assert contrast(colours["--ink"], colours["--mark"]) >= 4.5
    assert contrast(colours["--bg"], colours["--brand"]) >= 4.5
