"""Pages from templates: templates/<name>.md in Jinja, Markdown for headings, HTML for the rest; JSON and XML likewise.

A value is escaped unless it is HTML of ours (`Markup`, and what the functions below make). In a template a line break is
no space, so that a designer may indent; an empty line ends a block of HTML; a line that starts with # is a heading.
"""

import json
from decimal import Decimal
from functools import cache
from importlib.util import cache_from_source
from pathlib import Path
from typing import Any

import jinja2
from jinja2 import BytecodeCache, Environment, FunctionLoader, StrictUndefined, Template
from jinja2.bccache import Bucket
from markupsafe import Markup, escape

from build_site.model import Form, Outcome
from build_site.model.forms import ITEMS
from build_site.render import html, lines, links
from build_site.render.published import Record
from build_site.render.words import Tongue
from build_site.run import whole
from build_site.run.memory import code

CHINESE = Tongue("zh")
_FOLDER = Path(__file__).with_name("templates")


def fill(name: str, /, **values: object) -> Markup:
    """The template `name` with these values, as blocks of a page. `t`, the page's language, is Chinese unless it is given."""
    return Markup(_template(name).render({"t": CHINESE, **values}))  # noqa: S704 - escaped while filled in


def data(name: str, /, **values: object) -> dict[str, Any]:
    """The JSON object that the template makes, without what is null or empty in it: gaps stay gaps."""
    made: dict[str, Any] = _known(json.loads(_template(name).render(**values)))
    return made


def part(name: str, macro: str, *values: object, t: Tongue | None = None) -> Markup:
    """One macro of the template `name`, called with these values."""
    made: Markup = getattr(_template(name).make_module({"t": t or CHINESE}), macro)(*values)
    return made


def _known(value: Any) -> Any:
    if isinstance(value, dict):
        found = {key: _known(each) for key, each in value.items()}
        return {key: each for key, each in found.items() if each not in ("", None, [], {})}
    return [_known(each) for each in value if each is not None] if isinstance(value, list) else value


def _template(name: str) -> Template:
    return _environment().get_template(name if "." in name else f"{name}.md")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FunctionLoader(_source),
        bytecode_cache=_Compiled(),
        autoescape=True,
        finalize=_shown,
        undefined=StrictUndefined,
        comment_start_string="{*",  # {#anchor} is Markdown's
        comment_end_string="*}",
    )
    environment.filters |= {
        "grouped": html.grouped,
        "size": html.size,
        "kept": html.kept,
        "decimal": Decimal,
        "anchor": html.identifier,
        "json": _json,
        "plain": plain,
        "parted": lines.parted,
    }
    environment.globals |= {
        "lines": _lines,
        "heading": html.heading,
        "cell_link": links.cell,
        "form_link": links.form,
        "address": links.address,
        "place_link": links.place,
        "anchor_of": links.anchor,
        "pdf": links.pdf,
        "item_label": item_label,
        "form_zh": lambda form: Form(form).zh,
        "form_en": lambda form: Form(form).en,
        "outcome_en": lambda outcome: Outcome(outcome).en,
    }
    return environment


class _Compiled(BytecodeCache):
    """Compiled templates, kept beside our compiled modules by what they say and by all of ours that reads them: Jinja works out
    filters of constants when it compiles."""

    def __init__(self) -> None:
        by = f"{code(__name__)[:16]}-{jinja2.__version__}"
        self._folder = Path(cache_from_source(__file__)).parent / f"templates-{by}"

    def load_bytecode(self, bucket: Bucket) -> None:
        if found := whole.sealed(self._folder / bucket.key):  # Jinja ends in an error over half a file
            bucket.bytecode_from_string(found)

    def dump_bytecode(self, bucket: Bucket) -> None:
        whole.seal(self._folder / bucket.key, bucket.bytecode_to_string())


def _source(name: str) -> str:
    """A template's text, its line breaks taken out but for those that mean something to Markdown."""
    lines = []
    for line in (_FOLDER / name).read_text("utf-8").split("\n"):
        words = line.strip()
        lines.append(f"\n\n{words}\n\n" if words.startswith(("# ", "##")) else words or "\n\n")
    return "".join(lines)


def _shown(value: object) -> object:
    """A report's words on one line, as `html.text` has them."""
    return html.one_line(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def item_label(row: Record) -> str:
    """The printed label of a row of the 三公 form; a bare 小计 says of what."""
    name = ITEMS[row["item"]].zh
    return f"{name}（{row['label']}）" if row["label"] == "小计" else row["label"] or name


def _json(words: str) -> Markup:
    """JSON for an attribute in single quotes: in double ones it would weigh half as much again."""
    return Markup('"').join(map(escape, words.split('"')))


def plain(shown: str) -> str:
    """A shown number as a program reads it: −2.10% is -2.10."""
    return str(shown).replace("−", "-").replace("+", "").rstrip("%").replace(",", "")


def _lines(code: str) -> Markup:
    """Code on one source line, as Markdown must not see its line ends."""
    return Markup("&#10;").join(code.rstrip("\n").split("\n"))
