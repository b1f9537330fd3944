"""A table that does not exist: the one that was meant, by its name and by the columns that are asked of it."""

from collections.abc import Iterable

from sqlglot import exp

from detomo.engine.catalog.model import Table
from detomo.engine.guard.bind import Problem
from detomo.engine.guard.bind.frames import Frame, Source
from detomo.engine.guard.likeness import nearest, ranked
from detomo.engine.guard.repair.workbench import Workbench, base_tables, change, identifier
from detomo.engine.types import Change, Text

_RENAMED = Text("There is no table {before}; {after} was used.", "表 {before} はないため、{after} を使いました。")


def rename(problem: Problem, bench: Workbench) -> Change | None:
    node, frame = problem.node, problem.frame
    if frame is None or not isinstance(node, exp.Table):
        return None
    wanted = _columns_asked_of(node, frame)
    name = _common_table_expression(node, bench) or _table_meant(node, frame, wanted, bench)
    if name is None:
        return None
    schema, _, bare = name.rpartition(".")
    node.set("this", identifier(bare))
    node.set("db", identifier(schema) if schema else None)
    node.set("catalog", None)
    return change(problem.code, problem.part, name, _RENAMED)


def _common_table_expression(node: exp.Table, bench: Workbench) -> str | None:
    """A WITH name that is spelt slightly otherwise; a schema rules it out."""
    names = [cte.alias for cte in bench.tree.find_all(exp.CTE)]
    match = nearest(node.name, names) if names and not node.db and not node.find_ancestor(exp.CTE) else None
    return match.name if match else None


def _table_meant(node: exp.Table, frame: Frame, wanted: set[str], bench: Workbench) -> str | None:
    used = {table.full_name for table in base_tables(frame)}
    free = [table for table in bench.catalog if table.full_name not in used]
    return _named(node.name, _having(free, wanted)) or _named(node.name, free) or _alike(node.name, free, wanted)


def _named(name: str, tables: Iterable[Table]) -> str | None:
    """The one table whose name is near; of the same name in several schemas, none."""
    by_name: dict[str, list[Table]] = {}
    for table in tables:
        by_name.setdefault(table.name, []).append(table)
    match = nearest(name, by_name)
    found = by_name[match.name] if match else []
    return found[0].full_name if len(found) == 1 else None


def _alike(name: str, tables: list[Table], wanted: set[str]) -> str | None:
    """Of several tables remotely alike in name, the only one with all the columns."""
    alike = set(ranked(name, (table.name for table in tables), count=5))
    fitting = [table for table in _having(tables, wanted) if table.name in alike] if len(wanted) > 1 else []
    return fitting[0].full_name if len(fitting) == 1 else None


def _having(tables: Iterable[Table], wanted: set[str]) -> list[Table]:
    return [table for table in tables if all(table.column(name) is not None for name in wanted)]


def _columns_asked_of(node: exp.Table, frame: Frame) -> set[str]:
    """Columns qualified with the table, and bare ones that no other source has."""
    alias = node.alias_or_name.casefold()
    others = [source for key, source in frame.sources.items() if key != alias]
    asked = {column.name for column in frame.columns if column.table.casefold() == alias}
    return asked | {column.name for column in frame.columns if _is_bare(column, frame) and not _held(column, others)}


def _is_bare(column: exp.Column, frame: Frame) -> bool:
    named = isinstance(frame.outputs.get(column.name.casefold()), exp.Alias)
    return not column.table and isinstance(column.this, exp.Identifier) and not column.this.quoted and not named


def _held(column: exp.Column, sources: list[Source]) -> bool:
    return any(source.has(column.name) or source.is_open for source in sources)
