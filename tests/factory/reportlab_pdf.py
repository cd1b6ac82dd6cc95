"""Typesets a report with ReportLab, drawing every rule and character itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from reportlab.lib.colors import toColor
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from tests.factory.drawing import A4, Drawing, Ink, column_sides, page_breaks, row_heights, sheet_pages, wrap
from tests.factory.font import register
from tests.factory.printed import Block, Cell, NewPage, Printed, Sides, Table, Words

_BORROWED = "STSong-Light"  # the one simplified Chinese font that ReportLab knows without a file; it is not embedded
_BLACK = Ink()
_RUN = re.compile(r"[\x20-\x7e]+|[^\x20-\x7e]+")
_MARGIN = 64.0
_PAD = 3.0
_COLUMN = 40.0  # points that a sheet's column of width 1 has
_SIZES = {"cover": 26.0, "part": 18.0, "chapter": 15.0, "section": 14.0, "title": 16.0, "contents-title": 18.0}

pdfmetrics.registerFont(UnicodeCIDFont(_BORROWED))

Draw = Callable[[Canvas], None]
Box = tuple[float, float, float, float]


_colour = cache(toColor)


@cache
def _width(run: str, font: str, size: float) -> float:
    return float(pdfmetrics.stringWidth(run, font, size))


@cache
def _runs(text: str, digits: str, font: str) -> tuple[tuple[str, str], ...]:
    """The text in runs of one font each, those of digits and Latin letters apart."""
    runs = _RUN.findall(text)
    return tuple((run, digits if digits and run.isascii() and not run.isspace() else font) for run in runs)


def write(printed: Printed, drawing: Drawing, path: Path) -> int:
    """Write the report as a PDF; the number of its pages."""
    press = _Press(drawing, f"{printed.accounts.department}{printed.accounts.year}年度部门决算")
    for block in printed.blocks:
        press.take(block)
    return press.write(path)


@dataclass(slots=True)
class _Page:
    width: float
    height: float
    draws: list[Draw] = field(default_factory=list)


class _Press:
    """Sets block after block, from the top of the page down."""

    def __init__(self, drawing: Drawing, head: str) -> None:
        self.drawing, self.head = drawing, head
        self.font = register() if drawing.embedded else _BORROWED
        self.pages: list[_Page] = []
        self.second: _Page | None = None  # the first one on which a table goes on
        self.above: list[Words | Sides] = []  # what stands over the next table, for repeating it
        self.wide: list[
            tuple[float, str, float, int]
        ] = []  # height, text, size, 1 or 2: at a sheet's right, in its middle
        self._begin(landscape=False)

    # --- pages -----------------------------------------------------------------------------------------------------

    def _begin(self, *, landscape: bool) -> None:
        width, height = A4[::-1] if landscape else A4
        self.page = _Page(width, height)
        self.pages.append(self.page)
        self.y = _MARGIN  # how far down the page is filled

    @property
    def _room(self) -> float:
        return self.page.height - _MARGIN - self.y

    def _next(self) -> None:
        self._begin(landscape=self.page.width > self.page.height)

    def write(self, path: Path) -> int:
        canvas = Canvas(str(path), invariant=1)
        if self.drawing.second == "swapped" and self.second and self.second is not self.pages[-1]:
            at = self.pages.index(self.second)
            self.pages[at : at + 2] = reversed(self.pages[at : at + 2])
        for number, page in enumerate(self.pages, start=1):
            times = {"twice": 2, "lost": 0}.get(self.drawing.second, 1) if page is self.second else 1
            for _ in range(times):
                self._emit(canvas, page, number)
        canvas.save()
        return len(self.pages)

    def _emit(self, canvas: Canvas, page: _Page, number: int) -> None:
        turn = self.drawing.rotate
        canvas.setPageSize((page.width, page.height))  # as displayed: ReportLab stores a turned page's sides exchanged
        canvas.setPageRotation(turn)
        if any(self.drawing.cropped):
            left, low, right, high = self.drawing.cropped
            canvas.setCropBox((left, low, page.width - right, page.height - high))
        if turn:
            width, height = page.width, page.height
            matrix = {90: (0, 1, -1, 0, height, 0), 180: (-1, 0, 0, -1, width, height), 270: (0, -1, 1, 0, 0, width)}
            canvas.transform(*matrix[turn])
        if self.drawing.askew:
            canvas.translate(page.width / 2, page.height / 2)
            canvas.rotate(self.drawing.askew)
            canvas.translate(-page.width / 2, -page.height / 2)
        if any(self.drawing.clipped):
            left, low, right, high = self.drawing.clipped
            canvas.beginForm(f"page{number}", left, low, page.width - right, page.height - high)
        for draw in page.draws:
            draw(canvas)
        if any(self.drawing.clipped):
            canvas.endForm()
            canvas.doForm(f"page{number}")
        self.page = page
        before = len(page.draws)
        if self.drawing.running_head:
            self._write((page.width - self._width(self.head, 9)) / 2, 34, self.head, 9)
        text = {
            "": "",
            "plain": str(number),
            "dashes": f"— {number} —",
            "of": f"第{number}页 共{len(self.pages)}页",
        }[self.drawing.page_number]
        if text:
            self._write((page.width - self._width(text, 9)) / 2, page.height - 30, text, 9)
        for line in range(int((page.height - 2 * _MARGIN) / 20) if self.drawing.counted else 0):
            self._write(28, _MARGIN + 20 * line, str(line + 1), 8)
        for draw in page.draws[before:]:
            draw(canvas)
        if self.drawing.watermark:
            _watermark(canvas, page, self.font)
        canvas.showPage()

    # --- characters ------------------------------------------------------------------------------------------------

    def _runs(self, text: str) -> Iterable[tuple[str, str]]:
        return _runs(text, self.drawing.digits, self.font)

    def _width(self, text: str, size: float) -> float:
        return sum(_width(run, font, size) for run, font in self._runs(text))

    def _write(self, x: float, y: float, text: str, size: float, gap: float = 0.0, ink: Ink = _BLACK) -> None:
        """A line with its pen at (x, y) from the page's top left; `gap` opens Chinese text, but no number or word."""
        height = self.page.height
        pieces: list[tuple[float, float, str, str, float]] = []
        runs = self._runs(text)
        if ink.apart is not None:
            runs = ((character, font) for run, font in runs for character in run)
        for run, font in runs:
            low = self.drawing.drop * size if run.isascii() else 0.0
            open_by = 0.0 if run.isascii() else gap
            pieces.append((x, height - y - low, run, font, open_by))
            x += _width(run, font, size) + open_by * len(run) + (ink.apart or 0.0) * size

        def draw(canvas: Canvas) -> None:
            for colour, moved in (*([ink.under] if ink.under else []), (ink.colour, 0.0)):
                canvas.setFillColor(_colour(colour))
                for left, bottom, run, font, open_by in pieces:
                    for shift in (0.0, 0.25) if self.drawing.doubled else (0.0,):
                        canvas.setFont(font, size)
                        canvas.drawString(left + shift + moved, bottom - moved, run, charSpace=open_by)

        self.page.draws.append(draw)

    def _write_up(self, x: float, y: float, text: str, size: float) -> None:
        """A line that runs up the page."""
        height = self.page.height

        def draw(canvas: Canvas) -> None:
            canvas.saveState()
            canvas.translate(x, height - y)
            canvas.rotate(90)
            canvas.setFont(self.font, size)
            canvas.drawString(0, 0, text)
            canvas.restoreState()

        self.page.draws.append(draw)

    def _fill(self, boxes: Iterable[Box], shade: float) -> None:
        height = self.page.height

        def draw(canvas: Canvas) -> None:
            canvas.setFillGray(shade)
            for x0, y0, x1, y1 in boxes:
                canvas.rect(x0, height - y1, x1 - x0, y1 - y0, stroke=0, fill=1)
            canvas.setFillGray(0)

        self.page.draws.append(draw)

    # --- blocks ----------------------------------------------------------------------------------------------------

    def take(self, block: Block) -> None:
        if isinstance(block, NewPage):
            if self.page.draws or block.landscape:
                if not self.page.draws:
                    self.pages.pop()
                self._begin(landscape=block.landscape)
            self.above = []
        elif isinstance(block, Table):
            self._table(block)
            self.above = []
        elif isinstance(block, Sides):
            self._sides(block)
            self.above.append(block)
        else:
            self._words(block)
            self.above.append(block)

    def _sides(self, block: Sides) -> None:
        size = 10.5
        self._advance(size * 1.6)
        self._write(_MARGIN, self.y - size * 0.4, block.left, size)
        if self.drawing.again == "middle":
            self.wide.append((self.y - size * 0.4, block.right, size, 1))
            return
        right = self.page.width - _MARGIN - self._width(block.right, size)
        self._write(right, self.y - size * 0.4, block.right, size)

    def _advance(self, height: float) -> None:
        if self._room < height:
            self._next()
        if self.drawing.white_boxes:
            self._fill([(_MARGIN, self.y, self.page.width - _MARGIN, self.y + height)], 1.0)
        self.y += height

    def _words(self, block: Words) -> None:
        kind = block.kind
        small = kind in ("left", "right", "note", "contents")
        size = 10.5 if small else _SIZES.get(kind, self.drawing.text_size)
        if kind == "cover":
            self.y += 40
        width = self.page.width - 2 * _MARGIN
        text = block.text
        if kind == "contents":
            text += "…" * int((width - self._width(text, size) - 2 * size) / size) + str(len(text))
        flows = kind in ("paragraph", "section", "chapter")
        indent = 2 * size if flows else 0.0
        lines = wrap(text, width, lambda line: self._width(line, size), indent)
        for number, line in enumerate(lines):
            self._advance(size * (1.9 if flows else 1.6))
            if self.drawing.again == "middle" and kind in ("title", "right"):
                self.wide.append((self.y - size * 0.5, line, size, 1 + (kind == "title")))
                continue
            x = _MARGIN + (indent if number == 0 else 0.0)
            free = _MARGIN + width - x - self._width(line, size)
            if kind in ("cover", "part", "title", "contents-title"):
                x += free / 2
            elif kind == "right":
                x += free
            spread = flows and self.drawing.justified and number < len(lines) - 1
            places = sum(not character.isascii() for character in line)
            self._write(x, self.y - size * 0.5, line, size, free / max(places, 1) if spread else 0.0)

    # --- tables ----------------------------------------------------------------------------------------------------

    def _table(self, table: Table) -> None:
        if self.drawing.sheet:
            self._sheet(table)
            return
        width = self.page.width - 2 * _MARGIN
        sides = column_sides(table, _MARGIN, width)
        size = self._fitting(table, sides)
        lines = [wrap(cell.text, _room_of(cell, sides), lambda line: self._width(line, size)) for cell in table.cells]
        heights = row_heights(table, lambda index: len(lines[index]) * size * 1.2 + 7)
        head = sum(heights[: table.heads]) if self.drawing.repeat in ("heads", "all") else 0.0
        fresh = self.page.height - 2 * _MARGIN - head - 80
        if self._room < sum(heights[: table.heads + 1]):
            self._next()
        parts = page_breaks(heights, table.heads, self._room - 10, fresh, self.drawing.page_rows)
        for number, rows in enumerate(parts):
            shown = [*rows]
            if number:
                self._continue(table, sides)
                if self.drawing.repeat in ("heads", "all"):
                    shown = [*range(table.heads), *rows]
            self._rows(table, shown, heights, sides, lines, size)
        if self.drawing.repeat == "stray" and len(parts) > 1:
            self._next()
            self._blank_row(table, sides)
        self.y += 6

    def _sheet(self, table: Table) -> None:
        """A table on as many pages as its sheet is wide and long; what stands under it stands under its first columns."""
        drawing, room = self.drawing, self.page.width - 2 * _MARGIN
        sides = column_sides(table, _MARGIN, _COLUMN * sum(table.widths))
        size = self._fitting(table, sides)
        lines = [wrap(cell.text, _room_of(cell, sides), lambda line: self._width(line, size)) for cell in table.cells]
        heights = row_heights(table, lambda index: len(lines[index]) * size * 1.2 + 7)
        heads = range(table.heads if drawing.repeat in ("heads", "all") else 0)
        later = self.page.height - 2 * _MARGIN - sum(heights[row] for row in heads) - 80
        if self._room < sum(heights[: table.heads + 1]):
            self._next()
        down = page_breaks(heights, table.heads, self._room - 10, later, drawing.page_rows)
        first = min((cell.column for cell in table.cells if cell.align == "right" or cell.text == "1"), default=1)
        across = sheet_pages(sides, first, room, again=drawing.again in ("labels", "both"))
        order = [(r, c) for r in range(len(down)) for c in range(len(across))]
        order = sorted(order, key=lambda at: at[::-1]) if drawing.sheet == "down" else order
        above, top, end = [*self.above], self.y, (self.page, self.y)
        for at in order:
            row, column = at
            if at != order[0]:
                self._next()
                if drawing.again in ("titles", "both") and not (row and column):
                    for block in above:
                        self.take(block)
                elif not row:
                    self.y = top
            rows = [*(heads if row else ()), *down[row]]
            part, own, texts = self._part(table, across[column], sides, lines, size)
            if not row:
                self._over(sides, sides[across[column][-1].start] - _MARGIN, own[-1])
            self._rows(part, rows, heights, own, texts, size)
            if at == (len(down) - 1, 0):
                end = self.page, self.y + 6
        self.page, self.y = end
        self.wide = []

    def _over(self, sides: Sequence[float], left: float, end: float) -> None:
        """What stands over the whole of a sheet, as far as this page shows it: from `left` on, and to its own x `end`."""
        height = self.page.height
        for y, text, size, part in self.wide:
            x = sides[0] + (sides[-1] - sides[0] - self._width(text, size)) / part - left
            if x < end and x + self._width(text, size) > _MARGIN:
                self._write(x, y, text, size)
                write = self.page.draws.pop()

                def draw(canvas: Canvas, write: Draw = write) -> None:
                    canvas.saveState()
                    path = canvas.beginPath()
                    path.rect(_MARGIN, 0, end - _MARGIN, height)
                    canvas.clipPath(path, stroke=0)
                    write(canvas)
                    canvas.restoreState()

                self.page.draws.append(draw)

    def _part(
        self,
        table: Table,
        columns: Sequence[range],
        sides: Sequence[float],
        lines: Sequence[Sequence[str]],
        size: float,
    ) -> tuple[Table, list[float], list[Sequence[str]]]:
        """The columns of a sheet that stand on one page. Of a text over columns of several pages each shows its part."""
        kept = [column for each in columns for column in each]
        at = {column: index for index, column in enumerate(kept)}
        own = [_MARGIN]
        for column in kept:
            own.append(own[-1] + sides[column + 1] - sides[column])
        cells: list[Cell] = []
        texts: list[Sequence[str]] = []
        for cell, text in zip(table.cells, lines, strict=True):
            whole = range(cell.column, cell.column + cell.columns)
            shown = [column for column in whole if column in at]
            if not shown:
                continue
            align = cell.align
            if len(shown) < len(whole):
                middle = (sides[whole.start] + sides[whole.stop]) / 2
                over = [(sides[column], sides[column + 1]) for column in shown]
                text = ["".join(self._within(line, middle, over, size)) for line in text]
                align = "left" if shown[0] > whole.start else "right"
            cells.append(cell._replace(column=at[shown[0]], columns=len(shown), align=align))
            texts.append(text)
        return Table(tuple(cells), tuple(table.widths[c] for c in kept), table.depth, table.heads), own, texts

    def _within(self, line: str, middle: float, over: Sequence[tuple[float, float]], size: float) -> Iterator[str]:
        """The characters of a line about `middle` that stand over these columns."""
        x = middle - self._width(line, size) / 2
        for character in line:
            wide = self._width(character, size)
            if any(x0 <= x + wide / 2 < x1 for x0, x1 in over):
                yield character
            x += wide

    def _fitting(self, table: Table, sides: Sequence[float]) -> float:
        """The largest size at which no number is wider than its cell."""
        size = self.drawing.table_size
        numbers = [
            cell for cell in table.cells if cell.text and not any("\u3400" < sign < "\ua000" for sign in cell.text)
        ]
        while size > 4 and any(self._width(cell.text, size) > _room_of(cell, sides) for cell in numbers):
            size -= 0.5
        return size

    def _continue(self, table: Table, sides: Sequence[float]) -> None:
        above = list(self.above)
        self._next()
        self.second = self.second or (self.page if self.drawing.whose(table) else None)
        if self.drawing.repeat == "all":
            for block in above:
                if isinstance(block, Words) and block.kind == "chapter":
                    continue
                self.take(block)
        elif self.drawing.repeat == "blank":
            self._blank_row(table, sides)
        self.above = above

    def _blank_row(self, table: Table, sides: Sequence[float]) -> None:
        """An empty row of the grid, as the last row has it."""
        last = [cell for cell in table.cells if cell.row + cell.rows == table.depth]
        self._rules([(sides[c.column], self.y, sides[c.column + c.columns], self.y + 16) for c in last])
        self.y += 16

    def _rows(
        self,
        table: Table,
        rows: Sequence[int],
        heights: Sequence[float],
        sides: Sequence[float],
        lines: Sequence[Sequence[str]],
        size: float,
    ) -> None:
        """Some rows of a table, from the current height down."""
        tops: dict[int, float] = {}
        y = self.y
        for row in rows:
            tops[row] = y
            y += heights[row]
        boxes: list[Box] = []
        texts: list[tuple[Cell, Sequence[str], Box]] = []
        faults = self.drawing.faults
        unruled, moved, turned = faults.unruled(table), faults.moved(table), faults.turned(table)
        inked = faults.inked(table)
        for cell, text in zip(table.cells, lines, strict=True):
            if cell.row in tops:
                deep = sum(heights[cell.row : cell.row + cell.rows])
                top = tops[cell.row]
                box = sides[cell.column], top, sides[cell.column + cell.columns], top + deep
                boxes.append(box)
                texts.append((cell, text, box))
        if self.drawing.white_boxes:
            self._fill(boxes, 1.0)
        if self.drawing.shaded:
            self._fill([box for cell, _, box in texts if cell.row < table.heads], 0.85)
        if self.drawing.striped:
            self._fill([box for cell, _, box in texts if cell.row >= table.heads and cell.row % 2], 0.9)
        heads = max((box[3] for cell, _, box in texts if cell.row < table.heads), default=0.0)
        if self.drawing.rules == "amounts":
            boxes = [box for cell, text, box in texts if "".join(text)[-1:].isdigit() and "." in "".join(text)]
        self._rules(boxes, [box for cell, _, box in texts if (cell.row, cell.column) in unruled], heads)
        for cell, text, box in texts:
            place = cell.row, cell.column
            right, down = (em * size for em in moved.get(place, (0.0, 0.0)))
            x0, top, x1, bottom = box
            moved_box = x0 + right, top + down, x1 + right, bottom + down
            self._cell(cell, text, moved_box, size, up=place in turned, ink=inked.get(place, _BLACK))
        self.y = y

    def _cell(self, cell: Cell, lines: Sequence[str], box: Box, size: float, *, up: bool, ink: Ink) -> None:
        x0, top, x1, bottom = box
        size *= ink.size
        if up:
            self._write_up((x0 + x1) / 2, bottom - 2, "".join(lines), size)
            return
        free = bottom - top - len(lines) * size * 1.2
        if self.drawing.low:
            free = 2 * free - 4 if cell.align == "right" else 4 if cell.align == "left" else free
        y = top + free / 2 + size
        for whole in lines:
            line = whole if ink.signed else whole.removeprefix("-")
            if line.strip():
                width = self._width(line, size) + (ink.apart or 0.0) * size * (len(line) - 1)
                over = self.drawing.overhang * size if len(line) > 5 else 0.0
                right = (x1 + over if over else x1 - _PAD) - width
                x = {"left": x0 + _PAD, "right": right, "center": (x0 + x1 - width) / 2}[cell.align]
                room = x1 - x0 - 2 * _PAD - width
                spread = self.drawing.spread and cell.align == "left" and not line.isascii()
                self._write(x, y, line, size, room / len(line) if spread else 0.0, ink)
            y += size * 1.2

    def _rules(self, boxes: Sequence[Box], unruled: Sequence[Box] = (), heads: float = 0.0) -> None:
        """The sides of these boxes, but for the lower ones of `unruled`; `heads`: where the heads among them end."""
        height, style = self.page.height, self.drawing.rules
        if not boxes:
            return
        frame = min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)
        strokes = list(_merged(boxes, {(x0, bottom, x1) for x0, _, x1, bottom in unruled}))
        strokes = _of_style(strokes, style, frame, heads)
        if style == "open":
            strokes = [s for s in strokes if s[0] != s[2] or s[0] not in (frame[0], frame[2])]
        if style == "gaps":
            strokes = [(x0 + 1, y0, x1 - 1, y1) if y0 == y1 else (x0, y0 + 1, x1, y1 - 1) for x0, y0, x1, y1 in strokes]
        if style in ("segments", "boxes") and not unruled:
            strokes = [
                side
                for x0, y0, x1, y1 in boxes
                for side in ((x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1))
            ]

        def draw(canvas: Canvas) -> None:
            canvas.setStrokeGray(0.6 if style == "grey" else 0)
            canvas.setLineWidth(0.1 if style == "grey" else 0.5)
            canvas.setDash([2, 1] if style == "dashed" else [])
            if style == "boxes" and not unruled:
                for x0, y0, x1, y1 in boxes:
                    canvas.rect(x0, height - y1, x1 - x0, y1 - y0, stroke=1, fill=0)
                return
            for x0, y0, x1, y1 in strokes:
                if style == "rects":
                    canvas.rect(x0 - 0.24, height - y1 - 0.24, x1 - x0 + 0.48, y1 - y0 + 0.48, stroke=0, fill=1)
                else:
                    canvas.line(x0, height - y0, x1, height - y1)
            if style == "heavy":
                canvas.setLineWidth(1.5)
                canvas.rect(frame[0], height - frame[3], frame[2] - frame[0], frame[3] - frame[1], stroke=1, fill=0)

        self.page.draws.append(draw)


