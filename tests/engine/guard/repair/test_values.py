"""Text that is stored in another spelling."""

from collections.abc import Sequence

import pytest
from sqlglot import exp

from detomo.engine.guard.bind import bind
from detomo.engine.guard.likeness import nearest_values
from detomo.engine.guard.parse import parse
from detomo.engine.guard.repair import diagnose, repair
from tests.engine import library


class Stored:
    """Values by column, and what was asked about them."""

    def __init__(self, **columns: list[str]) -> None:
        self._columns = columns
        self.asked: list[tuple[str, str, str]] = []

    def lookup(self, table: str, column: str, text: str) -> Sequence[str] | None:
        self.asked.append((table, column, text))
        stored = self._columns.get(column)
        return None if stored is None else nearest_values(text, stored)


def tree_of(sql: str) -> exp.Expression:
    tree = parse(sql, "sqlite").tree
    assert isinstance(tree, exp.Expression)
    return tree


def repaired(sql: str, stored: Stored) -> str:
    return repair(tree_of(sql), library.catalog(), values=stored)[0].sql("sqlite")


@pytest.mark.parametrize("asked", ["italy", "ITALY", "Ｉｔａｌｙ", "Italy ", " italy"])
def test_case_width_and_spaces_are_mended(asked: str) -> None:
    stored = Stored(country=["Italy", "Japan"])

    assert repaired(f"SELECT name FROM author WHERE country = '{asked}'", stored) == (
        "SELECT name FROM author WHERE country = 'Italy'"
    )


def test_each_value_of_a_list_is_mended() -> None:
    sql = "SELECT name FROM author WHERE country IN ('italy', 'Japan')"

    assert repaired(sql, Stored(country=["Italy", "Japan"])).endswith("IN ('Italy', 'Japan')")


def test_a_string_in_double_quotes_is_mended() -> None:
    assert repaired('SELECT name FROM author WHERE country = "italy"', Stored(country=["Italy"])).endswith("= 'Italy'")


@pytest.mark.parametrize(
    ("sql", "stored"),
    [
        ("SELECT name FROM author WHERE country = 'Italy'", ["Italy", "italy"]),
        ("SELECT name FROM author WHERE country = 'ITALY'", ["Italy", "italy"]),
        ("SELECT name FROM author WHERE country = 'Italia'", ["Italy"]),
        ("SELECT name FROM author WHERE country <> 'France'", ["Italy"]),
        ("SELECT name FROM author WHERE LOWER(country) = 'italy'", ["Italy"]),
        ("SELECT name FROM author WHERE country LIKE 'italy%'", ["Italy"]),
        ("SELECT name FROM author WHERE birth_date = '1923-10-15'", ["Italy"]),
    ],
    ids=["stored", "two spellings", "another word", "not equal", "folded", "pattern", "date"],
)
def test_other_comparisons_are_left(sql: str, stored: list[str]) -> None:
    tree = tree_of(sql)

    assert repair(tree, library.catalog(), values=Stored(country=stored))[0] is tree


def test_what_is_not_known_is_left() -> None:
    tree = tree_of("SELECT title FROM book WHERE title = 'EMMA'")

    assert repair(tree, library.catalog(), values=Stored())[0] is tree


def test_without_stored_values_nothing_is_said_about_literals() -> None:
    assert bind(tree_of("SELECT name FROM author WHERE country = 'italy'"), library.catalog()) == ()


def test_values_are_asked_for_once_the_names_bind() -> None:
    stored = Stored(country=["Italy"])
    bind(tree_of("SELECT nam FROM author WHERE country = 'italy'"), library.catalog(), values=stored)

    assert stored.asked == []


def test_values_of_the_aliased_table_are_asked_for() -> None:
    stored = Stored(country=["Italy"])
    bind(tree_of("SELECT 1 FROM author AS a WHERE a.country = 'x'"), library.catalog(), values=stored)

    assert stored.asked == [("author", "country", "x")]


def test_a_value_that_cannot_be_mended_is_diagnosed_with_the_nearest() -> None:
    tree = tree_of("SELECT name FROM author WHERE country = 'Itally'")
    problems = bind(tree, library.catalog(), values=Stored(country=["Italy", "Japan"]))

    assert diagnose(problems) == "- No row has the value 'Itally' in author.country. Nearest: Italy."
