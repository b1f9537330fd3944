"""Constructs of other dialects: what they give once said in the dialect of each engine."""

import datetime
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from sqlglot import exp

from detomo.engine.guard.foreign import foreign_calls, translate
from detomo.engine.guard.parse import parse
from detomo.engine.guard.repair import repair
from detomo.engine.types import Dialect
from tests.engine import library
from tests.engine.cases import load
from tests.engine.servers import Execute, filled_library

CASES = load(Path(__file__).parent / "cases" / "calls.jsonl")
PAIRS = [
    pytest.param(dialect, case, id=f"{case['id']}-{dialect}")
    for (case,) in (parameter.values for parameter in CASES)
    for dialect in case["dialects"]
]


@pytest.fixture(scope="module")
def engines() -> Iterator[Callable[[Dialect], Execute]]:
    """Opens the library on an engine when it is first asked for."""
    with ExitStack() as stack:
        yield cache(lambda dialect: stack.enter_context(filled_library(dialect)))


def mended(sql: str, dialect: Dialect) -> str:
    tree = parse(sql, dialect).tree
    assert isinstance(tree, exp.Expression)
    return repair(tree, library.catalog(dialect))[0].sql(dialect)


def plain(value: Any) -> Any:
    if isinstance(value, datetime.date):
        return value.isoformat()[:10]
    return float(value) if isinstance(value, Decimal | int) else value


@pytest.mark.parametrize(("dialect", "case"), PAIRS)
def test_a_foreign_call_gives_what_it_gives_at_home(
    dialect: Dialect, case: dict[str, Any], engines: Callable[[Dialect], Execute]
) -> None:
    sql = f"SELECT {case['call']} FROM loan JOIN member ON loan.member_id = member.member_id WHERE loan_id = 1"

    assert plain(engines(dialect)(mended(sql, dialect))[0][0]) == plain(case["value"])


@pytest.mark.parametrize(
    ("dialect", "call"),
    [
        ("sqlite", "STRFTIME('%Y', loaned_on)"),
        ("sqlite", "IFNULL(title, '')"),
        ("sqlite", "SUBSTR(title, 1, 2)"),
        ("sqlite", "IIF(1, 2, 3)"),
        ("sqlite", "DATE('now', '-1 month')"),
        ("postgres", "TO_CHAR(loaned_on, 'YYYY')"),
        ("postgres", "DATE_TRUNC('month', loaned_on)"),
        ("postgres", "loaned_on - INTERVAL '1 month'"),
        ("mysql", "DATE_FORMAT(loaned_on, '%Y')"),
        ("mysql", "YEAR(loaned_on)"),
        ("mysql", "TIMESTAMPDIFF(DAY, loaned_on, returned_on)"),
        ("duckdb", "STRFTIME(loaned_on, '%Y')"),
        ("duckdb", "DATE_DIFF('day', loaned_on, returned_on)"),
    ],
)
def test_a_native_call_is_not_foreign(dialect: Dialect, call: str) -> None:
    tree = parse(f"SELECT {call} FROM loan", dialect).tree
    assert isinstance(tree, exp.Expression)

    assert list(foreign_calls(tree, dialect)) == []


@pytest.mark.parametrize("call", ["MEDIAN(a)", "a SIMILAR TO 'x'", "STDDEV(a)", "MY_OWN(a)"])
def test_what_has_no_equivalent_is_found_but_not_translated(call: str) -> None:
    tree = parse(f"SELECT {call} FROM t", "sqlite").tree
    assert isinstance(tree, exp.Expression)
    found = list(foreign_calls(tree, "sqlite"))

    assert found
    assert translate(found[0], "sqlite") is None


def test_numbers_in_text_are_still_added() -> None:
    assert mended("SELECT '1' + page_count FROM book", "sqlite") == "SELECT '1' + page_count FROM book"
