"""The walk over a statement that finds what does not bind."""

from collections.abc import Iterator

from sqlglot import exp

from detomo.engine.catalog.model import Catalog
from detomo.engine.guard.bind.frames import Frame, Source, frames
from detomo.engine.guard.bind.literals import literal_problems
from detomo.engine.guard.bind.problems import MESSAGES, Code, Problem
from detomo.engine.guard.bind.values import StoredValues, value_problems
from detomo.engine.guard.foreign import foreign_calls
from detomo.engine.guard.likeness import ranked
from detomo.engine.types import Dialect

_HIDDEN_COLUMNS: dict[Dialect, frozenset[str]] = {
    "sqlite": frozenset({"rowid", "_rowid_", "oid"}),
    "duckdb": frozenset({"rowid"}),
    "postgres": frozenset({"ctid", "xmin", "xmax", "cmin", "cmax", "tableoid"}),
    "mysql": frozenset(),
}


def bind(tree: exp.Expression, catalog: Catalog, *, values: StoredValues | None = None) -> tuple[Problem, ...]:
    """Find every name, function and comparison that the catalog contradicts, in the order of repair.

    Nearest names come from `catalog` only. With `values`, text literals that match no stored value are found too.
    """
    every_frame = frames(tree, catalog)
    found = [*_table_problems(every_frame, catalog), *_function_problems(tree, catalog)]
    for frame in every_frame:
        found.extend(_column_problems(frame, catalog))
    found.extend(literal_problems(tree, every_frame, catalog))
    if values is not None and not found:
        found.extend(value_problems(every_frame, values))
    return tuple(found)


def _table_problems(every_frame: list[Frame], catalog: Catalog) -> Iterator[Problem]:
    seen: set[int] = set()
    for frame in every_frame:
        for source in frame.sources.values():
            if not source.known and id(source.node) not in seen:
                seen.add(id(source.node))
                yield _unknown_table(source, frame, catalog)


def _unknown_table(source: Source, frame: Frame, catalog: Catalog) -> Problem:
    name = source.node.name
    part = f"{source.node.text('db')}.{name}".lstrip(".")
    nearest = ranked(name, (table.full_name for table in catalog))
    return Problem(
        Code.UNKNOWN_TABLE, part, MESSAGES[Code.UNKNOWN_TABLE].within(part=part), nearest, source.node, frame
    )


def _function_problems(tree: exp.Expression, catalog: Catalog) -> Iterator[Problem]:
    for node in foreign_calls(tree, catalog.dialect):
        part = node.sql(catalog.dialect)
        message = MESSAGES[Code.UNKNOWN_FUNCTION].within(part=part, where=catalog.server or catalog.dialect)
        yield Problem(Code.UNKNOWN_FUNCTION, part, message, (), node)


def _column_problems(frame: Frame, catalog: Catalog) -> Iterator[Problem]:
    for column in frame.columns:
        if isinstance(column.this, exp.Star) or _is_table_operand(column):
            continue
        problem = _qualified(column, frame, catalog) if column.table else _unqualified(column, frame, catalog)
        if problem is not None:
            yield problem


def _is_table_operand(column: exp.Column) -> bool:
    """SQLite's `x IN tablename`: the policy decides about it."""
    return isinstance(column.parent, exp.In) and column.arg_key == "field"


def _qualified(column: exp.Column, frame: Frame, catalog: Catalog) -> Problem | None:
    source = frame.source(column.table)
    if source is None:
        return None if _is_field(column, frame) else _no_such_source(column, frame, catalog)
    if source.is_open or source.has(column.name) or column.name.casefold() in _HIDDEN_COLUMNS[catalog.dialect]:
        return None
    owners = [other.alias for other in _visible(frame) if other.has(column.name)]
    if owners:
        return _problem(Code.COLUMN_OF_OTHER_TABLE, column, ", ".join(owners), tuple(owners), frame)
    nearest = ranked(column.name, (source.columns or {}).values())
    return _problem(Code.UNKNOWN_COLUMN, column, source.node.name or source.alias, nearest, frame)


def _is_field(column: exp.Column, frame: Frame) -> bool:
    """`a.b` where `a` is a column of a structured type."""
    return any(source.has(column.table) for source in _visible(frame)) and not column.args.get("db")


def _no_such_source(column: exp.Column, frame: Frame, catalog: Catalog) -> Problem:
    table = catalog.table(column.table, column.text("db"))
    if table is not None and not any(source.table is table for source in _visible(frame)):
        return _problem(Code.TABLE_NOT_JOINED, column, table.full_name, (), frame)
    names = tuple(source.alias for source in _visible(frame))
    return _problem(Code.UNKNOWN_QUALIFIER, column, ", ".join(names), names, frame)


def _unqualified(column: exp.Column, frame: Frame, catalog: Catalog) -> Problem | None:
    for around in frame.chain():
        holders = around.holders(column.name)
        if len(holders) > 1 and not _settled(column, around, catalog):
            aliases = tuple(holder.alias for holder in holders)
            return _problem(Code.AMBIGUOUS_COLUMN, column, ", ".join(aliases), aliases, frame)
        if holders or _known_otherwise(column, around):
            return None
    if _is_bare_word(column, catalog.dialect):
        return None
    nearest = ranked(column.name, (name for source in _visible(frame) for name in (source.columns or {}).values()))
    where = ", ".join(source.node.name or source.alias for source in _visible(frame))
    return _problem(Code.UNKNOWN_COLUMN, column, where, nearest, frame)


def _settled(column: exp.Column, frame: Frame, catalog: Catalog) -> bool:
    """A name in several sources is no question when USING merged it or an output of that name takes precedence."""
    name = column.name.casefold()
    if frame.natural or name in frame.merged:
        return True
    output = frame.outputs.get(name)
    if output is None or output is column or not column.find_ancestor(exp.Order, exp.Group, exp.Having):
        return False
    return isinstance(output, exp.Alias) or (catalog.dialect != "sqlite" and not _is_inside(column, output))


def _is_inside(node: exp.Expr, ancestor: exp.Expr) -> bool:
    current: exp.Expr | None = node
    while current is not None and current is not ancestor:
        current = current.parent
    return current is ancestor


def _known_otherwise(column: exp.Column, frame: Frame) -> bool:
    """An alias of the SELECT list, or possibly a column of a source whose columns cannot be known."""
    output = frame.outputs.get(column.name.casefold())
    if output is not None and not _is_inside(column, output):
        return True
    return any(source.is_open for source in frame.sources.values()) or column.name.casefold() in frame.sources


def _is_bare_word(column: exp.Column, dialect: Dialect) -> bool:
    """SQLite takes an unknown name in double quotes for a string; every engine has hidden columns."""
    quoted_string = dialect == "sqlite" and isinstance(column.this, exp.Identifier) and column.this.quoted
    return bool(quoted_string) or column.name.casefold() in _HIDDEN_COLUMNS[dialect]


def _visible(frame: Frame) -> list[Source]:
    return [source for around in frame.chain() for source in around.sources.values()]


def _problem(code: Code, column: exp.Column, where: str, nearest: tuple[str, ...], frame: Frame) -> Problem:
    part = ".".join(piece.name for piece in column.parts)
    return Problem(code, part, MESSAGES[code].within(part=part, where=where), nearest, column, frame)
