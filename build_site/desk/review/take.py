"""Rows that left review pages go into data/corrections.csv one by one: nobody's file replaces another's."""

import tempfile
from pathlib import Path

from build_site.model import InputError, Place
from build_site.registers.corrections import FIELDS, FILE, read_corrections
from build_site.run import whole
from build_site.run.house import House

_MOST = 10 * 2**20


def take(root: Path, path: Path) -> tuple[int, list[InputError]]:
    """How many rows of a file (with its header or without) are new in the register, and why others are not taken: one that
    cannot be used, or says of a cell what another row does not. Rows that are there already are passed over."""
    content, added = _rows_of(path)
    register = House(root).corrections
    known = {(report, each.cell_id): each for report, each in read_corrections(register).items}
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, path.name)
        whole.write(copy, content)
        read = read_corrections(copy)
    errors, taken = [each.error for each in read.refused], []
    for report, each in read.items:
        other = known.get((report, each.cell_id))
        if other is None:
            row = report, *each.cell_id.split("/", 1), each.printed, each.corrected, each.reason, each.page
            taken.append(row)
        elif (other.printed, other.corrected) != (each.printed, each.corrected):
            line = other.place.line
            errors.append(
                InputError.of(
                    "review.contradiction",
                    "",
                    f"“{each.corrected}”",
                    place=each.place,
                    report=report,
                    cell_id=each.cell_id,
                    register=FILE,
                    line=line,
                    corrected=other.corrected,
                )
            )
    for error in errors:
        error.file = path.name
        if error.place and error.place.line:
            error.place = Place(line=error.place.line - added)
    before = register.read_bytes() if register.is_file() else b""
    head = b"" if before else whole.csv_bytes(FIELDS, ())
    end = b"\n" if before and not before.endswith(b"\n") else b""
    if taken:
        whole.write(register, before + head + end + whole.csv_bytes(FIELDS, taken, header=False))
    return len(taken), errors


def _rows_of(path: Path) -> tuple[bytes, int]:
    """The file with a header, and how many lines that took. Raises InputError for what is no small text."""
    try:
        with path.open("rb") as handle:
            content = handle.read(_MOST + 1).removeprefix(b"\xef\xbb\xbf")
    except OSError as error:
        raise InputError.of("review.no-rows", str(path), str(error.strerror)) from error
    if len(content) > _MOST:
        raise InputError.of("review.no-rows", str(path), "> 10 MB")
    head = ",".join(FIELDS).encode()
    return (content, 0) if content.startswith(head) else (head + b"\n" + content, 1)
