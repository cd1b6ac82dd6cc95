"""Tables of projects' own evaluation."""

from build_site.extract.recognise.performance import read_performance
from tests.registers.test_personal import grid

HEAD = ("年度绩效目标1：保障运行", "一级指标", "二级指标", "三级指标", "年初目标值", "实际完成值", "得分")
ROW = ("", "产出指标", "数量指标", "服务户数", "98%", "98%", "20")


def test_tables_that_were_joined_over_pages_are_projects_of_their_own() -> None:
    document = grid(("项目名称", "甲平台运行"), HEAD, ROW, ("项目名称", "乙设备购置"), HEAD, ROW, ROW)
    projects, indicators = read_performance(document, {0: "s1"})
    assert [(each.project_id, each.name, each.place.line) for each in projects] == [
        ("p1", "甲平台运行", 1),
        ("p2", "乙设备购置", 4),
    ]
    assert [each.indicator_id for each in indicators] == ["p1-01", "p2-01", "p2-02"]
