"""Whatever is sent instead of a report: one clear message, within the limits, and nothing of ours breaks."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from build_site.desk.check.examine import examine_here
from build_site.extract.parse.part import Asked
from build_site.run import workers
from build_site.run.workers import Crew, Limits
from tests.factory import hostile

NAMES = [name for name, _ in hostile.hostile()]


@pytest.fixture(scope="module")
def messages(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    paths = hostile.write(tmp_path_factory.mktemp("hostile"))
    crew = Crew(2, Limits(seconds=120), renew=False, makers=("build_site.desk.check.examine",))
    done = workers.run(examine_here, [Asked(path) for path in paths], crew)
    return {each.name: str(each.error or each.result.refused) for each in done}


@pytest.mark.parametrize("name", NAMES)
def test_each_has_one_message_that_names_the_file_and_what_to_do(messages: Mapping[str, str], name: str) -> None:
    message = messages[name]
    assert message.startswith(name), message
    assert "expected" in message
    assert "found" in message
    assert "\n" not in message
    for ours in ("an error of ours", "no result after", "its reader ended", "of memory needed", "pytest-"):
        assert ours not in message


def test_there_are_enough_of_them() -> None:
    assert len(NAMES) == len(set(NAMES)) >= 60
