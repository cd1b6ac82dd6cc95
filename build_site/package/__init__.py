"""Package: a Report becomes a Frictionless data package (CSV files and datapackage.json).

classify (codes → level, parent, group) · dictionary (what every field is) · tables (Report → rows of text)
· codes (the part of the code lists that a report uses) · check (what must hold before anything is written)
· describe, layout (datapackage.json) · write (files, hashes).
"""

from build_site.package.write import complete, write

__all__ = ["complete", "write"]
