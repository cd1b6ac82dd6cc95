"""The nine forms as pages: real tables in the printed order, every amount linked to its place in the report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from build_site.model import FormState, State
from build_site.model.forms import GROUPS, ITEMS, LEVELS, SIDES
from build_site.render import links
from build_site.render.html import columns, hidden, link, tag, text
from build_site.render.html import table as html_table
from build_site.render.large import PACKED
from build_site.render.pages.frame import report_page
from build_site.render.published import Published, Record
from build_site.render.terms import explained

BASE = "../"
_SUMMARY = ("revenue-and-expenditure", "fiscal-appropriation")


def form_page(report: Published, form: str) -> str:
    """One form. A form declared empty keeps its headers and says in the report's own words that it is."""
    title = report.title(form)
    blocks = [
        f"# {title}",
        _facts(report, form),
        *_tables(report, form),
        _legend(report, form),
        _notes(report, form),
        _neighbours(report, form),
    ]
    return report_page(
        report, form, title, [explained(report, "\n\n".join(filter(None, blocks)), BASE)], search=False, toc=False
    )


def forms_page(report: Published) -> str:
    """The list of the nine forms with what each holds."""
    blocks = ["# 九张表", tag("p", "按本站的固定次序列出；报告印出的次序可能不同。"), forms_list(report, BASE)]
    return report_page(report, "forms", "九张表", blocks, toc=False)


def forms_list(report: Published, base: str) -> str:
    """The nine forms as a table of links, states and downloads."""
    rows = []
    for form in report.forms():
        state = report.state(form)
        count = str(len(report.table(form))) if state is FormState.FOUND else ""
        data = f"{base}../../../data/{report.slug}/{report.year}/{form}"
        files = f"{link(f'{data}.csv', 'CSV', download=True, aria_label=f'{report.title(form)} CSV')} {link(f'{data}.json', 'JSON', aria_label=f'{report.title(form)} JSON')}"
        rows.append(
            tag("tr", tag("th", link(f"{base}{form}/", text(report.title(form))), scope="row")
                + tag("td", state.zh, class_=f"form-state {state}") + tag("td", count, class_="amount") + tag("td", files))
        )  # fmt: skip
    head = columns("表", "状态", "行数", "数据")
    return html_table(head, rows, "九张决算公开表", class_="figures forms-list")


def _facts(report: Published, form: str) -> str:
    """Unit, state and the way to the data, above the table."""
    data = f"{BASE}../../../data/{report.slug}/{report.year}/{form}"
    parts = [
        tag("span", f"单位：{tag('b', text(report.unit_of(form)))}"),
        tag("span", text(str(report.resources.get(form, {}).get("formTitle", "")))),
        tag("span", f"下载本表：{link(f'{data}.csv', 'CSV', download=True)} · {link(f'{data}.json', 'JSON')}"),
    ]
    state = report.state(form)
    notice = ""
    if state is FormState.EMPTY:
        said = f"报告说明：“{text(report.note(form))}”" if report.note(form) else "报告印有此表，但没有任何金额。"
        notice = tag("p", f"{tag('strong', FormState.EMPTY.zh + '。')}{said}", class_="notice")
    elif state is FormState.MISSING:
        notice = tag("p", tag("strong", "报告中没有找到此表。"), class_="notice")
    return tag("p", " ".join(parts), class_="facts") + notice


def _tables(report: Published, form: str) -> list[str]:
    if form in _SUMMARY:
        return [_panels(report, form, "side", SIDES)]
    if form == "basic-expenditure":
        return [_panels(report, form, "group", GROUPS)]
    return [_table(report, form, report.table(form), report.title(form))]


def _panels(report: Published, form: str, field: str, names: Mapping[str, str]) -> str:
    """Two tables side by side where there is room, as the form prints them."""
    tables = []
    for value, words in names.items():
        rows = [row for row in report.table(form) if row[field] == value]
        tables.append(tag("div", _table(report, form, rows, f"{report.title(form)}：{words}"), class_="panel"))
    return tag("div", "".join(tables), class_="panels")


def _table(report: Published, form: str, rows: Sequence[Record], caption: str) -> str:
    fields = report.amount_fields(form)
    if form in _SUMMARY and rows and rows[0]["side"] == "revenue":  # printed with one column of amounts
        fields = [each for each in fields if any(report.has_cell(form, row, each[0]) for row in rows)] or fields[:1]
    labels = _label_columns(form)
    numbers = _column_numbers(report, form, rows)
    unit = text(report.unit_of(form))
    head = "".join(tag("th", words, scope="col", class_=name) for name, words in labels)
    for name, title in fields:
        printed = tag("span", f"{text(numbers[name])}栏", class_="column-number") if name in numbers else ""
        head += tag("th", text(title) + printed, scope="col", class_="amount")
    body = [_row(report, form, row, [name for name, _ in fields]) for row in rows]
    if not body:
        words = FormState.EMPTY.zh if report.state(form) is FormState.EMPTY else "没有行"
        body = [tag("tr", tag("td", words, colspan=len(labels) + len(fields), class_="no-data"))]
    data = f"{BASE}../../../data/{report.slug}/{report.year}/"
    return html_table(
        tag("tr", head), body, f"{text(caption)}（单位：{unit}）", class_=f"figures form {form}", data_form=form,
        data_folder=data, data_packed=PACKED if report.large else None, data_pdf=links.pdf(report, data) or None, data_pictures=" ".join(sorted(report.pictured)) or None,
    )  # fmt: skip


