"""Whatever is sent instead of a report: one clear message, within the limits, and nothing of ours breaks."""

from collections.abc import Mapping

import pytest

from build_site.desk.check.examine import examine_here
from build_site.extract.parse.part import Asked
from build_site.run import workers
from build_site.run.workers import Crew, Limits
from tests.factory import hostile
from tests.factory.hostile_pdf import hostile_pdfs

PDFS = (
    "kids-catalog.pdf flipped-16.pdf kids-null.pdf box-endless.pdf contents-number.pdf picture-jpx.pdf font-unicode-bomb.pdf drawn-no-space.pdf "
    "fields-loop.pdf alone-portfolio.pdf locked-r6.pdf locked-owner-only.pdf"
).split()
"""Some of `make bench-hostile`, of each kind."""


OURS = ("an error of ours", "no result after", "its reader ended", "of memory needed", "pytest-", "\n")


@pytest.fixture(scope="module")
def messages(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    folder = tmp_path_factory.mktemp("hostile")
    paths = hostile.write(folder)
    for name, content in hostile_pdfs(PDFS):
        paths.append(folder / name)
        paths[-1].write_bytes(content)
    crew = Crew(2, Limits(seconds=120), renew=False, makers=("build_site.desk.check.examine",))
    done = workers.run(examine_here, [Asked(path) for path in paths], crew)
    return {each.name: str(each.error or each.result.refused) for each in done}


def test_each_has_one_message_that_names_the_file_and_what_to_do(messages: Mapping[str, str]) -> None:
    others = {name: message for name, message in messages.items() if name not in PDFS}
    assert len(others) >= 60
    for name, message in others.items():
        assert message.startswith(name), message
        assert "应为" in message.partition("expected")[0]
        assert "found" in message
        assert not [words for words in OURS if words in message], message


@pytest.mark.parametrize("name", PDFS)
def test_a_broken_pdf_is_read_or_refused_with_its_pages_named(messages: Mapping[str, str], name: str) -> None:
    message = messages[name]
    assert not message or message.startswith(name)
    assert "an error of ours" not in message
    if name == "kids-catalog.pdf":
        assert "页打不开" in message
