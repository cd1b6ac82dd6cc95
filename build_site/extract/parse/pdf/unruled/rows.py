"""The rows of a table without rules, from the baselines of its texts."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice, pairwise

from build_site.extract.parse.pdf.page import grouped
from build_site.extract.parse.pdf.slots import AMOUNT
from build_site.extract.parse.pdf.unruled.words import (
    CENTRED,
    ORDINAL,
    WIDEST,
    Block,
    Word,
    columns_of,
    is_counting,
    overlap,
)
from build_site.model import Box

_USUAL = 2  # decimals
_FEWEST_RULED = 4  # rows that rules part, where they part all
_PITCH = 1.45  # em: the lines of one text are closer
_CLOSE = 0.85  # of the rows' distance: so they are, too
_FULL = 2.2  # em: what a line that was broken leaves free
_HALF = 0.4  # em: from a line's middle to where it ends


def pitch_of(rows: Sequence[Word]) -> float:
    """How close the lines of one text are, at most, in em: closer than rows, by their numbers, and than they usually are."""
    numbers = sorted((word for word in rows if not word.is_label), key=lambda word: word.y)
    decimals, least = max(_decimals(rows), _USUAL), float("inf")
    for at, word in enumerate(numbers, 1):
        for below in islice(numbers, at, None):
            step = (below.y - word.y) / word.size
            if step >= least:
                break
            if step > 0.8 and overlap(word.span, below.span) and not _is_part(word, below, decimals):
                least = step
                break
    return min(_CLOSE * least, WIDEST) if least < float("inf") else _PITCH


def _decimals(rows: Iterable[Word]) -> int:
    return max((len(word.text.rpartition(".")[2]) for word in rows if word.is_amount and "." in word.text), default=0)


def _is_part(word: Word, below: Word, decimals: int) -> bool:
    """Whether a number that its cell was too narrow for goes on in the next line: together they have as many decimals as
    others."""
    whole = Word(word.text + below.text, *word[1:])
    near = 0.5 * word.size < below.y - word.y < WIDEST * word.size and overlap(word.span, below.span)
    alone = below.is_label or below.is_amount
    return near and not alone and whole.is_amount and _decimals([word]) < _decimals([whole]) == decimals


def _body_blocks(rows: Sequence[Word], xs: Sequence[float], rules: Sequence[float]) -> list[Block]:
    """The cells' texts: lines of labels that were broken are one."""
    columns: dict[tuple[int, int], list[Word]] = defaultdict(list)
    pitch, decimals = pitch_of(rows), max(_decimals(rows), _USUAL)
    for word in rows:
        columns[columns_of(word, xs)].append(word)
    blocks: list[Block] = []
    for (first, last), words in columns.items():
        right = max(word.x1 for word in words)
        wide = max(word.x1 - word.x0 for word in words)
        lines = grouped(sorted(words, key=lambda word: (word.y, word.x0)), lambda a, b: b.y - a.y < 0.5 * a.size)

        def is_broken(above: list[Word], below: list[Word], right: float = right, wide: float = wide) -> bool:
            a, b = above[-1], below[0]
            step = b.y - a.y
            full = right - a.x1 < _FULL * a.size or wide - (a.x1 - a.x0) < _FULL * a.size
            near = step < pitch * a.size and not any(a.y < rule < b.y for rule in rules)
            return (near and full and a.is_label and not ORDINAL.match(b.text)) or _is_part(a, b, decimals)

        for group in grouped(lines, is_broken):
            blocks += [_block(first, last, [word for line in group for word in line])]
    return blocks


def _rows_between(rows: Sequence[Word], xs: Sequence[float], rules: Sequence[float]) -> list[list[Block]]:
    """The rows where a rule stands between any two of them."""
    found: dict[int, dict[tuple[int, int], list[Word]]] = defaultdict(lambda: defaultdict(list))
    for word in sorted(rows, key=lambda word: (word.y, word.x0)):
        found[bisect_right(rules, word.y)][columns_of(word, xs)].append(word)
    return [[_block(first, last, words) for (first, last), words in found[at].items()] for at in sorted(found)]


