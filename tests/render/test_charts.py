"""Options and static drawings of charts."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import quickjs

from build_site.model import InputError
from build_site.render.charts import palette
from build_site.render.charts.engine import Engine
from build_site.render.charts.figures import Figures
from build_site.render.charts.markup import Figure, figure
from build_site.render.charts.options import Bars, dumbbells, horizontal_bars
from tests.houses import change
from tests.render.conftest import copy_repository, package_of, published


@pytest.fixture(scope="module")
def engine(repository: Path) -> Engine:
    return Engine(repository)


@pytest.fixture(scope="module")
def charts(repository: Path) -> list[Figure]:
    figures = Figures(published(repository)[0])
    return [*figures.money(), *figures.purposes(), *figures.plan()]


def test_the_reports_four_figures_are_back(charts: list[Figure]) -> None:
    titles = [each.title for each in charts]
    for number in (1, 2, 3, 4):
        assert any(title.startswith(f"图{number} ") for title in titles)


def test_last_years_total_follows_from_the_stated_change_and_is_marked(charts: list[Figure]) -> None:
    first = next(each for each in charts if each.figure_id == "figure-1")
    option = json.loads(first.drawing.option)["baseOption"]
    assert option["yAxis"][0]["data"] == ["2022年度（推算）", "2023年度"]
    assert [series["data"][0]["value"] for series in option["series"]] == [199.25, 199.25]
    assert "推算" in first.note


def test_without_the_stated_change_last_year_is_not_drawn(root: Path, tmp_path: Path) -> None:
    target = copy_repository(root, tmp_path)
    change(package_of(target) / "claims.csv", lambda row: row.update(direction=""))
    first = next(each for each in Figures(published(target)[0]).money() if each.figure_id == "figure-1")
    assert json.loads(first.drawing.option)["baseOption"]["yAxis"][0]["data"] == ["2023年度"]


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


def test_blank_amounts_are_not_drawn_as_zero(charts: list[Figure]) -> None:
    structure = next(each for each in charts if each.figure_id == "figure-2")
    assert json.loads(structure.drawing.option)["baseOption"]["yAxis"][0]["data"] == ["财政拨款收入"]
    assert "上级补助收入" in structure.note


def test_chart_table_twin_and_description_say_the_same(charts: list[Figure]) -> None:
    for chart in charts:
        for row in chart.rows:
            assert len(row) == len(chart.head)
    execution = next(each for each in charts if each.figure_id == "figure-execution")
    assert "113.21" in execution.description
    assert any("113.21" in entry for row in execution.rows for entry in row)


def test_drawings_are_the_same_every_time(repository: Path, engine: Engine, charts: list[Figure]) -> None:
    for chart in charts:
        assert figure(chart, engine) == figure(chart, Engine(repository))


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
        assert figure(chart, engine) == figure(chart, slow)


def test_drawings_follow_the_scheme_and_speak(engine: Engine, charts: list[Figure]) -> None:
    ids: list[str] = []
    for chart in charts:
        svg = engine.svg(chart.drawing.option, 720, chart.drawing.height)
        assert svg.startswith("<svg")
        assert "var(--chart-" in svg
        assert "\n" not in svg
        ids += re.findall(r' id="([^"]+)"', svg)
        assert f'role="img" aria-label="{chart.description}"' in figure(chart, engine)
    assert len(ids) == len(set(ids))


def test_hostile_names_stay_text(engine: Engine) -> None:
    name = "<b onclick=x>{b}</b>&"
    bars = Bars(name, palette.REVENUE, [Decimal(1), None], ["1{a}", ""])
    drawing = horizontal_bars("x", [name, "y"], [bars, bars], "万元", name)
    svg = engine.svg(drawing.option, 720, drawing.height)
    assert "<b" not in svg
    assert "&lt;b onclick=x&gt;{b}&lt;/b&gt;&amp;" in svg
    tooltip = json.loads(drawing.option)["baseOption"]["series"][0]["data"][0]["tooltip"]["formatter"]
    assert "<b" not in tooltip.replace("<br>", "")
    assert "{b}" not in tooltip


def test_long_names_stay_inside_the_chart(engine: Engine) -> None:
    names = ["机关事业单位基本养老保险缴费支出" * 2, "短"]
    values = [Decimal("12345678.90"), Decimal(1)]
    labels = ["12,345,678.90（100.00%）", "1"]
    drawing = horizontal_bars("x", names, [Bars("支出", palette.EXPENDITURE, values, labels)], "万元", "x")
    for width, height in ((720, drawing.height), (344, drawing.height_narrow)):
        svg = engine.svg(drawing.option, width, height)
        texts = [
            (
                re.search(r'text-anchor="(\w+)"', attributes)[1],
                int(re.search(r"font-size:(\d+)px", attributes)[1]),
                place,
                words,
            )  # type: ignore[index]
            for attributes, place, words in re.findall(r"<text([^>]*translate\(([\d.]+) [^>]*)>([^<]+)<", svg)
        ]
        assert len(texts) > 5
        for anchor, font, place, words in texts:
            room = sum(1 if ord(sign) > 0x2E7F else 0.58 for sign in words) * font
            start = float(place) - room * {"start": 0, "middle": 0.5, "end": 1}[anchor]
            assert start >= 0, words
            assert start + room <= width, words


def test_a_dumbbell_shows_both_values(engine: Engine) -> None:
    start = Bars("年初预算", palette.BUDGET, [Decimal("3.17"), Decimal(2)], ["3.17", "2"])
    end = Bars("决算", palette.EXPENDITURE, [Decimal("1.41"), Decimal(2)], ["1.41", "2"])
    drawing = dumbbells("x", ["提租补贴", "持平"], start, end, "万元", "x")
    svg = engine.svg(drawing.option, 720, drawing.height)
    assert "3.17 → 1.41" in svg
    assert "connector" not in svg


def test_balances_are_drawn_only_where_there_are_some(root: Path, tmp_path: Path) -> None:
    target = copy_repository(root, tmp_path)
    assert not [each for each in Figures(published(target)[0]).money() if each.figure_id == "figure-balances"]

    def carry(row: dict[str, str]) -> None:
        if row["concept"] in ("opening-balance", "closing-balance"):
            row["amount"] = "5.00"

    change(package_of(target) / "revenue-and-expenditure.csv", carry)
    chart = next(each for each in Figures(published(target)[0]).money() if each.figure_id == "figure-balances")
    option = json.loads(chart.drawing.option)["baseOption"]
    assert option["yAxis"][0]["data"] == ["年初结转和结余", "本年收入", "本年支出", "年末结转和结余"]
    assert option["series"][0]["data"] == [0.0, 5.0, 5.0, 0.0]  # where each bar begins


def test_a_missing_library_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="make site"):
        Engine(tmp_path)
