"""Whatever comes in is answered or refused; what is allowed changes nothing and reads nothing forbidden."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from detomo.engine.dialects.facts import words
from detomo.engine.errors import Refused
from detomo.engine.guard import Guard
from detomo.engine.types import Dialect
from tests.engine.guard import shop

WORDS = [
    *sorted(
        words(
            "SELECT FROM WHERE WITH RECURSIVE AS UNION ALL EXCEPT JOIN LEFT ON USING IN EXISTS NOT AND OR NULL",
            "CASE WHEN THEN END GROUP BY ORDER HAVING LIMIT OFFSET VALUES INTO FOR UPDATE DELETE INSERT DROP",
            "TABLE SET PRAGMA ATTACH INDEXED OVER PARTITION ( ) ( ) , ; . * = < > + - / || :: -> ->> [ ] { } ' @",
            "@@ ? $1 -- /* */ /*! 1 2.5 'x' [secrets] secrets v_secret customers orders id name token main",
            "sqlite_master load_extension zeroblob count max printf json_each c é 日本",
        )
    ),
    '"',
    "`",
    '"secrets"',
    "\n",
    "\t",
    "\x00",
    "\u200b",
]
ROOTS = [
    *[sql for name in ("honest_common.sql", "honest_sqlite.sql") for sql in shop.statements(name)],
    *[sql for name in ("attacks_common.sql", "attacks_sqlite.sql") for sql in shop.statements(name)],
]

soup = st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join)


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """A statement of the case files with words exchanged, dropped or doubled."""
    parts = draw(st.sampled_from(ROOTS)).split(" ")
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(parts) - 1))
        parts[at : at + draw(st.integers(0, 1))] = [draw(st.one_of(st.sampled_from(WORDS), st.sampled_from(parts)))]
    return " ".join(parts)


@pytest.mark.parametrize("dialect", shop.DIALECTS)
@given(sql=st.one_of(soup, damaged(), st.text(max_size=60)))
@settings(max_examples=250, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@example(sql="SELECT")
@example(sql="(")
@example(sql="SELECT * FROM . . customers")
@example(sql="SELECT id JOIN orders")
@example(sql="SELECT f('c', SELECT * FROM generate_series(1, true, '')")
@example(sql="'")
def test_the_guard_answers_or_refuses(dialect: Dialect, sql: str, guards: dict[Dialect, Guard]) -> None:
    try:
        query = guards[dialect].check(sql)
    except Refused as err:
        assert err.message.en
        assert err.message.ja
    else:
        assert guards[dialect].check(query.sql).tables == query.tables


class Watched:
    """A throw-away SQLite shop that lets everything happen and remembers it."""

    def __init__(self) -> None:
        self.connection = sqlite3.connect(":memory:", isolation_level=None)
        shop.fill(self.connection.execute)
        # The first use of a virtual table declares it, which shows as a write to the catalog.
        self.connection.execute("SELECT * FROM json_each('[]'), json_tree('[]')").fetchall()
        self.events: set[tuple[int, str]] = set()
        self.connection.set_authorizer(self._note)
        self.connection.set_progress_handler(lambda: 1, 2_000_000)

    def _note(self, action: int, first: str | None, second: str | None, *_: str | None) -> int:
        self.events.add((action, (second if action == sqlite3.SQLITE_FUNCTION else first) or ""))
        return sqlite3.SQLITE_OK


@pytest.fixture(scope="module")
def watched() -> Iterator[Watched]:
    shop_in_memory = Watched()
    with closing(shop_in_memory.connection):
        yield shop_in_memory


@given(sql=st.one_of(soup, damaged()))
@settings(max_examples=1500, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
def test_allowed_text_only_reads_what_is_allowed(sql: str, guards: dict[Dialect, Guard], watched: Watched) -> None:
    try:
        query = guards["sqlite"].check(sql)
    except Refused:
        return
    before = watched.connection.total_changes
    watched.events.clear()
    with suppress(sqlite3.Error):
        watched.connection.execute(query.sql).fetchmany(50)
    actions = {action for action, _ in watched.events}
    harmless = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE}
    read = {name for action, name in watched.events if action == sqlite3.SQLITE_READ}
    assert actions <= harmless
    assert not read & {"secrets", "v_secret", "sqlite_master", "sqlite_schema"}
    assert watched.connection.total_changes == before
