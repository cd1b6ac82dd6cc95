"""`make picture`: the README's picture, a report page of the built site as a first-time reader sees it."""

from __future__ import annotations

import io
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from build_site.site import serve
from tests.browser_setup import find_browser

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "assets" / "report-page.webp"


def main() -> int:
    pages = sorted((ROOT / "site").glob("departments/*/2*/index.html"))
    if not pages:
        print("no report page found: run `make site` first", file=sys.stderr)
        return 1
    path = pages[0].parent.relative_to(ROOT / "site").as_posix()
    with serve.background(ROOT / "site") as port, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1200, "height": 1250}, locale="zh-CN")
        page.goto(f"http://127.0.0.1:{port}/{path}/")
        page.locator(".chart-box[data-painted]").first.wait_for()
        picture = page.screenshot()
        browser.close()
    Image.open(io.BytesIO(picture)).save(TARGET, quality=80, method=6)
    print(f"{TARGET.relative_to(ROOT)}: {TARGET.stat().st_size / 1024:.0f} KB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
