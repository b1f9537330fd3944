"""`flask eval run`: every measurement of the engine, each a table on standard output."""

import importlib
import time

import click
from flask.cli import AppGroup

PARTS = {
    "guard": "attacks and honest statements against the guard, also mutated",
    "engines": "attacks against each database engine alone, and through both layers",
    "rules": "row and column rules against a copy without what they forbid",
    "repair": "broken statements mended without a model",
    "lint": "warnings on right and on wrong statements",
    "autopsy": "why a result is empty",
}

eval_cli = AppGroup("eval", help="Measure the engine on corpora.")


@eval_cli.command("run")
@click.option("--part", "parts", multiple=True, type=click.Choice(list(PARTS)), help="Default: all of them.")
def run(parts: tuple[str, ...]) -> None:
    """Run the measurements. Corpora are read from DETOMO_TEST_DATA (default ../shared/data).

    \b
    Examples:
      flask eval run
      flask eval run --part guard --part lint
    """
    for part in parts or PARTS:
        click.echo(f"\n## {part}: {PARTS[part]}\n")
        begun = time.monotonic()
        importlib.import_module(f"detomo.engine.evaluate.{part}").main()
        click.echo(f"\n({time.monotonic() - begun:.0f} s)")
