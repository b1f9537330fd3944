"""Repair on the engine that the statement is for: broken there before, the right rows after."""

from pathlib import Path
from typing import Any

import pytest
from sqlglot import exp

from detomo.engine.catalog.model import Catalog, Column, Table
from detomo.engine.guard.parse import parse
from detomo.engine.guard.repair import repair
from detomo.engine.types import ColumnType
from tests.engine import library
from tests.engine.cases import load
from tests.engine.servers import filled_library


@pytest.mark.parametrize("case", load(Path(__file__).parent / "cases" / "strict.jsonl"))
def test_a_statement_is_mended_for_its_engine(case: dict[str, Any]) -> None:
    tree = parse(case["sql"], case["dialect"]).tree
    assert isinstance(tree, exp.Expression)
    mended, changes = repair(tree, library.catalog(case["dialect"]))

    assert mended.sql(case["dialect"]) == case["repaired"]
    assert [change.code for change in changes] == case["codes"]
    with filled_library(case["dialect"]) as execute:
        assert [list(row) for row in execute(case["repaired"])] == case["rows"]
        with pytest.raises(
            Exception, match=r"(?i)exist|unknown|no such|missing|operator|not found|invalid|does not have"
        ):
            execute(case["sql"])


@pytest.mark.parametrize(("number", "truth"), [("1", "TRUE"), ("0", "FALSE")])
def test_a_boolean_compared_with_a_number_is_mended_in_postgres(number: str, truth: str) -> None:
    catalog = Catalog("postgres", (Table("account", (Column("active", type=ColumnType.BOOLEAN),)),), "public")
    tree = parse(f"SELECT 1 FROM account WHERE active = {number}", "postgres").tree
    assert isinstance(tree, exp.Expression)

    assert repair(tree, catalog)[0].sql("postgres") == f"SELECT 1 FROM account WHERE active = {truth}"


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT COUNT(*) AS n FROM book WHERE n > 1",
        "SELECT RANK() OVER (ORDER BY title) AS r FROM book WHERE r = 1",
    ],
    ids=["aggregate", "window"],
)
def test_what_has_no_place_in_where_is_left(sql: str) -> None:
    tree = parse(sql, "postgres").tree
    assert isinstance(tree, exp.Expression)

    assert repair(tree, library.catalog("postgres")) == (tree, ())
