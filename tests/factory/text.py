"""Typesets a report as the text that a conversion leaves: lines, and tables with tabs between the cells."""

from pathlib import Path

from tests.factory.printed import Block, NewPage, Printed, Sides, Table, Words


def typeset(printed: Printed) -> str:
    """The report as text. A merged cell stands at its first place, the others it covers are blank."""
    return "\n\n".join(text for block in printed.blocks if (text := _block(block))) + "\n"


def write(printed: Printed, path: Path) -> None:
    path.write_text(typeset(printed), "utf-8", newline="\n")


def _block(block: Block) -> str:
    if isinstance(block, Words):
        return block.text
    if isinstance(block, Sides):
        return f"{block.left}\n\n{block.right}"
    if isinstance(block, NewPage):
        return ""
    return _table(block)


def _table(table: Table) -> str:
    texts = [[""] * len(table.widths) for _ in range(table.depth)]
    for cell in table.cells:
        texts[cell.row][cell.column] = cell.text
    return "\n".join("\t".join(row) for row in texts if any(row))
