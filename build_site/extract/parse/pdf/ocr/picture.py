"""A page as a picture: rendered, straightened, its rulings found and rubbed out."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from build_site.extract.parse.pdf import rulings
from build_site.extract.parse.pdf.page import Affine, Ruling

Pixels = NDArray[np.uint8]

POINT = 150 / 72
"""Pixels per point of the reading frame: 150 dots per inch suffice, 300 read nothing better (measured)."""
_LONGEST = 2_500  # pixels: an A3 page. Scans that claim to be larger than that have a wrong resolution.
_ACROSS, _DOWN = 50, 25  # pixels: the shortest rulings. Longer than the strokes of a title's characters
_THICKEST = 7.0  # pixels, on average
_WOBBLE = 12  # pixels that a ruling on uneven paper may leave its line
_TOUCH = 4.0  # pixels between rulings that meet
_SURE = 85  # pixels: a line down the page this long is a ruling even if it meets no other
_BROKEN = 40  # pixels: a gap in a ruling that is read over
_REDDISH = 40  # how much more red than blue and green a seal's ink has, of 255
_REDDEST = 150  # of 255: how much red shines through a seal on paper, but not through print under it
_SEAL = 120  # pixels: 2 cm, more than characters have
_STEEPEST = 4.0  # degrees of skew


@dataclass(frozen=True, slots=True)
class Picture:
    """A straightened page in grey, without its rulings; those, in pixels; and the way back to the page as displayed."""

    text: Pixels
    ink: NDArray[np.bool_]  # what is darker than its surroundings, without the rulings
    rulings: tuple[Ruling, ...]
    affine: Affine  # from pixels to points of the displayed page

    @property
    def width(self) -> float:
        return float(self.text.shape[1]) / POINT

    @property
    def height(self) -> float:
        return float(self.text.shape[0]) / POINT

    def in_table(self, x: float, y: float) -> bool:
        """Whether a point in pixels lies between the page's outermost rulings."""
        across = [ruling for ruling in self.rulings if not ruling.vertical]
        beside = any(ruling.start < x < ruling.end for ruling in across)
        return beside and min(ruling.at for ruling in across) < y < max(ruling.at for ruling in across)

    def drawn(self) -> list[Ruling]:
        """The rulings in points of the reading frame."""
        return rulings.merge(Ruling(r.vertical, r.at / POINT, r.start / POINT, r.end / POINT) for r in self.rulings)

    def to_page(self) -> Affine:
        """From the reading frame to the displayed page."""
        a, b, c, d, e, f = self.affine
        return a * POINT, b * POINT, c * POINT, d * POINT, e, f

    def turned(self, turns: int) -> "Picture":
        """The picture after so many quarter turns clockwise."""
        text, ink, found, affine = self.text, self.ink, self.rulings, self.affine
        for _ in range(turns):
            high = float(text.shape[0])
            text, ink = np.ascontiguousarray(np.rot90(text, -1)), np.ascontiguousarray(np.rot90(ink, -1))
            found = tuple(
                Ruling(False, r.at, high - r.end, high - r.start) if r.vertical else Ruling(True, high - r.at, *r[2:])
                for r in found
            )
            a, b, c, d, e, f = affine  # a point (x, y) of the turned picture was (y, high - x)
            affine = -c, -d, a, b, e + c * high, f + d * high
        return Picture(text, ink, found, affine)


def render(page: Any) -> Picture:
    """The picture of a pypdfium2 page, which is closed."""
    scale = min(POINT, _LONGEST / max(page.get_size()))
    grey = _without_seals(page.render(scale=scale).to_numpy())
    page.close()
    angle = _skew(_ink(grey))
    grey, affine = _straightened(grey, angle, scale)
    ink = _ink(grey)
    found, mask = _rulings(ink)
    mask = cv2.dilate(mask, np.ones((3, 3), np.uint8))
    grey[mask > 0] = 255
    return Picture(grey, (ink > 0) & (mask == 0), found, affine)


