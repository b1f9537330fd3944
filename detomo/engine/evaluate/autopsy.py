"""Whether the autopsy of an empty result names the condition that emptied it, and offers what was meant.

One comparison of a gold query that has rows is poisoned so that none are left: a misspelt value, the wrong case, a year
or number beyond the data, an impossible range. The poisoned condition must come first, with the right value or range.

    python -m detomo.engine.evaluate.autopsy [--failures N]
"""

import argparse
import random
import sqlite3
import statistics
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sqlglot import exp

from detomo.engine.errors import QueryFailed, Refused
from detomo.engine.evaluate.mutate.names import typo
from detomo.engine.evaluate.samples import Database, Gold, Rows, data_folder, gold_questions
from detomo.engine.guard.guard import Guard
from detomo.engine.guard.parse import parse
from detomo.engine.present.autopsy import Autopsy, Suggestion, autopsy, looks_empty
from detomo.engine.types import Text

_OUT_OF_REACH = 10**9
_FAILED = Text("The probe failed.", "調査用の問い合わせに失敗しました。")


@dataclass(frozen=True, slots=True)
class Poisoned:
    """`condition` is the spoilt comparison as SQL, `meant` the literal that stood there."""

    kind: str
    sql: str
    condition: str
    meant: str


@dataclass(frozen=True, slots=True)
class Finding:
    poisoned: Poisoned
    first: bool
    offered: bool
    probes: int
    milliseconds: float
    told: str


def measure(golds: Iterable[Gold]) -> list[Finding]:
    findings = []
    for gold in golds:
        for poisoned in _poisonings(gold):
            if _is_emptied(poisoned.sql, gold.database):
                findings.append(_examined(poisoned, gold.database))
    return findings


def _examined(poisoned: Poisoned, database: Database) -> Finding:
    started = time.perf_counter()
    result = autopsy(poisoned.sql, database.catalog, lambda sql: _checked_rows(database, sql))
    elapsed = (time.perf_counter() - started) * 1000
    culprit = result.culprits[0] if result else None
    first = culprit is not None and any(poisoned.condition in predicate for predicate in culprit.predicates)
    offered = culprit is not None and any(_offers(one, poisoned.meant) for one in culprit.suggestions)
    return Finding(poisoned, first, offered, result.probes if result else 0, elapsed, _told(result))


def _told(result: Autopsy | None) -> str:
    return result.culprits[0].message.en if result else "nothing found"


def _offers(suggestion: Suggestion, meant: str) -> bool:
    if meant in suggestion.nearest:
        return True
    low, high = suggestion.low, suggestion.high
    if low is None:
        return False
    try:
        return float(low) <= float(meant) <= float(high)
    except ValueError:
        return str(low) <= meant <= str(high)


def _poisonings(gold: Gold) -> Iterator[Poisoned]:
    """One poisoning of each kind for each comparison with a literal."""
    try:
        tree = parse(gold.sql, "sqlite").tree
    except Refused:
        return
    rows = _raw_rows(gold.database, gold.sql)
    if rows is None or looks_empty(tree, rows):
        return
    for comparison in list(tree.find_all(exp.EQ, exp.GT, exp.GTE, exp.LT, exp.LTE)):
        literal = comparison.expression
        meant = literal.name if isinstance(literal, exp.Literal) else _double_quoted(literal, gold.database)
        for kind, value in _spoilt(comparison, literal, meant) if meant else ():
            literal.replace(value)
            yield Poisoned(kind, tree.sql("sqlite"), comparison.sql("sqlite"), meant)
            value.replace(literal)


def _double_quoted(node: exp.Expr, database: Database) -> str:
    quoted = isinstance(node, exp.Column) and not node.table and bool(node.this.args.get("quoted"))
    return node.name if quoted and not any(table.column(node.name) for table in database.catalog) else ""


def _spoilt(comparison: exp.Expr, literal: exp.Expr, meant: str) -> Iterator[tuple[str, exp.Expr]]:
    is_number = meant.lstrip("-").replace(".", "", 1).isdigit()
    if isinstance(comparison, exp.EQ) and not is_number:
        yield "wrong_value", exp.Literal.string(_misspelt(meant))
        yield "wrong_case", exp.Literal.string(meant.swapcase())
    elif isinstance(comparison, exp.EQ):
        beyond = str(int(float(meant)) + 1000)
        quoted = isinstance(literal, exp.Literal) and literal.is_string
        yield "wrong_year", exp.Literal.string(beyond) if quoted else exp.Literal.number(beyond)
    elif is_number:
        sign = 1 if isinstance(comparison, exp.GT | exp.GTE) else -1
        yield "impossible_range", exp.Literal.number(sign * _OUT_OF_REACH)


def _misspelt(text: str) -> str:
    return typo(text, random.Random(text))  # noqa: S311 - repeatable choices, no secret


def _is_emptied(sql: str, database: Database) -> bool:
    rows = _raw_rows(database, sql)
    return rows is not None and looks_empty(parse(sql, "sqlite").tree, rows)


def _raw_rows(database: Database, sql: str) -> Rows | None:
    try:
        return database.run(sql)
    except sqlite3.Error:
        return None


@cache
def _guard(path: Path) -> Guard:
    return Guard(Database(path).catalog)


def _checked_rows(database: Database, sql: str) -> Rows:
    checked = _guard(database.path).check(sql).sql
    try:
        return database.run(checked)
    except sqlite3.Error as err:
        raise QueryFailed("probe_failed", _FAILED, diagnosis=str(err)) from err


def lines(findings: list[Finding], failures: int = 0) -> Iterator[str]:
    yield f"{'poison':18} {'emptied':>8} {'first':>7} {'offered':>8}"
    for kind in dict.fromkeys(finding.poisoned.kind for finding in findings):
        mine = [finding for finding in findings if finding.poisoned.kind == kind]
        yield _row(kind, mine)
        wrong = [finding for finding in mine if not (finding.first and finding.offered)]
        yield from (f"    {one.poisoned.sql}\n    → {one.told}" for one in wrong[:failures])
    yield _row("all", findings)
    yield f"probes: median {statistics.median(f.probes for f in findings)}, most {max(f.probes for f in findings)}"
    yield f"time: median {statistics.median(f.milliseconds for f in findings):.1f} ms"


def _row(name: str, findings: list[Finding]) -> str:
    count = len(findings)
    first, offered = (sum(values) / count for values in ([f.first for f in findings], [f.offered for f in findings]))
    return f"{name:18} {count:8} {first:7.1%} {offered:8.1%}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the report over every gold question of the test data. Raises `NoTestData`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--failures", type=int, default=0, help="show this many misses of each kind")
    options = parser.parse_args(arguments)
    findings = measure(gold_questions(data_folder()))
    sys.stdout.writelines(f"{line}\n" for line in lines(findings, options.failures))
    return 0


if __name__ == "__main__":
    sys.exit(main())
