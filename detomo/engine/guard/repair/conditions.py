"""Join conditions on the wrong columns, between tables that share a key or are linked by a third."""

from sqlglot import exp

from detomo.engine.guard.bind import Problem
from detomo.engine.guard.bind.frames import Frame
from detomo.engine.guard.repair.graph import Edge
from detomo.engine.guard.repair.qualifiers import joined
from detomo.engine.guard.repair.workbench import Workbench, change, compared_column
from detomo.engine.guard.scopes import Source
from detomo.engine.types import Change, Text

_KEYED = Text(
    "The join condition {before} became {after}, after the key.",
    "結合条件 {before} をキーに合わせて {after} にしました。",
)


def use_key(problem: Problem, bench: Workbench) -> Change | None:
    """In `ON a.x = b.wrong`, use the column of `b` that a key relates to `a.x`."""
    wrong, frame = problem.node, problem.frame
    other = compared_column(wrong)
    if not isinstance(wrong, exp.Column) or frame is None or other is None or wrong.parent is None:
        return None
    edge = _edge_on(frame.source(other.table), other.name, frame.source(wrong.table), bench)
    if edge is None:
        return None
    before = bench.sql(wrong.parent)
    wrong.set("this", bench.identifier(edge.right_columns[0]))
    return change(problem.code, before, bench.sql(wrong.parent), _KEYED)


def separate_sides(problem: Problem, bench: Workbench) -> Change | None:
    """In `ON b.x = b.y`, move one side to the only other source that a key relates to the side that stays."""
    equality = problem.node
    frame = bench.frames().of_query(equality.find_ancestor(exp.Select))
    if frame is None:
        return None
    found = [
        (moved, source.alias, edge.right_columns[0])
        for kept, moved in ((equality.this, equality.expression), (equality.expression, equality.this))
        for source in frame.sources
        if (edge := _edge_on(frame.source(kept.table), kept.name, source, bench)) is not None
        if edge.right_columns[0].casefold() == moved.name.casefold()
        and source.alias.casefold() != kept.table.casefold()
    ]
    if len({(alias, name) for _, alias, name in found}) != 1:
        return None
    before = bench.sql(equality)
    moved, alias, name = found[0]
    moved.replace(bench.column(alias, name))
    return change(problem.code, before, bench.sql(equality), _KEYED)


def bridge(problem: Problem, bench: Workbench) -> Change | None:
    """Between two tables without a common key, join the one table that links them."""
    wrong, frame = problem.node, problem.frame
    other, join = compared_column(wrong), wrong.find_ancestor(exp.Join)
    if not isinstance(wrong, exp.Column) or frame is None or other is None or join is None:
        return None
    if join.args.get("on") is not wrong.parent:
        return None
    ends = [source for side in (wrong, other) if (source := frame.source(side.table)) is not None]
    last = next((end for end in ends if end.join is join), None)
    first = next((end for end in ends if end is not last), None)
    path = _path_between(first, last, bench)
    if path is None or first is None or last is None:
        return None
    _insert(frame, join, (first, last), path, bench)
    return joined(problem, path[:-1])


def _insert(frame: Frame, join: exp.Join, ends: tuple[Source, Source], path: list[Edge], bench: Workbench) -> None:
    """Put the linking table in front of `join`, and both conditions after the keys."""
    table = bench.table_named(path[0].right)
    if table is None:
        return
    first, last = ends
    linking = exp.Join(this=bench.table(table, table.name), on=bench.condition(path[0], first.alias, table.name))
    joins = list(frame.query.args["joins"])
    joins.insert(next(at for at, other in enumerate(joins) if other is join), linking)
    join.set("on", bench.condition(path[1], table.name, last.alias))
    frame.query.set("joins", joins)


def _path_between(first: Source | None, last: Source | None, bench: Workbench) -> list[Edge] | None:
    """The only way between two tables over exactly one other."""
    if first is None or last is None or first.table is None or last.table is None:
        return None
    path = bench.graph.path([first.table.full_name], last.table.full_name)
    return path if path is not None and len(path) == 2 else None


def _edge_on(source: Source | None, name: str, target: Source | None, bench: Workbench) -> Edge | None:
    """The only single-column key between two tables that uses `name` on the source's side."""
    if source is None or target is None or source.table is None or target.table is None:
        return None
    edges = bench.graph.between(source.table.full_name, target.table.full_name)
    fitting = [edge for edge in edges if [column.casefold() for column in edge.left_columns] == [name.casefold()]]
    return fitting[0] if len(fitting) == 1 else None
