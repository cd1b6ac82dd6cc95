"""Pictures of the source's pages, each drawn when it is asked for, in a process that limits stop."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from build_site.model import InputError, Registration
from build_site.registers.reports import sha256_of
from build_site.run import workers
from build_site.run.workers import Limits

DPI = 150
_MOST_KEPT = 100
_LIMITS = Limits(seconds=60)
_READER = "build_site.extract.parse.pdf"
Progress = Callable[[int, int], None]


class Pictures:
    """The pages of one report as pictures, in memory alone: a page may show personal data. `why` says why there are none."""

    def __init__(self, source: Path, registration: Registration) -> None:
        self._source, self._name = source, registration.source_path
        self._drawn: dict[int, bytes] = {}
        self.count, self.why = 0, ""
        try:
            self._look(registration)
        except InputError as error:
            self.why = str(error)

    def _look(self, registration: Registration) -> None:
        if not self._source.is_file():
            raise InputError(self._name, "the report's file", "no file", "Put the report there to see its pages.")
        if registration.sha256 and sha256_of(self._source) != registration.sha256:
            raise InputError(self._name, "the registered file", "another one", "Restore the file to see its pages.")
        if self._source.suffix.lower() == ".pdf":
            self.count = self._run(count_pages, self._source)

    def page(self, number: int) -> bytes | None:
        """The picture of a page (from 1) as WebP; None where there is none to be had, for which `why` has the reason."""
        if number not in self._drawn and 1 <= number <= self.count:
            try:
                self._keep(number)
            except InputError as error:
                self.why = str(error)
        return self._drawn.get(number)

    def size(self, number: int) -> tuple[float, float] | None:
        """Width and height of a page in PDF points, in which boxes are given."""
        content = self.page(number)
        if content is None:
            return None
        from PIL import Image

        with Image.open(BytesIO(content)) as picture:
            return picture.width * 72 / DPI, picture.height * 72 / DPI

    def _keep(self, number: int) -> None:
        """Draw a page; of a file of many pages only the last ones stay in memory."""
        with TemporaryDirectory(prefix="review-") as folder:
            self._run(draw_page, self._source, number, Path(folder))
            content = (Path(folder) / f"p{number}.webp").read_bytes()
        if len(self._drawn) >= _MOST_KEPT:
            del self._drawn[next(iter(self._drawn))]
        self._drawn[number] = content

    def _run(self, task: Callable[..., object], *arguments: object) -> Any:
        (done,) = workers.run(task, [(self._name, arguments)], workers=1, limits=_LIMITS, preload=[_READER])
        if done.error:
            raise done.error
        return done.result


def count_pages(source: Path, progress: Progress) -> int:
    """How many pages a PDF has."""
    from build_site.extract.parse.pdf import limits

    progress(0, 1)
    with limits.opened(source, limits.MOST_PAGES) as document:
        return len(document)


def draw_page(source: Path, number: int, folder: Path, progress: Progress) -> None:
    """The picture of one page in the folder."""
    from build_site.extract.parse.pdf import draw

    progress(0, 1)
    draw(source, [number], folder, dpi=DPI)
