"""ECharts inside QuickJS: option JSON in, static SVG out, the same bytes every time."""

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import quickjs

from build_site.model import InputError
from build_site.render.charts import LIBRARY, THEME, slim
from build_site.run import whole

_MARKS = re.compile(r' ecmeta_\w+="[^"]*"|\n')
"""What ECharts leaves in a drawing for programs that make it live; ours draw anew from its options."""

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
# Each drawing has ids of its own, as a page holds many. QuickJS hands ropes over as an unknown type: JSON.stringify makes
# a plain string of the SVG.
_DRAW = """
function draw(option, width, height, name) {
  var chart = echarts.init(null, THEME, { renderer: 'svg', ssr: true, width: width, height: height });
  chart.setOption(JSON.parse(option));
  var painter = chart.getZr().painter;
  painter._id = name;
  var svg = painter.renderToString({ cssAnimation: false, cssEmphasis: false, useViewBox: true });
  chart.dispose();
  return JSON.stringify(svg);
}
"""


class UndrawableError(Exception):
    """ECharts cannot draw an option; its message says why."""


class Engine:
    """Loads ECharts once (0.1 s); each drawing takes some 10 ms. With `memory`, a folder, a drawing is made once.

    Raises InputError where the library or the theme is not there."""

    def __init__(self, root: Path, memory: Path | None = None) -> None:
        self._root, self._memory = root, memory
        path = root / LIBRARY
        try:
            source, theme = (each.read_text("utf-8") for each in (path, root / THEME))
            body, _, exports = source.rpartition("export{")
            init = {name: local for local, name in re.findall(r"([\w$]+) as ([\w$]+)", exports)}["init"]
        except (OSError, KeyError) as error:
            raise InputError.of("charts.no-library", str(path), str(error)) from error
        self._context: Any = quickjs.Context()
        self._context.eval(_STUBS + f"(function () {{{body};globalThis.echarts = {{ init: {init} }}}})();")
        self._context.eval(f"var THEME = {theme};{_DRAW}")
        self._draw = self._context.get("draw")
        own = Path(slim.__file__).read_text("utf-8")
        self._made_from = hashlib.sha256(f"{source}{theme}{_STUBS}{_DRAW}{_MARKS.pattern}{own}".encode())

    def svg(self, option: str, width: int, height: int) -> str:
        """The option's drawing on one line; colours are CSS variables. Raises UndrawableError."""
        made_from = self._made_from.copy()
        made_from.update(f"{option}{width} {height}".encode())
        name = made_from.hexdigest()
        path = self._memory / f"{name}.svg" if self._memory else None
        if path and path.is_file():
            return path.read_text("utf-8")
        try:
            drawn = slim.slim(_MARKS.sub("", json.loads(self._draw(option, width, height, f"z{name[:8]}"))))
        except quickjs.JSException as error:
            raise UndrawableError(str(error).split("\n", 1)[0]) from error
        if path:
            whole.write(path, drawn)
        return drawn
