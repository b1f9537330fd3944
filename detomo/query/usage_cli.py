"""`flask usage`"""

from datetime import datetime, timedelta

import click
from flask.cli import with_appcontext

from detomo import clock
from detomo.query.usage_report import By, report


@click.command("usage")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="First day (UTC). Default: 30 days ago.")
@click.option("--by", type=click.Choice([str(by) for by in By]), default=str(By.DAY), show_default=True)
@with_appcontext
def usage_command(since: datetime | None, by: str) -> None:
    """Print questions, failures, latency, tokens and cost, as tab-separated values.

    \b
    Examples:
      flask usage
      flask usage --since 2026-01-01 --by user
    """
    today = clock.utcnow().date()
    first = since.date() if since else today - timedelta(days=30)
    rows = report(first, today + timedelta(days=1), By(by))
    click.echo("day\tuser_id\tquestions\tfailures\tp50_ms\tp95_ms\tmodel_calls\tinput_tokens\toutput_tokens\tcost_usd")
    for row in rows:
        values = (getattr(row, name) for name in row.__slots__)
        click.echo("\t".join("" if value is None else str(value) for value in values))
