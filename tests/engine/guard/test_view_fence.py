"""A view's query is kept whole where an engine would merge it and go wrong."""

import pytest

from detomo.engine.catalog.model import Catalog, Column, Table
from detomo.engine.guard import Guard
from detomo.engine.guard.rewrite import RowRule, Rules
from detomo.engine.types import ColumnType, Dialect, Viewer

WHOLE = "LIMIT 18446744073709551615"
COLUMNS = (Column("id", type=ColumnType.INTEGER), Column("region", type=ColumnType.TEXT))


def ruled(dialect: Dialect, sql: str) -> str:
    view = Table("seen", COLUMNS, is_view=True, definition="SELECT id, region FROM clients")
    catalog = Catalog(dialect, (Table("clients", COLUMNS), view), "main")
    rules = Rules(rows=(RowRule("clients", "region = 'east'"),))
    return Guard(catalog, rules=rules, viewer=Viewer()).check(sql).sql


FENCED = "SELECT id, COUNT(*) OVER (PARTITION BY region) AS n FROM seen WHERE id IN (SELECT id FROM clients)"


def test_mariadb_may_not_merge_a_view() -> None:
    assert ruled("mysql", FENCED).count(WHOLE) == 3  # the view, its table, the table of the subquery


@pytest.mark.parametrize("dialect", ["sqlite", "duckdb", "postgres"])
def test_other_engines_may(dialect: Dialect) -> None:
    sql = ruled(dialect, FENCED.replace("id IN", "id / 2 IN"))
    assert sql.count("LIMIT -1") + sql.count("OFFSET 0") == 2


def test_mariadb_may_not_merge_below_a_window() -> None:
    assert ruled("mysql", "SELECT id, COUNT(*) OVER (PARTITION BY region) AS n FROM clients").count(WHOLE) == 1


def test_a_harmless_statement_may_be_merged_everywhere() -> None:
    assert WHOLE not in ruled("mysql", "SELECT id, region FROM seen")
