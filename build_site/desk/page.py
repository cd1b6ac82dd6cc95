"""Pages that the desk writes: one file each, which asks for nothing else and in which a report's words stay words."""

from pathlib import Path

from build_site.site.policy import hashed
from build_site.text import harmless


def filled(folder: Path, **values: object) -> str:
    """The folder's page.html, filled in, with page.css, the desk's and its own, and page.js inside; its policy admits only
    these, by their hashes."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined, Undefined
    from markupsafe import Markup, escape

    def shown(value: object) -> object:
        if callable(value) and not isinstance(value, Undefined):
            raise TypeError(f"a template shows a function, not what it gives: {value}")
        return harmless(value) if isinstance(value, str) and not isinstance(value, Markup) else value

    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        finalize=shown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["exact"] = escape  # every character kept, for what is compared with the report again
    shared = Path(__file__).with_name("page.css")
    style = shared.read_text("utf-8") + (folder / "page.css").read_text("utf-8")
    script = path.read_text("utf-8") if (path := folder / "page.js").exists() else ""
    policy = f"default-src 'none'; img-src data:; {_only('style', style)}; {_only('script', script)}; base-uri 'none'; form-action 'none'"
    own = {"style": Markup(style), "script": Markup(script), "policy": Markup(policy)}  # noqa: S704 - our own files
    return environment.get_template("page.html").render(**own, **values)


def _only(kind: str, content: str) -> str:
    source = hashed(content) if content else "'none'"
    return f"{kind}-src {source}"
