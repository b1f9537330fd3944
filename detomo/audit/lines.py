"""Lines as they are stored, read so that no change to a column can keep them from being looked at."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, String, func, select, type_coerce

from detomo.audit.chain import CONTENT, address_digest, hash_of, seal_of
from detomo.audit.models import AuditLine

_LINES = AuditLine.__table__
_BATCH = 2_000
_UTC_TEXT = 'YYYY-MM-DD"T"HH24:MI:SS.US'


@dataclass(frozen=True, slots=True)
class StoredLine:
    """A line; whoever changed it may have put anything into its columns. `at` is None where it is no moment."""

    id: int
    at: datetime | None
    values: Any

    @property
    def hash(self) -> Any:
        return self.values["hash"]

    @property
    def action(self) -> Any:
        return self.values["action"]

    @property
    def actor_id(self) -> Any:
        return self.values["actor_id"]

    @property
    def target(self) -> str:
        return str(self.values["target"])

    @property
    def is_blank(self) -> bool:
        """Whether the address was erased, which leaves the hash as it is."""
        return not self.values["address"] and not self.values["address_salt"]

    def follows(self, previous_hash: str) -> bool:
        """Whether place and content are those that the hash was made from."""
        if self.at is None:
            return False
        content = {name: self.values[name] for name in CONTENT[1:]} | {"at": self.at}
        return self.hash == hash_of(previous_hash, self.id, content) and self._address_holds()

    def is_sealed(self, key: bytes) -> bool:
        return self.values["seal"] == seal_of(key, self.hash)

    def fact(self, name: str) -> Any:
        """One of the details, or None."""
        try:
            return json.loads(self.values["details"])[name]
        except (ValueError, TypeError, KeyError):
            return None

    def _address_holds(self) -> bool:
        values = self.values
        return self.is_blank or address_digest(values["address_salt"], values["address"]) == values["address_digest"]


def stored_lines(connection: Connection, *chosen: ColumnElement[bool]) -> Iterator[StoredLine]:
    """Lines in their order, a batch at a time."""
    is_sqlite = connection.dialect.name == "sqlite"
    at = type_coerce(_LINES.c.at, String) if is_sqlite else func.to_char(func.timezone("UTC", _LINES.c.at), _UTC_TEXT)
    others = [column for column in _LINES.c if column.name != "at"]
    lines = select(*others, at.label("at")).where(*chosen).order_by(_LINES.c.id)
    for row in connection.execution_options(yield_per=_BATCH).execute(lines):
        yield StoredLine(row.id, _moment(row.at), row._mapping)


def _moment(text: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=UTC)
    except (TypeError, ValueError):
        return None
