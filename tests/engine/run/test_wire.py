"""Messages between the service and a query process."""

import pickle
import socket
import struct
from collections import OrderedDict
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from detomo.engine.catalog import Catalog, Column, Table
from detomo.engine.run.wire import Batch, Failure, Value, dumps, loads, receive, send
from detomo.engine.types import ColumnType, ResultColumn


class Attack:
    def __reduce__(self) -> Any:
        return (print, ("taken over",))


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    ours, theirs = socket.socketpair()
    ours.settimeout(1)
    with ours, theirs:
        yield ours, theirs


@pytest.mark.parametrize(
    "value",
    [
        None,
        10**40,
        float("inf"),
        "日本語\0",
        b"\xff",
        Decimal("1.50"),
        date(2024, 2, 29),
        time(10, 30),
        datetime(2024, 1, 1, tzinfo=timezone(timedelta(hours=9))),
        timedelta(hours=30),
        UUID(int=7),
        [1, {"a": [None]}],
        Batch((b"",), True, (ResultColumn("a", ColumnType.DATE),)),
        Failure("query_failed", "words"),
        Value(Catalog("sqlite", (Table("t", (Column("a"),)),))),
    ],
    ids=lambda value: type(value).__name__,
)
def test_values_survive_the_way(value: object) -> None:
    assert loads(dumps(value)) == value


def test_messages_keep_their_borders(pair: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = pair
    send(theirs, Failure("first"))
    send(theirs, Failure("second"))

    assert [receive(ours).code, receive(ours).code] == ["first", "second"]


def test_the_end_of_the_other_side_is_noticed(pair: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = pair
    theirs.sendall(struct.pack("!I", 100) + b"half")
    theirs.close()

    with pytest.raises(EOFError):
        receive(ours)


def test_an_enormous_announcement_allocates_nothing(pair: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = pair
    theirs.sendall(struct.pack("!I", 2**32 - 1))

    with pytest.raises(EOFError):
        receive(ours)


@pytest.mark.parametrize("data", [b"", b"\x80\x05", b"garbage", dumps([1])[:-2], b"\x80\x05K\x01R."])
def test_malformed_bytes_are_told_from_data(data: bytes) -> None:
    with pytest.raises(pickle.UnpicklingError):
        loads(data)


@pytest.mark.parametrize("value", [Attack(), OrderedDict(), eval], ids=["call", "class", "builtin"])
def test_nothing_but_known_data_is_rebuilt(value: object) -> None:
    data = pickle.dumps(value)

    with pytest.raises(pickle.UnpicklingError):
        loads(data)
