"""The report's outline: contents list, cover, sections with their numbering, and paragraphs joined over line and page ends."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from build_site.extract.recognise.locate import Located
from build_site.extract.recognise.titles import FURNITURE, form_of
from build_site.model import Document, Grid, Line, Paragraph, Place, Section
from build_site.registers.vocabulary import is_of_website
from build_site.text import clean, squeeze, tidy, without_page

COVER, CONTENTS = "cover", "contents"
_CONTENTS = re.compile(r"[(\[【《]?目[录次][)\]】》]?页?:?|.{0,40}决算(?:公开)?目录")

_CHINESE = "[一二三四五六七八九十]+"
_NUMBERING = (
    (1, re.compile(rf"^[【\[]?(第(?:{_CHINESE}|\d{{1,2}})(?:部分|章|篇))[】\]:：、.—–\s-]*(.*)$", re.DOTALL)),
    (2, re.compile(rf"^({_CHINESE}(?:\s*、|[.．](?!\d)))\s*(.*)$", re.DOTALL)),
    (3, re.compile(rf"^([（(]{_CHINESE}[)）][、.]?)\s*(.*)$", re.DOTALL)),
)
_PART = _NUMBERING[0][1]
LIST_MARK = re.compile(
    r"^(?:\d{1,2}[.．、](?!\d)|[（(]\d{1,2}[)）]|[①-⑳]|注[:：]|备注|图\s*\d|附件|其中[:：]|表\s*\d|说明[:：])"
)
TERMINAL = tuple("。！？；：:;!?”…")
_LONG = 24  # a shorter line that ends without punctuation is a line of its own, not a paragraph cut by a page end
_ENOUGH = 200  # characters of a line that tell whether it is long
_SHORTEST, _TITLE_LENGTH = 6, 42
_COMPLETE = re.compile("情况的?说明$")
"""What a heading ends with that does not go on in the next line."""
_SUBTITLE = re.compile("^[^：:，。；]{2,12}[：:][^：:，。；]{0,20}(?:预算|决算|情况|说明|经费)$")
"""第二本账：政府性基金预算: a title all of it."""
_AMOUNT = re.compile(r"(?:\d|[XxＸ×○]{2}|支出|收入|结余)\s*(?:万元|亿元|元(?!的)|%)")
_BULLET = re.compile(r"^[-–•·▪●★☆■◆▲◇※\s]+")


@dataclass(slots=True)
class _Open:
    """A section while it is being read."""

    section_id: str
    number: str
    title: str
    level: int
    place: Place
    form: str = ""
    texts: list[str] = field(default_factory=list)

    def close(self) -> Section:
        return Section(
            self.section_id, self.number, self.title, self.level, self.form, "\n".join(self.texts), self.place
        )


@dataclass(frozen=True, slots=True)
class Outline:
    """The report's text in order. `grid_section` tells in which section each grid (by block index) stands."""

    sections: tuple[Section, ...]
    paragraphs: tuple[Paragraph, ...]
    cover: tuple[Line, ...]
    site: tuple[Line, ...]  # what a website puts over it, and what stands over the contents
    grid_section: dict[int, str]


def contents_range(document: Document) -> range:
    """The blocks of the contents list (目录), so that its titles are not taken for headings."""
    lines = [(i, block) for i, block in enumerate(document.blocks) if isinstance(block, Line)]
    table = next((i for i, block in enumerate(document.blocks) if isinstance(block, Grid)), len(document.blocks))
    named = ((i, _CONTENTS.fullmatch(squeeze(line.text))) for i, line in lines)
    start = next((i for i, found in named if found and (i < table or "决算" not in found[0])), None)
    if start is None:
        return _unheaded(document)
    entries = [(i, line) for i, line in lines if i > start and squeeze(line.text)]
    if not entries:
        return range(start, start + 1)
    at = next((i for i, (_, line) in enumerate(entries) if _is_entry(line.text)), 0)
    first = _entry_key(entries[at][1].text)
    for index, line in entries[at + 1 :]:
        key = _entry_key(line.text)
        if key == first or (first.startswith("第") and key[:4] == first[:4] and key.startswith("第")):
            return range(start, index)
    end = next((i for i, line in entries if not _is_entry(line.text)), entries[-1][0] + 1)
    return range(start, end)


