"""`flask privacy …`: what is due of exports, deletions and old data."""

import click
from flask.cli import AppGroup

from detomo.privacy import jobs

privacy_cli = AppGroup("privacy", help="Exports and deletions that people asked for.")


@privacy_cli.command("run")
def run() -> None:
    """Do what is due now, and remove rows and copies that are kept no longer. The service does so by itself every
    minute; this is for a host without it.

    \b
    Example:
      flask privacy run
    """
    click.echo(f"Ended {jobs.run_due()} exports and deletions.")
