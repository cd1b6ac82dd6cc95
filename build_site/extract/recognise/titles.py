"""What a line of text says of the forms: a form's title, a heading, a sentence that there is nothing, furniture; which title a
table has."""

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from build_site.model import Form, Grid, Line
from build_site.registers.forms import form_layouts, title_alone
from build_site.text import PRINTED_YEAR, squeeze

_TITLE_LENGTH = 60
_LEAST = 7  # characters of a title that tell which it is
_NUMBER = r"(?:\d+|(?:[二三四五六七八九十]|一(?!般))+)"
_YEARS = tuple(re.compile(rf"({PRINTED_YEAR}){end}") for end in ("年度", r"年(?!\d)", r"(?!\d)"))
_WORDED_YEAR = re.compile(rf"{PRINTED_YEAR}(?=年)")
_FORM_NUMBER = rf"(?:公开|部门公开|财决公开|财决|GK|CS|Z|财决Z|T)第?{_NUMBER}(?:[-_]\d+)?表?|\d+表"
_LEAD = re.compile(
    rf"^(?:{_NUMBER}[、.:](?!\d)|\d+[-.]\d+[、.:]?|第{_NUMBER}张表?[:、]?|[IVX]+[、.]|[★☆●■◆▲※○◇□·]+|(?:部门)?决算(?:公开(?:报)?表?|报表|(?=[-—:：]))|\({_NUMBER}\)|附[件表]?{_NUMBER}?(?:[-.]\d+)?[-:、.]?|"
    rf"\(?(?:{_FORM_NUMBER})\)?[:、.]?|第?{_NUMBER}表[:、.]?|图?表{_NUMBER}(?:-\d+)?[:、.]?|-+)"
)
_TRAIL = re.compile(
    rf"(?:[-:]|(?<=表))(?:{_FORM_NUMBER})$|(?<=表)(?:金额)?单位:.{{0,6}}$|[★☆●■◆▲※○◇□·]+$|[(\[【](?:汇总|类款项|本级|批复表?|公开表?|{PRINTED_YEAR}年度?|{_FORM_NUMBER}|[^()]{{0,8}}(?:功能|经济).*|(?:金额)?单位.*|(?:人民币)?[百千万亿]*元|第?\d+页.*|(?:截[至止])?(?=[^)]*[月日])[\d年月日至到止~—–-]+|)[)\]】]$"
)
YEAR = re.compile(f"{PRINTED_YEAR}年?度?")
_MADE_PUBLIC = re.compile("决算公开表$")
_FULL_YEAR = re.compile(f"{PRINTED_YEAR}年度?")
_ORGANISATION = re.compile(
    r"(?:部门|单位|局|委|办|中心|部|院|校|学|园|站|所|处|队|会|厅|室|馆|镇|乡|街道|公司|政府|本级|区|县|市|省|机关|署|社|\))$"
)
_CONTINUED = re.compile(
    r"[-—]?\(?(?:[续接][一二三\d]?(?:上[页表])?表?|续表[一二三\d])\)?$|^\(?[续接](?:上[页表]|前?表)?\)?(?=.{4})"
)
# Lines that frame a form: never part of a paragraph.
FURNITURE = re.compile(
    r"^(?:(?:部门)?公开\d+表|财决公开?\d*表|(?:金额)?单位[:：]|(?:编制|公开|填报|填表)?(?:部门|单位)(?:名称)?[（(]?[^。]{0,6}[)）]?[:：]|填报日期|附件\s*\d*[:：]?$)"
)
DATED = re.compile(r"(?:日期|时间|打印|制表|编报|填报日|发布)")
"""In lines that date a form, or its printing."""
_QUOTES = re.compile("[“”‘’\"'《》「」『』]")
_NOTHING = re.compile(
    r"(?:没有|未发生|未安排|不涉及|无(?!法)|为空|空表|为零|为0).{0,60}?(?:收入|支出|数据|经费|拨款|收支|预算)"
    r"|(?:没有|无).{0,30}?(?:数据|内容)|空表"
)
_HEADING = re.compile(r"^(?:第[一二三四五六七八九十]+(?:部分|章|篇)|[一二三四五六七八九十]+、)")


def title_key(text: str) -> str:
    """A title without space, quotes, ordinals, year and (续), for comparing."""
    key = _FULL_YEAR.sub("", _QUOTES.sub("", squeeze(text)).rstrip("。:：;；"), count=1)
    key = _MADE_PUBLIC.sub("决算表", key)
    while (shorter := _TRAIL.sub("", _LEAD.sub("", key, count=1))) != key:
        key = shorter
    return _CONTINUED.sub("", YEAR.sub("", key, count=1))


def form_of(text: str) -> Form | None:
    """The form that a line is the title of."""
    found = titled(text)
    return found[0] if found else None


