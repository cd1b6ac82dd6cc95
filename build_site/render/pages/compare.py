"""The comparison page: sets to begin with, and a frame that a script fills; and what the script fetches: one JSON per
year, and the list of reports."""

import json
from collections import Counter
from collections.abc import Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

from build_site.registers.codelists import place_name
from build_site.render.collected import Collected, short_class
from build_site.render.digest import Digest
from build_site.render.html import page
from build_site.render.measures import MEASURES, PART, Known
from build_site.render.template import fill
from build_site.render.words import Tongue, name_en, place_en

_SET = 4
_LISTED = 200
_SCRIPT = (
    "搜部门、地区或年度", "移去 {name}", "年度不同", "各份报告的年度不同：{years}。金额是当年价格，没有换算物价。",
    "单位不同", "报告印的单位不同（{units}），这里都精确换成{unit}；点数字看印的是什么。", "每 100 元", "金额", "复制表格", "复制引用", "复制链接",
    "已复制", "没有复制成", "年度", "项目", "比较 {n} 份报告", "每 100 元支出用在哪里", "每 100 元支出，{low} 到 {high} 元用于{name}", "每 100 元支出，{n} 元用于{name}",
    "{n} 份里有 {k} 份，用得最多的是{name}", "{n} 份报告用得最多的类各不相同", "本年支出从 {low} 到 {high} {unit}", "本年支出，{unit}", "本年支出按类，每份报告的支出合计为 100。", "本年支出按类，单位：{unit}。",
    "其他各类", "没有这一类", "来源：各报告的支出决算表", "没有找到", "重新选", "没有支出决算表的各类",
    "同一口径的数，单位：{unit}", "写作 {year} 年度", "完成 {share}%", "比上年", "报告自述",
)  # fmt: skip
"""The words of docs/assets/compare.js."""


def compare_page(all_: Collected, lang: str) -> str:
    """Up to six reports side by side."""
    t = Tongue(lang, "../../" if lang == "en" else "../")
    words = {each: str(t(each)) for each in _SCRIPT} | {
        "unit": t.unit, "lang": lang, "blank": str(t("空白")), "none-stated": str(t("报告称无")), "not-in-report": str(t("没有写")),
        "not-read": str(t("未读到")), "not-collected": str(t("未收录")),
    }  # fmt: skip
    listed = [(each, all_.name(all_.offices[each.slug], t)) for each in all_.reports[:_LISTED]]
    body = fill("compare", t=t, reports=listed, words=json.dumps(words, ensure_ascii=False), sets=_sets(all_, t), start=all_.reports[0].registration.name if all_.reports else "")  # fmt: skip
    return page(t("比较"), body, description=t("并排比较最多六份部门决算"))


def _sets(all_: Collected, t: Tongue) -> list[tuple[str, str, str]]:
    """What to begin with: title, what is in it, reports: departments of a place in one year, one department over years,
    departments of one main class; the first of them stands on the page until something is chosen."""
    found: list[tuple[Any, Any, list[Digest]]] = []
    longest = max(all_.offices.values(), key=lambda each: len(each.reports), default=None)
    if longest and len(longest.reports) > 1:
        own = longest.reports[:_SET]
        found.append((t("一个部门的各年"), all_.name(longest, t), list(own)))
    by_place = Counter((each.registration.division_code, each.year) for each in all_.reports)
    for (code, year), count in by_place.most_common(1):
        if count > 1:
            own = [each for each in all_.reports if (each.registration.division_code, each.year) == (code, year)]
            said = t("{place} {year}", place=t.place(code), year=year)
            own.sort(key=lambda each: not each.classes)  # what has nothing to compare comes last
            found.insert(0, (t("一个地方的部门"), said, own[:_SET]))
    mains: dict[tuple[str, int], list[Digest]] = {}
    for each in all_.reports:
        if each.classes:
            main = max(each.classes, key=lambda code: each.classes[code][1].yuan or 0)
            mains.setdefault((main, each.year), []).append(each)
    same = max(mains.items(), key=lambda each: len(each[1]), default=None)
    if same and len(same[1]) > 1:
        found.append(
            (
                t("做同一类事的部门"),
                t("{name} {year}", name=all_.class_name(same[0][0], t), year=same[0][1]),
                same[1][-_SET:],
            )
        )
    return [(title, said, ",".join(each.registration.name for each in own)) for title, said, own in found]


def write_compare(all_: Collected, folder: Path) -> None:
    """index.json (all reports, measures and classes by name) and <year>.json (their figures, in yuan)."""
    folder.mkdir(parents=True)
    listed = [
        {"id": each.registration.name, "slug": each.slug, "year": each.year, "department": each.department,
         "en": all_.english(all_.offices[each.slug]), "place": place_name(each.registration.division_code),
         "place_en": place_en(each.registration.division_code)}
        for each in all_.reports
    ]  # fmt: skip
    titles = [
        [name, title.strip(PART), name_en(title.strip(PART)), title.startswith(PART)]
        for name, title in MEASURES.items()
    ]
    names = {code: short_class(name) for each in all_.reports for code, (name, _) in each.classes.items()}
    classes = {code: [name, name_en(name)] for code, name in sorted(names.items())}
    _write(folder / "index.json", {"measures": titles, "classes": classes, "reports": listed})
    for year, group in groupby(
        sorted(all_.reports, key=lambda each: (-each.year, each.slug)), key=lambda each: each.year
    ):
        _write(folder / f"{year}.json", {each.registration.name: _figures(all_, each) for each in group})


def _figures(all_: Collected, report: Digest) -> dict[str, Any]:
    moved, before, derived = all_.offices[report.slug].moved(report.year)
    return {
        "moved": {"rate": moved, "derived": derived} if moved else {"state": before},
        "unit": report.unit,
        "measures": {name: _told(report.measures[name]) for name in MEASURES},
        "classes": {code: _told(known) for code, (_, known) in report.classes.items()},
    }


def _told(known: Known) -> dict[str, str]:
    found = {
        "state": known.state,
        "yuan": "" if known.yuan is None else f"{known.yuan:f}",
        "printed": known.shown,
        "at": known.at,
        "year": known.year,
    }
    return {name: value for name, value in found.items() if value}


def _write(path: Path, content: Mapping[str, object]) -> None:
    """A report a line, of which one more changes no other."""
    lines = (f"{_dumps(name)}:{_dumps(value)}" for name, value in sorted(content.items()))
    path.write_text("{" + ",\n".join(lines) + "}\n", encoding="utf-8")


def _dumps(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
