"""Fitting the probability that an answer of the parser is right, and measuring it on databases it was not fitted on."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from detomo.engine.confidence.logistic import Logistic
from detomo.engine.evaluate.accuracy.examine import Judged
from detomo.engine.evaluate.accuracy.risk import Graded, area, calibration_error
from detomo.engine.types import Source

FEATURES = (
    *("score", "coverage", "margin", "guesses", "unknown", "joins", "subqueries", "warnings"),
    *("cues_missing", "words_unused", "names_extra", "values_missing", "echoes", "words"),
)
_PENALTY = 10.0  # of the squared weights, per standard deviation of a feature: the best of 1, 3, 10 held out
_STEPS = 50
_THRESHOLDS = tuple(step / 20 for step in range(4, 20))


@dataclass(frozen=True, slots=True)
class Observed:
    """One answer of the parser: what was observed, whether it was right, and on which database."""

    features: Mapping[str, float]
    right: bool
    db_id: str


@dataclass(frozen=True, slots=True)
class Operating:
    """What answering only from this probability on gives: shares of all that has SQL."""

    threshold: float
    coverage: float
    precision: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """`model` is fitted on everything; the figures come from models that had not seen the answer's database."""

    model: Logistic
    held_out: tuple[Graded, ...]
    operating: tuple[Operating, ...]


def observed(judged: Sequence[Judged]) -> list[Observed]:
    """What the parser answered, surely enough or not."""
    return [
        Observed(one.attempt.features(one.asked.question), one.match, one.asked.db_id)
        for one in judged
        if one.attempt.source == Source.GRAMMAR
    ]


def calibrate(answers: Sequence[Observed]) -> Calibration:
    """Fit, and cross-validate leaving one database out. Needs right and wrong answers on two databases."""
    held_out = []
    for db_id in sorted({one.db_id for one in answers}):
        model = fit([one for one in answers if one.db_id != db_id])
        held_out += [Graded(model.probability(one.features), one.right) for one in answers if one.db_id == db_id]
    return Calibration(fit(answers), tuple(held_out), tuple(_operating(held_out, at) for at in _THRESHOLDS))


def fit(answers: Sequence[Observed]) -> Logistic:
    """Logistic regression with an L2 penalty, by Newton's method; weights in the features' own units."""
    raw = np.array([[one.features.get(name, 0.0) for name in FEATURES] for one in answers])
    mean, scale = raw.mean(axis=0), raw.std(axis=0)
    scale[scale == 0] = 1.0
    inputs = np.column_stack([np.ones(len(raw)), (raw - mean) / scale])
    weights = _newton(inputs, np.array([float(one.right) for one in answers]))
    own = weights[1:] / scale
    intercept = float(weights[0] - own @ mean)
    return Logistic(round(intercept, 4), {name: round(float(w), 4) for name, w in zip(FEATURES, own, strict=True)})


def as_json(found: Calibration, answers: Sequence[Observed], fitted_on: str) -> dict[str, Any]:
    """What `coefficients.json` holds for the parser."""
    return {
        "fitted_on": fitted_on,
        "answers": len(answers),
        "databases": len({one.db_id for one in answers}),
        "left_one_database_out": {
            "calibration_error": round(calibration_error(found.held_out), 4),
            "aurc": round(area(found.held_out), 4),
        },
        "intercept": found.model.intercept,
        "weights": dict(found.model.weights),
    }


def lines(found: Calibration) -> Iterator[str]:
    """The figures for people."""
    yield f"{'threshold':>9} {'coverage':>9} {'precision':>9}   (of what has SQL, on databases not fitted on)"
    for one in found.operating:
        yield f"{one.threshold:9.2f} {one.coverage:9.1%} {one.precision:9.1%}"
    yield f"calibration error {calibration_error(found.held_out):.3f}, risk–coverage area {area(found.held_out):.3f}"


def _newton(inputs: Any, right: Any) -> Any:
    weights = np.zeros(inputs.shape[1])
    penalty = np.full(inputs.shape[1], _PENALTY)
    penalty[0] = 1e-6  # the intercept is free
    for _ in range(_STEPS):
        chance = 1 / (1 + np.exp(-np.clip(inputs @ weights, -30, 30)))
        gradient = inputs.T @ (chance - right) + penalty * weights
        curvature = (inputs.T * (chance * (1 - chance))) @ inputs + np.diag(penalty)
        step = np.linalg.solve(curvature, gradient)
        weights = weights - step
        if np.abs(step).max() < 1e-9:
            break
    return weights


def _operating(graded: Sequence[Graded], threshold: float) -> Operating:
    answered = [one for one in graded if one.confidence >= threshold]
    right = sum(one.right for one in answered)
    return Operating(threshold, len(answered) / len(graded), right / len(answered) if answered else 1.0)
