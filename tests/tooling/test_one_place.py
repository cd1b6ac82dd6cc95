"""One fact, one place: no module but its home has a form's name or columns, an outcome's name, a reason's words, a required
chapter, the year from which a form is asked for, or the labels of personal data among its constants."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import CodeType

import pytest

from build_site.model import Form, FormState, Outcome, State
from build_site.model.forms import CONCEPTS, ITEMS
from build_site.model.outcomes import INFORMATION, NEUTRAL
from build_site.registers.personal.labels import words as labels
from build_site.registers.personal.shapes import MOBILE
from build_site.registers.reasons import REASONS
from build_site.registers.required import required_chapters

BUILD_SITE = Path(__file__).parents[2] / "build_site"
HOMES = {
    "model/common.py",
    "model/forms.py",
    "model/outcomes.py",
    "registers/personal/find.py",
    "registers/personal/shapes.py",
}
LONG = 8
"""From so many characters on, words are so much their own that they are found within longer ones too."""

TITLES = {title for form in Form for title in (form.zh, form.en) if " " in title or not title.isascii()}
NAMES = {name for outcome in Outcome for name in (outcome.zh, outcome.en) if " " in name or not name.isascii()}
STATES = {words for state in (*State, *FormState) for words in (state.zh, getattr(state, "en", "")) if len(words) > 1}
MEANINGS = {words for outcome in Outcome for words in (outcome.meaning, outcome.meaning_en)} | {*NEUTRAL, *INFORMATION}
WORDS = {words for code, pair in REASONS.items() if code != "information" for words in pair}
CHAPTERS = {
    words for each in required_chapters() for words in (each.zh, each.pattern.pattern) if len(words) > 6 or "|" in words
}
COLUMNS = {group for form in Form for group in (form.fields, *form.measures.values()) if len(group) > 2}
YEARS = {form.since for form in Form if form.since} | {each.since for each in required_chapters() if each.since}
LABELS = {word for kind in ("role", "number") for word in labels(kind)}


def constants(code: CodeType) -> Iterator[object]:
    """Every constant of a module's code: of its functions and classes too, tuples as a whole and by their parts."""
    waiting: list[object] = list(code.co_consts)
    while waiting:
        constant = waiting.pop()
        if isinstance(constant, CodeType):
            waiting += constant.co_consts
            continue
        yield constant
        if isinstance(constant, tuple | frozenset):
            waiting += constant


def copies(code: CodeType) -> set[str]:
    """What a module says that has its home elsewhere."""
    found = set()
    for constant in constants(code):
        if isinstance(constant, str):
            found |= _copied(constant)
        elif isinstance(constant, tuple) and all(isinstance(each, str) for each in constant):
            found |= {f"columns: {' '.join(each)}" for each in COLUMNS if set(each) <= set(constant)}
            if len({*ITEMS} & {*constant}) > 4 or len({*CONCEPTS} & {*constant}) > 11:
                found.add(f"rows: {' '.join(constant)}")
            if len(LABELS & {*constant}) > 3:
                found.add(f"labels: {' '.join(constant)}")
        elif constant in YEARS and isinstance(constant, int):
            found.add(f"year: {constant}")
    return found


@cache
def _copied(words: str) -> frozenset[str]:
    found = {f"form: {each}" for each in TITLES if each.casefold() in words.casefold() and _own(each, words)}
    found |= {f"outcome: {each}" for each in NAMES if each == words}
    for kind, facts in (("outcome", MEANINGS), ("state", STATES), ("reason", WORDS), ("chapter", CHAPTERS)):
        found |= {f"{kind}: {each}" for each in facts if _own(each, words)}
    if MOBILE in words or "1[3-9]" in words:
        found.add(f"number: {words}")
    if len([each for each in LABELS if each in words]) > 3:
        found.add(f"labels: {words}")
    return frozenset(found)


def _own(fact: str, constant: str) -> bool:
    """Whether a constant says this fact: short or English words alone, long Chinese ones also within other words."""
    within = len(fact) >= LONG and not fact.isascii() and "“" not in fact[:1]
    return fact.casefold() == constant.casefold() or (within and fact in constant)


def compiled(path: Path) -> CodeType:
    """A module's code, docstrings left out."""
    return compile(path.read_bytes(), str(path), "exec", optimize=2)


def test_modules_ask_for_what_has_its_home_elsewhere() -> None:
    paths = {path.relative_to(BUILD_SITE).as_posix(): path for path in sorted(BUILD_SITE.rglob("*.py"))}
    found = {name: copies(compiled(path)) for name, path in paths.items() if name not in HOMES}
    assert {name: facts for name, facts in found.items() if facts} == {}


@pytest.mark.parametrize("home", sorted(HOMES))
def test_the_homes_are_where_they_are_said_to_be(home: str) -> None:
    assert copies(compiled(BUILD_SITE / home))


@pytest.mark.parametrize(
    ("planted", "found"),
    [
        ('TITLES = {Form.REVENUE: ("收入决算表", "revenue")}', {"form: 收入决算表"}),
        ('def word(form):\n    "收入决算表"\n    return f"没有找到《{form}》：财政拨款收入支出决算总表"', {
            "form: 财政拨款收入支出决算总表", "form: 收入支出决算总表"}),
        ('NAME = "Summary of revenue and expenditure"', {"form: summary of revenue and expenditure"}),
        ('class Word:\n    NAMES = {"differs": "不一致"}', {"outcome: 不一致"}),
        ('STATE = {"blank": "原表空白"}', {"state: 原表空白"}),
        ('EN = ["not checkable"]', {"outcome: not checkable"}),
        ('WHY = {"ocr": "本表附注中没有印出计算公式，故不核对"}', {"reason: 本表附注中没有印出计算公式"}),
        ('CHAPTERS = (("fund", "政府性基金预算情况说明", "职责|职能|概况"),)', {
            "chapter: 政府性基金预算情况说明", "chapter: 职责|职能|概况"}),
        ("def young(year):\n    return year < 2020", {"year: 2020"}),
        ('FIELDS = "year", *("budget", "total", "basic", "project")', {"columns: total basic project"}),
        ('ITEMS = {"overseas-visits": 1, "vehicles": 2, "vehicle-purchase": 3, "hospitality": 4, "total": 0}', {
            "rows: overseas-visits vehicles vehicle-purchase hospitality total"}),
        ('P = "(?:填报人|经办人|联络员|复核人)"', {"labels: (?:填报人|经办人|联络员|复核人)"}),
        (r'P = r"(?<!\d)1[3-9]\d{9}"', {r"number: (?<!\d)1[3-9]\d{9}"}),
    ],
)  # fmt: skip
def test_a_copy_is_found(planted: str, found: set[str]) -> None:
    assert copies(compile(planted, "planted", "exec", optimize=2)) == found


def test_asking_is_no_copy() -> None:
    module = 'def word(form):\n    "收入决算表"\n    return f"《{form.zh}》不一致"  # 收入决算表'
    assert copies(compile(module, "planted", "exec", optimize=2)) == set()
