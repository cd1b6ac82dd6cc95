"""Puts measured figures into a page between the marks of their command."""

from __future__ import annotations

from pathlib import Path


def put(page: Path, command: str, words: str) -> None:
    """Replace what stands between `<!-- command: begin -->` and `<!-- command: end -->`."""
    begin, end = f"<!-- {command}: begin -->", f"<!-- {command}: end -->"
    before, found, rest = page.read_text("utf-8").partition(begin)
    if not found or end not in rest:
        raise SystemExit(f"{page}: no place for the figures of {command}")
    page.write_text(f"{before}{begin}\n{words}\n{end}{rest.partition(end)[2]}", "utf-8", newline="\n")
