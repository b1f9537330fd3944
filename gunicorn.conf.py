"""gunicorn's settings, from ours: `gunicorn wsgi:app` needs no arguments."""

import gc
import sys
import threading
from pathlib import Path
from typing import Any

from config import SettingsError, load_settings
from detomo.logs import logging_config
from detomo.settings.checks import is_loopback

try:
    settings = load_settings()
except SettingsError as err:
    sys.exit(f"{err}")

_memory_folder = Path("/dev/shm")  # noqa: S108 (heartbeat files must not wait for a disk)
_longest_answer = settings.query_timeout_seconds + settings.claude_timeout_seconds

bind = settings.bind
workers = settings.web_concurrency
worker_class = "detomo.serving.Worker"
threads = settings.web_threads
preload_app = True
timeout = int(_longest_answer) + 30
graceful_timeout = int(_longest_answer) + 10
keepalive = 15
worker_tmp_dir = str(_memory_folder) if _memory_folder.is_dir() else None
control_socket_disable = True  # two services of one account must not share one
forwarded_allow_ips, forwarder_headers, secure_scheme_headers = "", "", {}  # detomo.proxies decides who is believed
accesslog = None  # detomo.logs writes one line for each request
logconfig_dict = logging_config(settings.log_level, settings.log_format)


def on_starting(server: Any) -> None:
    """Hold AUTH_REQUIRED=false to loopback even where an argument replaced BIND."""
    addresses = [str(address) for address in server.cfg.bind]
    if not settings.auth_required and not all(is_loopback(address) for address in addresses):
        sys.exit("AUTH_REQUIRED=false needs a loopback address, as --bind 127.0.0.1:8000.")


def when_ready(server: Any) -> None:
    """Teach what is configured, and load what the workers share, once and before the first of them answers.

    Each worker's collector is kept away from what was loaded: one full collection would stop all its threads for a
    third of a second.
    """
    from detomo.crypto.rotation import refuse_missing_keys
    from detomo.http import ENGINE
    from detomo.target import teach_first
    from wsgi import app

    refuse_missing_keys(app)
    teach_first(app)
    app.extensions[ENGINE].prepare()
    gc.collect()
    gc.freeze()


def post_fork(server: Any, worker: Any) -> None:
    """A connection that the preloaded app opened belongs to the parent."""
    from detomo.storage import forget_connections
    from wsgi import app

    forget_connections(app)


def post_worker_init(worker: Any) -> None:
    """Connect in the background; the last worker of the start says that the service is there."""
    from detomo.privacy import ticker
    from detomo.target import warm_up
    from wsgi import app

    ticker.start(app)
    threading.Thread(target=warm_up, args=(app,), daemon=True).start()
    if worker.age == workers:
        where = bind if bind.startswith("unix:") else f"http://{bind}"
        worker.log.info("Detomo SQL AI answers at %s (try it at /docs). Stop it with Ctrl-C.", where)
