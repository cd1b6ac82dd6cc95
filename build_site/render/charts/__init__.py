"""Charts: pyecharts builds the options, ECharts itself (in QuickJS) draws them as static SVG at build time.

`options` and `flow` say what is drawn, docs/assets/chart-theme.json how it looks; `engine` draws; `markup` puts it in the figure frame.
"""

from pathlib import Path

LIBRARY = Path("docs/assets/vendor/echarts.esm.min.js")
THEME = Path("docs/assets/chart-theme.json")
STYLES = Path("docs/assets/site.css")
"""What drawings are made with, below the repository's root."""
