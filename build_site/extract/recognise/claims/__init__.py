"""The narrative's numbers, each bound to what its sentence says of it (see `registers/vocabulary.py` for the ids)."""

from build_site.extract.recognise.claims.bind import bind, chapter

__all__ = ["bind", "chapter"]
