"""Turns a PDF into a scan: the same pages as pictures, without a text layer."""

from collections.abc import Iterable
from pathlib import Path


def scan(source: Path, target: Path, pages: Iterable[int] | None = None, dots: int = 150, turn: float = 0.0) -> int:
    """Write the pages (from 1; all by default) as pictures of so many dots per inch, turned by so many degrees;
    the number of pages written."""
    import pypdfium2
    from PIL import Image

    document = pypdfium2.PdfDocument(source)
    try:
        wanted = list(pages) if pages is not None else list(range(1, len(document) + 1))
        pictures: list[Image.Image] = []
        for number in wanted:
            page = document[number - 1]
            picture = page.render(scale=dots / 72).to_pil().convert("L")
            page.close()
            pictures.append(picture.rotate(turn, fillcolor=255, resample=Image.Resampling.BICUBIC) if turn else picture)
    finally:
        document.close()
    pictures[0].save(target, "PDF", resolution=dots, save_all=True, append_images=pictures[1:])
    return len(pictures)
