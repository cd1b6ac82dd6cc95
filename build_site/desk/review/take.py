"""Rows that left review pages go into data/corrections.csv one by one: nobody's file replaces another's."""

import tempfile
from pathlib import Path

from build_site.model import InputError, Place, Said
from build_site.registers.corrections import FIELDS, FILE, read_corrections
from build_site.run import whole
from build_site.run.house import House

_MOST = 10 * 2**20
_WANTED = Said("data/corrections.csv 的行", "rows for data/corrections.csv")
_NAME_IT = Said("请给出下载的文件。", "Name the downloaded file.")


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
            expected = Said(
                f"{report} 的 {each.cell_id} 与 {FILE} 第 {line} 行一样，“{other.corrected}”",
                f"of {each.cell_id} in {report} what line {line} of {FILE} says, “{other.corrected}”",
            )
            remedy = Said("请一起看原件，留下其中一行。", "Look at the page together, keep one of the two rows.")
            errors.append(InputError("", expected, f"“{each.corrected}”", remedy, each.place))
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
        raise InputError(str(path), _WANTED, str(error.strerror), _NAME_IT) from error
    if len(content) > _MOST:
        raise InputError(str(path), _WANTED, "> 10 MB", _NAME_IT)
    head = ",".join(FIELDS).encode()
    return (content, 0) if content.startswith(head) else (head + b"\n" + content, 1)
