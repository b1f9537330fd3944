"""A table that does not exist: the one that was meant, by its name and by the columns that are asked of it."""

from collections.abc import Iterable

from sqlglot import exp

from detomo.engine.catalog.model import Table
from detomo.engine.guard.bind import Problem
from detomo.engine.guard.bind.frames import Frame, has
from detomo.engine.guard.likeness import alike, nearest, ranked
from detomo.engine.guard.repair.workbench import Workbench, change
from detomo.engine.guard.scopes import Kind, Source
from detomo.engine.types import Change, Text

_RENAMED = Text("There is no table {before}; {after} was used.", "表 {before} はないため、{after} を使いました。")


def rename(problem: Problem, bench: Workbench) -> Change | None:
    """Give every reference to the unknown name the name that was meant, as one belief was behind them all.

    A name in another schema than the catalog's was meant as it was written: it is for the policy to refuse.
    """
    node, frame = problem.node, problem.frame
    if frame is None or not isinstance(node, exp.Table) or not _is_own_schema(node, bench):
        return None
    name = _common_table_expression(node, bench) or _table_meant(node, frame, bench)
    if name is None:
        return None
    schema, _, bare = name.rpartition(".")
    unknown = [source.node for source in bench.frames().resolution.sources() if source.kind is Kind.UNKNOWN]
    for reference in [twin for twin in unknown if isinstance(twin, exp.Table) and _same_name(twin, node)]:
        reference.set("this", bench.identifier(bare))
        reference.set("db", bench.identifier(schema) if schema else None)
        reference.set("catalog", None)
    return change(problem.code, problem.part, name, _RENAMED)


def _is_own_schema(node: exp.Table, bench: Workbench) -> bool:
    own = {table.schema.casefold() for table in bench.catalog} | {bench.catalog.default_schema.casefold(), ""}
    return not node.catalog and node.db.casefold() in own


def _same_name(left: exp.Table, right: exp.Table) -> bool:
    return [part.name.casefold() for part in left.parts] == [part.name.casefold() for part in right.parts]


def _common_table_expression(node: exp.Table, bench: Workbench) -> str | None:
    """A WITH name that is spelt slightly otherwise; a schema rules it out."""
    names = [cte.alias for cte in bench.tree.find_all(exp.CTE)]
    match = nearest(node.name, names) if names and not node.db and not node.find_ancestor(exp.CTE) else None
    return match.name if match else None


def _table_meant(node: exp.Table, frame: Frame, bench: Workbench) -> str | None:
    wanted = _columns_asked_of(node, frame)
    free = [table for table in bench.outside(frame) if _may_have(table, wanted)]
    return _named(node.name, _having(free, wanted)) or _named(node.name, free) or _alike(node.name, free, wanted)


def _may_have(table: Table, wanted: set[str]) -> bool:
    """Whether at least one of the columns exists there, or one that is like it."""
    names = [column.name for column in table.columns]
    return not wanted or any(alike(name, names, context=table.name) for name in wanted)


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
    others = [source for source in frame.sources if source.node is not node]
    asked = {column.name for column in frame.columns if column.table.casefold() == alias}
    return asked | {column.name for column in frame.columns if _is_bare(column, frame) and not _held(column, others)}


def _is_bare(column: exp.Column, frame: Frame) -> bool:
    plain = isinstance(column.this, exp.Identifier) and not column.this.quoted
    return not column.table and plain and frame.aliased(column.name) is None


def _held(column: exp.Column, sources: list[Source]) -> bool:
    return any(has(source, column.name) or source.open for source in sources)
