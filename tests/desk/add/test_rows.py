"""The register rows of a new report: what its cover says or is given, nothing guessed silently."""

import re
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from build_site.desk.add.rows import Answers, rows
from build_site.extract.parse import parse
from build_site.extract.recognise import recognise
from build_site.model import Department, InputError, Report
from tests.houses import ROOT, SOURCE

NAME = "武汉市黄陂区数据资源服务中心"
FINANCE = {"420116-finance-bureau": Department("420116-finance-bureau", "武汉市黄陂区财政局", "", "420116", "", "")}


@pytest.fixture(scope="module")
def report() -> Report:
    return recognise(parse(ROOT / SOURCE))


def test_without_answers_everything_is_proposed_and_said(report: Report) -> None:
    made = rows({}, ROOT / SOURCE, report, Answers())
    assert made.registration.slug == "420116-data-resource-service-centre"
    assert made.registration.published == "2024-10-11"
    said = "\n".join(made.proposals)
    assert re.search(r"区划 division +420116 湖北省武汉市黄陂区 +\(名称以“武汉市黄陂区”开头 the name", said)
    assert re.search(r"短名 slug .*proposed, what departments of its kind", said)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("420116-data-centre-2023.txt", "420116-data-centre"),
        ("999999-report.txt", "420116-data-resource-service-centre"),  # a number that is no place
    ],
)
def test_a_file_named_by_a_slug_gets_it(report: Report, tmp_path: Path, name: str, slug: str) -> None:
    shutil.copy(ROOT / SOURCE, tmp_path / name)
    assert rows({}, tmp_path / name, report, Answers()).registration.slug == slug


def test_a_slug_of_another_department_is_refused_until_the_name_is_confirmed(report: Report) -> None:
    slug = next(iter(FINANCE))
    with pytest.raises(InputError, match="武汉市黄陂区财政局"):
        rows(FINANCE, ROOT / SOURCE, report, Answers(slug=slug))
    assert rows(FINANCE, ROOT / SOURCE, report, Answers(slug=slug, name=NAME)).registration.department == NAME


@pytest.mark.parametrize(
    "given",
    [
        {"slug": "../../etc/420116-x"},
        {"slug": "420116-x/../../y"},
        {"slug": "420116-.."},
        {"slug": "420116-a\\b"},
        {"slug": "420116-a\n"},
        {"slug": "420116-a b"},
        {"slug": "/420116-a"},
        {"slug": "420116-Ä"},
        {"slug": "999999-nowhere"},
        {"division": "1"},
        {"division": "999999"},
        {"url": "javascript:alert(1)"},
        {"published": "yesterday"},
        {"year": 2022},
        {"slug": "310107-finance-bureau"},  # the name begins with another place
        {"division": "310107"},
        {"slug": "420116-data-centre", "division": "420100"},
        {"publish_file": True},  # a text has no file that its lines are not
    ],
)
def test_a_wrong_answer_is_refused(report: Report, given: Mapping[str, object]) -> None:
    with pytest.raises(InputError):
        rows({}, ROOT / SOURCE, report, Answers(**given))  # type: ignore[arg-type]  # fields by name
