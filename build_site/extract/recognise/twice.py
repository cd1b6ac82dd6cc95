"""A form printed for two years, or twice; a file that holds two reports (two departments, 部门 and 单位, the same one
twice), which is refused, its parts named."""

import re
from collections.abc import Sequence
from dataclasses import replace

from build_site.extract.recognise.amounts import any_amount
from build_site.extract.recognise.locate import Located
from build_site.extract.recognise.titles import DATED, form_of, is_heading, years_in
from build_site.model import Document, Form, InputError, Line, Notice, Place, Said
from build_site.text import PRINTED_YEAR, squeeze

_COVER = re.compile(
    rf"{PRINTED_YEAR}年?度?.{{0,60}}决算|^{PRINTED_YEAR}年度\\D{{2,40}}$|^(?:部门|单位)决算|决算(?:公开|报告)$|^目录$"
)

_ALTERNATE = Said(
    "两份的表交替印着，按页分不开，请各自输出。", "Their forms alternate, no page parts them: print each by itself."
)


def of_year(located: Sequence[Located], year: int, notices: list[Notice]) -> tuple[list[Located], frozenset[Form]]:
    """The forms, of those printed for several years the one of this year; the others are tables of their own. And which
    are printed again with other amounts, so that nobody knows which are the report's."""
    found: list[Located] = []
    unsure: set[Form] = set()
    if sum(bool(form.repeats) for form in located) > 1:
        return list(located), frozenset()  # two reports
    for form in located:
        own, *others = sorted((form, *form.repeats), key=lambda each: _year_over(each) != year)
        past = [each for each in others if _year_over(each) not in (None, year)]
        if _year_over(own) == year and past:
            words = Said(
                f"《{own.title}》另有一张是 {_year_over(past[0])} 年的，作为其他表",
                f"{own.title}: another one is of {_year_over(past[0])}, a table of its own",
            )
            notices.append(Notice(words, past[0].place))
            others = [each for each in others if each not in past]
        elif (said := _year_over(own, title_only=True)) not in (None, year):
            words = Said(
                f"《{own.title}》的标题写的是 {said} 年，报告是 {year} 年",
                f"{own.title}: its title says {said}, the report {year}",
            )
            notices.append(Notice(words, own.place))
        found.append(replace(own, repeats=tuple(others)))
        if any(_amounts(each) != _amounts(own) for each in others):
            unsure.add(form.form)
    return sorted(found, key=lambda each: each.title_index), frozenset(unsure)


def _year_over(form: Located, *, title_only: bool = False) -> int | None:
    """The year in a form's title, else in the lines between it and the table."""
    lines = [line.text for line in form.around]
    title = max((at for at, text in enumerate(lines) if form_of(text) is form.form), default=len(lines))
    texts = [form.title] if title_only else [form.title, *(text for text in lines[title:] if not DATED.search(text))]
    return next((years[0] for text in texts if (years := years_in(text))), None)


def _amounts(form: Located) -> list[str]:
    rows = form.grid.rows if form.grid else ()
    return [squeeze(cell.text) for row in rows for cell in row if any_amount([cell.text])]


def refuse_two_reports(document: Document, located: Sequence[Located], notices: list[Notice]) -> None:
    """Raises InputError where two or more forms are printed again with the same rows; one alone is told."""
    again = [(form, repeat) for form in located for repeat in form.repeats]
    alone = len({form.form for form, _ in again}) < 2
    for form, repeat in again if alone else ():
        words = Said(
            f"《{form.title}》又印了一次，这一次的没有读", f"{form.title} is printed again, and was not read there"
        )
        notices.append(Notice(words, repeat.place))
    if alone:
        return
    starts = [_at(located[0].place), *_starts(document, located)]
    last = _at(document.transcript[-1].place) if document.transcript else starts[-1]
    ends = [*(start - 1 for start in starts[1:]), max(last, starts[-1])]
    parts = ", ".join(
        f"--pages {first}-{end}" for first, end in zip([1, *starts[1:]], ends, strict=True) if first <= end
    )
    titles = ", ".join(f"{f.title} ({f.place.zh}, {r.place.zh})" for f, r in again[:3]) + " …" * (len(again) > 3)
    raise InputError(
        document.file,
        Said("一个文件一份决算", "one report in a file"),
        Said(f"{len(starts)} 份决算：{titles}", f"{len(starts)} reports: {titles}"),
        _ALTERNATE
        if any(_at(form.place) >= starts[1] for form in located)
        else Said(f"请分开登记：{parts}。", f"Add each part by itself: {parts}."),
        again[0][1].place,
    )


def _at(place: Place) -> int:
    return place.page or place.line or 1


def _starts(document: Document, located: Sequence[Located]) -> list[int]:
    """Where each further report begins: at the cover before its first form, or at that form itself."""
    times = max(len(form.repeats) for form in located)
    starts: list[int] = []
    for number in range(times):
        indexes = [f.repeats[number].title_index for f in located if len(f.repeats) > number]
        first = min(indexes)
        before = [f.title_index for f in located] if number == 0 else []
        before += [f.repeats[number - 1].title_index for f in located if number and len(f.repeats) >= number]
        last = max((index for index in before if index < first), default=0)
        lines = [block for block in document.blocks[last + 1 : first + 1] if isinstance(block, Line)]
        covers = [line for line in lines if _is_cover(line.text)]
        starts.append(_at(covers[0].place if covers else document.blocks[first].place))
    return starts


def _is_cover(text: str) -> bool:
    text = squeeze(text)
    return (
        len(text) < 60
        and "。" not in text
        and not text.endswith("表")
        and not is_heading(text)
        and bool(_COVER.search(text))
    )
