"""N-WITHIN: amounts, changes and rates of things that no form has, read by the words between them alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from build_site.model import Outcome
from build_site.reconcile import catalogue
from tests.reconcile.test_places import audited

RIGHT = [
    "水费决算1.43万元，上年1.35万元，增加0.08万元，增长5.93%",
    "上年聘用书记员经费103.82万元，今年135.24万元，增加31.42万元，增长30.26%",
    "蓄水池项目：全年预算126.00万元，支出120.00万元，执行率95.2%",
    "船闸维护完成年初预算15.37万元的129.5%",  # the final amount is not told
    "船闸维护19.90万元，完成年初预算15.37万元的129.5%，较上年19.47万元增加0.43万元",
    "清淤完成率97.28%（预算72.39万元、决算70.42万元），低于预算1.97万元",
    "租车费由148.20万元增至254.70万元，多支106.50万元，上升71.86%",
    "图书采购较上年增加2.00万元，增长4.1%",
    "夜班补助36.00万元，增加4.00万元，增长12.5%",
    "护林员今年46人，去年41人，多5人；护林员补助9.20万元，去年9.20万元，与上年持平",
    "满意度95.2%，上年93.1%，提高2.1个百分点",
    "印刷费2.00万元，比2019年的1.50万元增加0.50万元，增长33.33%",
    "人均补助400元；上年15.50万元，增加5.86万元",
    "水费1.00万元、电费2.00万元，上年1.50万元，增加0.50万元",
    "物业费：12.71万元，占公用经费80.00万元的15.89%；上年12.07万元，增加0.64万元，增长5.30%",
    "奖金今年花了24.81万元（248,100元），去年花了24.29万元，多花0.52万元",
    "专户存款35.60万元，均为质保金，比年初32.10万元增加3.50万元",
    "押金年初58.26万元、年末67.55万元，净增9.29万元",
    "养护费617.94万元→612.40万元，少支出5.54万元，下降0.90%",
    "上年补助191.91万元，本年增加18.09万元，增长9.43%",
    "上年对照：2022年收入12.34万元、支出12.34万元，收入比2022年减少0.30万元",
    "完成114.4%，其中预算41.90万元、实际47.33万元，完成114.6%。支出预算42.20万元，实际47.59万元",
    "年初预算合计12.95万元，超出0.67万元，高出5.2%；上年合计13.82万元，减少0.20万元",
    "省下11,100元，为预算的77.80%；上年39,600元，减支700元，下降1.8%",
    "改造费60.00万元，原因是上年有大修20.00万元，较预算减少200.00万元，下降13.76%",
]
WRONG = [
    ("上年1.35万元，增加0.08万元", "上年1.53万元，增加0.08万元"),
    ("增长5.93%", "增长9.53%"),
    ("今年135.24万元", "今年153.24万元"),
    ("执行率95.2%", "执行率92.5%"),
    ("15.37万元的129.5%，较上年", "15.37万元的125.9%，较上年"),
    ("增加0.43万元", "减少0.43万元"),
    ("完成率97.28%", "完成率92.78%"),
    ("低于预算1.97万元", "高于预算1.97万元"),
    ("多支106.50万元，上升71.86%", "多支106.50万元，下降71.86%"),
    ("增加4.00万元，增长12.5%", "增加4.00万元，增长15.2%"),
    ("80.00万元的15.89%；上年12.07万元", "80.00万元的15.89%；上年12.70万元"),
    ("（248,100元）", "（284,100元）"),
    ("比年初32.10万元", "比年初31.20万元"),
    ("年末67.55万元", "年末76.55万元"),
    ("→612.40万元", "→621.40万元"),
    ("增加18.09万元，增长9.43%", "增加18.09万元，增长9.34%"),
    ("去年41人，多5人", "去年41人，多7人"),
    ("去年9.20万元，与上年持平", "去年9.02万元，与上年持平"),
    ("提高2.1个百分点", "提高1.2个百分点"),
]


def told(text: str, folder: Path) -> list[tuple[str, Outcome]]:
    found = audited("few-words", folder, more=f"\n（九）补充说明\n{text}\n", rules=[catalogue()["N-WITHIN"]])
    return [(each.message_en, each.outcome) for each in found]


def test_what_fits_is_never_accused(tmp_path: Path) -> None:
    found = told("。\n".join(RIGHT) + "。", tmp_path)
    assert not [each for each in found if each[1] is Outcome.DIFFERS]
    assert sum(outcome is Outcome.EXACT for _, outcome in found) >= len(WRONG)


@pytest.mark.parametrize(("right", "wrong"), WRONG)
def test_what_does_not_fit_is_found(right: str, wrong: str, tmp_path: Path) -> None:
    (sentence,) = (each for each in RIGHT if right in each)
    found = told(f"{sentence.replace(right, wrong)}。", tmp_path)
    assert [outcome for _, outcome in found].count(Outcome.DIFFERS) in (1, 2)


def test_an_amount_behind_very_many_words_is_read_as_any(tmp_path: Path) -> None:
    found = told(f"{'清淤' * 9_000}，水费1.43万元，上年1.53万元，增加0.08万元。", tmp_path)
    assert [outcome for _, outcome in found] == [Outcome.DIFFERS]
