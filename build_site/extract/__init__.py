"""From a source file to a Report: `parse` (file → Document, knows no money), `recognise` (Document → Report, knows no files)."""

from build_site.extract.parse import parse
from build_site.extract.recognise import recognise

__all__ = ["parse", "recognise"]
