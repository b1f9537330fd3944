"""Columns qualified with a name that FROM does not define."""

from sqlglot import exp

from detomo.engine.catalog.model import Table
from detomo.engine.guard.bind import Problem
from detomo.engine.guard.bind.frames import Frame, Source
from detomo.engine.guard.likeness import nearest, stems, words
from detomo.engine.guard.repair.graph import Edge
from detomo.engine.guard.repair.workbench import Workbench, add_joins, base_tables, change, identifier, visible_sources
from detomo.engine.types import Change, Text

_REQUALIFIED = Text(
    "{before} names no table of this query; {after} was used.",
    "{before} はこの問い合わせの表ではないため、{after} を使いました。",
)
_JOINED = Text(
    "{before} needs a table that was not joined: {after} was added.",
    "{before} の表が結合されていなかったため、{after} を加えました。",
)


def requalify(problem: Problem, bench: Workbench) -> Change | None:
    """Use a source that is in FROM under another name, when its name or its columns leave no other choice."""
    column, frame = problem.node, problem.frame
    if not isinstance(column, exp.Column) or frame is None:
        return None
    group = _same_qualifier(column, frame)
    asked = {member.name for member in group}
    source = _source_meant(column.table, asked, frame) or _only_possible(asked, frame, bench)
    if source is None:
        return None
    for member in group:
        _qualify(member, source.alias)
    return change(problem.code, problem.part, f"{source.alias}.{column.name}", _REQUALIFIED)


def join_meant_table(problem: Problem, bench: Workbench) -> Change | None:
    """Join the table that the qualifier resembles, or else the nearest one that has all the columns asked of it."""
    column, frame = problem.node, problem.frame
    if not isinstance(column, exp.Column) or frame is None:
        return None
    asked = {member.name for member in _same_qualifier(column, frame)}
    fitting = [table for table in bench.outside(frame) if _has_all(table, asked)]
    match = nearest(column.table, (table.name for table in fitting))
    named = [table for table in fitting if match and table.name == match.name]
    path = path_to_one(named, frame, bench) or path_to_one(fitting, frame, bench)
    if path is None or any(source.has(name) for source in frame.sources.values() for name in asked):
        return None
    add_joins(frame, path, bench, alias=column.table)
    return joined(problem, path)


def join_named_table(problem: Problem, bench: Workbench) -> Change | None:
    """Join the table that the column is qualified with."""
    column, frame = problem.node, problem.frame
    if not isinstance(column, exp.Column) or frame is None or not isinstance(frame.query, exp.Select):
        return None
    table = bench.catalog.table(column.table, column.text("db"))
    path = path_to_one([table], frame, bench) if table else None
    if path is None:
        return None
    for member in _same_qualifier(column, frame):
        _qualify(member, column.table)
    add_joins(frame, path, bench, alias=column.table)
    return joined(problem, path)


def joined(problem: Problem, path: list[Edge]) -> Change:
    return change("missing_join", problem.part, ", ".join(edge.right for edge in path), _JOINED)


def path_to_one(tables: list[Table], frame: Frame, bench: Workbench) -> list[Edge] | None:
    """The join path to the nearest of the tables; None when two are as near, or the way there is not unique."""
    starts = [table.full_name for table in base_tables(frame)]
    if not isinstance(frame.query, exp.Select) or not starts:
        return None
    distances = {table.full_name: bench.graph.distance(starts, table.full_name) for table in tables}
    reachable = sorted((distance, name) for name, distance in distances.items() if distance is not None)
    if not reachable or (len(reachable) > 1 and reachable[0][0] == reachable[1][0]):
        return None
    return bench.graph.path(starts, reachable[0][1])


def _same_qualifier(column: exp.Column, frame: Frame) -> list[exp.Column]:
    return [other for other in frame.columns if other.table.casefold() == column.table.casefold()]


def _source_meant(qualifier: str, asked: set[str], frame: Frame) -> Source | None:
    """The source whose table or alias the qualifier names, misspells or abbreviates."""
    fitting = [source for source in visible_sources(frame) if source.is_open or all(map(source.has, asked))]
    for names in ([source.node.name for source in fitting], [source.alias for source in fitting]):
        match = nearest(qualifier, names)
        if match and names.count(match.name) == 1:
            return fitting[names.index(match.name)]
    short = [source for source in fitting if _abbreviates(qualifier, source)]
    return short[0] if len(short) == 1 else None


def _abbreviates(qualifier: str, source: Source) -> bool:
    """`c` or `cl` for `country_language`: the initials, or the beginning, of the table's name."""
    name, short = source.node.name, qualifier.casefold()
    initials = "".join(word[0] for word in words(name))
    return short == initials or "".join(stems(name)).startswith(short)


def _only_possible(asked: set[str], frame: Frame, bench: Workbench) -> Source | None:
    """The only source with these columns, if no table next to the query's tables has them too."""
    fitting = [source for source in visible_sources(frame) if all(map(source.has, asked))]
    starts = [table.full_name for table in base_tables(frame)]
    rivals = [table for table in bench.outside(frame) if _has_all(table, asked)]
    if any(bench.graph.distance(starts, table.full_name) == 1 for table in rivals):
        return None
    return fitting[0] if len(fitting) == 1 else None


def _has_all(table: Table, names: set[str]) -> bool:
    return all(table.column(name) is not None for name in names)


def _qualify(column: exp.Column, alias: str) -> None:
    column.set("table", identifier(alias))
    column.set("db", None)
    column.set("catalog", None)
