"""Trying a connection before it is kept: whether it can be reached, and whether its rights are safe to use."""

from detomo.engine.errors import EngineError
from detomo.engine.run import Runner
from detomo.engine.run.findings import Finding
from detomo.engine.run.url import Reach
from detomo.engine.types import Text
from detomo.exceptions import ServiceError


class ConnectionFailed(ServiceError):
    """The engine's own reason why a connection cannot be used."""

    status = 422
    code = "connection_unsafe"

    def __init__(self, code: str, message: Text, hint: Text | None) -> None:
        super().__init__()
        self.code = code  # type: ignore[misc]
        self.message, self.hint = message, hint


_READER = Text(
    "docs/security.md shows how to make a role that may only read.",
    "読み取り専用のロールの作り方は docs/security.md にあります。",
)


def probe(url: str, reach: Reach) -> list[dict[str, str]]:
    """Connect, look at the rights and read the schema once. Raises `ConnectionFailed`."""
    runner = Runner(url, processes=1, reach=reach)
    try:
        findings = runner.probe()
        runner.introspect()
    except EngineError as err:
        raise ConnectionFailed(err.code, err.message, err.hint) from err
    finally:
        runner.close()
    unsafe = next((finding for finding in findings if finding.severity == "refuse"), None)
    if unsafe is not None:
        raise ConnectionFailed("database_unsafe", unsafe.message, _READER)
    return [_kept(finding) for finding in findings]


def _kept(finding: Finding) -> dict[str, str]:
    found = {"code": finding.code, "severity": finding.severity}
    return {**found, "en": finding.message.en, "ja": finding.message.ja}
