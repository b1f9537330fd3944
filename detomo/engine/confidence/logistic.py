"""Logistic regression on a few named features: fitted offline, stored as readable JSON, applied anywhere."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

COEFFICIENTS = Path(__file__).with_name("coefficients.json")


@dataclass(frozen=True, slots=True)
class Logistic:
    """`weights` are per unit of a feature. A feature that is not given counts as 0."""

    intercept: float
    weights: Mapping[str, float]

    def probability(self, features: Mapping[str, float]) -> float:
        sum_ = self.intercept + sum(weight * features.get(name, 0.0) for name, weight in self.weights.items())
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, sum_))))


@cache
def fitted(source: str) -> Logistic:
    """The committed model for a source of SQL, from `coefficients.json`."""
    stored: Mapping[str, Any] = json.loads(COEFFICIENTS.read_text(encoding="utf-8"))[source]
    return Logistic(stored["intercept"], stored["weights"])
