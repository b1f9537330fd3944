"""`flask settings …`"""

import click
from flask.cli import AppGroup

from detomo.settings.reference import documents

settings_cli = AppGroup("settings", help="The settings and their reference.")


@settings_cli.command("docs")
@click.option("--check", is_flag=True, help="Write nothing; fail where a file is out of date.")
def write_documents(check: bool) -> None:
    """Write docs/settings.md and .env.example from the declarations in config.py.

    \b
    Examples:
      flask settings docs
      flask settings docs --check
    """
    stale = [path for path, text in documents().items() if not path.exists() or path.read_text("utf-8") != text]
    if check and stale:
        raise click.ClickException(f"out of date: {', '.join(path.name for path in stale)}")
    for path in stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(documents()[path], "utf-8")
        click.echo(f"wrote {path}")
