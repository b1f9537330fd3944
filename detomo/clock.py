"""The only clock: callers use `clock.utcnow()`, so that a test can move time in one place."""

from datetime import UTC, datetime


def utcnow() -> datetime:
    return datetime.now(UTC)
