"""`flask connections …`: databases to ask. A password is typed or piped, never an argument."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click
import marshmallow as ma
from flask.cli import AppGroup

from detomo.connections import service
from detomo.connections.schemas import NewConnectionSchema
from detomo.engine.errors import EngineError
from detomo.exceptions import ServiceError
from detomo.http import current_settings

connections_cli = AppGroup("connections", help="Databases that questions may be about.")
from_stdin = click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")


@connections_cli.command("list")
def show() -> None:
    """List all connections.

    \b
    Example:
      flask connections list
    """
    for connection in service.every_connection():
        _say("*" if connection.is_used else " ", connection)


@connections_cli.command("add")
@click.argument("name")
@click.argument("url")
@from_stdin
def add(name: str, url: str, password_stdin: bool) -> None:
    """Try the connection to URL and keep it as NAME; the password is asked for.

    \b
    Examples:
      flask connections add shop postgresql://reader@db.example.com/shop
      flask connections add shop mysql://reader@db.example.com/shop --password-stdin < password.txt
    """
    with _told():
        values = NewConnectionSchema().load({"name": name, "url": url, "password": _read_password(password_stdin)})
        _say("Added", service.add(service.policy_of(current_settings()), None, **values))


@connections_cli.command("test")
@click.argument("connection_id", type=int)
def test(connection_id: int) -> None:
    """Try a connection again and show what was found about its rights.

    \b
    Example:
      flask connections test 1
    """
    with _told():
        tried = service.test(service.policy_of(current_settings()), None, connection_id)
    _say("Works", tried)
    for finding in tried.findings:
        click.echo(f"  {finding['en']}")


@connections_cli.command("set-password")
@click.argument("connection_id", type=int)
@from_stdin
def set_password(connection_id: int, password_stdin: bool) -> None:
    """Replace the password of a connection once the new one works.

    \b
    Example:
      flask connections set-password 1
    """
    with _told():
        policy, password = service.policy_of(current_settings()), _read_password(password_stdin)
        _say("Changed", service.set_password(policy, None, connection_id, password))


@connections_cli.command("use")
@click.argument("connection")
def use(connection: str) -> None:
    """Let questions be about the connection with this id; `settings`: about the database of the settings.

    \b
    Examples:
      flask connections use 1
      flask connections use settings
    """
    if connection != "settings" and not connection.isdecimal():
        raise click.ClickException("Give the id of a connection, or: settings")
    with _told():
        service.assign(None, None if connection == "settings" else int(connection))
    click.echo(f"From the next one on, questions are about {connection}.")


@connections_cli.command("remove")
@click.argument("connection_id", type=int)
def remove(connection_id: int) -> None:
    """Remove a connection that no project asks.

    \b
    Example:
      flask connections remove 1
    """
    with _told():
        service.remove(None, connection_id)
    click.echo(f"Removed connection {connection_id}.")


def _read_password(password_stdin: bool) -> str:
    if password_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    return click.prompt("Password", hide_input=True, default="", show_default=False)


@contextmanager
def _told() -> Iterator[None]:
    """Show an expected failure as one line instead of a traceback."""
    try:
        yield
    except (ServiceError, EngineError) as err:
        raise click.ClickException(" ".join(filter(None, (err.message.en, err.hint and err.hint.en)))) from err
    except ma.ValidationError as err:
        raise click.ClickException(str(err.messages)) from err


def _say(done: str, connection: service.ConnectionView) -> None:
    click.echo(f"{done} {connection.id}  {connection.name}  {connection.url}  (version {connection.version})")
