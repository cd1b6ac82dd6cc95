"""N-AVERAGE and N-SHARE of things that no form has: an average and its sentence's count, a list of shares of one whole."""

from pathlib import Path

import pytest

from build_site.model import Outcome
from build_site.reconcile import catalogue
from tests.reconcile.test_places import audited

RIGHT = [
    "发放补贴412.68万元，惠及6842户，户均603.16元",
    "单价100万元以上设备186台（套），原值合计3.86亿元，台（套）均207.53万元",
    "补助186.24万元，惠及2316人，其中伤残人员人均804.51元",  # of some of them
    "补助186.24万元，惠及2316人，人均904.15元（含物资折价）",
    "会议参会200人，支出12.36万元，人均618.00元，其中食宿8.36万元、人均418.00元",
    "甲库12.00万元，占0.81%；乙库38.50万元，占2.59%；丙库18.00万元，占1.21%；丁库1415.61万元，占95.38%",
    "水电50.00万元：水表20.00万元，占40.0%；电表15.00万元，占30.0%；福利中慰问30.00万元，占75.0%",  # of another whole
    "燃气50.00万元：管网20.00万元，占40.0%；阀门15.00万元，占30.0%；仪表42.00万元，其中气表30.00万元，占71.4%",
]
WRONG = [
    ("户均603.16", "户均603.61"),
    ("台（套）均207.53", "台（套）均217.53"),
    ("占1.21%", "占3.21%"),
    ("占95.38%", "占93.38%"),
]


def told(text: str, folder: Path) -> list[Outcome]:
    rules = [catalogue()[each] for each in ("N-AVERAGE", "N-SHARE")]
    found = audited("few-words", folder, more=f"\n（九）补充说明\n{text}。\n", rules=rules)
    return [each.outcome for each in found]


@pytest.mark.parametrize("text", RIGHT)
def test_what_fits_or_is_of_something_else_is_never_accused(text: str, tmp_path: Path) -> None:
    assert Outcome.DIFFERS not in told(text, tmp_path)


@pytest.mark.parametrize(("right", "wrong"), WRONG)
def test_what_does_not_fit_is_found(right: str, wrong: str, tmp_path: Path) -> None:
    (sentence,) = (each for each in RIGHT if right in each)
    assert Outcome.DIFFERS in told(sentence.replace(right, wrong), tmp_path)
