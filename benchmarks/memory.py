"""Memory of the service's processes, read from Linux's /proc."""

import os
from collections.abc import Iterator
from pathlib import Path

from tests.servers import children_of


def memory_of_workers(*, peak: bool = False) -> int:
    """Bytes that this process's children and theirs keep resident, now or (`peak`) at most so far, shared pages
    counted in each."""
    field = "VmHWM" if peak else "VmRSS"
    return sum(_status(pid, field) for pid in _descendants(os.getpid()))


def private_memory() -> list[int]:
    """Proportional set size, in bytes, of every process below this one: shared pages are divided among their users."""
    return [_proportional(pid) for pid in _descendants(os.getpid())]


def _descendants(pid: int) -> Iterator[int]:
    for child in children_of(pid):
        yield child
        yield from _descendants(child)


def _status(pid: int, field: str) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(f"{field}:"):
            return int(line.split()[1]) * 1024
    return 0


def _proportional(pid: int) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
