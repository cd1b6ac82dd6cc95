"""data/words: the words of 决算情况说明: what a noun measures, which chapter a heading opens, what a count counts.

Measure ids. An amount is named by what it measures (`basic-expenditure`); what is said about it follows a colon:
`:share` (`base`: the whole), `:completion-rate` (`base`: the budget), `:change-amount` and `:change-rate` (`base`:
what it is compared with). `subject` narrows a measure to a functional path, an economic item or a named thing.
Measures under 一般公共预算 begin with `general-public-budget-`; the bare ids are those of the whole department.

Patterns are regular expressions, tried in the order of the rows, so the longer word stands first; `{name}` stands for the
row of that name in parts.csv. They see text with brackets, colons and semicolons in half width.
"""

import re
from dataclasses import dataclass
from functools import cache

from build_site.model import Said
from build_site.registers import codelists
from build_site.registers.table import DATA, Row, read_table

FOLDER = DATA / "words"
_PART = re.compile(r"\{([a-z-]+)\}")
_LONGEST_OF_SITE = 200


@dataclass(frozen=True, slots=True)
class Chapter:
    """What a heading's chapter is about: the measure that a bare "支出" in it means and its functional rows' measure.
    `weak`: a chapter above it knows better (财政拨款支出决算具体情况 under 一般公共预算…)."""

    kind: str
    default: str = ""
    functional: str = ""
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Counted:
    """A counted thing: in which units, after which words (the nearest wins), in which chapter (empty: any). `after`:
    words directly behind the unit; where they fit they decide."""

    measure: str
    units: frozenset[str]
    words: re.Pattern[str]
    chapter: str
    after: re.Pattern[str] | None


@cache
def parts() -> dict[str, str]:
    """The pieces of patterns by name."""
    found = _classes()
    for row in read_table(FOLDER / "parts.csv", ("part", "pattern")):
        found[row["part"]] = _written_out(row, "pattern", found)
    return found


def _classes() -> dict[str, str]:
    """The names of the functional classes without 支出, of all years; `functional-head`: the long ones, where one that
    stands alone before an amount can be nothing else."""
    rows = [row for row in codelists.rows("functional") if row["level"] == "class"]
    names = {name.removesuffix("支出") for row in rows for name in (row["name"], *codelists.former_names(row))}
    longest = sorted(names, key=lambda name: (-len(name), name))
    heads = "|".join(re.escape(name) for name in longest if len(name) > 3)
    return {
        "functional-class": "|".join(map(re.escape, longest)),
        "functional-head": f"(?<![\u4e00-\u9fff])(?:{heads})",
    }


def _written_out(row: Row, column: str, known: dict[str, str]) -> str:
    """A pattern with the parts that it names. Raises InputError where it names none of them or is no pattern."""
    try:
        text = _PART.sub(lambda name: known[name[1]], row[column])
        compiled = re.compile(text)
    except KeyError as error:
        raise row.fault("vocabulary.unknown-part", f"{{{error.args[0]}}}") from error
    except re.error as error:
        raise row.fault("vocabulary.no-pattern", f"“{row[column]}”: {error}", column=column) from error
    if compiled.groups > len(compiled.groupindex):
        raise row.fault("vocabulary.numbered-group", f"“{row[column]}”", column=column)
    return text


def _rows(name: str, *fields: str) -> list[Row]:
    rows = read_table(FOLDER / f"{name}.csv", fields)
    for row in rows:
        for column in {"pattern", "after"} & set(fields):
            row[column] = _written_out(row, column, parts())
    return rows


