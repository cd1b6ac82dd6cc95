import importlib.util
import subprocess
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import pytest

from tests import browser_setup
from tests.interop import programs

ROOT = Path(__file__).parents[2]


class Version(NamedTuple):
    major: int
    minor: int


@pytest.fixture(scope="module")
def install() -> ModuleType:
    spec = importlib.util.spec_from_file_location("install", ROOT / "requirements" / "install.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_an_old_python_is_refused(
    install: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(install.sys, "version_info", Version(3, 10))
    assert install.main([".venv", "site.lock"]) == 1
    assert "Python 3.11 or newer is needed" in capsys.readouterr().err


def test_wrong_usage_is_said(install: ModuleType) -> None:
    assert install.main([]) == 2


def test_when_pip_fails_its_last_words_are_shown(
    install: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    python = tmp_path / "python"
    python.write_text("#!/bin/sh\necho Collecting x\necho ERROR: no connection >&2\nexit 1\n")
    python.chmod(0o755)
    monkeypatch.setattr(install, "make_environment", lambda _folder: python)
    assert install.main([str(tmp_path / "v"), str(ROOT / "requirements" / "site.lock")]) == 1
    errors = capsys.readouterr().err
    assert "ERROR: no connection" in errors
    assert "Check the connection" in errors


@pytest.mark.parametrize(("uv", "installers"), [("exit 0", ["uv"]), ("exit 1", ["uv", "pip"])])
def test_uv_installs_and_where_it_cannot_pip_does(
    uv: str, installers: list[str], install: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    python, lock, log = tmp_path / "python", ROOT / "requirements" / "site.lock", tmp_path / "log"
    python.write_text(f'#!/bin/sh\necho "$2 $*" >> {log}\n[ "$2" != uv ] || {uv}\n')
    python.chmod(0o755)
    monkeypatch.setattr(install, "make_environment", lambda _folder: python)
    assert install.main([str(tmp_path / "v"), str(lock)]) == 0
    assert [line.split()[0] for line in log.read_text().splitlines() if str(lock) in line] == installers


def test_no_python_at_all_is_a_clear_error(tmp_path: Path) -> None:
    command = ["make", "setup", "PYTHON=", f"VENV={tmp_path / 'v'}"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "no Python 3.11 to 3.14 with venv was found" in done.stderr


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A machine without browser, font and library; gives what was tried to get them."""
    tried: list[str] = []
    monkeypatch.setattr(browser_setup, "find_browser", lambda: None)
    monkeypatch.setattr(browser_setup, "has_chinese_font", lambda: False)
    monkeypatch.setattr(browser_setup, "driver_starts", lambda: False)
    monkeypatch.setattr(browser_setup, "may_install", lambda: True)
    monkeypatch.setattr(browser_setup, "install_from_debian", lambda: tried.append("Debian"))
    monkeypatch.setattr(browser_setup, "run", lambda command, **_: tried.append(" ".join(command[2:])))
    return tried


def test_without_a_browser_the_tests_fail_and_say_what_to_do(
    bare: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert browser_setup.main() == 1
    assert bare == ["Debian", "playwright install --with-deps chromium"]
    errors = capsys.readouterr().err
    assert "missing for the browser tests: Chromium or Chrome, a Chinese font, the library libatomic" in errors
    assert "apt-get install chromium fonts-noto-cjk libatomic1" in errors


def test_where_nothing_may_be_installed_only_the_download_is_tried(
    bare: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(browser_setup, "may_install", lambda: False)
    assert browser_setup.main() == 1
    assert bare == ["playwright install chromium"]


@pytest.mark.parametrize(("there", "lacking"), [("has_chinese_font", "libatomic"), ("driver_starts", "a Chinese font")])
def test_a_browser_alone_is_not_enough(
    bare: list[str],
    there: str,
    lacking: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(browser_setup, "find_browser", lambda: "chromium")
    monkeypatch.setattr(browser_setup, there, lambda: True)
    assert browser_setup.main() == 1
    assert bare == ["Debian"]
    assert lacking in capsys.readouterr().err


def test_where_all_is_there_nothing_is_installed(bare: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser_setup, "missing", list)
    monkeypatch.setattr(browser_setup, "find_browser", lambda: "chromium")
    assert browser_setup.main() == 0
    assert bare == []


def test_a_named_browser_that_does_not_start_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BROWSER_PATH", "/nowhere/chrome")
    assert browser_setup.main() == 1
    assert "BROWSER_PATH is /nowhere/chrome, which does not start" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("there", "may", "asked"), [(True, True, []), (False, False, []), (False, True, ["r-cran-readr"])]
)
def test_what_make_interop_tries_is_installed_where_it_may_be(
    there: bool, may: bool, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    installed: list[str] = []
    monkeypatch.setattr(programs, "works", lambda command: there or command[0] != "Rscript")
    monkeypatch.setattr(browser_setup, "may_install", lambda: may)
    monkeypatch.setattr(browser_setup, "apt_get", lambda *arguments: installed.extend(arguments[3:]))
    programs.main()
    assert installed == asked
