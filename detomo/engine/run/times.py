"""Times of a named zone as times of an offset, which every reader can rebuild."""

from datetime import datetime, timezone
from typing import Any


def with_offset(value: Any) -> Any:
    """Replace a datetime's zone by its offset; every other value stays as it is."""
    if isinstance(value, datetime) and (offset := value.utcoffset()) is not None:
        return value.replace(tzinfo=timezone(offset))
    return value
