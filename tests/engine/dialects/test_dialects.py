"""The allow-lists hold functions that exist, and none that reaches outside the data."""

import sqlite3
from contextlib import closing

import duckdb
import pytest

from detomo.engine.dialects import facts
from detomo.engine.dialects.facts import words
from detomo.engine.types import Dialect

DIALECTS: tuple[Dialect, ...] = ("sqlite", "duckdb", "postgres", "mysql")
NEVER = words(
    "load_extension readfile writefile edit read_csv read_text read_parquet glob_files query query_table",
    "seq_scan getenv current_setting set_config pg_read_file pg_sleep pg_ls_dir lo_import dblink",
    "query_to_xml ts_stat ts_rewrite nextval setval load_file sleep benchmark get_lock sys_eval version",
    "user current_user database schema randomblob zeroblob json_execute_serialized_sql sqlite_version",
    "last_insert_rowid pg_notify pg_advisory_lock",
)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_nothing_dangerous_is_listed(dialect: Dialect) -> None:
    assert facts(dialect).allowed_functions.isdisjoint(NEVER)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_names_are_lower_case(dialect: Dialect) -> None:
    assert all(name == name.lower() for name in facts(dialect).allowed_functions)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_alternatives_are_for_functions_that_are_not_allowed(dialect: Dialect) -> None:
    known = facts(dialect)
    assert known.allowed_functions.isdisjoint(known.alternatives)


def test_sqlite_list_covers_the_ordinary_built_in_functions() -> None:
    refused = {
        "changes",
        "last_insert_rowid",
        "total_changes",
        "load_extension",
        "randomblob",
        "zeroblob",
        "subtype",
        "match",
    }
    with closing(sqlite3.connect(":memory:")) as connection:
        built_in = {name for (name,) in connection.execute("SELECT DISTINCT name FROM pragma_function_list")}
    extensions = {name for name in built_in if name.startswith(("sqlite_", "fts", "rtree"))}
    full_text = {"bm25", "highlight", "snippet", "matchinfo", "offsets", "optimize"}
    assert built_in - extensions - full_text - refused <= facts("sqlite").allowed_functions


def test_duckdb_aggregates_are_allowed() -> None:
    with duckdb.connect() as connection:
        query = "SELECT DISTINCT function_name FROM duckdb_functions() WHERE function_type = 'aggregate'"
        aggregates = {name.lower() for (name,) in connection.execute(query).fetchall() if name.isidentifier()}
    internal = set(aggregates - facts("duckdb").allowed_functions)
    assert len(internal) <= 0.15 * len(aggregates)
