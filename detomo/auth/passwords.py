"""Password hashes: bcrypt over an HMAC, so that neither length nor NUL bytes matter.

A hash takes a core for a fifth of a second. So that questions go on while many people log in, only a few are computed
at a time, in threads that give way to others, and only as many requests wait for it as leave threads to everyone else.
"""

import base64
import hashlib
import hmac
import os
import sys
import threading
import unicodedata
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

import bcrypt
from flask import Flask, current_app

from detomo.exceptions import Busy

UNUSABLE = "!"  # no password matches it
PURPOSE = b"detomo password v1"  # keeps the digests apart from leaked lists of plain SHA-256
WAIT_SECONDS = 30
NICENESS = 10  # a tenth of a core where questions want all of it, else as much as there is
SLOTS = "detomo_hashing_slots"

T = TypeVar("T")


class Slots:
    """Places for `working` threads of this process at a time, and for `waiting` more before them."""

    def __init__(self, working: int, waiting: int, seconds: float = WAIT_SECONDS) -> None:
        self._seconds = seconds
        self._entries = threading.BoundedSemaphore(working + waiting)
        self._slots = threading.BoundedSemaphore(working)

    @contextmanager
    def take(self) -> Iterator[None]:
        """Raises `Busy`: at once where too many wait already, else when no place is free in time."""
        if not self._entries.acquire(blocking=False):
            raise Busy
        try:
            if not self._slots.acquire(timeout=self._seconds):
                raise Busy
            try:
                yield
            finally:
                self._slots.release()
        finally:
            self._entries.release()


def init_app(app: Flask) -> None:
    """All workers of a machine together hash on as many cores as it has; half of a worker's threads may wait."""
    settings = app.config["SETTINGS"]
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 2
    app.extensions[SLOTS] = Slots(max(1, cores // settings.web_concurrency), settings.web_threads // 2)


@contextmanager
def hashing_slot() -> Iterator[None]:
    """Hold one of the current app's few places for hashing. Raises `Busy`."""
    with current_app.extensions[SLOTS].take():
        yield


def hash_password(password: str, rounds: int) -> str:
    return _giving_way(lambda: bcrypt.hashpw(_digest(password), bcrypt.gensalt(rounds)).decode("ascii"))


def matches(password: str, password_hash: str) -> bool:
    if password_hash == UNUSABLE:
        return False
    return _giving_way(lambda: bcrypt.checkpw(_digest(password), password_hash.encode("ascii")))


def _giving_way(work: Callable[[], T]) -> T:
    """Do work in a thread of its own that runs where no other wants the core: a thread cannot take its rank back."""
    with ThreadPoolExecutor(1, initializer=_give_way) as thread:
        return thread.submit(work).result()


def _give_way() -> None:
    if sys.platform == "linux":  # elsewhere a process has one rank for all its threads
        os.nice(NICENESS)


def is_of_cost(password_hash: str, rounds: int) -> bool:
    return password_hash.startswith(f"$2b${rounds:02}$")


def dummy_hash(rounds: int) -> str:
    """A hash that costs as much to check as a real one and matches nothing."""
    return f"$2b${rounds:02}$" + "." * 53


def _digest(password: str) -> bytes:
    """44 ASCII bytes from any password: below bcrypt's 72, without NUL.

    NFKC first, as NIST SP 800-63B (3.1.1.2) advises: the same characters may arrive in several encodings.
    """
    text = unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")
    return base64.b64encode(hmac.digest(PURPOSE, text, hashlib.sha256))
