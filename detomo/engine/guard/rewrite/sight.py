"""What one viewer may see of a catalog."""

from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property

from sqlglot import exp

from detomo.engine.catalog.model import Catalog, Column, ForeignKey, Table
from detomo.engine.errors import Refused
from detomo.engine.guard.names import TableIndex
from detomo.engine.guard.policy import Policy
from detomo.engine.guard.rewrite.masks import masked_type
from detomo.engine.guard.rewrite.predicates import SOURCE, bind
from detomo.engine.guard.rewrite.rules import Action, Rules, TablePolicy, policies
from detomo.engine.guard.rewrite.views import ViewBody, parse_view, tables_read, unknown_view, without_hidden
from detomo.engine.language import mentions
from detomo.engine.types import Viewer

_DEEPEST = 16  # views upon views, and the end of views that name each other
_NO_RULES = TablePolicy()


class Sight:
    """The rules of one viewer over one catalog. Worth keeping between statements of the same viewer."""

    def __init__(self, catalog: Catalog, rules: Rules, viewer: Viewer) -> None:
        self.catalog = catalog
        self.viewer = viewer
        self._tables = {table.full_name: table for table in catalog}
        self._policies = policies(catalog, rules, viewer)
        self._conditions: dict[str, list[exp.Expr]] = {}

    def __bool__(self) -> bool:
        """Whether any rule concerns this viewer."""
        return bool(self._policies)

    @cached_property
    def visible(self) -> Catalog:
        """The catalog as it exists for the viewer."""
        return _visible(self) if self else self.catalog

    @cached_property
    def index(self) -> TableIndex:
        """The names of `visible`."""
        return TableIndex(self.visible)

    @cached_property
    def names(self) -> frozenset[str]:
        """Names of all tables in lower case."""
        return frozenset(table.name.casefold() for table in self.catalog)

    @cached_property
    def _policy_of_views(self) -> Policy:
        return Policy(self.catalog)

    @cached_property
    def hides(self) -> bool:
        """Whether any column does not exist for the viewer."""
        return any(Action.HIDDEN in policy.actions.values() for policy in self._policies.values())

    @cached_property
    def hidden_names(self) -> frozenset[str]:
        """Names, as spelt in the schema, of tables and columns that are hidden and that nothing visible has."""
        return _names_lost(self.catalog, self.visible) if self else frozenset()

    def whole(self, table: Table) -> Table:
        """The table with all its columns, from one of `visible`."""
        return self._tables[table.full_name]

    def policy(self, table: Table) -> TablePolicy:
        return self._policies.get(table.full_name, _NO_RULES)

    def conditions(self, table: Table) -> list[exp.Expr]:
        """The row rules of the table for the viewer, over `SOURCE`. Raises Refused for what cannot be enforced."""
        if table.full_name not in self._conditions:
            dialect = self.catalog.dialect
            bound = [bind(text, table, SOURCE, dialect, self.viewer) for text in self.policy(table).predicates]
            self._conditions[table.full_name] = bound
        return [condition.copy() for condition in self._conditions[table.full_name]]

    def is_ruled(self, table: Table) -> bool:
        """Whether a rule holds for the table, or for anything that the view reads.

        Raises Refused for a view when that cannot be told.
        """
        return table.full_name in self._policies or self.is_inlined(table)

    def is_inlined(self, table: Table) -> bool:
        """Whether the table is a view that has to be read through its definition. Raises Refused like `is_ruled`."""
        whole = self.whole(table)
        return whole.is_view and self._reads_rules(whole, 0)

    def columns(self, table: Table) -> tuple[Column, ...]:
        """The columns that exist for the viewer, unmasked. Raises Refused like `body`."""
        whole, policy = self.whole(table), self.policy(table)
        columns = self.body(whole).columns if self.is_inlined(whole) else whole.columns
        return tuple(column for column in columns if not policy.hides(column.name))

    @cached_property
    def as_stored(self) -> frozenset[tuple[str, str]]:
        """Table (`full_name`) and name of the columns of which the viewer sees every row's value as it is stored."""
        return frozenset(
            (table.full_name, column.name)
            for table in self.visible
            if not self._loses_rows(table)
            for column in table.columns
            if self.policy(table).action(column.name) is None
        )

    def _loses_rows(self, table: Table) -> bool:
        """Whether a row rule holds for the table, or any rule for what the view reads."""
        return bool(self.policy(table).predicates) or self.is_inlined(table)

    def body(self, view: Table) -> ViewBody:
        """The view's query over the columns that exist for the viewer. Raises Refused where it needs others."""
        whole = self.whole(view)
        query = parse_view(whole, self.catalog.dialect)
        hidden = {name: self._hidden(table) for name, table in self._read(whole).items()}
        return without_hidden(whole, query, hidden)

    def _hidden(self, table: Table) -> frozenset[str]:
        """Names in lower case of the columns that do not exist for the viewer."""
        return frozenset(c.name.casefold() for c in table.columns) - {c.name.casefold() for c in self.columns(table)}

    def _read(self, view: Table) -> dict[str, Table]:
        return tables_read(view, parse_view(view, self.catalog.dialect), self.catalog, self._policy_of_views)

    def _reads_rules(self, view: Table, depth: int) -> bool:
        if depth > _DEEPEST:
            raise unknown_view(view)
        return any(
            table.full_name in self._policies or (table.is_view and self._reads_rules(table, depth + 1))
            for table in self._read(view).values()
        )


