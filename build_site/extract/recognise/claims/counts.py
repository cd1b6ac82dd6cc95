"""Counts: which thing a counted number counts, told by the nearest word of data/words/counts.csv before it."""

import re

from build_site.extract.recognise.claims.numbers import Number
from build_site.registers.vocabulary import counted, units

_THRESHOLD = re.compile(r"\s*(?:\(含\))?\s*(?:及|\()?以[上下]")
_ASIDE = re.compile(r"\([^()]*\d[^()]*\)")
"""A bracket with numbers of its own, closed before the number: 312 批次（其中外事接待 0 批次），4,228 人次."""
_BARE = re.compile("(?:^|[,，。;、])$")
_NOUN = re.compile(r"([\u4e00-\u9fff“”]{1,24}?)(?:共计?|合计|总计|累计|约|达到?|有|为|是|了|已|近|计|:)*$")
_OPENING = re.compile("^(?:其中|以上|主要|包括|用于|的|和|及|与|对|在|[一二三四五六七八九十]是)+")


def measure(text: str, start: int, number: Number, chapter: str) -> str:
    """The measure of a count, or empty. `start`: where the paragraph begins, so far may the naming word stand."""
    unit = number.unit.lstrip("万亿千百十")
    _, unit = units().get(unit, ("", unit))
    best, name = -1, ""
    rules = [rule for rule in counted() if unit in rule.units and rule.chapter in ("", chapter)]
    if _BARE.search(text[start : number.start]):  # 0 辆新购，4 辆保有
        turned = next((rule for rule in rules if rule.words.match(text, number.end)), None)
        if turned is not None:
            return turned.measure
    before = _ASIDE.sub(lambda aside: " " * len(aside[0]), text[start : number.start])
    for rule in rules:
        if rule.after and rule.after.match(text, number.end):
            return rule.measure
        end = -1
        for match in rule.words.finditer(before):
            end = match.end()
        if end > best:
            best, name = end, rule.measure
    return name


def is_threshold(text: str, number: Number) -> bool:
    """Whether a number draws a line (单价50万元以上) rather than states something."""
    return bool(_THRESHOLD.match(text, number.end))


def noun(text: str, floor: int, end: int) -> str:
    """What stands directly before `end`, as the name of the counted thing: 常住人口. `floor`: the last number's end."""
    before = re.split(r"[,，。;、:()]", text[floor:end])[-1]
    match = _NOUN.search(_OPENING.sub("", before))
    return match[1] if match else ""
