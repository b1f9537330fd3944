"""Repair opens no door: what the guard refuses is refused after repair too."""

import pytest
from sqlglot import exp

from detomo.engine.errors import Refused
from detomo.engine.guard.parse import parse
from detomo.engine.guard.policy import Policy
from detomo.engine.guard.repair import native_syntax, repair
from detomo.engine.guard.scopes import resolve
from detomo.engine.types import Change, Dialect
from tests.engine.guard import shop


def read(sql: str, dialect: Dialect) -> exp.Expression | None:
    """The tree of a statement, also of one that only another dialect can read."""
    try:
        tree = parse(sql, dialect).tree
    except Refused as err:
        native = native_syntax(sql, dialect) if err.code == "syntax_error" else None
        return read(native, dialect) if native is not None and native != sql else None
    return tree if isinstance(tree, exp.Expression) else None


def changes_that_let_through(sql: str, dialect: Dialect) -> tuple[Change, ...]:
    """What repair changed in a statement that the policy then allows."""
    catalog = shop.catalog(dialect)
    tree = read(sql, dialect)
    if tree is None:
        return ()
    mended, changes = repair(tree, catalog)
    try:
        Policy(catalog).check(resolve(mended, catalog))
    except Refused:
        return ()
    return changes


def is_case_only(change: Change) -> bool:
    return change.before.casefold() == change.after.casefold()


@pytest.mark.parametrize("dialect", shop.DIALECTS)
def test_an_attack_is_not_mended_into_a_query(dialect: Dialect) -> None:
    attacks = [*shop.statements("attacks_common.sql"), *shop.statements(f"attacks_{dialect}.sql")]
    opened = {sql: changes for sql in attacks if (changes := changes_that_let_through(sql, dialect))}

    assert len(attacks) > 100
    assert {sql: changes for sql, changes in opened.items() if not all(map(is_case_only, changes))} == {}


@pytest.mark.parametrize("dialect", shop.DIALECTS)
def test_honest_sql_of_every_dialect_is_left_as_it_is(dialect: Dialect) -> None:
    catalog = shop.catalog(dialect)
    honest = [*shop.statements("honest_common.sql"), *shop.statements(f"honest_{dialect}.sql")]
    trees = [tree for sql in honest if (tree := read(sql, dialect)) is not None]

    assert len(trees) > 100
    assert [tree.sql(dialect) for tree in trees if repair(tree, catalog)[0] is not tree] == []


@pytest.mark.parametrize("schema", ["information_schema", "pg_catalog", "mysql", "other"])
def test_a_table_of_another_schema_is_never_renamed(schema: str) -> None:
    tree = read(f"SELECT 1 FROM {schema}.customer", "postgres")
    assert tree is not None

    assert repair(tree, shop.catalog("postgres")) == (tree, ())
