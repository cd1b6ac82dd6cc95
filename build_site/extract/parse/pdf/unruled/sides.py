"""The columns of a table without rules, from the edges of its numbers, labels and heads."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

from build_site.extract.parse.pdf.unruled.words import CENTRED, CODE, NEXT, Span, Word, columns_of, extent, overlap

_MOST = 60  # columns of numbers: what has more is no table
_TOTALS = ("合计", "总计")  # in the middle of the cells of names, as their head is


def sides(heads: Sequence[Sequence[Word]], rows: Sequence[Word]) -> list[float]:
    """The sides of the columns: between the extents of the amounts that end at the same x, of the labels that stand
    beside them, and of the heads over them; a label or head over several columns, whose words stand beside each other in
    some row, is of none of them, nor is a label over numbers: it is a total's. A head that begins left of all amounts
    under it is their column's."""
    columns: dict[Span, list[Word]] = {}
    for word in rows:
        if word.is_amount and len(columns) <= _MOST:
            _add(columns, word)
    if len(columns) > _MOST:
        return []
    numbers = [*columns]
    for word in sorted((word for word in rows if not word.is_amount), key=lambda word: word.x1 - word.x0):
        if not (word.is_label and any(overlap(word.span, number) for number in numbers)):
            _add(columns, word)
    above = {word: extent(head)[0] for head in heads for word in head}
    start, end = extent(above) if above else (0.0, 0.0)
    uppers = {word for head in heads for word in head if extent(head)[1] < (start + end) / 2}
    for head in sorted(heads, key=lambda head: -extent(head)[1]):  # the lowest heads stand over single columns
        top, bottom = extent(head)
        size = head[0].size
        beside = _besides(columns, head)
        uppermost = top < start + 0.5 * size
        lower = all(
            any(above.get(word, 0.0) > bottom - 0.2 * size for word in each)
            or (uppermost and above.keys().isdisjoint(each))
            for each in beside
        )
        across = min(word.x0 for word in head), max(word.x1 for word in head)
        under = [words for span, words in columns.items() if overlap(across, span)]
        is_parent = len(under) > 1 and any(word in above for words in under for word in words)  # of lower heads
        if not is_parent and (len(beside) < 2 or not lower or abs(top + bottom - start - end) < 2 * CENTRED * size):
            _add(columns, *head)
    filled = {
        span
        for span, words in columns.items()
        if any(w.is_amount for w in words) or sum(w not in above for w in words) > 1
    }
    bare = [
        span
        for span, words in columns.items()
        if (above.keys() - (uppers if span in filled else set())).isdisjoint(words)
    ]
    free = [
        span
        for span, words in columns.items()
        if span not in bare and all(word in above or word.text in _TOTALS for word in words)
    ]
    for column in sorted(bare) if heads else ():
        left = [each for each in free if each[1] <= column[0] + 1 and not _between(each[1], column[0], columns)]
        right = [each for each in free if each[0] >= column[1] - 1 and not _between(column[1], each[0], columns)]
        is_number = any(word.is_amount for word in columns[column])
        near = left[-1:] or ([] if is_number else right[:1])
        for span in near:
            free.remove(span)
            words = columns.pop(span) + columns.pop(column)
            columns[min(span[0], column[0]), max(span[1], column[1])] = words
    whole = sorted(columns)
    if len(whole) < 2:
        return []
    return [whole[0][0] - 2, *((a[1] + b[0]) / 2 for a, b in pairwise(whole)), whole[-1][1] + 2]


def _add(columns: dict[Span, list[Word]], *words: Word) -> None:
    """Add words of one cell to the columns that they stand in, which are one, unless their words stand beside each other."""
    own = min(word.x0 for word in words), max(word.x1 for word in words)
    over = [each for each in columns if overlap(own, each)]
    if not any(_are_beside(columns[a], columns[b]) for a in over for b in over if a < b):
        found = [*words, *(other for each in over for other in columns.pop(each))]
        columns[min([own[0], *(a for a, _ in over)]), max([own[1], *(b for _, b in over)])] = found


def _besides(columns: dict[Span, list[Word]], words: Sequence[Word]) -> list[list[Word]]:
    """What stands in the columns left and right of words that stand over none."""
    x0, x1 = min(word.x0 for word in words), max(word.x1 for word in words)
    if any(overlap((x0, x1), each) for each in columns):
        return []
    left, right = [each for each in columns if each[1] < x1], [each for each in columns if each[0] > x0]
    return [columns[each] for each in (*sorted(left)[-1:], *sorted(right)[:1])]


def _are_beside(words: Sequence[Word], others: Sequence[Word]) -> bool:
    return any(abs(word.y - other.y) < NEXT * word.size for word in words for other in others)


def _between(left: float, right: float, columns: Iterable[Span]) -> bool:
    return any(left <= each[0] + 1 and each[1] - 1 <= right for each in columns)


def fits(rows: Sequence[Word], before: Sequence[float], fewest: int = 2) -> bool:
    """Whether a table without heads stands in the columns of the page before: in more than one, each number and short
    text in one, left of all that stands in the next ones."""
    if not before or len({columns_of(word, before) for word in rows}) < fewest:
        return False
    extents: dict[int, Span] = {}
    for word in rows:
        first, last = columns_of(word, before)
        if first == last and not word.is_label:
            start, end = extents.get(first, word.span)
            extents[first] = min(start, word.x0), max(end, word.x1)
        elif first != last and not word.is_label and not CODE.fullmatch(word.text):
            return False
    return all(extents[a][1] <= extents[b][0] for a, b in pairwise(sorted(extents)))


def are_labels(words: Sequence[Word], before: Sequence[Word], xs: Sequence[float]) -> bool:
    """Whether rows of which every amount is blank go on: labels alone, each in one column, most of which begin where those of
    the page before begin; no row has a code."""
    if not all(word.is_label for word in words) or any(CODE.fullmatch(word.text) for word in before):
        return False
    if any(first != last for first, last in (columns_of(word, xs) for word in words)):
        return False
    starts = Counter(round(word.x0) for word in before if word.is_label)
    same = sum(max(starts[round(word.x0) + by] for by in (-1, 0, 1)) > 1 for word in words)
    return 2 * same > len(words)
