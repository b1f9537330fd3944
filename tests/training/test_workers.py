"""What one worker is taught, every worker uses at its next question."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask

from detomo.projects.service import default_project_id
from detomo.training import service
from detomo.training.items import NewItem
from tests.conftest import SECRET
from tests.people import person
from tests.servers import ROOT
from tests.training.conftest import COUNT, write

Make = Callable[..., Flask]


@pytest.fixture(params=["sqlite", "postgres"])
def store(request: pytest.FixtureRequest) -> Iterator[dict[str, object]]:
    """Settings of a migrated application database."""
    if request.param == "sqlite":
        yield {}
        return
    yield {"APP_DATABASE_URL": request.getfixturevalue("migrated_postgres_url")}


def test_taught_by_one_used_by_the_other(make_app: Make, store: dict[str, object]) -> None:
    one = person(make_app(**store), "judy")
    two = one.on(make_app(**store))
    assert two.ask(COUNT["question"])["source"] == "grammar"
    item = one.teach(**COUNT)
    assert two.ask(COUNT["question"])["source"] == "verified"
    two.delete(f"/api/v0/training/{item}")
    assert one.ask(COUNT["question"])["source"] == "grammar"


def test_many_may_teach_at_once(make_app: Make, store: dict[str, object]) -> None:
    apps = [make_app(**store), make_app(**store)]

    def teach(number: int) -> None:
        with apps[number % 2].app_context():
            service.teach(default_project_id(), [NewItem.documentation(f"note {number // 2}")])

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(teach, range(40)))
    with apps[0].app_context():
        assert service.count(default_project_id()) == 20
    assert all(
        person(app, f"kim{number}").get("/api/v0/health").get_json()["training_data_count"] == 20
        for number, app in enumerate(apps)
    )


@pytest.mark.timeout(90)
def test_an_import_that_is_killed_leaves_whole_items(make_app: Make, shop_path: Path, tmp_path: Path) -> None:
    pairs = [{"question": f"question {n}", "sql": f"SELECT COUNT(*) + {n} AS n FROM tracks"} for n in range(3000)]
    write(tmp_path / "in" / "questions" / "many.json", pairs)
    app = make_app()
    process = import_in_a_process(tmp_path / "in", tmp_path / "app.sqlite", shop_path)
    try:
        wait_until(lambda: taught(app) > 0, process)
        process.send_signal(signal.SIGKILL)
    finally:
        process.kill()
        process.wait()
    kept = taught(app)
    assert 0 < kept < len(pairs)
    with app.app_context():
        items = list(service.every_item(default_project_id()))
    assert {(item.question, item.content) for item in items} <= {(p["question"], p["sql"]) for p in pairs}
    laura = person(app, "laura")
    assert laura.get("/api/v0/health").get_json()["training_data_count"] == kept
    assert laura.ask(items[-1].question)["source"] == "verified"


def import_in_a_process(folder: Path, store: Path, target: Path) -> "subprocess.Popen[bytes]":
    environment = {"APP_ENV": "testing", "SECRET_KEY": SECRET, "USER_DB_PATH": str(store), "DATABASE_PATH": str(target)}
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "training", "import", str(folder)]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def taught(app: Flask) -> int:
    with app.app_context():
        return service.count(default_project_id())


def wait_until(done: Callable[[], bool], process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 60
    while not done() and time.monotonic() < deadline and process.poll() is None:
        time.sleep(0.02)
