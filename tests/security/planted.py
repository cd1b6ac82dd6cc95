"""A report with names and numbers of invented persons planted wherever reports have them, in drawn spellings."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from build_site.registers.personal.labels import table
from tests.factory.invent import random_accounts
from tests.factory.layouts import Layout, lay_out
from tests.factory.printed import Block, Cell, NewPage, Printed, Table, Words

SURNAMES, GIVEN = "张王李赵周吴郑孙陈林", "翀彧珺琰骞煊垚淼焱犇羿霁旻昶晟"
KEPT = ("数字乡村平台运行维护", "县域农机购置补贴发放", "主持局全面工作，分管办公室", "贯彻执行农业农村工作方针")
"""What has to be read beside them: projects and duties."""
_ROLES = sorted(word for word, label in table().items() if label.kind == "role" and not word.isascii())
_TELEPHONES = sorted(word for word, label in table().items() if label.kind == "number" and not word.isascii())


class Spelling(NamedTuple):
    """Lines, or rows of a table's cells, and what of them nobody may read on the site."""

    secrets: tuple[str, ...]
    lines: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


def spellings(seed: int, count: int = 200) -> Iterator[Spelling]:
    """Drawn ones: layout × label × separator × shape. Every name and number of them is another."""
    chance = random.Random(seed)  # noqa: S311  # the same every time
    names = iter(chance.sample([s + a + b for s in SURNAMES for a in GIVEN for b in GIVEN if a != b], count))
    for at in range(count):
        name, digits = next(names), f"{chance.randrange(10**8):08}"
        role, label = chance.choice(_ROLES), chance.choice(_TELEPHONES)
        mark = chance.choice(("：", ":", "： ", " ： "))
        head = chance.choice(("13", "15", "18")) + str(chance.randrange(5, 10))
        local = "8" + digits[1:]
        number = chance.choice((
            f"{head}{digits}", f"{head} {digits[:4]} {digits[4:]}", f"{head}-{digits[:4]}-{digits[4:]}", f"{head}.{digits[:4]}.{digits[4:]}",
            f"027-{local}", f"（027）{local}", f"027–{local}", f"400-{digits[:3]}-{digits[3:7]}", f"+86 {head}{digits}",
        ))  # fmt: skip
        spaced = "　".join(name[:1] + " " + name[1:]) if at % 11 == 0 else name
        both = (spaced, number)
        yield (
            Spelling((spaced,), (f"{role}{mark}{spaced}",)),
            Spelling((spaced,), (f"{role}（签字）{mark}{spaced}　　填报日期：2024年10月15日",)),
            Spelling(both, (f"{role}{mark}{spaced}　{label}{mark}{number}",)),
            Spelling((number,), (f"如对本报告有疑问，请拨{number}咨询。",)),
            Spelling((number,), (f"{label}{mark}{number}",)),
            Spelling((name,), (role, name)),
            Spelling((local,), (f"{'　'.join(label)}{mark}{local}",)),
            Spelling(both, rows=((role, spaced, label, number),)),
            Spelling(both, rows=(("序号", role, label), ("1", spaced, number))),
            Spelling((spaced,), rows=((f"{role}{mark}{spaced}", "单位", "办公室"),)),
            Spelling((name,), rows=(("实施单位", "某局"), (role, name))),
            Spelling((name, local), rows=(("项目主管及电话", f"{name} {local}"),)),
        )[at % 12]  # fmt: skip


def planted(seed: int, count: int = 200) -> tuple[Printed, list[str]]:
    """A report with them on the cover, in the narrative, over forms, among the terms and in annexes; all secrets."""
    printed = lay_out(random_accounts(seed, 3), Layout())
    drawn = list(spellings(seed, count))
    loose = [each for each in drawn if each.lines]
    blocks: list[Block] = []
    waiting, used = iter(loose), 0
    for block in printed.blocks:
        blocks.append(block)
        if isinstance(block, Words) and block.kind in ("cover", "paragraph", "right") and used < len(loose):
            blocks += [Words(line, "paragraph") for line in next(waiting).lines]
            used += 1
    blocks += [NewPage(), Words("附件：2023年度项目支出绩效自评表", "paragraph")]
    blocks += [Words(line, "paragraph") for each in waiting for line in each.lines]
    blocks += [Words(f"（一）{KEPT[3]}。局长{KEPT[2]}。", "paragraph")]
    tables = [each.rows for each in drawn if each.rows]
    for name in KEPT[:2]:  # in a table of a project, below its own rows
        blocks += [
            NewPage(),
            Words("2023年度项目支出绩效自评表", "paragraph"),
            _table([*_project(name), *tables.pop(), *tables.pop()]),
        ]
    for rows in tables:
        blocks += [Words("附表", "paragraph"), _table(rows)]
    return replace(printed, blocks=tuple(blocks)), [secret for each in drawn for secret in each.secrets]


def _project(name: str) -> list[tuple[str, ...]]:
    """The table of a project's own evaluation, as offices have it."""
    return [
        ("项目名称", name), ("主管部门", "某局", "项目实施单位", "某局"),
        ("预算执行情况（万元）（20分）", "", "预算数(A)", "执行数(B)", "执行率(B/A)", "得分（20分*执行率）"),
        ("", "年度财政资金总额", "0.40", "0.40", "100%", "20"),
        ("年度绩效目标1：保障运行（80分）", "一级指标", "二级指标", "三级指标", "年初目标值(A)", "实际完成值(B)", "得分"),
        ("", "产出指标", "数量指标", "服务户数", "98%", "98%", "20"),
    ]  # fmt: skip


def _table(rows: Sequence[Sequence[str]]) -> Table:
    wide = max(map(len, rows))
    cells = [
        Cell(at, column, text)
        for at, row in enumerate(rows)
        for column, text in enumerate([*row, *[""] * (wide - len(row))])
    ]
    return Table(tuple(cells), (1.0,) * wide, len(rows), 1)
