"""Masks personal contact data while reading: names and numbers of the people who filled in an annex, ID numbers, e-mail.

What is masked keeps its length, so places and columns stay true; how many pieces were masked is counted and published.
"""

from __future__ import annotations

import re
from dataclasses import replace

from build_site.model import Block, Document, Grid, Line
from build_site.registers.personal import ACCOUNT, EMAIL, ID_NUMBER, LABELLED, MOBILE, is_account, labels

MASK = "█"

_NAME = r"[\u4e00-\u9fff]{2,4}(?:[·][\u4e00-\u9fff]{1,6})?|[\u4e00-\u9fff][ \u3000][\u4e00-\u9fff]"
_EDGE = r"(?<![\d.,])"
_PATTERNS = (
    # 填报人<tab>张三, 联系人：李 四
    re.compile(
        rf"(?:{labels('role')})(?:[(（][^)）\t]{{0,8}}[)）])?(?:\s*[:：][\s\t]*|\t[\s\t]*)(?!{labels('no-name')})"
        rf"(?P<secret>{_NAME})(?=[\s\t,，;；。、(（]|联系|电话|填|日期|$)"
    ),
    # 联系电话<tab>61000000
    re.compile(rf"(?:{labels('number')})(?:[(（][^)）\t]{{0,8}}[)）])?[\s\t:：]*(?P<secret>{LABELLED})"),
    re.compile(rf"{_EDGE}(?P<secret>{MOBILE})(?![\d.,]\d|\d)"),
    re.compile(rf"{_EDGE}(?P<secret>[(（]?0\d{{2,3}}(?:[)）][-— ]?|[-—])\d{{7,8}})(?!\d)"),  # landline
    re.compile(rf"{_EDGE}(?P<secret>0(?:10|2\d|[3-9]\d\d) ?[2-8]\d{{6,7}})(?![\d.,]\d|\d)"),
    re.compile(rf"(?<!\d)(?P<secret>{ID_NUMBER})(?![\dA-Za-z])"),
    re.compile(rf"(?P<secret>{EMAIL})"),
)
_ACCOUNT = re.compile(rf"{_EDGE}(?P<secret>{ACCOUNT})(?![\d.,]\d|\d)")


def mask(text: str) -> tuple[str, int]:
    """The text with personal data replaced by as many █, and how many pieces were replaced."""
    count = 0
    for pattern in (*_PATTERNS, _ACCOUNT):
        for found in pattern.finditer(text):
            start, end = found.span("secret")
            if MASK in text[start:end] or (pattern is _ACCOUNT and not is_account(text[start:end])):
                continue
            text = text[:start] + MASK * (end - start) + text[end:]
            count += 1
    return text, count


def withhold(document: Document) -> Document:
    """The document with personal data masked in blocks and transcript, and the number of pieces masked."""
    transcript = []
    count = 0
    for line in document.transcript:
        text, found = mask(line.text)
        transcript.append(replace(line, text=text) if found else line)
        count += found
    blocks = tuple(map(_mask_block, document.blocks))
    title, found = mask(document.title)
    return replace(document, blocks=blocks, transcript=tuple(transcript), title=title, withheld=count + found)


def _mask_block(block: Block) -> Block:
    if isinstance(block, Line):
        text, found = mask(block.text)
        return replace(block, text=text) if found else block
    return _mask_grid(block)


def _mask_grid(grid: Grid) -> Grid:
    rows = []
    for row in grid.rows:
        # A row is masked as one text, because the name stands in the cell after its label.
        text, found = mask("\t".join(cell.text.replace("\t", " ") for cell in row))
        if found:
            row = tuple(cell._replace(text=part) for cell, part in zip(row, text.split("\t"), strict=True))
        rows.append(row)
    return replace(grid, rows=tuple(rows))
