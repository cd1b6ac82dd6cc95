"""The pages above the reports: one unit, every gap said, each number back to its row."""

import gzip
import json
import re
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest

from build_site.model import Department, Registration
from build_site.model.outcomes import NEUTRAL
from build_site.render import numbers
from build_site.render.charts.engine import Engine
from build_site.render.charts.many.maps import Box, _headed, _squares, boxes
from build_site.render.charts.many.pairs import Pair, pairs
from build_site.render.charts.markup import Pen
from build_site.render.charts.options import WIDE
from build_site.render.codes import uses
from build_site.render.collected import Collected
from build_site.render.digest import Digest
from build_site.render.measures import Known, _prior, measures
from build_site.render.pages import compare, home, rules, topics
from build_site.render.pages.department import department_pages
from build_site.render.pages.places import counted, place_pages
from build_site.render.words import Tongue
from tests.houses import ROOT
from tests.render.conftest import published

SLUG = "310107-made-office"


def known(yuan: str, unit: str = "元") -> Known:
    return Known("value", Decimal(yuan), yuan, unit, "forms/#expenditure-r1-total")


def report(year: int, unit: str, spent: str, slug: str = SLUG, **more: Known) -> Digest:
    """A report in short, with what the pages under test read."""
    from build_site.render.measures import MEASURES

    names = [
        *MEASURES,
        "prior",
        "running-costs-prior",
        *(
            f"{item}-budget"
            for item in ("overseas-visits", "vehicles", "vehicle-purchase", "vehicle-operation", "hospitality")
        ),
        "vehicle-purchase",
        "vehicle-operation",
        "procurement-goods",
        "procurement-works",
        "procurement-services",
    ]
    found = dict.fromkeys(names, Known("not-in-report")) | {"expenditure": known(spent, unit)} | more
    registration = Registration(slug, year, f"{year}年度部门决算", "某局", slug[:6], "x.txt", "", "", "", "", "")  # fmt: skip
    return Digest(
        registration=registration, title="", version="", unit=unit, budget_units=(), outcomes={}, kinds={},
        findings=(), defects=0, coverage={}, measures=found, crop=None, classes={"201": ("一般公共服务支出", known(spent))}, uses=(),
        read_by="text", sha256="", sizes={}, dataset=None, blockers=(),  # type: ignore[arg-type]
    )  # fmt: skip


def collected(*reports: Digest) -> Collected:
    offices = {each.slug: Department(each.slug, "某局", "Some Bureau", each.slug[:6], "", "") for each in reports}
    return Collected(list(reports), offices)


@pytest.fixture(scope="module")
def pen(tmp_path_factory: pytest.TempPathFactory) -> Pen:
    from build_site.site import assets

    assets.provide(ROOT)
    return Pen(Engine(ROOT))


def test_a_year_in_another_unit_is_shown_and_a_missing_one_is_said(pen: Pen) -> None:
    all_ = collected(report(2024, "元", "29400500"), report(2022, "万元", "26110000"))
    (_, page), *_ = department_pages(all_, "zh", pen)
    assert "2,940.05" in page
    assert "2,611.00" in page
    assert '<span class="none">2023 未收录</span>' in page
    assert "2022 未收录" not in page
    assert "2024 未收录" not in page


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_department_page_says_why_years_are_not_simply_compared(lang: str, pen: Pen) -> None:
    old, new = report(2021, "元", "1"), report(2024, "元", "2")
    old = replace(old, registration=replace(old.registration, department="某旧<局>"), budget_units=("甲",))
    new = replace(new, budget_units=("甲", "乙"))
    (_, page), *_ = department_pages(collected(new, old), lang, pen)
    words = re.sub(r"<[^>]+>", "", page)
    if lang == "zh":
        assert (
            "2024 年起名称由“某旧&lt;局&gt;”改为“某局”；2021 年有 1 个决算单位，2024 年有 2 个；2021 年和 2024 年之间的年度未收录"
            in words
        )
        assert "没有登记改名或合并" not in page
    else:
        assert "called 某局 from 2024 on, 某旧&lt;局&gt; until then" in words
        assert '<span lang="zh">某局</span> from 2024' in page
    (_, page), *_ = department_pages(collected(report(2024, "元", "2"), report(2023, "元", "1")), lang, pen)
    assert "<dt>口径变化" not in page
    assert "Breaks" not in page