def _unheaded(document: Document) -> range:
    """A contents list without the word: the parts in their order, one after the other, before the first of them comes again."""
    keys = list[tuple[int, str]]()
    for index, block in enumerate(document.blocks):
        if isinstance(block, Grid) or len(key := _entry_key(block.text)) > _TITLE_LENGTH:
            return range(0)
        part = _PART.match(key)
        if keys and part and part[1] == keys[0][1]:
            return range(keys[0][0], index) if len(keys) > 1 else range(0)
        if part:
            keys.append((index, part[1]))
    return range(0)


def _entry_key(text: str) -> str:
    return without_page(squeeze(_BULLET.sub("", text)))


def _is_entry(text: str) -> bool:
    text = _BULLET.sub("", text).strip()
    return bool(numbering(text) or LIST_MARK.match(text) or re.search(r"[.．·…]{3,}\s*\d*$|\s\d{1,3}$", text))


def numbering(text: str) -> tuple[int, str, str] | None:
    """Level, printed number and the rest of a numbered heading; None for any other text."""
    for level, pattern in _NUMBERING:
        found = pattern.match(text)
        if found:
            return level, found[1], found[2].strip()
    return None


def outline(document: Document, contents: range, located: Sequence[Located]) -> Outline:
    """Sections and paragraphs in reading order; each form's section carries its name."""
    titles = {form.title_index: form for form in located}
    reader = _Reader(titles)
    if contents:
        lines = [block for index in contents if isinstance(block := document.blocks[index], Line)]
        reader.site += (line for line in lines if not _is_entry(line.text))  # 公开时间：2024年9月26日
        listed = [line for line in lines if not _CONTENTS.fullmatch(squeeze(line.text))]
        reader.contents = Section(CONTENTS, "", "目录", 1, "", "\n".join(_entries(listed)), lines[0].place)
        rest = (block for at, block in enumerate(document.blocks) if at not in contents and isinstance(block, Line))
        heads = filter(None, (numbering(clean(line.text[:_ENOUGH]).strip()) for line in rest))
        reader.numbered = {squeeze(_split(rest)[0] or rest) for _, _, rest in heads}
    again = _said_again(document, located)
    pending: list[tuple[int, Line]] = []
    for index, block in enumerate(document.blocks):
        if index in contents or index in again:
            continue
        if isinstance(block, Grid):
            reader.take(pending)
            pending = []
            reader.grids[index] = reader.current.section_id
            if index in {form.grid_index for form in located}:
                reader.set_form(next(form for form in located if form.grid_index == index))
            continue
        if not (words := squeeze(block.text)):
            continue
        if reader.current.section_id == COVER and is_of_website(words):
            reader.site.append(block)
            continue
        if pending and not continues(pending, index, block, index in titles):
            reader.take(pending)
            pending = []
        pending.append((index, block))
    reader.take(pending)
    return reader.finish()


def _said_again(document: Document, located: Sequence[Located]) -> set[int]:
    """The lines between the tables of a form that repeat what stands over the first, as a continuation's title does."""
    found: set[int] = set()
    for form in located:
        grids = sorted(form.grids.union(*(repeat.grids for repeat in form.repeats)))
        over = {_without_more(line.text) for line in _lines_before(document, grids[0])} if len(grids) > 1 else ()
        between = range(grids[0] + 1, grids[-1]) if over else ()
        found |= {at for at in between if isinstance(b := document.blocks[at], Line) and _without_more(b.text) in over}
    return found


def _lines_before(document: Document, grid: int) -> Iterator[Line]:
    for block in reversed(document.blocks[:grid]):
        if isinstance(block, Grid):
            return
        yield block


