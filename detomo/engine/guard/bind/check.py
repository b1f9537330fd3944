"""The walk over a statement that finds what does not bind."""

from collections.abc import Iterator

from sqlglot import exp
from sqlglot.errors import ErrorLevel

from detomo.engine.catalog.model import Catalog
from detomo.engine.guard.bind.frames import Frame, Frames, called, earlier_sources, frames, has
from detomo.engine.guard.bind.literals import literal_problems
from detomo.engine.guard.bind.problems import MESSAGES, Code, Problem
from detomo.engine.guard.bind.values import StoredValues, value_problems
from detomo.engine.guard.foreign import foreign_calls
from detomo.engine.guard.likeness import ranked
from detomo.engine.guard.names import TableIndex
from detomo.engine.guard.scopes import BindingKind, Kind, Source
from detomo.engine.types import Dialect

_HIDDEN_COLUMNS: dict[Dialect, frozenset[str]] = {
    "sqlite": frozenset({"rowid", "_rowid_", "oid"}),
    "duckdb": frozenset({"rowid"}),
    "postgres": frozenset({"ctid", "xmin", "xmax", "cmin", "cmax", "tableoid"}),
    "mysql": frozenset(),
}


_BEFORE_OUTPUT: dict[Dialect, tuple[type[exp.Expr], ...]] = {
    "postgres": (exp.Where, exp.Having),
    "mysql": (exp.Where,),
}


def bind(
    tree: exp.Expr, catalog: Catalog, *, values: StoredValues | None = None, index: TableIndex | None = None
) -> tuple[Problem, ...]:
    """Find every name, function and comparison that the catalog contradicts.

    Nearest names come from `catalog` only. With `values`, text literals that match no stored value are found too, once
    all names bind. Pass a `TableIndex` of the same catalog to save building one.
    """
    found_frames = frames(tree, catalog, index)
    problems = [
        *_table_problems(found_frames, catalog),
        *_function_problems(tree, catalog),
        *_column_problems(found_frames, catalog),
        *literal_problems(tree, found_frames, catalog),
    ]
    if values is not None and not problems:
        problems.extend(value_problems(found_frames, values))
    return tuple(problems)


def _table_problems(found: Frames, catalog: Catalog) -> Iterator[Problem]:
    for frame in found.all:
        for source in frame.sources:
            if source.kind is Kind.UNKNOWN and isinstance(source.node, exp.Table):
                yield _unknown_table(source.node, frame, catalog)


def _unknown_table(node: exp.Table, frame: Frame, catalog: Catalog) -> Problem:
    part = ".".join(piece.name for piece in node.parts)
    nearest = ranked(node.name, (table.full_name for table in catalog))
    return Problem(Code.UNKNOWN_TABLE, part, MESSAGES[Code.UNKNOWN_TABLE].within(part=part), nearest, node, frame)


def _function_problems(tree: exp.Expr, catalog: Catalog) -> Iterator[Problem]:
    for node in foreign_calls(tree, catalog.dialect):
        part = node.sql(catalog.dialect, unsupported_level=ErrorLevel.IGNORE)
        message = MESSAGES[Code.UNKNOWN_FUNCTION].within(part=part, where=catalog.server or catalog.dialect)
        yield Problem(Code.UNKNOWN_FUNCTION, part, message, (), node)


def _column_problems(found: Frames, catalog: Catalog) -> Iterator[Problem]:
    for frame in found.all:
        for column in frame.columns:
            problem = _column_problem(column, frame, found, catalog)
            if problem is not None:
                yield problem


def _column_problem(column: exp.Column, frame: Frame, found: Frames, catalog: Catalog) -> Problem | None:
    binding = found.resolution.bind(column)
    if binding.kind is BindingKind.COLUMN:
        return _forward_reference(column, binding.source, frame)
    if binding.kind is BindingKind.ALIAS:
        return _early_alias(column, frame, catalog.dialect)
    if binding.kind is BindingKind.AMBIGUOUS:
        return None if _is_output_name(column, frame, catalog.dialect) else _ambiguous(column, frame)
    if binding.kind is not BindingKind.UNKNOWN or _is_no_reference(column, catalog.dialect):
        return None
    if _is_output(column, frame):
        return None
    return _qualified(column, frame, catalog) if column.table else _unqualified(column, frame)


def _is_no_reference(column: exp.Column, dialect: Dialect) -> bool:
    """Stars, SQLite's `x IN tablename`, hidden columns, list variables, and SQLite's strings in double quotes."""
    if isinstance(column.this, exp.Star) or (isinstance(column.parent, exp.In) and column.arg_key == "field"):
        return True
    if column.name.casefold() in _HIDDEN_COLUMNS[dialect]:
        return True
    listing = column.find_ancestor(exp.Comprehension)
    if listing is not None and listing.expression.name == column.name:
        return True
    quoted = isinstance(column.this, exp.Identifier) and column.this.quoted
    return bool(quoted) and not column.table and dialect == "sqlite"


