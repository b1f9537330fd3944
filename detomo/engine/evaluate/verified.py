"""How often a taught pair answers paraphrases and other numbers, periods and values, and how often it is wrong.

Each line of the corpus asks something of one schema. Either a taught question answers it, with its SQL changed in the
given places, or none does: a near miss. Any other SQL is wrong, and so is any SQL at all for a near miss.

    python -m detomo.engine.evaluate.verified [--failures N] [--corpus FILE]
"""

import argparse
import json
import re
import statistics
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import sqlglot

from detomo.engine.catalog import Catalog
from detomo.engine.catalog.parse_ddl import catalog_of
from detomo.engine.catalog.values import ValueIndex
from detomo.engine.knowledge.embedding import hashed_ngrams
from detomo.engine.knowledge.index import KnowledgeIndex
from detomo.engine.knowledge.items import ItemKind, KnowledgeChanges, KnowledgeItem
from detomo.engine.knowledge.store import Knowledge
from detomo.engine.knowledge.vectors import MemoryVectors
from detomo.engine.language import language_of
from detomo.engine.language.equivalents import equivalents
from detomo.engine.language.periods import Calendar
from detomo.engine.propose import verified
from detomo.engine.types import Question

CORPORA = Path(__file__).with_name("corpora") / "verified"
SAMPLE = Path(__file__).resolve().parents[3] / "training_data"
TODAY = Calendar(date(2013, 8, 15), fiscal_year_start=4)
LEAST_PRECISION = 0.99


@dataclass(frozen=True, slots=True)
class Schema:
    catalog: Catalog
    knowledge: Knowledge
    values: ValueIndex
    taught: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Outcome:
    id: str
    asked: str
    expected: str | None  # SQL in one normal form; None for a near miss
    given: str | None
    ms: float

    @property
    def is_right(self) -> bool:
        return self.expected == self.given


@dataclass(slots=True)
class Report:
    outcomes: list[Outcome] = field(default_factory=list)

    def of(self, language: str | None, *, near_misses: bool) -> list[Outcome]:
        return [
            one
            for one in self.outcomes
            if (one.expected is None) is near_misses and language in (None, language_of(one.asked))
        ]

    @property
    def precision(self) -> float:
        given = [one for one in self.outcomes if one.given is not None]
        return sum(one.is_right for one in given) / len(given) if given else 1.0


def measure(lines: Sequence[Mapping[str, Any]]) -> Report:
    schemas = {name: load_schema(name) for name in sorted({line["schema"] for line in lines})}
    return Report([_outcome(line, schemas[line["schema"]]) for line in lines])


def load_schema(name: str) -> Schema:
    """`shop` is the sample shop with its training data; any other is a file beside the corpus."""
    if name == "shop":
        ddl = "\n".join(path.read_text("utf-8") for path in sorted((SAMPLE / "ddl").glob("*.sql")))
        pairs = [
            (pair["question"], pair["sql"])
            for path in sorted((SAMPLE / "questions").glob("*.json"))
            for pair in json.loads(path.read_text("utf-8"))
        ]
        values = json.loads((CORPORA / "shop.values.json").read_text("utf-8"))
        return _schema(catalog_of(ddl, "sqlite"), pairs, values)
    described = json.loads((CORPORA / f"{name}.json").read_text("utf-8"))
    return _schema(catalog_of(described["ddl"], described["dialect"]), described["taught"], described["values"])


def _schema(catalog: Catalog, pairs: Sequence[Sequence[str]], values: Mapping[str, Sequence[str]]) -> Schema:
    items = tuple(KnowledgeItem(str(n), ItemKind.SQL, sql, question) for n, (question, sql) in enumerate(pairs))
    knowledge = Knowledge(_Fixed(items), lambda: KnowledgeIndex(MemoryVectors(hashed_ngrams)))
    by_column = {(table, column): texts for key, texts in values.items() for table, column in [key.split(".")]}
    return Schema(
        catalog, knowledge, ValueIndex(by_column, translate=equivalents), {pair[0]: pair[1] for pair in pairs}
    )


@dataclass(frozen=True, slots=True)
class _Fixed:
    """A `KnowledgeSource` that never changes."""

    items: tuple[KnowledgeItem, ...]

    def version(self) -> int:
        return 1

    def changes_since(self, version: int) -> KnowledgeChanges:
        return KnowledgeChanges(1, added=self.items if version < 1 else ())


def _outcome(line: Mapping[str, Any], schema: Schema) -> Outcome:
    question = Question(line["asked"], language_of(line["asked"]))
    started = time.perf_counter()
    proposal = verified.propose(question, schema.knowledge, schema.catalog, lambda: schema.values, TODAY)
    ms = (time.perf_counter() - started) * 1000
    taught = line["taught"]
    expected = None if taught is None else _changed(schema.taught[taught], line.get("change", {}), schema)
    given = None if proposal is None else _normal(proposal.sql, schema)
    return Outcome(line["id"], line["asked"], expected, given, ms)


def _changed(sql: str, change: Mapping[str, str], schema: Schema) -> str:
    """The SQL with all changes made at once; each place must be there just once."""
    for old in change:
        if sql.count(old) != 1:
            raise ValueError(f"{old!r} stands {sql.count(old)} times in {sql}")
    if change:
        sql = re.sub("|".join(map(re.escape, change)), lambda found: change[found[0]], sql)
    return _normal(sql, schema)


def _normal(sql: str, schema: Schema) -> str:
    return sqlglot.parse_one(sql, read=schema.catalog.dialect).sql(schema.catalog.dialect)


def _table(report: Report) -> Iterator[str]:
    yield f"{'':20} {'asked':>6} {'right':>6} {'wrong':>6} {'none':>6} {'coverage':>9}"
    for near_misses, label in ((False, "answerable"), (True, "near misses")):
        for language in ("en", "ja", None):
            rows = report.of(language, near_misses=near_misses)
            right = sum(one.is_right and one.given is not None for one in rows)
            none = sum(one.given is None for one in rows)
            share = "" if near_misses or not rows else f"{right / len(rows):9.1%}"
            wrong = len(rows) - right - none
            yield f"{label + ' ' + (language or 'all'):20} {len(rows):6} {right:6} {wrong:6} {none:6} {share:>9}"
    times = sorted(one.ms for one in report.outcomes)
    p95 = times[int(len(times) * 0.95)]
    yield f"\nprecision {report.precision:.4f}; median {statistics.median(times):.2f} ms, p95 {p95:.2f} ms"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--failures", type=int, default=0, help="how many unanswered questions to show")
    parser.add_argument("--corpus", type=Path, nargs="*", default=sorted(CORPORA.glob("*.jsonl")))
    options = parser.parse_args(arguments)
    report = measure([json.loads(line) for file in options.corpus for line in file.read_text("utf-8").splitlines()])
    for line in _table(report):
        print(line)  # noqa: T201 (the report)
    for one in report.outcomes:
        if one.given is not None and not one.is_right:
            print(f"WRONG {one.id}: {one.asked}\n  {one.given}")  # noqa: T201
    unanswered = [one for one in report.outcomes if one.given is None and one.expected is not None]
    for one in unanswered[: options.failures]:
        print(f"none  {one.id}: {one.asked}")  # noqa: T201
    return 0 if report.precision >= LEAST_PRECISION else 1


if __name__ == "__main__":
    sys.exit(main())
