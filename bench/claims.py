"""`make bench-gold`, second part: the narrative's numbers on real reports against labels typed by hand, field by field.

Labels stand in ../shared/reports/gold/<report>-claims.csv; the packages are those that `bench.gold` has made. Where a
label was found wrong it stands in `MENDED` with its reason and page.
"""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from pathlib import Path

from bench import demo
from build_site.registers.table import Row, read_table

GOLD = demo.SHARED / "gold"
FIELDS = ("value", "measure", "subject", "fiscal_year", "unit", "phase", "direction", "base")
MENDED: dict[tuple[str, str, str], str] = {}
"""(report, claim, field) → the right value."""


def _plain(value: str) -> str:
    return value.translate(str.maketrans("（）", "()", '“”" ')).removesuffix("万")


def _same(field: str, wanted: str, got: str) -> bool:
    if field == "value" and wanted and got:
        return Decimal(wanted) == Decimal(got)
    return _plain(wanted) == _plain(got)


def _claim(label: Row, claims: list[Row]) -> Row | None:
    """The claim that a label speaks of: its number on its page, the nearest where it stands there more than once."""
    there = [c for c in claims if c["printed"] == label["printed"] and c["source_page"] == label["page"]]
    at = int(label["product_claim_id"].lstrip("c"))
    return min(there, key=lambda c: abs(int(c["claim_id"].lstrip("c")) - at), default=None)


def measure(root: Path, names: list[str]) -> None:
    """Print per field how many labelled numbers say the same, and each that does not."""
    right: Counter[str] = Counter()
    wrong, total = [], 0
    for name in names:
        path = GOLD / f"{name}-claims.csv"
        slug, _, year = name.rpartition("-")
        claims = read_table(root / "data" / "packages" / slug / year / "claims.csv", ())
        for label in read_table(path, ()):
            total += 1
            claim = _claim(label, claims)
            for field in FIELDS:
                wanted = MENDED.get((name, label["product_claim_id"], field), label[field])
                got = claim[field] if claim else "no such number"
                right[field] += (fits := _same(field, wanted, got))
                if not fits:
                    wrong.append(f"  {name} p. {label['page']} {label['printed']} {field}: {got!r}, not {wanted!r}")
    print(f"claims: {total} labelled")
    print(*(f"  {field}: {right[field] / total:.1%}" for field in FIELDS), sep="\n")
    print(*wrong, sep="\n")
