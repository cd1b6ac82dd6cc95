"""PDFs drawn for the tests: tables in the ways that office programs draw them, and pages of text."""

import io
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

FONT = "STSong-Light"
WIDTH, HEIGHT = 595.0, 842.0

HEADER = ("科目编码", "科目名称", "合计", "基本支出", "项目支出")
ROWS = (
    HEADER,
    ("201", "一般公共服务支出", "2,946.25", "2,336.91", "609.34"),
    ("20106", "财政事务", "2,106.66", "1,503.52", "603.14"),
    ("2010601", "行政运行", "1,511.89", "1,503.52", "8.37"),
    ("208", "社会保障和就业支出", "326.72", "326.72", ""),
    ("210", "卫生健康支出", "60.99", "60.99", ""),
    ("", "合计", "2,995.39", "", ""),
)
SIDES = (72.0, 132.0, 262.0, 342.0, 422.0, 502.0)
ROW_HEIGHT = 22.0


class Page:
    """A page to draw on, measured from its top left."""

    def __init__(self, canvas: Canvas, width: float, height: float) -> None:
        self.canvas, self.width, self.height = canvas, width, height

    def text(self, x: float, y: float, text: str, size: float = 10.5, font: str = FONT) -> float:
        """Write with the pen at (x, y); where the pen stands after it."""
        self.canvas.setFont(font, size)
        self.canvas.drawString(x, self.height - y, text)
        return x + pdfmetrics.stringWidth(text, font, size)

    def line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        self.canvas.line(x0, self.height - y0, x1, self.height - y1)

    def rect(self, x0: float, y0: float, x1: float, y1: float, stroke: int = 0, fill: int = 1) -> None:
        self.canvas.rect(x0, self.height - y1, x1 - x0, y1 - y0, stroke=stroke, fill=fill)

    def cells(
        self,
        rows: Sequence[Sequence[str]] = ROWS,
        top: float = 100.0,
        sides: Sequence[float] = SIDES,
        size: float = 10.5,
    ) -> float:
        """Write a table's texts: labels at the left, amounts at the right; the y of its bottom."""
        for number, row in enumerate(rows):
            baseline = top + number * ROW_HEIGHT + 15
            for column, text in enumerate(row):
                width = pdfmetrics.stringWidth(text, FONT, size)
                left = sides[column] + 3 if column < 2 else sides[column + 1] - 3 - width
                self.text(left, baseline, text, size)
        return top + len(rows) * ROW_HEIGHT

    def grid(
        self,
        rows: int = len(ROWS),
        top: float = 100.0,
        sides: Sequence[float] = SIDES,
        line: Callable[[float, float, float, float], None] | None = None,
        *,
        without: Collection[int] = (),
        open_at: Collection[int] = (),
    ) -> None:
        """Draw a table's rulings, each with `line`, but for those of these rows and sides."""
        draw = line or self.line
        for number in set(range(rows + 1)) - {*without}:
            draw(sides[0], top + number * ROW_HEIGHT, sides[-1], top + number * ROW_HEIGHT)
        for side in (each for at, each in enumerate(sides) if at not in open_at):
            draw(side, top, side, top + rows * ROW_HEIGHT)

    def table(self, rows: Sequence[Sequence[str]] = ROWS, top: float = 100.0, sides: Sequence[float] = SIDES) -> float:
        self.grid(len(rows), top, sides)
        return self.cells(rows, top, sides)


Draw = Callable[[Page], None]


def pdf(path: Path, *pages: Draw, size: tuple[float, float] = (WIDTH, HEIGHT), encrypt: str | None = None) -> Path:
    """Write a PDF with one page for each function."""
    if FONT not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=size, invariant=1, encrypt=encrypt)
    for draw in pages:
        canvas.setLineWidth(0.5)
        draw(Page(canvas, *size))
        canvas.showPage()
    canvas.save()
    path.write_bytes(buffer.getvalue())
    return path