def test_both_languages_come_from_one_template(pen: Pen) -> None:
    (_, page), *_ = department_pages(collected(report(2024, "元", "29400500")), "en", pen)
    assert "Some Bureau" in page
    assert "29.40" in page
    assert not re.search(r"[\u4e00-\u9fff]", re.sub(r'<[^>]*lang="zh"[^>]*>[^<]*<|title="[^"]*"', "", page))


def test_what_data_say_has_english() -> None:
    from build_site.reconcile.declare import FAMILIES
    from build_site.render.measures import MEASURES, PART
    from build_site.render.words import english

    said = {title.strip(PART) for title in MEASURES.values()} | set(FAMILIES.values()) | set(compare._SCRIPT)
    said |= {words for topic in topics.TOPICS for words in (topic.title, topic.definition, *dict(topic.parts).values())}
    assert sorted(said - set(english())) == []


def test_a_sum_says_what_it_covers(pen: Pen, tmp_path: Path) -> None:
    none = {"three-public": Known("none-stated"), "three-public-budget": Known("none-stated")}
    both = {"three-public": known("6200"), "three-public-budget": known("9500")}
    reports = [report(2024, "元", "10000", f"310107-{name}", **said) for name, said in (("a", both), ("b", none))]
    pages = dict(place_pages(collected(*reports), "zh", pen, tmp_path))
    page = pages["places/310107/index.md"]
    assert "0.95" in page
    assert "0.62" in page
    assert "没有扣除部门间往来" in page
    assert '1 个印了数，1 个 <span class="tagv">报告称无</span>' in page
    assert re.findall(r'<td class="amount cellbar" style="--w:([\d.]+)%', page) == ["100.0", "100.0"]  # and its bar
    assert "places/310000/index.md" in pages


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_report_is_on_the_page_of_its_year(pen: Pen, tmp_path: Path, lang: str) -> None:
    """The year with most reports first; the others have pages of their own."""
    reports = [report(2024, "元", "10000", f"310107-{name}") for name in "ab"]
    all_ = collected(*reports, report(2025, "元", "30000", "310107-c"))
    home = "../" * (4 if lang == "en" else 3) + ("en/" if lang == "en" else "")
    for page, pages in (
        ("places/310107", dict(place_pages(all_, lang, pen, tmp_path))),
        ("topics/three-public", dict(topics.topic_pages(all_, lang, pen))),
    ):
        rows = [f"departments/310107-{name}/2025/" in pages[f"{page}/2025/index.md"] for name in "abc"]
        assert rows == [False, False, True]
        assert f'href="{home}{page}/"' in pages[f"{page}/2025/index.md"]
        assert f"{page}/index.md" in pages
        assert f"{page}/2024/index.md" not in pages
    without = dict(place_pages(all_, lang, pen, tmp_path))["places/310107/index.md"]
    assert re.search(r'departments/310107-c/">[^/]*</?[^/]*2025', without)


def test_a_name_without_english_stays_words_in_what_is_spoken(pen: Pen, tmp_path: Path) -> None:
    """Marked as Chinese in the page, plain where an attribute says it."""
    place = replace(report(2024, "元", "10000", "540602-a"), classes={})
    pages = dict(place_pages(collected(place), "en", pen, tmp_path))
    assert not re.search('aria-label="[^"]*<', pages["places/540602/index.md"])
    assert 'aria-label="Departments of 西藏自治区那曲市色尼区' in pages["places/540602/index.md"]


def test_states_are_counted_apart() -> None:
    assert counted(["value", "zero", "blank", "none-stated", "blank"]) == {"amount": 2, "none-stated": 1, "blank": 2}


def test_what_has_no_plan_is_drawn_without_one() -> None:
    rows = [Pair("某局", None, Decimal(2), Decimal(1), "2.00", "+1.00")]
    drawn = {
        planned: json.loads(pairs("x", rows, ("预算", "本年", "上年"), "万元", "", planned=planned).option)
        for planned in (True, False)
    }
    assert [title["text"] for title in drawn[False]["baseOption"]["title"]] == ["上年 ◇ → 本年 ●"]
    assert [len(drawn[planned]["baseOption"]["grid"]) for planned in (True, False)] == [2, 1]


