"""Other matters that a report must disclose, as small tiles: running costs, procurement, performance, assets."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup

from build_site.model.money import FACTORS
from build_site.render.overview import sentences
from build_site.render.pages.frame import Here
from build_site.render.published import Record, yuan_of
from build_site.render.template import part


@dataclass(frozen=True, slots=True)
class Matter:
    title: str
    big: Markup
    words: Markup


def matters(here: Here) -> list[Matter]:
    """The four tiles; what the report does not mention says so."""
    said = here.report.disclosed
    return [_running(here, said), _procurement(here, said), _performance(here, said), _assets(here, said)]


def _big(here: Here, row: Record | None) -> Markup:
    t = here.t
    if row is None:
        return part("parts", "state", "not-in-report", t=t)
    if not row["value"]:
        return part("parts", "state", "none-stated" if row["state"] == "none" else "not-in-report", t=t)
    unit = t.unit if row["unit"] in FACTORS else _counter(here, row["unit"])
    return here.stated(row) + part("parts", "unit", unit)


def _counter(here: Here, unit: str) -> str:
    return "" if here.english else unit


def _told(here: Here, row: Record) -> str:
    yuan = yuan_of(row)
    if yuan is not None:
        return here.t.money(yuan)
    return f"{Decimal(row['value']):,f} {_counter(here, row['unit'])}".rstrip()


def _year(here: Here, row: Record | None) -> Markup:
    """A year that is not the report's, as the text writes it."""
    if row and row["fiscal_year"] not in ("", str(here.report.year)):
        return here.t("正文写的是 {year} 年度。", year=row["fiscal_year"])
    return Markup()


def _running(here: Here, said: Mapping[str, Record]) -> Matter:
    t, row = here.t, said.get("running-costs")
    words = _year(here, row)
    change, rate = said.get("running-costs:change-amount"), said.get("running-costs:change-rate")
    claim = here.report.claim("running-costs:change-amount")
    if claim and (now := yuan_of(row)) is not None and (moved := yuan_of(change)) is not None:
        words += sentences.change(t, abs(moved), claim["direction"], now, rate["value"] if rate else "")
    return Matter(t("机关运行经费"), _big(here, row), words)


def _procurement(here: Here, said: Mapping[str, Record]) -> Matter:
    t, row = here.t, said.get("procurement")
    names = {"procurement-services": "服务", "procurement-goods": "货物", "procurement-works": "工程"}
    parts = [f"{t(name)} {_told(here, said[key])}" for key, name in names.items() if key in said and said[key]["value"]]
    return Matter(
        t("政府采购"),
        _big(here, row),
        _year(here, row) + (Markup("{}{}").format(t("，").join(parts), t("。")) if parts else Markup()),
    )


def _performance(here: Here, said: Mapping[str, Record]) -> Matter:
    t = here.t
    keys = ("performance-self-evaluated-projects", "performance-projects", "performance-units", "performance-amount")
    row = next((said[key] for key in keys if key in said and said[key]["value"]), None)
    words, apart = _year(here, row), " " if t.english else ""
    amount = said.get("performance-amount")
    if row and amount is not row and (yuan := yuan_of(amount)) is not None:
        words += apart + t("涉及 {amount}。", amount=t.told(yuan))
    if score := said.get("performance-mean-score"):
        words += apart + t("平均 {score} 分。", score=score["value"]) if score["value"] else Markup()
    sheets = len(here.report.table("performance-projects"))
    words += apart + (t("附自评表 {n} 张。", n=sheets) if sheets else t("未附自评表。"))
    return Matter(t("绩效自评"), _big(here, row), words)


def _assets(here: Here, said: Mapping[str, Record]) -> Matter:
    t = here.t
    row = said.get("vehicles-total") or said.get("vehicles-held")
    words = _year(here, row)
    if (machines := said.get("equipment-1m")) and machines["value"]:
        words += t("单价 100 万元以上设备 {n}。", n=_told(here, machines))
    return Matter(t("国有资产：车辆"), _big(here, row), words)