def _column_numbers(report: Published, form: str, rows: Sequence[Record]) -> dict[str, str]:
    """Field → the column number (栏次) printed above it. In two panels a field has a number on each side."""
    printed: dict[str, list[str]] = {}
    for number, field in report.resources.get(form, {}).get("columnNumbers", {}).items():
        printed.setdefault(field, []).append(number)
    if form in _SUMMARY and rows:
        place = 0 if rows[0]["side"] == "revenue" else -1
        return {field: numbers[place] for field, numbers in printed.items()}
    return {field: numbers[0] for field, numbers in printed.items() if len(numbers) == 1}


def _label_columns(form: str) -> list[tuple[str, str]]:
    if form in _SUMMARY:
        return [("line", "行次"), ("name", "项目")]
    if form == "three-public-expenses":
        return [("name", "项目")]
    return [("code", "科目编码"), ("level", "级"), ("name", "科目名称")]


def _row(report: Published, form: str, row: Record, fields: Sequence[str]) -> str:
    """One row; its label is the row's header, its level shows by indentation and in words."""
    labels = _labels(form, row)
    cells = []
    for name in fields:
        found = report.cell(form, row, name)
        if report.state(form) is FormState.EMPTY and found.state is State.BLANK:
            content = tag("span", "无数据", class_="state no-data")
        else:
            content = links.amount(BASE, found)
        cells.append(
            tag(
                "td",
                content,
                id=found.anchor,
                class_="amount" if found.state is State.VALUE else f"amount {found.state}",
            )
        )
    level = row.get("level", "") or ("total" if row.get("concept", "") in ("total", "total-for-year") else "")
    return tag("tr", labels + "".join(cells), class_=level or None, id=f"r{row['row']}")


def _labels(form: str, row: Record) -> str:
    if form in _SUMMARY:
        return tag("td", text(row["line"]), class_="line") + tag("th", text(row["label"]), scope="row", class_="name")
    if form == "three-public-expenses":
        return tag("th", text(three_public_label(row)), scope="row", class_=f"name {row['item']}")
    code = row.get("functional_code") or row.get("economic_code") or ""
    return (
        tag("td", text(code), class_="code")
        + tag("td", LEVELS.get(row["level"], "") if code else "", class_="level")
        + tag("th", text(row["name"]), scope="row", class_="name")
    )


def three_public_label(row: Record) -> str:
    """A row's printed label; a bare 小计 says of what."""
    name = ITEMS[row["item"]].zh
    return f"{name}（{row['label']}）" if row["label"] == "小计" else row["label"] or name


def _legend(report: Published, form: str) -> str:
    """How the signs in the table are meant; only where there are amounts."""
    if report.state(form) is not FormState.FOUND:
        return ""
    parts = [
        f"{tag('span', State.BLANK.sign, class_='state blank', aria_hidden='true')} {State.BLANK.zh}（不是 0）",
        f"{tag('b', '0.00')} 原表印有 0",
        f"点数字看它在原文的哪一{report.place_word}",
    ]
    return tag("p", f"{hidden('图例：')}{'；'.join(parts)}。", class_="legend")


def _notes(report: Published, form: str) -> str:
    """The form's own notes, as printed."""
    section = next((each for each in report.table("sections") if each["form"] == form), None)
    printed = form_notes(section) if section else []
    if not section or not printed:
        return ""
    lines = "".join(tag("p", text(line)) for line in printed)
    return tag(
        "div", tag("h2", "表下附注", id="notes") + lines + tag("p", links.source(BASE, section)), class_="form-notes"
    )


def form_notes(section: Record) -> list[str]:
    """The notes in a form's section; what stands before them is the form's own head (title, number, unit)."""
    printed = [line for line in section["text"].split("\n") if line]
    first = next((index for index, line in enumerate(printed) if line.startswith("注")), len(printed))
    return printed[first:]


def _neighbours(report: Published, form: str) -> str:
    forms = report.forms()
    index = forms.index(form)
    parts = []
    if index:
        parts.append(link(f"{BASE}{forms[index - 1]}/", f"← {text(report.title(forms[index - 1]))}", rel="prev"))
    if index + 1 < len(forms):
        parts.append(link(f"{BASE}{forms[index + 1]}/", f"{text(report.title(forms[index + 1]))} →", rel="next"))
    return tag("nav", "".join(parts), class_="neighbours", aria_label="前后各表")
