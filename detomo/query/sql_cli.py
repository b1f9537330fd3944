"""`flask sql …`: saved SQL, checked by the guard and run on a database."""

import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any, BinaryIO, TextIO

import click
from tqdm import tqdm

from detomo.engine.errors import EngineError
from detomo.engine.guard import Guard
from detomo.engine.run import Runner
from detomo.engine.types import Limits
from detomo.query.sql_files import NOT_RUN, BadLine, Statement, check, line_of, read_lines, run

_BAD_LINES, _NO_DATABASE = 3, 4
_QUIET_SECONDS = 2
_EXITS = """\b
Exit codes:
  0  every line has its answer in OUT, whatever the verdicts
  1  --fail-on-refusal was given and something was refused
  2  wrong options
  3  some lines could not be read; the others have their answer
  4  the database cannot be used
"""


class _NoDatabase(click.ClickException):
    exit_code = _NO_DATABASE


_Answer = dict[str, Any]

sql_cli = click.Group("sql", help="Check saved SQL, and run it.", context_settings={"max_content_width": 100})


def _common(command: Callable[..., None]) -> Callable[..., None]:
    for option in reversed(
        (
            click.option("--database", required=True, metavar="URL", help="For instance sqlite:///shop.db."),
            click.option("--file", "source", required=True, type=click.File("rb"), help='Lines {"id": …, "sql": …}.'),
            click.option("--out", required=True, type=click.File("w", encoding="utf-8"), help="Lines; - for stdout."),
            click.option("--tables", default="", metavar="a,b,…", help="Allow only these tables; default: all."),
            click.option("--timeout", default=30.0, show_default=True, type=click.FloatRange(0.1, 3600)),
            click.option("--fail-on-refusal", is_flag=True, help="Exit with 1 when something is refused."),
        )
    ):
        command = option(command)
    return command


@sql_cli.command("check", epilog=_EXITS)
@_common
def check_file(
    database: str, source: BinaryIO, out: TextIO, tables: str, timeout: float, fail_on_refusal: bool
) -> None:
    """Say of every statement whether it may run, and which text would.

    Writes {"id", "verdict": "allow" | "refuse", "code", "sql"} lines in the order of FILE.

    \b
    Examples:
      flask sql check --database sqlite:///shop.db --file saved.jsonl --out verdicts.jsonl
      flask sql check --database postgresql://me:secret@db/shop --file saved.jsonl --out - --tables orders,customers
    """
    with closing(_runner(database, tables, Limits(seconds=timeout))) as runner:
        guard = _guard(runner)
        _answer(source, out, lambda statement: check(guard, statement)[0], fail_on_refusal)


@sql_cli.command("run", epilog=_EXITS)
@_common
@click.option("--max-rows", default=1000, show_default=True, type=click.IntRange(0))
def run_file(
    database: str,
    source: BinaryIO,
    out: TextIO,
    tables: str,
    timeout: float,
    fail_on_refusal: bool,
    max_rows: int,
) -> None:
    """Check every statement and run what is allowed.

    Writes the lines of `check` with "columns", "rows", "truncated", "incomplete", "error" (a code or null) and "ms".

    \b
    Examples:
      flask sql run --database sqlite:///shop.db --file saved.jsonl --out results.jsonl
      flask sql run --database mysql://me:secret@db/shop --file saved.jsonl --out - --timeout 5 --max-rows 100
    """
    with closing(_runner(database, tables, Limits(seconds=timeout, rows=max_rows))) as runner:
        guard = _guard(runner)

        def answer(statement: Statement) -> _Answer:
            verdict, query = check(guard, statement)
            return verdict | (run(runner, query) if query else NOT_RUN)

        _answer(source, out, answer, fail_on_refusal)


def _runner(database: str, tables: str, limits: Limits) -> Runner:
    names = [name.strip() for name in tables.split(",") if name.strip()]
    try:
        return Runner(database, limits=limits, tables=names, processes=1)
    except EngineError as err:
        raise _unusable(err) from err


def _guard(runner: Runner) -> Guard:
    try:
        for finding in runner.probe():
            click.echo(f"{finding.severity}: {finding.message.en}", err=True)
        return Guard(runner.introspect())
    except EngineError as err:
        raise _unusable(err) from err


def _unusable(err: EngineError) -> click.ClickException:
    return _NoDatabase(f"{err.message.en} {err.hint.en if err.hint else ''}".strip())


def _answer(source: BinaryIO, out: TextIO, answer: Callable[[Statement], _Answer], fail_on_refusal: bool) -> None:
    bad = refused = 0
    for line in _with_progress(source):
        if isinstance(line, BadLine):
            bad += 1
            click.echo(f"line {line.number}: {line.reason}", err=True)
            continue
        found = answer(line)
        refused += found["verdict"] == "refuse"
        out.write(line_of(found))
    if bad:
        sys.exit(_BAD_LINES)
    if refused and fail_on_refusal:
        sys.exit(1)


def _with_progress(source: BinaryIO) -> Iterator[Statement | BadLine]:
    """The lines, with a bar on a terminal's standard error once it takes longer."""
    lines = source.readlines()
    yield from tqdm(
        read_lines(iter(lines)), total=len(lines), delay=_QUIET_SECONDS, disable=None, file=sys.stderr, unit="line"
    )
