"""Whatever Word files, web pages and texts do with a report, it is read as if they had not, or the cell is told."""

import copy
import re
from collections.abc import Callable
from itertools import takewhile
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from docx import Document as Word
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from build_site.extract.parse import parse
from build_site.extract.recognise import recognise
from build_site.model import Form, Report, State
from tests.factory import text
from tests.factory.accounts import brief
from tests.factory.compare import compare
from tests.factory.containers import markdown, open_text, page, word
from tests.factory.invent import random_accounts
from tests.factory.layouts import Layout, lay_out

PRINTED = lay_out(brief(random_accounts(3, items=3)), Layout())
AMOUNT = re.compile(r"[\d,]+\.\d\d")
W, BY = nsdecls("w"), 'w:id="1" w:author="a" w:date="2024-01-01T00:00:00Z"'
Element = Any


def read(path: Path) -> Report:
    return recognise(parse(path), "310107")


def said(element: Element) -> str:
    return "".join(each.text or "" for each in element.iter(qn("w:t")))


def cell(document: Element) -> Element:
    """The first amount of the form of revenue."""
    return next(c for row in document.tables[1]._tbl.tr_lst for c in row.tc_lst if AMOUNT.fullmatch(said(c)))


def refilled(document: Element, *parts: str) -> None:
    """The cell with these parts instead of its run."""
    paragraph = cell(document).p_lst[0]
    for run in list(paragraph.r_lst):
        paragraph.remove(run)
    for part in parts:
        paragraph.append(parse_xml(part))


def run(words: str, properties: str = "") -> str:
    return f"<w:r {W}><w:rPr>{properties}</w:rPr><w:t>{words}</w:t></w:r>"


def split_over_runs(document: Element) -> None:
    refilled(document, *map(run, said(cell(document))))


def tracked(document: Element) -> None:
    number = said(cell(document))
    deleted = f"<w:del {W} {BY}><w:r><w:delText>1.11</w:delText></w:r></w:del>"
    refilled(document, deleted, f"<w:ins {W} {BY}>{run(number)}</w:ins>")


def hidden_and_raised(document: Element) -> None:
    number = said(cell(document))
    mark = run("1", '<w:vertAlign w:val="superscript"/>')
    refilled(document, run(number, '<w:vanish w:val="0"/>'), run("9", "<w:vanish/>"), mark)


def of_a_field(document: Element) -> None:
    kinds = ('<w:fldChar w:fldCharType="begin"/>', "<w:instrText>=SUM(ABOVE)</w:instrText>")
    field = (f"<w:r {W}>{each}</w:r>" for each in kinds)
    refilled(document, *field, run(said(cell(document))))


def rows_gone(document: Element) -> None:
    """A row deleted with changes tracked, and one that is hidden."""
    row = cell(document).getparent()
    for gone in (f"<w:del {W} {BY}/>", f"<w:hidden {W}/>"):
        twin = copy.deepcopy(row)
        twin.get_or_add_trPr().append(parse_xml(gone))
        row.addnext(twin)


def cell_gone(document: Element) -> None:
    twin = copy.deepcopy(cell(document))
    twin.get_or_add_tcPr().append(parse_xml(f"<w:cellDel {W} {BY}/>"))
    cell(document).getparent().append(twin)


def paragraph_joined(document: Element) -> None:
    """The end of a paragraph's first half was deleted."""
    whole = [each for each in document.paragraphs if "。" in each.text][1]
    words, mark = whole.text, f"<w:pPr><w:rPr><w:del {BY}/></w:rPr></w:pPr>"
    whole._p.addprevious(parse_xml(f"<w:p {W}>{mark}<w:r><w:t>{words[:9]}</w:t></w:r></w:p>"))
    whole.text = words[9:]


def inside_a_table(document: Element) -> None:
    table = document.tables[1]._tbl
    outer = parse_xml(f"<w:tbl {W}><w:tblPr/><w:tblGrid/><w:tr><w:tc/></w:tr></w:tbl>")
    table.addprevious(outer)
    outer.tr_lst[0].tc_lst[0].append(table)


def content_control(document: Element) -> None:
    row = cell(document).getparent()
    control = parse_xml(f"<w:sdt {W}><w:sdtPr/><w:sdtContent/></w:sdt>")
    row.getparent().replace(row, control)
    control[1].append(row)


def parted(document: Element) -> None:
    """The table in two, heads repeated, 续表 between."""
    table = document.tables[1]._tbl
    second = copy.deepcopy(table)
    for row in table.tr_lst[8:]:
        table.remove(row)
    for row in second.tr_lst[3:8]:
        second.remove(row)
    table.addnext(second)
    table.addnext(parse_xml(f"<w:p {W}>{run('续表')}</w:p>"))


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("word") / "base.docx"
    word(PRINTED, path)
    return path


