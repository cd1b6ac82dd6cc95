"""Find, or install, what the browser tests need: a Chromium, a Chinese font and what Playwright's driver runs on.

Looked for in this order: an installed Chromium or Chrome; Debian's packages, where they may be installed (root, or sudo
without a password); Playwright's own download. `make test` runs this file; conftest uses `find_browser`.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
ELSEWHERE = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
)
REMEDY = (
    "Install what is missing, then run `make test` again.\n"
    "  Debian, Ubuntu: sudo apt-get install chromium fonts-noto-cjk libatomic1\n"
    "  Fedora:         sudo dnf install chromium google-noto-sans-cjk-fonts libatomic\n"
    "  elsewhere:      set BROWSER_PATH to the program's path"
)


class MissingToolError(Exception):
    """What the browser tests need is not here and could not be installed."""


def find_browser() -> str | None:
    """Path of a Chromium that starts: BROWSER_PATH, one on PATH, in a usual place, or Playwright's own."""
    named = os.environ.get("BROWSER_PATH")
    if named and not starts(named):
        raise MissingToolError(f"BROWSER_PATH is {named}, which does not start.")
    if named:
        return named
    paths = [found for name in NAMES if (found := shutil.which(name))]
    paths += [path for path in ELSEWHERE if Path(path).exists()]
    return next((path for path in paths if starts(path)), None) or playwright_browser()


def playwright_browser() -> str | None:
    """Path of the browser that `playwright install chromium` put on this machine."""
    if not driver_starts():
        return None
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() and starts(path) else None


def driver_starts() -> bool:
    """Whether Playwright's own driver runs: it needs a library that small systems leave out."""
    command = [sys.executable, "-m", "playwright", "--version"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def starts(path: str) -> bool:
    """Whether the program answers; a snap stub that is only a hint to install something does not."""
    if os.name == "nt":
        return Path(path).exists()  # Chrome on Windows prints no version
    try:
        done = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0 and any(word in done.stdout for word in ("Chrom", "Edge"))


def has_chinese_font() -> bool:
    """Whether fontconfig knows a font with Chinese glyphs; macOS and Windows always have one."""
    if sys.platform in {"darwin", "win32"}:
        return True
    if not shutil.which("fc-list"):
        return False
    listed = subprocess.run(["fc-list", ":lang=zh-cn", "family"], capture_output=True, text=True, check=False)
    return bool(listed.stdout.strip())


def missing() -> list[str]:
    """What the browser tests lack on this machine."""
    found = {
        "Chromium or Chrome": find_browser() is not None,
        "a Chinese font": has_chinese_font(),
        "the library libatomic, for Playwright": driver_starts(),
    }
    return [name for name, there in found.items() if not there]


def may_install() -> bool:
    """Whether system packages can be installed without asking anybody."""
    if not shutil.which("apt-get"):
        return False
    root = os.geteuid() == 0
    return root or (shutil.which("sudo") is not None and run(["sudo", "-n", "true"], quiet=True) == 0)


def install_from_debian() -> None:
    """Install the fonts and the library, and Chromium when there is none, with apt-get."""
    print("Installing a browser and a Chinese font with apt-get …", flush=True)
    apt_get("update")
    install("fontconfig", "fonts-noto-cjk", "libatomic1")
    if not find_browser():
        install("chromium")


def install(*packages: str) -> None:
    """Debian's packages, and no more than they need."""
    apt_get("install", "-y", "--no-install-recommends", *packages)


def apt_get(*arguments: str) -> None:
    prefix = [] if os.geteuid() == 0 else ["sudo", "-n"]
    run([*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-o", "Acquire::Retries=3", *arguments])


def install_from_playwright(*, with_libraries: bool) -> None:
    """Download Playwright's own Chromium, with the system libraries that it needs where they may be installed."""
    print("Downloading Chromium with Playwright …", flush=True)
    run([sys.executable, "-m", "playwright", "install", *(["--with-deps"] if with_libraries else []), "chromium"])


def run(command: list[str], *, quiet: bool = False) -> int:
    """Run a program and give its exit status; what it prints goes to the error stream."""
    output = subprocess.DEVNULL if quiet else sys.stderr
    error = subprocess.DEVNULL if quiet else None
    return subprocess.run(command, stdin=subprocess.DEVNULL, stdout=output, stderr=error, check=False).returncode


def provide() -> str:
    """Path of a browser, with all that it needs on the machine. Raises MissingToolError when that cannot be had."""
    if missing():
        installing = may_install()
        if installing:
            install_from_debian()
        if not find_browser():
            install_from_playwright(with_libraries=installing)
    browser, lacking = find_browser(), missing()
    if lacking or not browser:
        raise MissingToolError(f"missing for the browser tests: {', '.join(lacking)}.")
    return browser


def main() -> int:
    try:
        browser = provide()
    except MissingToolError as error:
        print(f"error: {error}\n{REMEDY}", file=sys.stderr)
        return 1
    print(f"Browser: {browser}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
