"""The nine forms, said once."""

import pickle

import pytest

from build_site.model import Form
from build_site.model.forms import ITEMS
from build_site.registers.dictionary import read
from build_site.registers.forms import form_layouts
from build_site.text import squeeze


@pytest.mark.parametrize("form", Form)
def test_a_form_is_recognised_by_its_own_name(form: Form) -> None:
    assert squeeze(form.zh) in form_layouts()[form].titles


@pytest.mark.parametrize("form", Form)
def test_the_dictionary_has_the_amounts_of_each_form_and_its_name(form: Form) -> None:
    entry = read()[form]
    assert tuple(field.name for field in entry.fields if field.name in entry.measures) == form.fields
    assert set(form.key) <= set(entry.columns)
    assert (entry.title.zh, entry.title.en) == (form.zh, form.title_en)


def test_a_form_is_its_name_wherever_it_travels() -> None:
    assert Form("revenue") is Form.REVENUE
    assert pickle.loads(pickle.dumps(Form.REVENUE)) is Form.REVENUE  # noqa: S301  # our own bytes, as a worker gets it
    assert f"{Form.REVENUE}" == Form.REVENUE.value == "revenue"


def test_each_item_is_part_of_one_above_it() -> None:
    assert {item.parent for item in ITEMS.values()} == {"", "total", "vehicles"}
    assert [key for key, item in ITEMS.items() if item.parent and item.parent not in ITEMS] == []
