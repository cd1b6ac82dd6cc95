"""Names in sentences and in Latin letters, and numbers in other digits: invented ones are withheld, words stay."""

import pytest

from build_site.extract.parse.withhold import MASK, alone, mask
from build_site.registers.personal import without_unknown

_AREA, _LOCAL = "27", ("61" + "00", "88" + "99")
_DIGITS = "1" + "3" + "9" + "0" * 8


@pytest.mark.parametrize(
    "text",
    [
        "上午{贺骞涛}来局反映社保问题。", "整理材料时{林书福}提出了建议。", "邻里纠纷经{臧远梅}调解后化解。", "村里的{师 梅 涵}一家搬进新居。",
        "诉讼费用因{方红垚}案增加。", "感谢{欧阳琰}的支持。", "我局与{古丽娜尔}签订了租赁合同。", "撤销{卡洛斯·桑切斯}的处分决定。",
        "经{阿不都热合曼}核实。", "走访中{Sun Fei}表示感谢。", "请加管理员 {Lily Zhao} 索取。", "{Maria Lopez}家的危房改造已完成。",
        "扫码添加{li.8045ab}。", "致函{hq88 at example.org}，抄送科长。", "致函{z.wei#example.org}。", "因{贲树}拒不履行，法院予以强制执行。", f"（{{( {_AREA} ) {' – '.join(_LOCAL)}}}）", f"请致{{{_DIGITS.translate({48: 0x24EA} | {48 + n: 0x245F + n for n in range(1, 10)})}}}。",
        f"请致{{{''.join(each + chr(0xFE0F) + chr(0x20E3) for each in _DIGITS)}}}。",
    ],
)  # fmt: skip
def test_names_and_numbers_in_sentences_are_withheld(text: str) -> None:
    before, secret, behind = text.replace("}", "{").split("{")
    masked, _ = mask(before + secret + behind)
    assert not set(masked[len(before) : len(before) + len(secret)]) & set(secret) - set(" –()")
    assert masked.startswith(before)
    assert masked.endswith(behind[1:])


@pytest.mark.parametrize(
    "text",
    [
        "习近平总书记来我省考察。", "双凤大道改造工程、严家田路灯项目、石岚敬老院装修工程。", "应检尽检，严控经费支出，职业年金缴费增加。",
        "（鄂财函[2023]12号）", "元江哈尼族彝族傣族自治县", "局长 张晓明 主持全面工作。", "更换Windows Server两套。", "①2023年②2024年③2025年",
        "部门决算报表表内勾稽关系", "卫生健\n康支出", "公物仓管理", "续前表", "公务用车购置费为零，司法救助金发放及时，米面油慰问品、秋收秋种、包村联户、冷链物流。",
        "不忘初心、牢记使命，勇于担当、甘于奉献。", "易涝点整治、道路白改黑、强基固本、做强做优。", "出栏家禽12万羽，曾任、现任干部各2人。", "疏浚水沟、维修民宿等品类。",
    ],
)  # fmt: skip
def test_words_stay(text: str) -> None:
    assert mask(text) == (text, 0)


@pytest.mark.parametrize("text", ["号码陈华", "图7 邵金华在培训现场", "其他叶垚", "次仁尼玛 2024年"])
def test_a_line_that_is_no_sentence_names_nobody(text: str) -> None:
    assert MASK in without_unknown(mask(text)[0])


@pytest.mark.parametrize(
    "text",
    [
        "1. 2023年部门收入预算总表",
        "20808 抚恤  33.16",
        "11.49 3.04  0  9.38 2.64",
        "本部门中",
        "财决公开01表 金额单位：元",
        "附表1",
    ],
)
def test_numbers_and_codes_of_such_a_line_stay(text: str) -> None:
    assert without_unknown(text) == text


def test_a_sheet_is_not_called_by_a_name() -> None:
    assert alone("匡衡远统计表") == "███统计表"
    assert alone("GK01 收入支出决算总表") == "GK01 收入支出决算总表"
