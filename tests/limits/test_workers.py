"""Two gunicorn workers that count in one Redis: exactly as many calls pass as the limit says."""

import secrets
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from tests.servers import flask_command, gunicorn, redis_server

pytestmark = pytest.mark.timeout(120)
LIMIT, CALLS = 60, 100


def test_two_workers_let_exactly_the_limit_through(tmp_path: Path) -> None:
    environment = {"APP_ENV": "testing", "SECRET_KEY": secrets.token_hex(24), "USER_DB_PATH": f"{tmp_path}/app.sqlite"}
    environment |= {"REDIS_URL": redis_server(), "RATE_LIMIT_AUTH": f"{LIMIT}/hour", "WEB_CONCURRENCY": "2"}
    environment |= {"LOG_FORMAT": "json"}
    assert flask_command("db", "upgrade", environment=environment).returncode == 0
    with gunicorn(environment, tmp_path / "log") as server:

        def log_in(number: int) -> int:
            headers = {"X-Forwarded-For": f"203.0.113.{number}"}
            return httpx.post(f"{server.url}/api/v0/auth/login", json={}, headers=headers, trust_env=False).status_code

        with ThreadPoolExecutor(8) as pool:
            assert Counter(pool.map(log_in, range(CALLS))) == {422: LIMIT, 429: CALLS - LIMIT}
        assert len({line["worker"] for line in server.requests()}) == 2
