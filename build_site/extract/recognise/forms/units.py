"""In which unit a form prints its amounts: as it says over the table, in it or in its columns' heads; else as the other
forms and the narrative prove. Never assumed."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal

from build_site.extract.recognise.amounts import UNIT
from build_site.model import Statement, Unit
from build_site.model.money import FACTORS, converted, half
from build_site.text import number, squeeze

_SAID = re.compile(
    rf"(?:(?:单位|金额)(?:[(](?:人民币|RMB)[)])?(?:均?为|[:：])?|[(\[【“]|人民币|RMB|^|以)[(\[【“]*(?:(?:单位|金额)[:：]?)?(?:人民币|RMB)?[(\[【/,，“:：]*({UNIT})"
    r"(?=[)\]】”]|为|人民币|单位|$|[^\w])"
)
_IN_TEXT = re.compile(rf"(\d[\d,]*(?:\.\d+)?)({UNIT})")
_STATED = re.compile(
    rf"以[“\"]?(?:人民币)?({UNIT})[”\"]?为(?:金额|货币|计量)*单位|"
    rf"(?:金额|货币|计量)单位(?:均|统一|一律|都)?[为是][“\"]?(?:人民币)?({UNIT})[”\"]?(?=[,，]|$)"
)
_ALONE = re.compile(UNIT)
_ENOUGH = 3
"""So many different amounts of a form, of four digits or more, must stand in the narrative or another form to prove a unit."""


def contradicted(texts: Iterable[str]) -> bool:
    """Whether these lines name two units."""
    return len({name.replace("圆", "元") for text in texts for name in _SAID.findall(squeeze(text))}) > 1


def said(texts: Iterable[str]) -> Unit | None:
    """The unit that these lines name, nearest last; None where none does, or where the nearest that does names two."""
    for text in reversed(list(texts)):
        names = {*_SAID.findall(squeeze(text))} or {word for word in text.split() if _ALONE.fullmatch(squeeze(word))}
        names = {name.replace("圆", "元") for name in names}
        if names:
            return _unit(names.pop()) if len(names) == 1 else None
    return None


def _unit(name: str) -> Unit:
    return Unit(name, FACTORS[name])


def proved(statement: Statement, others: Sequence[Statement], narrative: Iterable[str]) -> Unit | None:
    """The unit in which the form's amounts are those of a form with a known unit, or of the narrative; None where fewer
    than three agree, or where two units would do."""
    own = _amounts(statement)
    (best, most), *rest = [*_votes(own, statement, others, narrative).most_common(2), ("", 0)]
    return _unit(best) if most >= min(_ENOUGH, max(len(own), 1)) and most > 2 * rest[0][1] else None


def stated(statement: Statement, others: Sequence[Statement], narrative: Sequence[str]) -> Unit | None:
    """The one unit that sentences of the narrative say the tables are in, where no amount speaks for another."""
    found = {
        name.replace("圆", "元")
        for text in narrative
        for sentence in re.split("[。；;]", squeeze(text))
        if "表" in sentence and not re.search("[除《]|三公", sentence)
        for name in map("".join, _STATED.findall(sentence))
    }
    if len(found) != 1:
        return None
    votes = _votes(_amounts(statement), statement, others, narrative)
    return None if {unit for unit in votes if votes[unit]} - found else _unit(*found)


def _votes(
    own: set[Decimal], statement: Statement, others: Sequence[Statement], narrative: Iterable[str]
) -> Counter[str]:
    """How many of a form's amounts are those of forms with a known unit, or of the narrative, in each unit."""
    votes: Counter[str] = Counter()
    for other in others:
        if other.unit.factor and other is not statement:
            votes[other.unit.printed] += len(own & _amounts(other))
    told = {(value, name.replace("圆", "元")) for text in narrative for value, name in _told(text)}
    for unit in FACTORS:
        for amount in own:
            votes[unit] += any(_same(amount, unit, value, name) for value, name in told)
    return votes


def _amounts(statement: Statement) -> set[Decimal]:
    values = {a.value for row in statement.rows for a in row.amounts.values() if a.value is not None}
    return {value for value in values if len(value.as_tuple().digits) >= 4}


def _told(text: str) -> Iterable[tuple[Decimal, str]]:
    for digits, name in _IN_TEXT.findall(squeeze(text)):
        value = number(digits)
        if value is not None and name.replace("圆", "元") in FACTORS:
            yield value, name


def _same(amount: Decimal, unit: str, value: Decimal, name: str) -> bool:
    """Whether the narrative's number is this amount, rounded to the digits that it prints."""
    moved = converted(amount, unit, name)
    return len(value.as_tuple().digits) >= 3 and abs(moved - value) <= half(value)
