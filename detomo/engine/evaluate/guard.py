"""Measures the guard alone against a corpus of attacks and honest queries, each in many spellings.

Corpus lines are JSON: `{"id", "dialect", "sql", "must": "reject" | "bounded" | "allow"}`. A bounded statement may be
refused or allowed: the engine holds it.
"""

import argparse
import json
import sqlite3
import statistics
import sys
import time
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from detomo.engine.catalog.model import Catalog, Column, Table
from detomo.engine.dialects import facts
from detomo.engine.errors import Refused
from detomo.engine.evaluate.mutations import mutations
from detomo.engine.evaluate.samples import data_file
from detomo.engine.guard import Guard
from detomo.engine.types import Dialect

DIALECTS: tuple[Dialect, ...] = ("sqlite", "duckdb", "postgres", "mysql")


@dataclass(frozen=True, slots=True)
class Case:
    id: str
    dialect: Dialect
    sql: str
    must: str


@dataclass(frozen=True, slots=True)
class Mistake:
    """`refusal` is the code with which an honest query was refused; empty for an attack that got through."""

    case: Case
    mutation: str
    sql: str
    refusal: str = ""
    part: str = ""


@dataclass(slots=True)
class Tally:
    """Counts of spellings for one dialect and one kind of case."""

    total: int = 0
    refused: int = 0
    mistakes: list[Mistake] = field(default_factory=list)


@dataclass(slots=True)
class Measurement:
    """Tallies by (dialect, must), and the milliseconds that each honest query took as written."""

    tallies: dict[tuple[Dialect, str], Tally] = field(default_factory=dict)
    milliseconds: list[float] = field(default_factory=list)

    def mistakes(self, must: str) -> list[Mistake]:
        return [m for (_, kind), tally in self.tallies.items() if kind == must for m in tally.mistakes]


def load(paths: Iterable[Path]) -> list[Case]:
    """Read corpus files."""
    lines = (line for path in paths for line in path.read_text(encoding="utf-8").splitlines() if line.strip())
    return [Case(r["id"], r["dialect"], r["sql"], r["must"]) for r in map(json.loads, lines)]


def measure(cases: Iterable[Case], catalogs: dict[Dialect, Catalog]) -> Measurement:
    """Ask the guard about every spelling of every case."""
    guards = {dialect: Guard(catalog) for dialect, catalog in catalogs.items()}
    measurement = Measurement()
    for case in cases:
        tally = measurement.tallies.setdefault((case.dialect, case.must), Tally())
        tables = [table.name for table in catalogs[case.dialect]]
        for mutation, sql in mutations(case.sql, case.dialect, tables):
            started = time.perf_counter()
            mistake = _judge(guards[case.dialect], case, mutation, sql, tally)
            if mutation == "as written" and case.must == "allow":
                measurement.milliseconds.append((time.perf_counter() - started) * 1000)
            if mistake is not None:
                tally.mistakes.append(mistake)
    return measurement


def _judge(guard: Guard, case: Case, mutation: str, sql: str, tally: Tally) -> Mistake | None:
    tally.total += 1
    try:
        guard.check(sql)
    except Refused as err:
        tally.refused += 1
        return Mistake(case, mutation, sql, err.code, err.part) if case.must == "allow" else None
    return Mistake(case, mutation, sql) if case.must == "reject" else None


def catalogs_like(sample: Path, restrict: Sequence[str] = ()) -> dict[Dialect, Catalog]:
    """Make a catalog in each dialect with the tables of an SQLite file."""
    with closing(sqlite3.connect(f"file:{sample}?mode=ro", uri=True)) as connection:
        names = [n for (n,) in connection.execute("SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')")]
        tables = {
            name: [row[1] for row in connection.execute("SELECT * FROM pragma_table_info(?)", (name,))]
            for name in names
            if not name.startswith("sqlite_") and (not restrict or name in restrict)
        }
    return {dialect: _catalog(dialect, tables) for dialect in DIALECTS}


def _catalog(dialect: Dialect, tables: dict[str, list[str]]) -> Catalog:
    def spelt(name: str) -> str:
        return name.lower() if dialect == "postgres" else name

    made = (Table(spelt(name), tuple(Column(spelt(column)) for column in tables[name])) for name in tables)
    return Catalog(dialect, tuple(made), facts(dialect).default_schema)


def report(measurement: Measurement) -> str:
    """The figures as a table, then every mistake."""
    lines = [f"{'dialect':<10}{'must':<9}{'spellings':>10}{'refused':>9}{'mistakes':>10}"]
    for (dialect, must), tally in sorted(measurement.tallies.items()):
        lines.append(f"{dialect:<10}{must:<9}{tally.total:>10}{tally.refused:>9}{len(tally.mistakes):>10}")
    times = sorted(measurement.milliseconds)
    if times:
        p95 = times[int(0.95 * (len(times) - 1))]
        lines.append(f"honest queries: p50 {statistics.median(times):.2f} ms, p95 {p95:.2f} ms")
    lines += [f"GOT THROUGH {m.case.id} ({m.mutation}): {m.sql!r}" for m in measurement.mistakes("reject")]
    lines += [
        f"refused {m.case.id} ({m.mutation}): {m.refusal} at {m.part!r} in {m.sql!r}"
        for m in measurement.mistakes("allow")
    ]
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the measurement; the exit status is 1 when an attack got through or honest queries are over 1 % refused."""
    parser = argparse.ArgumentParser(description="Measure the guard against a corpus of SQL.")
    parser.add_argument("corpus", nargs="*", type=Path, help="JSONL files; default: those of the test data")
    parser.add_argument("--sample", type=Path, help="SQLite file whose tables may be read; default: Chinook's")
    parser.add_argument("--tables", default="", help="comma-separated: only these of the sample's tables")
    options = parser.parse_args(arguments)
    corpus = options.corpus or [data_file("sql_guard", name) for name in ("attacks.jsonl", "benign.jsonl")]
    sample = options.sample or data_file("chinook", "chinook.sqlite")
    tables = options.tables.split(",") if options.tables else ()
    measurement = measure(load(corpus), catalogs_like(sample, tables))
    sys.stdout.write(report(measurement) + "\n")
    honest = sum(tally.total for (_, must), tally in measurement.tallies.items() if must == "allow")
    return int(bool(measurement.mistakes("reject")) or len(measurement.mistakes("allow")) > 0.01 * honest)


if __name__ == "__main__":
    raise SystemExit(main())