def visible(catalog: Catalog, rules: Rules, viewer: Viewer) -> Catalog:
    """The catalog as it exists for the viewer: for prompts, listings, name binding and nearest names.

    Hidden columns are left out, with the keys that mention them, and with them tables that have no column left and
    views that the rules cannot be enforced on. Masked columns carry the type of their mask and are no keys.
    """
    return Sight(catalog, rules, viewer).visible


def _visible(sight: Sight) -> Catalog:
    columns = {table.full_name: _columns_or_none(sight, table) for table in sight.catalog}
    own = {name: _own_values(sight, name, there) for name, there in columns.items()}
    tables = (_as_seen(sight, table, columns[table.full_name], own) for table in sight.catalog)
    seen = replace(sight.catalog, tables=tuple(table for table in tables if table.columns))
    lost = _names_lost(sight.catalog, seen)
    return replace(seen, tables=tuple(_without_mentions(table, lost) for table in seen)) if lost else seen


def _columns_or_none(sight: Sight, table: Table) -> tuple[Column, ...]:
    try:
        return sight.columns(table)
    except Refused:
        return ()


def _own_values(sight: Sight, name: str, columns: Iterable[Column]) -> frozenset[str]:
    """The visible columns that carry their own values, so that keys over them still hold."""
    actions = sight._policies.get(name, _NO_RULES).actions
    return frozenset(folded for column in columns if (folded := column.name.casefold()) not in actions)


def _as_seen(sight: Sight, table: Table, columns: tuple[Column, ...], own: dict[str, frozenset[str]]) -> Table:
    policy = sight.policy(table)
    keys = tuple(key for key in table.foreign_keys if _holds(key, table, own))
    primary = table.primary_key if _within(table.primary_key, own[table.full_name]) else ()
    untouched = (policy, columns, keys, primary) == (_NO_RULES, table.columns, table.foreign_keys, table.primary_key)
    if untouched and not table.definition:
        return table
    return replace(
        table,
        columns=tuple(_column_as_seen(column, policy) for column in columns),
        primary_key=primary,
        foreign_keys=keys,
        row_estimate=None if policy.predicates else table.row_estimate,
        definition="",
    )


def _holds(key: ForeignKey, table: Table, own: dict[str, frozenset[str]]) -> bool:
    target = own.get(key.target, frozenset())
    return _within(key.columns, own[table.full_name]) and _within(key.target_columns, target)


def _within(names: Iterable[str], own: frozenset[str]) -> bool:
    return all(name.casefold() in own for name in names)


def _column_as_seen(column: Column, policy: TablePolicy) -> Column:
    action = policy.action(column.name)
    if action is None:
        return column
    kind = masked_type(action, column)
    declared = column.declared if kind is column.type else "TEXT"
    nullable = column.nullable or action is Action.NULL
    return replace(column, type=kind, declared=declared, unique=False, nullable=nullable)


def _names_lost(whole: Catalog, seen: Catalog) -> frozenset[str]:
    left = _names(seen)
    return frozenset(name for folded, name in _names(whole).items() if folded not in left)


def _names(catalog: Catalog) -> dict[str, str]:
    """Every name of a table or column, by its lower case."""
    tables = {table.name.casefold(): table.name for table in catalog}
    return tables | {column.name.casefold(): column.name for table in catalog for column in table.columns}


def _without_mentions(table: Table, lost: frozenset[str]) -> Table:
    """The table without the comments that speak of names the viewer may not know."""
    texts = (table.comment, *(column.comment for column in table.columns))
    if not any(text and mentions(text, lost) for text in texts):
        return table
    columns = tuple(replace(column, comment=_unless_mentions(column.comment, lost)) for column in table.columns)
    return replace(table, columns=columns, comment=_unless_mentions(table.comment, lost))


def _unless_mentions(comment: str, lost: frozenset[str]) -> str:
    return "" if comment and mentions(comment, lost) else comment
