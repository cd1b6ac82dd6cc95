"""Charts: pyecharts builds the options, ECharts itself (in QuickJS) draws them as static SVG at build time.

`figures.report_charts` decides what a report can show; `options` how it looks; `engine` draws; `markup` puts it in a page.
"""