@lru_cache(maxsize=4096)
def titled(text: str) -> tuple[Form, int] | None:
    """The form that a line is the title of, and which of its titles in data/forms: the longest known one it ends with,
    if nothing but an organisation's name stands before it."""
    key = title_alone(title_key(text))
    if not key or len(key) > _TITLE_LENGTH:
        return None
    best = next((known for known in _names() if key.endswith(known[0])), None)
    if best is None:
        return None
    before = key.removesuffix(best[0])
    return best[1:] if not before or _ORGANISATION.search(YEAR.sub("", before)) else None


def completed(name: str) -> str:
    """A title whose end was cut off, as a workbook cuts the names of sheets: whole where only one form's begins so."""
    key = title_alone(title_key(name))
    if form_of(name) is not None:
        return name
    ends = {known[: len(known) - cut]: form for known, form, _ in _names() for cut in range(1, len(known) - _LEAST)}
    longest = max((end for end in ends if key.endswith(end)), key=len, default="")
    forms = {known: form for known, form, _ in _names() if longest and known.startswith(longest)}
    return next(iter(forms)) if len(set(forms.values())) == 1 else name


@cache
def _names() -> list[tuple[str, Form, int]]:
    """Every known title without quotes, longest first, with its form and rank among that form's."""
    titles = [(name, form, rank) for form, each in form_layouts().items() for rank, name in enumerate(each.titles)]
    return sorted(
        ((_QUOTES.sub("", name), form, rank) for name, form, rank in titles), key=lambda known: -len(known[0])
    )


def says_nothing(text: str) -> bool:
    """Whether a sentence declares a form empty (“我单位…没有…支出”, “…故本表无数据”)."""
    return bool(_NOTHING.search(squeeze(text)))


def years_in(text: str) -> list[int]:
    """The years that a line names, digits or Chinese digits (二○二四), those before 年度 first."""
    text = squeeze(text)
    return [_as_year(hit) for pattern in _YEARS for hit in pattern.findall(text)]


def with_years_in_digits(text: str) -> str:
    """The text, as long as it is, with 2024年 for 二○二四年."""
    return _WORDED_YEAR.sub(lambda found: str(_as_year(found[0])), text)


def _as_year(printed: str) -> int:
    return int(
        "".join(
            c if c.isdecimal() else "0" if c in "〇零○oO" else str("一二三四五六七八九".index(c) + 1) for c in printed
        )
    )


def is_heading(text: str) -> bool:
    return bool(_HEADING.match(squeeze(text)))


def title_above(above: list[tuple[int, Line]]) -> tuple[str, int, int] | None:
    """The nearest title among the lines above a table (block, line): text, its block, how many of the table's rows it takes."""
    for position in range(len(above) - 1, -1, -1):
        for length in (1, 2, 3):  # a title may be wrapped over lines
            part = above[position : position + length]
            text = "".join(line.text for _, line in part)
            if len(part) == length and form_of(text) is not None:
                return _wrapped(above, position, length) or (squeeze(text), part[0][0], 0)
        if is_other_title([line.text for _, line in above[: position + 1]]):
            return None
    return None


def is_other_title(lines: Sequence[str]) -> bool:
    """Whether the last of these lines is the title of a table that is none of the nine: not the end of a wrapped one."""
    last = title_key(lines[-1])
    wrapped = any(form_of("".join(lines[-length:])) is not None for length in (2, 3))
    return (
        last.endswith("表")
        and last != "表"  # 表（续）
        and len(last) < _TITLE_LENGTH
        and not wrapped
        and not re.match("[续接]", last)
        and not re.search("[，。；：:,]", last)  # the line of a note may end so: “…，故本表”
        and not FURNITURE.match(squeeze(lines[-1]))
    )


def _wrapped(above: list[tuple[int, Line]], position: int, length: int) -> tuple[str, int, int] | None:
    """“一般公共预算财政拨款⏎支出决算表” ends with a shorter title too: the line above may belong to it."""
    if position == 0:
        return None
    part = above[position - 1 : position + length]
    first = title_key(part[0][1].text)
    text = "".join(line.text for _, line in part)
    form = form_of(text)
    # Only when the joined title is a longer known title and the line above is no title or sentence of its own.
    if form is None or form is form_of("".join(line.text for _, line in part[1:])) or not first or "。" in first:
        return None
    if form_of(part[0][1].text) is not None:
        return None
    return squeeze(text), part[0][0], 0


def title_inside(grid: Grid, index: int) -> tuple[str, int, int] | None:
    """A title framed together with the table: one of its first rows holds nothing else."""
    for row, cells in enumerate(grid.rows[:3]):
        filled = [cell for cell in cells if cell.text.strip()]
        if len(filled) == 1 and form_of(filled[0].text) is not None:
            return squeeze(filled[0].text), index, row + 1
    return None
