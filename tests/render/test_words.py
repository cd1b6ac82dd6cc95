"""The catalogue of the pages' words: everything that a template or a page says in both languages is in it, once."""

import csv
import re
from pathlib import Path

import pytest

from build_site.registers.codelists import codelist
from build_site.registers.table import read_table
from build_site.render import catalogue
from build_site.render.words import (
    CATALOGUE,
    ITEMS,
    OFFICES,
    PLACES,
    RULES,
    Tongue,
    english,
    english_name,
    name_en,
    place_en,
)

_SAID = re.compile(r"""\bt\(\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')""")
_PLACES = re.compile(r"\{(\w*)\}")


def _said(root: Path) -> set[str]:
    """The words that templates and pages ask the catalogue for by name."""
    render = root / "build_site" / "render"
    files = [*render.rglob("*.md"), *render.rglob("*.py")]
    return {one or other for path in files for one, other in _SAID.findall(path.read_text("utf-8"))}


def test_every_phrase_has_english(root: Path) -> None:
    assert sorted(_said(root) - set(english())) == []


def test_no_phrase_stands_twice_or_is_empty() -> None:
    rows = read_table(CATALOGUE, ("zh", "en"))
    assert len({row["zh"] for row in rows}) == len(rows)
    assert [row["zh"] for row in rows if not row["en"].strip()] == []


def test_both_languages_have_the_same_places() -> None:
    for zh, en in english().items():
        assert set(_PLACES.findall(zh)) == set(_PLACES.findall(en)), zh


def test_unknown_words_are_an_error() -> None:
    with pytest.raises(KeyError):
        Tongue("en")("没有这句话")


@pytest.mark.parametrize(("n", "said"), [(1, "1 report"), ("1", "1 report"), (0, "0 reports"), (21, "21 reports")])
def test_one_of_something_has_no_plural(n: object, said: str) -> None:
    assert Tongue("en")("{n} 份报告", n=n) == said
    assert Tongue("zh")("{n} 份报告", n=n) == f"{n} 份报告"


@pytest.mark.parametrize("kind", ["functional", "economic"])
def test_every_code_has_an_english_name(kind: str) -> None:
    assert [row["name"] for row in codelist(kind).values() if not name_en(row["name"])] == []


@pytest.mark.parametrize(
    ("code", "said"),
    [("420116", "Huangpi District, Wuhan, Hubei"), ("500000", "Chongqing"), ("341500", "Lu'an, Anhui"), ("211300", "Chaoyang, Liaoning"),
     ("610100", "Xi'an, Shaanxi"), ("431281", "Hongjiang, Huaihua, Hunan"), ("530826", "Jiangcheng Hani and Yi Autonomous County, Pu'er, Yunnan"),
     ("310112", "Minhang District, Shanghai"), ("540602", ""), ("131025", ""), ("999999", "")],
)  # fmt: skip
def test_places_are_read_as_they_are_called_or_not_given(code: str, said: str) -> None:
    assert place_en(code) == said


@pytest.mark.parametrize("path", [ITEMS, RULES, OFFICES, PLACES])
def test_translations_stand_once(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines))[1:]
    assert len({key for key, _ in rows}) == len(rows)
    assert not [row for row in rows if row[1] != row[1].strip() or not row[1]]
    assert path == RULES or not [row for row in rows if re.search("[\u3400-\u9fff]", row[1])]


ZH = '<span lang="zh">{}</span>'.format


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("“2013750 事业运行”, total: 1 yuan.", f"{ZH('“2013750 事业运行”')} (Operation of public institutions), total: 1 yuan."),
        ("says 0 yuan (““三公”经费支出 0 万元。”); <b>", f"says 0 yuan ({ZH('““三公”经费支出 0 万元。”')}); &lt;b&gt;"),
        ("The list of 人员经费 and the form “expenditure”", f"The list of personnel ({ZH('人员经费')}) and the form “expenditure”"),
    ],
)  # fmt: skip
def test_what_is_quoted_is_marked_and_names_are_translated(words: str, said: str) -> None:
    assert Tongue("en").quoted(words) == said
    assert Tongue("zh").quoted("<“甲”") == "&lt;“甲”"


def test_names_stand_beside_what_is_published() -> None:
    assert Tongue("en").both("其他法院支出") == f"Other expenditure on courts {ZH('其他法院支出')}"
    assert Tongue("zh").both("其他法院支出") == "其他法院支出"
    assert Tongue("en").each("笔误；某某") == f"a slip; {ZH('某某')}"


def test_what_rules_say_has_english() -> None:
    said = {rule[key] for rule in catalogue.rules().values() for key in ("formula", "basis", "precondition")}
    assert sorted(each for each in said if re.search("[\u3400-\u9fff]", each) and not name_en(each)) == []


@pytest.mark.parametrize(
    ("slug", "given", "name", "said"),
    [
        ("310107-finance-bureau", "", "上海市普陀区财政局", "Finance Bureau, Putuo District"),
        ("310107-cai-zheng-ju", "", "普陀区财政局（本级）", "Finance Bureau, Putuo District"),
        ("310107-x", "", "中共上海市普陀区委组织部", "Organisation Department, Putuo District"),
        ("310107-yi-wu-chu", "", "普陀区义务处", "普陀区义务处"),
        ("310107-film-archive", "", "某某", "Film Archive, Putuo District"),
        ("310107-x", "Given", "普陀区财政局", "Given"),
    ],
)
def test_a_department_is_called_by_its_kind_and_never_by_pinyin(slug: str, given: str, name: str, said: str) -> None:
    assert english_name(slug, given, "310107", name) == said
