"""A new report enters the house: `build-site add FILE`.

propose (cover → department, division, slug) · rows (of the two registers) · enter (source file, rows and package, all or
nothing) · checklist (what a person should look at before committing).
"""
