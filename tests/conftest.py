"""Fixtures for every test: the repository, the real reports beside it, the built site and a browser on it.

The test site is built for http://localhost/final-accounts/, a name that only our browser knows (it is mapped to the
test server there): under a path, as on GitHub Pages, and with every other host unknown, so that nothing can be
fetched from elsewhere.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from multiprocessing import forkserver
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from build_site.pipeline import READERS
from build_site.run import workers
from build_site.site import assets, search, serve
from build_site.site import build as site
from tests.browser_setup import REMEDY, find_browser
from tests.factory import chromium_pdf
from tests.houses import once

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, Playwright

ROOT = Path(__file__).resolve().parent.parent
HOST = "localhost"
PREFIX = "/final-accounts/"
LONG = (  # files that take longest, most of them few tests; two that build the same site are not begun at once
    "browser/test_accessibility",
    "security/test_planted_site",
    "extract/test_layouts",
    "browser",
    "render/test_shelf",
    "run/test_cluster",
    "factory/test_kinds",
    "test_kill",
)
COUNTED = ("layouts", "pages", "cells", "paragraphs")  # properties that the layout tests record
FLAGS = (  # as root in a container; and keeping the browser from calling its maker
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-sync",
    "--disable-component-update",
    "--disable-background-networking",
)


# What is compiled is kept, whatever the environment says: else each worker would rewrite every test's assertions anew, and
# the processes that tests start would compile all of the program.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
settings.register_profile("busy machine", deadline=None)
settings.load_profile("busy machine")


def pytest_configure(config: pytest.Config) -> None:
    """pytest-xdist takes files by how many tests they have, and last those that are one long test: keep our order."""
    if hasattr(config.option, "loadscopereorder"):
        config.option.loadscopereorder = False


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first, so that no worker is left with one at the end."""

    def place(item: pytest.Item) -> int:
        name = item.path.relative_to(ROOT / "tests").as_posix()
        return next((at for at, long in enumerate(LONG) if name.startswith(long)), len(LONG))

    items.sort(key=place)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print how much was read back from the layout factory's reports: the sums of what its tests recorded."""
    counted: Counter[str] = Counter()
    for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed"):
        counted.update({name: value for name, value in report.user_properties if name in COUNTED})
    if counted:
        terminalreporter.section("layout factory")
        terminalreporter.line(", ".join(f"{counted[name]:,} {name}" for name in COUNTED) + " compared")


@pytest.fixture(scope="session", autouse=True)
def _readers_at_hand() -> None:
    """The server that all readers of a process are forked from knows all that they need, whichever test starts it: else each
    would load it anew."""
    workers._context([*(name for name in READERS if ":" not in name), "build_site.site.publication"])
    forkserver.ensure_running()


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository."""
    return ROOT


@pytest.fixture(scope="session")
def shared_reports() -> Path:
    """Real reports that are not part of the repository; where they are missing the test is skipped and says so."""
    folder = ROOT.parent / "shared" / "reports"
    if not folder.is_dir():
        pytest.skip("real reports not found in ../shared/reports: their tests did not run")
    return folder


@pytest.fixture(scope="session")
def site_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole site, built from the committed packages into build/test-site, once for all workers."""

    def make(_: Path) -> None:
        assets.provide(ROOT)
        subprocess.run([sys.executable, "-m", "build_site", "pages"], cwd=ROOT, check=True)
        search.MOST = 100  # as on a large site, search asks several indexes
        site.build(ROOT, ROOT / "build" / "test-site", f"http://{HOST}{PREFIX}")

    once(tmp_path_factory, "test-site", make)
    return ROOT / "build" / "test-site"


@pytest.fixture(scope="session")
def site_port(site_folder: Path) -> Iterator[int]:
    """The port of 127.0.0.1 where the test site is served (under PREFIX), for requests without a browser."""
    with serve.background(site_folder, PREFIX, HOST) as port:
        yield port


