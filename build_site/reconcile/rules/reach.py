"""How far the checks reach."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from build_site.model import Finding, Form, FormState, Outcome
from build_site.model.money import FACTORS
from build_site.reconcile.case import Case, sections
from build_site.reconcile.decide import REPORT, Side, Verdict
from build_site.reconcile.declare import REMARKED, Rule, rule
from build_site.reconcile.tables import Tables, place_of
from build_site.text import excerpt

_SEVERAL = 3
_OF_FORMS = re.compile("收入|支出|收支|拨款|预算|三公|运行经费")
"""In the title of a section that speaks of what the forms print."""
COMPARED = (Outcome.EXACT, Outcome.ROUNDING, Outcome.DIFFERS, Outcome.EXPLAINED)


def is_identity(finding: Finding) -> bool:
    """A comparison between cells of the forms alone (some X rules compare numbers of the narrative)."""
    return finding.rule_id[0] in "IX" and all(cell.count("/") == 2 for cell in finding.entered)


def _used(findings: Iterable[Finding]) -> set[str]:
    """What was compared with something."""
    return {c for f in findings if f.outcome in COMPARED for c in f.entered}


@rule(
    "M-COVERAGE", "核对覆盖面 | How far the checks reach", "参加核对的单元格、识别的数、找到的表", basis="本站质量指标", needs="始终",
    tolerance=REMARKED, at="findings",
    no_cells="金额单元格 | Amount cells", no_claims="文中的数 | Numbers of the narrative",
    cells="{whole} 个有数的金额单元格中，{part} 个（{share}）至少参加了一项勾稽核对。 | {part} of {whole} amounts ({share}) entered at least one identity.",
    bound="文字说明中的 {whole} 个数，{part} 个（{share}）识别出所指。 | {part} of {whole} numbers of the narrative ({share}) are bound to a meaning.",
    matched="识别出所指的 {whole} 个数，{part} 个（{share}）参加了核对。 | {part} of {whole} bound numbers ({share}) were compared with something.",
    forms="九张决算表找到 {part} 张。 | {part} of the nine forms were found.",
    example="102 个有数的单元格中，98 个至少参加了一项核对 | 98 of 102 cells with an amount took part in a check",
)  # fmt: skip
def coverage(rule: Rule, tables: Tables, findings: Sequence[Finding]) -> Iterator[Finding]:
    cells = {c.cell_id for c in tables.cells.values() if c.value is not None}
    touched = cells & _used(f for f in findings if is_identity(f))
    apart = ("fiscal-year", "date", "name", "functional-code")
    numbers = [c for c in tables.resource("claims") if c.get("measure") not in apart]
    bound = [c for c in numbers if c.get("measure")]
    checked = {c["claim_id"] for c in bound} & _used(findings)
    for scope, part, whole, reason, say in (
        ("cells", len(touched), len(cells), "both-blank", "no_cells"),
        ("bound", len(bound), len(numbers), "no-claims", "no_claims"),
        ("matched", sum(c["claim_id"] in checked for c in bound), len(bound), "no-claims", "no_claims"),
        ("forms", sum(tables[form].state is not FormState.MISSING for form in Form), len(Form), "", ""),
    ):
        yield _counted(rule, scope, scope, part, whole) if whole else rule.nothing(reason, scope, say=say)


@rule(
    "M-UNREAD", "说明的各节都读懂 | Every section of the narrative is understood", "没有识别出所指的数不过半", basis="本站质量指标",
    needs="该部分说明收支，本节有三个以上金额或比率", of="“{title}”一节的 {n} 个金额和比率 | The {n} amounts and rates of the section “{title}”",
    exact="“{title}”一节的 {n} 个金额和比率识别出所指。 | {n} amounts and rates of the section “{title}” are bound to a meaning.",
    example="一节有 12 个数，7 个没有识别出说的是什么 | A section has 12 numbers; of 7 it was not found what they are about",
)  # fmt: skip
def unread(rule: Rule, case: Case) -> Iterator[Finding]:
    for section in sections(case):
        scope = section["section_id"]
        said = [c for c in case.claims if c.section == scope and (c.unit == "%" or c.unit in FACTORS) and c.bare != "threshold"]  # fmt: skip
        if scope.partition(".")[0] not in case.narrative or len(said) < _SEVERAL:
            continue
        bound = sum(bool(c.bare) for c in said)
        if not _OF_FORMS.search(section.get("title", "")):
            continue
        title = section.get("title") or excerpt(section.get("text", ""), 0, 0, 0, 12)
        if 2 * bound < len(said):
            yield rule.unchecked("numbers-not-understood", scope, place_of(section), title=title, n=len(said) - bound)
        else:
            yield rule.exact(scope, place_of(section), title=title, n=bound)


def _counted(rule: Rule, scope: str, say: str, part: int, whole: int, **values: Any) -> Finding:
    share = f"{Decimal(part) / whole * 100:.1f}%" if whole else ""
    sides, verdict = (
        (Side(value=Decimal(part)), Side(value=Decimal(whole))),
        Verdict(Outcome.NOT_APPLICABLE, "information"),
    )
    return rule.worded(scope, verdict, *sides, say=say, part=part, whole=whole, share=share, **values)


@rule(
    "M-ROUND", "差额分类 | Differences classed", "为零 / 尾差 / 已说明 / 未说明", basis="本站质量指标", needs="始终",
    tolerance=REMARKED, at="findings",
    noted="勾稽核对的差额：为零 {exact} 项、尾差 {rounding} 项、已说明 {explained} 项、未说明 {differs} 项。 | Differences of identities: {exact} nil, {rounding} rounding, {explained} explained, {differs} unexplained.",
    example="勾稽核对 200 项：差额为零 198 项，尾差 2 项 | Of 200 identities 198 hold exactly and 2 within rounding",
)  # fmt: skip
def residuals(rule: Rule, _: Tables, findings: Sequence[Finding]) -> Iterator[Finding]:
    """Every difference of an identity, classed."""
    counted = Counter(f.outcome for f in findings if is_identity(f) and f.difference is not None)
    fine = counted[Outcome.EXACT] + counted[Outcome.ROUNDING]
    kinds = {str(kind): counted[kind] for kind in COMPARED}
    yield _counted(rule, REPORT, "noted", fine, sum(kinds.values()), **kinds)
