"""The structure that a classification code carries in itself: level, parent, group (STANDARDS 4.4)."""

import re
from collections.abc import Iterable, Mapping

from build_site.text import squeeze

_FUNCTIONAL_LEVELS = {3: "class", 5: "section", 7: "item"}
_ECONOMIC_LEVELS = {3: "class", 5: "section"}
_PERSONNEL = frozenset({"301", "303"})
_NON_PERSONNEL = frozenset({"302", "307", "309", "310", "311", "312", "313", "399"})
_SUBTOTALS = (("人员经费", "personnel"), ("公用经费", "non-personnel"))


def functional_level(code: str) -> str:
    """class (类), section (款) or item (项) of a functional code; total without a code; empty for no such code."""
    return _level(code, _FUNCTIONAL_LEVELS)


def economic_level(code: str, name: str = "") -> str:
    """class (类) or section (款) of an economic code; without a code, subtotal for 人员/公用经费合计, else total."""
    return "subtotal" if not code and _subtotal_group(name) else _level(code, _ECONOMIC_LEVELS)


def parent(code: str) -> str:
    """The code one level up, empty for a class: the parent of 2013901 is 20139."""
    return code[:-2] if len(code) > 3 else ""


def with_parents(codes: Iterable[str]) -> list[str]:
    """The codes and every code above them, in order."""
    return sorted({code[:length] for code in codes for length in (3, 5, len(code)) if length <= len(code)})


def economic_group(code: str, name: str = "") -> str:
    """personnel (人员经费) or non-personnel (公用经费), by the code's class or by the subtotal's name; else empty."""
    if not code:
        return _subtotal_group(name)
    if code[:3] in _PERSONNEL:
        return "personnel"
    return "non-personnel" if code[:3] in _NON_PERSONNEL else ""


def code_of(path: str, names: Mapping[str, str]) -> str:
    """The functional code (of `names`, code → name) that a path of names means: 住房保障支出/住房改革支出/提租补贴 or
    just its end; 住房保障 is 住房保障支出. Empty where no code or more than one fits."""
    wanted = [_plain(name) for name in path.split("/")]
    plain = {code: _plain(name) for code, name in names.items()}
    found = [code for code in plain if _names_above(code, plain)[-len(wanted) :] == wanted]
    return found[0] if len(found) == 1 else ""


def _plain(name: str) -> str:
    return squeeze(name).removesuffix("支出")


def _names_above(code: str, names: Mapping[str, str]) -> list[str]:
    """The names of the code's class, section and item, from the class down to the code itself."""
    return [names.get(code[:length], "") for length in (3, 5, 7) if length <= len(code)]


def _level(code: str, levels: dict[int, str]) -> str:
    if not code:
        return "total"
    return levels.get(len(code), "") if re.fullmatch("[0-9]+", code) else ""


def _subtotal_group(name: str) -> str:
    return next((group for start, group in _SUBTOTALS if name.startswith(start)), "")
