"""How well the audit does: defects planted in clean reports, what is found, what is found falsely.

Usage: python bench/audit.py [--reports N] [--processes N] [--write] [--texts FILE…]
(default: 500 generated consistent reports; `--texts`: whole reports as text instead, and of what is planted only single
numbers of their narrative, one at a time)
`--write` puts the table into docs/method.md and each rule's measures into data/measured.csv.

Clean reports come from the test factory (random accounts that add up, printed in several layouts) and are read like
any other. Cell defects are planted in the published tables, defects of the text in the source before it is read. What is
drawn and planted in a report depends on its number alone, so that reports can be measured beside each other.
A defect is detected if a check differs that agreed before, and found falsely if that check does not touch it.
"""

from __future__ import annotations

import argparse
import csv
import multiprocessing
import random
import re
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.page import put  # noqa: E402 - after the path is set
from build_site.extract.parse import parse  # noqa: E402 - after the path is set
from build_site.extract.recognise import recognise  # noqa: E402
from build_site.model import Department, Finding, Form, FormState, Outcome, Registration, State  # noqa: E402
from build_site.model.money import FACTORS  # noqa: E402
from build_site.package import write as write_package  # noqa: E402
from build_site.reconcile import catalogue, examine  # noqa: E402
from build_site.reconcile.causes import cover  # noqa: E402
from build_site.reconcile.causes.evidence import Evidence  # noqa: E402
from build_site.reconcile.rules.reach import is_identity  # noqa: E402
from build_site.reconcile.tables import Cell, Row, Table, Tables, read  # noqa: E402
from tests.factory.accounts import in_units  # noqa: E402
from tests.factory.invent import random_accounts  # noqa: E402
from tests.factory.layouts import lay_out  # noqa: E402
from tests.factory.manners import MANNERS  # noqa: E402
from tests.factory.text import typeset  # noqa: E402
from tests.factory.variants import LAYOUTS  # noqa: E402

SEED = 20_240_101
FIRST = -1
CELLS_FROM, TEXTS_FROM, CELLS_EACH, TEXTS_EACH, NUMBERS_EACH = 6, 5, 15, 3, 12
"""So many reports get planted cells and texts, so many places of each kind in each of them."""
AGREED = (Outcome.EXACT, Outcome.ROUNDING)
COMPARED = (*AGREED, Outcome.DIFFERS)


