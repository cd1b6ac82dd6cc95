"""Spellings of personal data, drawn: layout × label × separator × shape. All names and numbers are made up."""

import random
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from build_site.extract.parse.withhold import withhold
from build_site.model import Block, Document, Grid, GridCell, Line, Place
from build_site.registers.personal import mask, withheld
from build_site.registers.personal.labels import table

NAMES = ("张晓明", "欧阳晓明", "王 芳", "李　四", "阿依古丽·买买提", "周文")
_HEAD, _REST = "13" + "8", ("1234", "5678")
NUMBERS = (
    _HEAD + "".join(_REST),
    *(gap.join((_HEAD, *_REST)) for gap in (" ", "-", ".", "·", "－")),
    f"{_HEAD} {''.join(_REST)}", f"{_HEAD}1 234 {_REST[1]}", f"+86 {_HEAD}{''.join(_REST)}",
    (_HEAD + "".join(_REST)).translate({ord(str(n)): chr(0xFF10 + n) for n in range(10)}),
    (_HEAD + "".join(_REST)).translate({ord(str(n)): "〇一二三四五六七八九"[n] for n in range(10)}),
    *(area + "8888" + "1234" for area in ("027-", "027–", "027—", "（027）", "(027) ", "027 ", "027", "0086-27-", "027一")),
    "027—8888 " + "1234", "027-8888" + "1234转801", "400-123-" + "4567", "400 123" + "4567", "400" + "1234567",
)  # fmt: skip
LOCAL = ("8888" + "1234", "8888-" + "1234", "8888 " + "1234", "６１００" + "１２３４")
_ID = ("110105", "19491231", "002" + "X")  # the standard's own example
IDENTITIES = ("".join(_ID), " ".join(_ID), "-".join(_ID), "1101 0519 4912 31002" + "X", "110105" + "491231002")
ACCOUNTS = ("6222020200" + "012345", "622202 0200 " + "0123 456", "3100 0123 " + "4567 890")
ADDRESSES = tuple("a.b" + at + "example.org" for at in ("@", "＠", " (at) "))


def of(kind: str) -> list[str]:
    return sorted(word for word, label in table().items() if label.kind == kind)


def lines(*texts: str) -> Document:
    read = tuple(Line(text, Place(line=at)) for at, text in enumerate(texts, 1))
    return Document("x", read, read)


def grid(*rows: tuple[str, ...]) -> Document:
    cells = tuple(
        tuple(GridCell(text, Place(line=at), column) for column, text in enumerate(row))
        for at, row in enumerate(rows, 1)
    )
    made = Grid(cells, max(map(len, rows)), False, Place(line=1))
    return Document("x", (made,), tuple(Line("\t".join(row), Place(line=at)) for at, row in enumerate(rows, 1)))


def said(document: Document) -> str:
    """Everything that is published of a document's lines and cells."""

    def of_block(block: Block) -> str:
        return block.text if isinstance(block, Line) else "\n".join(cell.text for row in block.rows for cell in row)

    return "\n".join([*(line.text for line in document.transcript), *map(of_block, document.blocks)])


def left(document: Document, *secrets: str) -> list[str]:
    text = said(withhold(document))
    return [secret for secret in secrets if secret in text]


def persons(label: str, name: str) -> list[Document]:
    """The places of a name that a label gives it."""
    return [
        lines(f"{label}：{name}"), lines(f"{label}: {name}  填报日期：2024年"), lines(f"{label} {name}"), lines(label, name),
        lines(f"{label}：", name), lines(f"{label}（签字）：{name}"), lines("　".join(label) + "：" + name), grid((label, name)),
        grid((label + "：", name, "单位", "某局")), grid(("序号", label, "职务"), ("1", name, "科员"), ("2", name, "科员")),
        grid(("政治面貌", label, "单位电话"), ("群众", name, LOCAL[0])), lines(f"{label}及联系电话：{name}，{NUMBERS[0]}"),
        grid((f"{label}及联系电话", f"{name} {LOCAL[0]}")), lines(f"{label}：{name}　{LOCAL[0]}"),
    ]  # fmt: skip


@pytest.mark.parametrize("label", [*(word for word in of("role") if not word.isascii()), "负责人姓名", "项目联系人"])
def test_a_name_is_withheld_wherever_its_label_puts_it(label: str) -> None:
    for name in NAMES:
        for number, document in enumerate(persons(label, name)):
            assert (number, left(document, name, LOCAL[0], NUMBERS[0])) == (number, [])


@pytest.mark.parametrize("label", of("title"))
def test_an_offices_holder_is_withheld_beside_it_as_beside_a_label(label: str) -> None:
    for name in NAMES:
        for document in (lines(f"{label}：{name}"), lines(f"{label} {name}"), lines(label, name), grid((label, name))):
            assert left(document, name) == []


@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_is_withheld_by_its_shape(number: str) -> None:
    for document in (lines(f"如有疑问请拨{number}。"), lines(f"张某，{number}"), grid(("其他", number)), lines(number)):
        assert left(document, number) == []


@pytest.mark.parametrize("label", of("number"))
def test_a_number_is_withheld_behind_its_label(label: str) -> None:
    spaced = label if label.isascii() else "  ".join(label)
    for number in (*NUMBERS, *LOCAL):
        for document in (
            lines(f"{label}：{number}"), lines(f"{label} {number}"), lines(label, number), lines(f"{spaced}：{number}"),
            grid((label, number)), grid(("序号", label), ("1", number), ("2", number)), lines(f"{label}（办）：{number}"),
        ):  # fmt: skip
            assert left(document, number) == []


