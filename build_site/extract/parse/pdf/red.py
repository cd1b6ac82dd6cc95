"""Red numbers without a sign, as accountants write what is negative."""

from collections.abc import Collection

from build_site.extract.parse.pdf.page import Glyph
from build_site.extract.parse.pdf.slots import AMOUNT, NUMBER, Lattice, Slot, text_in

_MOST = 4  # red amounts for one that is not: else the table is a red one


def mark(lattice: Lattice, red: Collection[int]) -> None:
    """Doubt the amounts among others whose characters (by their order) are red, if no sign says that they are negative. Where
    the words of their row are red too, all of it is to be seen."""
    red_ones: list[tuple[Slot, list[Glyph]]] = []
    named: set[int] = set()
    others = 0
    for slot in lattice.slots:
        for run in slot.words():
            text, is_red = text_in(run), run[-1].order in red
            if AMOUNT.fullmatch(text) or ("," in text and NUMBER.fullmatch(text)):
                others += not is_red
                if is_red and text[0].isdigit() and text[-1].isdigit() and text.strip("0.,"):
                    red_ones.append((slot, run))
            elif is_red and not NUMBER.fullmatch(text):
                named |= {*range(slot.row, slot.row + slot.depth)}
    if len(red_ones) <= _MOST * others:
        for slot, _ in red_ones:
            if slot.row not in named:
                slot.doubt = slot.doubt or "red"
