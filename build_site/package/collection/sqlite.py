"""The stacked tables as one SQLite file, with views for the common questions and a full-text index.

Numbers have numeric affinity, so that they compare, sort and add as numbers; SQLite's only fractional type is a binary
float, so exact sums use `amounts.amount_fen`, an INTEGER. A blank is NULL.
"""

import csv
import re
import shutil
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import chain
from pathlib import Path

from build_site.package import years
from build_site.package.collection.parts import TABLES, Part
from build_site.package.collection.stack import Stacked

Report = tuple[str, str]
"""Slug and fiscal year."""
_TYPES = {"integer": "INTEGER", "boolean": "INTEGER", "number": "NUMERIC", "string": "TEXT"}
_TRUTH = {"true": "1", "false": "0", "": None}
_VIEWS = Path(__file__).with_name("views.sql")
_SEARCHED = "sections"
"""The table that the full text finds the rows of by their numbers."""
_PAIR = re.compile("(?=([\u3400-\u9fff]{2}))")
_RULE_OUTCOMES = "rule_outcomes"
_OUTCOMES = (
    "CREATE TABLE rule_outcomes (slug TEXT, fiscal_year INTEGER, rule_id TEXT, outcome TEXT, checks INTEGER, "
    "PRIMARY KEY (slug, fiscal_year, rule_id, outcome)) WITHOUT ROWID"
)
_COUNTED = (
    "INSERT INTO rule_outcomes SELECT slug, fiscal_year, rule_id, outcome, sum(checks) FROM ("
    "SELECT slug, fiscal_year, rule_id, outcome, 1 AS checks FROM findings "
    "WHERE (slug, fiscal_year) NOT IN (SELECT slug, fiscal_year FROM rule_outcomes) "
    "UNION ALL SELECT slug, fiscal_year, rule_id, outcome, checks FROM passes) "
    "GROUP BY slug, fiscal_year, rule_id, outcome"
)
_PASSES = "passes"
"""Checks that passed are counted, not listed."""
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


def write(tables: Sequence[Stacked], parts: Sequence[Part], path: Path, before: Path, kept: Collection[Report]) -> None:
    """A file with these tables, views and full text. Of the reports that are `kept` the rows are those of the file `before`, which
    must be as this function has written it.

    The same rows give the same bytes with the same version of SQLite, whichever of them were kept."""
    new = [part for part in parts if part.report not in kept]
    with _building(path, before if kept else None) as database:
        stored = [table for table in tables if table.name not in LEFT_OUT]
        if not kept:
            _create(database, [table for table in stored if table.name != _PASSES])
            _look(database)
            _index(database)
        _create(database, [table for table in stored if table.name == _PASSES], "TEMP ")
        there = database.execute("SELECT slug, fiscal_year FROM reports").fetchall()
        gone = [report for report in there if (report[0], str(report[1])) not in kept]
        database.executemany("DELETE FROM rule_outcomes WHERE slug = ? AND fiscal_year = ?", gone)
        for table in stored:
            name, rows = sql_name(table.name), _rows(table.path)
            next(rows)
            part_of_it = table.name in TABLES and table.name != years.NAME  # whose rows depend on each other
            if part_of_it and (_keyed(table) or table.name == _PASSES):
                database.executemany(f"DELETE FROM {name} WHERE slug = ? AND fiscal_year = ?", gone)  # noqa: S608  # our own table names
                rows = chain.from_iterable(_rows(part.folder / table.path.name) for part in new)
            else:
                database.execute(f"DELETE FROM {name}")  # noqa: S608
            _add(database, table, rows)
        database.execute(_COUNTED)
        _search(database)


