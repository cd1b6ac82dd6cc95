"""Options and static drawings of charts."""

import gzip
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import quickjs
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from build_site.model import InputError
from build_site.render.charts import palette
from build_site.render.charts.engine import Engine
from build_site.render.charts.many.maps import Mark, heat
from build_site.render.charts.many.pairs import Pair, pairs
from build_site.render.charts.many.panels import Panel, Series, panels
from build_site.render.charts.markup import OPTIONS, Figure, Pen, figure
from build_site.render.charts.options import Bars, horizontal_bars
from build_site.render.charts.slim import slim
from build_site.render.overview import money, plan, purposes
from build_site.render.pages.frame import Here
from build_site.site.privacy import scan
from tests.houses import change
from tests.render.conftest import copy_repository, package_of, published


@pytest.fixture(scope="module")
def engine(repository: Path) -> Engine:
    return Engine(repository)


@pytest.fixture(scope="module")
def charts(repository: Path) -> list[Figure]:
    here = Here(published(repository)[0], "")
    made = (money.money(here), purposes.purposes(here), plan.plan(here))
    return [each[0] for each in made if each]


def test_the_money_picture_has_only_links_that_the_report_prints(charts: list[Figure]) -> None:
    option = json.loads(charts[0].drawing.option)["baseOption"]
    links = {
        (each["source"].strip("\u2060"), each["target"].strip("\u2060")): each["value"]
        for each in option["series"][0]["links"]
    }
    assert links["收支总计", "一般公共服务"] == 132.37
    assert links["一般公共服务", "项目支出"] == 11
    assert links["基本支出", "人员经费"] == 153.88
    assert not [
        pair for pair in links if pair[0] == "一般公共服务" and pair[1] == "人员经费"
    ]  # function × economic class
    colours = {each["name"]: each["itemStyle"]["color"] for each in option["series"][0]["data"]}
    assert colours["一般公共服务"] == palette.of_class("201")


def test_personnel_and_operating_are_joined_only_where_both_forms_print_the_same(tmp_path: Path) -> None:
    target = copy_repository(tmp_path)

    def other(row: dict[str, str]) -> None:
        if row["level"] == "total":
            row["basic"] = "999.00"

    change(package_of(target) / "expenditure.csv", other)
    made = money.money(Here(published(target)[0], ""))
    assert made
    assert "人员经费" not in made[0].drawing.option
    assert "人员经费" not in made[0].title


def test_a_strip_tells_what_is_printed_where_rounding_alone_lies_between(tmp_path: Path) -> None:
    """A whole that its parts miss by a hundredth is told as printed, one that they miss by more as their sum (173.60)."""
    target = copy_repository(tmp_path)
    for printed, told in (("173.61", "173.61"), ("174.61", "173.60")):

        def other(row: dict[str, str], printed: str = printed) -> None:
            if row["level"] == "total":
                row["total"] = printed

        change(package_of(target) / "expenditure.csv", other)
        made = money.money(Here(published(target)[0], ""))
        assert made
        assert f"怎么花的　{told} 万元" in made[1]


_NAMES = st.sampled_from(
    ["项目支出", "基本支出", "人员经费", "公用经费", "经营支出", "上缴上级支出", "上年结转和结余", "年初结转和结余", "收支总计", "", " ", "  ", "0", "{b}"]
) | st.text(max_size=5)  # fmt: skip


@given(names=st.lists(_NAMES, min_size=8, max_size=8))
@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_classes_may_be_called_what_any_other_part_of_the_money_picture_is(
    names: list[str], repository: Path, engine: Engine
) -> None:
    report = published(repository)[0]
    rows = [row for row in report.table("expenditure") if row["level"] == "class"]
    for row, name in zip(rows, names, strict=False):
        row["name"] = name
    made = money.money(Here(report, ""))
    assert made
    assert {row["name"] for row in report.table("expenditure") if row["level"] == "class"} <= set(names)
    nodes = [each["name"] for each in json.loads(made[0].drawing.option)["baseOption"]["series"][0]["data"]]
    assert len(nodes) == len(set(nodes))
    assert engine.svg(made[0].drawing.option, 800, 500).startswith("<svg")


def test_a_chart_that_cannot_be_drawn_shows_its_table_and_says_so(
    engine: Engine, charts: list[Figure], capsys: pytest.CaptureFixture[str]
) -> None:
    option = json.loads(charts[0].drawing.option)
    option["baseOption"]["series"][0]["data"] *= 2
    broken = replace(charts[0], drawing=replace(charts[0].drawing, option=json.dumps(option)))
    pen = Pen(engine)
    shown = figure(broken, pen)
    assert "这幅图画不出来" in shown
    assert "<details data-search-exclude open><summary>表" in shown
    assert "132.37" in shown
    assert "chart-box" not in shown
    assert pen.options == {}
    assert f"{broken.who} #figure-money: not drawn" in capsys.readouterr().err
    assert "这幅图画不出来" not in figure(charts[0], Pen(engine))


