"""The schema of a connection whose rights were looked at first."""

import logging
from typing import Protocol

from detomo.engine.catalog.model import Catalog
from detomo.engine.errors import Unavailable
from detomo.engine.run.findings import Finding
from detomo.engine.types import Text

log = logging.getLogger(__name__)


class Connection(Protocol):
    def probe(self) -> tuple[Finding, ...]: ...

    def introspect(self) -> Catalog: ...


class Probed:
    """Reads the schema; before the first time it probes the connection and logs every finding.

    `refuse_unsafe`: raise `Unavailable` (`database_unsafe`) for a connection that a probe says not to use.
    """

    def __init__(self, connection: Connection, *, refuse_unsafe: bool) -> None:
        self._connection = connection
        self._refuse_unsafe = refuse_unsafe
        self._probed = False

    def introspect(self) -> Catalog:
        if not self._probed:
            self._probe()
        return self._connection.introspect()

    def _probe(self) -> None:
        findings = self._connection.probe()
        for finding in findings:
            log.warning("target database: %s", finding.message.en)
        unsafe = next((finding for finding in findings if finding.severity == "refuse"), None)
        if unsafe is not None and self._refuse_unsafe:
            raise Unavailable("database_unsafe", unsafe.message, hint=_HINT)
        self._probed = True


_HINT = Text(
    "docs/security.md shows how to make a role that may only read.",
    "読み取り専用のロールの作り方は docs/security.md にあります。",
)
