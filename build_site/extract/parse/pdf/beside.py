"""Sheets wider than their paper, printed on several pages: the columns of a table go on beside it, in the same rows.

Pages go right first, or down first; the title or the columns of labels may stand on each of them again."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from build_site.extract.parse.pdf.growing import (
    SAME_X,
    SAME_Y,
    Part,
    Row,
    Table,
    blank,
    is_body,
    label,
    row_of,
    texts,
    tops_of,
)
from build_site.extract.parse.pdf.page import PageRead, Piece, TextLine
from build_site.text import squeeze

TITLE = re.compile(r"(?:表|一览|情况)(?:[（(].{0,8}[)）])?$")
_CAPTION = re.compile(r"(?:单位|部门).*[:：]|单位[（(]|^[（(].{1,4}[)）]$")
_NUMBER = re.compile(r"(?:\D{0,4}公开|附?表|[A-Z]{1,3})[\d一二三四五六七八九十]+表?")
_AMOUNT = re.compile(r".*\d[.．]\d+\D*")
_MOST_HEADS = 6  # rows, where a table of labels alone has no row that is none
_MOST_TITLES = 3  # rows framed with a table
_MOST_OVER = 2  # rows of heads over the first one of the page before
_FEWEST = 4  # different amounts that are a column again, where they are those of one
_MOST_CUT = 2  # characters: so few may be another head's
_MANY = 10  # rows of two tables at the same heights
_NEAR = 4.0  # points: lines at one height over the tables of two pages; digits may hang lower
_SAME_SIZE = 0.3  # points
_ASIDE = 0.25  # of its columns' width: so far from their middle stands a title over more than these
_CUT = 1.2  # em: so near a page's last column a text ends that goes on on the next page


class Beside(NamedTuple):
    """Columns that go on: the part of the table whose rows these are, for each row its number there (-1: heads between
    its heads), the piece without the columns of labels that stand in it again, the sides of all, how many these are, whether
    its heads are others than the table's."""

    part: Part
    there: list[int]
    piece: Piece
    whole: tuple[float, ...]
    again: int
    headed: bool


def beside(
    table: Table, piece: Piece, above: Sequence[TextLine], under: Sequence[TextLine], over: Sequence[TextLine]
) -> Beside | None:
    """Where a page's first table goes on with the columns of the table before it; `above`: the lines over that one,
    `under` and `over`: those between them.

    Rows stand at the same heights. Labels are those of the table again, or none, or the rows are many and the labels
    others; a title between them is the table's own."""
    part = min(table.parts, key=lambda part: part.end)
    tops = tops_of(piece)
    there = _rows_there(table, part, piece, tops)
    if there is None:
        return None
    known = _known(table, part, piece)
    again = _labels_again(table, part, piece, there)
    headed = _headed_otherwise(table, part, piece, there)
    found = Beside(part, there, _without(piece, again), piece.xs, again, headed)
    foreign = [line for line in over if not _is_again(table, found.piece, line, above)]
    repeated = [squeeze(line.text) for line in over if line not in foreign]
    ends = [line for line in foreign if part is table.parts[0] and _begun(table, found.piece, line, above) is not None]
    titled = any(TITLE.search(squeeze(line.text)) for line in above)
    ends += () if titled else _late_titles(table, found, foreign)
    numbered = any(map(_NUMBER.fullmatch, (*table.heads, *(squeeze(line.text) for line in above))))  # another's
    said = {line: squeeze(line.text) for line in foreign if line not in ends}
    loose = {line: t for line, t in said.items() if not (_CAPTION.search(t) or (not numbered and _NUMBER.fullmatch(t)))}
    if (
        (known and again != known)
        or (again and known is None and any(not labels for _, labels in table.beside))  # a sheet's first page again
        or (not again and repeated and titled and not any(map(TITLE.search, repeated)))  # with its lines
        or (not again and table.same_columns(piece) and not headed and not _is_bare(table, found))
        or any(map(TITLE.search, (*(squeeze(line.text) for line in under), *loose.values())))
        or any(_level(table, found.piece, line, above) is not None for line in loose)  # a title of several lines
        or (known is None and new_titles(table, piece, part, there, again))
    ):
        return None
    return found if _fits(table, found, sure=known is not None, loose=bool(loose)) else None


