from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from build_site.desk.links import main
from build_site.run import sources
from build_site.site import serve
from tests.houses import registered


def test_addresses_that_no_longer_answer_are_told_with_their_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(sources.ALLOW, "yes")
    (tmp_path / "there.html").write_text("x", "utf-8")
    with (
        serve.background(tmp_path) as port,
        ThreadPoolExecutor(1) as aside,
    ):  # a test's browser has a loop in this thread
        web = f"http://127.0.0.1:{port}"
        root = registered(tmp_path / "house", {"url": f"{web}/there.html"}, {"url": f"{web}/gone.html"}, {"url": ""})
        assert aside.submit(main, root).result() == 1
        assert capsys.readouterr().out.splitlines() == [
            "2 addresses, 1 without an answer",
            f"- 420116-office-1/2023: {web}/gone.html (404 File not found)",
        ]
        (tmp_path / "gone.html").write_text("x", "utf-8")
        assert aside.submit(main, root).result() == 0