def _of_style(strokes: list[Box], style: str, frame: Box, heads: float) -> list[Box]:
    """The horizontal ones of these rules that there are where there are no vertical ones."""
    levels = {"three": (frame[1], heads, frame[3]), "two": (heads, frame[3]), "none": ()}
    if style == "across":
        return [stroke for stroke in strokes if stroke[1] == stroke[3]]
    return [(frame[0], y, frame[2], y) for y in levels[style] if y] if style in levels else strokes


def _room_of(cell: Cell, sides: Sequence[float]) -> float:
    return sides[cell.column + cell.columns] - sides[cell.column] - 2 * _PAD


def _merged(boxes: Sequence[Box], without: Collection[tuple[float, float, float]] = ()) -> Iterator[Box]:
    """The sides of all boxes as few long lines; `without` those that lie within these (x0, y, x1)."""
    across: dict[float, set[tuple[float, float]]] = {}
    down: dict[float, set[tuple[float, float]]] = {}
    for x0, y0, x1, y1 in boxes:
        for y in (y0, y1):
            if not any(abs(at - y) < 0.01 and a - 0.01 <= x0 and x1 <= b + 0.01 for a, at, b in without):
                across.setdefault(round(y, 3), set()).add((x0, x1))
        for x in (x0, x1):
            down.setdefault(round(x, 3), set()).add((y0, y1))
    for y, spans in sorted(across.items()):
        for start, end in _joined(spans):
            yield start, y, end, y
    for x, spans in sorted(down.items()):
        for start, end in _joined(spans):
            yield x, start, x, end


def _joined(spans: Iterable[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    start = end = None
    for a, b in sorted(spans):
        if end is not None and a <= end + 0.01:
            end = max(end, b)
            continue
        if start is not None and end is not None:
            yield start, end
        start, end = a, b
    if start is not None and end is not None:
        yield start, end


def _watermark(canvas: Canvas, page: _Page, font_name: str) -> None:
    canvas.saveState()
    canvas.translate(page.width / 2, page.height / 2)
    canvas.rotate(45)
    canvas.setFillGray(0.85)
    canvas.setFont(font_name, 60)
    canvas.drawCentredString(0, 0, "内部资料 2024")
    canvas.restoreState()
