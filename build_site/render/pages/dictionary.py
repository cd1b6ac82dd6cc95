"""The data dictionary: every resource, field, list of values, unit and the meaning of blanks, from the schemas alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from build_site.render.html import page
from build_site.render.publish.whole import Whole
from build_site.render.template import fill

_TYPES = {"string": "文本", "integer": "整数", "number": "小数（十进制）", "boolean": "真假"}


def dictionary_page(whole: Whole) -> str:
    """The page; without a collection there is nothing to explain."""
    body = fill("dictionary", resources=whole.resources, types=_TYPES, keys=_keys)
    return page("数据字典", [body], description="每张表、每一列、每个取值的含义")


def english_dictionary(whole: Whole) -> str:
    """The same in English, for /en/dictionary/: of a description the second paragraph."""
    body = fill("en/dictionary", resources=whole.resources)
    return page("Data dictionary", [body], description="Every table and every field of the data")


def _keys(schema: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """What a table's rows refer to in other tables."""
    return [key for key in schema.get("foreignKeys", ()) if key["reference"].get("resource")]
