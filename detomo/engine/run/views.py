"""View definitions, which row and column rules look through."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from detomo.engine.catalog.model import Table


def with_definitions(tables: Iterable[Table], definitions: Mapping[tuple[str, str], str | None]) -> tuple[Table, ...]:
    """The tables with the SQL of those that are views. `definitions` is keyed by `Table.schema` and name; what the
    connection may not see is missing or None."""
    return tuple(
        replace(table, definition=definitions.get((table.schema, table.name)) or "") if table.is_view else table
        for table in tables
    )
