"""`flask glossary …`: the project's terms from files, into files, and on the screen."""

from pathlib import Path

import click
from flask.cli import AppGroup

from detomo.engine.errors import Unavailable
from detomo.engine.types import Viewer
from detomo.glossary import service
from detomo.http import current_engine
from detomo.identity import Role
from detomo.projects.service import default_project_id

glossary_cli = AppGroup("glossary", help="Terms: what people call tables, columns, values and expressions.")


@glossary_cli.command("list")
def list_command() -> None:
    """List all terms.

    \b
    Example:
      flask glossary list
    """
    for entry in service.every_entry(default_project_id()):
        click.echo(f"{entry.id}  {entry.as_line()}")


@glossary_cli.command("import")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
def import_command(path: Path) -> None:
    """Add the terms of a JSON file, or of all JSON files in a folder. Exit code 1 when something was refused.

    \b
    Example:
      flask glossary import training_data/glossary
    """
    try:
        added, refused = service.import_path(current_engine().pipeline, path, Viewer(role=Role.ADMIN))
    except Unavailable as error:
        raise click.ClickException(error.message.en) from error
    for where, reason in refused:
        click.echo(f"refused  {where}: {reason}", err=True)
    click.echo(f"{added} added, {len(refused)} refused")
    if refused:
        raise click.exceptions.Exit(1)


@glossary_cli.command("export")
@click.argument("path", type=click.Path(dir_okay=False, path_type=Path))
def export_command(path: Path) -> None:
    """Write all terms to a JSON file that import reads.

    \b
    Example:
      flask glossary export backup/glossary.json
    """
    click.echo(f"Exported {service.export_path(path)} terms to {path}.")