def _without_more(text: str) -> str:
    """A title without what says that it goes on: （续）, 续表."""
    return re.sub(r"[(（]?续表?\d?[)）]?$", "", squeeze(text))


def _entries(lines: Sequence[Line]) -> list[str]:
    texts = (tidy(_BULLET.sub("", clean(line.text))) for line in lines)
    return [text for text in texts if text]


def continues(pending: Sequence[tuple[int, Line]], index: int, line: Line, is_title: bool) -> bool:
    """Whether a line goes on with the paragraph before it."""
    before_index, before = pending[-1]
    text = clean(line.text).strip()
    if is_title or index != before_index + 1 or FURNITURE.match(text) or FURNITURE.match(clean(before.text).strip()):
        return False
    ended = before.text.rstrip().endswith(TERMINAL)
    begins = numbering(text) or LIST_MARK.match(text)
    if line.starts is not None and not _PART.match(text) and not (ended and begins):
        return not line.starts
    if begins or form_of(text) is not None:
        return False
    whole = "".join(part.text[:_ENOUGH] for _, part in pending[:_LONG]).strip()  # or as much as tells
    if ended or (numbering(whole) and _COMPLETE.search(whole)):
        return False
    adjacent = (
        line.place.line is not None and before.place.line is not None and line.place.line == before.place.line + 1
    )
    if numbering(whole) and not adjacent and len(whole) <= _TITLE_LENGTH and not re.search("，|[：:].", whole):
        return False  # a heading, and its text after a blank line
    return len(squeeze(whole)) >= (20 if adjacent else _LONG) and not whole.startswith("图")


class _Reader:
    """Builds sections from paragraphs."""

    def __init__(self, titles: dict[int, Located]) -> None:
        self.titles = titles
        self.contents: Section | None = None
        self.numbered: set[str] = set()
        self.cover: list[Line] = []
        self.site: list[Line] = []
        self.open: list[_Open] = [_Open(COVER, "", "", 1, Place())]
        self.paragraphs: list[Paragraph] = []
        self.grids: dict[int, str] = {}
        self.counters = [0, 0, 0]
        self.heads: list[str] = ["", "", ""]

    @property
    def current(self) -> _Open:
        return self.open[-1]

    def take(self, pending: Sequence[tuple[int, Line]]) -> None:
        """One finished paragraph: a heading, a form's title, or text of the current section."""
        if not pending:
            return
        lines = [line for _, line in pending]
        text, places = _characters(lines)
        bullet = _BULLET.match(text)
        if bullet:
            text, places = text[bullet.end() :], places[bullet.end() :]
        numbered = numbering(text)
        form = next((self.titles[index] for index, _ in pending if index in self.titles), None)
        if numbered is not None:
            level, number, rest = numbered
            number = number.replace("（", "(").replace("）", ")")
            title, body = _split(rest)
            self._begin(level, number, title, lines[0].place)
            if body:
                self._add(body, places[len(text) - len(body) :])
        elif form is None and (listed := self._listed(text)):
            self._begin(listed, "", text, lines[0].place)
        elif self._completes_heading(text):
            self.current.title += text
            self.heads[0] = self.current.title
        elif form is not None and form_of(self.current.title) is not form.form:
            self._begin(2, "", text, lines[0].place)
        elif self.current.section_id == COVER:
            self.cover += lines
            self.current.texts.append(text)
        elif text:  # not a bullet alone
            self._add(text, places)
        if form is not None:
            self.set_form(form)

    def _listed(self, text: str) -> int:
        """The level of a heading that lost its number, as lists counted by a word processor do in a web page: it stands as a
        line of its own, as the contents have it, and nowhere with its number."""
        if self.contents is None or self.current.section_id == COVER or not _SHORTEST <= len(text) <= _TITLE_LENGTH:
            return 0
        known = {squeeze(section.title) for section in self.open} | self.numbered
        for entry in self.contents.text.split("\n") if squeeze(text) not in known and form_of(text) is None else ():
            level, _, title = numbering(entry) or (2, "", entry)
            if level > 1 and without_page(squeeze(title)) == squeeze(text):
                return level
        return 0

    def _completes_heading(self, text: str) -> bool:
        """A part's long title may be set in two lines: “第三部分 …决算情况”, “说明”."""
        section = self.current
        fresh = section.level == 1 and section.number != "" and not section.texts and not section.form
        listed = self.contents.text.split("\n") if self.contents and fresh else ()
        if any(squeeze(entry).startswith(squeeze(f"{section.number}{section.title}{text}")) for entry in listed):
            return True
        fresh = fresh and not _COMPLETE.search(section.title)
        return fresh and len(text) <= 12 and not re.search(r"[，。：:；、\d]", text) and form_of(text) is None

    def set_form(self, form: Located) -> None:
        if not self.current.form:
            self.current.form = form.form.value

    def _begin(self, level: int, number: str, title: str, place: Place) -> None:
        self.counters[level - 1] += 1
        self.counters[level:] = [0] * (3 - level)
        self.heads[level - 1] = title
        self.heads[level:] = [""] * (3 - level)
        section_id = ".".join(str(counter) for counter in self.counters[:level])
        self.open.append(_Open(section_id, number, title, level, place))

    def _add(self, text: str, places: Sequence[Place]) -> None:
        self.current.texts.append(text)
        heads = tuple(self.heads[: self.current.level]) if self.current.level else ()
        self.paragraphs.append(Paragraph(self.current.section_id, heads, text, tuple(places)))

    def finish(self) -> Outline:
        sections = [section.close() for section in self.open if section.section_id != COVER or section.texts]
        if self.contents is not None:
            position = 1 if sections and sections[0].section_id == COVER else 0
            sections.insert(position, self.contents)
        return Outline(tuple(sections), tuple(self.paragraphs), tuple(self.cover), tuple(self.site), self.grids)


