"""SQL in words, read from its syntax tree: what is shown, from where, under which conditions, in which order."""

from detomo.engine.present.readback.statement import explain

__all__ = ["explain"]
