"""What one viewer may see of a catalog."""

from dataclasses import replace
from functools import cached_property

from detomo.engine.catalog.model import Catalog, Column, ForeignKey, Table
from detomo.engine.errors import Refused
from detomo.engine.guard.rewrite.masks import masked_type
from detomo.engine.guard.rewrite.rules import Action, Rules, TablePolicy, policies
from detomo.engine.guard.rewrite.views import ViewBody, parse_view, tables_read, unknown_view, without_hidden
from detomo.engine.types import Viewer

_DEEPEST = 16  # views upon views, and the end of views that name each other


class Sight:
    def __init__(self, catalog: Catalog, rules: Rules, viewer: Viewer) -> None:
        self.catalog = catalog
        self.viewer = viewer
        self._policies = policies(catalog, rules, viewer)

    def __bool__(self) -> bool:
        """Whether any rule concerns this viewer."""
        return bool(self._policies)

    def policy(self, table: Table) -> TablePolicy:
        return self._policies.get(table.full_name, TablePolicy())

    def is_ruled(self, table: Table, depth: int = 0) -> bool:
        """Whether a rule holds for the table, or for anything that the view reads.

        Raises Refused for a view when that cannot be told.
        """
        if table.is_view and self._is_view_over_rules(table, depth):
            return True
        return table.full_name in self._policies

    def columns(self, table: Table) -> tuple[Column, ...]:
        """The columns that exist for the viewer. Raises Refused like `body`."""
        columns = self.body(table).columns if self.is_inlined(table) else table.columns
        policy = self.policy(table)
        return tuple(column for column in columns if not policy.hides(column.name))

    def hidden(self, table: Table) -> frozenset[str]:
        """Names in lower case of the columns that do not exist for the viewer."""
        return frozenset(c.name.casefold() for c in table.columns) - {c.name.casefold() for c in self.columns(table)}

    def body(self, view: Table) -> ViewBody:
        """The view's query over the columns that exist for the viewer. Raises Refused where it needs others."""
        query = parse_view(view, self.catalog.dialect)
        read = tables_read(view, query, self.catalog)
        return without_hidden(view, query, {name: self.hidden(table) for name, table in read.items()})

    def is_inlined(self, table: Table) -> bool:
        """Whether the table is a view that has to be read through its definition."""
        return table.is_view and self._is_view_over_rules(table, 0)

    def _is_view_over_rules(self, view: Table, depth: int) -> bool:
        if depth > _DEEPEST:
            raise unknown_view(view)
        read = tables_read(view, parse_view(view, self.catalog.dialect), self.catalog)
        return any(self.is_ruled(table, depth + 1) for table in read.values())


class _Visible:
    """Builds the catalog of one viewer."""

    def __init__(self, sight: Sight) -> None:
        self._sight = sight
        self._tables = {table.full_name: table for table in sight.catalog}

    @cached_property
    def _columns(self) -> dict[str, tuple[Column, ...]]:
        found = {table.full_name: self._columns_of(table) for table in self._sight.catalog}
        return {name: columns for name, columns in found.items() if columns}

    def catalog(self) -> Catalog:
        tables = tuple(self._table(table) for table in self._sight.catalog if table.full_name in self._columns)
        return replace(self._sight.catalog, tables=tables)

    def _columns_of(self, table: Table) -> tuple[Column, ...]:
        try:
            return self._sight.columns(table)
        except Refused:
            return ()

    def _table(self, table: Table) -> Table:
        policy = self._sight.policy(table)
        return replace(
            table,
            columns=tuple(_as_seen(column, policy) for column in self._columns[table.full_name]),
            primary_key=table.primary_key if self._has(table.full_name, table.primary_key) else (),
            foreign_keys=tuple(key for key in table.foreign_keys if self._keeps(table, key)),
            row_estimate=None if policy.predicates else table.row_estimate,
            definition="",
        )

    def _keeps(self, table: Table, key: ForeignKey) -> bool:
        return self._has(table.full_name, key.columns) and self._has(key.target, key.target_columns)

    def _has(self, table: str, names: tuple[str, ...]) -> bool:
        """Whether every one of the columns is there with its own values."""
        target = self._tables.get(table)
        if target is None:
            return False
        policy = self._sight.policy(target)
        there = {column.name.casefold() for column in self._columns.get(table, ())}
        return all(name.casefold() in there and policy.action(name) is None for name in names)


def visible(catalog: Catalog, rules: Rules, viewer: Viewer) -> Catalog:
    """The catalog as it exists for the viewer: for prompts, listings, name binding and nearest names.

    Hidden columns are left out, with the keys that mention them, and with them tables that have no column left and
    views that the rules cannot be enforced on. Masked columns carry the type of their mask and are no keys.
    """
    sight = Sight(catalog, rules, viewer)
    return _Visible(sight).catalog() if sight else catalog


def _as_seen(column: Column, policy: TablePolicy) -> Column:
    action = policy.action(column.name)
    if action is None:
        return column
    kind = masked_type(action, column)
    declared = column.declared if kind is column.type else "TEXT"
    return replace(
        column, type=kind, declared=declared, unique=False, nullable=column.nullable or action is Action.NULL
    )
