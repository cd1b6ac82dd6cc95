import base64
import hashlib
import re
from pathlib import Path

import pytest
from lxml import html

from build_site.model import InputError
from build_site.site.policy import protect

THEME = 'var palette=1</script><script>__md_scope=new URL("{}",location),x=2'
PAGE = '<!doctype html>\n<head><meta charset="utf-8"><script>{}</script></head><body>{}</body>'


def site(folder: Path, body: str = "", scripts: str = THEME) -> Path:
    (folder / "404.html").write_text(PAGE.format(THEME.format("/below/"), ""), "utf-8")
    (folder / "a").mkdir()
    (folder / "a/index.html").write_text(PAGE.format(scripts.format("../.."), body), "utf-8")
    return folder


def test_every_page_names_the_scripts_that_may_run(tmp_path: Path) -> None:
    protect(site(tmp_path, '<script src="x.js"></script><script type="application/ld+json">{}</script>'))
    page = (tmp_path / "a/index.html").read_text("utf-8")
    assert page.index("Content-Security-Policy") < page.index("<script")
    hashes = re.findall(r"'sha256-([^']+)'", page)
    run = ["var palette=1", '__md_scope=new URL("../..",location),x=2']
    assert hashes == [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in run]
    assert "default-src 'none'" in page
    assert "unsafe-eval'" not in page.replace("'wasm-unsafe-eval'", "")
    assert "script-src 'self' 'unsafe-inline'" not in page


def test_a_page_says_the_same_in_fewer_bytes(tmp_path: Path) -> None:
    body = (
        '<table class="a"><thead><tr><th scope="col">x</th></tr></thead><tbody><tr><td id="b"></td><td class="c d">1</td></tr></tbody></table>'
        '<ul><li><a href="../" title="a = &quot;b&quot;">y</a></li><li>&lt;/li&gt;<ul><li>z</li></ul></li></ul><dl><dt>k</dt><dd>v</dd></dl>'
        '<pre>  a\n</pre><script type="application/ld+json">{"x":"</td><p id=\\"y\\">"}</script><svg><path d="M0" fill="none"/></svg>'
    )
    protect(site(tmp_path, body))
    made = (tmp_path / "a/index.html").read_text("utf-8").partition("<body>")[2]
    assert len(made) < len(body)
    before, after = (
        html.fragment_fromstring(each, create_parent=True) for each in (body, made.partition("</body>")[0])
    )
    assert html.tostring(before) == html.tostring(after)


def test_a_page_has_no_empty_parts_of_the_theme_and_all_of_its_own(tmp_path: Path) -> None:
    own = '<div class="md-dialog" data-md-component="dialog"><div></div></div><div data-md-component="announce"></div>'
    top = '<button data-md-component="top" hidden>\n  <svg><path d="M0"/></svg>\n  顶部\n</button>'
    protect(site(tmp_path, f"{own}<article>{own}</article>{top}{own}<p>尾</p>"))
    body = html.fromstring((tmp_path / "a/index.html").read_text("utf-8")).find("body")
    assert html.tostring(body.find("article/div")) == html.tostring(html.fromstring(own.partition("</div></div>")[0]))
    assert [each.tag for each in body] == ["article", "button", "p"]
    assert body.find("button").text.strip() == "顶部"


def test_a_second_run_changes_nothing(tmp_path: Path) -> None:
    protect(site(tmp_path))
    before = (tmp_path / "a/index.html").read_bytes()
    protect(tmp_path)
    assert (tmp_path / "a/index.html").read_bytes() == before


@pytest.mark.parametrize(
    "body", ["<script>alert(1)</script>", "<SCRIPT >alert(1)</script >", "<script type=module>x()</script>"]
)
def test_a_script_that_is_not_the_themes_is_refused(tmp_path: Path, body: str) -> None:
    with pytest.raises(InputError, match=r"a/index\.html"):
        protect(site(tmp_path, body))


def test_the_way_to_the_root_is_no_way_in(tmp_path: Path) -> None:
    changed = THEME.replace('"{}",location', '"{}",location),alert(1),new URL("x"')
    with pytest.raises(InputError, match="new URL"):
        protect(site(tmp_path, scripts=changed))
