"""Find, or install, what the browser tests need: a Chromium and a Chinese font.

Looked for in this order: an installed Chromium or Chrome; Debian's packages, where they may be installed (root, or sudo
without a password); Playwright's own download. `make test` runs this file; conftest uses `find_browser`.
"""

from __future__ import annotations

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
    "Install Chromium or Chrome and a Chinese font, then run `make test` again.\n"
    "  Debian, Ubuntu: sudo apt-get install chromium fonts-noto-cjk\n"
    "  Fedora:         sudo dnf install chromium google-noto-sans-cjk-fonts\n"
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
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() and starts(path) else None


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


def install_from_debian() -> None:
    """Install the packages with apt-get where that is possible without asking anybody."""
    if not shutil.which("apt-get"):
        return
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    if not root and (not shutil.which("sudo") or run(["sudo", "-n", "true"], quiet=True)):
        return
    prefix = [] if root else ["sudo", "-n"]
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-o", "Acquire::Retries=3"]
    print("Installing chromium, fontconfig and fonts-noto-cjk with apt-get …", flush=True)
    run([*apt, "update"])
    run([*apt, "install", "-y", "--no-install-recommends", "fontconfig", "fonts-noto-cjk"])
    if not find_browser():
        run([*apt, "install", "-y", "--no-install-recommends", "chromium"])


def run(command: list[str], *, quiet: bool = False) -> int:
    """Run a program and give its exit status; its output goes to the error stream, off the way of what we print."""
    output = subprocess.DEVNULL if quiet else sys.stderr
    return subprocess.run(command, stdin=subprocess.DEVNULL, stdout=output, check=False).returncode


def main() -> int:
    try:
        browser = provide()
    except MissingToolError as error:
        print(f"error: {error}\n{REMEDY}", file=sys.stderr)
        return 1
    print(f"Browser: {browser}", flush=True)
    return 0


def provide() -> str:
    """Path of a browser, with a Chinese font on the machine. Raises MissingToolError when one cannot be had."""
    if not find_browser() or not has_chinese_font():
        install_from_debian()
    if not find_browser():
        print("Downloading Chromium with Playwright …", flush=True)
        run([sys.executable, "-m", "playwright", "install", "chromium"])
    browser = find_browser()
    if not browser:
        raise MissingToolError("no Chromium or Chrome was found, and none could be installed.")
    if not has_chinese_font():
        raise MissingToolError("no Chinese font was found, and none could be installed.")
    return browser


if __name__ == "__main__":
    sys.exit(main())
