"""Row and column rules, and what they come to for one viewer.

Every rule that names a viewer's role (or no role at all) holds for that viewer; an administrator is no exception unless
the rule names other roles. Row rules on one table are combined with AND. Of several column rules on one column the
strictest holds: hidden, then null, then hash; two different partial masks together become null.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from types import MappingProxyType

from detomo.engine.catalog.model import Catalog, Table
from detomo.engine.types import Viewer


class Action(StrEnum):
    """What a column rule does to a column. `hidden` removes it; the others keep its name and change its values.

    `email` keeps the first character and the domain, `last4` the last four characters of values of at least eight,
    `year` moves dates to the first of January, `hash` is unkeyed SHA-256 in hexadecimal: equal values stay equal, and
    values that can be guessed can be confirmed. `null` leaves nothing.
    """

    HIDDEN = "hidden"
    NULL = "null"
    HASH = "hash"
    YEAR = "year"
    LAST4 = "last4"
    EMAIL = "email"


@dataclass(frozen=True, slots=True)
class RowRule:
    """Of `table` (`name` or `schema.name`) only the rows where `predicate` is true.

    `predicate` is a boolean expression in the database's dialect over the table's own columns; `:user.<attribute>`
    stands for an attribute of the viewer. A viewer who lacks the attribute sees no rows.
    """

    table: str
    predicate: str
    roles: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class ColumnRule:
    table: str
    column: str
    action: Action
    roles: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    rows: tuple[RowRule, ...] = ()
    columns: tuple[ColumnRule, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.rows or self.columns)


@dataclass(frozen=True)
class TablePolicy:
    """The rules of one table for one viewer. `actions` is keyed by the column's name in lower case."""

    predicates: tuple[str, ...] = ()
    actions: Mapping[str, Action] = field(default_factory=dict)

    def action(self, column: str) -> Action | None:
        return self.actions.get(column.casefold())

    def hides(self, column: str) -> bool:
        return self.action(column) is Action.HIDDEN


def fingerprint(rules: Rules, viewer: Viewer) -> str:
    """Equal where the same rules hold with the same attributes of the viewer; empty where none hold."""
    rows = sorted((rule.table, rule.predicate) for rule in rules.rows if _concerns(rule, viewer))
    columns = sorted((rule.table, rule.column, str(rule.action)) for rule in rules.columns if _concerns(rule, viewer))
    if not rows and not columns:
        return ""
    attributes = sorted(viewer.attributes.items()) if rows else []
    return sha256(repr((rows, columns, attributes)).encode("utf-8", "surrogatepass")).hexdigest()


def tables_named(catalog: Catalog, names: Iterable[str]) -> dict[str, list[Table]]:
    """The tables that rules name, as `name` in the default schema or `schema.name`.

    Several for one name where tables differ by case alone: a rule then holds for each.
    """
    found: dict[str, list[Table]] = {name: [] for name in names}
    wanted: dict[str, list[str]] = {}
    for name in found:
        wanted.setdefault(name.casefold(), []).append(name)
    for table in catalog:
        spellings = {table.full_name.casefold(), f"{table.schema or catalog.default_schema}.{table.name}".casefold()}
        for name in (name for spelling in spellings for name in wanted.get(spelling, ())):
            found[name].append(table)
    return found


def policies(catalog: Catalog, rules: Rules, viewer: Viewer) -> dict[str, TablePolicy]:
    """The policy of every table that has a rule for this viewer, by `Table.full_name`.

    A rule about a table that the catalog does not hold has nothing to act on: the guard lets no query reach it.
    """
    rows = [rule for rule in rules.rows if _concerns(rule, viewer)]
    columns = [rule for rule in rules.columns if _concerns(rule, viewer)]
    tables = tables_named(catalog, [*(rule.table for rule in rows), *(rule.table for rule in columns)])
    predicates: dict[str, list[str]] = {}
    actions: dict[str, dict[str, Action]] = {}
    for row in rows:
        for table in tables[row.table]:
            predicates.setdefault(table.full_name, []).append(row.predicate)
    for rule in columns:
        for table in tables[rule.table]:
            chosen, name = actions.setdefault(table.full_name, {}), rule.column.casefold()
            chosen[name] = _stricter(chosen.get(name), Action(rule.action))
    return {
        name: TablePolicy(tuple(predicates.get(name, ())), MappingProxyType(actions.get(name, {})))
        for name in predicates.keys() | actions.keys()
    }


def _concerns(rule: RowRule | ColumnRule, viewer: Viewer) -> bool:
    return rule.roles is None or viewer.role in rule.roles


def _stricter(one: Action | None, other: Action) -> Action:
    if one is None or one is other:
        return other
    for whole in (Action.HIDDEN, Action.NULL, Action.HASH):
        if whole in (one, other):
            return whole
    return Action.NULL