def _block(first: int, last: int, words: Sequence[Word]) -> Block:
    top = min(word.y - _HALF * word.size for word in words)
    return Block(top, max(word.y + _HALF * word.size for word in words), first, last, tuple(words))


def _rows(blocks: Sequence[Block], rules: Sequence[float]) -> list[list[Block]]:
    """The blocks in rows: what stands beside each other, no rule between."""
    rows: list[list[Block]] = []
    bottom = float("-inf")
    for block in sorted(blocks, key=lambda block: block.top):
        if (
            rows
            and block.top < bottom
            and not any(max(b.middle for b in rows[-1]) < rule < block.middle for rule in rules)
        ):
            rows[-1].append(block)
        else:
            rows.append([block])
            bottom = float("-inf")
        bottom = max(bottom, block.bottom)
    return rows


def _is_settled(rows: Sequence[Sequence[Block]]) -> bool:
    """Whether no row has two texts of one column, no number stands in several, and no row is but the ends of numbers."""
    for row in rows:
        words = [word for block in row for word in block.words]
        if all(word.text.isdecimal() for word in words) and not is_counting(sorted(words, key=lambda word: word.x0)):
            return False
        taken: set[int] = set()
        for block in row:
            own = {*range(block.first, block.last + 1)}
            text = "".join(word.text for word in block.words)
            several = len(own) > 1 or (len(block.words) > 1 and not AMOUNT.fullmatch(text))
            if own & taken or (several and any(word.is_amount for word in block.words)):
                return False
            taken |= own
    return True


def levels_between(rows: Sequence[Sequence[Block]], rules: Sequence[float]) -> list[float]:
    """Where rows begin and end: at a rule, or in the middle between their texts."""
    levels = [min(block.top for block in rows[0]) - 3]
    for above, below in pairwise(rows):
        levels.append(level(max(b.bottom for b in above), min(b.top for b in below), rules))
    last = max(block.bottom for block in rows[-1])
    rule = next((rule for rule in rules if 0 <= rule - last < 12), last + 3)
    return [*levels, rule]


def level(above: float, below: float, rules: Sequence[float]) -> float:
    between = [rule for rule in rules if above - 1 < rule < below + 1]
    return between[-1] if between else (above + below) / 2


def row_cells(
    row: Sequence[Block], xs: Sequence[float], top: float, bottom: float, single: Collection[int]
) -> Iterator[Box]:
    """The cells of a row; a label over columns of numbers, or the only one of its column (`single`), has those beside it
    that are free."""
    taken = {column for block in row for column in range(block.first, block.last + 1)}
    spans: list[tuple[int, int]] = []
    for block in row:
        first, last = block.first, block.last
        if last > first or (block.first in single and block.words[0].is_label):
            first, last = _centred(block, xs, taken)
        spans.append((first, last))
        taken |= {*range(first, last + 1)}
    spans += [(column, column) for column in range(len(xs) - 1) if column not in taken]
    yield from ((xs[first], top, xs[last + 1], bottom) for first, last in sorted(spans))


def _centred(block: Block, xs: Sequence[float], taken: Collection[int]) -> tuple[int, int]:
    """The most free columns in the middle of which a label stands, as far as any has it there."""
    first, last = block.first, block.last
    while first > 0 and first - 1 not in taken:
        first -= 1
    while last + 2 < len(xs) and last + 1 not in taken:
        last += 1
    spans = [(a, b) for a in range(first, block.first + 1) for b in range(block.last, last + 1)]
    away = {(a, b): abs((xs[a] + xs[b + 1]) / 2 - block.centre) for a, b in spans}
    near = min(away.values()) + CENTRED * block.words[0].size
    return max((span for span in spans if away[span] <= near), key=lambda span: span[1] - span[0])


def settled(rows: Sequence[Word], xs: Sequence[float], rules: Sequence[float]) -> list[list[Block]]:
    """The rows, where their texts or the rules between them tell; else none."""
    found = _rows_between(rows, xs, rules)
    if len(found) < _FEWEST_RULED or not _is_settled(found):
        found = _rows(_body_blocks(rows, xs, rules), rules)
    return found if _is_settled(found) else []
