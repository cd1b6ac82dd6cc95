"""The characters of a picture, by rapidocr (PP-OCR models that come with the package; nothing is fetched)."""

import os
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

import cv2
import numpy as np

from build_site.extract.parse.pdf.ocr.picture import POINT, Picture, Pixels
from build_site.extract.parse.pdf.page import Glyph

_PAD = 4  # pixels of paper around a word, as the recogniser was trained
_WORTH_READING = 0.5  # certainty below which a spot is no character
_SMALLEST, _LARGEST = 8, 60  # pixels: the height of a lone character that the detector missed
_SAME_SIZE = 0.2  # of the commonest size: sizes measured on a picture scatter
_COMMA_AS_POINT = re.compile(r"(?<=\d)\.(?=\d{3}[.,]\d)")  # 2.995.39 is no number: the comma lost its tail
_PAIR = re.compile(r"（([^（）()]*)\)|\(([^（）()]*)）")  # brackets of different width
_SPECK_AT_AMOUNT = re.compile(r"[.,·]*(\d[\d,]*\.\d+)[.,·]*")  # after or before it
_OPEN_DOOR = re.compile(r"部内(?=[决预]算|收入|支出|本年)")  # 门 of some fonts


class Box(NamedTuple):
    """Pixels: left, top, right, bottom."""

    x0: int
    y0: int
    x1: int
    y1: int

    def of(self, pixels: Any) -> Any:
        return pixels[self.y0 : self.y1, self.x0 : self.x1]


@cache
def _engine() -> Any:
    from rapidocr import RapidOCR

    return RapidOCR(
        params={
            "Global.log_level": "error",
            "Global.max_side_len": 4_000,
            "EngineConfig.onnxruntime.intra_op_num_threads": min(os.cpu_count() or 1, 2),
            "Rec.rec_img_shape": [3, 48, 96],  # short numbers padded to less: half the time, the same characters
        }
    )


def find(shown: Picture) -> list[Box]:
    """The boxes of words and lines. None reaches over a ruling unless its characters do."""
    found = _engine()(_coloured(shown.text), use_det=True, use_cls=False, use_rec=False)
    corners = [] if found.boxes is None else found.boxes
    boxes = [part for box in corners for part in _cut(_upright(box, shown), shown)]
    return _missed(boxes, shown)


def turns(shown: Picture, boxes: Sequence[Box]) -> int:
    """How many quarter turns clockwise bring the text upright, as its longest lines show."""
    long = sorted(boxes, key=lambda box: -max(box.x1 - box.x0, box.y1 - box.y0))[:9]
    tall = [box for box in long if box.y1 - box.y0 > 1.5 * (box.x1 - box.x0)]
    sideways = len(tall) * 2 > len(long)
    crops = [_coloured(box.of(shown.text)) for box in (tall if sideways else long)]
    if sideways:
        crops = [np.ascontiguousarray(np.rot90(crop, -1)) for crop in crops]
    if not crops:
        return 0
    _, found = _engine().cls_and_rotate(crops)
    upside_down = sum(label == "180" for label, _ in found.cls_res) * 2 > len(crops)
    return int(sideways) + (2 if upside_down else 0)


def read(shown: Picture, boxes: Sequence[Box]) -> list[Glyph]:
    """The characters in the boxes, in points of the reading frame."""
    if not boxes:
        return []
    found = _engine().recognize_txt([_coloured(box.of(shown.text)) for box in boxes])
    words = [
        (mended(text.strip()), box, _tight(box, shown))
        for box, text, score in zip(boxes, found.txts, found.scores, strict=True)
        if text.strip() and score >= _WORTH_READING
    ]
    sizes = [_size(text, ink) for text, _, ink in words]
    usual = Counter(round(size) for size in sizes).most_common(1)[0][0] if sizes else 0
    glyphs: list[Glyph] = []
    for (text, box, ink), size in zip(words, sizes, strict=True):
        size = float(usual if abs(size - usual) <= _SAME_SIZE * usual else round(size))
        glyphs += _glyphs(text, ink, (box.y0 + box.y1) / 2 / POINT, size)
    return glyphs


def mended(text: str) -> str:
    """The text without those slips of the recogniser that cannot be what is printed."""
    text = _COMMA_AS_POINT.sub(",", text)
    amount = _SPECK_AT_AMOUNT.fullmatch(text)
    return amount[1] if amount else _OPEN_DOOR.sub("部门", _PAIR.sub(r"（\1\2）", text))