@pytest.mark.parametrize(
    "change",
    [split_over_runs, tracked, hidden_and_raised, of_a_field, rows_gone, cell_gone, paragraph_joined, inside_a_table, content_control, parted],
)  # fmt: skip
def test_a_word_file_is_read_whatever_it_does(base: Path, tmp_path: Path, change: Callable[[Element], None]) -> None:
    document = Word(str(base))
    change(document)
    document.save(str(tmp_path / "report.docx"))
    report = read(tmp_path / "report.docx")
    assert compare(report, PRINTED).differences == []
    assert ["隐藏的第 5 行没有读"] * (change is rows_gone) == [each.text.zh for each in report.notices]


def test_a_field_without_a_result_is_told_with_its_cell(base: Path, tmp_path: Path) -> None:
    document = Word(str(base))
    refilled(document, f"<w:r {W}><w:instrText>=SUM(ABOVE)</w:instrText></w:r>")
    document.save(str(tmp_path / "report.docx"))
    report = read(tmp_path / "report.docx")
    amount = next(each for each in report.statements if each.form is Form.REVENUE).rows[0].amounts["total"]
    assert (amount.state, amount.place.zh) == (State.NOT_READ, "第 2 张表第 4 行第 2 格")
    assert [(each.place.zh, each.place.en) for each in report.notices] == [(amount.place.zh, "table 2, row 4, cell 2")]


def test_what_nobody_sees_in_a_word_file_is_doubtful_and_what_is_inserted_is_told(base: Path, tmp_path: Path) -> None:
    document = Word(str(base))
    refilled(document, run(said(cell(document)), '<w:color w:val="FFFFFF"/>'))
    document.element.body.insert(0, parse_xml(f"<w:altChunk {W}/>"))
    document.save(str(tmp_path / "report.docx"))
    report = read(tmp_path / "report.docx")
    amount = next(each for each in report.statements if each.form is Form.REVENUE).rows[0].amounts["total"]
    assert amount.doubt == "unseen"
    assert [each.text.zh for each in report.notices] == ["这里插入的另一个文件没有读"]


def test_an_open_text_is_read_without_hidden_words_and_marks(tmp_path: Path) -> None:
    open_text(PRINTED, tmp_path / "base.odt")
    styles = "".join(
        f'<style:style style:name="{name}" style:family="text"><style:text-properties {look}/></style:style>'
        for name, look in (("up", 'style:text-position="super 58%"'), ("gone", 'text:display="none"'))
    )
    with ZipFile(tmp_path / "base.odt") as base, ZipFile(tmp_path / "report.odt", "w") as made:
        whole = (
            base.read("content.xml").decode().replace("<office:automatic-styles>", f"<office:automatic-styles>{styles}")
        )
        whole = whole.replace("<table:covered-table-cell/>", "")  # as some programs leave them out
        more = r'>\1<text:span text:style-name="up">1</text:span><text:span text:style-name="gone">9</text:span><'
        made.writestr("mimetype", base.read("mimetype"))
        made.writestr("content.xml", re.sub(r">([\d,]+\.\d\d)<", more, whole))
    assert compare(read(tmp_path / "report.odt"), PRINTED).differences == []


NUMBER = re.compile(r"<p>([\d,]+\.\d\d)</p>")


def in_parts(whole: str, rows: int = 9, between: str = "<p>&nbsp;</p>") -> str:
    """Every table in several, the later ones without heads."""

    def parted(table: re.Match[str]) -> str:
        own = re.findall("<tr>.*?</tr>", table[0])
        parts = ("".join(own[at : at + rows]) for at in range(0, len(own), rows))
        return between.join(f"<table>{part}</table>" for part in parts)

    return re.sub("<table>.*?</table>", parted, whole, flags=re.DOTALL)


def heads_again(whole: str) -> str:
    def said(table: re.Match[str]) -> str:
        own = re.findall("<tr>.*?</tr>", table[0])
        heads = list(takewhile(lambda row: not AMOUNT.search(row), own)) if len(own) > 12 else []
        return f"<table>{''.join([*own[:12], *heads, *own[12:]])}</table>"

    return re.sub("<table>.*?</table>", said, whole, flags=re.DOTALL)


