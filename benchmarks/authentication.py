"""What a checked token adds to a request: in a fresh database, and with a million sessions and audit lines."""

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from sqlalchemy import Engine, create_engine, text

from benchmarks.service import Service, serving
from benchmarks.table import Row, percentiles
from tests.servers import postgres_database

TURNS, WARM_UP = 1000, 100
USERS, MANY = 10_000, 1_000_000
OPEN, CHECKED = "/health/live", "/api/v0/auth/me"
NUMBERS = {
    "sqlite": "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :count) ",
    "postgresql": "WITH numbers AS (SELECT generate_series(1, CAST(:count AS integer)) AS n) ",
}
ADD_USERS = (
    "INSERT INTO users"
    " (email, email_key, username, username_key, password_hash, role, is_active, created_at, updated_at)"
    " {numbers} SELECT 'x', 'k' || n, 'u' || n, 'u' || n, '!', 'analyst', true, :now, :now FROM numbers"
)
ADD_SESSIONS = (
    "INSERT INTO sessions (id, user_id, current_jti, expires_at, ends_at, authenticated_at, last_used_at, address,"
    " user_agent, has_second_factor, created_at, updated_at)"
    " {numbers} SELECT 's' || n, (SELECT min(id) FROM users) + n % :users, 'j', :later, :later, :now, :now,"
    " '192.0.2.1', 'Mozilla/5.0', false, :now, :now FROM numbers"
)

ADD_LINES = (
    "INSERT INTO audit_lines (id, at, action, outcome, actor_id, target, address, address_salt, address_digest,"
    " request_id, session_id, details, hash, seal)"
    " {numbers} SELECT -n, :now, 'question.asked', 'success', 1, 't', '192.0.2.1', 's', 'd', 'r', 's' || n, '{{}}',"
    " 'h' || n, 'e' FROM numbers"
)


def measure(folder: Path, target: Path) -> Iterator[Row]:
    file = folder / "app.sqlite"
    with serving(folder, target) as service:
        yield from _rows(service, "SQLite", f"sqlite:///{file}")
    with postgres_database() as url, serving(folder, target, APP_DATABASE_URL=url) as service:
        yield from _rows(service, "PostgreSQL", url.replace("postgresql://", "postgresql+psycopg://"))


def _rows(service: Service, name: str, url: str) -> Iterator[Row]:
    yield Row(f"{name}: an authenticated request over an open one", "p50 + <= 2 ms", _added(service))
    engine = create_engine(url)
    _fill(engine)
    yield Row(f"{name}: the same with {MANY:,} sessions and audit lines", "p50 + <= 2 ms", _added(service))
    engine.dispose()


def _added(service: Service) -> str:
    with closing(service.person()) as person:
        open_times, checked = _times(lambda: person.get(OPEN)), _times(lambda: person.get(CHECKED))
    added = sorted(checked)[len(checked) // 2] - sorted(open_times)[len(open_times) // 2]
    return f"p50 + {added:.2f} ms ({percentiles(checked)}; open {percentiles(open_times)})"


def _fill(engine: Engine) -> None:
    moments = {"now": "2026-01-01 00:00:00.000000", "later": "2099-01-01 00:00:00.000000"}
    numbers = NUMBERS[engine.dialect.name]
    with engine.begin() as connection:
        connection.execute(text(ADD_USERS.format(numbers=numbers)), {"count": USERS, "now": moments["now"]})
        wanted = {"count": MANY, "users": USERS, **moments}
        connection.execute(text(ADD_SESSIONS.format(numbers=numbers)), wanted)
        connection.execute(text(ADD_LINES.format(numbers=numbers)), {"count": MANY, "now": moments["now"]})
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))


def _times(call: Callable[[], object]) -> list[float]:
    for _ in range(WARM_UP):
        call()
    times = []
    for _ in range(TURNS):
        begun = time.perf_counter()
        call()
        times.append((time.perf_counter() - begun) * 1000)
    return times
