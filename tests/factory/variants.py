"""The named layouts and drawings that the reader is tested on, and random combinations of them."""

import random
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from build_site.model import Form
from tests.factory.drawing import Drawing
from tests.factory.layouts import PERMUTED, SEVENTH, Layout

Variant = tuple[Layout, Drawing]

_SHANGHAI = Layout(
    lines=False,
    numbers=False,
    blocks=2,
    three_public="pairs",
    order=SEVENTH,
    title="plain",
    form_number=False,
    caption="unit",
    balances="ordinals",
    capital_balances=True,
    shared_heads=True,
    template_advice=True,
    other_titles=True,
)
_LABELS = MappingProxyType(
    {
        "non-appropriated-balance-used": "使用非财政拨款结余（含专用结余）",
        "opening-balance": "年初结转和结余",
        "general-public-budget": "一般公共预算财政拨款收入",
    }
)

_OLDER_LABELS = MappingProxyType(
    {
        "non-appropriated-balance-used": "用事业基金弥补收支差额",
        "opening-balance": "上年结转和结余",
        "closing-balance": "结转下年",
        "class:207": "文化体育与传媒支出",
        "class:210": "医疗卫生与计划生育支出",
    }
)
_HEADS = MappingProxyType(
    {
        "功能分类科目编码": "支出功能分类科目编码",
        "科目代码": "部门预算支出经济分类科目编码",
        "预算数": "全年预算数",
        "金额": "决算数",
        "小计": "合计",
    }
)

LAYOUTS: Mapping[str, Layout] = {
    "as the first report": Layout(),
    "as in Shanghai": _SHANGHAI,
    "Shanghai, codes in parts, total in the heads": replace(_SHANGHAI, codes="parts", total="heads", thousands=True),
    "Shanghai, total last": replace(_SHANGHAI, total="last"),
    "codes in 类 款 项 cells": Layout(codes="parts"),
    "codes repeated in 类 款 项 cells": Layout(codes="nested"),
    "codes under 类 款 项 heads in one cell": Layout(codes="merged"),
    "total in the row of the sub-heads": Layout(codes="parts", numbers=False, total="heads"),
    "codes in one cell, sub-heads with total": Layout(codes="merged", numbers=False, total="heads"),
    "total last": Layout(total="last"),
    "thousands separators": Layout(thousands=True),
    "zeros printed": Layout(nil="0.00"),
    "short zeros": Layout(nil="0"),
    "dashes for nothing": Layout(nil="—"),
    "names wrapped": Layout(narrow=True),
    "24 functional rows": Layout(functional_rows=24),
    "no 行次": Layout(lines=False),
    "no 栏次": Layout(numbers=False),
    "neither 行次 nor 栏次": Layout(lines=False, numbers=False),
    "one block": Layout(blocks=1),
    "two blocks": Layout(blocks=2),
    "two blocks, codes in parts": Layout(blocks=2, codes="parts", numbers=False),
    "三公 in pairs": Layout(three_public="pairs"),
    "三公 down the page": Layout(three_public="list"),
    "三公 down the page without ordinals": Layout(three_public="list", ordinals=False),
    "三公 seventh": Layout(order=SEVENTH),
    "forms in another order": Layout(order=PERMUTED),
    "a form missing": Layout(missing=frozenset({Form.EXPENDITURE})),
    "two forms missing": Layout(missing=frozenset({Form.STATE_CAPITAL_BUDGET, Form.REVENUE})),
    "an extra form": Layout(extras=("assets",)),
    "two extra forms": Layout(extras=("projects", "assets"), title="year"),
    "title alone": Layout(title="plain"),
    "title with year": Layout(title="year"),
    "chapter line only": Layout(title="chapter"),
    "title wrapped": Layout(title="wrapped"),
    "title inside the table": Layout(title="inside", form_number=False),
    "title, department and unit inside the table": Layout(title="framed"),
    "title with the department's name": Layout(title="owner"),
    "other titles": Layout(other_titles=True),
    "department and unit in one line": Layout(caption="one", owner="编制单位", form_number=False),
    "three lines over the form": Layout(caption="three", owner="公开部门"),
    "unit only": Layout(caption="unit", form_number=False),
    "no ordinals": Layout(ordinals=False),
    "three numbered lines under the opening balance": Layout(balances="ordinals"),
    "no lines under the opening balance": Layout(balances="none"),
    "another label for the balance used": Layout(labels=_LABELS),
    "labels of older years": Layout(labels=_OLDER_LABELS),
    "other heads": Layout(heads=_HEADS),
    "three lines under both balances": Layout(balances="both"),
    "one form in another unit": Layout(units={Form.BASIC_EXPENDITURE: "千元", Form.REVENUE: "万元"}),
    "state capital with balances": Layout(capital_balances=True),
    "sub-heads in the row of the total": Layout(shared_heads=True, numbers=False, capital_balances=True),
    "tables after the narrative": Layout(tables_last=True),
    "straight quotes": Layout(quotes="straight"),
    "corner quotes": Layout(quotes="corner"),
    "labels spread with spaces": Layout(spaced=True),
    "no notes": Layout(notes=False),
    "blank rows at the end": Layout(blank_rows=3),
    "landscape and portrait": Layout(landscape="wide"),
    "all landscape": Layout(landscape="all"),
    "forms one under another": Layout(own_page=False),
    "forms one under another, titles alone": Layout(own_page=False, title="plain", caption="unit", form_number=False),
}

