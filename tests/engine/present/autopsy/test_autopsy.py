"""Which condition emptied a result, and what is offered instead."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import sqlglot

from detomo.engine.errors import QueryFailed, Refused
from detomo.engine.guard.guard import Guard
from detomo.engine.present.autopsy import Autopsy, Budget, autopsy, looks_empty
from detomo.engine.types import Text
from tests.engine import library
from tests.engine.cases import load

CASES = load(Path(__file__).parent / "cases" / "empty.jsonl")


class Checked:
    """Runs statements on the library as a service would: through the guard. Keeps what it ran."""

    def __init__(self) -> None:
        self._guard = Guard(library.catalog())
        self._run = library.sqlite_run()
        self.ran: list[str] = []

    def __call__(self, sql: str) -> Sequence[Sequence[Any]]:
        self.ran.append(self._guard.check(sql).sql)
        return self._run(self.ran[-1])


def examined(sql: str, budget: Budget | None = None) -> Autopsy:
    result = autopsy(sql, library.catalog(), Checked(), budget)
    assert result is not None
    return result


@pytest.mark.parametrize("case", CASES)
def test_the_case_is_empty(case: dict[str, Any]) -> None:
    assert looks_empty(sqlglot.parse_one(case["sql"], read="sqlite"), library.sqlite_run()(case["sql"]))


@pytest.mark.parametrize("case", CASES)
def test_the_guilty_one_comes_first(case: dict[str, Any]) -> None:
    culprit = examined(case["sql"]).culprits[0]

    assert (culprit.code, list(culprit.predicates)) == (case["code"], case["predicates"])


@pytest.mark.parametrize("case", [case for case in CASES if "nearest" in case.values[0]])
def test_the_nearest_values_are_offered(case: dict[str, Any]) -> None:
    culprit = examined(case["sql"]).culprits[0]

    assert list(culprit.suggestions[0].nearest[:1]) == case["nearest"]
    assert case["nearest"][0] in culprit.message.en
    assert case["nearest"][0] in culprit.message.ja


@pytest.mark.parametrize("case", [case for case in CASES if "range" in case.values[0]])
def test_the_range_that_exists_is_offered(case: dict[str, Any]) -> None:
    (suggestion,) = examined(case["sql"]).culprits[0].suggestions

    assert [suggestion.low, suggestion.high] == case["range"]


def test_every_probe_passes_the_guard() -> None:
    run = Checked()
    result = autopsy("SELECT name FROM author WHERE country = 'italy'", library.catalog(), run)

    assert result is not None
    assert result.probes == len(run.ran) > 1


def test_two_conditions_that_only_exclude_each_other_are_both_told() -> None:
    culprits = examined("SELECT title FROM book WHERE title = 'Emma' AND page_count = 165").culprits

    assert [culprit.predicates for culprit in culprits] == [("title = 'Emma'",), ("page_count = 165",)]


def test_conditions_that_fail_together_are_told_as_a_pair() -> None:
    sql = "SELECT title FROM book WHERE page_count < 170 AND published_year < 1820 AND unit_price > 12"
    culprit = examined(sql.replace("unit_price > 12", "author_id = 1")).culprits[0]

    assert culprit.code == "conditions"
    assert len(culprit.predicates) == 2


def test_the_message_is_plain_in_both_languages() -> None:
    message = examined("SELECT name FROM author WHERE country = 'italy'").culprits[0].message

    assert message == Text(
        "The condition country = 'italy' leaves no row; without it there are some. Instead of “italy” there is: Italy.",
        "条件 country = 'italy' を付けると一行も残りません。外すと行が見つかります。「italy」の代わりにある値: Italy。",
    )


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT title FROM book",
        "SELECT COUNT(*) FROM book",
        "SELECT 1",
        "not a query at all (",
        "SELECT SUM(NULL) FROM book",
    ],
)
def test_there_is_nothing_to_tell_where_rows_exist_or_nothing_is_understood(sql: str) -> None:
    assert autopsy(sql, library.catalog(), Checked()) is None


@pytest.mark.parametrize("statements", [0, 1])
def test_without_budget_nothing_is_found(statements: int) -> None:
    run = Checked()

    assert (
        autopsy("SELECT 1 FROM book WHERE title = 'x'", library.catalog(), run, Budget(statements=statements)) is None
    )
    assert len(run.ran) == statements


def test_a_spent_budget_gives_what_was_found_so_far() -> None:
    sql = "SELECT title FROM book WHERE title = 'Emma' AND page_count = 165"
    result = examined(sql, Budget(statements=4))

    assert len(result.culprits) == 1
    assert not result.complete


def test_time_is_part_of_the_budget() -> None:
    run = Checked()

    assert autopsy("SELECT 1 FROM book WHERE title = 'x'", library.catalog(), run, Budget(seconds=0)) is None
    assert run.ran == []


@pytest.mark.parametrize(
    "error",
    [Refused("too_expensive", Text("no", "不可")), QueryFailed("query_failed", Text("no", "不可"))],
    ids=["refused", "failed"],
)
def test_probes_that_cannot_run_are_passed_over(error: Exception) -> None:
    def run(sql: str) -> Sequence[Sequence[Any]]:
        raise error

    assert autopsy("SELECT 1 FROM book WHERE title = 'x'", library.catalog(), run) is None


def test_the_tree_given_is_not_changed() -> None:
    tree = sqlglot.parse_one('SELECT name FROM author WHERE country = "italy"', read="sqlite")
    before = tree.sql("sqlite")
    autopsy(tree, library.catalog(), Checked())

    assert tree.sql("sqlite") == before


@pytest.mark.parametrize(
    ("sql", "rows", "empty"),
    [
        ("SELECT title FROM book", [], True),
        ("SELECT title FROM book", [(None,)], False),
        ("SELECT COUNT(*) FROM book", [(0,)], True),
        ("SELECT COUNT(*) FROM book", [(3,)], False),
        ("SELECT SUM(page_count), MAX(title) FROM book", [(None, None)], True),
        ("SELECT COUNT(*), 5 FROM book", [(0, 5)], False),
        ("SELECT author_id, COUNT(*) FROM book GROUP BY author_id", [(None, 0)], False),
        ("SELECT COUNT(*) OVER () FROM book", [(0,)], False),
        ("SELECT 0", [(0,)], False),
    ],
)
def test_rows_that_say_nothing_look_empty(sql: str, rows: list[tuple[Any, ...]], empty: bool) -> None:
    assert looks_empty(sqlglot.parse_one(sql, read="sqlite"), rows) is empty
