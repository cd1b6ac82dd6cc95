"""A page whose whole content is turned by a few degrees is read as if it were not, its places as displayed."""

import math
from pathlib import Path

import pytest

from build_site.extract.parse import parse
from build_site.model import Grid
from tests.extract.parse import drawn


def _grid(path: Path) -> Grid:
    return next(block for block in parse(path).blocks if isinstance(block, Grid))


@pytest.mark.parametrize("degrees", [0.3, -1.2, 4.0, 17.0])
def test_a_page_askew(degrees: float, tmp_path: Path) -> None:
    def askew(page: drawn.Page) -> None:
        page.canvas.translate(page.width / 2, page.height / 2)
        page.canvas.rotate(degrees)
        page.canvas.translate(-page.width / 2, -page.height / 2)
        page.table()

    straight = _grid(drawn.pdf(tmp_path / "straight.pdf", drawn.Page.table))
    turned = _grid(drawn.pdf(tmp_path / "turned.pdf", askew))
    assert [[cell.text for cell in row] for row in turned.rows] == [[c.text for c in row] for row in straight.rows]
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    for one, other in zip(straight.rows[2], turned.rows[2], strict=True):
        assert one.place.box is not None
        assert other.place.box is not None
        x, y = ((one.place.box[n] + one.place.box[n + 2]) / 2 for n in (0, 1))
        dx, dy = x - drawn.WIDTH / 2, y - drawn.HEIGHT / 2
        middle = [(other.place.box[n] + other.place.box[n + 2]) / 2 for n in (0, 1)]
        assert middle == pytest.approx(
            [drawn.WIDTH / 2 + cos * dx + sin * dy, drawn.HEIGHT / 2 - sin * dx + cos * dy], abs=1
        )


def test_a_watermark_of_more_characters_than_the_page_turns_nothing(tmp_path: Path) -> None:
    def marked(page: drawn.Page) -> None:
        page.table()
        page.canvas.saveState()
        page.canvas.rotate(30)
        page.canvas.setFillGray(0.8)
        for line in range(-10, 30):
            page.canvas.drawString(0, 30 * line, "10.1.2.3 2025-08-01 " * 8)
        page.canvas.restoreState()

    plain, under = (_grid(drawn.pdf(tmp_path / "page.pdf", draw)) for draw in (drawn.Page.table, marked))
    assert [[cell.text for cell in row] for row in under.rows] == [[cell.text for cell in row] for row in plain.rows]
