"""N-ROW: the amounts of a row against the one that they are said, or seem, to add up to."""

from __future__ import annotations

from pathlib import Path

import pytest

from build_site.model import Outcome
from tests.reconcile.test_places import audited

RIGHT = [
    "抽检318.60万元、风险监测204.15万元、快检119.63万元，三项合计642.38万元",
    "气象服务318.92万元，由人工影响天气142.60万元（12次）、农业气象98.35万元、内涝预警77.97万元构成",
    "救助136.25万元，分别用于化解52.40万元、咨询38.65万元、场所45.20万元",
    "场馆842.13万元，其中维修312.40万元、器材98.65万元",  # not all of it
    "园区1842.13万元，其中道路1312.40万元、绿化98.65万元、其他照明331.08万元",  # 100.00 left out
    "设施215.80万元，其中包括监控105.30万元、照明110.00万元",  # 0.50 left out
    "捐赠312.50万元，用于助学112.50万元、助老199.00万元，剩余部分转下年",
    "援助312.50万元，分别为助学112.50万元、助老200.30万元，差额为估价调整",
    "援建312.50万元，分别为校舍112.50万元、宿舍200.30万元（含四舍五入的尾差）",
    "今年水费11.42万元，电费52.18万元，上年合计60.02万元",
    "水费12.40万元、电费35.60万元，两项合计占公用经费80.00万元的60.00%",  # of something else
    "县医院补助512.30万元、中医院补助415.60万元，两院合计取得医疗收入5230.00万元",
    "道路12.40万元、绿化35.60万元，两项税费合计1.20万元",
    "道路12.40万元、绿化35.60万元，两项共计节约3.00万元",
    "基本户12.40万元，专户35.60万元，两户期初合计50.00万元",
    "三所学校支出812.42万元、316.45万元，两校比上年合计减少12.13万元",
]
WRONG = [
    ("三项合计642.38", "三项合计660.38"),
    ("98.35万元、内涝", "98.53万元、内涝"),
    ("场所45.20", "场所54.20"),
]


def told(text: str, folder: Path) -> list[Outcome]:
    found = audited("few-words", folder, more=f"\n（九）补充说明\n{text}\n")
    return [each.outcome for each in found if each.rule_id == "N-ROW"]


def test_a_row_that_adds_up_or_is_not_whole_is_never_accused(tmp_path: Path) -> None:
    found = told("。\n".join(RIGHT) + "。", tmp_path)
    assert found.count(Outcome.DIFFERS) == 0
    assert found.count(Outcome.EXACT) >= len(WRONG)


@pytest.mark.parametrize(("right", "wrong"), WRONG)
def test_a_row_with_a_wrong_number_is_found(right: str, wrong: str, tmp_path: Path) -> None:
    (sentence,) = (each for each in RIGHT if right in each)
    assert Outcome.DIFFERS in told(f"{sentence.replace(right, wrong)}。", tmp_path)
