"""docs/recipes.md: five analyses, each short, with the results that they give."""

from pathlib import Path

from bench import recipes


def test_five_analyses_run_and_give_the_results_shown(tmp_path: Path) -> None:
    page = recipes.PAGE.read_text("utf-8")
    found = list(recipes.RECIPE.finditer(page))
    assert len(found) == 5
    assert all(each["code"].count("\n") < 15 for each in found)
    assert all(each["result"].strip() for each in found)
    assert recipes.filled(page, recipes.collection(tmp_path)) == page, "run `python -m bench.recipes`"
