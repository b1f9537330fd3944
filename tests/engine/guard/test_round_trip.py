"""The text that runs means what was written: both give the same rows on the real engine."""

import re

import pytest

from detomo.engine.guard import Guard
from detomo.engine.types import Dialect
from tests.engine.guard import shop
from tests.engine.guard.conftest import Run

_CHANGES_BY_ITSELF = re.compile(r"EXPLAIN|TABLESAMPLE|FORMAT=JSON", re.IGNORECASE)


def _statements(dialect: Dialect) -> list[str]:
    return [*shop.statements("honest_common.sql"), *shop.statements(f"honest_{dialect}.sql")]


CASES = [
    pytest.param(dialect, sql, id=f"{dialect}: {sql[:60]}") for dialect in shop.DIALECTS for sql in _statements(dialect)
]


@pytest.mark.parametrize(("run", "sql"), CASES, indirect=["run"])
def test_generated_text_gives_the_same_rows(
    run: Run, sql: str, guards: dict[Dialect, Guard], request: pytest.FixtureRequest
) -> None:
    dialect: Dialect = request.node.callspec.params["run"]
    generated = guards[dialect].check(sql).sql
    expected, actual = run(sql), run(generated)
    if _CHANGES_BY_ITSELF.search(sql):
        assert len(actual) > 0
    else:
        assert sorted(map(repr, actual)) == sorted(map(repr, expected))