@dataclass
class Score:
    """Of one kind of defect: planted where a check reaches, detected, and checks that differ elsewhere."""

    planted: int = 0
    detected: int = 0
    false: int = 0
    hint: int = 0  # a planted cell among the numbers that its defect is about
    hints: int = 0
    beyond: int = 0  # planted where no check reaches
    by: Counter[str] = field(default_factory=Counter)  # rule → defects that it showed
    wrongly: Counter[str] = field(default_factory=Counter)
    could: Counter[str] = field(default_factory=Counter)  # rule → altered places that it compares
    told: Counter[str] = field(default_factory=Counter)  # rule → those of them that it showed

    def note(self, changed: Iterable[str], touching: Iterable[Finding], reached: Mapping[str, set[str]]) -> None:
        """Of each rule that compares what was changed, whether it showed the defect."""
        rules = {rule for place in changed for rule in reached.get(place, ())}
        self.could.update(rules)
        self.told.update(rules & {finding.rule_id for finding in touching})

    def add(self, other: Score) -> None:
        for name in ("planted", "detected", "false", "hint", "hints", "beyond"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name in ("by", "wrongly", "could", "told"):
            getattr(self, name).update(getattr(other, name))


def reach(clean: Iterable[Finding], places: Iterable[str]) -> dict[str, set[str]]:
    """Of each place, the rules that compare it and agree: a check that differs already can show no more."""
    found: dict[str, set[str]] = {place: set() for place in places}
    for finding in clean:
        if finding.outcome in AGREED:
            for place in cells_of(finding):
                if place in found:
                    found[place].add(finding.rule_id)
    return found


def tables_of(text: str, folder: Path, year: int, name: str) -> Tables:
    """A report's text, read and published like any other."""
    source, package = folder / "report.txt", folder / "420116-made" / str(year)
    source.write_text(text, "utf-8", newline="\n")
    for path in sorted(package.glob("*")):
        path.unlink()
    package.mkdir(parents=True, exist_ok=True)
    slug = "420116-made"
    registration = Registration(slug, year, f"{name}{year}年度部门决算", name, "420116", "report.txt", "", "", "", "")
    write_package(recognise(parse(source)), registration, Department(slug, name, "", "420116", "", ""), package)
    return read(package)


def audited(tables: Tables) -> tuple[Finding, ...]:
    return examine(tables)


def of_numbers(tables: Tables) -> list[Finding]:
    """The checks of forms and narrative alone: a changed number moves no other."""
    return list(examine(tables, NUMBERS))


NUMBERS = tuple(
    rule
    for rule in catalogue().values()
    if rule.module
    in ("identities", "forms", "amounts", "rates", "lists", "items", "paths", "repeats", "rows", "sentences", "within")
    or rule.rule_id in ("V-PROJECT", "V-WHOLE", "D-PARENT")
)


def differing(findings: Iterable[Finding]) -> dict[str, Finding]:
    return {f.finding_id: f for f in findings if f.outcome is Outcome.DIFFERS}


def cells_of(finding: Finding) -> set[str]:
    return set(finding.entered)


# --- Cells -----------------------------------------------------------------------------------------------------------


def with_cells(tables: Tables, values: Mapping[str, Decimal | None]) -> Tables:
    """The tables with these cells changed; None empties one."""

    def changed(cell: Cell) -> Cell:
        if cell.cell_id not in values:
            return cell
        value = values[cell.cell_id]
        return replace(cell, value=value, state=State.BLANK if value is None else State.VALUE)

    def row(each: Row) -> Row:
        return replace(each, cells={name: changed(cell) for name, cell in each.cells.items()})

    forms = {form: replace(table, rows=tuple(map(row, table.rows))) for form, table in tables.forms.items()}
    return replace(
        tables, forms=forms, cells={c.cell_id: c for t in forms.values() for r in t.rows for c in r.cells.values()}
    )


def swapped(value: Decimal, chance: random.Random) -> Decimal | None:
    """Two neighbouring digits exchanged, where they are different."""
    text = format(value, "f")
    at = [i for i in range(len(text) - 1) if text[i : i + 2].isdigit() and text[i] != text[i + 1]]
    if not at:
        return None
    i = chance.choice(at)
    return Decimal(text[:i] + text[i + 1] + text[i] + text[i + 2 :])


Change = Callable[[Decimal, random.Random], "Decimal | None"]
CHANGES: Mapping[str, Change] = {
    "差几分（±0.03 至 ±0.09）": lambda v, c: v + c.choice([-1, 1]) * Decimal(c.randint(3, 9)).scaleb(-2),
    "差几角以上（±0.20 至 ±9.00）": lambda v, c: v + c.choice([-1, 1]) * Decimal(c.randint(20, 900)).scaleb(-2),
    "相邻数字颠倒": swapped,
    "多一个零（×10）": lambda v, _: v * 10,
    "元当作万元（×10,000）": lambda v, _: v * 10_000,
    "正负号": lambda v, _: -v,
    "单元格清空": lambda _v, _c: None,
}


def plant_cells(tables: Tables, score: dict[str, Score], chance: random.Random) -> None:
    clean = of_numbers(tables)
    known = differing(clean)
    reached = reach(clean, {c for f in clean if is_identity(f) and f.outcome in AGREED for c in f.terms.split()})
    filled = sorted(c.cell_id for c in tables.cells.values() if c.value)
    for kind, change in CHANGES.items():
        for cell in chance.sample(filled, min(CELLS_EACH, len(filled))):
            value = tables.cells[cell].value or Decimal(0)
            new = change(value, chance)
            if new == value or (new is None and kind == "相邻数字颠倒"):
                continue
            _judge(score[kind], with_cells(tables, {cell: new}), known, {cell}, reached, hints=True)
    _exchange(tables, score["同栏两个数对调"], known, reached, chance)
    _rows(tables, score["删去一行（不一致，或缺行无法核对）"], known, reached, chance)
    _forms(tables, score["删去一张表"], known)


def _judge(
    score: Score,
    tables: Tables,
    known: Mapping[str, Finding],
    changed: set[str],
    reached: Mapping[str, set[str]],
    *,
    hints: bool = False,
) -> None:
    if not changed & reached.keys():
        score.beyond += 1
        return
    findings = of_numbers(tables)
    new = {i: f for i, f in differing(findings).items() if i not in known}
    touching = [f for f in new.values() if cells_of(f) & changed]
    score.planted += 1
    score.detected += bool(touching)
    for f in new.values():
        if f in touching:
            continue
        score.false += 1
        score.wrongly[f.rule_id] += 1
    score.by.update({f.rule_id for f in touching})
    score.note(changed, touching, reached)
    if hints and touching and any(is_identity(f) for f in touching):
        identities = [f for f in findings if is_identity(f) and f.outcome is Outcome.DIFFERS]
        score.hints += 1
        score.hint += any(
            changed & set(cause.suspects) for cause in cover.causes(Evidence(tables, findings), identities)
        )


def _exchange(
    tables: Tables, score: Score, known: Mapping[str, Finding], reached: Mapping[str, set[str]], chance: random.Random
) -> None:
    columns: dict[tuple[str, str], list[Cell]] = defaultdict(list)
    for cell in tables.cells.values():
        if cell.value:
            columns[cell.form, cell.field].append(cell)
    pairs = [(a, b) for cells in columns.values() for a, b in pairwise(cells) if a.value != b.value]
    for a, b in chance.sample(pairs, min(CELLS_EACH, len(pairs))):
        _judge(
            score, with_cells(tables, {a.cell_id: b.value, b.cell_id: a.value}), known, {a.cell_id, b.cell_id}, reached
        )


def _rows(
    tables: Tables, score: Score, known: Mapping[str, Finding], reached: Mapping[str, set[str]], chance: random.Random
) -> None:
    """A removed row has no cell left to touch: any check of its form that newly differs, or can no longer be made, shows it."""
    rows = [
        (form, row)
        for form, table in tables.forms.items()
        for row in table.rows
        if any(c.value for c in row.cells.values())
    ]
    for form, row in chance.sample(rows, min(CELLS_EACH, len(rows))):
        gone = {c.cell_id for c in row.cells.values()}
        if not gone & reached.keys():
            score.beyond += 1
            continue
        left = tuple(r for r in tables[form].rows if r is not row)
        forms = {**tables.forms, form: replace(tables[form], rows=left)}
        cells = {i: c for i, c in tables.cells.items() if i not in gone}
        findings = of_numbers(replace(tables, forms=forms, cells=cells))
        missed = {"operand-missing", "formula-operand-missing"}
        new = [f for f in findings if f.outcome is Outcome.DIFFERS and f.finding_id not in known]
        new += [f for f in findings if f.outcome is Outcome.NOT_CHECKABLE and f.reason_code in missed]
        score.planted += 1
        score.detected += bool(new)
        score.by.update({f.rule_id for f in new})


def _forms(tables: Tables, score: Score, known: Mapping[str, Finding]) -> None:
    for form, table in tables.forms.items():
        if table.state is FormState.MISSING:
            continue
        gone = Table(form, FormState.MISSING, table.title, "", table.money, {}, ())
        cells = {i: c for i, c in tables.cells.items() if c.form is not form}
        new = differing(of_numbers(replace(tables, forms={**tables.forms, form: gone}, cells=cells)))
        score.planted += 1
        score.detected += any(i not in known for i in new)
        score.by.update({f.rule_id for i, f in new.items() if i not in known})
        for i, f in new.items():
            if i not in known and f.rule_id not in ("S-FORMS", "S-CONTENTS"):
                score.false += 1
                score.wrongly[f.rule_id] += 1


# --- Text ------------------------------------------------------------------------------------------------------------

_DIRECTIONS = {"增加": "减少", "减少": "增加", "大于": "小于", "小于": "大于", "增长": "下降", "下降": "增长"}


def _one_digit(value: str, chance: random.Random, within: int | None = None) -> str:
    """The number with one of its digits changed, or one of the first `within` that count."""
    places = [i for i, c in enumerate(value) if c.isdigit()]
    counting = [i for i in places if value[: i + 1].strip("-0.")] or places
    at = chance.choice(counting[:within] if within else places)
    return value[:at] + chance.choice([d for d in "123456789" if d != value[at]]) + value[at + 1 :]


def plant_claims(tables: Tables, score: dict[str, Score], chance: random.Random) -> None:
    """Each bound number of the narrative altered, in claims.csv as the audit reads it."""
    clean = of_numbers(tables)
    known = differing(clean)
    agreed: dict[str, list[Finding]] = defaultdict(list)
    for finding in clean:
        for place in cells_of(finding) if finding.outcome in AGREED else ():
            agreed[place].append(finding)
    reached = reach(clean, agreed)
    claims = [dict(c) for c in tables.resource("claims")]
    halves = _halves(tables)
    passive = ("fiscal-year", "date", "name", "functional-code", "threshold", "count", "")
    for at, claim in enumerate(claims):
        if claim["measure"] in passive or not claim["value"]:
            continue
        kind = "文中比率" if claim["unit"] == "%" else "文中金额" if claim["unit"].endswith("元") else "文中个数"
        for which, within in (("改动，前两位之一", 2), ("改动，任意一位", None)):
            new = _one_digit(claim["value"], chance, within)
            scores = [score[kind + which]]
            if within is None and not _in_rounding(claim, Decimal(new), agreed[claim["claim_id"]], halves):
                scores.append(score[f"{kind}{which}，大于尾差"])
            said, now = claim["sentence"], claim["sentence"].replace(claim["printed"], new, 1)
            told = [{**each, "sentence": now} if each["sentence"] == said else each for each in claims]
            told[at] |= {"value": new, "printed": new}
            records = {**tables.records, "claims": told}
            _judge_claim(scores, replace(tables, records=records), known, claim["claim_id"], reached)


def _halves(tables: Tables) -> dict[str, tuple[Decimal, Decimal]]:
    """Of each amount and count, in yuan: itself, and half of its last printed digit."""
    factors = {c.cell_id: c.money.factor for c in tables.cells.values()}
    found = {
        c.cell_id: (c.value * factors[c.cell_id], c.half * factors[c.cell_id])
        for c in tables.cells.values()
        if c.value is not None
    }
    for claim in tables.resource("claims"):
        if claim["value"] and claim["unit"] != "%":
            value, factor = Decimal(claim["value"]), FACTORS.get(claim["unit"], 1)
            place = min(_last_place(value), Decimal("0.01")) if claim["unit"] == "万元" else _last_place(value)
            found[claim["claim_id"]] = value * factor, place * factor / 2
    return found


def _in_rounding(
    claim: Mapping[str, str], new: Decimal, checks: Iterable[Finding], halves: Mapping[str, tuple[Decimal, Decimal]]
) -> bool:
    """Whether no reader could tell, whatever the audit does: it moved by one unit of its last place, or every number that this one is compared with fits the other
    value too, as both are rounded; a rate made of it stays the same; a limit is kept; an annex may show fewer projects."""
    before, factor = Decimal(claim["value"]), FACTORS.get(claim["unit"], 1)
    moved = abs(new - before)
    if moved <= _last_place(before):
        return True
    for check in checks:
        is_left = check.left_claim == claim["claim_id"]
        kept = check.limit and (new <= (check.right_value or new) if is_left else new >= (check.left_value or new))
        if check.difference is None or kept or (check.rule_id == "V-PROJECT" and new > before):
            continue
        others = [name for name in cells_of(check) if name not in (claim["claim_id"], check.left_claim)]
        if check.unit != "%":
            room = sum((halves[name][1] for name in cells_of(check) if name in halves), Decimal(0))
            off = moved * factor
        elif check.left_value is None or not before or any(not halves.get(name, (0, 0))[0] for name in others):
            return False
        else:
            of_rate = claim["unit"] == "%"
            rate = before if of_rate else check.left_value
            off = moved if of_rate else abs(rate * moved / before)
            slack = sum((abs(half / value) for value, half in (halves[name] for name in others)), Decimal(0))
            room = _last_place(rate) + abs(rate) * slack
        if off > room:
            return False
    return True


def _last_place(value: Decimal) -> Decimal:
    exponent = value.as_tuple().exponent
    return Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)


