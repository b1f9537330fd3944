"""What an audit line costs, alone and with a hundred writers at once, and with a million lines in the database."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import update

from benchmarks.table import Row, percentiles
from detomo import create_app
from detomo.audit.service import Action, append, entry
from detomo.audit.verify import verify
from detomo.extensions import db
from detomo.http import ENGINE
from detomo.projects.models import Project
from tests.conftest import settings_for
from tests.servers import postgres_database

TURNS, WRITERS, EACH, MANY = 500, 100, 10, 1_000_000
_BATCH = 20_000
_SOMETHING = update(Project).where(Project.id == 1).values(name="Default")


def measure(folder: Path, _target: Path) -> Iterator[Row]:
    yield from _on("SQLite", folder, f"sqlite:///{folder}/app.sqlite")
    with suppress(pytest.skip.Exception), postgres_database() as url:  # skipped where no server answers
        yield from _on("PostgreSQL", folder, url)


def _on(name: str, folder: Path, url: str) -> Iterator[Row]:
    app = create_app(settings_for(folder / "unused.sqlite", APP_DATABASE_URL=url))
    with app.app_context():
        upgrade()
        yield Row(f"transaction and audit line, {name}", "", _alone())
        yield Row(f"audit lines, {WRITERS} writers, {name}", "", _together(app))
        _fill()
        yield Row(f"the first after {MANY:,} lines more, {name}", "as before", _alone())
        yield Row(f"verify these, {name}", "", _verified())
        db.session.remove()
        db.engine.dispose()
    app.extensions[ENGINE].close()


def _alone() -> str:
    """A transaction that stores something, without and with a line."""
    times: dict[bool, list[float]] = {False: [], True: []}
    for turn in range(2 * TURNS):
        begun = time.perf_counter()
        with db.engine.begin() as connection:
            connection.execute(_SOMETHING)
            if turn % 2:
                append(connection, entry(Action.ASKED, actor_id=1, target="0" * 32, details={"rows": 3}))
        times[bool(turn % 2)].append((time.perf_counter() - begun) * 1000)
    return f"without {percentiles(times[False])}; with {percentiles(times[True])}"


def _together(app: Flask) -> str:
    times: list[float] = []

    def write(_: int) -> None:
        with app.app_context():
            for _turn in range(EACH):
                begun = time.perf_counter()
                with db.engine.begin() as connection:
                    append(connection, entry(Action.ASKED, actor_id=1))
                times.append((time.perf_counter() - begun) * 1000)

    begun = time.perf_counter()
    with ThreadPoolExecutor(16) as pool:  # as many connections as the pool gives: the other writers wait for one
        list(pool.map(write, range(WRITERS)))
    rate = WRITERS * EACH / (time.perf_counter() - begun)
    return f"{percentiles(times)}, {rate:.0f}/s"


def _verified() -> str:
    begun = time.perf_counter()
    lines = verify().lines
    return f"{(time.perf_counter() - begun) / lines * 1e6:.0f} µs a line"


def _fill() -> None:
    asked = [entry(Action.ASKED, actor_id=1, target="0" * 32, details={"rows": 3})] * min(MANY, _BATCH)
    for _ in range(0, MANY, _BATCH):
        with db.engine.begin() as connection:
            append(connection, *asked)
