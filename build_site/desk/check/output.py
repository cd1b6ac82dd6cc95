"""The result for people: on the terminal, as a page to print or send round, as a workbook to tick off."""

import unicodedata
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from build_site.desk.check.contents import Answer
from build_site.desk.check.examine import Examined
from build_site.desk.check.fixes import LOOK, Fix
from build_site.desk.page import filled
from build_site.model import Outcome
from build_site.model.outcomes import REMARK
from build_site.render.words import Tongue
from build_site.text import harmless

FIX_COLUMNS = (
    "位置", "性质", "涉及金额", "为本年支出的", "什么事", "原文", "另一处", "相差", "应核对", "建议", "可能的原因", "规则", "处理",
)  # fmt: skip
ITEM_COLUMNS = ("内容", "结果", "说明", "位置")
CHECK_COLUMNS = ("项目", "结果", "情况", "建议")
_NEUTRAL = "以下各处是机器核对时发现的不一致或看不清的地方。写有“建议”的，别处的数或科目表支持这样改；没有写的，无法判断哪一处正确。都请先对照原稿。"
_LOCAL = "检查全部在本机进行，报告没有登记，也没有发送到任何地方。"
_GRADES = {
    "A": "机器和读屏软件都能读",
    "B": "文字和数字能读，缺少一些辅助信息",
    "C": "有的页读不了",
    "D": "读不了：没有可用的文字",
}
_WIDTHS = {
    **dict.fromkeys(("位置", "涉及金额", "为本年支出的", "相差", "规则", "处理", "结果"), 12), "性质": 14, "什么事": 24, "可能的原因": 26,
}  # fmt: skip
"""Of columns that are narrower than 40 characters."""
_DONE = ["已改", "核对无误", "待查"]
"""What the office may say of a line."""
Rows = list[tuple[str, ...]]


def as_text(examined: Examined) -> str:
    """Everything as lines for a terminal."""
    parts = [harmless(f"{examined.file}  {examined.title}").rstrip(), _LOCAL]
    if examined.refused:
        parts += ["", f"没有读成：{harmless(examined.refused)}"]
    else:
        parts += ["", f"一、应核对的地方（{_counted(examined.fixes)}）", _NEUTRAL]
        for number, fix in enumerate(examined.fixes, start=1):
            weight = f"，涉及 {fix.amount}，为本年支出的 {fix.weight}" if fix.weight else ""
            change = f"建议：{fix.change}" if fix.change else ""
            title = f"{fix.title}。" if fix.title else ""
            parts += [harmless(f"{number}. {fix.where} [{fix.kind}{weight}] {title}{fix.check}{change}")]
            parts += [f"   可能的原因：{harmless(fix.why)}"] if fix.why else []
        missing = sum(item.answer is Answer.NO for item in examined.contents)
        parts += ["", f"二、应公开的内容（没有找到 {missing} 项）"]
        parts += [_aligned(*row) for row in _items(examined)]
        counts = (f"{Outcome(name).zh} {count}" for name, count in examined.outcomes)
        parts += ["", "各项核对：" + "，".join(counts) + _gathered(examined.fixes)]
    if examined.readability:
        grade = examined.readability.grade
        parts += ["", f"三、{_graded(grade)}"]
        parts += [_aligned(what, good, found, remedy) for what, good, found, remedy in _checks(examined)]
    return "\n".join(parts) + "\n"


def as_html(examined: Examined) -> str:
    """One page without scripts, everything of the report escaped."""
    counts = [(name, Outcome(name).zh, count) for name, count in examined.outcomes]
    return filled(
        Path(__file__).parent,
        examined=examined,
        t=Tongue("zh"),
        local=_LOCAL,
        neutral=_NEUTRAL,
        groups=[(where, list(each)) for where, each in groupby(examined.fixes, key=lambda fix: fix.where)],
        certain=[fix for fix in examined.fixes if fix.certain],
        counts=counts,
        missing=[item for item in examined.contents if item.answer is Answer.NO],
        answered=[item for item in examined.contents if item.answer is not Answer.NO],
        grade=_graded(examined.readability.grade) if examined.readability else "",
        checks=_checks(examined),
    )


