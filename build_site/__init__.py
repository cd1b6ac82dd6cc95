"""决算开放数据: Chinese departmental final accounts (部门决算) as open data.

source ─parse─▶ Document ─recognise─▶ Report ─package─▶ DataPackage ─reconcile─▶ Findings ─render─▶ pages ─site─▶ site/

`pipeline` is the whole build on one page; docs/architecture.md shows the rooms, their laws and the way of one cell.
"""