def test_topics_give_change_and_plan_for_every_year(tmp_path: Path) -> None:
    old = report(2023, "万元", "1", **{"three-public": known("5000"), "three-public-budget": known("6000")})
    new = report(2024, "万元", "1", **{"three-public": known("6200"), "three-public-budget": known("9500")})
    topics.write_topics(collected(new, old), tmp_path / "topics")
    words = (tmp_path / "topics/three-public.csv").read_text("utf-8")
    assert f"{SLUG},某局,310107,2024,three-public,9500,value,6200,value,5000,value,false" in words
    assert f"{SLUG},某局,310107,2023,three-public,6000,value,5000,value,,not-collected,false" in words


def test_comparison_has_yuan_state_and_what_is_printed(tmp_path: Path) -> None:
    compare.write_compare(collected(report(2024, "元", "29400500")), tmp_path / "compare")
    own = json.loads((tmp_path / "compare/2024.json").read_text("utf-8"))[f"{SLUG}-2024"]
    assert own["measures"]["expenditure"]["yuan"] == "29400500"
    assert own["measures"]["three-public"] == {"state": "not-in-report"}
    assert own["moved"] == {"state": "not-collected"}


def test_comparison_tells_the_change_on_the_year_before(tmp_path: Path) -> None:
    stated = {"prior": known("20000"), "expenditure": known("30000")}
    compare.write_compare(collected(report(2024, "元", "1", **stated), report(2023, "元", "40000")), tmp_path / "both")
    moved = [
        json.loads((tmp_path / f"both/{year}.json").read_text("utf-8"))[f"{SLUG}-{year}"]["moved"]
        for year in (2024, 2023)
    ]
    assert moved == [{"rate": "−25.00%", "derived": False}, {"state": "not-collected"}]
    compare.write_compare(collected(report(2024, "元", "1", **stated)), tmp_path / "alone")  # only as it says itself
    told = json.loads((tmp_path / "alone/2024.json").read_text("utf-8"))[f"{SLUG}-2024"]["moved"]
    assert told == {"rate": "+50.00%", "derived": True}


@pytest.mark.parametrize(
    ("printed", "key"),
    [("2,940.05", "2940.05"), ("２９４０．０５", "2940.05"), ("2940.050", "2940.05"), ("1,500.00", "1500"), ("77.77%", "77.77"), ("无", "")],
)  # fmt: skip
def test_a_number_is_one_key_in_every_spelling(printed: str, key: str) -> None:
    assert numbers.key(printed) == key


def test_a_number_leads_to_its_row_and_to_its_sentence(root: Path, tmp_path: Path) -> None:
    own = list(numbers.of_report(published(root)[0]))
    (tmp_path / "own").write_text("".join(f"{numbers.line(each)}\n" for each in own), "utf-8")
    numbers.write([(SLUG, 2023, "某局", "")], [tmp_path / "own"], tmp_path / "search")
    content = gzip.decompress((tmp_path / f"search/{numbers.shard('173.61')}.json.gz").read_bytes())
    places = json.loads(content)["173.61"]
    assert any(at == 0 and where.startswith("forms/#") and "支出决算表" in label for at, where, label, *_ in places)
    assert any(where.startswith("text/#") and "173.61" in label for _, where, label, *_ in places)
    english = [en for _, where, _, _, *en in places if where.startswith("forms/#expenditure-")]
    assert english[0] == ["Expenditure · Total · total expenditure for the year"]


def test_every_economic_code_has_its_share(root: Path) -> None:
    own = [use for use in uses(published(root)[0]) if use.economic]
    assert own
    assert all(use.total for use in own)


def test_measures_say_their_place_and_state(root: Path) -> None:
    found = measures(published(root)[0])
    assert found["expenditure"].shown == "173.61 万元"
    assert found["expenditure"].yuan == Decimal(1736100)
    assert found["three-public"].state == "none-stated"
    assert found["running-costs"].year == "2022"


