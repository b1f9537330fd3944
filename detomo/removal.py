"""Removing rows that are due, in short transactions: SQLite lets nobody else write meanwhile."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, bindparam, delete, select, tuple_

from detomo.extensions import db
from detomo.orm import UtcDateTime

MOMENT: ColumnElement[datetime] = bindparam("moment", type_=UtcDateTime())  # for what makes a row due


def removal(model: Any, is_due: ColumnElement[bool]) -> Any:
    """A DELETE of the next batch that no other worker holds, for `remove_in_batches`."""
    key = model.__table__.primary_key.columns
    following = select(*key).where(is_due).limit(bindparam("batch", type_=Integer)).with_for_update(skip_locked=True)
    return delete(model.__table__).where(is_due, tuple_(*key).in_(following))


def remove_in_batches(statement: Any, moment: datetime, batch: int) -> int:
    """Remove what a `removal` finds due at the moment, `batch` rows a transaction, and give how many.

    Several workers may do so at once: each takes what no other holds.
    """
    removed = 0
    while True:
        with db.engine.begin() as connection:
            gone = connection.execute(statement, {"moment": moment, "batch": batch}).rowcount
        removed += gone
        if gone < batch:
            return removed
