"""Why a query found nothing: which condition emptied it, and what the data holds instead."""

from detomo.engine.present.autopsy.examine import autopsy, looks_empty
from detomo.engine.present.autopsy.model import Autopsy, Budget, Culprit, Run, Suggestion

__all__ = ["Autopsy", "Budget", "Culprit", "Run", "Suggestion", "autopsy", "looks_empty"]
