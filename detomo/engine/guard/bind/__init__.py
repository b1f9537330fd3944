"""Every identifier of a statement bound to the catalog; what does not bind comes back as a Problem."""

from detomo.engine.guard.bind.check import bind
from detomo.engine.guard.bind.problems import Code, Problem

__all__ = ["Code", "Problem", "bind"]
