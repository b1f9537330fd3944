"""What the shop holds: counts, keys and the shapes that make questions interesting."""

import json
import re
import sqlite3
from pathlib import Path

import pytest

from detomo.sample.build import tables

COUNTS = {
    "customers": 59,
    "employees": 8,
    "invoices": 412,
    "invoice_items": 2240,
    "tracks": 3503,
    "albums": 347,
    "artists": 275,
    "genres": 25,
    "media_types": 5,
    "playlists": 18,
    "playlist_track": 8715,
}
SHAPES = [
    json.loads(line)
    for line in (Path(__file__).parent / "cases" / "shapes.jsonl").read_text(encoding="utf-8").splitlines()
]


def columns(connection: sqlite3.Connection) -> dict[str, list[tuple]]:
    """Each table's columns: name, type, not null, default, key position."""
    query = 'SELECT name, type, "notnull", dflt_value, pk FROM pragma_table_info(?)'
    return {table: connection.execute(query, (table,)).fetchall() for table in COUNTS}


def keys(connection: sqlite3.Connection) -> dict[str, list[tuple]]:
    """Each table's foreign keys: column, target table and column, rules."""
    query = 'SELECT "from", "table", "to", on_update, on_delete FROM pragma_foreign_key_list(?) ORDER BY 1'
    return {table: connection.execute(query, (table,)).fetchall() for table in COUNTS}


def indexes(connection: sqlite3.Connection) -> set[tuple]:
    query = (
        "SELECT i.name, i.tbl_name, c.name FROM sqlite_master i, pragma_index_info(i.name) c "
        "WHERE i.type = 'index' AND i.sql IS NOT NULL"
    )
    return set(connection.execute(query))


@pytest.mark.parametrize("describe", [columns, keys, indexes])
def test_the_schema_is_chinooks(shop: sqlite3.Connection, chinook: sqlite3.Connection, describe) -> None:
    assert describe(shop) == describe(chinook)


@pytest.mark.parametrize("seed", [1, 2009])
def test_the_row_counts_hold_for_any_seed(seed: int) -> None:
    assert {table: len(rows) for table, rows in tables(seed).items()} == COUNTS


def test_every_table_is_filled(shop: sqlite3.Connection) -> None:
    stored = {table: shop.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0] for table in COUNTS}
    assert stored == COUNTS


def test_every_foreign_key_has_its_target(shop: sqlite3.Connection) -> None:
    assert shop.execute("PRAGMA foreign_key_check").fetchall() == []


def test_every_text_fits_its_column(shop: sqlite3.Connection) -> None:
    for table, described in columns(shop).items():
        for name, declared, *_ in described:
            width = re.search(r"NVARCHAR\((\d+)\)", declared)
            longest = shop.execute(f"SELECT MAX(LENGTH({name})) FROM {table}").fetchone()[0]
            assert not width or longest <= int(width[1]), f"{table}.{name}"


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape["id"])
def test_a_shape_of_the_data(shop: sqlite3.Connection, shape: dict) -> None:
    assert shop.execute(shape["sql"]).fetchone()[0] == shape["expect"]


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("artists", "Name"),
        ("albums", "Title"),
        ("tracks", "Name"),
        ("tracks", "Composer"),
        ("customers", "LastName"),
        ("customers", "Company"),
        ("customers", "Phone"),
        ("customers", "Address"),
        ("employees", "LastName"),
    ],
    ids=".".join,
)
def test_no_name_is_taken_from_chinook(
    shop: sqlite3.Connection, chinook: sqlite3.Connection, table: str, column: str
) -> None:
    query = f"SELECT DISTINCT {column} FROM {table} WHERE {column} IS NOT NULL"
    assert set(shop.execute(query)) & set(chinook.execute(query)) == set()