def _judge_claim(
    scores: Sequence[Score], tables: Tables, known: Mapping[str, Finding], claim: str, reached: Mapping[str, set[str]]
) -> None:
    if claim not in reached:
        for score in scores:
            score.beyond += 1
        return
    new = {i: f for i, f in differing(of_numbers(tables)).items() if i not in known}
    touching = [f for f in new.values() if claim in cells_of(f)]
    wrong = [f.rule_id for f in new.values() if f not in touching and not _depends(f)]
    for score in scores:
        score.planted += 1
        score.detected += bool(touching)
        score.by.update({f.rule_id for f in touching})
        score.note([claim], touching, reached)
        score.false += len(wrong)
        score.wrongly.update(wrong)


def _depends(finding: Finding) -> bool:
    """A rate of an altered amount differs too, and rightly."""
    return finding.rule_id in (
        "N-SHARE",
        "N-CHANGE",
        "N-COMPLETION",
        "N-PARTS",
        "L-DIRECTION",
        "N-SHARE-SUM",
        "X-PROC",
        "X-RUNCOST",
        "L-ZERO-BASE",
    )


def _occurrences(text: str, pattern: str) -> list[re.Match[str]]:
    narrative = text.find("情况说明\n", len(text) // 3)
    return [m for m in re.finditer(pattern, text) if m.start() > narrative]


def _put(text: str, match: re.Match[str], new: str) -> str:
    return text[: match.start()] + new + text[match.end() :]


def _texts(text: str, year: int, name: str, chance: random.Random) -> Iterator[tuple[str, str]]:
    """Kind of defect and the text with it."""

    def some(found: Sequence[re.Match[str]]) -> Iterable[re.Match[str]]:
        return chance.sample(found, min(TEXTS_EACH, len(found)))

    for m in some(_occurrences(text, "(?<=[与本])?(?:增加|减少|大于|小于|增长|下降)(?=\\d|预算|年初|全年)")):
        yield "增减、大小用词颠倒", _put(text, m, _DIRECTIONS[m[0]])
    for m in some(_occurrences(text, f"(?<!\\d){year}年度?(?=[^，。]{{0,20}}(?:支出|收入|总计|合计))")):
        yield "说明中的年度改动", _put(text, m, m[0].replace(str(year), str(year - 1)))
    for m in some([m for m in re.finditer(f"第.部分[^\n]*{year}年度", text) if m.start() > 400]):
        yield "标题中的年度改动", _put(text, m, m[0].replace(str(year), str(year - 1)))
    for m in some(list(re.finditer(f"(?<=部门：){re.escape(name)}", text))):
        yield "表头中的单位名称改动", _put(text, m, name[:-1] + "某某中心")
    for m in some([m for m in re.finditer(re.escape(name), text) if m.start() > 300]):
        yield "单位名称留作占位符", _put(text, m, "XX局")
    for m in some(_occurrences(text, "(?<=决算数)(?:大于|小于)(?=年初)")):
        yield "模板用语没有取舍（大小于）", _put(text, m, "大小于")
    for m in some(_occurrences(text, "(?<=（类）)[^（）\n]{3,}(?=（款）)")):
        yield "项级科目的款写错", _put(text, m, "某某管理事务")
    for m in some(_occurrences(text, "(?<=主要用于：)(?:日常运转的基本支出|专项工作的项目支出)(?=。)")):
        other = "专项工作的项目支出" if "基本" in m[0] else "日常运转的基本支出"
        yield "基本支出、项目支出写反", _put(text, m, other)
    yield from _numbers(text, chance, TEXTS_EACH)
    yield from _hints(text, some)
    for m in some(_occurrences(text, "\n[一二三四五六七八九]、[^\n]{4,40}说明\n")):
        yield "正文删去一个标题", _put(text, m, "\n")


def _numbers(text: str, chance: random.Random, count: int) -> Iterator[tuple[str, str]]:
    """Any amount or rate of the narrative with one of its digits changed, but for the last, whatever it is of."""
    behind = max((m.end() for m in re.finditer("公开.{1,3}表", text)), default=0)
    found = [
        m for m in re.finditer(r"(?<![\d.,])\d[\d,]*\.?\d*(?=万元|亿元|元|%|个百分点)", text) if m.start() > behind
    ]
    found = [m for m in found if len(re.sub(r"\D", "", m[0])) > 2]
    for m in chance.sample(found, min(count, len(found))):
        yield "说明中任一个数改动一位（末位除外）", _put(text, m, _one_digit(m[0][:-1], chance) + m[0][-1])


def _hints(text: str, some: Callable[[Sequence[re.Match[str]]], Iterable[re.Match[str]]]) -> Iterator[tuple[str, str]]:
    """What is only remarked on."""
    for m in some(_occurrences(text, "。\n")):
        yield "句号重复（提示）", _put(text, m, "。。\n")
    for m in some(_occurrences(text, r"(?<=（项）)[^\n]{0,80}支出决算为?\d[\d,]*\.\d+(?P<unit>万?元)(?=[，。；])")):
        yield "文中金额漏写单位（提示）", text[: m.start("unit")] + text[m.end("unit") :]


def plant_texts(text: str, year: int, name: str, score: dict[str, Score], folder: Path, chance: random.Random) -> None:
    clean = audited(tables_of(text, folder, year, name))
    known = set(differing(clean))
    noted = {f.finding_id for f in clean if f.reason_code == "information"}
    for kind, planted in _texts(text, year, name, chance):
        findings = audited(tables_of(planted, folder, year, name))
        new = [f for i, f in differing(findings).items() if i not in known]
        if kind.endswith("（提示）"):
            score[kind].false += len(new)  # it is no contradiction
            score[kind].wrongly.update(f.rule_id for f in new)
            told = ("F-PUNCTUATION", "F-NO-UNIT")
            new = [
                f
                for f in findings
                if f.rule_id in told and f.reason_code == "information" and f.finding_id not in noted
            ]
        score[kind].planted += 1
        score[kind].detected += bool(new)
        score[kind].by.update({f.rule_id for f in new})


# --- All of it -------------------------------------------------------------------------------------------------------


def report(at: int) -> tuple[str, int, str]:
    """Text, year and department of the clean report of this number, in every layout whose report is consistent: no form
    left out, parts in the order of their numbers, no chapter that the contents leave out, no template's advice left
    standing; in the wordings of several places, every third with forms in another unit."""
    layouts = [
        layout
        for layout in LAYOUTS.values()
        if not (layout.missing or layout.template_advice or layout.units or layout.tables_last or layout.extras)
    ]
    manner, mixed = ("", *MANNERS)[at % (len(MANNERS) + 1)], at % 3 == 1
    accounts = random_accounts(SEED + at, 1 + at % 12, unit="元" if mixed else None, manner=manner)
    layout = layouts[at % len(layouts)]
    if mixed:  # forms in another unit than the rest and the narrative; printed to the same 分
        units = dict.fromkeys(_chance(at).sample(list(Form), 3), "万元")
        accounts, layout = in_units(accounts, units), replace(layout, units=units)
    return typeset(lay_out(accounts, layout)), accounts.year, accounts.department


def _chance(at: int) -> random.Random:
    return random.Random(SEED + at)  # noqa: S311 - no secret is made here


@dataclass
class Measured:
    """Of one report, or of all of them."""

    score: dict[str, Score] = field(default_factory=lambda: defaultdict(Score))
    wrong: list[Finding] = field(default_factory=list)  # what differs in a clean report
    checks: int = 0
    covered: int = 0
    filled: int = 0

    def add(self, other: Measured) -> None:
        for kind, score in other.score.items():
            self.score[kind].add(score)
        self.wrong += other.wrong
        self.checks, self.covered, self.filled = (
            self.checks + other.checks, self.covered + other.covered, self.filled + other.filled,
        )  # fmt: skip


def measure_text(path: Path) -> Measured:
    """A report by somebody else, taken to be right."""
    text, made, chance = path.read_text("utf-8"), Measured(), random.Random(path.name)  # noqa: S311 - no secret
    year = int(re.search(r"20\d\d", text)[0])  # type: ignore[index]
    with tempfile.TemporaryDirectory() as folder:
        findings = audited(tables_of(text, Path(folder), year, ""))
        known = differing(findings)
        made.checks, made.wrong = len(findings), list(known.values())
        for kind, planted in _numbers(text, chance, NUMBERS_EACH):
            new = [
                f for i, f in differing(audited(tables_of(planted, Path(folder), year, ""))).items() if i not in known
            ]
            made.score[kind].planted += 1
            made.score[kind].detected += bool(new)
            made.score[kind].by.update({f.rule_id for f in new})
    return made


def measure(at: int | Path) -> Measured:
    """The clean report of this number, or in this file, with what is planted in it; FIRST is the first report of the
    repository."""
    if isinstance(at, Path):
        return measure_text(at)
    made, chance = Measured(), _chance(at)
    if at == FIRST:
        real = read(ROOT / "data/packages/420116-data-resource-center/2023")
        plant_cells(real, made.score, chance)
        plant_claims(real, made.score, chance)
        return made
    with tempfile.TemporaryDirectory() as name:
        text, year, department = report(at)
        tables = tables_of(text, Path(name), year, department)
        findings = audited(tables)
        made.checks, made.wrong = len(findings), list(differing(findings).values())
        filled = {c.cell_id for c in tables.cells.values() if c.value is not None}
        used = {c for f in findings if is_identity(f) and f.outcome in COMPARED for c in f.terms.split()}
        made.covered, made.filled = len(filled & used), len(filled)
        if at < CELLS_FROM:
            plant_cells(tables, made.score, chance)
        if at < TEXTS_FROM:
            plant_claims(tables, made.score, chance)
            plant_texts(text, year, department, made.score, Path(name), chance)
    return made


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--reports", type=int, default=500)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--write", action="store_true", help="write docs/method.md and data/measured.csv")
    parser.add_argument(
        "--texts", type=Path, nargs="+", default=[], help="reports as text, to change single numbers of"
    )
    options = parser.parse_args()
    if options.texts and options.write:
        parser.error("--write is for the generated reports")
    every = Measured()
    numbers: Sequence[int | Path] = options.texts or [FIRST, *range(options.reports)]
    with multiprocessing.get_context("spawn").Pool(options.processes) as pool:
        for at, made in zip(numbers, pool.imap(measure, numbers), strict=True):
            every.add(made)
            for finding in made.wrong:
                print(f"  false on clean report {at}: {finding.finding_id}: {finding.message_zh}", file=sys.stderr)
    lines = list(_table(every, len(options.texts) or options.reports))
    print("\n".join(lines))
    if options.write:
        _write(lines, every)


