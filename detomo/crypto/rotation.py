"""Encrypting everything anew under the first key, in small transactions, while the service runs.

What is still to be done is told from the stored values themselves: a rotation that was stopped is just started again.
A row that somebody changes in the same moment is left as they wrote it, which is under the first key already.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import structlog
from flask import Flask
from sqlalchemy import Column, ColumnElement, Table, Text, and_, func, or_, select, type_coerce, update
from sqlalchemy.exc import SQLAlchemyError

from detomo.crypto.columns import INDEX_OF, EncryptedText, blind_index, current_keyring
from detomo.crypto.keyring import key_id_of
from detomo.extensions import db

log = structlog.get_logger(__name__)

BATCH_ROWS = 500
_ID_END = len("v1.") + 8  # where a value's key id ends


@dataclass(frozen=True, slots=True)
class Rotated:
    """How many rows of a table one batch encrypted anew."""

    table: str
    rows: int


def keys_in_use() -> Counter[str]:
    """How many stored values need each key id. Reads every encrypted column."""
    found: Counter[str] = Counter()
    for column in _encrypted_columns():
        head = func.substr(_raw(column), 1, _ID_END + 1).label("head")
        counted = select(head, func.count()).where(column.is_not(None)).group_by(head)
        for text, rows in db.session.execute(counted):
            found[key_id_of(text)] += rows
    db.session.rollback()
    return found


def missing_keys() -> set[str]:
    """The ids of keys that stored values need and that are not configured."""
    return keys_in_use().keys() - set(current_keyring().ids)


def refuse_missing_keys(app: Flask) -> None:
    """Stop the start of a service that could not read what is stored: it would not even find its users."""
    with app.app_context():
        try:
            missing = missing_keys()
        except SQLAlchemyError as err:  # away or not migrated yet: each request tells it
            log.warning("keys_not_checked", error=type(err).__name__)
            return
    if missing:
        sys.exit(
            f"ENCRYPTION_KEY: stored values need further keys ({', '.join(sorted(missing))}). Add them at its end."
        )


def rotate() -> Iterator[Rotated]:
    """Encrypt anew what an earlier key encrypted, telling of each batch. Raises `KeyMissing` or `ValueDamaged`.

    Raises `IntegrityError` where two rows turn out to hold one value that must be unique.
    """
    for table in {column.table: None for column in _encrypted_columns()}:
        yield from _rotate_table(table)


def _rotate_table(table: Table) -> Iterator[Rotated]:
    columns = [column for column in table.columns if isinstance(column.type, EncryptedText)]
    (key,) = table.primary_key.columns
    old = or_(*(and_(column.is_not(None), ~_raw(column).startswith(current_keyring().prefix)) for column in columns))
    raw = [_raw(column).label(column.key) for column in columns]
    last: Any = None
    while rows := db.session.execute(_batch(key, raw, old, last)).mappings().all():
        last = rows[-1][key.key]
        done = sum(_rotate_row(table, key, columns, row) for row in rows)
        db.session.commit()
        yield Rotated(table.name, done)


def _batch(key: Column[Any], raw: list[Any], old: ColumnElement[bool], last: Any) -> Any:
    following = [key > last] if last is not None else []
    return select(key, *raw).where(old, *following).order_by(key).limit(BATCH_ROWS)


def _rotate_row(table: Table, key: Column[Any], columns: list[Column[Any]], row: Any) -> int:
    """Replace the row's values unless they changed since they were read."""
    plain = {c.key: c.type.process_result_value(row[c.key], db.engine.dialect) for c in columns}
    values = {c: plain[c.key] for c in columns}
    for index in table.columns:
        source, compared_form = index.info.get(INDEX_OF, ("", None))
        if compared_form is not None and plain.get(source) is not None:
            values[index] = blind_index(compared_form(plain[source]), f"{table.name}.{source}")
    unchanged = [_raw(c).is_not_distinct_from(row[c.key]) for c in columns]
    return db.session.execute(update(table).where(key == row[key.key], *unchanged).values(values)).rowcount


def _encrypted_columns() -> Iterator[Column[Any]]:
    for table in db.metadata.sorted_tables:
        yield from (column for column in table.columns if isinstance(column.type, EncryptedText))


def _raw(column: Column[Any]) -> ColumnElement[str]:
    """The column as it is stored."""
    return type_coerce(column, Text())
