"""Columns qualified with a name that FROM does not define."""

from collections.abc import Iterable

from sqlglot import exp

from detomo.engine.catalog.model import Table
from detomo.engine.guard.bind import Problem
from detomo.engine.guard.bind.frames import Frame, called, has
from detomo.engine.guard.likeness import nearest, stems, words
from detomo.engine.guard.repair.graph import Edge
from detomo.engine.guard.repair.workbench import Workbench, change, compared_column
from detomo.engine.guard.scopes import Source
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
    source = _source_meant(column.table, group, frame) or _only_possible(group, frame, bench)
    if source is None:
        return None
    for member in group:
        _qualify(member, source.alias, bench)
    return change(problem.code, problem.part, f"{source.alias}.{column.name}", _REQUALIFIED)


def join_meant_table(problem: Problem, bench: Workbench) -> Change | None:
    """Join the table that the qualifier resembles, or else the nearest one that has all the columns asked of it."""
    column, frame = problem.node, problem.frame
    if not isinstance(column, exp.Column) or frame is None:
        return None
    group = _same_qualifier(column, frame)
    if _holding(group, frame.sources):
        return None
    fitting = [table for table in bench.outside(frame) if _has_all(table, group)]
    match = nearest(column.table, (table.name for table in fitting))
    named = [table for table in fitting if match and table.name == match.name]
    path = bench.path_to_one(named, frame) or bench.path_to_one(fitting, frame)
    return _join(problem, path, frame, bench) if path else None


def join_named_table(problem: Problem, bench: Workbench) -> Change | None:
    """Join the table that the column is qualified with."""
    column, frame = problem.node, problem.frame
    if not isinstance(column, exp.Column) or frame is None:
        return None
    table = bench.catalog.table(column.table, column.text("db"))
    path = bench.path_to_one([table], frame) if table else None
    return _join(problem, path, frame, bench) if path else None


def _join(problem: Problem, path: list[Edge], frame: Frame, bench: Workbench) -> Change | None:
    column = problem.node
    if not isinstance(column, exp.Column):
        return None
    alias = column.table
    for member in _same_qualifier(column, frame):
        _qualify(member, alias, bench)
    bench.add_joins(frame, path, alias)
    return joined(problem, path)


def joined(problem: Problem, path: list[Edge]) -> Change:
    return change("missing_join", problem.part, ", ".join(edge.right for edge in path), _JOINED)


def _same_qualifier(column: exp.Column, frame: Frame) -> list[exp.Column]:
    return [other for other in frame.columns if other.table.casefold() == column.table.casefold()]


def _source_meant(qualifier: str, group: list[exp.Column], frame: Frame) -> Source | None:
    """The source whose table or alias the qualifier names, misspells or abbreviates; the innermost query first."""
    for around in frame.chain():
        fitting = [s for s in around.sources if s.open or s in _holding(group, around.sources)]
        for names in ([called(source) for source in fitting], [source.alias for source in fitting]):
            match = nearest(qualifier, names)
            if match and names.count(match.name) == 1:
                return fitting[names.index(match.name)]
        short = [source for source in fitting if _abbreviates(qualifier, called(source))]
        if short:
            return short[0] if len(short) == 1 else None
    return None


def _abbreviates(qualifier: str, name: str) -> bool:
    """`c` or `cl` for `country_language`: the initials, or the beginning, of the table's name."""
    initials = "".join(word[0] for word in words(name))
    return qualifier.casefold() == initials or "".join(stems(name)).startswith(qualifier.casefold())


def _only_possible(group: list[exp.Column], frame: Frame, bench: Workbench) -> Source | None:
    """The only source with these columns, if no table next to the query's tables has them too."""
    fitting = _holding(group, frame.visible())
    starts = [table.full_name for table in frame.tables]
    rivals = [table for table in bench.outside(frame) if _has_all(table, group)]
    if any(bench.graph.distance(starts, table.full_name) == 1 for table in rivals):
        return None
    return fitting[0] if len(fitting) == 1 else None


def _holding(group: list[exp.Column], sources: Iterable[Source]) -> list[Source]:
    """The sources with all the columns, without those that a join condition would then compare with themselves."""
    others = {other.table.casefold() for column in group if (other := compared_column(column)) is not None}
    free = [source for source in sources if source.alias.casefold() not in others]
    return [source for source in free if all(has(source, column.name) for column in group)]


def _has_all(table: Table, group: list[exp.Column]) -> bool:
    return all(table.column(column.name) is not None for column in group)


def _qualify(column: exp.Column, alias: str, bench: Workbench) -> None:
    column.set("table", bench.identifier(alias))
    column.set("db", None)
    column.set("catalog", None)
