"""Trying a model service again, within one deadline. The SDK's own retries would each have the whole time."""

import random
import time
from collections.abc import Callable
from typing import TypeVar

_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 8.0  # seconds

Reply = TypeVar("Reply")


def retried(attempt: Callable[[float], Reply], seconds: float, retries: int) -> Reply:
    """Call `attempt` with the seconds that are left until it succeeds, `retries` more times at most.

    Only what may pass is tried again: 408, 409, 429, 5xx and lost connections, after the pause that the service asks
    for, if that pause fits into the time.
    """
    import anthropic

    end = time.monotonic() + seconds
    for number in range(retries):
        try:
            return attempt(max(end - time.monotonic(), 0.001))
        except anthropic.APITimeoutError:
            raise
        except (anthropic.APIStatusError, anthropic.APIConnectionError) as error:
            pause = _pause(error, number)
            if pause is None or time.monotonic() + pause >= end:
                raise
            time.sleep(pause)
    return attempt(max(end - time.monotonic(), 0.001))


def _pause(error: Exception, number: int) -> float | None:
    """Seconds to wait; None when another try cannot help."""
    status = getattr(error, "status_code", None)
    if status is not None and status not in {408, 409, 429} and status < 500:
        return None
    asked = getattr(error, "response", None)
    given = asked.headers.get("retry-after", "") if asked is not None else ""
    if given.replace(".", "", 1).isdigit():
        return float(given)
    pause: float = min(_FIRST_PAUSE * 2**number, _LONGEST_PAUSE)
    return pause * (1 - random.random() / 4)  # noqa: S311 (spreads clients, guards nothing)
