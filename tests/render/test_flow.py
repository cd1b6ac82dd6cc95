"""The money picture: labels stand where no flow passes."""

import json
from dataclasses import replace
from decimal import Decimal

from build_site.render.charts.flow import Link, Node, flow

_NODES = [
    Node("拨款", "100", "a", 0), Node("总计", "100", "b", 1), Node("教育", "60", "c", 2), Node("住房", "40", "d", 2),
    Node("项目", "30", "e", 4), Node("基本", "70", "f", 3), Node("人员", "70", "g", 4),
]  # fmt: skip
_LINKS = [
    Link("拨款", "总计", Decimal(100), ""), Link("总计", "教育", Decimal(60), ""), Link("总计", "住房", Decimal(40), ""),
    Link("教育", "项目", Decimal(20), ""), Link("住房", "项目", Decimal(10), ""), Link("教育", "基本", Decimal(40), ""),
    Link("住房", "基本", Decimal(30), ""), Link("基本", "人员", Decimal(70), ""),
]  # fmt: skip


def test_flows_pass_no_words() -> None:
    """Above a class runs no flow but its own: money enters on one side and leaves on the other, a column further; what is
    not parted meets before the words of what is."""
    made = flow("x", _NODES, _LINKS, "万元", "", {})
    series = json.loads(made.option)["baseOption"]["series"][0]
    depth = {node["name"]: node["depth"] for node in series["data"]}
    steps = [depth[link["target"]] - depth[link["source"]] for link in series["links"]]
    assert steps == [1] * len(steps)
    assert {depth[name] for name in ("教育", "住房")} == {2}
    assert sum(link["value"] for link in series["links"] if depth[link["source"]] == 2) == 100
    shown = [node["name"] for node in series["data"] if node["label"].get("show", True)]
    assert shown == [node.name for node in _NODES]
    paper = json.loads(made.paper)["baseOption"]["series"][0]
    assert [each["depth"] for each in paper["data"]] == [each["depth"] for each in series["data"]]
    assert {each["label"]["rich"]["n"]["fontSize"] for each in paper["data"] if "rich" in each["label"]} == {11}
    assert made.height_paper < made.height


def test_what_a_thin_flow_passes_through_is_as_thick_as_a_line() -> None:
    thin = [
        Node("其他", "0.1", "h", 2),
        Link("总计", "其他", Decimal("0.1"), ""),
        Link("其他", "项目", Decimal("0.1"), ""),
    ]
    made = flow("x", [*_NODES, thin[0]], [*_LINKS, *thin[1:]], "万元", "", {})
    inner = [
        node
        for node in json.loads(made.option)["baseOption"]["series"][0]["data"]
        if not node["label"].get("show", True)
    ]
    assert {
        node["itemStyle"]["borderWidth"]: node["itemStyle"]["color"]
        for node in inner
        if node["itemStyle"]["borderWidth"]
    } == {1: "h"}


def test_columns_have_heads_where_they_are() -> None:
    made = flow("x", _NODES, _LINKS, "万元", "", {0: "来源", 2: "类", 4: "怎么花的"})
    for drawn in (made.option, made.paper):
        option = json.loads(drawn)["baseOption"]
        depth = {node["name"]: node["depth"] for node in option["series"][0]["data"]}
        heads = [each and each["value"] for each in option["xAxis"]["data"]]
        assert [heads.index(words) for words in ("来源", "类", "怎么花的")] == [
            depth[name] for name in ("拨款", "教育", "项目")
        ]
        assert len(heads) == max(depth.values()) + 1
        assert option["grid"]["left"] == option["series"][0]["left"]


def test_an_amount_stands_below_a_name_whose_letters_may_be_wider_than_they_are_taken_for() -> None:
    """Static drawings are made without the reader's font: Chinese characters alone are as wide everywhere."""
    named = [replace(node, name="Total") if node.name == "总计" else node for node in _NODES]
    links = [
        replace(each, source=each.source.replace("总计", "Total"), target=each.target.replace("总计", "Total"))
        for each in _LINKS
    ]
    for nodes, flows, lines in ((_NODES, _LINKS, 1), (named, links, 2)):
        series = json.loads(flow("x", nodes, flows, "万元", "", {}).option)["baseOption"]["series"][0]
        (label,) = (each["label"] for each in series["data"] if each["name"] == nodes[1].name)
        assert label["formatter"].count("\n") == lines - 1
