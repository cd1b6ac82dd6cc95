"""The heads of a table without rules: which columns each stands over."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise

from build_site.extract.parse.pdf.page import PieceCell, Ruling, grouped
from build_site.extract.parse.pdf.slots import AMOUNT
from build_site.extract.parse.pdf.unruled.words import (
    CENTRED,
    CODE,
    ORDINAL,
    WIDEST,
    Block,
    Span,
    Word,
    columns_of,
    extent,
    overlap,
)
from build_site.model import Box
from build_site.text import squeeze

_MOST_HEADS, _MOST_LINES, _FEWEST_HEADS = 5, 12, 3  # rows, their lines, the heads in them
_BODY = re.compile(rf"{AMOUNT.pattern}|{CODE.pattern}(?![\d年])|{ORDINAL.pattern}|栏次")
_SINGLE = 2.0  # em: so much further may it stand from the middle of several columns than of one: it is over others
_LOWER = 0.1  # em: the gap over a head that stands in the row below; one in the middle of two rows is nearer
_SKIPPED = 0.5  # em: so much further may a head stand from its columns' middle for each column that it then leaves out


def head_texts(words: Iterable[Word], pitch: float, rules: Sequence[Ruling]) -> list[list[Word]]:
    """The words of each head: lines under each other are one that are closer than `pitch` (em), or, where rules part
    heads, have none between them."""
    heads: list[list[Word]] = []
    ordered = sorted(words, key=lambda word: (word.y, word.x0))
    if ordered and any(ordered[0].y < rule.at < ordered[-1].y for rule in rules):
        pitch = WIDEST
    for word in ordered:
        for head in heads:
            last = head[-1]
            near = 0.5 * word.size < word.y - last.y < pitch * word.size and word.is_label and last.is_label
            inside = min(word.x1, max(w.x1 for w in head)) - max(word.x0, min(w.x0 for w in head))
            parted = any(last.y < rule.at < word.y and overlap(word.span, rule[2:]) for rule in rules)
            if near and not parted and inside > 0.5 * min(word.x1 - word.x0, last.x1 - last.x0):
                head.append(word)
                break
        else:
            heads.append([word])
    return heads


def heads_again(lines: Sequence[Sequence[Word]], rows: Sequence[Sequence[PieceCell]]) -> int:
    """How many of these lines are the heads that begin a table's rows, all of them and each word in its cell; 0: they are
    others."""
    begins = (at for at, row in enumerate(rows) if any(_BODY.match(squeeze(cell.text)) for cell in row))
    whole = next(begins, 0)
    found = 0
    for count in [whole] if whole else range(1, _MOST_HEADS):
        heads = [cell for row in rows[:count] for cell in row if cell.text]
        said = sorted(squeeze("".join(cell.text for cell in heads)))
        words: list[Word] = []
        for at, line in enumerate(lines[:_MOST_LINES], 1):
            words += line
            same = len(heads) >= _FEWEST_HEADS and sorted(squeeze("".join(word.text for word in words))) == said
            if same and all(_is_in(word, heads) for word in words):
                found = at
    return found


def _is_in(word: Word, cells: Iterable[PieceCell]) -> bool:
    return any(
        squeeze(word.text) in squeeze(c.text) and c.box[0] - 1 < word.x0 and word.x1 < c.box[2] + 1 for c in cells
    )


def head_blocks(heads: Sequence[Sequence[Word]], xs: Sequence[float], rules: Sequence[Ruling]) -> list[Block]:
    """The heads with their columns."""
    found: list[Block] = []
    for head in heads:
        over = [columns_of(word, xs) for word in head]
        first, last = min(a for a, _ in over), max(b for _, b in over)
        top, bottom = extent(head)
        twin = next(
            (b for b in found if (b.first, b.last) == (first, last) and b.top < bottom and top < b.bottom), None
        )
        if twin:  # 小 计 apart
            found.remove(twin)
            head, top, bottom = [*twin.words, *head], min(top, twin.top), max(bottom, twin.bottom)
        found.append(Block(top, bottom, first, last, tuple(head)))
    return _widened(found, xs, rules)


def _widened(blocks: list[Block], xs: Sequence[float], rules: Sequence[Ruling]) -> list[Block]:
    """The heads over others as wide as those: each as far as it stands in the middle."""
    found: list[Block] = []
    left = _are_left(blocks, xs)
    done: dict[int, list[Block]] = defaultdict(list)  # the blocks over a column
    for block in blocks:
        for column in range(block.first, block.last + 1):
            done[column].append(block)
    for row in grouped(
        sorted(blocks, key=lambda b: b.middle), lambda a, b: b.middle - a.middle < 0.5 * a.words[0].size
    ):
        start = min(block.top for block in row)

        def is_under(column: int, block: Block, start: float = start) -> bool:
            """Whether the column may be one of the block's: its first head below the row's level stands lower, not in the middle."""
            own = [b for b in done[column] if b.bottom > start]
            top = min(own, key=lambda b: b.top, default=None)
            if top is block:
                return any(b is not block and b.top > block.bottom - 0.2 * block.words[0].size for b in own)
            size = block.words[0].size
            if top is None or top.top <= block.bottom + _LOWER * size:
                return False
            x = (xs[column] + xs[column + 1]) / 2
            if any(block.bottom < r.at < top.top and r.start < x < r.end for r in rules):
                return True
            below = min((b.top for b in own if b.top > top.bottom - 1), default=float("inf"))
            lowest = max(b.bottom for b in blocks if b.bottom < below + 1)
            return abs(top.middle - (start + lowest) / 2) > CENTRED * size

        parents = [b for b in row if any(is_under(c, b) for c in range(b.first, b.last + 1))]
        over = {column for b in found for column in range(b.first, b.last + 1)}
        found += [b for b in row if b not in parents]
        for group in _neighbours(sorted(parents, key=lambda b: b.centre), is_under, len(xs) - 1):
            found += _parted(*group, xs, over, left=left)
    return found


def _are_left(blocks: Sequence[Block], xs: Sequence[float]) -> bool:
    """Whether heads stand at the left of their cells: their lines begin below each other; where no head has several, by the
    room on both sides of it."""
    lines = [(a, b) for block in blocks for a, b in pairwise(block.words) if b.y > a.y]
    begun = [abs(a.x0 - b.x0) - abs(a.x0 + a.x1 - b.x0 - b.x1) / 2 for a, b in lines]
    if told := [away < 0 for away in begun if abs(away) > 1]:
        return 2 * sum(told) > len(told)
    single = [b for b in blocks if b.first == b.last]
    return 2 * sum(b.x0 - xs[b.first] < 0.5 * (xs[b.last + 1] - b.x1) for b in single) > len(single)


def _neighbours(
    parents: Sequence[Block], is_under: Callable[[int, Block], bool], width: int
) -> Iterator[tuple[list[Block], range]]:
    """Heads that stand over columns without another head between, and those columns."""
    rest = [*parents]
    while rest:
        block = rest.pop(0)
        group = [block]
        first = last = block.first
        while first > 0 and is_under(first - 1, block):
            first -= 1
        while last + 1 < width and (
            is_under(last + 1, group[-1]) or (rest and rest[0].first == last + 1) or last + 1 <= group[-1].last
        ):
            last += 1
            if rest and rest[0].first <= last:
                group.append(rest.pop(0))
        yield group, range(first, last + 1)


def _parted(parents: list[Block], columns: range, xs: Sequence[float], over: set[int], *, left: bool) -> list[Block]:
    """The heads over these columns, which they share so that each stands in the middle of its own, or at their left; what
    stands under another head already (`over`) may be none of theirs."""
    best: tuple[float, list[Block]] | None = None

    def skipped(first: int, stop: int) -> float:
        return _SKIPPED * parents[0].words[0].size * (stop - first) if over >= {*range(first, stop)} else float("inf")

    def tried(rest: Sequence[Block], start: int, cost: float, made: list[Block]) -> None:
        nonlocal best
        if not rest:
            cost += skipped(start, columns.stop)
            if cost < (best[0] if best else float("inf")):
                best = cost, made
            return
        block, *others = rest
        for first in range(start, block.first + 1):
            for last in range(block.last, columns.stop - len(others)):
                if others and last >= others[0].first:
                    break
                away = abs(xs[first] - block.x0) if left else abs((xs[first] + xs[last + 1]) / 2 - block.centre)
                away += _SINGLE * block.words[0].size if first == last else 0.0
                own = block._replace(first=first, last=last)
                tried(others, last + 1, cost + skipped(start, first) + away, [*made, own])

    tried(parents, columns.start, 0.0, [])
    return best[1] if best else parents


def head_cells(blocks: Sequence[Block], xs: Sequence[float], end: float) -> Iterator[Box]:
    """The cells of the heads: each from the level that parts it from the head over it to that over the next one."""
    stacks: dict[int, list[Block]] = defaultdict(list)
    for block in sorted(blocks, key=lambda block: block.top):
        for column in range(block.first, block.last + 1):
            stacks[column].append(block)
    start = min(block.top for block in blocks) - 3
    pairs = {(a, b) for each in stacks.values() for a, b in pairwise(each)}
    levels: list[Span] = []  # the fewest that part all heads over each other
    for above, below in sorted(((a.bottom, b.top) for a, b in pairs), key=lambda gap: gap[1]):
        if levels and max(above, levels[-1][0]) <= levels[-1][1]:
            levels[-1] = max(above, levels[-1][0]), levels[-1][1]
        else:
            levels.append((above, max(above, below)))
    ys = [(above + below) / 2 for above, below in levels]
    at = {(a, b): next((y for y in ys if a.bottom - 0.5 <= y <= b.top + 0.5), (a.bottom + b.top) / 2) for a, b in pairs}
    for block in dict.fromkeys(blocks):
        top = max((y for (_, b), y in at.items() if b == block), default=start)
        bottom = min((y for (a, _), y in at.items() if a == block), default=end)
        yield xs[block.first], top, xs[block.last + 1], bottom
    yield from ((xs[column], start, xs[column + 1], end) for column in range(len(xs) - 1) if not stacks[column])
