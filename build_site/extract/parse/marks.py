"""What a container says of some words beside the words themselves: struck out, raised, a picture among them. Readers put marks
into the text that Unicode gives to nobody's text; the writer of rows takes them out again."""

import re
from typing import Any, NamedTuple

INK = "\ufdd2"
"""Something drawn that is no text: a picture, an object, a sign of a symbol font."""
_STRUCK, _RAISED, _END = "\ufdd0", "\ufdd1", "\ufdd3"
_STRUCK_OUT = re.compile(f"{_STRUCK}[^{_END}]*{_END}?")
_FOOTNOTE = re.compile(f"(?<![A-Za-z]){_RAISED}([^{_END}]*){_END}")
_ALL = re.compile(f"[{_STRUCK}{_RAISED}{INK}{_END}]")


class Plain(NamedTuple):
    """Words without marks. `kept`: those that are not struck out; `ink`: whether something is drawn among them."""

    kept: str
    whole: str
    struck: bool
    ink: bool


def marked(words: str, *, struck: bool = False, raised: bool = False) -> str:
    """Words as they stand beside others: struck out, or digits over or under the line, which are a footnote's mark (but in m²)
    and no part of the number that they may stand behind."""
    if raised and words.strip().isdecimal():
        words = f"{_RAISED}{words.strip()}{_END}"
    return f"{_STRUCK}{words.replace(_END, '')}{_END}" if struck and words.strip() else words


def mark(element: Any, *, struck: bool = False, raised: bool = False) -> None:
    """Every text inside an element (of lxml) as `marked`; its cells and lines stay apart."""
    for each in element.iter():
        if each.text:
            each.text = marked(each.text, struck=struck, raised=raised)
        if each is not element and each.tail:
            each.tail = marked(each.tail, struck=struck, raised=raised)


def plain(text: str) -> Plain:
    """A text that readers have marked."""
    if not _ALL.search(text):
        return Plain(text, text, struck=False, ink=False)
    text = _FOOTNOTE.sub(r"[\1]", text)
    kept = _STRUCK_OUT.sub("", text)
    return Plain(_ALL.sub("", kept), _ALL.sub("", text), struck=kept != text, ink=INK in text)