def _early_alias(column: exp.Column, frame: Frame, dialect: Dialect) -> Problem | None:
    """PostgreSQL and MySQL read WHERE, and PostgreSQL HAVING, before the SELECT list has names."""
    clause = column.find_ancestor(exp.Where, exp.Having, exp.Select)
    if frame.aliased(column.name) is None or not isinstance(clause, _BEFORE_OUTPUT.get(dialect, ())):
        return None
    return _problem(Code.ALIAS_NOT_VISIBLE, column, clause.key.upper(), (), frame)


def _is_output(column: exp.Column, frame: Frame) -> bool:
    """An output of a subquery, whose names are folded like the reference: here they are compared without case."""
    named = frame.source(column.table) if column.table else None
    sources = frame.visible() if named is None and not column.table else [named] if named else []
    return any(source.kind is not Kind.TABLE and has(source, column.name) for source in sources)


def _forward_reference(column: exp.Column, source: Source | None, frame: Frame) -> Problem | None:
    """A join condition cannot speak of a table that is joined later."""
    join = column.find_ancestor(exp.Join, exp.Select)
    if not isinstance(join, exp.Join) or source not in frame.sources or not any(s.join is join for s in frame.sources):
        return None
    allowed = earlier_sources(frame, join)
    if source in allowed:
        return None
    owners = tuple(other.alias for other in allowed if has(other, column.name))
    return _problem(Code.COLUMN_OF_OTHER_TABLE, column, ", ".join(owners), owners, frame)


def _is_output_name(column: exp.Column, frame: Frame, dialect: Dialect) -> bool:
    """In GROUP BY and ORDER BY the name of an output may come before the columns of that name."""
    clause = column.find_ancestor(exp.Order, exp.Group, exp.Having, exp.Select)
    if clause is None or isinstance(clause, exp.Select):
        return False
    outputs = frame.query.selects if isinstance(frame.query, exp.Query) else []
    named = [output for output in outputs if output.alias_or_name.casefold() == column.name.casefold()]
    return any(isinstance(output, exp.Alias) or dialect != "sqlite" for output in named)


def _qualified(column: exp.Column, frame: Frame, catalog: Catalog) -> Problem | None:
    source = frame.source(column.table)
    if source is None:
        return None if _is_field(column, frame, catalog.dialect) else _no_such_source(column, frame, catalog)
    owners = tuple(other.alias for other in frame.visible() if other is not source and has(other, column.name))
    if owners and not has(source, column.name):
        return _problem(Code.COLUMN_OF_OTHER_TABLE, column, ", ".join(owners), owners, frame)
    return _problem(Code.UNKNOWN_COLUMN, column, called(source), ranked(column.name, source.columns), frame)


def _is_field(column: exp.Column, frame: Frame, dialect: Dialect) -> bool:
    """DuckDB's `a.b` where `a` is a column of a structured type."""
    return dialect == "duckdb" and any(has(source, column.parts[0].name) for source in frame.visible())


def _no_such_source(column: exp.Column, frame: Frame, catalog: Catalog) -> Problem:
    table = catalog.table(column.table, column.text("db"))
    if table is not None and not any(source.table is table for source in frame.visible()):
        return _problem(Code.TABLE_NOT_JOINED, column, table.full_name, (), frame)
    aliases = tuple(source.alias for source in frame.visible())
    return _problem(Code.UNKNOWN_QUALIFIER, column, ", ".join(aliases), aliases, frame)


def _ambiguous(column: exp.Column, frame: Frame) -> Problem:
    holders = next((found for around in frame.chain() if len(found := around.holders(column.name)) > 1), [])
    aliases = tuple(holder.alias for holder in holders)
    return _problem(Code.AMBIGUOUS_COLUMN, column, ", ".join(aliases), aliases, frame)


def _unqualified(column: exp.Column, frame: Frame) -> Problem:
    nearest = ranked(column.name, (name for source in frame.visible() for name in source.columns))
    where = ", ".join(called(source) for source in frame.visible())
    return _problem(Code.UNKNOWN_COLUMN, column, where, nearest, frame)


def _problem(code: Code, column: exp.Column, where: str, nearest: tuple[str, ...], frame: Frame) -> Problem:
    part = ".".join(piece.name for piece in column.parts)
    return Problem(code, part, MESSAGES[code].within(part=part, where=where), nearest, column, frame)
