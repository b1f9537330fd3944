"""A catalog as text: short DDL that people and models read alike."""

from collections.abc import Callable, Iterable
from functools import lru_cache, partial

from detomo.engine.catalog.model import Column, ForeignKey, Table
from detomo.engine.types import Dialect

# Reserved in at least one engine and likely as a name; quoting does no harm elsewhere.
_RESERVED = frozenset(
    """
    ALL ANALYZE AND ANY AS ASC BETWEEN BY CASE CAST CHECK COLLATE COLUMN CONSTRAINT CREATE CROSS CURRENT_DATE
    CURRENT_TIME CURRENT_TIMESTAMP DEFAULT DELETE DESC DISTINCT DO ELSE END EXCEPT EXISTS FALSE FETCH FOR FOREIGN FROM
    FULL GRANT GROUP HAVING IN INDEX INNER INSERT INTERSECT INTO IS JOIN KEY KEYS LEFT LIKE LIMIT NATURAL NOT NULL
    OFFSET ON OR ORDER OUTER PRIMARY RANGE RANK READ REFERENCES RIGHT ROW ROWS SELECT SET SHOW SYSTEM TABLE THEN TO
    TRANSACTION TRIGGER TRUE UNION UNIQUE UPDATE USER USING VALUES WHEN WHERE WINDOW WITH
    """.split()
)


def as_ddl(tables: Iterable[Table], dialect: Dialect) -> str:
    """`CREATE TABLE` statements with keys and comments, one a table, views marked as such; names as SQL needs them."""
    return "\n\n".join(_table(table, dialect) for table in tables)


@lru_cache(maxsize=4096)
def _table(table: Table, dialect: Dialect) -> str:
    name_of = partial(quoted, dialect=dialect)
    lines = [_column(column, name_of) for column in table.columns]
    if table.primary_key:
        lines.append(f"PRIMARY KEY ({', '.join(map(name_of, table.primary_key))})")
    lines += [_foreign_key(key, name_of) for key in table.foreign_keys]
    about = f" -- {_one_line(table.comment)}" if table.comment else ""
    name = ".".join(map(name_of, filter(None, (table.schema, table.name))))
    body = ",\n  ".join(lines)
    return f"CREATE {'VIEW' if table.is_view else 'TABLE'} {name} ({about}\n  {body}\n)"


def _column(column: Column, name_of: Callable[[str], str]) -> str:
    parts = [name_of(column.name), column.declared]
    if not column.nullable:
        parts.append("NOT NULL")
    if column.comment:
        parts.append(f"/* {_one_line(column.comment)} */")
    return " ".join(filter(None, parts))


def _foreign_key(key: ForeignKey, name_of: Callable[[str], str]) -> str:
    columns, targets = (", ".join(map(name_of, names)) for names in (key.columns, key.target_columns))
    target = ".".join(map(name_of, key.target.split(".", 1)))
    return f"FOREIGN KEY ({columns}) REFERENCES {target} ({targets})"


def quoted(name: str, dialect: Dialect) -> str:
    """Quote a name only where it needs it: signs, other scripts, reserved words, and capitals in PostgreSQL."""
    is_plain = name.isidentifier() and name.isascii() and name.upper() not in _RESERVED
    if is_plain and (dialect != "postgres" or name.islower()):
        return name
    mark = "`" if dialect == "mysql" else '"'
    return mark + name.replace(mark, mark * 2) + mark


def _one_line(text: str) -> str:
    return " ".join(text.replace("*/", "* /").split())
