"""`flask audit …`: the audit from the command line."""

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import Any

import click
from flask.cli import AppGroup

from detomo import clock
from detomo.audit.adopt import adopt
from detomo.audit.export import as_bytes
from detomo.audit.purge import purge
from detomo.audit.search import Filter, every, search
from detomo.audit.service import Action, Outcome, record_alone
from detomo.audit.verify import Finding, Head, Verification, current_head, verify
from detomo.exceptions import ServiceError
from detomo.http import current_settings

audit_cli = AppGroup("audit", help="Who did what, and whether anybody changed the record of it.")
_HEAD = re.compile(r"(\d{1,18}):([0-9a-f]{64})")

_FILTERS = (
    click.option("--action", help="One action, or a group with a dot at its end."),
    click.option("--actor", "actor_id", type=click.IntRange(1, 2**31 - 1), help="Id of a user."),
    click.option("--outcome", type=click.Choice([str(outcome) for outcome in Outcome])),
    click.option("--target", help="What it was done to, such as the id of a user or a question."),
    click.option("--address", help="Where it was done from."),
    click.option("--since", type=click.DateTime(), help="UTC."),
    click.option("--until", type=click.DateTime(), help="UTC; lines before this moment."),
)


class HeadType(click.ParamType):
    name = "head"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> Head:
        found = _HEAD.fullmatch(value.strip())
        if found is None:
            self.fail("write it as it was printed: number:hash", param, ctx)
        return Head(int(found[1]), found[2])


@audit_cli.command("head")
def head_command() -> None:
    """Print the end of the chain. Keep it elsewhere: `verify --head` finds whatever is cut off after that.

    \b
    Example:
      flask audit head >> /mnt/elsewhere/audit-heads.txt
    """
    click.echo(current_head())


@audit_cli.command("verify")
@click.option("--head", "noted", type=HeadType(), help="A head that was printed earlier.")
def verify_command(noted: Head | None) -> None:
    """Find lines that were changed, removed, reordered or cut off. Exit code 1 when there are any.

    \b
    Examples:
      flask audit verify
      flask audit verify --head 1042:9c56cc51b374c3ba189210d5b6d4bf57790d351c96c47c02190ecf1e430635ab
    """
    _tell(verify(noted))


def _tell(found: Verification) -> None:
    for line_id, finding in found.findings:
        click.echo(f"line {line_id}: {finding}", err=True)
    if found.foreign_seals:
        click.echo(f"{found.foreign_seals} lines were sealed under an earlier SECRET_KEY and adopted since.")
    if any(finding is Finding.FORGED for _, finding in found.findings):
        click.echo("If SECRET_KEY was changed: `flask audit adopt` with the head that was noted before.", err=True)
    click.echo(f"{found.lines} lines, {len(found.findings)} findings. Head {found.head}")
    if not found.holds:
        raise click.exceptions.Exit(1)


@audit_cli.command("adopt")
@click.argument("noted", metavar="HEAD", type=HeadType())
def adopt_command(noted: Head) -> None:
    """After a change of SECRET_KEY: vouch for the lines up to HEAD, as `verify` printed it under the earlier key.

    \b
    Example:
      flask audit adopt 1042:9c56cc51b374c3ba189210d5b6d4bf57790d351c96c47c02190ecf1e430635ab
    """
    with _told():
        done = adopt(noted)
    click.echo(f"Adopted {done.foreign_seals} lines of an earlier SECRET_KEY. Head {current_head()}")


def _filtered(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the filters of the API as options; it takes them as one `Filter`."""

    @wraps(command)
    def gathered(since: datetime | None, until: datetime | None, **options: Any) -> None:
        values = {name: options.pop(name) for name in Filter.__slots__ if name in options}
        command(Filter(**values, since=_utc(since), until=_utc(until)), **options)

    for option in reversed(_FILTERS):
        gathered = option(gathered)
    return gathered


@audit_cli.command("list")
@_filtered
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 10_000))
def list_command(wanted: Filter, limit: int) -> None:
    """Show the newest lines.

    \b
    Examples:
      flask audit list --action rule.
      flask audit list --actor 7 --limit 10
      flask audit list --outcome denied --since 2026-01-01
    """
    lines = search(wanted, limit=limit)
    record_alone(Action.AUDIT_READ, actor_id=None, details={"lines": len(lines)})
    for line in lines:
        who = line.actor_id if line.actor_id is not None else "-"
        click.echo(
            f"{line.id:>8}  {line.at:%Y-%m-%d %H:%M:%S}  {who!s:>6}  {line.action}  {line.outcome}  {line.target}"
        )


@audit_cli.command("export")
@_filtered
@click.option("--format", "form", type=click.Choice(["jsonl", "csv"]), default="jsonl", show_default=True)
def export_command(wanted: Filter, form: str) -> None:
    """Write lines to standard output, oldest first.

    \b
    Examples:
      flask audit export --until 2026-01-01 > audit-2025.jsonl
      flask audit export --action export. --format csv > exports.csv
    """
    record_alone(Action.AUDIT_EXPORTED, actor_id=None, details={"format": form})
    for piece in as_bytes(every(wanted), form):
        sys.stdout.buffer.write(piece)


@audit_cli.command("purge")
@click.option("--before", type=click.DateTime(), help="Default: AUDIT_RETENTION_DAYS ago.")
def purge_command(before: datetime | None) -> None:
    """Remove lines older than a date (UTC); the rest can still be verified. Refuses when the chain is not in order.

    \b
    Examples:
      flask audit purge --before 2026-01-01
      flask audit purge
    """
    days = current_settings().audit_retention_days
    moment = _utc(before) or (clock.utcnow() - timedelta(days=days) if days else None)
    if moment is None:
        raise click.UsageError("AUDIT_RETENTION_DAYS is 0, which keeps everything: say --before.")
    with _told():
        done = purge(moment)
    click.echo(f"Removed {done.lines} lines; the chain begins after line {done.through}. Head {current_head()}")


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except ServiceError as error:
        raise click.ClickException(error.message.en) from error


def _utc(moment: datetime | None) -> datetime | None:
    return moment and moment.replace(tzinfo=UTC)
