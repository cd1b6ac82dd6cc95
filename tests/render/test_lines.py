"""Where a line of a title may end."""

import pytest
from markupsafe import Markup

from build_site.render.lines import parted, pieces


@pytest.mark.parametrize(
    ("words", "code", "expected"),
    [
        ("武汉市黄陂区数据资源服务中心", "420116", "武汉市|黄陂区|数据资源服务中心"),
        ("中共上海市普陀区委社会工作部", "310107", "中共上海市|普陀区委|社会工作部"),
        ("普陀区委员会办公室 2024年度部门决算", "310107", "普陀区|委员会办公室 |2024年度部门决算"),
        ("平潭综合实验区行政服务中心（本级）", "350128", "平潭|综合|实验区|行政|服务中心|（本级）"),
        ("机关事业单位基本养老保险缴费支出", "", "机关|事业单位|基本|养老保险|缴费|支出"),
        ("财政局", "310107", "财政局"),
        ("普陀区", "310107", "普陀区"),
        ("Finance Bureau, Putuo District", "310107", "Finance Bureau, Putuo District"),
    ],
)
def test_a_line_ends_behind_places_and_in_long_names_behind_words(words: str, code: str, expected: str) -> None:
    assert "|".join(pieces(words, code)) == expected


def test_what_a_report_prints_stays_text() -> None:
    assert parted("上海市<b>局", "310107") == "上海市&lt;b&gt;局"
    assert parted(Markup('<span lang="zh">上海市财政局</span>'), "310107") == '<span lang="zh">上海市财政局</span>'
    assert parted(Markup("上海市A&amp;B局"), "310107") == "上海市<wbr>A&amp;B局"