@pytest.mark.parametrize(
    ("lang", "yuan", "shown"),
    [("zh", "29400500", "2,940.05 万元"), ("zh", "742300000", "74,230.00 万元"), ("en", "29400500", "29.40 million yuan"), ("en", "9500", "9,500 yuan"), ("en", "1132109.41", "1.13 million yuan")],
)  # fmt: skip
def test_each_language_has_one_unit(lang: str, yuan: str, shown: str) -> None:
    assert Tongue(lang).told(Decimal(yuan)) == shown
    assert Tongue("zh").summed(Decimal(742300000)) == "7.42 亿元"


def test_last_year_is_told_of_a_change_of_expenditure_alone() -> None:
    """Revenue and expenditure in all may equal the expenditure of one year and not of the other."""
    change = {"value": "10", "unit": "万元", "direction": "increase", "source_page": "1"}
    found = dict.fromkeys(("expenditure", "general-public", "expenditure-total"), known("1000000"))
    for said, state in (("expenditure-for-year", "value"), ("revenue-and-expenditure-total", "not-in-report")):
        claims = {f"{said}:change-amount": change}
        assert _prior(SimpleNamespace(claim=claims.get), found).state == state  # type: ignore[arg-type]


def test_the_home_page_maps_the_place_with_most_departments(pen: Pen) -> None:
    """Of two departments in two districts their city."""
    page = home.home_page(
        collected(report(2024, "元", "1000", "310107-a"), report(2024, "元", "1000", "310101-b")), "zh", pen
    )
    assert "上海市：每 100 元里" in page


def test_nothing_generated_is_kept_in_the_repository(root: Path) -> None:
    from build_site.render.above import AT_ROOT
    from build_site.run.house import FOLDERS

    ignored = set((root / ".gitignore").read_text("utf-8").split())
    wanted = {*(f"/docs/{folder}/" for folder in FOLDERS), *(f"/docs/{page}" for page in AT_ROOT)}
    assert sorted(wanted - ignored) == []


@pytest.mark.parametrize(
    ("name", "brief"),
    [
        ("上海市普陀区财政局", "财政局"),
        ("中共上海市普陀区委社会工作部", "社会工作部"),
        ("中共上海市普陀区委员会党校", "党校"),
        ("中共上海市普陀区委员会", "中共上海市普陀区委员会"),
        ("上海市普陀区人民政府长寿路街道办事处", "长寿路街道办事处"),
        ("某县示例局", "某县示例局"),
    ],
)
def test_a_department_in_a_box_loses_what_all_share_and_nothing_of_its_own(name: str, brief: str) -> None:
    assert home._brief(name, "普陀区") == brief


@pytest.mark.parametrize(
    ("name", "room", "lines", "head"),
    [
        ("社会保障和就业", 300, 1, "社会保障和就业 10%"),
        ("社会保障和就业", 115, 1, "社会保障… 10%"),
        ("社会保障和就业", 40, 1, "10%"),
        ("Housing security", 137, 1, "Housing se… 10%"),
        ("Housing security", 300, 2, "Housing security 10%"),
        ("Social security and employment", 160, 2, "Social security\nand employment\n10%"),
        ("社会保障和就业", 70, 2, "社会保障\n和就业\n10%"),
        ("Culture, tourism, sports and media", 90, 2, "Culture,…\n10%"),
    ],
)
def test_a_class_head_keeps_its_share_where_its_name_is_shortened_or_goes_on_below(
    name: str, room: float, lines: int, head: str
) -> None:
    assert _headed(Box(name, "", [], "10%"), room, lines) == head


def test_where_a_head_is_cut_all_shares_stand_on_a_line_below_and_flat_boxes_keep_theirs() -> None:
    found = [
        Box("一般公共服务", "#112233", [("财政局", Decimal(70), "70")], "70%"),
        Box("社会保障和就业支出总和", "#112233", [("财政局", Decimal(9), "9")], "9%"),
        Box("卫生健康", "#112233", [("财政局", Decimal(1), "1")], "1.2%"),
    ]
    data = {
        each["name"].split()[0]: each
        for each in json.loads(boxes("a", found, "").option)["baseOption"]["series"][0]["data"]
    }
    assert data["一般公共服务"]["name"] == "一般公共服务\n70%"
    flat = data["卫生健康"]
    assert flat["name"] == flat["label"]["formatter"] == "卫生健康 1.2%"
    assert "children" not in flat