def test_what_a_page_s_charts_are_made_of_stands_beside_it_alone(
    engine: Engine, charts: list[Figure], tmp_path: Path
) -> None:
    pen = Pen(engine)
    figure(charts[0], pen)
    pen.put_down(tmp_path / "one")
    pen.put_down(tmp_path / "none")
    figure(charts[1], pen)
    pen.put_down(tmp_path / "two")
    one, two = (json.loads(gzip.decompress((tmp_path / each / OPTIONS).read_bytes())) for each in ("one", "two"))
    assert one == {charts[0].figure_id: charts[0].drawing.option}
    assert list(two) == [charts[1].figure_id]
    assert not (tmp_path / "none").exists()


def test_options_hold_plain_numbers_and_no_null(charts: list[Figure]) -> None:
    def walk(value: Any) -> None:
        assert value is not None
        if isinstance(value, dict):
            for each in value.values():
                walk(each)
        elif isinstance(value, list):
            for each in value:
                walk(each)

    for chart in charts:
        walk(json.loads(chart.drawing.option))
        assert "function" not in chart.drawing.option


def test_chart_table_twin_and_description_say_the_same(charts: list[Figure]) -> None:
    for chart in charts:
        for row in chart.rows:
            assert len(row) == len(chart.head)
    assert "132.37" in charts[1].description
    assert any("132.37" in entry for row in charts[1].rows for entry in row)
    assert 0 not in charts[1].numeric
    assert 1 not in charts[1].numeric  # names are no numbers
    assert 2 in charts[1].numeric


_WILD = """(function () {
  var now = 0;
  globalThis.Date = class extends Date {
    constructor(...when) { super(...(when.length ? when : [(now += 1000)])) }
    static now() { return (now += 1000) }
  };
  globalThis.performance = { now: Date.now };
})();"""


def test_drawings_are_the_same_on_a_slow_machine(
    repository: Path, engine: Engine, charts: list[Figure], monkeypatch: pytest.MonkeyPatch
) -> None:
    def hurried() -> quickjs.Context:
        context = real()
        context.eval(_WILD)
        return context

    real = quickjs.Context
    monkeypatch.setattr(quickjs, "Context", hurried)
    slow = Engine(repository)
    for chart in charts:
        assert figure(chart, Pen(engine)) == figure(chart, Pen(slow))


def test_drawings_follow_the_scheme_and_speak(engine: Engine, charts: list[Figure]) -> None:
    ids: list[str] = []
    for chart in charts:
        svg = engine.svg(chart.drawing.option, 720, chart.drawing.height)
        assert svg.startswith("<svg")
        assert "var(--" in svg
        assert "\n" not in svg
        ids += re.findall(r' id="([^"]+)"', svg)
        assert f'role="img" aria-label="{chart.description}"' in figure(chart, Pen(engine))
    assert len(ids) == len(set(ids))


def test_hostile_names_stay_text(engine: Engine) -> None:
    name = "<b onclick=x>{b}</b>&"
    bars = Bars(name, palette.REVENUE, [Decimal(1), None], ["1{a}", ""])
    drawing = horizontal_bars("x", [name, "y"], bars, "万元", name)
    svg = engine.svg(drawing.option, 720, drawing.height)
    assert "<b" not in svg
    assert "&lt;b onclick=x&gt;{b}&lt;/b&gt;&amp;" in svg
    tooltip = json.loads(drawing.option)["baseOption"]["series"][0]["data"][0]["tooltip"]["formatter"]
    assert "<b" not in tooltip.replace("<br>", "")
    assert "{b}" not in tooltip


def _texts(node: ET.Element, above: tuple[ET.Element, ...]) -> Iterator[tuple[ET.Element, tuple[ET.Element, ...]]]:  # fmt: skip
    """Every text of a drawing, with the groups around it, the nearest first."""
    if node.tag.endswith("}text"):
        yield node, above
    for each in node:
        yield from _texts(each, (node, *above))


def test_places_of_a_drawing_are_not_taken_for_telephone_numbers(tmp_path: Path) -> None:
    drawn = '<svg width="9"><path d="M1 1C294 1404 294 1404 344.4 1404V1405Z" fill="b"></path></svg>'
    for name, words in (("drawn", drawn), ("less", slim(drawn))):
        (tmp_path / name).mkdir()
        (tmp_path / name / "index.md").write_text(words, "utf-8")
    assert list(scan(tmp_path / "drawn"))
    assert not list(scan(tmp_path / "less"))