def _rows(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.reader(lines)


def _add(database: sqlite3.Connection, table: Stacked, rows: Iterable[list[str]]) -> None:
    """Rows of a table, as text: SQLite makes integers of those in INTEGER columns."""
    truth = [at for at, kind in enumerate(table.types.values()) if kind == "boolean"]

    def typed() -> Iterator[list[str | None]]:
        for row in rows:
            found: list[str | None] = [value or None for value in row]
            for at in truth:
                found[at] = _TRUTH[row[at]]
            yield found

    places = ", ".join("?" * len(table.types))
    database.executemany(f"INSERT INTO {sql_name(table.name)} VALUES ({places})", typed())  # noqa: S608  # our own table names


def write_console(tables: Sequence[Stacked], whole: Path, path: Path) -> None:
    """A smaller file for the SQL console: a reader's browser has to fetch all of it."""
    kept = [table for table in tables if table.name in CONSOLE]
    with _building(path) as database:
        _create(database, kept)
        _look(database)
        database.commit()
        database.execute("ATTACH ? AS whole", (str(whole),))
        for name in (*(sql_name(table.name) for table in kept), _RULE_OUTCOMES):
            database.execute(f"INSERT INTO {name} SELECT * FROM whole.{name}")  # noqa: S608  # our own table names
        database.commit()
        database.execute("DETACH whole")


def sql_name(name: str) -> str:
    """A table's name in SQL: hyphens would have to be quoted each time."""
    return name.replace("-", "_")


def _create(database: sqlite3.Connection, tables: Sequence[Stacked], kind: str = "") -> None:
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
        alone = " WITHOUT ROWID" if _keyed(table) else ""
        database.execute(f"CREATE {kind}TABLE {sql_name(table.name)} ({', '.join(columns)}){alone}")


def _keyed(table: Stacked) -> bool:
    """Whether the rows lie in the order of their key."""
    return bool(table.schema.get("primaryKey")) and table.name != _SEARCHED


def _look(database: sqlite3.Connection) -> None:
    """What the rules found, counted, and the views. Further indexes would save a tenth of a second with a thousand reports, and cost a tenth of the file."""
    database.execute(_OUTCOMES)
    views = "".join(line for line in _VIEWS.read_text("utf-8").splitlines(keepends=True) if not line.startswith("--"))
    for view in views.split(";")[:-1]:
        database.execute(" ".join(view.split()))


def _index(database: sqlite3.Connection) -> None:
    """Full text of the narrative: sections_search finds three or more characters anywhere, sections_pairs any two."""
    database.execute(
        # Datasette finds the index of a table by content="…", in double quotes
        'CREATE VIRTUAL TABLE sections_search USING fts5(title, text, content="sections", tokenize="trigram")'
    )
    # The trigram index knows no word of two characters, and most Chinese words have two: here they are the words.
    database.execute("CREATE VIRTUAL TABLE sections_pairs USING fts5(pairs, content='', detail=none)")


def _search(database: sqlite3.Connection) -> None:
    """Fill the full text."""
    database.execute("INSERT INTO sections_search (sections_search) VALUES ('rebuild')")
    database.create_function("pairs", 1, _pairs, deterministic=True)
    database.execute("INSERT INTO sections_pairs (sections_pairs) VALUES ('delete-all')")
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
def _building(path: Path, before: Path | None = None) -> Iterator[sqlite3.Connection]:
    """A database, empty or as the file `before`, that is written to `path` when the block ends, without a trace of how it grew."""
    rough = path.with_suffix(".rough")
    for old in (rough, path):
        old.unlink(missing_ok=True)
    if before:
        shutil.copyfile(before, rough)
    with closing(sqlite3.connect(rough)) as database:
        database.execute("PRAGMA page_size = 4096")
        database.execute("PRAGMA journal_mode = OFF")
        database.execute("DROP TABLE IF EXISTS sqlite_stat1")
        with database:
            yield database
        database.execute("PRAGMA schema_version = 1")
        database.execute("VACUUM INTO ?", (str(path),))
    rough.unlink()
    with closing(sqlite3.connect(path)) as database:  # in what order it looks at tables depends on how they came
        database.execute("PRAGMA journal_mode = OFF")
        database.execute("ANALYZE")
        database.commit()