def _late_titles(table: Table, found: Beside, foreign: Sequence[TextLine]) -> list[TextLine]:
    """The title of a wide sheet in whose middle it stands, which is on no page before: these columns have no labels of their own,
    or it stands neither in their middle nor at their left side."""
    titles = [line for line in foreign if TITLE.search(squeeze(line.text))]
    first, last = found.piece.xs[0], found.piece.xs[-1]
    if len(titles) != 1:
        return []
    if _is_bare(table, found) or _is_part(table, found.part):
        return titles
    first = found.whole[0]
    middle = abs(titles[0].x0 + titles[0].x1 - first - last) < _ASIDE * (last - first)
    return [] if middle or abs(titles[0].x0 - first) < titles[0].size else titles


def _fits(table: Table, found: Beside, *, sure: bool, loose: bool) -> bool:
    """Whether the rows of a piece may be those of the part beside it, by their labels and amounts."""
    part, there, piece, _, again, _ = found
    head = _head(table, part)
    pairs = [(at, part.rows[at] or [], new) for at, new in zip(there, piece.rows, strict=True) if at >= head]
    rows = [(at, is_body(old), label(new[:1])) for at, old, new in pairs]
    if not again and any(blank(old) and _AMOUNT.fullmatch(next(filter(None, texts(new)), "")) for _, old, new in pairs):
        return False  # beside nothing
    begun = [(at, body, text) for at, body, text in rows if any(map(str.isalnum, text))]
    labels = {
        (at, text) for at, body, text in begun if body or len(begun) * _MANY > len(there)
    }  # else heads among the rows
    if again or sure or not labels:
        return True
    named = any(label(old[:1]) for _, old, _ in pairs if old and is_body(old))
    shown = {(at, label([cell])) for at, row in enumerate(part.rows) if row for cell in row}
    elsewhere = any(text == other and at != row for at, text in labels for row, other in shown)  # not 总计 beside 总计
    same = sum((at, text) in shown for at, text in labels) * 2 > len(labels)  # another table's, of the same rows
    many = len(there) >= _MANY or _is_part(table, part)
    return there[0] >= 0 and not loose and many and named and not elsewhere and not same


def _is_bare(table: Table, found: Beside) -> bool:
    """Whether a piece has amounts alone, beside rows that begin with labels."""
    named = any(label(row[:1]) for row in table.rows if is_body(row))
    return named and not found.again and not any(label(row[:1]) for row in found.piece.rows if is_body(row))


def _is_part(table: Table, part: Part) -> bool:
    """Whether no amount stands in these columns: codes and names alone are no table."""
    rows = (texts(row) for row in part.rows[_head(table, part) :] if row)
    return not any(_AMOUNT.fullmatch(text) for row in rows for text in row)


def _first(part: Part, tops: Sequence[float]) -> float:
    """Where the part's first row would stand on the page of these rows."""
    return part.tops[0] + tops[-1] - part.tops[-1] - SAME_Y


def _head(table: Table, part: Part) -> int:
    """How many rows of the part are heads, or those again."""
    if part is table.parts[0]:
        return min(table.head(), _MOST_HEADS)
    return next((at for at, row in enumerate(part.rows) if row is not None), len(part.rows))


def _rows_there(table: Table, part: Part, piece: Piece, tops: Sequence[float]) -> list[int] | None:
    """Which rows of the part the piece's are, by their heights over the last; heads may be merged on either page."""
    if len(tops) < 2 and _known(table, part, piece) is None:
        return None
    heights = sorted((part.tops[-1] - top, at) for at, top in enumerate(part.tops))
    near = [(tops[-1] - top, bisect_left(heights, (tops[-1] - top - SAME_Y,))) for top in tops]
    there = [heights[n][1] if n < len(heights) and heights[n][0] <= height + SAME_Y else -1 for height, n in near]
    first = _first(part, tops)
    unmatched = [(top, row) for at, top, row in zip(there, tops, piece.rows, strict=True) if at < 0]
    over = [row for top, row in unmatched if top < first]
    head = _head(table, part)
    if (
        any(is_body(row) for _, row in unmatched)
        or (there[0] < 0 and not (0 < len(over) <= _MOST_OVER and 0 in there))
        or any(_CAPTION.search("".join(texts(row))) for row in over)
        or not {*range(head, len(part.tops))} <= {*there}
        or -1 in there[max((n for n, at in enumerate(there) if -1 < at <= head), default=0) + 1 :]
    ):
        return None
    return there


