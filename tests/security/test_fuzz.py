"""Whatever a file holds, reading it gives a report or our own error: no crash, no hang, no other exception."""

import contextlib
import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from build_site.extract.parse import parse
from build_site.extract.parse.withhold import MASK, mask
from build_site.extract.recognise import recognise
from build_site.model import InputError

SEED = Path(__file__).parents[2] / "data/sources/420116-data-resource-center/2023/report.txt"
LINES = SEED.read_text("utf-8").split("\n")
SLOW = settings(max_examples=8, suppress_health_check=list(HealthCheck))
QUICK = settings(max_examples=200, suppress_health_check=list(HealthCheck))
WORDS = [
    "2023年度", "某某局", "部门决算", "收入支出决算总表", "收入决算表", "支出决算表", "单位：万元", "目录", "第一部分", "一、", "（一）",
    "合计", "本年收入合计", "201", "2013901", "1.00", "-", "“三公”经费", "注：本表无数据", "比上年增长12.3%", "万元", "分别为", "\t", "\n",
    "栏次", "行次", "1", "2", "3", "部门：某某局", "名词解释", "绩效自评表", "负责人", "，", "。", "，其中：", "％", "<table>", "|", "&#0;",
]  # fmt: skip


def read(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with contextlib.suppress(InputError):
        recognise(parse(path))


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzz") / "report.txt"


@QUICK
@given(content=st.binary(max_size=400))
def test_any_bytes(path: Path, content: bytes) -> None:
    read(path, content)


@QUICK
@given(content=st.binary(max_size=200))
def test_any_bytes_called_a_pdf(path: Path, content: bytes) -> None:
    read(path, b"%PDF-1.7\n" + content)


@QUICK
@given(words=st.lists(st.sampled_from(WORDS), max_size=120))
def test_any_order_of_a_reports_words(path: Path, words: list[str]) -> None:
    read(path, "".join(words).encode("utf-8"))


@SLOW
@given(seed=st.integers(0, 2**32))
def test_a_report_with_lines_lost_doubled_exchanged_and_damaged(path: Path, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  # to be repeatable
    lines = list(LINES)
    for _ in range(chance.randint(1, 40)):
        at, to = chance.randrange(len(lines)), chance.randrange(len(lines))
        kind = chance.randrange(5)
        if kind == 0:
            del lines[at : at + chance.randint(1, 20)]
        elif kind == 1:
            lines.insert(to, lines[at])
        elif kind == 2:
            lines[at], lines[to] = lines[to], lines[at]
        elif kind == 3:
            lines[at] = lines[at].replace("\t", chance.choice(["", "\t\t", " "]))
        else:
            cut = chance.randint(0, len(lines[at]))
            lines[at] = lines[at][:cut] + chance.choice(WORDS) + lines[at][cut:]
        if not lines:
            break
    read(path, "\n".join(lines).encode("utf-8"))


@QUICK
@given(
    text=st.text(max_size=80)
    | st.lists(st.sampled_from([*WORDS, "填报人", "联系电话", "138", "0027", "@", "a.b"])).map("".join)
)
def test_masking_keeps_every_length(text: str) -> None:
    masked, count = mask(text)
    assert len(masked) == len(text)
    assert (MASK in masked.replace(text, "")) is (count > 0) or MASK in text
    assert mask(masked)[0] == masked
