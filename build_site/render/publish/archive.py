"""The read-me of report.zip, and where a folder's own address leads."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from build_site.render.publish.cite import citation
from build_site.render.publish.recipes import FIRST_OF_REPORT, first_lines


def lead(folder: Path, target: str) -> None:
    """The folder's own address leads to `target`: nothing else answers there on a static server. What is asked for behind
    the address goes with a reader to the folder above."""
    folder.mkdir(parents=True, exist_ok=True)
    way = "<script>location.replace('../'+location.search+location.hash)</script>" if target == "../" else ""
    way += f'<meta http-equiv="refresh" content="0;url={target}"><a href="{target}">{target}</a>'
    (folder / "index.html").write_text(
        f'<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">{way}\n', encoding="utf-8"
    )


def read_me(descriptor: Mapping[str, Any], address: str) -> str:
    """What is in the archive, in Chinese and English."""
    unit = descriptor["amountUnit"]
    tables = "\n".join(
        f"  {each['path']:<32} {each['rowCount']:>6}  {each['title']} / {each['title_en']}"
        for each in descriptor["resources"]
    )
    lines = first_lines(FIRST_OF_REPORT, "./") | {"Excel": f"{address}downloads/"}
    first = "\n".join(f"  {name:<7} {code}" for name, code in lines.items())
    return f"""{descriptor["title"]}
{descriptor.get("title_en", "")}
{descriptor["name"]} {descriptor["version"]}
{address}

第一行代码 / First line of code
{first}

{descriptor["description"]}

文件 / Files (name, rows, content)
{tables}
  datapackage.json                         各表各列的说明 / what every table and column is (Data Package 2.0)

金额单位 / Amounts: {unit["printedAs"]} = {unit["factor"]} {unit["currency"]}，照录印出的数 / as printed
空白 / Blank: 报告未印数，不是 0 / nothing printed, not 0
编码 / Codes: 是文本 / are text
编码格式 / Encoding: UTF-8, LF
工作簿、JSON、供 Excel 的 CSV / Workbook, JSON, CSV for Excel: {address}downloads/
校验 / Validate: frictionless validate datapackage.json

引用 / Citation
  {citation(descriptor, address)}

许可 / Licence
  整理、说明：CC BY 4.0；报告中的数字属于其发布单位，未见许可声明。本数据非官方，一切以原报告为准。
  Compilation and texts: CC BY 4.0. The figures are their publisher's, no licence stated. Not endorsed; the report prevails.
"""