@cache
def grammar(sorts: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """What a sentence is made of: one of the `sorts` and a pattern, in the order in which they are tried. The two sorts
    without a pattern are those of measures.csv, measure and awarded."""
    rows = _rows("grammar", "sort", "pattern")
    for row in rows:
        row.require("sort", re.compile("|".join(sorts)), Said("、".join(sorts) + " 之一", "one of " + ", ".join(sorts)))
    return tuple((row["sort"], row["pattern"]) for row in rows)


@cache
def measures(sort: str) -> tuple[tuple[str, str], ...]:
    """Measure and pattern: `measure`, what a noun measures; `awarded`, what 采购金额 means in the rest of a clause."""
    rows = _rows("measures", "sort", "measure", "pattern")
    return tuple((row["measure"], row["pattern"]) for row in rows if row["sort"] == sort)


@cache
def chapters() -> tuple[tuple[re.Pattern[str], Chapter], ...]:
    """Words of a heading and the chapter that it opens; the first that fits."""
    rows = _rows("chapters", "pattern", "chapter", "default", "functional", "weak")
    return tuple(
        (re.compile(row["pattern"]), Chapter(row["chapter"], row["default"], row["functional"], row["weak"] == "yes"))
        for row in rows
    )


@cache
def meanings(part: str) -> dict[tuple[str, str], str]:
    """What a bare noun means: in a `chapter` about a part of the money, or behind a named opening balance (`scope`:
    公共预算财政拨款年初结转结余…，本年收入…)."""
    rows = _rows("meanings", "part", "within", "measure", "meaning")
    return {(row["within"], row["measure"]): row["meaning"] for row in rows if row["part"] == part}


@cache
def roles() -> dict[str, re.Pattern[str]]:
    """The words before a number by which it is this year's (`final`), last year's (`prior`) or planned (`plan`) amount of
    what the sentence speaks of, the `change` between two of them, its `rate`, or a `completion` rate. They see the report
    year as 本年, the year before as 上年."""
    return {row["role"]: re.compile(row["pattern"]) for row in _rows("within", "role", "pattern")}


@cache
def counted() -> tuple[Counted, ...]:
    """What counts count, told by the words before them."""
    return tuple(
        Counted(
            row["measure"],
            frozenset(row["units"].split("|")),
            re.compile(row["pattern"]),
            row["chapter"],
            re.compile(row["after"]) if row["after"] else None,
        )
        for row in _rows("counts", "measure", "units", "pattern", "chapter", "after")
    )


@cache
def units() -> dict[str, tuple[str, str]]:
    """Every unit behind a number: its kind (amount, rate, count) and the unit that it is another spelling of, or itself."""
    return {row["unit"]: (row["kind"], row["as"] or row["unit"]) for row in _rows("units", "kind", "unit", "as")}


@cache
def disclosures() -> dict[str, str]:
    """What is disclosed beside the nine forms: measure → title."""
    return {row["measure"]: row["title"] for row in _disclosures() if not row["pattern"]}


@cache
def nothing() -> tuple[tuple[str, re.Pattern[str], str], ...]:
    """What a report may have none of (本单位当年无…): key, the words that name it, title; the first that fits."""
    known = disclosures()
    return tuple(
        (row["measure"], re.compile(row["pattern"]), row["title"] or known[row["measure"]])
        for row in _disclosures()
        if row["pattern"]
    )


def _disclosures() -> list[Row]:
    return _rows("disclosures", "measure", "pattern", "title")


@cache
def labels(part: str) -> dict[str, str]:
    """Printed words by what they are → what they mean: `chapter` in the title of a part, `key-work`, `unit` and `goal`
    heads of those tables, `total` in front of a form's total."""
    return {row["word"]: row["id"] for row in _rows("labels", "part", "word", "id") if row["part"] == part}


@cache
def _website() -> re.Pattern[str]:
    words = "|".join(row["pattern"] for row in _rows("website", "pattern"))
    return re.compile(rf"(?:(?:{words})[:|\[\]【】()<>»、,.·/—-]*)+", re.IGNORECASE)


def is_of_website(text: str) -> bool:
    """Whether a line, without blanks, is one that a site puts round what it publishes (分享到：微信 打印 关闭)."""
    return len(text) <= _LONGEST_OF_SITE and _website().fullmatch(text.lstrip("|[【(<")) is not None


@cache
def residues(rule: str) -> re.Pattern[str]:
    """What is left of a template in a report's text, as the rule of that name looks for it."""
    return re.compile("|".join(row["pattern"] for row in _rows("residues", "rule", "pattern") if row["rule"] == rule))
