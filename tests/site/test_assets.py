import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from build_site.model import InputError
from build_site.site import assets

ROOT = Path(__file__).parents[2]
VERSION = "6.1.0"  # of ECharts


@pytest.fixture(scope="module")
def real() -> bytes:
    """ECharts as the site has it."""
    assets.provide(ROOT)
    return (ROOT / assets.ECHARTS).read_bytes()


def no_pip(*arguments: Any, **options: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.CompletedProcess(arguments, 1, "", "WARNING: retrying\nERROR: no connection\n")


def pip(*, real: bool) -> Callable[..., subprocess.CompletedProcess[str]]:
    """A pip that brings every file, as it is or another one."""

    def install(command: list[str], **options: Any) -> subprocess.CompletedProcess[str]:
        for asset in assets.ASSETS:
            path = Path(command[command.index("--target") + 1]) / asset.in_wheel
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes((ROOT / asset.target).read_bytes() if real else b"alert(1)")
        return subprocess.CompletedProcess(command, 0, "", "")

    return install


def test_echarts_stands_beside_its_licence_and_notice(real: bytes) -> None:
    assert b"Licensed to the Apache Software Foundation" in real[:200]
    assert f'"{VERSION}"'.encode() in real
    assert "Apache License" in (ROOT / assets.LICENCE).read_text("utf-8")
    notice = (ROOT / assets.NOTICE).read_text("utf-8")
    assert f"Apache ECharts {VERSION}" in notice
    assert "Copyright 2010-2016 Mike Bostock" in notice


def test_sql_js_stands_beside_its_licence(real: bytes) -> None:
    assert (ROOT / assets.SQL_WASM).read_bytes().startswith(b"\0asm")
    assert "sql.js authors" in (ROOT / assets.SQL_LICENCE).read_text("utf-8")


def test_what_is_there_is_not_fetched_again(tmp_path: Path, real: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "run", no_pip)
    (tmp_path / assets.VENDOR).mkdir(parents=True)
    for asset in assets.ASSETS:
        shutil.copy(ROOT / asset.target, tmp_path / asset.target)
    assets.provide(tmp_path)
    times = {path: path.stat().st_mtime_ns for path in (tmp_path / assets.VENDOR).iterdir()}
    assert len(times) == 6
    assets.provide(tmp_path)
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / assets.VENDOR).iterdir()} == times


def test_offline_the_message_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "run", no_pip)
    with pytest.raises(InputError, match=r"assets\.lock: 应为.*found ERROR: no connection\. Check the connection"):
        assets.provide(tmp_path)
    assert list(tmp_path.rglob("*.js")) == []


def test_another_file_is_never_put_into_the_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "run", pip(real=False))
    with pytest.raises(InputError, match="sha256"):
        assets.provide(tmp_path)
    assert list(tmp_path.rglob("*.js")) == []


def test_a_damaged_file_is_replaced(tmp_path: Path, real: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "run", pip(real=True))
    (tmp_path / assets.VENDOR).mkdir(parents=True)
    for asset in assets.ASSETS:
        shutil.copy(ROOT / asset.target, tmp_path / asset.target)
    (tmp_path / assets.ECHARTS).write_bytes(real[:-1])
    assets.provide(tmp_path)
    assert (tmp_path / assets.ECHARTS).read_bytes() == real
