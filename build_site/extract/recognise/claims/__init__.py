"""The narrative's numbers, each bound to what its sentence says of it (see `vocabulary` for the ids)."""

from .bind import bind, chapter

__all__ = ["bind", "chapter"]
