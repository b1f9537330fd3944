"""A database under rules, and its copy without what they forbid, on every engine that answers."""

import os
import secrets
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from detomo.engine.evaluate.ruled_databases import MYSQL_URL, POSTGRES_URL, DatabaseError, Pair, pair
from detomo.engine.evaluate.rules import DIALECTS, guard_of
from detomo.engine.guard import Guard

URLS = {"postgres": POSTGRES_URL, "mysql": MYSQL_URL}


@pytest.fixture(scope="session", params=DIALECTS)
def databases(request: pytest.FixtureRequest) -> Iterator[Pair]:
    with ExitStack() as stack:
        try:
            made = stack.enter_context(pair(request.param, f"rules_{secrets.token_hex(4)}"))
        except DatabaseError:
            message = f"{request.param} does not answer at {URLS.get(request.param)}"
            if os.environ.get("CI"):
                pytest.fail(message)
            pytest.skip(message)
        yield made


@pytest.fixture(scope="session")
def guard(databases: Pair) -> Guard:
    return guard_of(databases)
