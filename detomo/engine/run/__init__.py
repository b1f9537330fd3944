"""Running checked statements, read-only, within deadlines and caps: one file per engine."""

from detomo.engine.run.findings import Finding
from detomo.engine.run.runner import Runner
from detomo.engine.run.stream import Stream

__all__ = ["Finding", "Runner", "Stream"]
