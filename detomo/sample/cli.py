"""`flask sample build`."""

import os
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from detomo.engine.types import Language, Text
from detomo.sample.build import NotASampleError, build

_BUILT = Text("Built the sample database at {path}.", "サンプルデータベースを {path} に作成しました。")
_KEPT = Text(
    "{path} is already there and stays as it is. Use --force to build the sample again.",
    "{path} は既にあるため、そのまま残します。作り直すには --force を付けてください。",
)

sample_cli = AppGroup("sample", help="The sample database: a music store with invented data.")


def _language() -> Language:
    """The language of the terminal's locale."""
    locale = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    return "ja" if locale.startswith("ja") else "en"


@sample_cli.command("build")
@click.option(
    "--path",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file to write. Default: the setting DATABASE_PATH.",
)
@click.option("--force", is_flag=True, help="Build again over an earlier sample. Other files are never replaced.")
def build_command(path: Path | None, force: bool) -> None:
    """Write the sample database, unless the file is already there.

    \b
    Examples:
      flask sample build
      flask sample build --path /tmp/shop.sqlite --force
    """
    target = path or Path(current_app.config["DATABASE_PATH"])
    if target.exists() and not force:
        click.echo(_KEPT.within(path=target).to(_language()))
        return
    try:
        build(target)
    except NotASampleError as err:
        raise click.ClickException(err.message.to(_language())) from err
    click.echo(_BUILT.within(path=target).to(_language()))
