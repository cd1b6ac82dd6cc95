"""Links to the forms that a figure is made of, with the pages that they stand on."""

from collections.abc import Iterable

from markupsafe import Markup

from build_site.model import Form
from build_site.render import links
from build_site.render.pages.frame import Here
from build_site.render.template import part


def sources(here: Here, forms: Iterable[str]) -> Markup:
    """Each form by name and place: 支出决算表 第10–11页."""
    words = ((name, Markup("{} {}").format(form_name(here, name), printed_at(here, name))) for name in forms)
    found = [part("parts", "link", said, links.form(here.base, name)) for name, said in words]
    return here.t("、").join(found)


def form_name(here: Here, name: str) -> str:
    return Form(name).title_en if here.english else Form(name).zh


def printed_at(here: Here, name: str) -> str:
    """Where a form is printed: 第10–11页."""
    rows = here.report.table(name)
    pages = sorted({int(row["source_page"]) for row in rows if row.get("source_page")})
    lines = sorted({int(row["source_line"]) for row in rows if row.get("source_line")})
    if pages:
        return here.t("第{page}页", page=f"{pages[0]}–{pages[-1]}" if len(pages) > 1 else pages[0])
    if not lines:
        return ""
    words = "第{line}段" if rows[0].get("source_cell") else "第{line}行"
    return here.t(words, line=f"{lines[0]}–{lines[-1]}" if len(lines) > 1 else lines[0])
