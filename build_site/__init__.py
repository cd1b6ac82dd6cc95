"""决算开放数据: Chinese departmental final accounts (部门决算) as open data.

source file ─parse─▶ Document ─recognise─▶ Report ─package─▶ DataPackage ─reconcile─▶ Findings ─render─▶ pages ─mkdocs─▶ site

Four rooms, whose alphabetical order is the data's order: `extract`, `package`, `reconcile`, `render`.
The nouns that travel between them are in `model`, the code lists and the printed forms in `codelists`,
text and number normalisation in `text`. `pipeline` is the whole build on one page.
"""
