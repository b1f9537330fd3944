"""Every attack of the case files is refused and every honest statement allowed, however it is spelt."""

import json

import pytest

from detomo.engine.errors import Refused
from detomo.engine.evaluate.mutations import mutations
from detomo.engine.guard import Guard
from detomo.engine.types import Dialect
from tests.engine.guard import shop

TABLES = ("customers", "products", "orders", "order_items", "employees", "secrets", "v_secret")


def _encoded() -> list[tuple[Dialect, str]]:
    lines = (shop.CASES / "attacks_encoded.jsonl").read_text(encoding="utf-8").splitlines()
    return [(case["dialect"], case["sql"]) for case in map(json.loads, lines)]


def _cases(*names: str) -> list[tuple[Dialect, str]]:
    return [(d, sql) for d in shop.DIALECTS for name in names for sql in shop.statements(name.format(d))]


ATTACKS = _cases("attacks_common.sql", "attacks_{}.sql") + _encoded()
HONEST = _cases("honest_common.sql", "honest_{}.sql")


@pytest.mark.parametrize(("dialect", "sql"), ATTACKS, ids=lambda value: repr(value)[:70])
def test_attack_is_refused_in_every_spelling(dialect: Dialect, sql: str, guards: dict[Dialect, Guard]) -> None:
    for _, spelling in mutations(sql, dialect, TABLES):
        with pytest.raises(Refused):
            guards[dialect].check(spelling)


@pytest.mark.parametrize(("dialect", "sql"), HONEST, ids=lambda value: repr(value)[:70])
def test_honest_statement_is_allowed_in_every_spelling(
    dialect: Dialect, sql: str, guards: dict[Dialect, Guard]
) -> None:
    refused = []
    for name, spelling in mutations(sql, dialect, TABLES):
        try:
            guards[dialect].check(spelling)
        except Refused as err:
            refused.append(f"{name}: {err.code} at {err.part}")
    assert refused == []