def _split(rest: str) -> tuple[str, str]:
    """Title and text of a numbered paragraph: “结余分配：指…” and “结构情况。” have a title, a whole sentence has none."""
    if _AMOUNT.search(rest.partition("：")[0]):
        return "", rest
    if (
        len(rest) <= _TITLE_LENGTH
        and rest.rstrip("。；;").count("。") == 0
        and (_SUBTITLE.search(rest) or not re.search("[:：].", rest))
    ):
        return rest.rstrip("。；;:："), ""
    head = re.match(r"^([^。；：:]{1,42})([：:。])", rest)
    if head and (head[2] != "。" or not re.search(r"[，,]|\d", head[1])):
        return head[1], rest[head.end() :].strip()
    return "", rest


def _characters(lines: Sequence[Line]) -> tuple[str, list[Place]]:
    """The lines as one text, spaces tidied, and the place of each character kept."""
    text: list[str] = []
    places: list[Place] = []
    for line in lines:
        for char, place in _line_characters(line):
            if char.isspace():
                if text and text[-1] != " ":
                    text.append(" ")
                    places.append(place)
                continue
            text.append(char)
            places.append(place)
    kept = [i for i in range(len(text)) if text[i] != " " or _space_counts(text, i)]
    return "".join(text[i] for i in kept), [places[i] for i in kept]


def _space_counts(text: Sequence[str], index: int) -> bool:
    """A space between two ASCII words counts; beside Chinese it is only typesetting."""
    if index in (0, len(text) - 1):
        return False
    return text[index - 1].isascii() and text[index + 1].isascii()


_cleaned = lru_cache(maxsize=8192)(clean)


def _line_characters(line: Line) -> Iterator[tuple[str, Place]]:
    place = own = line.place
    for index, char in enumerate(line.text):
        folded = _cleaned(char)
        if line.edges and own.box is not None:
            box = line.edges[index], own.box[1], line.edges[index + 1], own.box[3]
            place = Place(own.page, own.line, box, own.sheet, own.cell, own.file)
        for part in folded:
            yield part, place
