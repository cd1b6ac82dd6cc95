"""What a person should look at before a new report is committed, as lines of text."""

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from build_site.desk.add.enter import Entered
from build_site.model import Amount, FormState, Outcome, Place, Report, State
from build_site.package.read import Package, Record, place_of
from build_site.registers.reasons import DOUBTS
from build_site.text import harmless

_MOST = 15


def checklist(entered: Entered, root: Path) -> str:
    """Proposals; forms found, empty, missing; doubts; what the audit says; unbound numbers; withheld personal data."""
    name = f"{entered.registration.slug} {entered.registration.year}"
    parts = [f"已加入 ADDED {name}", *(f"  {line}" for line in entered.proposals), *_read(entered.report)]
    parts += _audited(entered.package)
    source, package = entered.registration.source_path, entered.package.relative_to(root).as_posix()
    log = f"data/versions/{entered.registration.slug}/{entered.registration.year}"
    parts += [f"对照原件 To see it beside its pages: build-site review {name.replace(' ', '/')}"]
    parts += ["提交 To commit:", f"  git add data/*.csv {source} {package} data/versions/{entered.registration.slug}"]
    parts += ["撤销 To undo:", f"  git restore data/*.csv && rm -r {Path(source).parent.as_posix()} {package} {log}"]
    return "\n".join(map(harmless, parts))


def _read(report: Report) -> Iterator[str]:
    counts = Counter(statement.state for statement in report.statements)
    where = f"{report.pages} 页 pages" if report.pages else f"{len(report.lines)} 行 lines"
    yield f"读到 READ ({report.read_by}，{where}，金额单位 amounts in {report.unit.printed})"
    yield "  九张表 forms: " + "，".join(f"{counts[state]} 张{state.zh} {state}" for state in FormState)
    for statement in report.statements:
        if statement.state is not FormState.FOUND:
            note = f" — “{statement.note}”" if statement.note else ""
            yield f"  {statement.state.zh} {statement.state}: {statement.form.zh} {statement.form}{note}"
    units = sum(each.kind == "unit" for each in report.organisation)
    scope = "单位决算" if "单位决算" in report.title else "部门决算"
    yield f"  范围 scope: 标题为{scope}，其中写明 {units} 个单位 by its title, {units} units named in it"
    doubtful = [
        f"{statement.form}/{position}/{name} “{amount.printed}”: {_doubt(amount)}{_at(amount.place)}"
        for statement in report.statements
        for position, row in enumerate(statement.rows, start=1)
        for name, amount in row.amounts.items()
        if amount.doubt or amount.state is State.NOT_READ
    ]
    yield from _some("存疑的格 doubtful cells", doubtful)


def _doubt(amount: Amount) -> str:
    if not amount.doubt:
        return f"{amount.state.zh} {amount.state}"
    return " ".join(DOUBTS.get(amount.doubt, (amount.doubt, "")))


def _audited(folder: Path) -> Iterator[str]:
    package = Package(folder)
    claims = package.table("claims")
    notices = package.descriptor.get("notices", ())
    places = (f" ({each['place']})" if each["place"] else "" for each in notices)
    told = (f"{each['text']} {each['text_en']}{place}" for each, place in zip(notices, places, strict=True))
    yield from _some("提醒 notices", told)
    yield "核对 AUDIT"
    yield "  " + "，".join(f"{outcome.zh} {package.outcomes[outcome]} {outcome}" for outcome in Outcome)
    defects = sorted(package.table("defects"), key=lambda row: package.order(place_of(row)))
    told = (
        f"{row['findings'].split()[0]}{_row_at(row)}: {row['title_zh']}。{row['statement_zh']}{row['suggestion_zh']}"
        for row in defects
    )
    yield from _some("不一致 defects", told)
    doubted = (f"{row['cell_id']} “{row['printed']}”: 另一程序读得不同 a second parser reads otherwise{_row_at(row)}"
               for row in package.table("cells") if row.get("doubt") == "second-reading")  # fmt: skip
    yield from _some("两个程序读得不同 read differently", doubted)
    unbound = [row for row in claims if not row["measure"]]
    yield from _some(
        f"正文里的数 numbers of the narrative: {len(claims)}，没有认出所指的 unbound",
        (f"“{row['printed']}” in “{row['sentence'][:50]}”{_row_at(row)}" for row in unbound),
    )
    unrecognised = package.descriptor.get("withheldUnrecognised", 0)
    withheld = package.descriptor.get("withheld", 0)
    yield f"  隐去的个人信息 personal data withheld: {withheld}，没有认出的格 unrecognised cells: {unrecognised}"


def _some(title: str, entries: Iterable[str]) -> Iterator[str]:
    listed = list(entries)
    yield f"  {title}: {len(listed)}"
    yield from (f"    {entry}" for entry in listed[:_MOST])
    if len(listed) > _MOST:
        yield f"    …… 还有 {len(listed) - _MOST} 处 and {len(listed) - _MOST} more"


def _at(place: Place) -> str:
    return f" ({place.zh})" if place.zh else ""


def _row_at(row: Record) -> str:
    return _at(place_of(row))