DRAWINGS: Mapping[str, Drawing] = {
    "font not embedded": Drawing(embedded=False, rules="rects"),
    "font not embedded, pages turned": Drawing(embedded=False, rotate=90),
    "thin rectangles": Drawing(rules="rects"),
    "four lines round every cell": Drawing(rules="segments"),
    "a box per cell": Drawing(rules="boxes"),
    "open sides": Drawing(rules="open"),
    "heavy frame": Drawing(rules="heavy"),
    "grey hairlines": Drawing(rules="grey"),
    "white boxes": Drawing(rules="rects", white_boxes=True),
    "dashed rules": Drawing(rules="dashed"),
    "rules that do not meet": Drawing(rules="gaps"),
    "amounts overhanging their cells": Drawing(overhang=0.11),
    "labels spread over their cells": Drawing(spread=True),
    "shaded heads": Drawing(shaded=True),
    "digits in Times": Drawing(digits="Times-Roman"),
    "digits in Times, low": Drawing(digits="Times-Roman", drop=0.3),
    "digits in Helvetica, low": Drawing(digits="Helvetica", drop=0.2),
    "amounts low in their cells": Drawing(low=True),
    "continued without heads": Drawing(page_rows=9),
    "continued with heads": Drawing(page_rows=9, repeat="heads"),
    "continued with title and heads": Drawing(page_rows=12, repeat="all"),
    "continued with an empty row": Drawing(page_rows=9, repeat="blank"),
    "an empty row on a page of its own": Drawing(page_rows=9, repeat="stray"),
    "running heads and page numbers": Drawing(running_head=True, page_number="of"),
    "page numbers in dashes": Drawing(page_number="dashes", page_rows=9),
    "plain page numbers": Drawing(page_number="plain", page_rows=9),
    "watermark": Drawing(watermark=True),
    "characters doubled": Drawing(doubled=True),
    "pages turned right": Drawing(rotate=90),
    "pages upside down": Drawing(rotate=180),
    "pages turned left": Drawing(rotate=270),
    "ragged right": Drawing(justified=False),
    "large print": Drawing(table_size=12, text_size=16),
    "small print": Drawing(table_size=6.5, text_size=12),
}


def combination(seed: int) -> Variant:
    """A random combination: each choice of a few layouts and a few drawings, later ones winning."""
    chance = random.Random(seed)  # noqa: S311 - no secret is made here
    layout, drawing = Layout(), Drawing()
    for name in chance.sample(sorted(LAYOUTS), 5):
        layout = replace(layout, **_changes(LAYOUTS[name], Layout()))
    for name in chance.sample(sorted(DRAWINGS), 3):
        drawing = replace(drawing, **_changes(DRAWINGS[name], Drawing()))
    return layout, drawing


def _changes(made: Layout | Drawing, plain: Layout | Drawing) -> dict[str, Any]:
    names = made.__dataclass_fields__
    return {name: value for name in names if (value := getattr(made, name)) != getattr(plain, name)}
