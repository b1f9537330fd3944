"""Measures what the engines stop by themselves, with no guard before them.

    python -m detomo.engine.evaluate.engines DATA_FOLDER [--each]

Runs every statement of `sql_guard/attacks.jsonl` on a hardened set-up of its engine and looks at what came of it. This
is the one place besides the guard that makes a `SafeQuery`: the point is to have statements here that no guard passed.
Servers are found by TEST_POSTGRES_URL and TEST_MYSQL_URL; one that does not answer is left out and said.
"""

import argparse
import json
import os
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import psycopg
import pymysql

from detomo.engine.errors import EngineError
from detomo.engine.evaluate.chinook import TOKEN, Setup, duckdb_setup, mysql_setup, postgres_setup, sqlite_setup
from detomo.engine.evaluate.samples import data_file
from detomo.engine.run import Runner
from detomo.engine.types import Limits, SafeQuery

LIMITS = Limits(seconds=2, memory_bytes=500_000_000)
_SLACK_SECONDS = 1.0
_FILE_SIGNS = ("root:x:0:0", "127.0.0.1\tlocalhost")
_WRITTEN_PATH = re.compile(r"""['"](/(?:tmp|var/tmp|dev/shm)/[^'"]+)['"]""")
Outcome = Literal["stopped", "answered", "leaked", "wrote", "overran"]
OUTCOMES: tuple[Outcome, ...] = ("stopped", "answered", "leaked", "wrote", "overran")


@dataclass(frozen=True)
class Attack:
    id: str
    dialect: str
    sql: str
    category: str
    must: str


@dataclass(frozen=True)
class Finding:
    """`answered` means that rows came back and nothing protected was among them."""

    attack: Attack
    outcome: Outcome
    detail: str
    seconds: float


def load(path: Path) -> list[Attack]:
    lines = path.read_text(encoding="utf-8").split("\n")
    return [Attack(**json.loads(line)) for line in lines if line.strip()]


def measure(setup: Setup, attacks: list[Attack]) -> Iterator[Finding]:
    runner = Runner(setup.url, limits=LIMITS, tables=setup.tables, processes=2)
    before = setup.state()
    try:
        for attack in attacks:
            finding = _measure_one(runner, attack)
            if setup.state() != before or _has_written(attack):
                before = setup.state()
                finding = Finding(attack, "wrote", finding.detail, finding.seconds)
            yield finding
    finally:
        runner.close()


def _measure_one(runner: Runner, attack: Attack) -> Finding:
    started = time.monotonic()
    outcome, detail = _run(runner, attack)
    seconds = time.monotonic() - started
    if seconds > LIMITS.seconds + _SLACK_SECONDS:
        outcome = "overran"
    return Finding(attack, outcome, detail, seconds)


def _run(runner: Runner, attack: Attack) -> tuple[Outcome, str]:
    try:
        result = runner.run(SafeQuery(attack.sql, runner.dialect))
    except EngineError as err:
        return "stopped", err.code
    text = repr(result.rows)
    leaked = TOKEN in text or any(sign in text for sign in _FILE_SIGNS)
    return ("leaked" if leaked else "answered"), text[:60]


def _has_written(attack: Attack) -> bool:
    """Whether a file that the statement names has come to be during the last seconds."""
    paths = (Path(found) for found in _WRITTEN_PATH.findall(attack.sql))
    return any(path.exists() and time.time() - path.stat().st_mtime < LIMITS.seconds + 2 for path in paths)


def _setups(data: Path, folder: Path) -> dict[str, Callable[[], AbstractContextManager[Setup]]]:
    postgres = os.environ.get("TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/postgres")
    mysql = os.environ.get("TEST_MYSQL_URL", "mysql://root@127.0.0.1:3306/test")
    return {
        "sqlite": lambda: sqlite_setup(data, folder),
        "duckdb": lambda: duckdb_setup(data, folder),
        "postgres": lambda: postgres_setup(data, postgres),
        "mysql": lambda: mysql_setup(data, mysql),
    }


def main(arguments: list[str] | None = None) -> int:
    """Print the table; returns 1 when something was written, leaked or overran, so that a build can fail on it."""
    parser = argparse.ArgumentParser(description="What the engines stop with no guard before them.")
    parser.add_argument("data", nargs="?", type=Path, help="the folder that holds sql_guard/ and chinook/")
    parser.add_argument("--each", action="store_true", help="also list what was answered, by statement")
    options = parser.parse_args(arguments)
    data = options.data or data_file("sql_guard", "attacks.jsonl").parents[1]
    attacks = load(data / "sql_guard" / "attacks.jsonl")
    bad = 0
    _say(f"{'engine':10}{'statements':>11}" + "".join(f"{outcome:>10}" for outcome in OUTCOMES) + f"{'slowest s':>11}")
    with tempfile.TemporaryDirectory() as folder:
        for dialect, make in _setups(data, Path(folder)).items():
            with ExitStack() as stack:
                try:
                    setup = stack.enter_context(make())
                except (OSError, psycopg.OperationalError, pymysql.OperationalError) as err:
                    _say(f"{dialect:10} left out: {err}")
                    continue
                findings = list(measure(setup, [attack for attack in attacks if attack.dialect == dialect]))
            bad += _report(dialect, findings, each=options.each)
    return 1 if bad else 0


def _report(dialect: str, findings: list[Finding], *, each: bool) -> int:
    counts = Counter(finding.outcome for finding in findings)
    slowest = max((finding.seconds for finding in findings), default=0.0)
    columns = "".join(f"{counts[outcome]:>10}" for outcome in OUTCOMES)
    _say(f"{dialect:10}{len(findings):>11}{columns}{slowest:>11.2f}")
    for finding in findings:
        if finding.outcome != "stopped" and (each or finding.outcome != "answered"):
            _say(f"  {finding.outcome}: {finding.attack.id} {finding.attack.sql[:90]!r} → {finding.detail}")
    return counts["leaked"] + counts["wrote"] + counts["overran"]


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
