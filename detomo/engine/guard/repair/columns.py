"""Columns that their table does not have: another name, another table, or a table that was not joined."""

from sqlglot import exp

from detomo.engine.guard.bind import Problem
from detomo.engine.guard.bind.frames import Frame, called
from detomo.engine.guard.likeness import Likeness, Match, alike, nearest
from detomo.engine.guard.repair.qualifiers import joined
from detomo.engine.guard.repair.workbench import Workbench, change, compared_column
from detomo.engine.guard.scopes import Source
from detomo.engine.types import Change, Text

_OUTPUT_CLAUSES = frozenset({"expressions", "group", "order"})
_RENAMED = Text("There is no column {before}; {after} was used.", "列 {before} はないため、{after} を使いました。")
_MOVED = Text(
    "{before} is a column of another table; {after} was used.", "{before} は別の表の列のため、{after} を使いました。"
)
_WRITTEN_OUT = Text(
    "{before} is not known in that place; {after} was written out.",
    "{before} はその位置では使えないため、{after} と書き換えました。",
)
_QUALIFIED = Text(
    "{before} exists in several tables; {after} was used.", "{before} は複数の表にあるため、{after} を使いました。"
)


def rename_surely(problem: Problem, bench: Workbench) -> Change | None:
    """Other case, separators or number."""
    return _rename(problem, bench, Likeness.INFLECTED)


def rename_prefixed(problem: Problem, bench: Workbench) -> Change | None:
    """With or without the table's name."""
    return _rename(problem, bench, Likeness.PREFIXED)


def rename_loosely(problem: Problem, bench: Workbench) -> Change | None:
    """A slip of the fingers, or words left out; not where a neighbouring table has the very name."""
    column, frame = problem.node, problem.frame
    if frame is None or (isinstance(column, exp.Column) and _neighbour_has(column, frame, bench)):
        return _rename(problem, bench, Likeness.TYPO)
    return _rename(problem, bench, Likeness.SUFFIXED)


def _neighbour_has(column: exp.Column, frame: Frame, bench: Workbench) -> bool:
    starts = [table.full_name for table in frame.tables]
    owners = [table for table in bench.outside(frame) if table.column(column.name) is not None]
    return any(bench.graph.distance(starts, table.full_name) == 1 for table in owners)


def _rename(problem: Problem, bench: Workbench, loosest: Likeness) -> Change | None:
    """Use the one column whose name is alike, at most as loosely as said."""
    column, frame = problem.node, problem.frame
    if not isinstance(column, exp.Column) or frame is None:
        return None
    found = _column_meant(column, frame, loosest)
    if found is None:
        return None
    source, name = found
    column.set("this", bench.identifier(name))
    if not column.text("table") and len(frame.holders(name)) > 1:
        column.set("table", bench.identifier(source.alias))
    return change(problem.code, problem.part, bench.sql(column), _RENAMED)


def _column_meant(column: exp.Column, frame: Frame, loosest: Likeness) -> tuple[Source, str] | None:
    """The one column of the qualified source, or of all sources in sight of a bare name, that is most alike."""
    named = frame.source(column.table) if column.table else None
    if named is not None:
        match = _nearest_in(named, column.name, loosest)
        return (named, match.name) if match else None
    for around in frame.chain():
        matches = [(match, s) for s in around.sources if (match := _nearest_in(s, column.name, loosest))]
        best = min((match.likeness for match, _ in matches), default=None)
        found = [(source, match.name) for match, source in matches if match.likeness == best]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _nearest_in(source: Source, name: str, loosest: Likeness) -> Match | None:
    return nearest(name, source.columns, context=called(source), loosest=loosest)


def requalify(problem: Problem, bench: Workbench) -> Change | None:
    """Move a column to the only other source that has it.

    Not where that makes a join condition compare a table with itself, and not where the column's own table has one of
    nearly this name: then either may be meant.
    """
    column, frame = problem.node, problem.frame
    if not isinstance(column, exp.Column) or frame is None:
        return None
    other = compared_column(column)
    owners = [alias for alias in problem.nearest if other is None or alias.casefold() != other.table.casefold()]
    if len(owners) != 1 or _resembles_any(column, frame.source(column.table)):
        return None
    column.set("table", bench.identifier(owners[0]))
    return change(problem.code, problem.part, f"{owners[0]}.{column.name}", _MOVED)


def _resembles_any(column: exp.Column, source: Source | None) -> bool:
    return source is not None and bool(alike(column.name, source.columns, context=called(source)))


def join_owner(problem: Problem, bench: Workbench) -> Change | None:
    """Join the nearest table that has a column of exactly this name, unless one in sight is remotely alike."""
    column, frame = problem.node, problem.frame
    if not isinstance(column, exp.Column) or frame is None:
        return None
    in_condition = column.find_ancestor(exp.Join, exp.Select) is not frame.query
    if in_condition or any(_resembles_any(column, source) for source in frame.sources):
        return None
    owners = [table for table in bench.outside(frame) if table.column(column.name) is not None]
    path = bench.path_to_one(owners, frame)
    if path is None or (column.table and len(path) > 1):
        return None
    bench.add_joins(frame, path)
    column.set("table", bench.identifier(path[-1].right.rpartition(".")[2]))
    return joined(problem, path)


def qualify(problem: Problem, bench: Workbench) -> Change | None:
    """Choose between sources that a join makes equal in this column, or as the rest of the query chose."""
    column, frame = problem.node, problem.frame
    if not isinstance(column, exp.Column) or frame is None:
        return None
    alias = _equal_by_join(column, problem.nearest, frame) or _chosen_elsewhere(column, frame)
    if alias is None:
        return None
    column.set("table", bench.identifier(alias))
    return change(problem.code, problem.part, f"{alias}.{column.name}", _QUALIFIED)


def write_out(problem: Problem, bench: Workbench) -> Change | None:
    """Put the expression where its name is not known yet; an aggregate has no place in WHERE."""
    column, frame = problem.node, problem.frame
    output = frame.aliased(column.name) if frame is not None else None
    in_where = isinstance(column.find_ancestor(exp.Where, exp.Having, exp.Select), exp.Where)
    if output is None or (in_where and output.find(exp.AggFunc, exp.Window)):
        return None
    expression = output.this.copy()
    column.replace(exp.paren(expression) if isinstance(expression, exp.Binary) else expression)
    return change(problem.code, problem.part, bench.sql(expression), _WRITTEN_OUT)


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
    """The only qualifier of this column in the other two of SELECT list, GROUP BY and ORDER BY."""
    clause = _clause(column, frame)
    twins = [other for other in frame.columns if other.table and other.name.casefold() == column.name.casefold()]
    chosen = {twin.table for twin in twins if _clause(twin, frame) in _OUTPUT_CLAUSES - {clause}}
    return chosen.pop() if len(chosen) == 1 and clause in _OUTPUT_CLAUSES else None


def _clause(column: exp.Column, frame: Frame) -> str | None:
    """Which part of its query the column stands in."""
    node: exp.Expr = column
    while node.parent is not None and node.parent is not frame.query:
        node = node.parent
    return node.arg_key
