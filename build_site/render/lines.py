"""Where a line of a Chinese title may end, so that a narrow screen does not break it inside a word."""

import re
from functools import cache
from typing import Any

from markupsafe import Markup, escape

from build_site.registers.codelists import divisions_of, place_name

_LINE = 11
"""Characters of a title in a line of the narrowest phone."""
_HAN, _OPENS = re.compile("[\u3400-\u9fff]"), "（“《"


def pieces(words: str, code: str = "") -> list[str]:
    """The words in pieces between which a line may end: behind spaces and the places that they name, of `code` and those
    above it; in a piece that is longer than a line behind its words.

    >>> pieces("中共上海市普陀区委社会工作部", "310107"), pieces("平潭综合实验区行政服务中心（本级）")
    (['中共上海市', '普陀区委', '社会工作部'], ['平潭', '综合', '实验区', '行政', '服务中心', '（本级）'])
    """
    if not _HAN.search(words):
        return [words]
    places = [re.escape(place_name(each, whole=False)) for each in divisions_of(code)] if code else []
    ends = re.finditer(f"(?:{'|'.join(places)})(?:委(?!员))?(?=.)| " if places else " ", words)
    at, found = 0, list[str]()
    for each in (*(end.end() for end in ends), len(words)):
        found += _words(words[at:each])
        at = each
    return found


def parted(words: str, code: str = "") -> Markup:
    """The words as HTML with those places in it; what is no Chinese, or HTML already, as it is."""
    if "<" in words or not _HAN.search(words):
        return escape(words)
    return Markup("<wbr>").join(type(words)(each) for each in pieces(words, code))


def _words(piece: str) -> list[str]:
    if len(piece) <= _LINE:
        return [piece]
    found: list[str] = []
    for word in _dictionary().cut(piece):
        if found and (found[-1][-1] in _OPENS or not (_HAN.match(word) or word in _OPENS)):
            found[-1] += word  # no line begins with a stop, or ends with a bracket that opens
        else:
            found.append(word)
    return found


@cache
def _dictionary() -> Any:
    """Not the one that reading adds words to: the same words part the same whatever was read before."""
    import rjieba  # 35 MB, for long names alone

    return rjieba.Jieba()
