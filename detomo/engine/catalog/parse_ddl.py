"""A Catalog read from CREATE TABLE statements, for schemas that are at hand as text only."""

from dataclasses import replace

import sqlglot
from sqlglot import exp

from detomo.engine.catalog.model import Catalog, Column, ForeignKey, Table
from detomo.engine.types import ColumnType, Dialect

_TYPES: tuple[tuple[set[exp.DType], ColumnType], ...] = (
    ({exp.DType.BOOLEAN}, ColumnType.BOOLEAN),
    (exp.DataType.INTEGER_TYPES, ColumnType.INTEGER),
    (exp.DataType.FLOAT_TYPES, ColumnType.REAL),
    (exp.DataType.NUMERIC_TYPES, ColumnType.DECIMAL),
    (exp.DataType.TEXT_TYPES, ColumnType.TEXT),
    ({exp.DType.DATE}, ColumnType.DATE),
    ({exp.DType.TIME}, ColumnType.TIME),
    (exp.DataType.TEMPORAL_TYPES, ColumnType.DATETIME),
    ({exp.DType.JSON, exp.DType.JSONB}, ColumnType.JSON),
)


def catalog_of(ddl: str, dialect: Dialect, default_schema: str = "") -> Catalog:
    """Read tables, types, NOT NULL, primary, unique and foreign keys; other statements are skipped.

    Raises sqlglot's ParseError for text that is not SQL of the dialect.
    """
    trees = [tree for tree in sqlglot.parse(ddl, dialect=dialect) if isinstance(tree, exp.Create)]
    if dialect == "postgres":
        for tree in trees:
            _fold_names(tree)
    tables = [_table(tree, dialect) for tree in trees if isinstance(tree.this, exp.Schema)]
    return Catalog(dialect, tuple(_with_targets(table, tables) for table in tables), default_schema)


def _fold_names(tree: exp.Expr) -> None:
    """PostgreSQL stores unquoted names in lower case."""
    for name in tree.find_all(exp.Identifier):
        if not name.args.get("quoted"):
            name.set("this", name.name.lower())


def _table(tree: exp.Create, dialect: Dialect) -> Table:
    schema = tree.this
    primary = _primary_key(schema)
    unique = _unique_columns(schema) | (set(primary) if len(primary) == 1 else set())
    columns = tuple(_column(node, unique, primary, dialect) for node in schema.expressions if _is_column(node))
    keys = tuple(_foreign_key(node) for node in schema.find_all(exp.ForeignKey)) + tuple(_inline_keys(schema))
    return Table(schema.this.name, columns, schema.this.db, primary, keys)


def _is_column(node: exp.Expr) -> bool:
    """SQLite takes columns without a type: they come as plain names."""
    return isinstance(node, exp.ColumnDef | exp.Identifier)


def _column(node: exp.Expr, unique: set[str], primary: tuple[str, ...], dialect: Dialect) -> Column:
    declared = node.args.get("kind")
    fixed = any(
        isinstance(c.kind, exp.NotNullColumnConstraint) and not c.kind.args.get("allow_null") for c in _rules(node)
    )
    return Column(
        node.name,
        declared.sql(dialect) if declared else "",
        _type(declared),
        nullable=not fixed and node.name not in primary,
        unique=node.name in unique,
    )


def _rules(node: exp.Expr) -> list[exp.ColumnConstraint]:
    return node.args.get("constraints") or []


def _type(declared: exp.DataType | None) -> ColumnType:
    kinds = [kind for types, kind in _TYPES if declared is not None and declared.this in types]
    return kinds[0] if kinds else ColumnType.UNKNOWN


def _primary_key(schema: exp.Schema) -> tuple[str, ...]:
    for node in schema.find_all(exp.PrimaryKey):
        return tuple(column.name for column in node.expressions)
    return tuple(_columns_with(schema, exp.PrimaryKeyColumnConstraint))


def _columns_with(schema: exp.Schema, kind: type[exp.Expr]) -> list[str]:
    columns = [node for node in schema.expressions if _is_column(node)]
    return [node.name for node in columns if any(isinstance(rule.kind, kind) for rule in _rules(node))]


def _unique_columns(schema: exp.Schema) -> set[str]:
    found = set(_columns_with(schema, exp.UniqueColumnConstraint))
    for node in schema.find_all(exp.UniqueColumnConstraint):
        names = node.this.expressions if isinstance(node.this, exp.Schema) else []
        if len(names) == 1:
            found.add(names[0].name)
    return found


def _foreign_key(node: exp.ForeignKey) -> ForeignKey:
    return _reference(tuple(column.name for column in node.expressions), node.args["reference"])


def _inline_keys(schema: exp.Schema) -> list[ForeignKey]:
    columns = [node for node in schema.expressions if _is_column(node)]
    return [
        _reference((node.name,), rule.kind)
        for node in columns
        for rule in _rules(node)
        if isinstance(rule.kind, exp.Reference)
    ]


def _reference(columns: tuple[str, ...], reference: exp.Expr) -> ForeignKey:
    target = reference.this
    table = target.this if isinstance(target, exp.Schema) else target
    names = tuple(column.name for column in target.expressions) if isinstance(target, exp.Schema) else ()
    return ForeignKey(columns, f"{table.db}.{table.name}" if table.db else table.name, names)


def _with_targets(table: Table, tables: list[Table]) -> Table:
    """A REFERENCES without columns means the target's primary key."""
    primary = {other.full_name.casefold(): other.primary_key for other in tables}
    keys = tuple(
        key if key.target_columns else replace(key, target_columns=primary.get(key.target.casefold(), ()))
        for key in table.foreign_keys
    )
    return replace(table, foreign_keys=keys)
