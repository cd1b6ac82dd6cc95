from pathlib import Path

import pytest

from build_site.desk.add.propose import Divisions, ascii_name, guess_division, pinyin, read_divisions


@pytest.fixture(scope="module")
def divisions(root: Path) -> Divisions:
    return read_divisions()


@pytest.mark.parametrize(
    ("name", "year", "code", "rest"),
    [
        ("武汉市黄陂区数据资源服务中心", 2023, "420116", "数据资源服务中心"),
        ("湖北省武汉市黄陂区教育局", 2023, "420116", "教育局"),
        ("武汉市财政局", 2023, "420100", "财政局"),
        ("湖北省财政厅", 2023, "420000", "财政厅"),
        ("中共上海市普陀区委社会工作部", 2024, "310107", "社会工作部"),
        ("上海海事局", 2024, "310000", "海事局"),
        ("密云区水务局", 2022, "110118", "水务局"),
        ("密云县水务局", 2012, "110228", "水务局"),
    ],
)
def test_the_longest_chain_of_places_counts(divisions: Divisions, name: str, year: int, code: str, rest: str) -> None:
    (guess,) = guess_division(name, year, (), divisions)
    assert (guess.division.code, guess.rest) == (code, rest)


def test_a_district_of_two_cities_is_told_by_the_text(divisions: Divisions) -> None:
    assert {g.division.code for g in guess_division("普陀区财政局", 2024, (), divisions)} == {"310107", "330903"}
    (guess,) = guess_division("普陀区财政局", 2024, ["按照浙江省的要求", "舟山市"], divisions)
    assert guess.division.code == "330903"
    assert "2 places have this name" in guess.reason


def test_a_name_without_a_place_gives_no_guess(divisions: Divisions) -> None:
    assert guess_division("国家某某中心", 2024, (), divisions) == []


def test_slugs_are_ascii() -> None:
    assert pinyin("数据资源（服务）中心") == "shu-ju-zi-yuan-fu-wu-zhong-xin"
    assert ascii_name("Women's  Federation, Résumé") == "womens-federation-resume"
    assert ascii_name("妇联") == ""
