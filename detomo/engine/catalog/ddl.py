"""A catalog as text: short DDL that people and models read alike."""

from collections.abc import Iterable

from detomo.engine.catalog.model import Column, ForeignKey, Table


def as_ddl(tables: Iterable[Table]) -> str:
    """`CREATE TABLE` statements with keys and comments, one a table, views marked as such."""
    return "\n\n".join(_table(table) for table in tables)


def _table(table: Table) -> str:
    lines = [_column(column) for column in table.columns]
    if table.primary_key:
        lines.append(f"PRIMARY KEY ({', '.join(map(quoted, table.primary_key))})")
    lines += [_foreign_key(key) for key in table.foreign_keys]
    about = f" -- {_one_line(table.comment)}" if table.comment else ""
    name = ".".join(map(quoted, filter(None, (table.schema, table.name))))
    body = ",\n  ".join(lines)
    return f"CREATE {'VIEW' if table.is_view else 'TABLE'} {name} ({about}\n  {body}\n)"


def _column(column: Column) -> str:
    parts = [quoted(column.name), column.declared]
    if not column.nullable:
        parts.append("NOT NULL")
    if column.comment:
        parts.append(f"/* {_one_line(column.comment)} */")
    return " ".join(filter(None, parts))


def _foreign_key(key: ForeignKey) -> str:
    columns, targets = (", ".join(map(quoted, names)) for names in (key.columns, key.target_columns))
    return f"FOREIGN KEY ({columns}) REFERENCES {key.target} ({targets})"


def quoted(name: str) -> str:
    """Quote a name only where it needs it."""
    return name if name.isidentifier() and name.isascii() else '"' + name.replace('"', '""') + '"'


def _one_line(text: str) -> str:
    return " ".join(text.replace("*/", "* /").split())
