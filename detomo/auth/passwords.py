"""Password hashes: bcrypt over an HMAC, so that neither length nor NUL bytes matter, a few at a time."""

import base64
import hashlib
import hmac
import os
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager

import bcrypt

from detomo.exceptions import Busy

UNUSABLE = "!"  # no password matches it
PURPOSE = b"detomo password v1"  # keeps the digests apart from leaked lists of plain SHA-256
WAIT_SECONDS = 30

_slots = threading.BoundedSemaphore(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 2)


@contextmanager
def hashing_slot() -> Iterator[None]:
    """Hold one of the few places for hashing, as many as cores; raise `Busy` when none is free in time."""
    if not _slots.acquire(timeout=WAIT_SECONDS):
        raise Busy
    try:
        yield
    finally:
        _slots.release()


def hash_password(password: str, rounds: int) -> str:
    return bcrypt.hashpw(_digest(password), bcrypt.gensalt(rounds)).decode("ascii")


def matches(password: str, password_hash: str) -> bool:
    if password_hash == UNUSABLE:
        return False
    return bcrypt.checkpw(_digest(password), password_hash.encode("ascii"))


def dummy_hash(rounds: int) -> str:
    """A hash that costs as much to check as a real one and matches nothing."""
    return f"$2b${rounds:02}$" + "." * 53


def _digest(password: str) -> bytes:
    """44 ASCII bytes from any password: below bcrypt's 72, without NUL.

    NFKC first, as NIST SP 800-63B (3.1.1.2) advises: the same characters may arrive in several encodings.
    """
    text = unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")
    return base64.b64encode(hmac.digest(PURPOSE, text, hashlib.sha256))
