"""How the rules about the whole report say what they found: agreed, differs, could not be checked, or worth a look.

An information rule forbids nothing, so nothing can disagree: it ends `exact` where there is nothing to remark, and
`not-applicable` with the reason `information` where there is. Neither counts as a difference.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from build_site.model import NOWHERE, Finding, Outcome, Place
from build_site.model.outcomes import REASONS
from build_site.reconcile.messages import NEUTRAL
from build_site.reconcile.prove import stated
from build_site.reconcile.tables import Cell, Tables, place_of
from build_site.text import excerpt, number

Record = Mapping[str, str]
Words = tuple[str, str]
"""Chinese and English."""

MISREAD = "本站读错（请对照原文）"
REPORT = "report"
"""The scope of a rule that looks at the report as a whole."""


def agreed(rule_id: str, scope: str, words: Words, place: Place = NOWHERE, texts: Words = ("", "")) -> Finding:
    return stated(rule_id, scope, Outcome.EXACT, "", *words, place, texts=texts)


def noted(
    rule_id: str, scope: str, words: Words, place: Place = NOWHERE, cells: Sequence[Cell] = (), why: str = ""
) -> Finding:
    """Worth a look, without a rule against it."""
    zh, en = f"{words[0]}仅供参考，不作不一致。", f"{words[1]} For information; no rule is broken."
    return stated(rule_id, scope, Outcome.NOT_APPLICABLE, "information", zh, en, place, cells, explanations=why)


def differs(
    rule_id: str,
    scope: str,
    words: Words,
    place: Place = NOWHERE,
    texts: Words = ("", ""),
    cells: Sequence[Cell] = (),
    why: str = "",
) -> Finding:
    """Two places that do not fit, or something that should not (or should) be there."""
    explanations = "；".join(part for part in (why, MISREAD) if part)
    return stated(rule_id, scope, Outcome.DIFFERS, "", *words, place, cells, texts, explanations)


def two_places(
    rule_id: str, scope: str, words: Words, place: Place = NOWHERE, texts: Words = ("", ""), why: str = ""
) -> Finding:
    """`differs`, closed by the neutral sentence."""
    return differs(rule_id, scope, (f"{words[0]}{NEUTRAL[0]}", f"{words[1]} {NEUTRAL[1]}"), place, texts, (), why)


def unchecked(rule_id: str, scope: str, reason: str, what: Words, place: Place = NOWHERE) -> Finding:
    zh, en = REASONS[reason]
    words = f"{what[0]}：{zh}，未能检查。", f"{what[1]}: {en}; not checked."
    return stated(rule_id, scope, Outcome.NOT_CHECKABLE, reason, *words, place)


def nothing(rule_id: str, scope: str, reason: str, what: Words, place: Place = NOWHERE) -> Finding:
    zh, en = REASONS[reason]
    words = f"{what[0]}：{zh}，此项检查不适用。", f"{what[1]}: {en}; not applicable."
    return stated(rule_id, scope, Outcome.NOT_APPLICABLE, reason, *words, place)


def compared(
    rule_id: str,
    scope: str,
    left: tuple[str, str, Decimal],
    right: tuple[str, str, Decimal],
    unit: str = "",
    *,
    envelope: Decimal = Decimal(0),
    limit: bool = False,
    place: Place = NOWHERE,
    why: str = "",
) -> Finding:
    """Two numbers, each (Chinese, English, value). `limit`: the left one should only not be above the right one."""
    difference = left[2] - right[2]
    if limit:
        difference = max(difference, Decimal(0))
    outcome = Outcome.EXACT if not difference else Outcome.ROUNDING if abs(difference) <= envelope else Outcome.DIFFERS
    size, room = format(abs(difference), "f"), format(envelope.normalize(), "f")
    ends = {
        Outcome.EXACT: ("没有超过。" if limit else "两者一致。", "It is not above." if limit else "They agree."),
        Outcome.ROUNDING: (
            f"相差 {size}，不超过四舍五入所能造成的 {room}，属于尾数误差。",
            f"They differ by {size}, within the {room} that rounding can do.",
        ),
        Outcome.DIFFERS: (f"相差 {size}。{NEUTRAL[0]}", f"They differ by {size}. {NEUTRAL[1]}"),
    }
    relation = ("按理不应超过", "should not be above") if limit else ("对照", "against")
    amounts = tuple(f"{format(side[2], 'f')} {unit}".strip() for side in (left, right))
    zh = f"{left[0]}为 {amounts[0]}，{relation[0]}{right[0]} {amounts[1]}；{ends[outcome][0]}"
    en = f"{left[1]}: {amounts[0]}, {relation[1]} {right[1]}: {amounts[1]}. {ends[outcome][1]}"
    made = stated(rule_id, scope, outcome, "", zh, en, place, texts=(left[0], right[0]))
    explanations = "；".join(part for part in (why, MISREAD) if part) if outcome is Outcome.DIFFERS else ""
    return replace(
        made, left_value=left[2], right_value=right[2], difference=difference, envelope=envelope, explanations=explanations
    )  # fmt: skip


def value(printed: str) -> Decimal | None:
    """A number as printed in an annex: "98%", "0.4万元" or "100分" is its number."""
    text = printed.strip()
    for unit in ("%", "％", "万元", "元", "分", "个", "人次", "次", "人", "项", "批", "家", "台", "份", "场", "期"):
        text = text.removesuffix(unit)
    return number(text)


def half(*numbers: Decimal, decimals: int = 0) -> Decimal:
    """What rounding of all these printed numbers can do together: half of each one's last digit. `decimals`: as many
    at least, where trailing zeros are not printed (amounts, scores)."""
    total = Decimal(0)
    for each in numbers:
        exponent = each.as_tuple().exponent
        total += Decimal(5).scaleb(-max(-exponent if isinstance(exponent, int) else 0, decimals) - 1)
    return total


def sections(tables: Tables) -> Sequence[Record]:
    """The outline, cover and contents left out."""
    return [s for s in tables.resource("sections") if s.get("section_id") not in ("", None, "cover", "contents")]


def section(tables: Tables, section_id: str) -> Record | None:
    return next((s for s in tables.resource("sections") if s.get("section_id") == section_id), None)


def where(tables: Tables, quote: str) -> Place:
    """The place of the first line of the report that has this text."""
    for line in tables.resource("lines"):
        if quote in line["text"]:
            return place_of({"source_page": line["page"], "source_line": "" if line["page"] else line["line"]})
    return NOWHERE


def cut(text: str, start: int, end: int, around: int = 16) -> str:
    """A readable piece of text round what was found."""
    return excerpt(text, start, end, around, around)
