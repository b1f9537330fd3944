"""Lists every lint warning over a file of SQL that is held to be right: how often does the lint cry wolf?

    python -m detomo.engine.evaluate.lint questions.jsonl --databases folder

The file holds one JSON object a line with `gold_sql` (or `sql`), `db_id`, and optionally `question` and `dialect`.
"""

import argparse
import json
import sqlite3
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import median
from typing import Any

import sqlglot
from sqlglot.errors import SqlglotError

from detomo.engine.catalog.model import Catalog
from detomo.engine.catalog.parse_ddl import catalog_of
from detomo.engine.evaluate.samples import data_file
from detomo.engine.guard.lint import lint
from detomo.engine.types import LintWarning


@dataclass(frozen=True, slots=True)
class Linted:
    """One statement of the file and what the lint said; `milliseconds` is the lint's time without parsing."""

    sql: str
    question: str
    warnings: tuple[LintWarning, ...]
    milliseconds: float


@cache
def sqlite_catalog(path: Path) -> Catalog:
    """Read the tables of a SQLite file from the statements that made them."""
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
        rows = connection.execute("SELECT sql FROM sqlite_master WHERE type = 'table' AND sql IS NOT NULL").fetchall()
    connection.close()
    return catalog_of(";\n".join(sql for (sql,) in rows if not sql.startswith("CREATE TABLE sqlite_")), "sqlite")


def lint_file(questions: Path, databases: Path) -> Iterator[Linted]:
    """Lint each statement of a file against `<db_id>.sqlite`; those that do not parse are left out."""
    for line in questions.read_text().splitlines():
        record: dict[str, Any] = json.loads(line)
        catalog = sqlite_catalog(databases / f"{record['db_id']}.sqlite")
        for sql in (record.get("gold_sql") or record["sql"], *(record.get("alt_gold_sql") or ())):
            linted = _lint(sql, record.get("question", ""), catalog)
            if linted:
                yield linted


def _lint(sql: str, question: str, catalog: Catalog) -> Linted | None:
    try:
        tree = sqlglot.parse_one(sql, dialect=catalog.dialect)
    except SqlglotError:
        return None
    started = time.perf_counter()
    warnings = lint(tree, catalog)
    return Linted(sql, question, warnings, (time.perf_counter() - started) * 1000)


def report(results: list[Linted]) -> Iterator[str]:
    """Lines for people: each warning, then counts by rule, the share of statements warned about, and the time."""
    for result in results:
        for warning in result.warnings:
            yield f"{warning.code}\t{warning.part}\t{result.question}\t{' '.join(result.sql.split())}"
    counts = Counter(warning.code for result in results for warning in result.warnings)
    yield from (f"{count:5d}  {code}" for code, count in counts.most_common())
    warned = sum(bool(result.warnings) for result in results)
    times = sorted(result.milliseconds for result in results)
    yield f"{warned} of {len(results)} statements warned about ({warned / max(1, len(results)):.1%})"
    if times:
        yield f"time: median {median(times):.2f} ms, 95 % {times[int(len(times) * 0.95)]:.2f} ms"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the report, by default over every gold question of the test data. Raises `NoTestData`."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("questions", type=Path, nargs="?")
    parser.add_argument("--databases", type=Path, help="folder of <db_id>.sqlite files; default: that of the questions")
    options = parser.parse_args(arguments)
    if options.questions:
        linted = list(lint_file(options.questions, options.databases or options.questions.parent))
    else:
        linted = [one for questions, databases in _gold() for one in lint_file(questions, databases)]
    sys.stdout.writelines(f"{line}\n" for line in report(linted))
    return 0


def _gold() -> Iterator[tuple[Path, Path]]:
    yield data_file("spider_dev8", "questions.jsonl"), data_file("spider_dev8", "databases")
    yield data_file("chinook_accuracy20", "questions.jsonl"), data_file("chinook")


if __name__ == "__main__":
    sys.exit(main())
