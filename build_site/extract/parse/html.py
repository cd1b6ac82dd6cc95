"""Reads a saved web page: the article without the site's frame, tables with merged cells."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple
from urllib.parse import unquote

from lxml import html

from build_site.extract.parse.marks import INK, mark
from build_site.extract.parse.rows import Cell, Writer, arranges
from build_site.model import PARAGRAPH, Document, InputError, Said, column_letters
from build_site.registers.vocabulary import is_of_website
from build_site.text import squeeze

IS_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|body|head)\b", re.IGNORECASE | re.DOTALL
)
_CELL = re.compile(r"<t[dh]\b")
_FRAME = "script style noscript template nav aside select button head title iframe object svg comment".split()
_BLOCKS = frozenset(
    "address article blockquote body center dd details div dl dt fieldset figcaption figure form h1 h2 h3 h4 h5 h6 hr html li main ol p pre"
    " section summary legend ul caption".split()
)
_ATTACHMENT = re.compile(r"\.(?:xlsx?|xlsb|et|ods|docx?|wps|odt|rtf|pdf|ofd|zip|rar|7z)$", re.IGNORECASE)
_EMBEDDED = re.compile(_ATTACHMENT.pattern.replace("$", "(?=$|[?#&])"), re.IGNORECASE)
_UNSEEN = re.compile(
    r"display:\s*none|visibility:\s*hidden|(?:font-size|opacity):\s*0(?![.\d])|\bmsocom|mso-element:\s*(?:comment|header|footer\b)",
    re.IGNORECASE,
)
_STRUCK = re.compile(r"text-decoration(?:-line)?:[^;:]*line-through", re.IGNORECASE)
_STYLE = re.compile(r"(?:^|[},])\s*\.([\w-]+)\s*\{([^{}]*)\}?", re.IGNORECASE)
_MEDIA = re.compile(r"@media[^{@]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_MOST_TAGS, _MOST_NAMED = 500_000, 1_000
_LONG_TAG, _NAMED = re.compile(r"<[^<>]{4000,}"), re.compile(r"[^\s=]\s*=|\s[^\s=]+(?=\s)")
_MOST_SPAN = 1000
_STRIKES = ("s", "strike", "del")
Element = Any  # of lxml, which has no types


def read(text: str, name: str) -> Document:
    """The text and tables of a page, in order; menus, headers and footers of the site left out."""
    _refuse_endless(text, name)
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, no_network=True)
    try:
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser)
    except (ValueError, html.etree.ParserError) as error:
        raise InputError.of("html.broken", name, str(error)) from error
    if frames := [each.get("src") or "" for each in root.iter("frame")]:
        words = (
            f"只有框架的网页，内容在 {frames[0]} 等文件里",
            f"a page of frames, whose content is in {frames[0]} and others",
        )
        raise InputError.of("html.nothing", name, Said(*words))
    attached = tuple(dict.fromkeys(_attached(root)))
    looks = dict(look for style in root.iter("style") for look in _STYLE.findall(_MEDIA.sub("", _uncommented(style))))
    for box in root.iter("input"):
        box.tail = _entered(box) + (box.tail or "")
    for picture in root.iter("img", "svg", "canvas", "object"):
        picture.tail = INK + (picture.tail or "")
    for each in list(root.iter(*_FRAME)):
        if each.getparent() is not None:
            each.drop_tree()
    weights = _weights(root)
    for each, weight in reversed(weights.items()):
        if each.getparent() is None:
            continue
        names = (each.get("class") or "").split()
        look = ";".join((each.get("style") or "", *names, *(looks.get(name, "") for name in names)))
        if _UNSEEN.search(look) or each.get("hidden") is not None or _is_frame(each, weight):
            each.drop_tree()
        elif each.tag in ("sup", "sub") or each.tag in _STRIKES or _STRUCK.search(look):
            mark(each, struck=each.tag not in ("sup", "sub"), raised=each.tag in ("sup", "sub"))
    article = next((each for each in root.iter("article", "main") if each.find(".//table") is not None), root)
    page = _Page(Writer(name, PARAGRAPH))
    page.walk(article)
    page.end()
    return replace(page.writer.document(name, "html"), attached=attached)


def _refuse_endless(text: str, name: str) -> None:
    """Raises InputError for what no page of a report has, and its parser would take minutes for."""
    if text.count("<") > _MOST_TAGS:
        raise InputError.of("html.too-many-tags", name, f"{text.count('<'):,}", most=_MOST_TAGS)
    if any(len(_NAMED.findall(tag)) > _MOST_NAMED for tag in _LONG_TAG.findall(text)):
        raise InputError.of("html.too-many-attributes", name, most=_MOST_NAMED)


def _entered(box: Element) -> str:
    """What a field of a form shows."""
    kind = (box.get("type") or "text").lower()
    if kind in ("checkbox", "radio"):
        return "☐" if box.get("checked") is None else "☑"
    return box.get("value") or "" if kind in ("text", "number") else ""


def _uncommented(style: Element) -> str:
    """The rules of a style without comments."""
    rules, end, rest = (style.text or "").rpartition("*/")
    return re.sub(r"/\*.*?\*/", "", rules + end, flags=re.DOTALL) + rest


def has_table(text: str) -> bool:
    """Whether a table of a web page stands in a text."""
    small = text.lower()
    first, last = small.find("<table"), small.rfind("</table>")
    return 0 <= first < last and bool(_CELL.search(small, first, last))


def of_text(text: str) -> str:
    """A page made of a text whose tables alone are those of a web page, as programs that recognise scans leave it."""
    end = text.lower().rfind("</table>") + len("</table>")
    parts = [*re.split(r"(<table\b.*?</table>)", text[:end], flags=re.IGNORECASE | re.DOTALL)[:-1], text[end:]]
    marks = re.compile(r"^#{1,6} +|\*\*", re.MULTILINE)
    said = (marks.sub("", part).replace("\n", "</p><p>") if at % 2 == 0 else part for at, part in enumerate(parts))
    return f"<html><p>{''.join(f'{each}</p><p>' for each in said)}</p></html>"


def _attached(root: Element) -> Iterator[tuple[str, ...]]:
    """What the page links or frames that may be a part of the report: each by its address, and as the page calls it."""
    for frame in root.iter("iframe", "embed", "object"):
        path = unquote(frame.get("src") or frame.get("data") or "")
        if found := _EMBEDDED.search(path):
            yield (re.split("[/=]", path[: found.end()])[-1],)
    for link in root.iter("a"):
        path = unquote(re.split("[?#]", link.get("href") or "")[0])
        if _ATTACHMENT.search(path):
            link.set("data-attached", "")
            words = (" ".join("".join(link.itertext()).split()), link.get("title") or "", link.get("download") or "")
            yield (path.rpartition("/")[2], *filter(None, words))


class _Weight(NamedTuple):
    """Of an element: characters of its words, those that are links, and links to attachments; whether it holds a table."""

    words: int
    links: int
    attached: int
    table: bool


def _weights(root: Element) -> dict[Element, _Weight]:
    found: dict[Element, _Weight] = {}
    for each in reversed(list(root.iter())):  # what is inside comes first
        words = len((each.text or "").strip()) if isinstance(each.tag, str) else 0
        inside = [found[child] for child in each]
        words += sum(weight.words + len((child.tail or "").strip()) for child, weight in zip(each, inside, strict=True))
        links = words if each.tag == "a" and each.get("href") else sum(weight.links for weight in inside)
        attached = words if each.get("data-attached") is not None else sum(weight.attached for weight in inside)
        found[each] = _Weight(words, links, attached, any(w.table for w in inside) or each.tag == "table")
    return found


def _is_frame(element: Element, weight: _Weight) -> bool:
    """A menu, a line that is a link to an attachment, a block of nothing but links, or the head and foot of the site (those of an article are its own)."""
    if element.tag in ("header", "footer"):
        return next(element.iterancestors("article", "main"), None) is None
    if element.get("role") == "navigation":
        return True
    if element.tag in ("p", "li", "a") and not weight.table:
        return 0 < weight.attached >= 0.6 * weight.words
    return element.tag in ("ul", "ol", "div", "center") and not weight.table and 0 < weight.links >= 0.8 * weight.words


class _Page:
    def __init__(self, writer: Writer) -> None:
        self.writer = writer
        self._said: list[str] = []

    def end(self) -> None:
        """The end of a paragraph. The site's own words (打印 关闭) are none of the report's."""
        words = "".join(self._said)
        if not is_of_website(squeeze(words)):
            self.writer.line(words)
        self._said = []

    def walk(self, element: Element) -> None:
        self._say(element.text)
        for child in element:
            if child.tag == "br":
                self._said.append("\n")
            elif child.tag == "table" and not _is_layout(child):
                self.end()
                for said in child.iterchildren(*_BLOCKS):  # the caption; other words that stand in no cell
                    self.writer.line(_words(said))
                self.writer.table(_rows(child, self.writer.next_table(), self.writer.file))
            elif child.tag in _BLOCKS or child.tag in ("table", "tr", "td", "th"):
                self.end()
                self.walk(child)
                self.end()
            elif isinstance(child.tag, str):
                self.walk(child)
            self._say(child.tail)

    def _say(self, text: str | None) -> None:
        self._said.append(_BLANKS.sub(" ", text or ""))


def _is_layout(table: Element) -> bool:
    """Whether a table only arranges the page, or is a single cell."""
    return arranges(table, "table", "td", "th") or sum(1 for _ in table.iter("td", "th")) <= 1


def _words(element: Element) -> str:
    return re.sub(r" *\n\s*", "\n", "".join(_parts(element))).strip()


def _parts(element: Element) -> Iterator[str]:
    yield _BLANKS.sub(" ", element.text or "")
    for child in element:
        apart = child.tag in _BLOCKS or child.tag == "br"
        yield "\n" if apart else ""
        yield from _parts(child)
        yield ("\n" if apart and child.tag != "br" else "") + _BLANKS.sub(" ", child.tail or "")


def _rows(table: Element, name: str, file: str) -> Iterator[list[Cell]]:
    """The rows with each cell in its column, past those that cells of earlier rows reach down into."""
    taken: dict[int, int] = {}  # column → rows that are still covered
    own_rows = (row for row in table.iter("tr") if next(row.iterancestors("table")) is table)
    for number, row in enumerate(sorted(own_rows, key=lambda row: row.getparent().tag == "tfoot"), start=1):
        cells: list[Cell] = []
        column = 0
        for cell in row.iterchildren("td", "th"):
            while taken.get(column):
                column += 1
            span, depth = _span(cell, "colspan"), _span(cell, "rowspan")
            own = f"{name}!{column_letters(len(cells) + 1)}{number}"
            cells.append(Cell(_words(cell), column, span, name=own, depth=depth))
            for each in range(column, column + span):
                taken[each] = depth
            column += span
            if column > _MOST_SPAN:
                raise InputError.of("html.too-wide", file, most=_MOST_SPAN)
        taken = {each: left - 1 for each, left in taken.items() if left > 1}
        yield cells


def _span(cell: Element, name: str) -> int:
    text = (cell.get(name) or "1").strip()
    return min(max(int(text), 1), _MOST_SPAN) if text.isdecimal() else 1