def _per_cent(part: int, whole: int) -> str:
    return f"{Decimal(part) * 100 / whole:.1f}%" if whole else ""


def _table(every: Measured, count: int) -> Iterator[str]:
    score = every.score
    hints, hinted = sum(s.hints for s in score.values()), sum(s.hint for s in score.values())
    told = f"{count} 份{'由程序编造、内部一致的' if every.filled else ''}报告，{every.checks:,} 项核对，误报 {len(every.wrong)} 项"
    if every.filled:  # one line: a break between Chinese characters is shown as a blank
        told += (
            f"；有数的金额单元格 {every.filled:,} 个，{every.covered:,} 个（{_per_cent(every.covered, every.filled)}）参加了勾稽核对。"
            f"单个单元格出错时，它就在归出的原因所指的数之中：{hinted} / {hints}（{_per_cent(hinted, hints)}）"
        )
    yield f"{told}。"
    yield ""
    yield "| 埋下的错 | 处数 | 查出 | 查出率 | 别处误报 | 没有规则能及的 | 主要由哪些规则查出 |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: | --- |"
    for kind, s in score.items():
        by = "、".join(f"{rule}（{n}）" for rule, n in s.by.most_common(4))
        yield f"| {kind} | {s.planted} | {s.detected} | {_per_cent(s.detected, s.planted)} | {s.false} | {s.beyond} | {by} |"


def _write(lines: Sequence[str], every: Measured) -> None:
    put(ROOT / "docs" / "method.md", "bench-audit", "\n".join(lines))
    wrongly = Counter(finding.rule_id for finding in every.wrong)
    shown, could, told = Counter[str](), Counter[str](), Counter[str]()
    for s in every.score.values():
        shown.update(s.by)
        could.update(s.could)
        told.update(s.told)
        wrongly.update(s.wrongly)
    path, real = ROOT / "data" / "measured.csv", ("real_reports", "real_true", "real_false")
    with path.open(encoding="utf-8", newline="") as handle:
        known = {row["rule_id"]: row for row in csv.DictReader(handle)}  # what `make bench-gold` measured stays
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(["rule_id", "detected", "false", "precision", "compared", "recall", *real])
        for rule in catalogue():
            beside = [known.get(rule, {}).get(name, "") for name in real]
            if shown[rule] or wrongly[rule] or could[rule] or any(beside):
                precision = _per_cent(shown[rule], shown[rule] + wrongly[rule])
                recall = _per_cent(told[rule], could[rule])
                writer.writerow([rule, shown[rule], wrongly[rule], precision, could[rule] or "", recall, *beside])


if __name__ == "__main__":
    main()
