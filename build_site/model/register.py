"""The rows of data/reports.csv and data/departments.csv."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Department:
    """A row of data/departments.csv. slug: GB/T 2260 code + ASCII name, e.g. `420116-data-resource-center`."""

    slug: str
    name: str
    name_en: str
    division_code: str
    parent: str
    predecessor: str


@dataclass(frozen=True, slots=True)
class Registration:
    """A row of data/reports.csv: one published report."""

    slug: str
    year: int
    title: str
    department: str
    division_code: str
    source_path: str
    url: str
    sha256: str
    published: str
    retrieved: str
    publish_file: str = ""
    """`yes`: the file itself, a PDF, is published beside its data; else only pictures of its forms' pages are."""

    @property
    def name(self) -> str:
        return f"{self.slug}-{self.year}"
