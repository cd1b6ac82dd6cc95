"""What a report has to speak of, and what is personal in it: lists that maintainers extend."""

import pytest

from build_site.registers.personal.labels import words
from build_site.registers.required import required_chapters


def test_every_required_chapter_is_known_by_its_own_title() -> None:
    chapters = required_chapters()
    assert len({chapter.id for chapter in chapters}) == len(chapters)
    assert [chapter.id for chapter in chapters if not chapter.pattern.search(chapter.zh)] == []
    assert {chapter.id: chapter.since for chapter in chapters if chapter.since} == {"capital": 2020}


@pytest.mark.parametrize(
    ("heading", "chapter"),
    [
        ("收入支出决算情况说明", "totals"),
        ("支出决算情况说明", "expenditure"),
        ("一般公共预算支出决算情况", "public"),
        ("人员构成", "structure"),
    ],
)
def test_a_heading_is_known_in_other_words(heading: str, chapter: str) -> None:
    assert chapter in {each.id for each in required_chapters() if each.pattern.search(heading)}


def test_a_longer_label_is_tried_before_its_own_beginning() -> None:
    assert words("number").index("手机号码") < words("number").index("手机号")
