"""`flask eval run`: every measurement of the engine, each a table on standard output."""

import importlib
import time

import click
from flask.cli import AppGroup

from detomo.engine.evaluate.samples import NoTestData

PARTS = {
    "guard": "attacks and honest statements against the guard, also mutated",
    "engines": "attacks against each database engine alone, and through both layers",
    "rules": "row and column rules against a copy without what they forbid",
    "repair": "broken statements mended without a model",
    "lint": "warnings on right and on wrong statements",
    "retrieval": "taught items, tables and prompts for questions in both languages",
    "autopsy": "why a result is empty",
    "verified": "taught answers for other numbers, periods and values, and near misses",
    "readback": "statements in words, in both languages",
}

eval_cli = AppGroup("eval", help="Measure the engine on corpora.")


@eval_cli.command("run")
@click.option("--part", "parts", multiple=True, type=click.Choice(list(PARTS)), help="Default: all of them.")
def run(parts: tuple[str, ...]) -> None:
    """Run the measurements; exit with 1 when one of them found a hole.

    Corpora are read from DETOMO_TEST_DATA (default: ../shared/data beside the project), servers from
    TEST_POSTGRES_URL and TEST_MYSQL_URL; what is not there is left out and said so.

    \b
    Examples:
      flask eval run
      flask eval run --part guard --part lint
    """
    failed = [part for part in parts or PARTS if not _holds(part)]
    if failed:
        raise click.ClickException(f"failed: {', '.join(failed)}")


def _holds(part: str) -> bool:
    click.echo(f"\n## {part}: {PARTS[part]}\n")
    begun = time.monotonic()
    try:
        status = importlib.import_module(f"detomo.engine.evaluate.{part}").main([])
    except NoTestData as missing:
        click.echo(f"left out: {missing}")
        return True
    click.echo(f"\n({time.monotonic() - begun:.0f} s)")
    return status == 0
