"""How much of what language models get wrong comes back right without a model.

Gold SQL is broken in ways models break it (`mutate`), mended, and run: only mutants that fail or give another result
count, and only the exact gold result counts as mended. Gold itself must come through unchanged.

    python -m detomo.engine.evaluate.repair [--failures N]
"""

import argparse
import sqlite3
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from sqlglot import exp

from detomo.engine.errors import Refused
from detomo.engine.evaluate.mutate import Mutant, mutants
from detomo.engine.evaluate.samples import (
    Database,
    Gold,
    Rows,
    data_folder,
    gold_questions,
    honest_statements,
    same_rows,
)
from detomo.engine.evaluate.stored import SqliteValues
from detomo.engine.guard.bind import bind
from detomo.engine.guard.guard import Guard
from detomo.engine.guard.parse import parse
from detomo.engine.guard.repair import native_syntax, repair

_CLOCK_TICK = 0.002


@dataclass(frozen=True, slots=True)
class Outcome:
    kind: str
    broken: bool
    mended: bool
    misled: bool  # a mutant that failed runs after repair, with another result than gold's
    sql: str
    repaired: str


@dataclass(slots=True)
class Report:
    outcomes: list[Outcome] = field(default_factory=list)
    touched: list[str] = field(default_factory=list)  # gold that repair changed
    respelt: list[str] = field(default_factory=list)  # gold that it changed when stored values were at hand
    bind_ms: list[float] = field(default_factory=list)

    def share(self, kind: str | None = None) -> float:
        broken = [o for o in self.outcomes if o.broken and kind in (None, o.kind)]
        return sum(o.mended for o in broken) / len(broken) if broken else 1.0


def measure(golds: Iterable[Gold], per_kind: int = 1) -> Report:
    report = Report()
    for gold in golds:
        tree = _parsed(gold.sql)
        rows = _rows(gold.database, gold.sql)
        time.sleep(_CLOCK_TICK)
        if tree is None or rows is None or rows != _rows(gold.database, gold.sql):
            continue  # not a query, or one that depends on the time of day
        _check_untouched(gold, tree, report)
        for mutant in mutants(tree, gold.database.catalog, gold.id, per_kind):
            report.outcomes.append(_outcome(mutant, gold, rows, ordered=tree.args.get("order") is not None))
    return report


def _check_untouched(gold: Gold, tree: exp.Expr, report: Report) -> None:
    catalog = gold.database.catalog
    started = time.perf_counter()
    bind(tree, catalog)
    report.bind_ms.append((time.perf_counter() - started) * 1000)
    if repair(tree, catalog)[0] is not tree:
        report.touched.append(gold.sql)
    if repair(tree, catalog, values=SqliteValues(gold.database))[0] is not tree:
        report.respelt.append(gold.sql)


def _outcome(mutant: Mutant, gold: Gold, rows: Rows, ordered: bool) -> Outcome:
    found = _rows(gold.database, mutant.sql)
    broken = found is None or not same_rows(found, rows, ordered)
    repaired = _repaired(mutant.sql, gold.database) if broken else mutant.sql
    after = _rows(gold.database, repaired) if broken else rows
    mended = after is not None and same_rows(after, rows, ordered)
    misled = found is None and after is not None and not mended
    return Outcome(mutant.kind, broken, mended, misled, mutant.sql, repaired)


def _repaired(sql: str, database: Database) -> str:
    """The statement as the guard would let it run after repair; the statement itself where it would not."""
    tree = _parsed(sql)
    if tree is None:
        native = native_syntax(sql, "sqlite")
        tree = _parsed(native) if native else None
    if tree is None:
        return sql
    mended = repair(tree, database.catalog, values=SqliteValues(database))[0].sql("sqlite")
    try:
        return Guard(database.catalog).check(mended).sql
    except Refused:
        return mended


def _parsed(sql: str) -> exp.Expr | None:
    try:
        parsed = parse(sql, "sqlite")
    except Refused:
        return None
    return parsed.tree if isinstance(parsed.tree, exp.Expr) and not parsed.explain else None


def _rows(database: Database, sql: str) -> Rows | None:
    try:
        return database.run(sql)
    except sqlite3.Error:
        return None


def lines(report: Report, failures: int = 0) -> Iterator[str]:
    by_kind: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in report.outcomes:
        by_kind[outcome.kind].append(outcome)
    yield f"{'mutation':20} {'made':>6} {'broken':>7} {'mended':>7} {'misled':>7} {'share':>7}"
    for kind, outcomes in by_kind.items():
        yield _row(kind, outcomes)
        wrong = sorted((o for o in outcomes if o.broken and not o.mended), key=lambda o: not o.misled)
        yield from (
            f"    {'misled: ' if outcome.misled else ''}{outcome.sql}\n    → {outcome.repaired}"
            for outcome in wrong[:failures]
        )
    yield _row("all", report.outcomes)
    yield f"gold changed: {len(report.touched)} of {len(report.bind_ms)}; with stored values: {len(report.respelt)}"
    yield from (f"    {sql}" for sql in [*report.touched, *report.respelt])
    yield f"bind on gold: median {statistics.median(report.bind_ms):.2f} ms, worst {max(report.bind_ms):.2f} ms"


def _row(name: str, outcomes: list[Outcome]) -> str:
    broken = [outcome for outcome in outcomes if outcome.broken]
    mended = sum(outcome.mended for outcome in broken)
    misled = sum(outcome.misled for outcome in broken)
    share = mended / len(broken) if broken else 1.0
    return f"{name:20} {len(outcomes):6} {len(broken):7} {mended:7} {misled:7} {share:7.1%}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the report over every gold question and honest statement of the test data. Raises `NoTestData`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--failures", type=int, default=0, help="show this many unmended mutants of each kind")
    options = parser.parse_args(arguments)
    folder = data_folder()
    report = measure([*gold_questions(folder), *honest_statements(folder)])
    sys.stdout.writelines(f"{line}\n" for line in lines(report, options.failures))
    return 0


if __name__ == "__main__":
    sys.exit(main())
