"""The data dictionary: every resource, field, list of values, unit and the meaning of blanks, from the schemas alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from build_site.package.read import Package
from build_site.render.html import page
from build_site.render.publish.whole import Whole
from build_site.render.template import fill

_TYPES = {"string": "文本", "integer": "整数", "number": "小数（十进制）", "boolean": "真假"}


def dictionary_page(whole: Whole) -> str:
    """The page; without a collection there is nothing to explain."""
    body = fill("dictionary", resources=_resources(whole), types=_TYPES, keys=_keys)
    return page("数据字典", [body], description="每张表、每一列、每个取值的含义")


def english_dictionary(whole: Whole) -> str:
    """The same in English, for /en/dictionary/: of a description the second paragraph."""
    body = fill("en/dictionary", resources=_resources(whole))
    return page("Data dictionary", [body], description="Every table and every field of the data")


def _keys(schema: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """What a table's rows refer to in other tables."""
    return [key for key in schema.get("foreignKeys", ()) if key["reference"].get("resource")]


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
