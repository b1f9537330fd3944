"""How likely an answer is right, from what can be observed, as a calibrated probability with its reasons."""

from detomo.engine.confidence.estimate import after_running, chosen_by_person, estimate, level_of, noting
from detomo.engine.confidence.features import features_of
from detomo.engine.confidence.reasons import instead_of_model

__all__ = ["after_running", "chosen_by_person", "estimate", "features_of", "instead_of_model", "level_of", "noting"]
