"""Masks personal contact data while reading: names and numbers of the people who filled in an annex, ID numbers, e-mail.

What is masked keeps its length, so places and columns stay true; how many pieces were masked is counted and published.
"""

from __future__ import annotations

import re
from dataclasses import replace

from build_site.model import Block, Document, Grid, Line

MASK = "█"

_ROLE = "填报人|填表人|联系人|经办人|经办|制表人|制表|复核人|审核人|财务负责人|单位负责人|项目负责人|部门负责人|负责人|联络员"
_NOT_A_NAME = "联系|电话|填[报表]|日期|时间|单位|部门|审核|负责|复核|制表|签[字章名]|职务|盖章"
_NAME = r"[\u4e00-\u9fff]{2,4}(?:[·][\u4e00-\u9fff]{1,6})?|[\u4e00-\u9fff][ \u3000][\u4e00-\u9fff]"
_EDGE = r"(?<![\d.,])"
_PATTERNS = (
    # 填报人<tab>张三, 联系人：李 四
    re.compile(
        rf"(?:{_ROLE})(?:[(（][^)）\t]{{0,8}}[)）])?(?:\s*[:：][\s\t]*|\t[\s\t]*)(?!{_NOT_A_NAME})"
        rf"(?P<secret>{_NAME})(?=[\s\t,，;；。、(（]|联系|电话|填|日期|$)"
    ),
    # 联系电话<tab>61000000
    re.compile(
        r"(?:联系电话|联系方式|办公电话|手机号码?|手机|电话|传真)(?:[(（][^)）\t]{0,8}[)）])?[\s\t:：]*"
        r"(?P<secret>\+?\d[\d\-— ()（）]{5,}\d)"
    ),
    re.compile(rf"{_EDGE}(?P<secret>(?:\+?86[- ]?)?1[3-9]\d(?:[- ]?\d{{4}}){{2}})(?![\d.,]\d|\d)"),  # mobile
    re.compile(rf"{_EDGE}(?P<secret>[(（]?0\d{{2,3}}(?:[)）][-— ]?|[-—])\d{{7,8}})(?!\d)"),  # landline
    re.compile(rf"{_EDGE}(?P<secret>0(?:10|2\d|[3-9]\d\d) ?[2-8]\d{{6,7}})(?![\d.,]\d|\d)"),
    re.compile(
        r"(?<!\d)(?P<secret>[1-9]\d{5}(?:19|20)\d{2}(?:0\d|1[0-2])[0-3]\d{4}[\dXx])(?![\dA-Za-z])"
    ),  # resident ID
    re.compile(r"(?P<secret>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"),
)
_ACCOUNT = re.compile(rf"{_EDGE}(?P<secret>[3-9]\d{{3}}(?: ?\d{{4}}){{2,3}} ?\d{{1,7}})(?![\d.,]\d|\d)")


def mask(text: str) -> tuple[str, int]:
    """The text with personal data replaced by as many █, and how many pieces were replaced."""
    count = 0
    for pattern in (*_PATTERNS, _ACCOUNT):
        for found in pattern.finditer(text):
            start, end = found.span("secret")
            if MASK in text[start:end] or (pattern is _ACCOUNT and not _is_account(text[start:end])):
                continue
            text = text[:start] + MASK * (end - start) + text[end:]
            count += 1
    return text, count


def _is_account(text: str) -> bool:
    """Whether the digits of a long number check as a bank card's do."""
    digits = [int(character) for character in reversed(text) if character.isdigit()]
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return 16 <= len(digits) <= 19 and (sum(digits[::2]) + sum(doubled)) % 10 == 0


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
            row = tuple(replace(cell, text=part) for cell, part in zip(row, text.split("\t"), strict=True))
        rows.append(row)
    return replace(grid, rows=tuple(rows))
