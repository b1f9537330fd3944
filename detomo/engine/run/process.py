"""The service's side of one query process: start it, ask it, stop it, and never wait for it longer than agreed."""

import math
import os
import pickle
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import detomo
from detomo.engine.run.messages import failure
from detomo.engine.run.url import Target
from detomo.engine.run.wire import EXIT_MEMORY, Cancel, Failure, Open, Ready, receive, send
from detomo.engine.types import Limits

OPEN_SECONDS = 4.3  # an unreachable database is reported within five seconds
_GRACE_SECONDS = 0.1  # a server that keeps its own limit is not interrupted while it reports so
_STOP_SECONDS = 0.3  # what a statement has to obey a cancel before its process is killed
_FRAME_SECONDS = 10.0  # a reply that has begun to arrive must go on arriving
_POLL_SECONDS = 0.05  # how often the caller is asked whether it still wants the answer
# The process gets no more of the environment than finding its libraries, its clock and its certificates takes:
# neither the service's secrets nor its keys.
_ENVIRONMENT = ("PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "LD_LIBRARY_PATH", "SSL_CERT_FILE", "SSL_CERT_DIR")
# An idle process ends itself: it gives its server connection back, and DuckDB's lock, which keeps writers out.
_IDLE_SECONDS = {"sqlite": 3600.0, "duckdb": 30.0, "postgres": 300.0, "mysql": 300.0}
_IDLE_MARGIN_SECONDS = 5.0  # it is not asked any more a while before it ends
_SUSPECT_CODES = frozenset({"query_memory", "database_lost", "database_unreachable", "database_login_failed"})
_EXIT_CODES: dict[int, str] = {
    EXIT_MEMORY: "query_memory",
    -signal.SIGALRM: "query_timeout",
    # What an engine does when the memory limit refuses it an allocation that it does not expect to fail.
    -signal.SIGSEGV: "query_memory",
    -signal.SIGABRT: "query_memory",
    -signal.SIGBUS: "query_memory",
}
ShouldStop = Callable[[], bool]


class QueryProcess:
    """One process with one database connection, used by one thread at a time.

    `pending` is true while an answer is due. `reusable` turns false once its state is not certain; `orphan` is then the
    server session that may still be busy.
    Every method raises what `detomo.engine.run.messages.failure` makes of the failure's code.
    """

    def __init__(self, target: Target, tables: tuple[str, ...], limits: Limits) -> None:
        self._database = target.display_name
        self._seconds = OPEN_SECONDS
        self._idle_seconds = _IDLE_SECONDS[target.dialect]
        self._used = time.monotonic()
        self.reusable = True
        self.pending = False
        self.session = self.orphan = ""
        self._socket, theirs = socket.socketpair()
        try:
            with theirs:
                self._process = _start(theirs)
        except OSError as err:  # the machine is out of processes, memory or files
            self._socket.close()
            raise self._failure("busy") from err
        self._poll = select.poll()
        self._poll.register(self._socket, select.POLLIN)
        opening = Open(target, tables, limits, self._idle_seconds + _IDLE_MARGIN_SECONDS)
        try:
            ready: Ready = self.ask(opening, OPEN_SECONDS, on_timeout="database_unreachable")
            self.session = ready.session
        except BaseException:
            self.kill()
            raise

    def ask(
        self,
        message: object,
        seconds: float,
        should_stop: ShouldStop | None = None,
        *,
        on_timeout: str = "query_timeout",
    ) -> Any:
        """Send a request and return its answer."""
        self.post(message)
        return self.collect(seconds, should_stop, on_timeout=on_timeout)

    def post(self, message: object) -> None:
        """Send a request; its answer is `collect`ed later."""
        try:
            self._socket.settimeout(_FRAME_SECONDS)
            self.pending = True
            send(self._socket, message)
        except OSError as err:
            raise self._died() from err

    def collect(
        self, seconds: float, should_stop: ShouldStop | None = None, *, on_timeout: str = "query_timeout"
    ) -> Any:
        self._seconds = seconds
        deadline = time.monotonic() + seconds + _GRACE_SECONDS
        step = _POLL_SECONDS if should_stop else math.inf
        while not self._answered(min(deadline - time.monotonic(), step)):
            if should_stop is not None and should_stop():
                raise self._stopped("query_cancelled")
            if time.monotonic() >= deadline:
                raise self._stopped(on_timeout)
        reply = self._receive()
        self.pending = False
        self._used = time.monotonic()
        if isinstance(reply, Failure):
            self.reusable = self.reusable and reply.code not in _SUSPECT_CODES
            raise self._failure(reply.code, reply.diagnosis, touched_rows=reply.touched_rows)
        return reply

    def interrupt(self) -> None:
        """Stop what runs, and wait briefly for the database to confirm. The process is not used again."""
        self.reusable = False
        self.orphan = self.session
        try:
            self._socket.settimeout(_STOP_SECONDS)
            send(self._socket, Cancel())
            if self._answered(_STOP_SECONDS):
                self.orphan = ""
        except OSError:
            return  # it is gone already

    @property
    def alive(self) -> bool:
        """Whether it may be asked: not ended, not about to end for having been idle, and with nothing to say yet."""
        idle = time.monotonic() - self._used
        return idle < self._idle_seconds and not self._answered(0) and self._process.poll() is None

    @property
    def pid(self) -> int:
        return self._process.pid

    def kill(self) -> None:
        """End the process and wait for it, so that nothing of it is left."""
        self.reusable = False
        self._socket.close()
        self._process.kill()
        self._process.wait()

    def forget(self) -> None:
        """After a fork: the process belongs to the parent, this copy of the socket must not keep it alive."""
        self.reusable = False
        self._socket.close()
        self._process.returncode = 0

    def distrust(self) -> Exception:
        """Give the process up because it sent what it should not."""
        return self._died()

    def _answered(self, seconds: float) -> bool:
        return bool(self._poll.poll(max(seconds, 0) * 1000))

    def _receive(self) -> Any:
        try:
            self._socket.settimeout(_FRAME_SECONDS)
            return receive(self._socket)
        except (EOFError, OSError, pickle.UnpicklingError) as err:
            raise self._died() from err

    def _stopped(self, code: str) -> Exception:
        self.interrupt()
        return self._failure(code)

    def _died(self) -> Exception:
        """What the end of the process says about the statement."""
        self.reusable = False
        self.orphan = self.session
        self._process.kill()
        return self._failure(_EXIT_CODES.get(self._process.wait(), "database_lost"))

    def _failure(self, code: str, diagnosis: str = "", *, touched_rows: bool = True) -> Exception:
        return failure(
            code, database=self._database, diagnosis=diagnosis, touched_rows=touched_rows, seconds=self._seconds
        )


def _start(theirs: socket.socket) -> "subprocess.Popen[bytes]":
    environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    environment["PYTHONPATH"] = str(Path(detomo.__file__).parents[1])
    # A session of its own: a Ctrl-C at the terminal is for the service, which ends its processes in order.
    return subprocess.Popen(  # noqa: S603 (our own interpreter and module, no words of a user)
        [sys.executable, "-P", "-B", "-m", "detomo.engine.run.child", str(theirs.fileno())],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        pass_fds=(theirs.fileno(),),
        env=environment,
        start_new_session=True,
    )
