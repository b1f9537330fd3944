"""A way to a server that a test can cut: TCP on loopback, passed on byte by byte."""

import socket
import threading
from contextlib import suppress
from types import TracebackType

_PIECE = 65_536


class Link:
    """`address` leads to `host:port` until `cut`, which also ends what is open, and again after `mend`."""

    def __init__(self, host: str, port: int) -> None:
        self._target = (host, port)
        self._open: list[socket.socket] = []
        self._is_cut = False
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._accept, daemon=True)

    def cut(self) -> None:
        self._is_cut = True
        while self._open:
            _end(self._open.pop())

    def mend(self) -> None:
        self._is_cut = False

    def __enter__(self) -> "Link":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, err: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.cut()
        _end(self._listener)
        self._thread.join(5)

    def _accept(self) -> None:
        with suppress(OSError):  # the listener was closed
            while True:
                near, _ = self._listener.accept()
                if self._is_cut:
                    near.close()
                    continue
                far = socket.create_connection(self._target)
                self._open += [near, far]
                for pair in ((near, far), (far, near)):
                    threading.Thread(target=_pass_on, args=pair, daemon=True).start()


def _pass_on(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):  # either side was closed
        while piece := source.recv(_PIECE):
            sink.sendall(piece)
    _end(source)
    _end(sink)


def _end(connection: socket.socket) -> None:
    with suppress(OSError):  # it is closed already
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()
