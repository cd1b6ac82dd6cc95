"""Of annexes only what was recognised is published; the rest is withheld and counted. All names are made up."""

from dataclasses import asdict
from pathlib import Path

import pytest

from build_site.extract.parse import parse
from build_site.extract.recognise import recognise
from build_site.model import Report

SEED = Path(__file__).parents[3] / "data/sources/420116-data-resource-center/2023/report.txt"
NAME, NUMBER = "周文清", "8888" + "1234"
HEAD = "项目名称\t\t社区工作平台及系统"


def read(text: str, folder: Path) -> Report:
    path = folder / "report.txt"
    path.write_text(text, "utf-8")
    return recognise(parse(path))


@pytest.mark.parametrize(
    "rows",
    [
        f"对接人：{NAME}\n",
        f"项目联络：{NAME}\n",
        f"经办\n{NAME}\n",
        f"项目联络\t{NAME}（{NUMBER}）\n",
        f"项目联络\t{NAME}\t座机\t{NUMBER}\n",
        f"姓名\t职务\t电话\n{NAME}\t科员\t{NUMBER}\n",
        f"干事\t{NAME}\n",
    ],
)
@pytest.mark.parametrize("at", ["above", "below"])
def test_contacts_of_an_annex_are_published_nowhere(rows: str, at: str, tmp_path: Path) -> None:
    seed = SEED.read_text("utf-8")
    assert HEAD in seed
    end = seed.index("\n", seed.index("总分\t100")) + 1
    text = seed.replace(HEAD, rows + HEAD) if at == "above" else seed[:end] + rows + seed[end:]
    report = read(text, tmp_path)
    said = str(asdict(report))
    assert (NAME in said, NUMBER in said) == (False, False)
    assert report.withheld + report.unrecognised > 2


def test_nothing_of_the_first_report_is_lost(tmp_path: Path) -> None:
    document = parse(SEED)
    report = recognise(document)
    assert (report.withheld, report.unrecognised) == (2, 0)
    assert report.lines == document.transcript


def test_what_the_report_calls_its_department_in_the_first_chapter_is_withheld_nowhere(tmp_path: Path) -> None:
    """Words that nothing else explains are the department's own, in the line over a form too; a name there still is not."""
    own = "某县示例局（虚构，演示用）"
    text = SEED.read_text("utf-8").replace("武汉市黄陂区数据资源服务中心", own).replace(HEAD, f"对接人：{NAME}\n{HEAD}")
    assert f"第一部分 {own}概况" in text
    report = read(text, tmp_path)
    over = [line.text for line in report.lines if line.text.startswith("部门：")]
    assert over
    assert all(own in line for line in over)
    assert NAME not in str(asdict(report))
