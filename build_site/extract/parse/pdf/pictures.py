"""Small pictures of pages, so that a reader sees the line a number was read from."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

DPI = 110  # 9-point digits stay readable; a page takes some 20 kB
_QUALITY = 35


def draw(path: Path, pages: Iterable[int], folder: Path, dpi: int = DPI) -> None:
    """Write p<page>.webp into the folder for each page (from 1), grey, `dpi` dots per inch."""
    import pypdfium2

    folder.mkdir(parents=True, exist_ok=True)
    with pypdfium2.PdfDocument(path) as document:
        for number in sorted(set(pages)):
            page = document[number - 1]
            picture = page.render(scale=dpi / 72, grayscale=True).to_pil()
            picture.save(folder / f"p{number}.webp", "WEBP", quality=_QUALITY, method=4)
            page.close()
