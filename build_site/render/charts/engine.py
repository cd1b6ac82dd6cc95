"""ECharts inside QuickJS: option JSON in, static SVG out, the same bytes every time."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any
from zlib import crc32

import quickjs

from build_site.model import InputError
from build_site.render.charts.options import FONT
from build_site.render.charts.palette import VARIABLES, to_stand_ins, to_variables
from build_site.render.html import text

LIBRARY = Path("docs/assets/vendor/echarts.esm.min.js")
STYLES = Path("docs/assets/site.css")
_CODE = Path(__file__).read_text("utf-8")

# A clock that stands still: ECharts stops measuring characters, and guesses, when measuring seems slow to it.
_STUBS = """
globalThis.Date = class extends Date {
  constructor(...when) { super(...(when.length ? when : [0])) }
  static now() { return 0 }
};
globalThis.performance = { now: () => 0 };
var setTimeout = function () { return 0 }, clearTimeout = function () {},
    requestAnimationFrame = function () { return 0 }, cancelAnimationFrame = function () {};
"""
# QuickJS hands ropes over as an unknown type: JSON.stringify makes a plain string of the SVG.
_DRAW = """
function draw(option, width, height) {
  var chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: width, height: height });
  chart.setOption(JSON.parse(option));
  var svg = chart.renderToSVGString();
  chart.dispose();
  return JSON.stringify(svg);
}
"""


class Engine:
    """Loads ECharts once (0.1 s); each drawing takes some 10 ms. With `memory`, a folder, a drawing is made once."""

    def __init__(self, root: Path, memory: Path | None = None) -> None:
        self._root, self._memory = root, memory
        path = root / LIBRARY
        try:
            source = path.read_text(encoding="utf-8")
            body, _, exports = source.rpartition("export{")
            init = {name: local for local, name in re.findall(r"([\w$]+) as ([\w$]+)", exports)}["init"]
        except (OSError, KeyError) as error:
            remedy = "`make site` fetches it from the pinned package."
            raise InputError(str(path), "the ECharts module", str(error), remedy) from error
        self._context: Any = quickjs.Context()
        self._context.eval(_STUBS + f"(function () {{{body};globalThis.echarts = {{ init: {init} }}}})();" + _DRAW)
        self._draw = self._context.get("draw")

    def svg(self, option: str, width: int, height: int, label: str) -> str:
        """The option's drawing with `label` as its accessible name; colours are CSS variables."""
        if self._memory is None:
            return self._drawn(option, width, height, label)
        name = hashlib.sha256(f"{_CODE}{option}{width} {height}{label}".encode()).hexdigest()
        path = self._memory / f"{name}.svg"
        if not path.is_file():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(self._drawn(option, width, height, label), "utf-8")
        return path.read_text("utf-8")

    def picture(self, option: str, width: int, height: int, label: str) -> str:
        """The drawing as a file of its own: with the site's colours, and those for dark where the reader's system is."""
        return self._standing(self.svg(option, width, height, label))

    def _standing(self, svg: str) -> str:
        light, dark = (_declared(scheme, svg) for scheme in self._schemes)
        style = f":root{{{light}font-family:{FONT}}}@media(prefers-color-scheme:dark){{:root{{{dark}}}}}"
        start, _, rest = svg.partition(">")
        return f"{start}><style>{style}</style>{rest}\n"

    @cached_property
    def _schemes(self) -> tuple[dict[str, str], dict[str, str]]:
        """The style sheet's colours, light and dark."""
        declared = re.findall(r"(--chart-[a-z-]+): ([^;]+);", (self._root / STYLES).read_text("utf-8"))
        dark = dict(declared[len(VARIABLES) : 2 * len(VARIABLES)])
        return dict(declared[: len(VARIABLES)]), dark

    def _drawn(self, option: str, width: int, height: int, label: str) -> str:
        drawn: str = json.loads(self._draw(to_stand_ins(option), width, height))
        return to_variables(_tidy(drawn, label))


def _declared(scheme: Mapping[str, str], svg: str) -> str:
    """Those of a scheme's colours that the drawing uses."""
    return "".join(f"{name}:{value};" for name, value in scheme.items() if f"var({name})" in svg)


def _tidy(svg: str, label: str) -> str:
    """Without hover styles and data attributes, ids counted from this drawing, on one line."""
    svg = re.sub(r"<style\b.*?</style>", "", svg, flags=re.DOTALL)
    svg = re.sub(
        r' (?:class="[^"]*"|ecmeta_\w+="[^"]*"|pointer-events="[^"]*"|cursor="[^"]*"|baseProfile="full")', "", svg
    )
    svg = re.sub(r'^<svg width="\d+" height="\d+"[^>]*?(viewBox="[^"]*")>', r"<svg \1>", svg)
    svg = re.sub(r"font-family:[^;\"]*;", "", svg)  # the page's own
    numbers: dict[str, str] = {}
    # A page holds many drawings: an id carries a digest of its own drawing's name.
    stem = f"{_checksum(label + svg):08x}"
    svg = re.sub(r"zr\d+-([a-z]+)\d+", lambda m: numbers.setdefault(m[0], f"z{stem}-{m[1]}{len(numbers)}"), svg)
    svg = _lean(re.sub(r"\s*\n\s*", "", svg))
    return svg.replace("<svg ", f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{text(label)}" ', 1)


def _lean(svg: str) -> str:
    """Without what nobody sees: empty decals and boxes, defaults, digits below a tenth of a pixel."""
    for blank in re.findall(r'<pattern [^>]*id="([^"]+)"[^>]*><g ?>(?:<path d=""[^>]*></path>)*</g></pattern>', svg):
        svg = re.sub(rf'<path [^>]*fill="url\(#{re.escape(blank)}\)"[^>]*></path>', "", svg)
        svg = re.sub(rf'<pattern [^>]*id="{re.escape(blank)}"[^>]*>.*?</pattern>', "", svg)
    svg = re.sub(r"<defs ?></defs>", "", svg)
    svg = re.sub(r'<(path|rect) (?:(?!stroke)[^>])*fill="none"(?:(?!stroke)[^>])*></\1>', "", svg)
    svg = re.sub(r' (?:d|transform|x|y)="[^"]*"', _rounded, svg)
    svg = svg.replace(' text-anchor="start"', "").replace('px;"', 'px"')
    for common in (' dominant-baseline="central"', ' style="font-size:12px"'):  # said once where every text has it
        if svg.count("<text ") == svg.count(common) > 1:
            svg = svg.replace(common, "").replace("<svg ", f"<svg{common} ", 1)
    return re.sub(r"></(?:path|rect|circle|line|polyline|polygon)>", "/>", svg)


def _rounded(attribute: re.Match[str]) -> str:
    if "matrix" in attribute[0] or "scale" in attribute[0]:
        return attribute[0]
    return re.sub(r"\d+\.\d{2,}", lambda number: f"{float(number[0]):.1f}".removesuffix(".0"), attribute[0])


def _checksum(words: str) -> int:
    """A small stable digest (`hash` of a string differs from run to run)."""
    return crc32(re.sub(r"zr\d+-([a-z]+)\d+", r"\1", words).encode())