@pytest.mark.parametrize(("kind", "values"), [("identity", IDENTITIES), ("account", ACCOUNTS), ("address", ADDRESSES)])
def test_other_numbers_of_a_person_are_withheld(kind: str, values: tuple[str, ...]) -> None:
    for label in of(kind):
        for value in values:
            for document in (lines(f"{label}：{value}"), lines(f"{label} {value}"), grid((label, value))):
                assert left(document, value) == []


def test_what_a_line_end_cuts_is_withheld_in_both_lines() -> None:
    first, second = NUMBERS[0][:6], NUMBERS[0][6:]
    read = (Line("如对本表内容有疑问，请致电" + first, Place(line=1)), Line(second + "咨询。", Place(line=2), False))
    masked = withhold(Document("x", read, read))
    assert [line.text for line in masked.transcript] == ["如对本表内容有疑问，请致电██████", "█████咨询。"]


def test_random_compositions_lose_nothing() -> None:
    """What a table of contacts may look like: drawn labels in drawn order, as head, as pairs, or in one line."""
    chance = random.Random(18)  # noqa: S311  # no secret: the same compositions every time
    roles, numbers = [word for word in of("role") if not word.isascii()], of("number")
    for _ in range(400):
        role, label = chance.choice(roles), chance.choice(numbers)
        name, number = chance.choice(NAMES), chance.choice(NUMBERS)
        gap = chance.choice(["：", ":", " ", "　", "： "])
        document = chance.choice([
            lines(f"{role}{gap}{name}　{label}{gap}{number}"), grid((role, name, label, number)), grid((role, label), (name, number)),
            grid((role, name), (label, number)), lines(role, name, label, number), lines(f"{label}{gap}{number}", f"{role}{gap}{name}"),
        ])  # fmt: skip
        assert left(document, name, number) == [], said(document)


@pytest.mark.parametrize(
    "text",
    [
        "局长负责全面工作。", "各科室负责人组织实施", "局长 张晓明 主持全面工作，分管办公室。", "由局长张晓明主持", "（三）审核批复部门预算",
        "审核 项目预算", "审核：预算科", "数据更新3163007次", f"收入{NUMBERS[0]}元", "1,381,234,567.80", "2024-10-15", "〔2024〕027号",
        "鄂财函[2023]12345678号", "420116-2023-00123", "2010301", "联系电话：12345", "电话费 1234567元", "二〇二四年十月十五日",
        "部门负责人：应当履行职责", "项目编码 42011623T000000123456", "158.2345 1234.5678", "资金账户 2024年余额 1234567.89 元",
        "GB/T 22239-2019", "13812345.67 13912345.67", "负责人 签字", "账户 管理", "“合计”重复了一行", "“行政运行”多出的一行",
    ],
)  # fmt: skip
def test_what_is_nobodys_stays(text: str) -> None:
    for document in (lines(text), grid(("事项", text))):
        assert withhold(document).withheld == 0


@given(st.decimals(min_value=Decimal("-99999999999.99"), max_value=Decimal("99999999999.99"), places=2))
def test_no_amount_is_taken_for_a_number_of_a_person(value: Decimal) -> None:
    for printed in (f"{value}", f"{value:,}", f"收入{value}万元", f"支出{value:,.0f}元"):
        assert mask(printed) == (printed, 0)


@given(st.from_regex(r"\A(?:2[0-3]\d(?:\d\d){0,2}|30[1-9]\d\d)\Z", fullmatch=True), st.integers(1, 9999))
def test_no_code_and_no_document_number_is_either(code: str, number: int) -> None:
    for printed in (code, f"{code} {number}", f"财预〔2024〕{number}号", f"财库[2023]{number}号", f"2024-{number}"):
        assert mask(printed) == (printed, 0)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("联系人：███　联系电话：████████", ["“联系人”后的姓名", "“联系电话”后的电话号码"]),
        ("填报人：███、███", ["“填报人”后的姓名", "没有标签的号码或姓名，或附表中没有认出是什么的文字"]),
        ("身份证号 ██████████████████", ["“身份证号”后的证件号码"]),
        ("如有疑问请来信██████", ["没有标签的号码或姓名，或附表中没有认出是什么的文字"]),
    ],
)
def test_an_office_is_told_what_was_withheld_by_its_label(line: str, told: list[str]) -> None:
    assert withheld(line) == told


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (
            ("序号\t姓名\t联系电话", "1\t张某\t办公室", "2\t███\t████████"),
            ["“姓名”一栏的姓名", "“联系电话”一栏的电话号码"],
        ),
        (("填报人：", "███"), ["“填报人：”一栏的姓名"]),
        (("受助人\t金额", "███\t500.00"), ["“受助人”一栏的姓名"]),
        (("项目\t金额", "███\t500.00"), ["没有标签的号码或姓名，或附表中没有认出是什么的文字"]),
    ],
)
def test_an_office_is_told_the_column_of_what_was_withheld(lines: tuple[str, ...], told: list[str]) -> None:
    assert withheld(lines[-1], lines[:-1]) == told
