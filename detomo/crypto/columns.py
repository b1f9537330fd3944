"""Columns whose values are encrypted, and columns by which such values are found.

The keys are those of the current app: a Flask app context is needed wherever such a column is read or written.
"""

from collections.abc import Callable
from typing import Any

from flask import Flask, current_app
from sqlalchemy import Dialect, Text
from sqlalchemy.types import TypeDecorator

from detomo.crypto.keyring import Keyring

KEYRING = "detomo_keyring"
INDEX_OF = "blind_index_of"  # key of a column's `info`
INDEX_LENGTH = 43


def init_app(app: Flask) -> None:
    app.extensions[KEYRING] = Keyring(app.config["SETTINGS"].encryption_keys)


def current_keyring() -> Keyring:
    return current_app.extensions[KEYRING]


class EncryptedText(TypeDecorator[str]):
    """Text that the database holds encrypted. `place` is the column's full name, as `users.email`.

    The same text is stored differently every time: it can be neither compared nor sorted in SQL. Where it must be
    found, a second column holds its `blind_index`. Raises `KeyMissing` or `ValueDamaged` when a row is read.
    """

    impl = Text
    cache_ok = True

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else current_keyring().encrypt(value, self.place)

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else current_keyring().decrypt(value, self.place)


def blind_index(value: str, purpose: str = "users.email") -> str:
    """What to store beside an encrypted value: a keyed digest, 43 characters. Bring `value` to its compared form first.

    It changes with the key: look up with `blind_indexes`.
    """
    return blind_indexes(value, purpose)[0]


def blind_indexes(value: str, purpose: str = "users.email") -> tuple[str, ...]:
    """Every index that may be stored for a value while keys are being changed, for `column.in_(…)`."""
    return current_keyring().indexes(value, purpose)


def indexes(column: str, compared_form: Callable[[str], str]) -> dict[str, Any]:
    """The `info` of a column that holds the blind index of an encrypted `column` of its table, for `keys rotate`."""
    return {INDEX_OF: (column, compared_form)}
