"""`flask rules …`: row and column rules, and the user attributes that row rules look at."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click
import marshmallow as ma
from flask.cli import AppGroup

from detomo.auth import service as accounts
from detomo.engine.catalog import Catalog
from detomo.engine.errors import EngineError
from detomo.exceptions import ServiceError
from detomo.http import current_engine
from detomo.rules import service
from detomo.rules.schemas import ACTIONS, AttributeSchema
from detomo.rules.service import StoredRule

rules_cli = AppGroup("rules", help="Row and column rules: who may see what.")
for_roles = click.option("--role", "roles", multiple=True, help="Default: every role.")


@rules_cli.command("list")
def list_command() -> None:
    """List all rules.

    \b
    Example:
      flask rules list
    """
    for rule in service.every_rule():
        click.echo(_line(rule))


@rules_cli.command("add-row")
@click.argument("table")
@click.argument("predicate")
@for_roles
def add_row(table: str, predicate: str, roles: tuple[str, ...]) -> None:
    """Of TABLE, show only the rows where PREDICATE is true.

    \b
    Examples:
      flask rules add-row customers "Country = :user.country" --role analyst
      flask rules add-row invoices "InvoiceDate >= '2012-01-01'"
    """
    with _told():
        rule = service.add(_catalog(), None, table=table, predicate=predicate, roles=list(roles) or None)
    click.echo(f"Added  {_line(rule)}")


@rules_cli.command("add-column")
@click.argument("table")
@click.argument("column")
@click.argument("action", type=click.Choice(ACTIONS))
@for_roles
def add_column(table: str, column: str, action: str, roles: tuple[str, ...]) -> None:
    """Hide or mask COLUMN of TABLE.

    \b
    Examples:
      flask rules add-column customers Email email --role analyst
      flask rules add-column employees BirthDate hidden
    """
    with _told():
        rule = service.add(_catalog(), None, table=table, column=column, action=action, roles=list(roles) or None)
    click.echo(f"Added  {_line(rule)}")


@rules_cli.command("remove")
@click.argument("rule_id", type=click.IntRange(0, 2**31 - 1))
def remove(rule_id: int) -> None:
    """Remove the rule with this number.

    \b
    Example:
      flask rules remove 3
    """
    with _told():
        service.remove(rule_id, None)
    click.echo(f"Removed rule {rule_id}")


@rules_cli.command("set-attribute")
@click.argument("user")
@click.argument("name")
@click.argument("value", required=False)
def set_attribute(user: str, name: str, value: str | None) -> None:
    """Give USER the attribute NAME for row rules; without VALUE, take it away. JSON numbers and booleans stay such.

    \b
    Examples:
      flask rules set-attribute alice country Japan
      flask rules set-attribute alice store_id 3
    """
    given = _checked(name, _parsed(value))
    with _told():
        service.set_attribute(accounts.account(user).id, **given, caller_id=None)
    click.echo(f"Set {name} of {user}" if value is not None else f"Took {name} from {user}")


def _catalog() -> Catalog:
    return current_engine().catalog.current()


def _checked(name: str, value: service.Scalar) -> dict[str, Any]:
    try:
        return AttributeSchema().load({"name": name, "value": value})
    except ma.ValidationError as err:
        found = "; ".join(f"{field}: {' '.join(texts)}" for field, texts in err.messages_dict.items())
        raise click.ClickException(found) from err


def _parsed(value: str | None) -> service.Scalar:
    try:
        found = json.loads(value) if value is not None else None
    except ValueError:
        return value
    return value if isinstance(found, list | dict) else found


def _line(rule: StoredRule) -> str:
    what = f"rows where {rule.predicate}" if rule.predicate else f"column {rule.column}: {rule.action}"
    return f"{rule.id:>4}  {rule.table}  {what}  ({', '.join(rule.roles) if rule.roles else 'every role'})"


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except (ServiceError, EngineError) as error:
        raise click.ClickException("\n".join(text.en for text in (error.message, error.hint) if text)) from error
