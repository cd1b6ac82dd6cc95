"""A text with its separators, blanks, full-width and written-out digits folded, each character in its place."""

import re
from functools import cache
from unicodedata import normalize

from build_site.registers.table import DATA, read_table
from build_site.text import RADICALS

_DASHES = "‐‑‒–—―−－﹣﹘ー─━~～"
_DOTS = "•・‧∙⋅●"
_BLANKS = "\u3000\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u200c\u200d\u202f\u205f\u2060\ufeff\u00ad"
_TABLE = (
    dict.fromkeys(_DASHES, "-")
    | dict.fromkeys(_DOTS, "·")
    | dict.fromkeys(_BLANKS, " ")
    | {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5E)}
    | {chr(code): plain for code in range(0xFE50, 0xFE6C) if (plain := normalize("NFKC", chr(code))).isascii()}
    | dict.fromkeys("【〔〖［", "(")
    | dict.fromkeys("】〕〗］", ")")
    | dict.fromkeys("“”「」『』《》〈〉", '"')
    | RADICALS
)
_NUMERALS = "〇零○一二三四五六七八九幺壹贰叁肆伍陆柒捌玖"
_CIRCLED = "".join(
    f"{zero}{''.join(map(chr, range(one, one + 9)))}"
    for zero, one in zip("⓪🄋⓿🄋🄋🄀", (0x2460, 0x2780, 0x2776, 0x278A, 0x2474, 0x2488), strict=True)
)
_WRITTEN = re.compile(f"[{_NUMERALS}{_CIRCLED}][{_NUMERALS}{_CIRCLED} ._/·()-]{{5,}}[{_NUMERALS}{_CIRCLED}]")
_ONE_AS_DASH = re.compile(r"一(?<=\d一)(?=\d)")  # looks for the character first, which is quick
_DIGITS = str.maketrans(_NUMERALS + _CIRCLED, "0001234567891123456789" + "0123456789" * 6)


@cache
def _plain() -> tuple[re.Pattern[str], dict[str, str]]:
    """Every letter that is written otherwise here, those of traditional script by the table among them. A pattern is much
    quicker over a long text than str.translate."""
    rows = read_table(DATA / "personal-data.csv", ("kind", "word", "places"))
    pairs = (pair for row in rows if row["kind"] == "letter" for pair in row["word"].split())
    table = _TABLE | {pair[0]: pair[1] for pair in pairs}
    return re.compile(f"[{re.escape(''.join(table))}]"), table


def folded(text: str) -> str:
    """The text in half width and simplified script, radicals as the ideographs that they look like, dashes as `-`, blanks
    as spaces, a number written out (一三八…, seven digits at least) in digits; as long as it was."""
    pattern, table = _plain()
    text = pattern.sub(lambda found: table[found[0]], text)
    text = _WRITTEN.sub(lambda found: found[0].translate(_DIGITS), text)
    return _ONE_AS_DASH.sub("-", text)


def small(text: str) -> str:
    """The text in small letters, as long as it was."""
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(character.lower() if character.isascii() else character for character in text)  # İ
