"""The reference pages that are made from the code and the data they describe: docs/cli.md, docs/forms.md, docs/identities.md.

Run as a program after a change of a command, of data/forms or of a rule: `python -m build_site.desk.reference`.
A test compares the committed pages with what this makes.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from build_site.model import Form
from build_site.reconcile import catalogue
from build_site.reconcile.declare import FAMILIES
from build_site.registers.forms import FOREVER, Label, form_layouts

_LAYOUTS = {
    "panels": "左右两栏，各有项目和金额",
    "codes": "一行一个科目编码，后面是各栏金额",
    "blocks": "编码、名称、金额为一组，几组并排",
    "items": "“三公”经费的一行各栏（预算数、决算数）",
}


def pages() -> dict[str, str]:
    """Every page by its path below the root."""
    return {
        "docs/cli.md": "\n".join(_cli()),
        "docs/forms.md": "\n".join(_forms()),
        "docs/identities.md": "\n".join(_identities()),
    }


def _made(title: str, words: str) -> list[str]:
    return [f"# {title}", "", "<!-- made by python -m build_site.desk.reference -->", "", words, ""]


def _cli() -> Iterator[str]:
    yield from _made("命令行 Command line", "`build-site --help` 和每个命令的 `--help`，一字不差。")
    top = _help()
    for name in ("", *re.findall(r"^    ([a-z]+) ", top, re.MULTILINE)):
        yield from (f"## build-site {name}".rstrip(), "", "```text", _help(name) if name else top, "```", "")


def _help(*command: str) -> str:
    """What the program says of itself or of one of its commands."""
    asked = [sys.executable, "-m", "build_site", *command, "--help"]
    done = subprocess.run(
        asked, capture_output=True, encoding="utf-8", check=True, env={**os.environ, "COLUMNS": "102"}
    )
    return done.stdout.rstrip()


def _forms() -> Iterator[str]:
    words = "每张表认得的标题、栏目和行次的印法，来自 `data/forms/`。一种新印法就是那里的一行。"
    words += "表头没有一行认得的栏不读，并说明。`skip` 是认得而九张表没有相应字段的，`group` 是几栏共有的表头。"
    yield from _made("九张表的印法 Printed forms", words)
    for form in Form:
        layout = form_layouts()[form]
        yield from (
            f"## {layout.titles[0]}",
            "",
            f"`{form}`：{'；或'.join(_LAYOUTS[kind] for kind in layout.kinds)}。",
            "",
        )
        yield from (f"标题：{'、'.join(layout.titles)}", "")
        if layout.beside:
            yield from (f"标题里“三公”经费之后还可以有：{'、'.join(layout.beside)}", "")
        for kind, labels in (("栏目", layout.columns), ("行次", layout.rows)):
            if not labels:
                continue
            yield from (f"| {kind} | 上级或一侧 | 印法 |", "| --- | --- | --- |")
            ordered = sorted(labels, key=lambda label: (label.parent, label.id))
            for (parent, name), group in groupby(ordered, key=lambda label: (label.parent, label.id)):
                yield f"| {_cell(name)} | {_cell(parent)} | {_cell('、'.join(map(_printed, group)))} |"
            yield ""


def _printed(label: Label) -> str:
    """A label, with the place and the years whose reports print it."""
    last = label.last_year if label.last_year < FOREVER else ""
    years = f"{label.first_year or ''}–{last}" if label.first_year or last else ""
    where = "，".join(filter(None, (label.jurisdiction, years and f"{years} 年度")))
    return (label.text or "（没有表头）") + (f"（{where}）" if where else "")


def _identities() -> Iterator[str]:
    words = "每条规则的编号、公式（勾稽关系还有程序照着算的写法）和依据，来自 `data/rules/identities.csv` 和 `build_site/reconcile/rules/`。每份报告的结果在它的核对页和 `findings.csv` 里。"
    yield from _made("核对规则 Rules of the audit", words)
    for family, group in groupby(catalogue().values(), key=lambda rule: rule.rule_id[0]):
        yield from (f"## {family} {FAMILIES[family]}", "", "| 规则 | 标题 | 公式 | 依据 |", "| --- | --- | --- | --- |")
        for rule in group:
            formula = _cell(rule.formula) + (f"<br>`{rule.words['identity']}`" if "identity" in rule.words else "")
            yield f"| `{rule.rule_id}` | {_cell(' '.join(rule.title))} | {formula} | {_cell(rule.basis)} |"
        yield ""


def _cell(text: str) -> str:
    """Text in a Markdown table."""
    text = text if text.startswith("`") else text.replace("<", "&lt;")
    for char in "|>*_[]":
        text = text.replace(char, f"\\{char}") if not text.startswith("`") else text
    return text or "—"


def main(arguments: Iterable[str] = ()) -> int:
    """Write the pages below the current folder."""
    for _ in arguments:
        print("python -m build_site.desk.reference takes no arguments", file=sys.stderr)
        return 2
    for name, text in pages().items():
        (Path.cwd() / name).write_text(text, encoding="utf-8", newline="\n")
        print(name)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
