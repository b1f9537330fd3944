"""`gunicorn.conf.py`: what it makes of the settings"""

import gc
import runpy
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from config import ROOT
from detomo.http import ENGINE
from tests.conftest import settings_for


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """Read the file under the given settings."""

    def run(**more: object) -> dict[str, Any]:
        for name, value in settings_for(tmp_path / "app.sqlite", **more).items():
            monkeypatch.setenv(name, str(value))
        return runpy.run_path(str(ROOT / "gunicorn.conf.py"))

    return run


def test_it_follows_the_settings(read: Any) -> None:
    found = read(BIND="127.0.0.1:9000", WEB_CONCURRENCY=3, WEB_THREADS=7)
    assert (found["bind"], found["workers"], found["threads"]) == ("127.0.0.1:9000", 3, 7)
    assert (found["worker_class"], found["preload_app"], found["accesslog"]) == ("detomo.serving.Worker", True, None)


@pytest.mark.parametrize("retries", [0, 5])
def test_its_timeouts_are_above_the_engines_whatever_the_tries(read: Any, retries: int) -> None:
    found = read(QUERY_TIMEOUT_SECONDS=30, CLAUDE_TIMEOUT_SECONDS=60, CLAUDE_MAX_RETRIES=retries)
    assert 90 < found["graceful_timeout"] < found["timeout"] <= 120


@pytest.mark.parametrize(
    ("required", "bind", "starts"),
    [
        (True, "0.0.0.0:1", True),
        (False, "127.0.0.1:1", True),
        (False, "unix:/tmp/x", True),
        (False, "0.0.0.0:1", False),
    ],
)
def test_an_argument_cannot_open_an_unprotected_service(read: Any, required: bool, bind: str, starts: bool) -> None:
    on_starting = read(AUTH_REQUIRED=required)["on_starting"]
    server = SimpleNamespace(cfg=SimpleNamespace(bind=[bind]))
    if starts:
        on_starting(server)
    else:
        with pytest.raises(SystemExit, match="loopback"):
            on_starting(server)


def test_a_wrong_setting_stops_it_with_a_sentence(read: Any) -> None:
    with pytest.raises(SystemExit, match="SECRET_KEY: it is shorter than 32 characters"):
        read(SECRET_KEY="short")


def test_what_workers_share_is_loaded_and_out_of_the_collectors_way(read: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: list[str] = []
    engine = SimpleNamespace(prepare=lambda: loaded.append("prepared"))
    config = {"SETTINGS": SimpleNamespace(training_data_path=None)}
    app = SimpleNamespace(config=config, extensions={ENGINE: engine})
    monkeypatch.setitem(sys.modules, "wsgi", SimpleNamespace(app=app))
    monkeypatch.setattr("detomo.crypto.rotation.refuse_missing_keys", lambda _app: None)
    try:
        read()["when_ready"](SimpleNamespace())
        assert gc.get_freeze_count() > 0
    finally:
        gc.unfreeze()
    assert loaded == ["prepared"]
