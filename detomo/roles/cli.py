"""`flask role …`: custom roles from the command line."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask.cli import AppGroup

from detomo.exceptions import ServiceError
from detomo.identity import Permission
from detomo.roles import custom
from detomo.roles.custom import RoleView
from detomo.roles.schemas import BASES, NAME_PATTERN, NAME_RULE

role_cli = AppGroup("role", help="Roles: named sets of permissions.", context_settings={"max_content_width": 100})
_PERMISSION = click.Choice([str(permission) for permission in Permission])


@role_cli.command("list")
def list_command() -> None:
    """List the built-in and the custom roles with their permissions.

    \b
    Example:
      flask role list
    """
    for role in custom.every_role():
        click.echo(_line(role))


@role_cli.command("create")
@click.argument("name")
@click.argument("permissions", nargs=-1, type=_PERMISSION)
@click.option("--based-on", type=click.Choice(BASES), default=BASES[0], show_default=True, help="Whose rules hold.")
def create(name: str, permissions: tuple[str, ...], based_on: str) -> None:
    """Make a role with these permissions.

    \b
    Example:
      flask role create auditor ask read_audit read_usage
    """
    if not re.match(NAME_PATTERN, name):
        raise click.BadParameter(NAME_RULE)
    with _told():
        click.echo(_line(custom.create(None, name=name, permissions=permissions, based_on=based_on)))


@role_cli.command("set")
@click.argument("name")
@click.argument("permissions", nargs=-1, type=_PERMISSION)
def set_permissions(name: str, permissions: tuple[str, ...]) -> None:
    """Give a custom role exactly these permissions.

    \b
    Example:
      flask role set auditor read_audit
    """
    with _told():
        click.echo(_line(custom.change(None, name, permissions=permissions)))


@role_cli.command("remove")
@click.argument("name")
def remove(name: str) -> None:
    """Remove a custom role that no account has.

    \b
    Example:
      flask role remove auditor
    """
    with _told():
        custom.remove(None, name)
    click.echo(f"Removed {name}")


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except ServiceError as error:
        raise click.ClickException(error.message.en) from error


def _line(role: RoleView) -> str:
    return f"{role.name:<12} {role.accounts:>5} accounts  {' '.join(role.permissions)}"