@pytest.fixture(scope="session")
def site_url(site_port: int) -> str:
    """The test site's address for the browser, ending in a slash."""
    return f"http://{HOST}{PREFIX}"


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """One for all tests of a process: a second one beside it would not start."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Page]:
    """A page to print reports with; the first one loads the fonts."""
    with chromium_pdf.printer(playwright) as page:
        yield page


@pytest.fixture(scope="session")
def browser(playwright: Playwright, site_port: int) -> Iterator[Browser]:
    """Chromium, knowing the test site and no other host. Fails, never skips, where there is none."""
    path = find_browser()
    if path is None:
        pytest.fail(f"no Chromium or Chrome was found: run `make test`, which looks for one.\n{REMEDY}", pytrace=False)
    known = f"--host-resolver-rules=MAP {HOST}:80 127.0.0.1:{site_port}, MAP * ~NOTFOUND"
    secure = f"--unsafely-treat-insecure-origin-as-secure=http://{HOST}"  # as https would be: clipboard and the like
    browser = playwright.chromium.launch(executable_path=path, args=[*FLAGS, known, secure])
    yield browser
    browser.close()


@dataclass
class Visit:
    """What a page did while it was open, beyond what it showed."""

    errors: list[str] = field(default_factory=list)  # console errors, uncaught exceptions, requests that failed
    foreign: list[str] = field(default_factory=list)  # addresses asked for outside the site

    def watch(self, page: Page) -> None:
        page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("requestfailed", lambda request: self._failed(request.url, request.failure or ""))
        page.on("request", lambda request: self._asked(request.url))
        page.on("response", lambda answer: self._answered(answer.url, answer.status))

    def _asked(self, url: str) -> None:
        if not url.startswith((f"http://{HOST}{PREFIX}", "data:", "blob:", "about:")):
            self.foreign.append(url)

    def _failed(self, url: str, reason: str) -> None:
        if "ERR_ABORTED" not in reason:  # the browser's own: a page was left while something was still loading
            self.errors.append(f"{url}: {reason}")

    def _answered(self, url: str, status: int) -> None:
        if status >= 400:
            self.errors.append(f"{url}: status {status}")


OpenPage = Callable[..., "Page"]


@pytest.fixture(scope="session")
def shared_page(browser: Browser) -> Iterator[tuple[Page, Visit]]:
    """A page that goes from test to test: a new one would compile the site's scripts anew."""
    page, visit = browser.new_context(locale="zh-CN").new_page(), Visit()
    visit.watch(page)
    yield page, visit
    page.context.close()


@pytest.fixture
def open_page(browser: Browser, site_url: str, shared_page: tuple[Page, Visit]) -> Iterator[OpenPage]:
    """`open_page(path="", width=1280, height=900, dark=False, **context)`: a page of the site; the first of a test, unless it
    asks for more, is the shared one as if it were new, others have a context of their own.

    When the test ends, it fails if any page logged an error, failed a request or asked another host.
    """
    page, visit = shared_page
    contexts: list[BrowserContext] = []
    free = [page]

    def open_path(
        path: str = "", *, width: int = 1280, height: int = 900, dark: bool = False, **options: object
    ) -> Page:
        scheme = "dark" if dark else "light"
        size = {"width": width, "height": height}
        if free and not options:
            page = free.pop()
            page.set_viewport_size(size)
            page.emulate_media(color_scheme=scheme, media="screen")
        else:
            contexts.append(browser.new_context(viewport=size, color_scheme=scheme, locale="zh-CN", **options))
            page = contexts[-1].new_page()
            visit.watch(page)
        answer = page.goto(site_url + path.removeprefix("/"), wait_until="load")
        assert answer is not None
        assert answer.ok, f"{path}: status {answer.status}"
        return page

    yield open_path
    for context in contexts:
        context.close()
    if not free:
        page.evaluate("localStorage.clear(), sessionStorage.clear()")
        page.goto("about:blank")
    errors, foreign = visit.errors[:], visit.foreign[:]
    visit.errors.clear()
    visit.foreign.clear()
    assert errors == []
    assert foreign == []
