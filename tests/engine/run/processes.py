"""What a runner leaves behind on this machine and on a server."""

import os
import time
from collections.abc import Callable
from pathlib import Path

from tests.engine.run.databases import NAME, Database

_RUNNING = {
    "postgres": f"SELECT query FROM pg_stat_activity WHERE usename = '{NAME}' AND state = 'active'",
    "mysql": f"SELECT info FROM information_schema.processlist WHERE user = '{NAME}' AND info IS NOT NULL",
}
_SESSIONS = {
    "postgres": f"SELECT pid FROM pg_stat_activity WHERE usename = '{NAME}'",
    "mysql": f"SELECT id FROM information_schema.processlist WHERE user = '{NAME}'",
}


def children() -> set[int]:
    """The query processes of this process."""
    found = set()
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            parent = int(entry.joinpath("stat").read_text().rpartition(")")[2].split()[1])
            if parent == os.getpid() and b"detomo.engine.run.child" in entry.joinpath("cmdline").read_bytes():
                found.add(int(entry.name))
        except (FileNotFoundError, ProcessLookupError):
            continue
    return found


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def running(database: Database) -> list[str]:
    """The statements that run on the server for the test's login."""
    sql = _RUNNING.get(database.dialect)
    return [row[0] for row in database.as_admin(sql)] if sql else []


def sessions(database: Database) -> int:
    sql = _SESSIONS.get(database.dialect)
    return len(database.as_admin(sql)) if sql else 0


def eventually(condition: Callable[[], bool], seconds: float = 5.0) -> bool:
    """Whether the condition comes true in time: what a server does after a client has gone is not immediate."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return condition()
