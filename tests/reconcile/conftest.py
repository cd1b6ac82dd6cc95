"""Every finding and defect that any of these tests makes is told in English too."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from build_site.model import Defect, Finding
from build_site.reconcile import causes, decide

_QUOTED = re.compile("“(?:[^“”]|“[^”]*”)*”|(?<=yuan) [(][百千万亿]*元[)]")
_HAN = re.compile("[\u3400-\u9fff（）：，。、；]")


@pytest.fixture(autouse=True)
def _told_in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chinese stands in an English sentence only where it is quoted of the report, or behind the name of a unit."""

    def checked(make: Callable[..., Any]) -> Callable[..., Any]:
        def made(*args: Any, **named: Any) -> Any:
            found: Finding | Defect = make(*args, **named)
            for name in ("message_en", "left_en", "right_en", "statement_en", "suggestion_en"):
                words = getattr(found, name, "")
                assert not _HAN.search(_QUOTED.sub("", words)), f"{name}: {words}"
                other = name.replace("_en", "_zh" if hasattr(found, name.replace("_en", "_zh")) else "_text")
                assert bool(words) == bool(getattr(found, other, "")), f"{name}: {words} for {getattr(found, other)}"
            return found

        return made

    for module, name in ((decide, "_finding"), (causes, "_defect")):
        monkeypatch.setattr(module, name, checked(getattr(module, name)))
