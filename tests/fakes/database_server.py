"""Servers that greet like a database and note what a client gives them before it is let in."""

import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

CAPABILITIES = 0x80000 | 0x8000 | 0x800 | 0x200 | 0x1  # plugins, secure connection, TLS, protocol 4.1, long passwords
SALT = b"12345678", b"123456789012\0"


@dataclass
class Server:
    """`port` of 127.0.0.1; `received` grows with what clients send after the greeting, TLS taken off."""

    port: int
    received: list[bytes] = field(default_factory=list)


@contextmanager
def serving(converse: Callable[[socket.socket, Server], None]) -> Iterator[Server]:
    """Talk to each client in turn, until the end of the block."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = Server(listener.getsockname()[1])
        thread = threading.Thread(target=_accept, args=(listener, converse, server), daemon=True)
        thread.start()
        yield server
        listener.shutdown(socket.SHUT_RDWR)
    thread.join(10)


def _accept(listener: socket.socket, converse: Callable[[socket.socket, Server], None], server: Server) -> None:
    with suppress(OSError):
        while True:
            client, _ = listener.accept()
            client.settimeout(10)
            with client, suppress(OSError):
                converse(client, server)


def mysql_with_tls(context: ssl.SSLContext | None) -> Callable[[socket.socket, Server], None]:
    """MySQL up to the client's log-in, with TLS where there is a context."""
    offered = CAPABILITIES if context else CAPABILITIES & ~0x800

    def converse(client: socket.socket, server: Server) -> None:
        low, high = offered & 0xFFFF, offered >> 16
        greeting = b"\x0a8.0.0\0" + struct.pack("<I", 1) + SALT[0] + b"\0" + struct.pack("<HBHH", low, 45, 2, high)
        greeting += bytes([21]) + bytes(10) + SALT[1] + b"mysql_native_password\0"
        client.sendall(struct.pack("<I", len(greeting))[:3] + b"\0" + greeting)
        if context is None:
            server.received.append(client.recv(4096))
            return
        client.recv(36)  # the request for TLS
        with context.wrap_socket(client, server_side=True) as encrypted:
            server.received.append(encrypted.recv(4096))

    return converse


def postgres_that_asks_for_a_password(client: socket.socket, server: Server) -> None:
    """PostgreSQL without TLS up to the password, which it wants in clear."""
    if client.recv(8)[4:] == struct.pack("!I", 80877103):  # may we speak TLS
        client.sendall(b"N")
    client.recv(4096)
    client.sendall(b"R" + struct.pack("!II", 8, 3))
    server.received.append(client.recv(4096))
