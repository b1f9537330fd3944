"""`flask setup`: everything that a first start needs; what is there already stays as it is."""

import logging

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade

from config import ROOT
from detomo.http import current_settings
from detomo.projects.service import default_knowledge_version


@click.command("setup")
@with_appcontext
def setup() -> None:
    """Migrate, build the sample shop and teach it if it is what questions are about, make a first admin.

    \b
    Example:
      flask setup
    """
    settings = current_settings()
    logging.getLogger("alembic").setLevel(logging.WARNING)
    upgrade()
    click.echo("The service's own database is up to date.")
    if settings.asks_sample and not settings.database_path.exists():
        _run("sample", "build")
    folder = settings.training_data_path or (ROOT / "training_data" if settings.asks_sample else None)
    if folder and default_knowledge_version() == 0:  # never taught: what someone removed later stays removed
        _run("training", "import", str(folder))
    _run("user", "first-admin")


def _run(group: str, *arguments: str) -> None:
    if group in current_app.cli.commands:
        current_app.cli.main(args=[group, *arguments], standalone_mode=False)
