"""render: packages → charts, pages and downloads under docs/, before the site engine runs.

Reads the published packages and the two registers only: no PDF, no source file. Nothing here is known to MkDocs.
`job` says what a report's pages are made from, `report` writes them, `above` the pages above the reports.
"""
