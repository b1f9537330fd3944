"""What of the context goes into a prompt of limited length.

Parts come in while there is room, in this order: the likely tables with their keys and the columns that the question
names; the rest of those tables' columns; glossary entries; the two nearest examples; the nearest note; further tables
with keys and named columns; further notes; further examples; the rest of the further tables' columns. So the first that
is dropped, where room is short, are columns of far tables, then far examples, then notes, then far tables.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from detomo.engine.catalog import Table
from detomo.engine.catalog.ddl import as_ddl
from detomo.engine.catalog.linking import LinkedTable
from detomo.engine.knowledge.items import KnowledgeItem
from detomo.engine.propose.token_count import count_tokens
from detomo.engine.types import Dialect

_NEAR_EXAMPLES, _NEAR_NOTES = 2, 1
_MARGIN = 8  # tokens around an example or a note
_MOST_TABLES = 60  # further ones than that are never told


@dataclass(frozen=True, slots=True)
class Fitted:
    """What the prompt holds. Tables stand as the catalog has them where all of them fit: a prompt that stays the same
    is cached. `left_out` names, for people, what did not fit."""

    tables: tuple[Table, ...]
    examples: tuple[KnowledgeItem, ...]
    documentation: tuple[KnowledgeItem, ...]
    glossary: tuple[str, ...]
    left_out: tuple[str, ...]
    tokens: int


def fit(
    linked: Sequence[LinkedTable],
    dialect: Dialect,
    examples: Sequence[KnowledgeItem],
    documentation: Sequence[KnowledgeItem],
    glossary: Sequence[str],
    room: int,
) -> Fitted:
    """Choose within `room` tokens. `linked` comes most relevant first, the likely tables (`is_core`) ahead."""
    tables = _Tables(linked[:_MOST_TABLES], dialect)
    chosen = _Chosen(room)
    core, further = _split(tables.linked)
    tables.admit(core, chosen)
    tables.complete(core, chosen)
    chosen.take(glossary, str)
    chosen.take(examples[:_NEAR_EXAMPLES], _written)
    chosen.take(documentation[:_NEAR_NOTES], _written)
    tables.admit(further, chosen)
    chosen.take(documentation[_NEAR_NOTES:], _written)
    chosen.take(examples[_NEAR_EXAMPLES:], _written)
    tables.complete(further, chosen)
    told = tables.told()
    lost = [one.table.full_name for one in linked if one.table.full_name not in {table.full_name for table in told}]
    return Fitted(
        tables=told,
        examples=tuple(item for item in examples if item in chosen.taken),
        documentation=tuple(item for item in documentation if item in chosen.taken),
        glossary=tuple(text for text in glossary if text in chosen.taken),
        left_out=(*lost, *tables.trimmed(), *chosen.left),
        tokens=room - chosen.room,
    )


class _Chosen:
    def __init__(self, room: int) -> None:
        self.room = room
        self.taken: list[object] = []
        self.left: list[str] = []

    def pays(self, cost: int) -> bool:
        if cost > self.room:
            return False
        self.room -= cost
        return True

    def take(self, parts: Sequence[object], written: Callable[..., str]) -> None:
        for part in parts:
            text = written(part)
            if self.pays(count_tokens(text) + _MARGIN):
                self.taken.append(part)
            else:
                self.left.append(text.splitlines()[0][:80])


class _Tables:
    """Tables told in full or trimmed to keys and named columns."""

    def __init__(self, linked: Sequence[LinkedTable], dialect: Dialect) -> None:
        self.linked = linked
        self._dialect = dialect
        self._state: dict[str, Table] = {}
        self._all = len(linked) < _MOST_TABLES

    def admit(self, wanted: Sequence[LinkedTable], chosen: _Chosen) -> None:
        for one in wanted:
            short = _trimmed(one)
            if chosen.pays(self._cost(short)):
                self._state[one.table.full_name] = short

    def complete(self, wanted: Sequence[LinkedTable], chosen: _Chosen) -> None:
        for one in wanted:
            known = self._state.get(one.table.full_name)
            if known is not None and known is not one.table:
                more = self._cost(one.table) - self._cost(known)
                if chosen.pays(max(more, 0)):
                    self._state[one.table.full_name] = one.table

    def told(self) -> tuple[Table, ...]:
        """By name where everything is told in full, else most relevant first."""
        told = [self._state[one.table.full_name] for one in self.linked if one.table.full_name in self._state]
        whole = self._all and len(told) == len(self.linked) and not self.trimmed()
        return tuple(sorted(told, key=lambda table: table.full_name)) if whole else tuple(told)

    def trimmed(self) -> list[str]:
        originals = {one.table.full_name: one.table for one in self.linked}
        return [f"{name} (columns)" for name, table in self._state.items() if table is not originals[name]]

    def _cost(self, table: Table) -> int:
        return count_tokens(as_ddl([table], self._dialect)) + 2


def _split(linked: Sequence[LinkedTable]) -> tuple[list[LinkedTable], list[LinkedTable]]:
    return [one for one in linked if one.is_core], [one for one in linked if not one.is_core]


def _trimmed(one: LinkedTable) -> Table:
    """The table with its keys and the columns that the question names; the table itself where that is all of it."""
    table = one.table
    keys = {*table.primary_key, *(name for key in table.foreign_keys for name in key.columns)}
    wanted = {name.casefold() for name in keys | one.columns}
    kept = tuple(column for column in table.columns if column.name.casefold() in wanted) or table.columns[:1]
    left = len(table.columns) - len(kept)
    if not left:
        return table
    return replace(table, columns=kept, comment=f"{table.comment} ({left} more columns)".strip())


def _written(item: KnowledgeItem) -> str:
    return f"{item.question}\n{item.content}"
