"""Row and column rules against a copy of the database without what they forbid: random queries on every engine."""

import argparse
import secrets
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from detomo.engine.errors import Refused
from detomo.engine.evaluate import ruled_data
from detomo.engine.evaluate.querygen import QueryGenerator
from detomo.engine.evaluate.ruled_corpus import databases_with_queries, ruled_pair
from detomo.engine.evaluate.ruled_databases import DatabaseError, Outcome, Pair, pair
from detomo.engine.guard import Guard
from detomo.engine.types import Dialect

QUERIES = 2_000  # per engine
DIALECTS: tuple[Dialect, ...] = ("sqlite", "duckdb", "postgres", "mysql")


@dataclass
class Tally:
    """`failed` counts queries that fail on the copy too, `refused` those that only the rules refuse."""

    queries: int = 0
    failed: int = 0
    refused: list[str] = field(default_factory=list)
    different: list[str] = field(default_factory=list)
    leaks: list[str] = field(default_factory=list)

    def add(self, other: "Tally") -> None:
        self.queries += other.queries
        self.failed += other.failed
        self.refused += other.refused
        self.different += other.different
        self.leaks += other.leaks

    @property
    def held(self) -> bool:
        return not self.different and not self.leaks


def measure(databases: Pair, queries: Iterable[str], guard: Guard | None = None) -> Tally:
    """Run each query under the rules on the whole database and as it is on the copy."""
    tally = Tally()
    guard = guard or guard_of(databases)
    for query in queries:
        tally.queries += 1
        expected = databases.copy(query)
        tally.failed += expected.rows is None
        try:
            sql = guard.check(query).sql
        except Refused as err:
            if expected.rows is not None:
                tally.refused.append(f"{err.code} {err.part}: {query}")
            continue
        _judge(tally, query, expected, databases.whole(sql))
    return tally


def guard_of(databases: Pair) -> Guard:
    """The guard with the rules of `ruled_data` for its viewer."""
    catalog = ruled_data.catalog(databases.dialect, databases.schema)
    return Guard(catalog, rules=ruled_data.rules(databases.dialect), viewer=ruled_data.VIEWER)


def measure_corpus(folder: Path) -> Tally:
    """The queries of real corpora under rules on their databases."""
    total = Tally()
    for path, queries in databases_with_queries(folder):
        databases, catalog, rules = ruled_pair(path)
        total.add(measure(databases, queries, Guard(catalog, rules=rules, viewer=ruled_data.VIEWER)))
    return total


def generated(databases: Pair, count: int, seed: int) -> Iterator[str]:
    """`count` random queries; the same for the same seed."""
    dialect = databases.dialect
    keys = {spec.name: spec.columns[0][0] for spec in ruled_data.tables(dialect)}
    visible = {spec.name: spec.visible_columns() for spec in ruled_data.tables(dialect)}
    visible |= {view.name: view.columns for view in ruled_data.VIEWS}
    absent = ["budget", "rowid", "ctid", "nothing", "Cost"]
    generator = QueryGenerator(dialect, visible, keys=keys, absent=absent, schema=databases.schema, seed=seed)
    return (generator.query() for _ in range(count))


def main(arguments: list[str] | None = None) -> int:
    """Print a table per engine; 1 if anything differed or leaked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--queries", type=int, default=QUERIES, help="queries per engine (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same queries")
    parser.add_argument("--engine", choices=DIALECTS, action="append", help="only this engine (may be repeated)")
    parser.add_argument("--data", type=Path, help="folder of real databases and corpora, measured as well")
    parser.add_argument("--verbose", action="store_true", help="show the queries that differ, leak or are refused")
    options = parser.parse_args(arguments)
    lines = [f"{'engine':10}{'queries':>9}{'failed':>9}{'refused':>9}{'different':>11}{'leaks':>7}"]
    held = True
    for dialect in options.engine or DIALECTS:
        try:
            with pair(dialect, f"detomo_rules_{secrets.token_hex(4)}") as databases:
                tally = measure(databases, generated(databases, options.queries, options.seed))
        except DatabaseError as err:
            lines.append(f"{dialect:10} does not answer: {type(err).__name__}")
            continue
        held &= tally.held
        lines += _report(dialect, tally, verbose=options.verbose)
    if options.data:
        tally = measure_corpus(options.data)
        held &= tally.held
        lines += _report("corpora", tally, verbose=options.verbose)
    sys.stdout.write("\n".join(lines) + "\n")
    return 0 if held else 1


def _report(name: str, tally: Tally, *, verbose: bool) -> list[str]:
    counts = tally.queries, tally.failed, len(tally.refused), len(tally.different), len(tally.leaks)
    details = (*tally.leaks, *tally.different, *tally.refused) if verbose else ()
    return ["{:10}{:9}{:9}{:9}{:11}{:7}".format(name, *counts), *(f"  {text}" for text in details)]


def _judge(tally: Tally, query: str, expected: Outcome, found: Outcome) -> None:
    if found.leaks:
        tally.leaks.append(f"{query} -- {found.said[:200]}")
    if found.rows != expected.rows and not _is_fragile(query, expected, found):
        tally.different.append(f"{query} -- {found.said[:200] or found.rows} -- {expected.said[:200] or expected.rows}")


def _is_fragile(query: str, expected: Outcome, found: Outcome) -> bool:
    """Whether a division or cast failed on one side only: engines evaluate conditions in an order of their own."""
    return ("CAST(" in query or " / " in query) and (expected.rows is None) != (found.rows is None)


if __name__ == "__main__":
    sys.exit(main())
