"""A row that a page's end breaks, as word processors do: the rest of its words, and of an amount beside them, stands at
the next page's top."""

from collections import Counter
from dataclasses import replace

from build_site.extract.recognise.amounts import any_amount, is_amount, looks_printed
from build_site.extract.recognise.coding import is_total, known_names
from build_site.model import Grid, GridCell, Notice, Said
from build_site.registers.forms import FormLayout
from build_site.text import squeeze

_Row = tuple[GridCell, ...]


def mended(grid: Grid, layout: FormLayout, notices: list[Notice]) -> Grid:
    """The table with such rows whole again where their words then name what is known; where they do not, it is told."""
    whole: list[_Row] = []
    decimals = _usual_decimals(grid)
    for before, row in zip((None, *grid.rows), grid.rows, strict=False):
        joined = _joined(whole[-1], row, decimals) if before and _turns(before, row) else None
        if joined is None:
            whole.append(row)
            continue
        texts = [squeeze(new.text) for old, new in zip(whole[-1], joined, strict=True) if new != old]
        if all(is_amount(each) or _is_known(each, layout) for each in texts):
            whole[-1] = joined
            continue
        whole.append(row)
        rest = [cell.text for cell in row if cell.text.strip() and not looks_printed(cell.text)]
        if not all(_is_known(squeeze(each), layout) for each in rest):
            text = Said(
                f"页首的“{'、'.join(rest)}”也许是上一页最后一行没有印完的字，没有接上",
                f"“{', '.join(rest)}” at the top of the page may be the rest of the last row before it; it was not joined",
            )
            notices.append(Notice(text, row[0].place))
    return replace(grid, rows=tuple(whole))


def _turns(above: _Row, below: _Row) -> bool:
    pages = above[-1].place.page, below[0].place.page if below else None
    return all(pages) and pages[0] != pages[1]


def _joined(above: _Row, below: _Row, decimals: int) -> _Row | None:
    """The upper row with what the lower one has, where each of its cells goes on with words or a number above it."""
    rest = {cell.column: cell for cell in below if cell.text.strip()}
    tops = {cell.column: cell.text for cell in above if cell.text.strip()}
    texts = [cell.text for cell in rest.values()]
    if any(map(is_total, ["".join(texts), *texts])) or any(map(_follows, map(tops.get, rest), texts)):
        return None
    if not any(map(_are_words, texts)):  # numbers alone: the decimals that every one above them lacks
        cut = all(_lacks(tops.get(column, ""), cell.text, decimals) for column, cell in rest.items())
        if not rest or not cut:
            return None
    for top, text in ((tops.get(column, ""), cell.text) for column, cell in rest.items()):
        words = _are_words(text) and top and not looks_printed(top)
        number = looks_printed(top) and not _are_words(text) and is_amount(top + text)
        if not (words or number):
            return None
    return tuple(_with(cell, rest[cell.column]) if cell.column in rest else cell for cell in above)


def _follows(top: str | None, text: str) -> bool:
    """Whether a cell has the row number after the one above it: a row of its own."""
    number = squeeze(top or "")
    return number.isdecimal() and text.strip().isdecimal() and int(text) == int(number) + 1


def _usual_decimals(grid: Grid) -> int:
    counts = Counter(
        len(text.rpartition(".")[2]) for row in grid.rows for cell in row if any_amount([text := squeeze(cell.text)])
    )
    return counts.most_common(1)[0][0] if counts else 0


def _lacks(top: str, text: str, decimals: int) -> bool:
    """Whether an amount lacks just these decimals of the usual ones."""
    whole, point, printed = squeeze(top).partition(".")
    return bool(whole and point) and text.strip().isdecimal() and len(printed) + len(text.strip()) == decimals


def _with(cell: GridCell, rest: GridCell) -> GridCell:
    return cell._replace(text=cell.text + rest.text, doubt=cell.doubt or rest.doubt)


def _are_words(text: str) -> bool:
    return any(sign.isalpha() for sign in text) and not any(sign.isdigit() for sign in text)


def _is_known(words: str, layout: FormLayout) -> bool:
    return bool(layout.row(words, "revenue") or layout.row(words, "expenditure")) or words in known_names()
