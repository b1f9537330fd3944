"""Mending names, joins, functions and literals that the catalog contradicts, without a model."""

from detomo.engine.guard.repair.diagnose import diagnose
from detomo.engine.guard.repair.engine import repair
from detomo.engine.guard.repair.syntax import native_syntax

__all__ = ["diagnose", "native_syntax", "repair"]
