"""The stacked tables as one SQLite file, with views for the common questions and a full-text index.

Numbers have numeric affinity, so that they compare, sort and add as numbers; SQLite's only fractional type is a binary
float, so exact sums use `amounts.amount_fen`, an INTEGER. A blank is NULL.
"""

from __future__ import annotations

import csv
import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path

from build_site.package.collection.stack import Stacked

_TYPES = {"integer": "INTEGER", "boolean": "INTEGER", "number": "NUMERIC", "string": "TEXT"}
_TRUTH = {"true": "1", "false": "0", "": None}
_VIEWS = Path(__file__).with_name("views.sql")
_SEARCHED = "sections"
"""The table that the full text finds the rows of by their numbers."""
_PAIR = re.compile("(?=([\u3400-\u9fff]{2}))")
_RULE_OUTCOMES = (
    "SELECT slug, fiscal_year, rule_id, outcome, sum(checks) AS checks FROM ("
    "SELECT slug, fiscal_year, rule_id, outcome, 1 AS checks FROM findings "
    "UNION ALL SELECT slug, fiscal_year, rule_id, outcome, checks FROM passes) "
    "GROUP BY slug, fiscal_year, rule_id, outcome ORDER BY slug, fiscal_year, rule_id, outcome"
)
CONSOLE = (
    "reports",
    "department-years",
    "amounts",
    "budget-execution",
    "disclosures",
    "sections",
    "functional",
    "economic",
    "cofog",
)
"""The tables of the smaller file."""


LEFT_OUT = frozenset(("cells", "lines"))
"""Where each number stands and the reports' lines: half of all bytes, and nothing that SQL is asked."""


@contextmanager
def writing(tables: Sequence[Stacked], path: Path) -> Iterator[sqlite3.Connection]:
    """A file with these tables, to be filled by `add`; views and full text follow when the block ends. Checks that
    passed are counted, not listed.

    The same rows give the same bytes with the same version of SQLite."""
    kept = [table for table in tables if table.name not in LEFT_OUT]
    with _building(path) as database:
        _create(database, kept)
        yield database
        database.execute(f"CREATE TABLE rule_outcomes AS {_RULE_OUTCOMES}")
        database.execute("DROP TABLE passes")
        _look(database)
        _search(database)


def add(database: sqlite3.Connection, table: Stacked) -> None:
    """Rows of a table, as text: SQLite makes integers of those in INTEGER columns."""
    if table.name in LEFT_OUT:
        return
    truth = [at for at, kind in enumerate(table.types.values()) if kind == "boolean"]

    def rows() -> Iterator[list[str | None]]:
        with table.path.open(encoding="utf-8", newline="") as lines:
            for row in islice(csv.reader(lines), 1, None):
                found: list[str | None] = [value or None for value in row]
                for at in truth:
                    found[at] = _TRUTH[row[at]]
                yield found

    places = ", ".join("?" * len(table.types))
    database.executemany(f"INSERT INTO {sql_name(table.name)} VALUES ({places})", rows())  # noqa: S608  # our own table names


def write_console(tables: Sequence[Stacked], whole: Path, path: Path) -> None:
    """A smaller file for the SQL console: a reader's browser has to fetch all of it."""
    kept = [table for table in tables if table.name in CONSOLE]
    with _building(path) as database:
        _create(database, kept)
        database.commit()
        database.execute("ATTACH ? AS whole", (str(whole),))
        for name in (sql_name(table.name) for table in kept):
            database.execute(f"INSERT INTO {name} SELECT * FROM whole.{name}")  # noqa: S608  # our own table names
        database.execute("CREATE TABLE rule_outcomes AS SELECT * FROM whole.rule_outcomes")
        database.commit()
        database.execute("DETACH whole")
        _look(database)


def sql_name(name: str) -> str:
    """A table's name in SQL: hyphens would have to be quoted each time."""
    return name.replace("-", "_")


def _create(database: sqlite3.Connection, tables: Sequence[Stacked]) -> None:
    """Empty tables, with foreign keys among themselves. The rows lie in the order of their key, which is not stored a second time."""
    present = {table.name for table in tables}
    for table in tables:
        columns = [f'"{name}" {_TYPES[kind]}' for name, kind in table.types.items()]
        if table.schema.get("primaryKey"):
            columns.append(f"PRIMARY KEY ({', '.join(table.schema['primaryKey'])})")
        for reference in table.schema.get("foreignKeys", ()):
            to = reference["reference"]
            if to.get("resource") in present:
                fields, target = ", ".join(reference["fields"]), ", ".join(to["fields"])
                columns.append(f"FOREIGN KEY ({fields}) REFERENCES {sql_name(to['resource'])} ({target})")
        keyed = table.schema.get("primaryKey") and table.name != _SEARCHED
        alone = " WITHOUT ROWID" if keyed else ""
        database.execute(f"CREATE TABLE {sql_name(table.name)} ({', '.join(columns)}){alone}")


def _look(database: sqlite3.Connection) -> None:
    """The views. Further indexes would save a tenth of a second with a thousand reports, and cost a tenth of the file."""
    views = "".join(line for line in _VIEWS.read_text("utf-8").splitlines(keepends=True) if not line.startswith("--"))
    for view in views.split(";")[:-1]:
        database.execute(" ".join(view.split()))


def _search(database: sqlite3.Connection) -> None:
    """Full text of the narrative: sections_search finds three or more characters anywhere, sections_pairs any two."""
    database.execute(
        # Datasette finds the index of a table by content="…", in double quotes
        'CREATE VIRTUAL TABLE sections_search USING fts5(title, text, content="sections", tokenize="trigram")'
    )
    database.execute("INSERT INTO sections_search (sections_search) VALUES ('rebuild')")
    # The trigram index knows no word of two characters, and most Chinese words have two: here they are the words.
    database.create_function("pairs", 1, _pairs, deterministic=True)
    database.execute("CREATE VIRTUAL TABLE sections_pairs USING fts5(pairs, content='', detail=none)")
    database.execute(
        "INSERT INTO sections_pairs (rowid, pairs) "
        "SELECT rowid, pairs(ifnull(title, '') || char(10) || ifnull(text, '')) FROM sections"
    )
    for name in ("sections_search", "sections_pairs"):
        database.execute(f"INSERT INTO {name} ({name}) VALUES ('optimize')")  # noqa: S608  # our own table names


def _pairs(text: str) -> str:
    """Every two neighbouring Chinese characters, in order: 会议费 is 会议 议费."""
    return " ".join(dict.fromkeys(_PAIR.findall(text)))


@contextmanager
def _building(path: Path) -> Iterator[sqlite3.Connection]:
    """A database that is written to `path` when the block ends, without a trace of how it grew."""
    rough = path.with_suffix(".rough")
    for old in (rough, path):
        old.unlink(missing_ok=True)
    with closing(sqlite3.connect(rough)) as database:
        database.execute("PRAGMA page_size = 4096")
        database.execute("PRAGMA journal_mode = OFF")
        with database:
            yield database
        database.execute("ANALYZE")
        database.commit()
        database.execute("VACUUM INTO ?", (str(path),))
    rough.unlink()
