"""What encryption, rate limits and the look at the connection in use add to a request."""

import secrets
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import redis
from flask_migrate import upgrade
from limits import parse

from benchmarks.table import Row
from detomo import create_app
from detomo.connections import service as connections
from detomo.crypto.keyring import Keyring
from detomo.limits.counter import CallCounter
from tests.servers import REDIS

TURNS = 2_000
RATE = parse("1000000/minute")


def measure(folder: Path, _target: Path) -> Iterator[Row]:
    ring = Keyring([secrets.token_urlsafe(48)])
    stored = ring.encrypt("somebody@example.com", "users.email")
    yield Row("decrypt an address", "p50 <= 0.1 ms", _times(lambda: ring.decrypt(stored, "users.email")))
    yield Row("blind index of an address", "p50 <= 0.1 ms", _times(lambda: ring.indexes("a@b.example", "users.email")))
    own = CallCounter()
    yield Row("rate limit, in memory", "p50 <= 0.1 ms", _times(lambda: own.hit(RATE, "user", "1")))
    with suppress(redis.ConnectionError), redis.Redis.from_url(REDIS) as server:
        server.ping()
        shared = CallCounter(REDIS, f"bench:{secrets.token_hex(4)}")
        yield Row("rate limit, in Redis", "p50 <= 0.5 ms", _times(lambda: shared.hit(RATE, "user", "1")))
    app = create_app({"APP_ENV": "testing", "USER_DB_PATH": folder / "protection.sqlite", "LOG_LEVEL": "WARNING"})
    with app.app_context():
        upgrade()
        yield Row("which connection is in use (SQLite)", "p50 <= 0.5 ms", _times(connections.assigned))


def _times(call: Callable[[], object]) -> str:
    times = []
    for _ in range(TURNS):
        begun = time.perf_counter()
        call()
        times.append((time.perf_counter() - begun) * 1000)
    cuts = statistics.quantiles(times, n=100)
    return f"p50 {cuts[49]:.3f} ms, p95 {cuts[94]:.3f} ms"
