"""Messages between the service and a query process, and how they travel: length-prefixed pickles on a socket.

The service never trusts what comes back: only the classes listed here can be built from a reply, so that a query
process taken over through a flaw of its engine cannot run code in the service.
"""

import io
import pickle
import socket
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from detomo.engine.run.url import Target
from detomo.engine.types import Limits, ResultColumn

_LENGTH = struct.Struct("!I")
MAX_FRAME = 512_000_000
EXIT_MEMORY = 70  # how a query process ends that has no memory left to answer with
# What unpickling raises for bytes that no pickler wrote.
_MALFORMED = (ValueError, EOFError, TypeError, AttributeError, LookupError, ImportError, MemoryError)
_TRUSTED = {
    "decimal": {"Decimal"},
    "datetime": {"date", "datetime", "time", "timedelta", "timezone"},
    "uuid": {"UUID"},
    "detomo.engine.types": {"ColumnType", "ResultColumn", "Text"},
    "detomo.engine.catalog.model": {"Catalog", "Table", "Column", "ForeignKey"},
    "detomo.engine.run.findings": {"Finding"},
    "detomo.engine.run.wire": {"Ready", "Batch", "Failure", "Value"},
}


@dataclass(frozen=True, slots=True)
class Open:
    """The first message: connect. `tables` empty means every table that is not the system's own.

    The process ends itself after `idle_seconds` without a request.
    """

    target: Target
    tables: tuple[str, ...]
    limits: Limits
    idle_seconds: float


@dataclass(frozen=True, slots=True)
class Call:
    """`name` is a method of the adapter without arguments: probe, introspect or ping."""

    name: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Explain:
    sql: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Statement:
    """Run and answer with the first batch. `streaming` leaves the rest to `More` requests."""

    sql: str
    limits: Limits
    streaming: bool


@dataclass(frozen=True, slots=True)
class More:
    """The next batch of the running statement; `seconds` is what is left of its deadline."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Finish:
    """Drop what is left of the running statement."""


@dataclass(frozen=True, slots=True)
class Reap:
    """End another query process's server session, named by its `Ready.session`."""

    session: str


@dataclass(frozen=True, slots=True)
class Cancel:
    """Stop whatever runs; the only message that is read while a statement runs."""


@dataclass(frozen=True, slots=True)
class Ready:
    session: str


@dataclass(frozen=True, slots=True)
class Batch:
    """`chunks` are pickled lists of row tuples, so that they are built once and only when somebody wants them."""

    chunks: tuple[bytes, ...]
    more: bool
    columns: tuple[ResultColumn, ...] = ()
    truncated: bool = False
    incomplete: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Failure:
    code: str
    diagnosis: str = ""
    touched_rows: bool = True


@dataclass(frozen=True, slots=True)
class Value:
    """What a `Call` answered."""

    value: Any = None


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if name not in _TRUSTED.get(module, ()):
            raise pickle.UnpicklingError(f"a query process may not send {module}.{name}")
        return super().find_class(module, name)


def dumps(value: Any) -> bytes:
    return pickle.dumps(value, protocol=5)


def loads(data: bytes) -> Any:
    """Rebuild a value that a query process sent. Raises `pickle.UnpicklingError` for anything but plain data."""
    try:
        return _Unpickler(io.BytesIO(data)).load()
    except _MALFORMED as err:
        raise pickle.UnpicklingError("a query process sent a malformed value") from err


def send(connection: socket.socket, message: object) -> None:
    data = dumps(message)
    if len(data) > MAX_FRAME:
        raise ValueError(f"a message of {len(data)} bytes is too large")
    connection.sendall(_LENGTH.pack(len(data)) + data)


def receive(connection: socket.socket, load: Callable[[bytes], Any] = loads) -> Any:
    """Read one message. Raises `EOFError` when the other side is gone, `TimeoutError` by the socket's timeout."""
    (length,) = _LENGTH.unpack(_read(connection, _LENGTH.size))
    if length > MAX_FRAME:
        raise EOFError(f"a message announces {length} bytes")
    return load(_read(connection, length))


def _read(connection: socket.socket, length: int) -> bytes:
    data = bytearray(length)
    view, done = memoryview(data), 0
    while done < length:
        count = connection.recv_into(view[done:])
        if not count:
            raise EOFError
        done += count
    return bytes(data)
