"""Join conditions on the wrong columns, between tables that share a key or are linked by a third."""

from sqlglot import exp

from detomo.engine.guard.bind import Problem
from detomo.engine.guard.bind.frames import Frame, Source
from detomo.engine.guard.repair.graph import Edge
from detomo.engine.guard.repair.qualifiers import joined
from detomo.engine.guard.repair.workbench import (
    Workbench,
    change,
    column,
    identifier,
    join_condition,
    table_node,
)
from detomo.engine.types import Change, Text

_KEYED = Text(
    "The join condition {before} became {after}, after the key.",
    "結合条件 {before} をキーに合わせて {after} にしました。",
)


def use_key(problem: Problem, bench: Workbench) -> Change | None:
    """In `ON a.x = b.wrong`, use the column of `b` that a key relates to `a.x`."""
    wrong, frame = problem.node, problem.frame
    other = _compared_with(wrong)
    if not isinstance(wrong, exp.Column) or frame is None or other is None:
        return None
    mine, theirs = frame.source(wrong.table), frame.source(other.table)
    edge = _edge_on(theirs, other.name, mine, bench)
    if edge is None:
        return None
    before = bench.sql(wrong.parent or wrong)
    wrong.set("this", identifier(edge.right_columns[0]))
    return change(problem.code, before, bench.sql(wrong.parent or wrong), _KEYED)


def separate_sides(problem: Problem, bench: Workbench) -> Change | None:
    """In `ON b.x = b.x`, turn one side into the column of an earlier source that a key relates to `b.x`."""
    equality = problem.node
    frame = _frame_of(equality, bench)
    if frame is None or not isinstance(equality, exp.EQ) or not isinstance(equality.this, exp.Column):
        return None
    repeated = frame.source(equality.this.table)
    edges = [
        (source, edge)
        for source in frame.sources.values()
        if source is not repeated and (edge := _edge_on(repeated, equality.this.name, source, bench))
    ]
    if len(edges) != 1:
        return None
    source, edge = edges[0]
    before = bench.sql(equality)
    equality.this.replace(column(source.alias, edge.right_columns[0]))
    return change(problem.code, before, bench.sql(equality), _KEYED)


def bridge(problem: Problem, bench: Workbench) -> Change | None:
    """Between two tables without a common key, join the one table that links them."""
    wrong, frame = problem.node, problem.frame
    other, join = _compared_with(wrong), wrong.find_ancestor(exp.Join)
    if not isinstance(wrong, exp.Column) or frame is None or other is None or join is None:
        return None
    ends = [frame.source(side.table) for side in (wrong, other)]
    last = next((end for end in ends if end and end.alias.casefold() == join.alias_or_name.casefold()), None)
    first = next((end for end in ends if end is not last), None)
    path = _path_between(first, last, bench)
    if path is None or first is None or last is None or join.args.get("on") is not wrong.parent:
        return None
    _insert(frame, join, first, last, path, bench)
    return joined(problem, path[:-1])


def _insert(frame: Frame, join: exp.Join, first: Source, last: Source, path: list[Edge], bench: Workbench) -> None:
    table = bench.table_named(path[0].right)
    if table is None:
        return
    linking = exp.Join(this=table_node(table, table.name), on=join_condition(path[0], first.alias, table.name))
    joins = list(frame.query.args["joins"])
    joins.insert(joins.index(join), linking)
    join.set("on", join_condition(path[1], table.name, last.alias))
    frame.query.set("joins", joins)


def _path_between(first: Source | None, last: Source | None, bench: Workbench) -> list[Edge] | None:
    if first is None or last is None or first.table is None or last.table is None:
        return None
    path = bench.graph.path([first.table.full_name], last.table.full_name)
    return path if path is not None and len(path) == 2 else None


def _edge_on(source: Source | None, name: str, target: Source | None, bench: Workbench) -> Edge | None:
    """The only single-column key between two tables that uses `name` on the source's side."""
    if source is None or target is None or source.table is None or target.table is None:
        return None
    edges = bench.graph.between(source.table.full_name, target.table.full_name)
    fitting = [edge for edge in edges if [c.casefold() for c in edge.left_columns] == [name.casefold()]]
    return fitting[0] if len(fitting) == 1 else None


def _compared_with(node: exp.Expr) -> exp.Column | None:
    """The qualified column on the other side of an equality in a join condition."""
    parent = node.parent
    if not isinstance(parent, exp.EQ) or not isinstance(parent.find_ancestor(exp.Join, exp.Select), exp.Join):
        return None
    other = parent.expression if parent.this is node else parent.this
    return other if isinstance(other, exp.Column) and other.table else None


def _frame_of(node: exp.Expr, bench: Workbench) -> Frame | None:
    from detomo.engine.guard.bind.frames import frames

    query = node.find_ancestor(exp.Select)
    return next((frame for frame in frames(bench.tree, bench.catalog) if frame.query is query), None)
