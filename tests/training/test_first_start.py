"""The configured folder is taught once, before the service answers."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask
from structlog.testing import capture_logs

from detomo import create_app
from detomo.projects.service import default_knowledge_version, default_project_id
from detomo.target import teach_first
from detomo.training import service
from tests.conftest import settings_for
from tests.people import person
from tests.training.conftest import COUNT, write

Make = Callable[..., Flask]


def count(app: Flask) -> int:
    with app.app_context():
        return service.count(default_project_id())


def test_an_empty_store_is_taught(make_app: Make, folder: Path) -> None:
    app = make_app(TRAINING_DATA_PATH=folder)
    teach_first(app)
    assert count(app) == 4
    assert person(app, "mallory").ask(COUNT["question"])["source"] == "verified"


def test_without_a_folder_nothing_is_taught(app: Flask) -> None:
    teach_first(app)
    assert count(app) == 0


def test_what_was_removed_stays_removed(make_app: Make, folder: Path) -> None:
    app = make_app(TRAINING_DATA_PATH=folder)
    teach_first(app)
    with app.app_context():
        for item in list(service.every_item(default_project_id())):
            service.forget(default_project_id(), item.id)
    teach_first(app)
    assert count(app) == 0


def test_hosts_that_start_at_once_teach_once(make_app: Make, folder: Path) -> None:
    apps = [make_app(TRAINING_DATA_PATH=folder) for _ in range(4)]
    with ThreadPoolExecutor(len(apps)) as pool:
        list(pool.map(teach_first, apps))
    assert count(apps[0]) == 4


def test_it_is_one_transaction(make_app: Make, folder: Path) -> None:
    app = make_app(TRAINING_DATA_PATH=folder)
    teach_first(app)
    with app.app_context():
        assert default_knowledge_version() == 1


def test_what_does_not_run_is_left_out_and_logged(make_app: Make, folder: Path) -> None:
    write(folder / "questions" / "x.json", [{"question": "q", "sql": "DROP TABLE customers"}, {"question": "r"}])
    app = make_app(TRAINING_DATA_PATH=folder)
    with capture_logs() as logs:
        teach_first(app)
    assert count(app) == 4
    refused = [entry["where"] for entry in logs if entry["event"] == "first_training_refused"]
    assert refused == ["x.json #1", "x.json #2"]


def test_without_tables_it_stays_quiet(tmp_path: Path, folder: Path, shop_path: Path) -> None:
    app = create_app(settings_for(tmp_path / "new.sqlite", DATABASE_PATH=shop_path, TRAINING_DATA_PATH=folder))
    with capture_logs() as logs:
        teach_first(app)
    assert [entry["event"] for entry in logs] == ["first_training_put_off"]


def test_while_the_target_is_away_the_next_start_tries_again(make_app: Make, folder: Path) -> None:
    app = make_app(TRAINING_DATA_PATH=folder, TARGET_DATABASE_URL="postgresql://u@127.0.0.1:9/nowhere")
    teach_first(app)
    assert count(app) == 0
    later = make_app(TRAINING_DATA_PATH=folder)
    teach_first(later)
    assert count(later) == 4


@pytest.mark.parametrize("content", ["", "not a folder of training data"])
def test_an_empty_folder_is_no_first_start(make_app: Make, tmp_path: Path, content: str) -> None:
    write(tmp_path / "in" / "readme.txt", content)
    app = make_app(TRAINING_DATA_PATH=tmp_path / "in")
    teach_first(app)
    with app.app_context():
        assert default_knowledge_version() == 0
