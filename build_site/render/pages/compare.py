"""The comparison page: an empty frame that a script fills; without it, the list of reports."""

from __future__ import annotations

from collections.abc import Sequence

from build_site.render.digest import Digest
from build_site.render.html import items, link, page, tag, text
from build_site.render.pages.frame import breadcrumbs


def compare_page(reports: Sequence[Digest]) -> str:
    """Up to six reports side by side."""
    listed = items(
        link(f"../departments/{each.slug}/{each.year}/", text(f"{each.department} {each.year}年度"))
        for each in reports[:200]
    )
    rules = (
        "金额按各报告印出的单位和当年价格；单位不同、表中没有数据或口径不同的，不放在一起比较，写明原因。"
        "部门的职责和规模不同，数额大小不说明好坏；本站不排名。"
    )
    blocks = [
        breadcrumbs([("../", "首页"), ("", "比较")]),
        "# 比较",
        tag("p", "选最多六份报告，先看表，再看图。选了什么都记在网址里，可以收藏和转发。"),
        tag("div", tag("noscript", tag("p", "比较需要 JavaScript；也可以逐份打开：") + listed), data_compare="../data/compare/", data_reports="../departments/"),
        tag("p", rules, class_="legend"),
    ]  # fmt: skip
    return page("比较", blocks, description="并排比较最多六份部门决算", toc=False)
