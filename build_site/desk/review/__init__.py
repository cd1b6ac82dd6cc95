"""A report's reading beside its pages, as one file to open in a browser: `build-site review SLUG/YEAR`.

`write` makes the page, `reading` is the package as it needs it, `tables` the forms, `leaves` the source's pages. What is
corrected in the page leaves it as rows for data/corrections.csv."""
