"""A new report enters the house: `build-site add FILE`.

propose (cover → department, division, slug) · enter (source file and register rows, all or nothing) · checklist (what
a person should look at before committing).
"""
