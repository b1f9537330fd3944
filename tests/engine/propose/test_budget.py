"""What of the context goes into a prompt of limited length, and what is dropped first."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detomo.engine.catalog import Column, ForeignKey, Table
from detomo.engine.catalog.ddl import as_ddl
from detomo.engine.catalog.linking import LinkedTable
from detomo.engine.knowledge.items import ItemKind, KnowledgeItem
from detomo.engine.propose.budget import Fitted, fit
from detomo.engine.propose.token_count import count_tokens


def linked(name: str, *, is_core: bool, width: int = 30, asked: str = "column_7") -> LinkedTable:
    columns = ("id", "parent_id", *(f"column_{number}" for number in range(width)))
    table = Table(
        name,
        tuple(Column(column, "INTEGER") for column in columns),
        primary_key=("id",),
        foreign_keys=(ForeignKey(("parent_id",), "near_0", ("id",)),),
    )
    return LinkedTable(table, 1.0, frozenset({asked}), is_core)


TABLES = [
    *(linked(f"near_{n}", is_core=True) for n in range(3)),
    *(linked(f"far_{n}", is_core=False) for n in range(3)),
]
EXAMPLES = [KnowledgeItem(str(n), ItemKind.SQL, f"SELECT {n} FROM somewhere", f"question {n}") for n in range(6)]
NOTES = [KnowledgeItem(f"d{n}", ItemKind.DOCUMENTATION, f"note {n} " * 20) for n in range(3)]


def within(room: int) -> Fitted:
    return fit(TABLES, "sqlite", EXAMPLES, NOTES, ["revenue: SUM(total)"], room)


def widths(fitted: Fitted) -> dict[str, int]:
    return {table.name: len(table.columns) for table in fitted.tables}


def test_with_room_everything_is_told_in_the_catalogs_order() -> None:
    fitted = within(20_000)

    assert [table.name for table in fitted.tables] == sorted(one.table.name for one in TABLES)
    assert (len(fitted.examples), len(fitted.documentation), fitted.left_out) == (6, 3, ())


def first_loss(whole: Callable[[Fitted], bool]) -> int:
    """The largest room in which something of a kind is lost."""
    return next(room for room in range(6_000, 0, -10) if not whole(within(room)))


def test_parts_are_dropped_in_the_stated_order() -> None:
    lost = [
        first_loss(lambda one: all(width == 32 for width in widths(one).values())),
        first_loss(lambda one: len(one.examples) == 6),
        first_loss(lambda one: len(one.documentation) == 3),
        first_loss(lambda one: len(one.tables) == 6),
        first_loss(lambda one: len(one.examples) >= 2),
        first_loss(lambda one: {"near_0", "near_1", "near_2"} <= set(widths(one))),
    ]

    assert lost == sorted(lost, reverse=True)


def test_likely_tables_outlast_everything() -> None:
    fitted = within(200)

    assert set(widths(fitted)) == {"near_0", "near_1", "near_2"}
    assert not fitted.documentation


def test_a_trimmed_table_keeps_keys_and_what_was_asked_for() -> None:
    room = first_loss(lambda one: all(width == 32 for width in widths(one).values()))
    (short,) = [table for table in within(room).tables if len(table.columns) < 32]

    assert [column.name for column in short.columns] == ["id", "parent_id", "column_7"]
    assert "29 more columns" in as_ddl([short], "sqlite")


@given(st.integers(0, 6_000))
def test_the_budget_holds(room: int) -> None:
    fitted = within(room)
    parts = [as_ddl(fitted.tables, "sqlite"), *fitted.glossary]
    parts += [f"{item.question}\n{item.content}" for item in (*fitted.examples, *fitted.documentation)]

    assert sum(map(count_tokens, parts)) <= fitted.tokens <= max(room, 0)


def test_what_is_left_out_is_named() -> None:
    fitted = within(300)

    assert {"far_0", "far_1", "far_2"} <= set(fitted.left_out)
    assert "question 5" in fitted.left_out


COUNTED = [("", 0), ("id", 1), ("customers", 2), ("SELECT 1", 2), ("a.b", 3), ("2012-01-01", 6), ("売上", 3), ("\n", 1)]


@pytest.mark.parametrize(("text", "tokens"), COUNTED)
def test_tokens(text: str, tokens: int) -> None:
    assert count_tokens(text) == tokens


@given(st.text(), st.text())
def test_parts_never_cost_less_than_the_whole(one: str, other: str) -> None:
    assert count_tokens(f"{one} {other}") <= count_tokens(one) + count_tokens(other) + 1