def write_xlsx(examined: Examined, path: Path) -> None:
    """A workbook with one sheet per list; a text that looks like a formula stays a text."""
    import xlsxwriter

    sheets = [("应核对", FIX_COLUMNS, _fixes(examined)), ("应公开的内容", ITEM_COLUMNS, _items(examined))]
    if examined.readability:
        sheets.append((f"机器可读性 {examined.readability.grade}".strip(), CHECK_COLUMNS, _checks(examined)))
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": examined.title or examined.file, "comments": _LOCAL})
        wrapped = book.add_format({"text_wrap": True, "valign": "top", "bottom": 1, "bottom_color": "#D9DEE2"})
        bold = book.add_format({"bold": True, "bottom": 2, "valign": "top", "text_wrap": True})
        for name, columns, rows in sheets:
            sheet = book.add_worksheet(name)
            sheet.set_landscape()
            sheet.set_paper(9)  # A4
            sheet.fit_to_pages(1, 0)
            sheet.repeat_rows(0)
            sheet.freeze_panes(1, 0)
            for x, title in enumerate(columns):
                sheet.set_column(x, x, _WIDTHS.get(title, 40), wrapped)
                sheet.write_string(0, x, title, bold)
            for y, row in enumerate(rows, start=1):
                for x, value in enumerate(row):
                    sheet.write_string(y, x, value, wrapped)
            sheet.autofilter(0, 0, max(len(rows), 1), len(columns) - 1)
            if columns is FIX_COLUMNS and rows:
                done = {"validate": "list", "source": _DONE, "ignore_blank": True}
                sheet.data_validation(1, len(columns) - 1, len(rows), len(columns) - 1, done)


def _graded(grade: str) -> str:
    return f"PDF 的机器可读性：{grade}（{_GRADES[grade]}）" if grade else "做成 PDF 公布时，让机器和读屏软件也能读"


def _fixes(examined: Examined) -> Rows:
    rows: Rows = []
    for fix in examined.fixes:
        one, other = fix.told if any(fix.told) else (fix.original, "")
        own = (fix.title, one, other, fix.difference, fix.check, fix.change, fix.why, fix.rule, "")
        rows.append((fix.where, fix.kind, fix.amount, fix.weight, *own))
    return rows


def _items(examined: Examined) -> Rows:
    return [(item.what, str(item.answer), item.remark, item.place.zh) for item in examined.contents]


def _checks(examined: Examined) -> Rows:
    checks = examined.readability.checks if examined.readability else ()
    unknown = "否" if examined.readability and examined.readability.grade else "请注意"
    return [
        (each.what, "是" if each.good else unknown, each.found, "" if each.good else each.remedy) for each in checks
    ]


def _counted(found: Sequence[Fix]) -> str:
    certain, remarks = sum(fix.certain for fix in found), sum(fix.times for fix in found if fix.kind == REMARK[0])
    looks = sum(fix.times for fix in found) - certain - remarks
    counted = (("不一致或缺少", certain), (LOOK, looks), (REMARK[0], remarks))
    return "，".join(f"{what} {n} 处" for what, n in counted if n or what == counted[0][0])


def _gathered(found: Sequence[Fix]) -> str:
    """Why fewer places than checks: what has one cause is one."""
    certain = sum(fix.certain for fix in found)
    return f"（同一原因的不一致合为一处，共 {certain} 处）" if certain else ""


def _aligned(what: str, answer: str, *rest: str) -> str:
    return f"  {_padded(answer, 9)} {harmless(what)}" + "".join(f"  {harmless(part)}" for part in rest if part)


def _padded(text: str, width: int) -> str:
    """Chinese characters take two columns."""
    return text + " " * (width - sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text))