@pytest.mark.parametrize(
    ("drawn", "less"),
    [
        pytest.param('<path d="M0 0l9 0l0 4l-9 0Z" fill="none" pointer-events="visible"></path>', "", id="unseen"),
        pytest.param('<text x="1" y="2" fill="a" xml:space="preserve"> </text>', "", id="a blank between words"),
        pytest.param(
            '<path d="M14 169.3C89.6 169.3 89.6 115.3 165.2 115.3L165.2 129.6L2 129.6Z" fill="b"></path>',
            '<path d="M14,169.3c75.6,0,75.6,-54,151.2,-54v14.3L2,129.6Z" fill="b"/>',
            id="band",
        ),
        pytest.param(
            "".join(f'<path d="M{at} 2Z" fill="{each}" fill-opacity="0.38"></path>' for at, each in enumerate("abc"))
            + '<path d="M9 2Z" fill="d"></path><text x="1" y="2" fill="a" fill-opacity="0.38" font-size="12">甲</text>',
            '<g fill="a" fill-opacity="0.38"><path d="M0,2Z"/><path d="M1,2Z" fill="b"/><path d="M2,2Z" fill="c"/>'
            '<path d="M9,2Z" fill="d" fill-opacity="1"/><text x="1" y="2" font-size="12">甲</text></g>',
            id="what most have alike",
        ),
        pytest.param('<g clip-path="url(#a)"><path d="M1 1Z" fill="x" fill-opacity="0"></path></g>', "", id="empty"),
        pytest.param(
            '<path d="M14.5 12L14.5 81" fill="none" pointer-events="visible" stroke="s"></path><path d="M2 12L9 12" fill="none" stroke="s"></path>',
            '<g fill="none" stroke="s"><path d="M14.5,12V81"/><path d="M2,12H9"/></g>',
            id="lines",
        ),
        pytest.param(
            '<path d="M1 2l9.5 0l0 -4l-9.5 0Z" fill="b"></path>', '<path d="M1,2h9.5v-4h-9.5Z" fill="b"/>', id="bar"
        ),
        pytest.param(
            '<path d="M1 0A1 1 0 1 1 1 -0.1A1 1 0 0 1 1 0" transform="matrix(5.5,0,0,5.5,59.344,69.5)" fill="c" stroke="d" stroke-width="0.36363636363636365"></path>',
            '<circle fill="c" stroke="d" stroke-width="2" cx="59.3" cy="69.5" r="5.5"/>',
            id="point",
        ),
        pytest.param(
            '<text dominant-baseline="central" text-anchor="end" style="font-size:13px;font-family:inherit;font-weight:600;" xml:space="preserve" y="-6" transform="translate(8.24 46)" fill="i">1.25 &lt;b</text>',
            '<text text-anchor="end" y="40" fill="i" font-size="13" font-weight="600" x="8.2">1.25 &lt;b</text>',
            id="words",
        ),
        pytest.param(
            '<path d="M1 2C3 4 5 6 7 8L7 9Z" transform="translate(160 60)" fill="b"></path><path d="M1 2h3" transform="translate(160 60)" fill="c"></path>',
            '<g transform="translate(160 60)"><path d="M1,2C3,4,5,6,7,8V9Z" fill="b"/><path d="M1,2h3" fill="c"/></g>',
            id="moved alike",
        ),
        pytest.param(
            '<path d="M1 2h3" fill="url(#z-p0)"></path><path d="M1 3h3" fill="url(#z-p1)"></path><defs ><pattern id="z-p0"><g ><path d="" fill="x"></path></g></pattern><pattern id="z-p1"><g ><path d="M1 1h1" fill="x"></path></g></pattern></defs>',
            '<path d="M1,3h3" fill="url(#z-p1)"/><defs ><pattern id="z-p1"><g ><path d="M1,1h1" fill="x"/></g></pattern></defs>',
            id="decals",
        ),
    ],
)
def test_a_drawing_says_nothing_twice_and_nothing_unseen(drawn: str, less: str) -> None:
    assert slim(f'<svg viewBox="0 0 9 9" version="1.1">{drawn}</svg>') == f'<svg viewBox="0 0 9 9">{less}</svg>'


def test_long_names_stay_inside_the_chart(engine: Engine) -> None:
    names = ["机关事业单位基本养老保险缴费支出" * 2, "短"]
    values = [Decimal("12345678.90"), Decimal(1)]
    labels = ["12,345,678.90（100.00%）", "1"]
    drawing = horizontal_bars("x", names, Bars("支出", palette.EXPENDITURE, values, labels), "万元", "x")
    for width, height in ((720, drawing.height), (344, drawing.height_narrow)):
        svg = engine.svg(drawing.option, width, height)
        texts = [
            (*(next(each.get(key) for each in (text, *above) if each.get(key)) for key in ("text-anchor", "font-size", "x")), text.text or "")
            for text, above in _texts(ET.fromstring(svg), ())  # noqa: S314 - our own
        ]  # fmt: skip
        assert len(texts) > 5
        for anchor, font, place, words in texts:
            room = sum(1 if ord(sign) > 0x2E7F else 0.58 for sign in words) * float(font)
            start = float(place) - room * {"start": 0, "middle": 0.5, "end": 1}[anchor]
            assert start >= 0, words
            assert start + room <= width, words


