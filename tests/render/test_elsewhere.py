"""English pages say where a link leads to Chinese."""

import pytest

from build_site.render.links import told_chinese


@pytest.mark.parametrize(
    ("link", "says"),
    [
        ('<a href="../../../../departments/x/2024/text/#p3" class="place">p. 3</a>', True),
        ('<a class="n" href="../../../../departments/x/2024/forms/#r1" title="printed">1</a>', True),
        ('<a class="n" href="../../../../departments/x/2024/forms/#r2">2</a>', True),
        ('<a href="audit/">checks</a>', False),
        ('<a href="#here">here</a>', False),
        ('<a href="../../../../data/x/2024/report.xlsx">Excel</a>', False),
        ('<a href="https://example.org/">source</a>', False),
        ('<a href="../../../../" hreflang="zh">中文</a>', False),
    ],
)
def test_only_links_to_chinese_pages_are_marked(link: str, says: bool) -> None:
    made = told_chinese(link, "en/departments/x/2024/index.md")
    assert made == (link.replace(">", ' hreflang="zh">', 1) if says else link)