@pytest.mark.parametrize("less", [2, 6, 12, 20])
def test_a_name_stands_whole_in_its_box_or_not_at_all(pen: Pen, less: int) -> None:
    names = "自然资源和规划局 卫生健康局 人力资源和社会保障局 水务局 住房和城乡建设局 残疾人联合会".split()
    inner = [(f"{name}{at}", Decimal(1000 - at * less * 3 // 2), "1.52 亿元") for at, name in enumerate(names * 4)]
    drawing = boxes("a", [Box(kind, "#112233", inner, "9%") for kind in ("住房保障", "教育")], "")
    parts = [
        part for each in json.loads(drawing.option)["baseOption"]["series"][0]["data"] for part in each["children"]
    ]
    wanted = Counter(line for each in parts if each["label"]["show"] for line in each["label"]["formatter"].split("\n"))
    assert wanted.total() > 40
    assert wanted <= Counter(re.findall(r">([^<]+)</text>", pen.engine.svg(drawing.option, WIDE, drawing.height)))


def test_boxes_are_laid_out_as_echarts_does() -> None:
    """The largest first, along the shorter side; together they fill the whole."""
    made = dict(_squares([Decimal(1), Decimal(6), Decimal(2), Decimal(3)], 600, 400))
    rounded = {at: (round(wide), round(high)) for at, (wide, high) in made.items()}
    assert list(rounded.items()) == [(1, (450, 267)), (3, (450, 133)), (2, (150, 267)), (0, (150, 133))]


def test_a_plan_without_result_is_drawn_with_what_is_said_of_the_result(pen: Pen, tmp_path: Path) -> None:
    said = {"three-public": Known("none-stated"), "three-public-budget": known("9500")}
    all_ = collected(report(2024, "元", "10000", **said), report(2023, "元", "10000"))
    page = dict(topics.topic_pages(all_, "zh", pen))["topics/three-public/index.md"]
    assert "1 份报告里，1 份印了预算，决算都没有数" in page
    assert "0.95 → 报告称无" in page
    (_, page), *_ = department_pages(all_, "zh", pen)
    assert "“三公”经费：2024 年预算 0.95，决算报告称无" in page
    panel = json.loads(pen.options["figure-years"])["baseOption"]["series"]
    labels = [each.get("label", {}) for part in panel for each in part["data"] if isinstance(each, dict)]
    assert "报告称无" in [each.get("formatter") for each in labels]
    pages = dict(place_pages(all_, "zh", pen, tmp_path))
    assert "收录了 1 个地区 1 个部门" in pages["places/index.md"]


def test_a_page_of_a_rule_has_its_invented_example_in_either_language(pen: Pen) -> None:
    for lang, said in (("zh", "从 100 到 120 是增长 20%"), ("en", "from 100 to 120 it is 20%")):
        pages = dict(rules.rule_pages(collected(report(2024, "元", "1")), lang, pen))
        assert said in pages["audit/N-WITHIN/index.md"]
    assert '<span lang="zh">“行政运行”</span> (Administrative operation)' in pages["audit/D-CODE/index.md"]


def test_a_department_without_classes_is_not_told_as_of_another_class(pen: Pen, tmp_path: Path) -> None:
    reports = [report(2024, "元", f"{at}0000", f"310107-{at}") for at in (1, 2, 3)]
    reports[0] = replace(reports[0], classes={})
    page = dict(place_pages(collected(*reports), "zh", pen, tmp_path))["places/310107/index.md"]
    assert "没有支出决算表的各类" in page
    assert "其他各类" not in page


def test_a_rule_says_once_that_neither_side_is_blamed() -> None:
    all_ = collected(report(2024, "元", "1"))
    for lang, neutral in (("zh", NEUTRAL[0]), ("en", NEUTRAL[1].strip())):
        words = {"message_zh": f"甲为 1，乙为 2。{NEUTRAL[0]}", "message_en": f"1 here, 2 there.{NEUTRAL[1]}"}
        finding = {
            "finding_id": "N-AMOUNT:x",
            "rule_id": "N-AMOUNT",
            "defect_id": "",
            "outcome": "differs",
            "reason_code": "",
            **words,
        }
        hits = rules._hits(all_, [(all_.reports[0], finding)] * 2, Tongue(lang))
        assert rules._rule("N-AMOUNT", hits, 2, Tongue(lang)).count(neutral) == 1


def test_a_topic_counts_the_reports_that_its_table_has_no_room_for(pen: Pen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(topics, "MANY", 1)
    reports = (report(2024, "元", "1", f"310107-{name}", **{"three-public": known("9500")}) for name in "ab")
    page = dict(topics.topic_pages(collected(*reports), "zh", pen))["topics/three-public/index.md"]
    assert re.search(r"2024 年度收录 2\s份报告：2 个印了数", page)
    assert 'data-reports="2"' in page
    assert page.count("<tr data-place") == 1


def test_a_topic_begins_with_a_year_that_has_an_amount_of_it(pen: Pen) -> None:
    all_ = collected(report(2024, "元", "10000"), report(2023, "元", "10000", **{"three-public": known("9500")}))
    pages = dict(topics.topic_pages(all_, "zh", pen))
    assert "2023年度" in pages["topics/three-public/index.md"]
    assert "2024年度" in pages["topics/procurement/index.md"]


@pytest.mark.parametrize(
    ("amounts", "said"),
    [
        ((0, 0, 0), "3 份报告都是 0.00 万元"),
        ((1, 2, 2), "3 份报告从 1.00 万元到 2.00 万元"),
        ((1, 1, 2, 3), "4 份报告从 1.00 万元到 3.00 万元"),
        ((1, 2, 2, 3), "4 份报告从 1.00 万元到 3.00 万元，一半不超过 2.00 万元"),
    ],
)
def test_the_middle_is_told_where_it_says_more_than_the_ends(amounts: tuple[int, ...], said: str) -> None:
    assert Tongue("zh").spread([Decimal(each) * 10000 for each in amounts]).replace("\u00a0", " ") == said


def test_english_says_in_one_unit_what_a_report_prints_in_another() -> None:
    t = Tongue("en")
    assert t.printed("0.3 万元") == ("3,000 yuan", "0.3 万元")
    assert t.printed("12,345,678.90 元", Decimal(60_000)) == ("12.35 million yuan", "12,345,678.90 元")
    assert t.printed("12,345,678.90 元", Decimal("0.10")) == ("12,345,678.90 yuan", "12,345,678.90 元")
    assert Tongue("zh").printed("0.3 万元") == ("0.3 万元", "")
    assert Tongue("zh").printed("12,345,678.90 元") == ("1,234.56789 万元", "12,345,678.90 元")
    assert Tongue("zh").apart(Decimal("249896086.44"), Decimal(500)) == ("24,989.61", "万元")
    assert Tongue("en")("包含本级和 {n} 个下属单位", n=1) == "with 1 subordinate unit"
    assert [("far" in Tongue(lang).arrow("497.02", "150.07")) for lang in ("zh", "en")] == [False, True]
    assert t.printed("71.73%") == ("71.73%", "")
    zh = '<span lang="zh">{}</span>'.format
    assert (
        t.glossed("住房保障支出: text and form differ")
        == f"Housing security ({zh('住房保障支出')}): text and form differ"
    )
    assert t.glossed("收入决算表合计: two") == f"Revenue, Total ({zh('收入决算表合计')}): two"
    assert t.glossed("某某行动: two") == f"{zh('某某行动')}: two"


@pytest.mark.parametrize(
    ("lang", "both", "title"),
    [
        ("zh", [(1, 1), (0, 2)], "2 个预算和决算都有数的部门里，1 个不超过预算，1 个年初没有预算"),
        ("zh", [(1, 1)], "1 个预算和决算都有数的部门，没有一个超过预算"),
        ("en", [(1, 2)], "Of 1 department with a budget and a final amount, 1 exceeded it"),
    ],
)
def test_a_topic_s_title_counts_no_nothing(lang: str, both: list[tuple[int, int]], title: str) -> None:
    amounts = [(Decimal(plan), Decimal(final)) for plan, final in both]
    assert topics._against_plan(amounts, Tongue(lang), approved=True) == title
