"""A difference on a cell that may have been misread is no finding against the report: it could not be checked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from build_site.model import Finding, Outcome

_WHY: Mapping[str, tuple[str, str, str]] = {
    "ocr": (
        "ocr",
        "参与比较的数由文字识别得来，差异可能是识别错误，因此不作结论。",
        "A number that enters was recognised from a picture; the difference may be an error of recognition.",
    ),
    "unit": (
        "reading",
        "参与比较的一张表没有印出金额单位，本站也没有读出，因此不作结论。",
        "The unit of a form that enters is not printed and was not read.",
    ),
    "second-reading": (
        "extraction-doubtful",
        "两个解析器对参与比较的单元格读出的内容不同，差异可能是读取错误，因此不作结论。",
        "Two parsers read a cell that enters differently; the difference may be an error of reading.",
    ),
}


_DOUBTED: Final = (
    "reading",
    "参与比较的单元格或它所在的表可能没有读对、没有读全，差异可能是读取错误，因此不作结论。",
    "A cell that enters, or its form, may not be read rightly or not whole; the difference may be an error of reading.",
)


def softened(
    findings: Sequence[Finding], cells: Iterable[Mapping[str, str]], forms: Collection[str] = ()
) -> tuple[Finding, ...]:
    """The findings, `differs` turned into `not-checkable` where a cell that entered is in doubt (cells.csv, `doubt`) or
    stands in one of these forms, which are not whole or were not read."""
    doubts = {cell["cell_id"]: cell["doubt"] for cell in cells if cell.get("doubt")}
    return tuple(_judge(finding, doubts, forms) for finding in findings) if doubts or forms else tuple(findings)


def _judge(finding: Finding, doubts: Mapping[str, str], forms: Collection[str]) -> Finding:
    if finding.outcome is not Outcome.DIFFERS:
        return finding
    entered = (finding.left_cell, finding.right_cell, *finding.terms.split())
    doubt = next((doubts[cell] for cell in entered if cell in doubts), None)
    if doubt is None and not any(name.partition("/")[0] in forms for name in (*entered, finding.scope)):
        return finding
    reason, zh, en = _WHY.get(doubt or "", _DOUBTED)
    return replace(
        finding,
        outcome=Outcome.NOT_CHECKABLE,
        reason_code=reason,
        message_zh=f"{finding.message_zh}{zh}",
        message_en=f"{finding.message_en} {en}",
    )