def _labels_again(table: Table, part: Part, piece: Piece, there: Sequence[int]) -> int:
    """How many of the piece's first columns are the table's first ones again: as wide, with the same heads and labels."""
    pairs = [(old, new) for at, new in zip(there, piece.rows, strict=True) if at >= 0 and (old := part.rows[at])]
    head = _head(table, part) if part is table.parts[0] else 0
    known = _known(table, part, piece)
    if known is None and not any(texts(old) != texts(new) for old, new in pairs[:head]):
        return 0  # another one with the same heads
    count, most = 0, len(piece.xs) if known is None else known
    away = table.own[0] - piece.xs[0]
    for before, x, own in zip(piece.xs, piece.xs[1:-1], table.own[1:], strict=False):
        olds = [[squeeze(c.text) for c in old if _within(c.left - away, c.right - away, before, x)] for old, _ in pairs]
        news = [[squeeze(c.text) for c in new if _within(c.box[0], c.box[2], before, x)] for _, new in pairs]
        if (
            count == most
            or abs(x + away - own) > SAME_X
            or olds[head:] != news[head:]
            or any(old and new and old != new for old, new in zip(olds[:head], news[:head], strict=True))
            or 0 < len({text for new in news for text in new if _AMOUNT.fullmatch(text)}) < _FEWEST
        ):
            break
        count += 1
    named = {text for _, new in pairs for cell in new[:count] if (text := label([cell]))}
    return count if len(named) > 1 or known == count else 0


def _known(table: Table, part: Part, piece: Piece) -> int | None:
    """Of columns as wide as those beside the table's first part, how many are labels again; some may be merged."""
    if part.count >= len(table.beside):
        return None
    xs, again = table.beside[part.count]
    away = piece.xs[0] - xs[0]
    at = [next((n for n, x in enumerate(xs) if abs(x + away - own) <= SAME_X), -1) for own in piece.xs]
    return at.index(again) if at[-1] == len(xs) - 1 and min(at) >= 0 and again in at else None


def _headed_otherwise(table: Table, part: Part, piece: Piece, there: Sequence[int]) -> bool:
    """Whether other heads stand at the height of the table's first, some of which are that one's: what goes on below in
    these columns has the same, or none."""
    if part is not table.parts[0] or there[0] != 0:
        return False
    rows = [(part.rows[at] or [], texts(new)) for at, new in zip(there, piece.rows, strict=True) if at < table.head()]
    own = texts([cell for cell in part.rows[0] or () if cell.left < table.own[-1] - SAME_X])
    new = texts(piece.rows[0])
    cut = (old == text or (text and old.startswith(text)) for old, text in zip(own, new, strict=False))
    same = len(own) == len(new) and all(cut)
    return not same and any(text and text in texts(old) for old, heads in rows for text in heads)


def _within(left: float, right: float, before: float, x: float) -> bool:
    return left >= before - SAME_X and right <= x + SAME_X


def _without(piece: Piece, count: int) -> Piece:
    """The piece without its first columns; a cell that reaches over them begins with the next one."""
    if not count:
        return piece
    x = piece.xs[count]
    rows = []
    for row in piece.rows:
        kept = [cell for cell in row if cell.box[2] > x + SAME_X]
        if kept and kept[0].box[0] < x - SAME_X:
            kept[0] = kept[0]._replace(box=(x, *kept[0].box[1:]))
        rows.append(tuple(kept))
    return replace(piece, xs=piece.xs[count:], rows=tuple(rows), box=(x, *piece.box[1:]))


def new_titles(
    table: Table, piece: Piece, part: Part | None = None, there: Sequence[int] = (), again: int = 0
) -> list[str]:
    """The titles in a piece's first rows that are not the table's own; or beside them in this part, not the end of one
    that is cut where its page ends, nor its beginning, which stands over columns of labels `again`."""
    own = {text for row in table.rows[:_MOST_TITLES] for text in texts(row[:1])} if part is None else {""}
    found: list[str] = []
    for number, row in enumerate(piece.rows[:_MOST_TITLES]):
        text = "".join(texts(row))
        old = part.rows[there[number]] if part and there and there[number] >= 0 else None
        before = texts(old[:1])[0] if old and len(row) == 1 and _is_whole(old) else None
        text = _more(before, text) if before and again else text
        said = bool(before and TITLE.search(before))  # a whole title, which no more belongs to
        end = before is not None and (not before or ("年" not in text and not said))
        if (said or TITLE.search(text) or (len(row) == 1 and "年度" in text)) and text not in ("", *own) and not end:
            found.append(text)
    return found


def _more(old: str, new: str) -> str:
    """What a text says after what it begins with as another does: what stands over columns of labels, which are there again."""
    return new[next((at for at, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new))) :]


def _is_whole(row: Row) -> bool:
    """Whether a row is one cell, by what it says."""
    return sum(bool(cell.text.strip()) for cell in row) <= 1 and len({cell.page.key for cell in row}) == len(row)


