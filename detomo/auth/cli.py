"""`flask user …`: accounts from the command line. A password is typed or piped, never an argument."""

import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, BinaryIO

import click
import marshmallow as ma
from flask.cli import AppGroup

from detomo.auth import administration, bulk, service
from detomo.auth.names import LOCAL_NAME
from detomo.auth.schemas import RegisterSchema
from detomo.exceptions import ServiceError
from detomo.http import current_settings
from detomo.identity import Caller, Role

user_cli = AppGroup("user", help="Make and manage accounts.", context_settings={"max_content_width": 100})
FIRST_PASSWORD_LIFE = timedelta(days=3)
from_stdin = click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")


@user_cli.command("create")
@click.argument("username")
@click.argument("email")
@click.option("--admin", is_flag=True, help="Give the role admin.")
@from_stdin
def create(username: str, email: str, admin: bool, password_stdin: bool) -> None:
    """Make an account; the password is asked for.

    \b
    Examples:
      flask user create alice alice@example.com
      flask user create --admin bob bob@example.com --password-stdin < password.txt
    """
    password = _read_password(password_stdin)
    role = Role.ADMIN if admin else current_settings().default_role
    _say("Made", _make(username, email, password, role))


@user_cli.command("first-admin")
@click.option("--username", default="admin", show_default=True)
@click.option("--email", default="admin@example.com", show_default=True)
def first_admin(username: str, email: str) -> None:
    """Make an admin with a generated password, shown once, which counts for three days. Does nothing where an account
    exists beside the shared one of AUTH_REQUIRED=false.

    \b
    Example:
      flask user first-admin --email me@example.com
    """
    if any(account.username != LOCAL_NAME for account in service.accounts()):
        return
    password = secrets.token_urlsafe(12)
    _make(username, email, password, Role.ADMIN, password_life=FIRST_PASSWORD_LIFE)
    click.echo("Choose another within three days, by POST /api/v0/auth/password or flask user set-password.")
    click.echo(f"First admin: {username}   password (shown only now): {password}")


@user_cli.command("list")
def show() -> None:
    """List all accounts.

    \b
    Example:
      flask user list
    """
    for account in service.accounts():
        state = "active" if account.is_active else "disabled"
        click.echo(f"{account.id:>6}  {account.role:<8} {state:<9} {account.username}  {account.email}")


@user_cli.command("disable")
@click.argument("name")
def disable(name: str) -> None:
    """Disable the account with this user name or e-mail and end its sessions at once.

    \b
    Example:
      flask user disable alice@example.com
    """
    with _told():
        _say("Disabled", service.set_active(name, False))


@user_cli.command("enable")
@click.argument("name")
def enable(name: str) -> None:
    """Enable a disabled account.

    \b
    Example:
      flask user enable alice
    """
    with _told():
        _say("Enabled", service.set_active(name, True))


@user_cli.command("set-role")
@click.argument("name")
@click.argument("role")
def set_role(name: str, role: str) -> None:
    """Give an account another role, from its next request on. The last administrator stays one.

    \b
    Example:
      flask user set-role alice viewer
    """
    with _told():
        _say("Changed", administration.set_role(None, service.account(name).id, role))


@user_cli.command("import")
@click.argument("file", type=click.File("rb"))
@click.option("--dry-run", is_flag=True, help="Only check and report.")
@click.option("--invite/--no-invite", default=True, show_default=True, help="Send mails to choose a password with.")
@click.option(
    "--encoding", help="Such as shift_jis, for what Excel saves as CSV. Default: UTF-8, or UTF-16 by its mark."
)
def import_command(file: BinaryIO, dry_run: bool, invite: bool, encoding: str | None) -> None:
    """Make accounts from CSV with the columns username, email and role: all of them, or none.

    \b
    Examples:
      flask user import people.csv --dry-run
      flask user import people.csv
      flask user import people.csv --encoding shift_jis
    """
    with _told():
        body, role = file.read(), current_settings().default_role
        options = {"dry_run": dry_run, "invite": invite}
        report = bulk.import_accounts(None, body, _style(), role, encoding=encoding, **options)
    for line in report.lines:
        click.echo(f"line {line.line}  {line.status:<8} {line.username}  {'; '.join(line.problems)}".rstrip())
    if report.refused:
        raise click.exceptions.Exit(1)


@user_cli.command("set-password")
@click.argument("name")
@from_stdin
def set_password(name: str, password_stdin: bool) -> None:
    """Set another password and end all sessions of the account.

    \b
    Examples:
      flask user set-password alice
      flask user set-password alice --password-stdin < password.txt
    """
    password = _checked({"password": _read_password(password_stdin)}, only=("password",))["password"]
    with _told():
        _say("Set the password of", service.set_password(name, password, rounds=current_settings().bcrypt_rounds))


@user_cli.command("unlock")
@click.argument("name")
def unlock(name: str) -> None:
    """Forget failed log-ins of an account, so that it need not wait.

    \b
    Example:
      flask user unlock alice
    """
    with _told():
        _say("Unlocked", service.unlock(name))


@user_cli.command("reset-mfa")
@click.argument("name")
def reset_mfa(name: str) -> None:
    """Switch the second factor of an account off and end its sessions. Make sure who is asking.

    \b
    Example:
      flask user reset-mfa alice
    """
    with _told():
        _say("Switched the second factor off of", service.reset_second_factor(name, _style()))


@user_cli.command("end-sessions")
@click.argument("name")
def end_sessions(name: str) -> None:
    """End all sessions of an account.

    \b
    Example:
      flask user end-sessions alice
    """
    with _told():
        _say("Ended the sessions of", service.end_sessions(name))


def _style() -> service.MailStyle:
    return service.MailStyle(current_settings().default_language, current_settings().mail_link)


def _read_password(password_stdin: bool) -> str:
    if password_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    return click.prompt("Password", hide_input=True, confirmation_prompt=True)


def _make(username: str, email: str, password: str, role: str, **more: Any) -> Caller:
    values = _checked({"username": username, "email": email, "password": password})
    with _told():
        return service.register(**values, rounds=current_settings().bcrypt_rounds, role=role, verified=True, **more)


def _checked(values: dict[str, str], only: tuple[str, ...] | None = None) -> dict[str, str]:
    try:
        return RegisterSchema(only=only).load(values)
    except ma.ValidationError as err:
        found = "; ".join(f"{field}: {' '.join(texts)}" for field, texts in err.messages_dict.items())
        raise click.ClickException(found) from err


@contextmanager
def _told() -> Iterator[None]:
    """Show an expected failure as one line instead of a traceback."""
    try:
        yield
    except ServiceError as err:
        raise click.ClickException(err.message.en) from err


def _say(done: str, account: Caller) -> None:
    click.echo(f"{done} {account.username} <{account.email}> (id {account.id}, {account.role})")
