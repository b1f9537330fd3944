"""A small library as a database: filled on demand, with the catalog that an engine would read from it."""

import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from detomo.engine.catalog.model import Catalog, Column, ForeignKey, Table
from detomo.engine.dialects import facts
from detomo.engine.types import ColumnType, Dialect

_I, _T, _D, _N, _S = (
    ColumnType.INTEGER,
    ColumnType.TEXT,
    ColumnType.DATE,
    ColumnType.DECIMAL,
    ColumnType.DATETIME,
)


def statements() -> list[str]:
    text = Path(__file__).with_name("library.sql").read_text(encoding="utf-8")
    return [statement for statement in text.split(";\n") if statement.strip()]


def fill(execute: Callable[[str], object]) -> None:
    for statement in statements():
        execute(statement)


def empty_sqlite() -> Callable[[str], Sequence[Sequence[Any]]]:
    """A new database in memory: the function runs a statement and gives its rows."""
    connection = sqlite3.connect(":memory:")
    return lambda sql: connection.execute(sql).fetchall()


def sqlite_run() -> Callable[[str], Sequence[Sequence[Any]]]:
    """The same, with the library in it."""
    run = empty_sqlite()
    fill(run)
    return run


def _table(name: str, keys: dict[str, str], /, **columns: ColumnType) -> Table:
    """The first column is the primary key; `keys` maps a column to the table whose key has the same name."""
    first = next(iter(columns))
    return Table(
        name,
        tuple(Column(column, type=kind, unique=column == first) for column, kind in columns.items()),
        primary_key=(first,),
        foreign_keys=tuple(ForeignKey((column,), target, (column,)) for column, target in keys.items()),
    )


def catalog(dialect: Dialect = "sqlite", *, keys: bool = True) -> Catalog:
    """The library's tables; without `keys`, no foreign key is declared."""
    tables = (
        _table("author", {}, author_id=_I, name=_T, country=_T, birth_date=_D),
        _table(
            "book",
            {"author_id": "author"} if keys else {},
            **{"book_id": _I, "title": _T, "author_id": _I, "published_year": _I, "page_count": _I, "unit_price": _N},
        ),
        _table("member", {}, member_id=_I, first_name=_T, last_name=_T, city=_T, joined_on=_D),
        _table(
            "loan",
            {"book_id": "book", "member_id": "member"} if keys else {},
            **{"loan_id": _I, "book_id": _I, "member_id": _I, "loaned_on": _S, "returned_on": _D},
        ),
        _table("shelf", {}, shelf_code=_T, floor_number=_I),
        _table("donation", {}, donation_id=_I, donor=_T, amount=_N),
    )
    return Catalog(dialect, tables, facts(dialect).default_schema)