def _level(table: Table, piece: Piece, line: TextLine, above: Sequence[TextLine]) -> int | None:
    """Which line over the table stands at the same height."""
    up = piece.box[1] - line.bottom
    return next((at for at, each in enumerate(above) if abs(table.parts[0].tops[0] - each.bottom - up) <= _NEAR), None)


def _is_again(table: Table, piece: Piece, line: TextLine, above: Sequence[TextLine]) -> bool:
    """Whether a line over the table is there again, or the end of one that runs over both pages and is printed on each."""
    at, text = _level(table, piece, line, above), squeeze(line.text)
    old = squeeze(above[at].text) if at is not None else ""
    over = at is not None and above[at].x1 > table.own[-1] and line.x0 < piece.xs[0] + _CUT * line.size
    return text in (*table.heads, old) or (over and old.endswith(text))


def _begun(table: Table, piece: Piece, line: TextLine, above: Sequence[TextLine]) -> int | None:
    """Which line over the table ends where its page does and goes on in this one, at the same height."""
    at = _level(table, piece, line, above)
    if at is None or line.x0 > piece.xs[0] + _CUT * line.size:
        return None
    old = above[at]
    whole = old.text.rstrip().endswith(("元", "表")) or abs(old.size - line.size) > _SAME_SIZE
    return at if not whole and old.x1 > table.own[-1] - _CUT * old.size else None


def append(table: Table, found: Beside, page: PageRead) -> None:
    """Join the columns that a page prints further right to the rows that they belong to; further heads stand over these."""
    part, there, piece, whole, again, _ = found
    offset = part.end - piece.xs[0]
    sides = {x: x + offset for x in piece.xs}
    part.end += piece.xs[-1] - piece.xs[0]
    if part.count == len(table.beside):
        table.beside.append((whole, again))
    part.count += 1
    table.xs += [x for x in sides.values() if all(abs(x - y) > SAME_X for y in table.xs)]
    rows = [row_of(page, cells, sides) for cells in piece.rows]
    pairs = ((at, [*row, *((part.rows[at] or ()) if at >= 0 else ())]) for at, row in zip(there, rows, strict=True))
    body = next((at for at, row in pairs if is_body(row)), 0) if len(table.own) == 2 else len(part.rows)
    for at, row in zip(there, rows, strict=True):
        old = part.rows[at] if at >= 0 else None
        if old is None:
            continue
        is_same = bool(again) and not _more(old[-1].text, row[0].text)
        next_to = len(row) == 1 and _is_whole(old) and old[-1].right <= row[0].left + SAME_X
        next_to &= at < body and (is_same or len(table.own) > 2 or not (old[-1].text and row[0].text))
        if next_to and (is_same or not is_body(row)):
            text = _more(old[-1].text, row[0].text) if again or row[0].text == old[-1].text else row[0].text
            old[-1] = old[-1]._replace(text=old[-1].text + text, right=row[0].right)
        elif not is_body(row) and _is_cut(old[-1].text, row[0].text):
            old[-1] = old[-1]._replace(text=row[0].text, right=row[0].right)
            old += row[1:]
        else:
            old += row
    if part is not table.parts[0]:
        return
    away = part.tops[-1] - tops_of(piece)[-1]
    for at, row in zip(there, rows, strict=True):
        if at < 0:
            top = row[0].box[1] + away
            index = sum(y < top for y in part.tops)
            table.rows.insert(index, row)
            part.rows.insert(index, row)
            part.tops.insert(index, top)


def _is_cut(head: str, whole: str) -> bool:
    """Whether a head's cell shows as much of its text as stands before the page's end, and that of the next page all of it."""
    return len(head) > _MOST_CUT and head != whole and whole.startswith(head)


def captions(
    table: Table, found: Beside, above: Sequence[TextLine], over: Sequence[TextLine]
) -> tuple[list[TextLine], list[TextLine]]:
    """The lines over a table with the ends that a further page shows of them, and what else stands there: the unit, say."""
    lines, more = [*above], []
    for line in over:
        if _is_again(table, found.piece, line, lines):
            continue
        at = _begun(table, found.piece, line, lines) if found.part is table.parts[0] else None
        if at is None:
            more.append(line)
            continue
        old, away = lines[at], found.part.end - found.piece.xs[0]
        twice = sum(x + away < old.x1 - old.size / 2 for x in line.edges[:-1])  # characters that both pages have
        moved = (old.edges[-1] + x - line.edges[twice] for x in line.edges[twice:])
        lines[at] = replace(old, text=old.text + line.text[twice:], edges=(*old.edges[:-1], *moved))
    return lines, more