@pytest.mark.parametrize("most", [Decimal(0), Decimal(90)])
def test_an_amount_beside_its_point_is_not_struck_through_by_the_axis(most: Decimal) -> None:
    amounts = [Decimal(0), most]
    plan, final = (Series(name, "c", amounts, ["0.00", str(most)], hollow=name == "plan") for name in ("plan", "final"))
    made = panels("x", ["2022", "2023"], [Panel("t", "", "span", [plan, final], ["", ""])], "", "")
    dots = [each for each in json.loads(made.option)["baseOption"]["series"] if each.get("name") in {"plan", "final"}]
    assert len(dots) == 2
    for each in dots:
        lifted = [point["label"].get("offset", [0, 0])[1] < -5 for point in each["data"]]
        assert lifted == [True, not most]


@pytest.mark.parametrize(
    ("valley", "least", "place"), [(40, 0, "below"), (0, 0, "higher"), (80, 0, "above"), (80, 60, "below")]
)
def test_a_label_in_a_steep_valley_is_clear_of_both_lines(engine: Engine, valley: int, least: int, place: str) -> None:
    line = Series("s", "c", [Decimal(100), Decimal(valley), Decimal(100)], ["left", "deep", "right"])
    made = panels("x", ["2021", "2022", "2023"], [Panel("t", "", "line", [line], ["", "", ""], least)], "", "")
    svg = engine.svg(made.option, 1152, made.height)
    level = {words: float(y) for y, words in re.findall(r'<text y="([\d.]+)"[^>]*>(left|deep)<', svg)}
    points = [float(y) for y in re.findall(r'<circle [^>]*cy="([\d.]+)"', svg)]
    gap = (level["deep"] - max(points)) - (level["left"] - min(points))
    assert {"below": gap > 20, "higher": gap < -5, "above": abs(gap) < 1}[place]


def test_a_zero_on_a_stack_is_told_where_the_part_below_has_no_room_for_its_label(engine: Engine) -> None:
    stack = [Series(name, "c", [Decimal(0), Decimal(9)], ["0.00", "9.00"]) for name in ("basic", "project")]
    made = panels("x", ["2022", "2023"], [Panel("t", "", "stack", stack, ["", ""])], "", "")
    assert engine.svg(made.option, 1152, made.height).count(">0.00<") == 1


@pytest.mark.parametrize(
    "name", ["Row", "Row of a department whose name is far longer than a line of the map has room for, in its district"]
)
def test_every_group_and_row_of_a_map_is_named(engine: Engine, name: str) -> None:
    sizes = {
        "Form of the text": 9,
        "Form of the table": 1,
        "Form of the name": 14,
        "Form of what is read by machines": 16,
        "Form of the end": 1,
    }
    groups = [group for group, size in sizes.items() for _ in range(size)]
    made = heat("x", [f"{name} {at}" for at in "ab"], groups, [], {}, "")
    for width, high in ((1152, made.height), (328, made.height_narrow)):
        svg = engine.svg(made.option, width, high)
        assert re.findall(r">(Form of [^<]{7})", svg) == [group[:15] for group in sizes]
        assert "".join("".join(re.findall(r">([^<]+)<", svg)).split()).count(f"{name}a".replace(" ", "")) == 1


@pytest.mark.parametrize("group", ["Form", "Form of the text"])
def test_each_row_of_a_phones_map_has_its_height_whatever_stands_above(engine: Engine, group: str) -> None:
    marks = [Mark(0, row, "differs", "") for row in range(2)]
    made = heat("x", ["Row a", "Row b"], [group] * 4, marks, {"differs": ""}, "")
    svg = engine.svg(made.option, 328, made.height_narrow)
    first, second = (float(y) for y in re.findall(r'y="([\d.]+)">Row', svg))
    assert second - first > 38


@pytest.mark.parametrize("amount", ["5.00", "1,234,855.60"])
def test_the_longest_words_beside_a_point_end_within_a_phones_chart(engine: Engine, amount: str) -> None:
    final = Decimal(amount.replace(",", ""))
    made = pairs("x", [Pair("a", None, final, Decimal(1), amount, f"+{amount}")], ("", "", ""), "", "", planned=False)
    svg = engine.svg(made.option, 328, made.height_narrow)
    found = re.search(rf'x="([\d.]+)"[^>]*>({re.escape(amount)}[^<]*)<', svg)
    assert found
    assert float(found[1]) + 6.5 * len(found[2]) < 328


def test_a_missing_library_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="make site"):
        Engine(tmp_path)