def with_foot_first(whole: str) -> str:
    return re.sub(
        "<table>(.*?)(<tr>(?:(?!<tr>).)*</tr>)(\\s*)</table>",
        r"<table><tfoot>\2</tfoot><tbody>\1</tbody></table>",
        whole,
        flags=re.DOTALL,
    )


def in_lines(whole: str) -> str:
    """Paragraphs as indented lines of one block."""
    return re.sub(r"<p>(?=[^<]*</p>\n)([^<]*)</p>", "&nbsp;&nbsp;\u3000\\1<br>", whole)


def of_numbers(pattern: str) -> Callable[[str], str]:
    return lambda whole: NUMBER.sub(pattern, whole)


@pytest.mark.parametrize(
    "change",
    [
        of_numbers(r"<p>&nbsp;\1&nbsp;<sup>1</sup></p>"),
        of_numbers(r"<input value='\1'><input type=hidden value=9>"),
        of_numbers(r"<table><tr><td>\1</td></tr></table>"),
        of_numbers(r"\1<span class='a gone'>9</span>"),
        lambda whole: re.sub(r"</td>|</tr>", "", whole),
        lambda whole: whole.replace("<table>", "<table><tr><td><table>").replace("</table>", "</table></td></tr></table>"),
        lambda whole: re.sub(r"<p>([\u4e00-\u9fff]{3})([\u4e00-\u9fff]{3,})</p></td>", r"\1<br>\2</td>", whole),
        lambda whole: whole.partition("<body>")[2].partition("</body>")[0],
        lambda whole: re.sub(r"</table>\s*((?:<p>[^<]*</p>\s*)*)<table>", lambda m: re.sub("<p>(.*?)</p>", r"<tr><td colspan=6>\1</td></tr>", m[1]), whole),
        in_parts,
        lambda whole: in_parts(whole, rows=3, between=""),
        heads_again,
        with_foot_first,
        in_lines,
        of_numbers(r"\1<a class=msocomanchor>[A1]</a><comment>9.99</comment>"),
    ],
    ids="marks fields small-tables hidden unclosed layout broken-heads fragment one-table parts heads-apart heads-again foot-first lines comments".split(),
)  # fmt: skip
def test_a_page_is_read_whatever_it_does(tmp_path: Path, change: Callable[[str], str]) -> None:
    page(PRINTED, tmp_path / "report.html")
    whole = (
        (tmp_path / "report.html").read_text("gb18030").replace("<title>", "<style>.gone{display:none}</style><title>")
    )
    (tmp_path / "report.html").write_text(change(whole), "utf-16")
    report = read(tmp_path / "report.html")
    assert compare(report, PRINTED).differences == []
    assert report.notices == ()


def separated(whole: str, by: str, *, quoted: bool) -> str:
    def cell(words: str) -> str:
        return f'"{words}"' if quoted or by in words else words

    return "\n".join(by.join(map(cell, line.split("\t"))) for line in whole.split("\n"))


@pytest.mark.parametrize(
    "change",
    [
        lambda whole: separated(whole, ",", quoted=False),
        lambda whole: separated(whole, ",", quoted=True),
        lambda whole: "\ufeff" + separated(whole, ";", quoted=True).replace("\n", "\r\n"),
        lambda whole: separated(whole, "\t", quoted=True),
        lambda whole: re.sub(r"(?<=,)([\u4e00-\u9fff]{3})([\u4e00-\u9fff]{3,})(?=,)", r'"\1\n\2"', separated(whole, ",", quoted=False)),
    ],
    ids="commas quoted semicolons tabs lines-in-cells".split(),
)  # fmt: skip
def test_a_separated_text_is_read_whatever_separates(tmp_path: Path, change: Callable[[str], str]) -> None:
    (tmp_path / "report.csv").write_text(change(text.typeset(PRINTED)), "utf-8")
    assert compare(read(tmp_path / "report.csv"), PRINTED).differences == []


def test_a_text_whose_tables_are_those_of_a_page(tmp_path: Path) -> None:
    markdown(PRINTED, tmp_path / "report.md")
    cells = re.compile(r"^\|(.*)\|$", re.MULTILINE)
    rows = cells.sub(
        lambda m: f"<tr><td>{m[1].replace('|', '</td><td>')}</td></tr>", (tmp_path / "report.md").read_text("utf-8")
    )
    whole = re.sub(r"<tr><td>-{3}.*\n", "", rows)
    whole = re.sub(r"(?:<tr>.*</tr>\n?)+", lambda m: f"<table>{m[0].replace(chr(10), '')}</table>\n", whole)
    (tmp_path / "report.md").write_text(whole, "utf-8")
    assert compare(read(tmp_path / "report.md"), PRINTED).differences == []
