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
from sqlalchemy.engine import make_url

ROOT = Path(__file__).parents[1]
POSTGRES = os.environ.get("TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/postgres")
START_SECONDS = 60


@contextmanager
def postgres_database() -> Iterator[str]:
    """Make a database of a unique name and drop it at the end; skip where no server answers, but fail under CI."""
    name = f"platform_{secrets.token_hex(6)}"
    try:
        server = psycopg.connect(POSTGRES, autocommit=True, connect_timeout=5)
    except psycopg.OperationalError:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"PostgreSQL does not answer at {make_url(POSTGRES)}: set TEST_POSTGRES_URL")
    with server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            yield make_url(POSTGRES).set(database=name).render_as_string(hide_password=False)
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


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

    def lines(self) -> list[dict[str, Any]]:
        """What was logged, with LOG_FORMAT=json."""
        return [json.loads(line) for line in self.log.read_text("utf-8").splitlines()]


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
