"""A local page on which a maintainer compares a report's reading with its pages and corrects it.

`desk` holds one report and changes it, `record` writes the row of data/corrections.csv, `reading` is the package as this
page needs it, `pictures` draws the source, `page` and `tables` are the HTML, `server` answers the browser."""
