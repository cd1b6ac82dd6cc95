"""Where the numbers of a form stand, and which checks touch them: what a form page shows when a number is pointed at.

One JSON per form, fetched on demand, so that the page itself stays small; and beside it the pictures of a PDF's pages.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from .html import identifier
from .published import Published

SCALE = 110 / 72
"""Pixels of a page's picture per PDF point: the pipeline draws them at 110 dots an inch."""
_MAX_CHECKS = 12


def publish_places(report: Published, folder: Path) -> None:
    """Write places/<form>.json, pages/p<page>.webp and, where the pipeline kept one, report.pdf below `folder`."""
    for form in report.forms():
        if report.table(form):
            target = folder / "places" / f"{form}.json"
            target.parent.mkdir(exist_ok=True)
            words = json.dumps(places(report, form), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
            target.write_text(words + "\n", encoding="utf-8")
    for page in sorted(report.pictured):
        (folder / "pages").mkdir(exist_ok=True)
        shutil.copyfile(report.pictures / f"p{page}.webp", folder / "pages" / f"p{page}.webp")
    if report.has_pdf:
        shutil.copyfile(report.pictures / "report.pdf", folder / "report.pdf")


def places(report: Published, form: str) -> dict[str, Any]:
    """Cells by anchor: page or line, box, doubt, and the numbers of the checks that touch them."""
    touching = _touching(report, form)
    texts = {line["line"]: line["text"] for line in report.table("lines") if not line["page"]}
    cells: dict[str, dict[str, Any]] = {}
    listed: dict[str, int] = {}
    for each in report.table("cells"):
        if each["form"] != form:
            continue
        place: dict[str, Any] = {"page": each["source_page"], "line": each["source_line"], "printed": each["printed"]}
        if each["x0"]:
            place["box"] = [round(float(each[name]), 1) for name in ("x0", "top", "x1", "bottom")]
        if each["source_line"]:
            place["text"] = " ".join(texts.get(each["source_line"], "").split())
        place["doubt"] = each.get("doubt", "")
        found = touching.get(each["cell_id"], [])
        place["checks"] = [listed.setdefault(finding, len(listed)) for finding in found[:_MAX_CHECKS]]
        cells[f"r{each['row']}-{each['field']}"] = {key: value for key, value in place.items() if value}
    findings = {each["finding_id"]: each for each in report.table("findings")}
    checks = [
        {
            "outcome": findings[name]["outcome"],
            "message": findings[name]["message_zh"],
            "anchor": identifier(name),
        }
        for name in listed
    ]
    return {"scale": round(SCALE, 4), "cells": cells, "checks": checks}


def _touching(report: Published, form: str) -> Mapping[str, Sequence[str]]:
    """Cell → its findings, differences first."""
    order = {"differs": 0, "explained": 1, "not-checkable": 2, "rounding": 3, "exact": 4, "not-applicable": 5}
    found: dict[str, list[tuple[int, str]]] = {}
    for each in report.table("findings"):
        cells = {each["left_cell"], each["right_cell"], *each["terms"].split()}
        for cell in cells:
            if cell.startswith(f"{form}/"):
                found.setdefault(cell, []).append((order.get(each["outcome"], 9), each["finding_id"]))
    return {cell: [name for _, name in sorted(names)] for cell, names in found.items()}
