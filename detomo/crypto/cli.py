"""`flask keys …`: the keys of stored values."""

from collections.abc import Callable
from typing import TypeVar

import click
from flask.cli import AppGroup
from sqlalchemy.exc import IntegrityError

from detomo.audit.service import Action, record
from detomo.crypto import rotation
from detomo.crypto.columns import current_keyring
from detomo.exceptions import ServiceError
from detomo.extensions import db

T = TypeVar("T")
keys_cli = AppGroup("keys", help="The keys that encrypt stored values (ENCRYPTION_KEY).")


@keys_cli.command("status")
def status() -> None:
    """Tell which keys stored values need. Fails when one of them is not configured.

    \b
    Example:
      flask keys status
    """
    found = _told(rotation.keys_in_use)
    known = current_keyring().ids
    for key_id in (*known, *sorted(found.keys() - set(known))):
        state = "encrypts" if key_id == known[0] else "decrypts" if key_id in known else "MISSING in ENCRYPTION_KEY"
        click.echo(f"{key_id}  {found[key_id]:>8} values  {state}")
    if rotation.missing_keys():
        raise click.ClickException("Stored values cannot be read: add the missing keys to ENCRYPTION_KEY.")


@keys_cli.command("rotate")
def rotate() -> None:
    """Encrypt all stored values anew with the first key of ENCRYPTION_KEY, while the service runs.

    May be stopped and started again. Afterwards, once `flask keys status` shows no value under them, the other keys
    can be taken out of ENCRYPTION_KEY.

    \b
    Example:
      ENCRYPTION_KEY=new,old flask keys rotate
    """
    _told(_rotate)
    click.echo("Every stored value is encrypted with the first key.")


def _rotate() -> None:
    rows = 0
    for done in rotation.rotate():
        rows += done.rows
        click.echo(f"{done.rows} rows of {done.table}")
    record(Action.KEYS_ROTATED, actor_id=None, details={"rows": rows})
    db.session.commit()


def _told(work: Callable[[], T]) -> T:
    """Show an expected failure as one line instead of a traceback."""
    try:
        return work()
    except ServiceError as err:
        hint = f" {err.hint.en}." if err.hint else ""
        raise click.ClickException(f"{err.message.en}.{hint}") from err
    except IntegrityError as err:
        raise click.ClickException(
            "Two rows hold one value that must be unique; nothing of their batch changed."
        ) from err
