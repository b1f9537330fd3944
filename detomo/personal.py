"""What features hold about a person, said once for each table: how to give it to them, and how to erase it.

Features declare `PersonalRows` in their `personal.py`; `detomo.privacy` exports and erases all of them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Delete, Update, delete, select, tuple_, update
from sqlalchemy.orm import InstrumentedAttribute

from detomo.extensions import db

Record = dict[str, Any]
Position = list[Any]  # a primary key, as JSON
BATCH = 200


@dataclass(frozen=True)
class PersonalRows:
    """The rows of `model` whose `owner` column holds the user's id.

    `shown` columns are exported; secrets and hashes are left out. `erase`: `delete` the rows, `forget` the owner only
    (what they did for a team stays the team's), or `blank` the columns of `blanks`, where these hold anything.
    """

    name: str
    model: type[Any]
    owner: InstrumentedAttribute[Any]
    shown: Sequence[InstrumentedAttribute[Any]]
    erase: str = "delete"
    where: Callable[[], ColumnElement[bool]] | None = None
    blanks: Sequence[InstrumentedAttribute[Any]] = ()

    def export(self, user_id: int, after: Position | None) -> tuple[list[Record], Position | None]:
        """The next batch of records, and where to go on; None at the end."""
        keys = self._keys
        query = select(*self.shown, *(key.label(f"_key{number}") for number, key in enumerate(keys)))
        query = query.where(self._of(user_id)).order_by(*keys).limit(BATCH)
        if after is not None:
            query = query.where(tuple_(*keys) > tuple_(*after))
        rows = db.session.execute(query).all()
        records = [{column.key: _plain(value) for column, value in zip(self.shown, row, strict=False)} for row in rows]
        last = list(rows[-1][len(self.shown) :]) if len(rows) == BATCH else None
        return records, last

    def erase_batch(self, user_id: int) -> bool:
        """Erase some rows; tell whether none is left. The caller commits."""
        keys = self._keys
        unblanked = [column != "" for column in self.blanks]
        batch = db.session.execute(select(*keys).where(self._of(user_id), *unblanked).limit(BATCH)).all()
        if batch:
            chosen = tuple_(*keys).in_([tuple(row) for row in batch])
            db.session.execute(self._change().where(chosen).execution_options(synchronize_session=False))
        return len(batch) < BATCH

    def _change(self) -> Delete | Update:
        if self.erase == "delete":
            return delete(self.model)
        blanked = dict.fromkeys((column.key for column in self.blanks), "")
        return update(self.model).values(blanked or {self.owner.key: None})

    @property
    def _keys(self) -> list[Any]:
        return list(self.model.__table__.primary_key.columns)

    def _of(self, user_id: int) -> ColumnElement[bool]:
        mine = self.owner == user_id
        return mine & self.where() if self.where else mine


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value
