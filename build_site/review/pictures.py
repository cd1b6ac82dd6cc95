"""Pictures of the source's pages, each drawn when it is asked for, in a process that limits stop."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from build_site import workers
from build_site.model import InputError, Registration
from build_site.register import sha256_of
from build_site.workers import Limits

DPI = 150
_LIMITS = Limits(seconds=60)
_READER = "build_site.extract.parse.pdf"
Progress = Callable[[int, int], None]


class Pictures:
    """The pages of one report as pictures, kept until the run ends. `why` says why there are none."""

    def __init__(self, source: Path, registration: Registration) -> None:
        self._source, self._name = source, registration.source_path
        self._folder = TemporaryDirectory(prefix="review-")
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

    def page(self, number: int) -> Path | None:
        """The picture of a page (from 1); None where there is none to be had, for which `why` has the reason."""
        if not 1 <= number <= self.count:
            return None
        path = Path(self._folder.name) / f"p{number}.webp"
        if not path.is_file():
            try:
                self._run(draw_page, self._source, number, path.parent)
            except InputError as error:
                self.why = str(error)
                return None
        return path

    def size(self, number: int) -> tuple[float, float] | None:
        """Width and height of a page in PDF points, in which boxes are given."""
        path = self.page(number)
        if path is None:
            return None
        from PIL import Image

        with Image.open(path) as picture:
            return picture.width * 72 / DPI, picture.height * 72 / DPI

    def close(self) -> None:
        self._folder.cleanup()

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
