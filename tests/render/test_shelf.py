"""A page above the reports is taken again only where it would be the same."""

import re
import shutil
from pathlib import Path

import pytest

from build_site import pipeline
from build_site.package.read import read_csv
from build_site.registers.reports import DEPARTMENT_FIELDS
from build_site.render.pages import codes, department, places, rules, topics
from build_site.run.house import RECORDS
from build_site.site import assets
from tests.factory.corpus import corpus
from tests.houses import ROOT, files, write_rows


def _made(root: Path, read: bool = True) -> dict[str, bytes]:
    assert not read or pipeline.extract(root, lambda _: None) == []
    assert pipeline.pages(root, lambda _: None) == []
    made = {name: each for name, each in files(root / "docs").items() if not name.startswith("assets/")}
    return made | {"search": (root / RECORDS).read_bytes()}


def test_one_more_report_gives_what_all_at_once_give(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And a name that a page says and that is no report's."""
    one, all_ = tmp_path / "one", tmp_path / "all"
    assert len(list(corpus(one, 2, pdf_share=0))) == 2
    assets.provide(ROOT)
    shutil.copytree(ROOT / "docs/assets", one / "docs/assets")
    shutil.copytree(one, all_)
    register = one / "data/reports.csv"
    whole = register.read_text("utf-8")
    register.write_text("".join(whole.splitlines(keepends=True)[:-1]), "utf-8")
    before = _made(one)
    register.write_text(whole, "utf-8")
    written: list[object] = []
    makers = (codes, "_page"), (department, "_page"), (places, "_place"), (topics, "_page"), (rules, "_rule")
    for module, name in makers:
        real = getattr(module, name)
        monkeypatch.setattr(module, name, lambda *given, real=real: written.append(given[1]) or real(*given))
    more, again = _made(one), len(written)
    of_rules = [name for name in more if re.match("(en/)?audit/[A-Z]", name)]
    same = [name for name in of_rules if more[name] == before[name]]
    assert before["audit/outcomes.json"] != more["audit/outcomes.json"]
    assert len(same) > len(of_rules) / 2  # how often a rule was met is no part of its page
    for root in (one, all_):
        names = root / "data/departments.csv"
        write_rows(names, DEPARTMENT_FIELDS, [{**row, "name_en": "Bureau of Trials"} for row in read_csv(names)])
    after, written[:] = _made(one), []
    shutil.copytree(one / "data", all_ / "data", dirs_exist_ok=True)
    assert after == _made(all_, read=False)
    assert 0 < again < len(written)
    leads = {
        each for name, each in after.items() if re.fullmatch(r"(en/)?(places/\d+|topics/[\w-]+)/\d{4}/index.html", name)
    }
    assert len(leads) == 1  # the main year's own address
    assert b"url=../" in leads.pop()
