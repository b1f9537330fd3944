"""The guard: the only maker of `SafeQuery`."""

from detomo.engine.guard.guard import Guard

__all__ = ["Guard"]
