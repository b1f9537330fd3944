"""Servers that tests use: PostgreSQL where one answers, and real gunicorn processes."""

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
import redis
from sqlalchemy.engine import make_url

ROOT = Path(__file__).parents[1]
POSTGRES = os.environ.get("TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/postgres")
REDIS = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/0")
START_SECONDS = 60
_BUSY_SECONDS = 0.3  # processor seconds


@contextmanager
def postgres_database(template: str = "template1") -> Iterator[str]:
    """Make a database of a unique name and drop it at the end; skip where no server answers, but fail under CI.

    It is a copy of `template`, which nobody may be connected to.
    """
    name = f"detomo_app_{secrets.token_hex(6)}"
    try:
        server = psycopg.connect(POSTGRES, autocommit=True, connect_timeout=5)
    except psycopg.OperationalError:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"PostgreSQL does not answer at {make_url(POSTGRES)}: set TEST_POSTGRES_URL")
    with server:
        server.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield make_url(POSTGRES).set(database=name).render_as_string(hide_password=False)
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def redis_server() -> str:
    """The URL of a Redis server that answers; skip where none does, but fail under CI."""
    try:
        with redis.Redis.from_url(REDIS, socket_connect_timeout=3) as server:
            server.ping()
    except redis.RedisError:
        if os.environ.get("CI"):
            raise
        pytest.skip("Redis does not answer: set TEST_REDIS_URL")
    return REDIS


@dataclass(frozen=True, slots=True)
class Gunicorn:
    """A running server: where it listens, its master process, and the file of its log."""

    url: str
    process: "subprocess.Popen[bytes]"
    log: Path

    def workers(self) -> list[int]:
        return children_of(self.process.pid)

    def query_processes(self) -> list[int]:
        """The processes that hold connections to the target database, of every worker."""
        return [child for worker in self.workers() for child in children_of(worker)]

    def busiest_query_process(self) -> int:
        """The process that runs a statement which takes long; waits until there is one."""
        first: dict[int, float] = {}
        busy: list[int] = []

        def found() -> bool:
            spent = {pid: processor_seconds(pid) for pid in self.query_processes()}
            busy[:] = [pid for pid in spent if spent[pid] - first.setdefault(pid, spent[pid]) > _BUSY_SECONDS]
            return bool(busy)

        assert wait_until(found, 30), "no query process is busy"
        return busy[0]

    def requests(self) -> list[dict[str, Any]]:
        """The log's line of each request, with LOG_FORMAT=json."""
        lines = map(json.loads, self.log.read_text("utf-8").splitlines())
        return [line for line in lines if line["event"] == "request"]


@contextmanager
def gunicorn(environment: Mapping[str, str], log: Path) -> Iterator[Gunicorn]:
    """Serve `wsgi:app` by the repository's own settings file."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{probe.getsockname()[1]}"
    command = [sys.executable, "-m", "gunicorn", "wsgi:app"]
    variables = {"PATH": os.environ["PATH"], **environment, "BIND": address}
    with log.open("ab") as output:
        server = subprocess.Popen(command, cwd=ROOT, env=variables, stdout=output, stderr=output)
        try:
            _wait_for(f"http://{address}/health", server, log)
            yield Gunicorn(f"http://{address}", server, log)
        finally:
            _stop(server)


def _stop(server: "subprocess.Popen[bytes]") -> None:
    server.send_signal(signal.SIGTERM)
    try:
        server.wait(20)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def children_of(pid: int) -> list[int]:
    """The processes that a process started and that still run; none when it is gone."""
    found: list[int] = []
    for thread in Path("/proc").glob(f"{pid}/task/*"):
        with suppress(FileNotFoundError, ProcessLookupError):  # a thread that ended meanwhile
            found += map(int, (thread / "children").read_text().split())
    return found


def is_alive(pid: int) -> bool:
    return _state(pid) not in {"", "Z", "X"}


def processor_seconds(pid: int) -> float:
    fields = _fields(pid)
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK") if fields else 0.0


def _state(pid: int) -> str:
    fields = _fields(pid)
    return fields[0] if fields else ""


def _fields(pid: int) -> list[str]:
    """What /proc/<pid>/stat says after the name (proc(5)), the state first; nothing of a process that is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []


def wait_until(holds: Callable[[], object], seconds: float = 10) -> bool:
    """Ask about thirty times a second whether something holds; tell whether it came true in time."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.03)
    return True


def _wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            httpx.get(url, timeout=2)
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"gunicorn did not start:\n{log.read_text()}")


def flask_command(*arguments: str, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a `flask` command in a process of its own."""
    variables = {"PATH": os.environ["PATH"], **environment}
    return subprocess.run(
        [sys.executable, "-m", "flask", *arguments], cwd=ROOT, env=variables, capture_output=True, text=True, timeout=60
    )
