"""`flask quota …`"""

import click
from flask.cli import AppGroup

from detomo.auth import service as accounts
from detomo.exceptions import ServiceError
from detomo.quotas import settings

quota_cli = AppGroup("quota", help="How much a role or a user may ask.", context_settings={"max_content_width": 100})
_LIMIT = click.IntRange(0, 2**31 - 1)


@quota_cli.command("list")
def list_command() -> None:
    """List every quota.

    \b
    Example:
      flask quota list
    """
    for quota in settings.every_quota():
        whose = f"role {quota.role}" if quota.role else f"user {quota.user_id}"
        click.echo(
            f"{whose:<24} questions/day {_shown(quota.questions_per_day)}  "
            f"tokens/month {_shown(quota.tokens_per_month)}"
        )


@quota_cli.command("set")
@click.option("--role", help="Name of a role.")
@click.option("--user", help="User name or e-mail.")
@click.option("--questions-per-day", type=_LIMIT, help="Without it: no limit.")
@click.option("--tokens-per-month", type=_LIMIT, help="Without it: no limit.")
def set_command(
    role: str | None, user: str | None, questions_per_day: int | None, tokens_per_month: int | None
) -> None:
    """Set both limits of a role or a user; one that is not given is removed.

    \b
    Examples:
      flask quota set --role viewer --questions-per-day 100
      flask quota set --user alice --tokens-per-month 2000000
      flask quota set --user alice
    """
    if (role is None) == (user is None):
        raise click.UsageError("Give either --role or --user.")
    limits = {"questions_per_day": questions_per_day, "tokens_per_month": tokens_per_month}
    try:
        if role is not None:
            settings.set_for_role(None, role, **limits)
        else:
            settings.set_for_user(None, accounts.account(user or "").id, **limits)
    except ServiceError as error:
        raise click.ClickException(error.message.en) from error
    click.echo("Set.")


def _shown(limit: int | None) -> str:
    return "-" if limit is None else str(limit)
