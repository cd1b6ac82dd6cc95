import pytest
from hypothesis import given
from hypothesis import strategies as st

from build_site.extract.parse.withhold import MASK, mask, withhold
from build_site.model import NOWHERE, Document, Said

# Made up digit by digit, so that no number that looks like a person's stands in the repository.
MOBILE = "1" + "39" + "0" * 8
LANDLINE = "0" + "27-" + "8" * 8
SHORT = "6" * 8
IDENTITY = "42011619" + "800101" + "123X"


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("填报人\t甲乙\t联系电话\t", "甲乙"),
        ("填报人：甲乙丙 填报日期：2024年", "甲乙丙"),
        ("联系人:甲 乙", "甲 乙"),
        ("经办人（签字）：甲乙", "甲乙"),
        (f"联系电话\t{SHORT}\t\t", SHORT),
        (f"电话：{LANDLINE}", LANDLINE),
        (f"如有疑问请致电{MOBILE}。", MOBILE),
        (f"咨询{LANDLINE}", LANDLINE),
        (f"证号{IDENTITY}", IDENTITY),
        ("邮箱 a.b@example.org", "a.b@example.org"),
    ],
)
def test_personal_data_are_masked_and_keep_their_length(text: str, secret: str) -> None:
    masked, count = mask(text)
    assert masked == text.replace(secret, MASK * len(secret))
    assert count == 1


@pytest.mark.parametrize(
    "text",
    [
        "填报人\t\t联系电话\t\t",
        "填报人：  联系电话：",
        "总人口数据更新次数达3163007次",
        "我区共计1361656人，其中常住人口1225330人",
        f"收入{MOBILE}.25元",
        "各部门负责人参加会议",
        "2024年10月15日",
        "5,0123,4567.89",
    ],
)
def test_other_numbers_and_words_stay(text: str) -> None:
    assert mask(text) == (text, 0)


@given(st.text(alphabet="填报人联系电话：\t甲乙 0123456789-", max_size=40))
def test_masking_never_moves_anything(text: str) -> None:
    masked, _ = mask(text)
    assert len(masked) == len(text)
    assert all(a in (b, MASK) for a, b in zip(masked, text, strict=True))


def test_what_is_told_of_a_file_names_nobody() -> None:
    told = Said("隐藏的工作表“王珺雨”没有读", "The sheet “王珺雨” is hidden in the file: not read")
    document = withhold(Document(file="report.xlsx", blocks=(), transcript=(), remarks=((told, NOWHERE),)))
    ((said, _),) = document.remarks
    assert "王珺雨" not in said.both
    assert "没有读" in said.zh
