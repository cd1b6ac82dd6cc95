"""The English pages under /en/: home, department, report. Labels and sentences are ours, numbers come from the same cells."""

from __future__ import annotations

from build_site.model import Outcome
from build_site.render.collected import Collected
from build_site.render.html import page
from build_site.render.pages.frame import MANY
from build_site.render.publish.recipes import FIRST, first_lines
from build_site.render.template import fill


def english_pages(all_: Collected) -> dict[str, str]:
    """The English pages that are written for themselves: path below en/ → page."""
    return {
        "downloads.md": _page(
            "Downloads",
            fill(
                "en/downloads",
                reports=all_.reports[:MANY],
                first=first_lines(FIRST),
                names={slug: all_.english(office) for slug, office in all_.offices.items()},
            ),
            "Data files of the final accounts",
        ),
        "method.md": _page("Method", fill("en/method", outcomes=Outcome), "How the data are read and checked"),
    }


def _page(title: str, body: str, description: str) -> str:
    return page(title, [body], description=description, toc=False)
