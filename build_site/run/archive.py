"""ZIP files that are the same bytes for the same files."""

import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

_EARLIEST = (1980, 1, 1, 0, 0, 0)


def write_zip(target: Path, files: Iterable[Path], extra: Mapping[str, str] | None = None) -> None:
    """`files` by their names and `extra` texts, sorted, all dated as early as a zip can be."""
    content = {path.name: path.read_bytes() for path in files}
    content |= {name: text.encode() for name, text in (extra or {}).items()}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(content):
            info = zipfile.ZipInfo(name, _EARLIEST)
            info.compress_type, info.create_system, info.external_attr = zipfile.ZIP_DEFLATED, 3, 0o644 << 16
            archive.writestr(info, content[name])