def _glyphs(text: str, ink: Box, middle: float, size: float) -> Iterator[Glyph]:
    """The characters of a word side by side, ASCII half as wide as the others."""
    em = (ink.x1 - ink.x0) / sum(map(_width, text)) / POINT
    x = ink.x0 / POINT
    for character in text:
        right = x + _width(character) * em
        yield Glyph(character, x, right, middle + 0.36 * size, size)
        x = right


def _size(text: str, ink: Box) -> float:
    """The font size in points that these characters can have: by their height, which the next lines may reach into,
    or by their width, which spaced letters may stretch."""
    share = 0.9 if any(character > "⺀" for character in text) else 0.74
    return min((ink.y1 - ink.y0) / share, 1.2 * (ink.x1 - ink.x0) / sum(map(_width, text))) / POINT


def _width(character: str) -> float:
    """In em."""
    return 0.5 if character.isascii() else 1.0


def _coloured(grey: Pixels) -> Pixels:
    return np.ascontiguousarray(np.repeat(grey[:, :, None], 3, axis=2))


def _upright(corners: Any, shown: Picture) -> Box:
    high, wide = shown.text.shape
    (x0, y0), (x1, y1) = corners.min(axis=0), corners.max(axis=0)
    return Box(max(int(x0), 0), max(int(y0), 0), min(int(x1) + 1, wide), min(int(y1) + 1, high))


def _tight(box: Box, shown: Picture) -> Box:
    """The box of the ink in a box; the box itself if there is none."""
    ys, xs = np.nonzero(box.of(shown.ink))
    if not len(xs):
        return box
    return Box(box.x0 + int(xs.min()), box.y0 + int(ys.min()), box.x0 + int(xs.max()) + 1, box.y0 + int(ys.max()) + 1)


def _cut(box: Box, shown: Picture) -> list[Box]:
    """The box in parts where a ruling runs through it between characters."""
    x, y = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
    sides, levels = [box.x0, box.x1], [box.y0, box.y1]
    for ruling in shown.rulings:
        at = int(ruling.at)
        if ruling.vertical and ruling.start <= y <= ruling.end and box.x0 + _PAD < at < box.x1 - _PAD:
            if not shown.ink[box.y0 : box.y1, at - 2 : at + 3].any():
                sides.append(at)
        elif not ruling.vertical and ruling.start <= x <= ruling.end and box.y0 + 2 * _PAD < at < box.y1 - 2 * _PAD:
            levels.append(at)
    parts = [Box(x0, y0, x1, y1) for y0, y1 in pairwise(sorted(set(levels))) for x0, x1 in pairwise(sorted(set(sides)))]
    return [part for part in parts if part.of(shown.ink).any()] if len(parts) > 1 else parts


def _missed(boxes: Sequence[Box], shown: Picture) -> list[Box]:
    """The boxes with the ink that the detector passed over: a stroke (一) before a line's other characters joins its
    line, a lone digit inside a table gets a box of its own."""
    found = list(boxes)
    rest = shown.ink.astype(np.uint8)
    for box in boxes:
        box.of(rest)[:] = 0
    joined = cv2.morphologyEx(rest, cv2.MORPH_CLOSE, np.ones((3, 9), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    for x, y, wide, high, area in stats[1:count].tolist():
        if max(wide, high) < _SMALLEST or high > _LARGEST or area < 2 * _SMALLEST:
            continue
        line = next((index for index, box in enumerate(found) if _beside(x, y, wide, high, box)), None)
        if line is not None and not _ruled_off(found[line], x, wide, shown):
            found[line] = found[line]._replace(
                x0=min(found[line].x0, x - _PAD), x1=max(found[line].x1, x + wide + _PAD)
            )
        elif high >= _SMALLEST and shown.in_table(x + wide / 2, y + high / 2):
            found.append(Box(x - _PAD, y - _PAD, x + wide + _PAD, y + high + _PAD))
    bottom, right = shown.text.shape
    return [Box(max(x0, 0), max(y0, 0), min(x1, right), min(y1, bottom)) for x0, y0, x1, y1 in found]


def _beside(x: int, y: int, wide: int, high: int, box: Box) -> bool:
    """Whether ink stands on a box's line, no further from it than a character is wide."""
    em = box.y1 - box.y0
    near = -em < x - box.x1 < em / 2 or -em < box.x0 - x - wide < em / 2
    return near and wide < 2 * em and box.y0 <= y and y + high <= box.y1


def _ruled_off(box: Box, x: int, wide: int, shown: Picture) -> bool:
    """Whether a ruling stands between a box and ink beside it."""
    level = (box.y0 + box.y1) / 2
    left, right = sorted(((box.x0 + box.x1) / 2, x + wide / 2))
    return any(
        ruling.vertical and ruling.start <= level <= ruling.end and left < ruling.at < right for ruling in shown.rulings
    )
