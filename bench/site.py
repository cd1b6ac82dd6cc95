"""`make bench-site`: how soon the first chart of a report page stands, in Chromium slowed down four times.

Prints the median of several visits with an empty cache: first paint, the static drawing on the screen, and the live chart
after scrolling to it; and what a page weighs. Nothing is asserted.
"""

from __future__ import annotations

import gzip
import statistics
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from build_site.site import serve  # noqa: E402  (run as a script from anywhere)
from tests.browser_setup import find_browser  # noqa: E402

VISITS, SLOWDOWN = 5, 4
_PAINTED = """() => new Promise(done => {
  const box = document.querySelector('.chart-box');
  box.scrollIntoView();
  const wait = () => box.dataset.painted === undefined ? requestAnimationFrame(wait) : done(performance.now());
  wait();
})"""
_PAINT = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
_STATIC = "performance.timing.domInteractive - performance.timing.navigationStart"


def measure(site: Path, path: str) -> dict[str, float]:
    from playwright.sync_api import sync_playwright

    found: dict[str, list[float]] = {"first paint": [], "static charts in the page": [], "first live chart": []}
    with serve.background(site, "/") as port, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=["--no-sandbox", "--disable-gpu"])
        for _ in range(VISITS):
            context = browser.new_context(viewport={"width": 1280, "height": 900})
            page = context.new_page()
            session = context.new_cdp_session(page)
            session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})
            page.goto(f"http://127.0.0.1:{port}/{path}", wait_until="load")
            found["first live chart"].append(page.evaluate(_PAINTED))
            found["first paint"].append(page.evaluate(_PAINT))
            found["static charts in the page"].append(page.evaluate(_STATIC))
            context.close()
        browser.close()
    return {name: statistics.median(values) for name, values in found.items()}


def main() -> int:
    site = ROOT / (sys.argv[1] if len(sys.argv) > 1 else "site")
    pages = sorted(site.glob("departments/*/2*/index.html"))
    if not pages:
        print("no report page found: run `make site` first", file=sys.stderr)
        return 1
    path = pages[0].parent.relative_to(site).as_posix() + "/"
    print(f"{path}, CPU {SLOWDOWN} times slower, median of {VISITS}")
    for name, value in measure(site, path).items():
        print(f"  {name:28} {value / 1000:6.2f} s")
    weights = {file: len(gzip.compress(file.read_bytes(), 6)) for file in site.rglob("*.html")}
    heaviest = max(weights, key=lambda file: weights[file])
    print(
        f"  {len(weights)} pages, the heaviest {weights[heaviest] / 1024:.1f} KB compressed: {heaviest.relative_to(site)}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
