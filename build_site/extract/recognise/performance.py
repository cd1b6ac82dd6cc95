"""Reads 绩效自评表: who and what, budget and execution, goals, three levels of indicators with targets and scores."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from build_site.model import Document, Grid, GridCell, Line, PerformanceIndicator, PerformanceProject, Place
from build_site.registers.forms import performance_labels
from build_site.registers.personal import MASK, folded, name_at
from build_site.registers.vocabulary import labels
from build_site.text import number, squeeze, tidy

_TITLE = re.compile(r"自评|绩效.*表")
_DATE = re.compile(r"(?:填报|填表)?日期[:：]\s*(.+)$")
_UNIT = re.compile(r"(万元|元)")
_GOAL = re.compile(r"^(?:长期|年度|中期)?(?:绩效|总体)?目标\s*\d+\s*[:：]?\s*(.*)$", re.DOTALL)
_LEVEL1 = re.compile(r"^(?:成本|产出|效益|满意度|运行|履职|管理|投入|过程|效果|社会)\w{0,6}指标")
_GROUP_HEAD = re.compile(r"绩效指标$|近两年指标值")
_LINES_ABOVE = 8
_AMOUNT = re.compile(r"-?\d[\d,]*(?:\.\d+)?")


@dataclass(slots=True)
class _Sheet:
    """One 自评表 while it is being read."""

    values: dict[str, str] = field(default_factory=dict)
    goals: list[str] = field(default_factory=list)
    goal: str = ""
    columns: dict[int, str] = field(default_factory=dict)  # indicator table: column → field
    heads_above: dict[int, str] = field(default_factory=dict)  # heads printed over the line with 一级指标
    execution: dict[int, str] = field(default_factory=dict)
    levels: dict[str, str] = field(default_factory=dict)
    unit: str = "万元"
    indicators: list[tuple[dict[str, str], str, GridCell]] = field(default_factory=list)


def read_performance(
    document: Document, grid_section: dict[int, str]
) -> tuple[tuple[PerformanceProject, ...], tuple[PerformanceIndicator, ...]]:
    """Every grid that has indicators. Amounts stay in the printed unit."""
    projects: list[PerformanceProject] = []
    indicators: list[PerformanceIndicator] = []
    for index, block in enumerate(document.blocks):
        if not isinstance(block, Grid) or index not in grid_section or not is_performance(block):
            continue
        title, completed = _above(document, index)
        for rows in _of_each(block):
            sheet = _Sheet()
            for row in rows:
                _read_row(row, sheet)
            project_id = f"p{len(projects) + 1}"
            place = block.place if rows[0] is block.rows[0] else rows[0][0].place
            projects.append(_project(project_id, title, completed, sheet, place))
            for position, (value, goal, cell) in enumerate(sheet.indicators, start=1):
                indicators.append(_indicator(f"{project_id}-{position:02d}", project_id, value, goal, cell))
    return tuple(projects), tuple(indicators)


def _of_each(grid: Grid) -> list[tuple[tuple[GridCell, ...], ...]]:
    """The rows of each project: tables of one shape on pages that follow each other are one grid."""
    keys, starts, heads = performance_labels()["key"], [0], False
    for at, row in enumerate(grid.rows):
        first = next((cell for cell in row if cell.text.strip()), None)
        if heads and first and keys.get(_key(first)) == "name":
            starts.append(at)
            heads = False
        heads = heads or any(squeeze(cell.text) == "一级指标" for cell in row)
    return [grid.rows[start:end] for start, end in zip(starts, [*starts[1:], len(grid.rows)], strict=True)]


def is_performance(grid: Grid) -> bool:
    texts = {squeeze(cell.text) for row in grid.rows for cell in row}
    return "一级指标" in texts and bool(texts & {"三级指标", "二级指标"})


def _key(cell: GridCell) -> str:
    return squeeze(cell.text).lower().rstrip(":：")


def _read_row(row: Sequence[GridCell], sheet: _Sheet) -> None:
    known = performance_labels()
    filled = [cell for cell in row if cell.text.strip()]
    if not filled:
        return
    indicator_heads = {c.column: known["indicator"][_key(c)] for c in filled if _key(c) in known["indicator"]}
    if "level1" in indicator_heads.values():
        sheet.columns = sheet.heads_above | indicator_heads
        sheet.heads_above = {}
        sheet.execution = {}
        sheet.levels = {}
        _goal_in_head(filled[0], sheet)
        return
    execution_heads = {c.column: known["execution"][_key(c)] for c in filled if _key(c) in known["execution"]}
    if "executed" in execution_heads.values():
        sheet.execution = execution_heads
        return
    if indicator_heads and all(c.column in indicator_heads or _GROUP_HEAD.search(_key(c)) for c in filled):
        # A head of several lines. Over 一级指标 stands a group name such as 长期绩效指标.
        if _GROUP_HEAD.search(_key(filled[0])):
            sheet.heads_above = indicator_heads
        else:
            sheet.columns |= indicator_heads
        return
    if sheet.execution and _read_execution(filled, sheet):
        return
    if _read_keys(filled, sheet):
        return
    if sheet.columns:
        _read_indicator(filled, sheet)


def _goal_in_head(cell: GridCell, sheet: _Sheet) -> None:
    found = _GOAL.match(tidy(cell.text))
    if found and found[1]:
        sheet.goal = re.sub(r"\s*[(（]\d+\s*分[)）]$", "", found[1])
        sheet.goals.append(sheet.goal)


def _read_execution(filled: Sequence[GridCell], sheet: _Sheet) -> bool:
    """The first row of amounts under 预算数, 执行数 (年度资金总额); later rows break it down by source."""
    values = {name: cell.text for cell in filled if (name := sheet.execution.get(cell.column))}
    if not any(_decimal(text) is not None for text in values.values()):
        return False
    for name, text in values.items():
        if _decimal(text) is not None:
            sheet.values.setdefault(name, text)
    unit = _UNIT.search("".join(values.values()))
    if unit:
        sheet.unit = unit[1]
    return True


def _read_keys(filled: Sequence[GridCell], sheet: _Sheet) -> bool:
    keys = performance_labels()["key"]
    goal = _GOAL.match(tidy(filled[0].text))
    if goal and len(filled) > 1 and not goal[1]:
        sheet.goal = tidy(filled[1].text)
        sheet.columns = {}
        return True
    if goal and goal[1]:  # 目标 1：… under 整体绩效总目标
        sheet.goals += [text for cell in filled if (text := tidy(cell.text)) not in sheet.goals]
        return True
    positions = [position for position, cell in enumerate(filled) if _key(cell) in keys]
    if not positions:
        return False
    for position, following in zip(positions, [*positions[1:], len(filled)], strict=True):
        name = keys[_key(filled[position])]
        values = [tidy(cell.text) for cell in filled[position + 1 : following]]
        if name in ("category", "attribute", "duration"):
            sheet.values.setdefault(name, _checked(values))
        elif name == "goal":
            sheet.goals += [value for value in values if squeeze(value) not in labels("goal")]
        elif values:
            sheet.values.setdefault(name, values[0])
    return True


def _checked(options: Sequence[str]) -> str:
    """The ticked options: “1.持续性项目 ☑ 2.新增性项目 ☐”, box behind or before its words."""
    text = " ".join(options)
    if not re.search("[☑☐√■□]", text):
        return "；".join(options)
    before = re.match(r"\s*[☑☐√■□]", text)
    pattern = (
        r"[☑√■]\s*(?:\d+[.．、]\s*)?([^☑☐√■□]+)"
        if before
        else r"(?:\d+[.．、]\s*)?([^☑☐√■□\d.．、\s][^☑☐√■□]*?)\s*[☑√■]"
    )
    return "；".join(found.strip() for found in re.findall(pattern, text))


def _read_indicator(filled: Sequence[GridCell], sheet: _Sheet) -> None:
    level1_column = next((column for column, name in sheet.columns.items() if name == "level1"), None)
    if level1_column is None:
        return
    first = next((cell for cell in filled if _LEVEL1.match(squeeze(cell.text))), None)
    # A conversion drops the merged cell in front of a row; its cells then stand too far left.
    shift = level1_column - first.column if first is not None and first.column < level1_column else 0
    value = {
        sheet.columns[cell.column + shift]: tidy(cell.text) for cell in filled if cell.column + shift in sheet.columns
    }
    if not value or _is_contact(value):
        return
    for name in ("level1", "level2"):
        if value.get(name):
            sheet.levels[name] = value[name]
            if name == "level1" and not value.get("level2"):
                sheet.levels.pop("level2", None)
    sheet.indicators.append(({**sheet.levels, **value}, sheet.goal, filled[0]))


def _is_contact(value: dict[str, str]) -> bool:
    """Whether a row under the indicators is of a person instead: a name with something in brackets behind it, or one beside
    something withheld or nothing that an indicator has."""
    if any(MASK in text and not re.search("[\u4e00-\u9fff]", text) for text in value.values()):
        return True
    ends = {text: end for text in value.values() if (end := name_at(folded(text), 0, sure=True))}
    if any(end < len(text) and not "\u4e00" <= text[end] <= "\u9fff" for text, end in ends.items()):
        return True
    measured = any(text for name, text in value.items() if not name.startswith("level"))
    return any(end == len(text) for text, end in ends.items()) and (not measured or MASK in "".join(value.values()))


def _decimal(text: str) -> Decimal | None:
    found = _AMOUNT.search(squeeze(text))
    return number(found[0]) if found else None


def _above(document: Document, index: int) -> tuple[str, str]:
    title = completed = ""
    for block in _lines_above(document, index):
        text = tidy(block.text)
        found = _DATE.search(text)
        if found and not completed:
            completed = found[1]
        elif _TITLE.search(text) and not title:
            title = text
    return title, completed


def _lines_above(document: Document, index: int) -> Iterator[Line]:
    for back in range(index - 1, max(-1, index - 1 - _LINES_ABOVE), -1):
        block = document.blocks[back]
        if isinstance(block, Grid):
            return
        yield block


def _project(project_id: str, title: str, completed: str, sheet: _Sheet, place: Place) -> PerformanceProject:
    return PerformanceProject(
        project_id=project_id,
        scope="project" if sheet.values.get("name") else "department",
        title=title,
        goal="\n".join(dict.fromkeys(sheet.goals)),
        unit=sheet.unit,
        completed=completed,
        place=place,
        **_fields(
            sheet.values,
            "name department implementer category attribute duration deviation improvement",
            "budget executed execution_rate execution_score score",
        ),
    )


def _indicator(
    indicator_id: str, project_id: str, value: dict[str, str], goal: str, cell: GridCell
) -> PerformanceIndicator:
    return PerformanceIndicator(
        indicator_id=indicator_id,
        project_id=project_id,
        goal=goal,
        place=cell.place,
        **_fields(
            value, "level1 level2 level3 year_before_last last_year target actual basis reason", "score full_score"
        ),
    )


def _fields(values: dict[str, str], texts: str, numbers: str) -> dict[str, Any]:
    """The fields of these names, as printed or as numbers."""
    found: dict[str, Any] = {name: values.get(name, "") for name in texts.split()}
    return found | {name: _decimal(values.get(name, "")) for name in numbers.split()}
