"""The data dictionary: every resource, field, list of values, unit and the meaning of blanks, from the schemas alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from build_site.package.read import Package
from build_site.render.html import columns, heading, identifier, items, link, page, tag, text
from build_site.render.html import table as html_table
from build_site.render.pages.frame import breadcrumbs
from build_site.render.publish.whole import Whole

_TYPES = {"string": "文本", "integer": "整数", "number": "小数（十进制）", "boolean": "真假"}


def dictionary_page(whole: Whole) -> str:
    """The page; without a collection there is nothing to explain."""
    resources = _resources(whole)
    blocks = [
        breadcrumbs([("../", "首页"), ("../downloads/", "下载"), ("", "数据字典")]),
        "# 数据字典",
        tag("p", "由数据包的说明文件生成：每张表、每一列、允许的取值、单位和空白的含义。每份报告的表没有前两列（slug、fiscal_year），其余相同。"),
        "## 通用约定 {#conventions}",
        items((
            "金额：照录报告印出的数和小数位数，单位在数据包的 <code>amountUnit</code> 里（万元为 10000 元）；长表 <code>amounts</code> 另有以分计的整数。",
            "编码：文本，不是数；前几位是上级编码。",
            "空白：九张表中是报告此处未印数，与印出的 0.00 不同；其他表中是报告未印或不适用。格子的状态（有数、印出的 0、空白、本表无数据、未读出）见 <code>cells.state</code>。",
            "<code>source_page</code>、<code>source_line</code>：该行在原报告的页或行。",
            "同一名称的列在各表含义相同；缺一行说明的列不能发布。",
        )),
        "## 全部表 {#tables}",
        items(link(f"#{_anchor(each)}", text(each["title"])) + tag("span", text(each["name"]), class_="resource-name", lang="en") for each in resources),
    ]  # fmt: skip
    for resource in resources:
        blocks += _resource(resource)
    return page("数据字典", blocks, description="每张表、每一列、每个取值的含义")


def english_dictionary(whole: Whole) -> str:
    """The same in English, for /en/dictionary/."""
    resources = _resources(whole)
    other = link("../../dictionary/", "中文", lang="zh", hreflang="zh")
    blocks = [
        tag("p", f"{other} · The translation is ours.", class_="legend"),
        "# Data dictionary",
        tag("p", "Made from the schemas of the data packages. A report's own tables have no slug and fiscal_year, else they are the same. "
            "Amounts are as printed, in the unit that <code>amountUnit</code> says; codes are text; a blank is nothing printed, not 0."),
        "## Tables {#tables}",
        items(link(f"#{_anchor(each)}", text(each["title_en"])) + tag("span", text(each["name"]), class_="resource-name") for each in resources),
    ]  # fmt: skip
    for resource in resources:
        head = columns("Field", "Type", "Meaning")
        rows = [
            tag("tr", tag("th", tag("code", text(field["name"])), scope="row") + tag("td", text(field["type"]))
                + tag("td", " ".join(filter(None, (tag("b", text(field.get("title_en", ""))), text(_english(field)))))))
            for field in resource["schema"]["fields"]
        ]  # fmt: skip
        blocks += [
            heading(2, str(resource["title_en"]), _anchor(resource)),
            tag("p", f"{tag('code', text(resource['name']))} {text(_english(resource))}"),
            html_table(head, rows, f"Fields of {text(resource['title_en'])}", class_="figures dictionary"),
        ]
    return page("Data dictionary", blocks, description="Every table and every field of the data")


def _english(described: Mapping[str, Any]) -> str:
    """The second paragraph of a description."""
    return str(described.get("description", "")).partition("\n\n")[2]


def _resources(whole: Whole) -> Sequence[Mapping[str, Any]]:
    """The collection's, then those that only a report's own package has."""
    if not whole.collection:
        return []
    stacked = list(whole.descriptor["resources"])
    names = {each["name"] for each in stacked}
    own = _of_a_report(whole) if whole.reports else []
    return stacked + [each for each in own if each["name"] not in names]


def _of_a_report(whole: Whole) -> Sequence[Mapping[str, Any]]:
    report = whole.reports[0]
    package = Package(whole.root / "data" / "packages" / report.slug / str(report.year))
    return list(package.resources.values())


def _anchor(resource: Mapping[str, Any]) -> str:
    return f"t-{identifier(str(resource['name']))}"


def _resource(resource: Mapping[str, Any]) -> list[str]:
    schema = resource["schema"]
    head = columns("列", "类型", "含义", "取值与约束")
    rows = [_row(resource, field) for field in schema["fields"]]
    words = str(resource.get("description", "")).split("\n\n")
    facts = []
    if schema.get("primaryKey"):
        facts.append(f"主键：{_names(schema['primaryKey'])}")
    for key in schema.get("foreignKeys", ()):
        target = key["reference"]
        if target.get("resource"):
            facts.append(f"{_names(key['fields'])} 指向 {text(target['resource'])} 的 {_names(target['fields'])}")
    return [
        heading(2, str(resource["title"]), _anchor(resource)),
        tag("p", tag("code", text(resource["name"])) + " " + text(words[0])),
        tag("p", text(words[1]), lang="en") if len(words) > 1 else "",
        items(facts) if facts else "",
        html_table(head, rows, f"{text(resource['title'])}的列", class_="figures dictionary"),
    ]


def _row(resource: Mapping[str, Any], field: Mapping[str, Any]) -> str:
    name = str(field["name"])
    words = str(field.get("description", "")).split("\n\n")
    meaning = tag("b", text(field.get("title", ""))) + " " + text(words[0])
    if len(words) > 1:
        meaning += tag("span", text(words[1]), class_="aside", lang="en")
    limits = field.get("constraints", {})
    parts = ["必有"] if limits.get("required") or name in resource["schema"].get("primaryKey", ()) else []
    if limits.get("enum"):
        parts.append("、".join(tag("code", text(value)) for value in limits["enum"]))
    if limits.get("pattern"):
        parts.append(tag("code", text(limits["pattern"])))
    cells = [tag("th", tag("code", text(name)), scope="row", id=f"{_anchor(resource)}-{identifier(name)}")]
    cells += [
        tag("td", _TYPES.get(str(field["type"]), text(field["type"]))),
        tag("td", meaning),
        tag("td", "；".join(parts)),
    ]
    return tag("tr", "".join(cells))


def _names(names: Sequence[str]) -> str:
    return "、".join(tag("code", text(name)) for name in names)
