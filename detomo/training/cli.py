"""`flask training …`: teaching from a folder, and writing what was taught to one."""

import sys
from pathlib import Path

import click
from flask.cli import AppGroup

from detomo.engine.errors import Unavailable
from detomo.engine.types import Viewer
from detomo.glossary import service as glossary
from detomo.http import current_engine
from detomo.identity import Role
from detomo.projects.service import default_project_id
from detomo.training import service
from detomo.training.folder import read_folder, write_folder
from detomo.training.importing import ImportReport, import_entries

training_cli = AppGroup("training", help="Training data: DDL, documentation, question/SQL pairs.")


@training_cli.command("import")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Keep pairs whose SQL is refused or does not run.")
def import_command(folder: Path, force: bool) -> None:
    """Teach everything in FOLDER: ddl/*.sql, documentation/*.md, questions/*.json, glossary/*.json.

    What is already there is left alone, so an import can be repeated. Exit code 1 when something was refused.

    \b
    Examples:
      flask training import training_data
      flask training import training_data --force
    """
    entries = list(read_folder(folder))
    pipeline, viewer = current_engine().pipeline, Viewer(role=Role.ADMIN)
    try:
        with click.progressbar(entries, label="Importing", file=sys.stderr) as shown:
            report = import_entries(
                default_project_id(), shown, lambda item: service.check_pair(pipeline, item, viewer), force=force
            )
        terms = glossary.import_path(pipeline, folder / "glossary", viewer)
    except Unavailable as error:
        raise click.ClickException(f"{error.message.en} What was taught before stays; import again later.") from error
    report.added += terms[0]
    report.refused += terms[1]
    _tell(report)


@training_cli.command("export")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def export_command(folder: Path) -> None:
    """Write everything that was taught to FOLDER, in the layout that import reads. FOLDER must be new or empty.

    \b
    Example:
      flask training export backup/training
    """
    if folder.exists() and any(folder.iterdir()):
        raise click.ClickException(f"{folder} is not empty: name a new folder.")
    items = write_folder(folder, service.every_item(default_project_id()))
    terms = glossary.export_path(folder / "glossary" / "terms.json")
    click.echo(f"Exported {items + terms} items to {folder}.")


def _tell(report: ImportReport) -> None:
    for where, reason in report.refused:
        click.echo(f"refused  {where}: {reason}", err=True)
    for where, reason in report.kept:
        click.echo(f"kept although it fails  {where}: {reason}", err=True)
    click.echo(f"{report.added} added, {report.already_there} already there, {len(report.refused)} refused")
    if report.refused:
        raise click.exceptions.Exit(1)