def _without_seals(coloured: Pixels) -> Pixels:
    """The picture in grey, red seals gone: what is printed under them stays, and so does red text."""
    grey: Pixels = cv2.cvtColor(coloured, cv2.COLOR_BGR2GRAY)
    blue, green, red = (coloured[:, :, channel].astype(np.int16) for channel in range(3))
    reddish = cv2.dilate((red - np.maximum(blue, green) > _REDDISH).astype(np.uint8), np.ones((5, 5), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(reddish)
    for x, y, wide, high, _ in stats[1:count].tolist():
        if min(wide, high) <= _SEAL:
            continue
        part = np.s_[y : y + high, x : x + wide]
        inked = (reddish[part] > 0) & (red[part] > _REDDEST)
        grey[part][inked] = int(np.median(grey))
    return grey


def _ink(grey: Pixels) -> Pixels:
    """255 where the picture is darker than around, whatever the paper's shade; else 0."""
    smooth = cv2.GaussianBlur(grey, (3, 3), 0)
    ink: Pixels = cv2.adaptiveThreshold(smooth, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 41, 15)
    return ink


def _skew(ink: Pixels) -> float:
    """How many degrees the page must turn clockwise to be straight: where lines and rulings are sharpest."""
    ys, xs = np.nonzero(ink)
    if len(xs) < 500:
        return 0.0
    step = max(len(xs) // 150_000, 1)
    x, y = xs[::step].astype(np.float64), ys[::step].astype(np.float64)
    size = int(math.hypot(*ink.shape)) + 2

    def sharpness(angle: float) -> float:
        sine, cosine = math.sin(math.radians(angle)), math.cos(math.radians(angle))
        total = 0.0
        for at in (x * sine + y * cosine, x * cosine - y * sine):
            counts = np.bincount((at + size).astype(np.int64), minlength=3 * size)
            total += float(np.dot(counts, counts))
        return total

    best = 0.0
    for reach, fine in ((_STEEPEST, 0.2), (0.2, 0.02)):
        angles = [best + fine * step for step in range(-round(reach / fine), round(reach / fine) + 1)]
        best = max(angles, key=lambda angle: (sharpness(angle), -abs(angle)))
    return best if abs(best) >= 0.03 else 0.0


def _straightened(grey: Pixels, angle: float, scale: float) -> tuple[Pixels, Affine]:
    """The picture turned clockwise about its middle, and the way back to points of the page."""
    if not angle:
        return grey.copy(), (1 / scale, 0.0, 0.0, 1 / scale, 0.0, 0.0)
    high, wide = grey.shape
    sine, cosine = math.sin(math.radians(angle)), math.cos(math.radians(angle))
    x, y = wide / 2, high / 2
    # From a straight pixel back to a skew one.
    back = (cosine, -sine, sine, cosine, x - cosine * x - sine * y, y + sine * x - cosine * y)
    matrix = np.array([[back[0], back[2], back[4]], [back[1], back[3], back[5]]])
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    straight: Pixels = cv2.warpAffine(grey, matrix, (wide, high), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    a, b, c, d, e, f = (value / scale for value in back)
    return straight, (a, b, c, d, e, f)


def _rulings(ink: Pixels) -> tuple[tuple[Ruling, ...], Pixels]:
    """The rulings of tables, in pixels, and their pixels. Strokes of characters and underlines meet no others."""
    across, across_labels = _lines(ink, vertical=False)
    down, down_labels = _lines(ink, vertical=True)
    down = {
        label: line
        for label, line in down.items()
        if line.end - line.start > _SURE or all(_met(line, end, across.values()) for end in (line.start, line.end))
    }
    across = {label: line for label, line in across.items() if any(_crosses(line, other) for other in down.values())}
    if not across:
        down = {}
    lines = [*across.values(), *down.values()]
    mask = np.isin(across_labels, list(across)) | np.isin(down_labels, list(down))
    return (*lines, *_bridges(lines)), mask.astype(np.uint8)


def _lines(ink: Pixels, *, vertical: bool) -> tuple[dict[int, Ruling], NDArray[np.int32]]:
    """Straight runs of ink by their label in the picture of labels."""

    def kernel(length: int) -> Any:
        return np.ones((length, 1) if vertical else (1, length), np.uint8)

    bridged = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, kernel(3))
    runs = cv2.morphologyEx(bridged, cv2.MORPH_OPEN, kernel(_DOWN if vertical else _ACROSS))
    count, labels, stats, middles = cv2.connectedComponentsWithStats(runs, connectivity=8)
    found = {}
    for label in range(1, count):
        x, y, wide, high, area = (int(value) for value in stats[label])
        start, length, thick, at = (
            (y, high, wide, middles[label][0]) if vertical else (x, wide, high, middles[label][1])
        )
        if thick <= _WOBBLE and area <= _THICKEST * length:
            found[label] = Ruling(vertical, float(at) + 0.5, float(start), float(start + length))
    return found, labels


def _bridges(lines: Sequence[Ruling]) -> Iterator[Ruling]:
    """What is missing where a ruling is broken."""
    for line in lines:
        for other in lines:
            beside = line.vertical == other.vertical and abs(line.at - other.at) < _TOUCH
            if beside and 0 < other.start - line.end <= _BROKEN:
                yield Ruling(line.vertical, line.at, line.end, other.start)


def _met(line: Ruling, end: float, others: Iterable[Ruling]) -> bool:
    return any(
        abs(other.at - end) <= _TOUCH and other.start - _TOUCH <= line.at <= other.end + _TOUCH for other in others
    )


def _crosses(line: Ruling, other: Ruling) -> bool:
    along = other.start - _TOUCH <= line.at <= other.end + _TOUCH
    return along and line.start - _TOUCH <= other.at <= line.end + _TOUCH
