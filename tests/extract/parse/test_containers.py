"""The same report in every container gives the same reading, places apart."""

import shutil
import subprocess
from pathlib import Path

import pytest

from build_site.extract.parse import parse
from build_site.extract.recognise import recognise
from build_site.model import Report, Row, State
from tests.factory import text
from tests.factory.accounts import brief
from tests.factory.compare import compare
from tests.factory.containers import CONTAINERS
from tests.factory.invent import random_accounts
from tests.factory.layouts import Layout, lay_out
from tests.factory.printed import Printed

LAYOUTS = (
    Layout(),
    Layout(codes="merged", thousands=True, title="plain", caption="one", three_public="pairs"),
    Layout(codes="parts", lines=False, numbers=False, total="heads", blocks=2, three_public="list"),
    Layout(title="inside", nil="0.00", total="last", blocks=1, caption="unit", own_page=False),
    Layout(title="framed", caption="three", nil="—", shared_heads=True, tables_last=True, spaced=True),
)


def forms(report: Report) -> list[object]:
    """What the forms say; a blank column whose head stands in the row of the total is none in a text: blanks apart."""
    return [
        (s.form, s.state, s.unit, s.note, [(row.texts, _amounts(row)) for row in s.rows]) for s in report.statements
    ]


def _amounts(row: Row) -> dict[str, object]:
    return {name: (a.value, a.state, a.doubt) for name, a in row.amounts.items() if a.state is not State.BLANK}


def numbers(report: Report) -> list[object]:
    return [(claim.sentence, claim.printed, claim.value, claim.unit, claim.measure) for claim in report.claims]


def printed(seed: int, layout: Layout) -> Printed:
    return lay_out(brief(random_accounts(seed, items=3), passages=12), layout)


@pytest.mark.parametrize(
    ("name", "seed"), [(name, (at + more) % len(LAYOUTS)) for at, name in enumerate(CONTAINERS) for more in range(2)]
)
def test_a_container_is_read_as_the_text_is(tmp_path: Path, name: str, seed: int) -> None:
    report = printed(seed, LAYOUTS[seed])
    text.write(report, tmp_path / "report.txt")
    CONTAINERS[name](report, tmp_path / name)
    meant, read = (recognise(parse(tmp_path / each), "420116") for each in ("report.txt", name))
    assert compare(read, report).differences == compare(meant, report).differences == []
    assert forms(read) == forms(meant)
    assert numbers(read) == numbers(meant)


def with_little_prose(layout: int) -> Printed:
    """LibreOffice takes its time for each paragraph."""
    return lay_out(brief(random_accounts(layout, items=3)), LAYOUTS[layout])


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Word files of three layouts, and what a word processor makes of them."""
    folder = tmp_path_factory.mktemp("converted")
    words = [folder / f"{layout}.docx" for layout in range(3)]
    for layout, path in enumerate(words):
        CONTAINERS["report.docx"](with_little_prose(layout), path)
    start = ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    for kind, of in (("pdf", words[1:]), ("doc", words[:1])):
        subprocess.run(
            [*start, "--convert-to", kind, "--outdir", folder, *of], check=True, capture_output=True, timeout=120
        )
    return folder


@pytest.mark.skipif(
    not shutil.which("soffice"), reason="LibreOffice is not installed: DOC, RTF and WPS are not read here"
)
@pytest.mark.parametrize(("kind", "layout"), [("doc", 0), ("pdf", 1), ("pdf", 2)])
def test_what_a_word_processor_makes_of_a_word_file_is_read_the_same(converted: Path, kind: str, layout: int) -> None:
    """Old files through LibreOffice (RTF is taken there too: test_office); its PDF as it prints it, with rows that a page's end
    breaks."""
    read = recognise(parse(converted / f"{layout}.{kind}"), "420116")
    assert compare(read, with_little_prose(layout)).differences == []
