"""Turn rows as drivers give them into values that any JSON encoder accepts and any client reads without loss.

What a client gets:

- numbers: JSON numbers as long as JavaScript's double keeps every digit, else their decimal text
- NaN and infinities: null
- date, time, datetime, timedelta: ISO 8601 text; UUID, network addresses and other scalars: their text
- bytes: base64 text (RFC 4648, with padding)
- arrays, structs, maps: JSON arrays and objects; keys become text
- text: as it is; a lone surrogate, which UTF-8 cannot hold, becomes U+FFFD
"""

import base64
import math
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any

MAX_SAFE_INTEGER = 2**53 - 1  # Number.MAX_SAFE_INTEGER of JavaScript
MAX_DEPTH = 100  # encoders stop between 254 (orjson) and about 1,000 levels (json)
_SAFE_DECIMAL_LENGTH = 15  # a decimal of up to 15 significant digits survives a double (IEEE 754)
_DAY = timedelta(days=1)


def json_value(value: Any) -> Any:
    """Convert one value; see the module for the rules. Never raises on a value a driver can return."""
    return _convert(value, 0)


def well_formed(text: str) -> str:
    """Replace lone surrogates with U+FFFD and join split pairs, so that UTF-8 can hold the text."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return str(text)


def clock_time(value: Any) -> Any:
    """A time of day out of the timedelta that MySQL drivers return for TIME; other values are left alone."""
    if isinstance(value, timedelta) and timedelta(0) <= value < _DAY:
        return (datetime.min + value).time()
    return value


def base64_text(value: bytes | bytearray | memoryview) -> str:
    return base64.b64encode(value).decode("ascii")


def iso_duration(value: timedelta) -> str:
    """ISO 8601 duration in days and seconds' multiples, negative ones with a leading minus: `-P1DT2H30M`."""
    sign, value = ("-", -value) if value < timedelta(0) else ("", value)
    minutes, seconds = divmod(value.seconds, 60)
    hours, minutes = divmod(minutes, 60)
    fraction = f".{value.microseconds:06}".rstrip("0") if value.microseconds else ""
    clock = [f"{hours}H" * bool(hours), f"{minutes}M" * bool(minutes), f"{seconds}{fraction}S"]
    if not seconds and not fraction:
        clock[2] = "" if value.days or hours or minutes else "0S"
    days = f"{value.days}D" if value.days else ""
    joined = "".join(clock)
    return f"{sign}P{days}" + (f"T{joined}" if joined else "")


def decimal_value(value: Decimal) -> int | float | str | None:
    """A number if a double keeps all its digits, else its text; null for NaN and infinities."""
    if not value.is_finite():
        return None
    text = str(value)
    if len(text) <= _SAFE_DECIMAL_LENGTH and "E" not in text:
        return float(text) if "." in text else int(text)
    number = float(value)
    if abs(value) > MAX_SAFE_INTEGER or Decimal(repr(number)) != value:
        return text
    return int(value) if value == value.to_integral_value() else number


def _convert(value: Any, depth: int) -> Any:
    convert = BY_TYPE.get(type(value))
    return convert(value) if convert else _convert_other(value, depth)


def _convert_int(value: int) -> int | str:
    if -MAX_SAFE_INTEGER <= value <= MAX_SAFE_INTEGER:
        return int(value)
    return str(Decimal(value))  # str(int) stops at 4,300 digits


def _convert_float(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def _convert_moment(value: date | time) -> str | None:
    text = value.isoformat()
    return text if text != "NaT" else None  # pandas' missing time is a datetime


BY_TYPE: dict[type, Callable[[Any], Any]] = {
    type(None): lambda value: value,
    bool: lambda value: value,
    str: well_formed,
    int: _convert_int,
    float: _convert_float,
    Decimal: decimal_value,
    date: _convert_moment,
    time: _convert_moment,
    datetime: _convert_moment,
    timedelta: iso_duration,
    bytes: base64_text,
    bytearray: base64_text,
    memoryview: base64_text,
}


def _convert_other(value: Any, depth: int) -> Any:
    if isinstance(value, (Mapping, list, tuple, AbstractSet)):
        return _convert_container(value, depth + 1)
    if isinstance(value, Enum):
        return _convert(value.value, depth)
    if type(value).__module__ == "numpy":
        return _convert(_from_numpy(value), depth)
    for kind, converter in BY_TYPE.items():
        if isinstance(value, kind):
            return converter(value)
    return well_formed(str(value))


def _convert_container(value: Any, depth: int) -> Any:
    if depth > MAX_DEPTH:
        return "…"
    if isinstance(value, Mapping):
        return {well_formed(str(key)): _convert(item, depth) for key, item in value.items()}
    return [_convert(item, depth) for item in value]


def _from_numpy(value: Any) -> Any:
    """A Python value out of a numpy scalar or array, without importing numpy."""
    kind = value.dtype.kind
    if kind == "M":
        return None if str(value) == "NaT" else str(value)
    if kind == "m":
        return value.astype("timedelta64[us]").tolist()
    return value.tolist()
