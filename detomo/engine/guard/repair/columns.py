"""Columns that their table does not have: another name, another table, or a table that was not joined."""

from collections.abc import Iterable

from sqlglot import exp

from detomo.engine.guard.bind import Problem
from detomo.engine.guard.bind.frames import Frame, Source
from detomo.engine.guard.likeness import Likeness, Match, nearest
from detomo.engine.guard.repair.qualifiers import joined, path_to_one
from detomo.engine.guard.repair.workbench import Workbench, add_joins, change, identifier
from detomo.engine.types import Change, Text

_RENAMED = Text("There is no column {before}; {after} was used.", "列 {before} はないため、{after} を使いました。")
_MOVED = Text(
    "{before} is a column of another table; {after} was used.", "{before} は別の表の列のため、{after} を使いました。"
)
_QUALIFIED = Text(
    "{before} exists in several tables; {after} was used.", "{before} は複数の表にあるため、{after} を使いました。"
)


def rename_surely(problem: Problem, bench: Workbench) -> Change | None:
    """The name with other case, separators, number, or with or without the table's name."""
    return _rename(problem, Likeness.PREFIXED)


def rename_loosely(problem: Problem, bench: Workbench) -> Change | None:
    """The name with a slip of the fingers, or with words left out."""
    return _rename(problem, Likeness.SUFFIXED)


def _rename(problem: Problem, loosest: Likeness) -> Change | None:
    column, frame = problem.node, problem.frame
    if not isinstance(column, exp.Column) or frame is None:
        return None
    found = _column_meant(column, frame, loosest)
    if found is None:
        return None
    source, name = found
    column.set("this", identifier(name))
    if not column.table and len(frame.holders(name)) > 1:
        column.set("table", identifier(source.alias))
    return change(problem.code, problem.part, column.sql(), _RENAMED)


def _column_meant(column: exp.Column, frame: Frame, loosest: Likeness) -> tuple[Source, str] | None:
    """The one column of the qualified source, or of all sources in sight of a bare name, that is most alike."""
    named = frame.source(column.table) if column.table else None
    if named is not None:
        match = _nearest_in(named, column.name, loosest)
        return (named, match.name) if match else None
    for around in frame.chain():
        matches = [(m, s) for s in around.sources.values() if (m := _nearest_in(s, column.name, loosest))]
        best = min((match.likeness for match, _ in matches), default=None)
        found = [(source, match.name) for match, source in matches if match.likeness == best]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _nearest_in(source: Source, name: str, loosest: Likeness) -> Match | None:
    names: Iterable[str] = (source.columns or {}).values()
    return nearest(name, names, context=source.node.name, loosest=loosest)


def requalify(problem: Problem, bench: Workbench) -> Change | None:
    """Move a column to the only other source that has it, unless that makes a condition compare a table with itself."""
    column, frame = problem.node, problem.frame
    if not isinstance(column, exp.Column) or frame is None or len(problem.nearest) != 1:
        return None
    owner = problem.nearest[0]
    other = _other_side(column)
    if other is not None and other.table.casefold() == owner.casefold():
        return None
    column.set("table", identifier(owner))
    return change(problem.code, problem.part, f"{owner}.{column.name}", _MOVED)


def _other_side(column: exp.Column) -> exp.Column | None:
    """The column that this one is compared with in a join condition."""
    parent = column.parent
    if not isinstance(parent, exp.EQ) or not isinstance(parent.find_ancestor(exp.Join, exp.Select), exp.Join):
        return None
    other = parent.expression if parent.this is column else parent.this
    return other if isinstance(other, exp.Column) else None


def join_owner(problem: Problem, bench: Workbench) -> Change | None:
    """Join the nearest table that has a column of exactly this name."""
    column, frame = problem.node, problem.frame
    if not isinstance(column, exp.Column) or frame is None or column.find_ancestor(exp.Join):
        return None
    owners = [table for table in bench.outside(frame) if table.column(column.name) is not None]
    path = path_to_one(owners, frame, bench)
    if path is None or (column.table and len(path) > 1):
        return None
    add_joins(frame, path, bench)
    column.set("table", identifier(path[-1].right.rpartition(".")[2]))
    return joined(problem, path)


def qualify(problem: Problem, bench: Workbench) -> Change | None:
    """Choose between sources that a join makes equal in this column, or as the rest of the query chose."""
    column, frame = problem.node, problem.frame
    if not isinstance(column, exp.Column) or frame is None:
        return None
    alias = _equal_by_join(column, problem.nearest, frame) or _chosen_elsewhere(column, frame)
    if alias is None:
        return None
    column.set("table", identifier(alias))
    return change(problem.code, problem.part, f"{alias}.{column.name}", _QUALIFIED)


def _equal_by_join(column: exp.Column, aliases: tuple[str, ...], frame: Frame) -> str | None:
    """The first of the sources, when inner joins equate this column in all of them."""
    wanted = {alias.casefold() for alias in aliases}
    equated: set[str] = set()
    for join in frame.query.args.get("joins") or []:
        for equality in join.find_all(exp.EQ) if not join.side else ():
            sides = [side for side in (equality.this, equality.expression) if isinstance(side, exp.Column)]
            if len(sides) == 2 and all(side.name.casefold() == column.name.casefold() for side in sides):
                equated |= {side.table.casefold() for side in sides}
    return aliases[0] if wanted <= equated else None


def _chosen_elsewhere(column: exp.Column, frame: Frame) -> str | None:
    """The only qualifier that this column has in the SELECT list, GROUP BY or ORDER BY, for a use in one of these."""
    if _clause(column, frame) is None:
        return None
    twins = [other for other in frame.columns if other.table and other.name.casefold() == column.name.casefold()]
    chosen = {twin.table for twin in twins if _clause(twin, frame)}
    return chosen.pop() if len(chosen) == 1 else None


def _clause(column: exp.Column, frame: Frame) -> str | None:
    """Which of the output clauses of the frame's query the column stands in."""
    node: exp.Expr = column
    while node.parent is not None and node.parent is not frame.query:
        node = node.parent
    return node.arg_key if node.arg_key in ("expressions", "group", "order") else None
