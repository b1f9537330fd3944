"""How far confidence can be trusted: the risk–coverage curve, its area, and the calibration error."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

_BINS = 10


@dataclass(frozen=True, slots=True)
class Graded:
    """`confidence` runs from 0 to 1; 0 for what was not answered at all."""

    confidence: float
    right: bool


@dataclass(frozen=True, slots=True)
class Point:
    """Answering only what is at least this sure: the share that is answered, and the share of it that is wrong."""

    threshold: float
    coverage: float
    risk: float


def curve(graded: Sequence[Graded]) -> list[Point]:
    """One point for each confidence that occurs, the surest first (El-Yaniv and Wiener, JMLR 2010)."""
    points, answered, wrong = [], 0, 0
    for confidence, group in _groups(graded):
        answered += len(group)
        wrong += sum(not one.right for one in group)
        points.append(Point(confidence, answered / len(graded), wrong / answered))
    return points


def area(graded: Sequence[Graded]) -> float:
    """The area under the curve (AURC; Geifman, Uziel and El-Yaniv, ICLR 2019): the mean risk over all coverages.

    0 is best. Where confidences tie, the mean over every order among them.
    """
    total, answered, wrong = 0.0, 0, 0
    for _, group in _groups(graded):
        misses = sum(not one.right for one in group)
        for place in range(1, len(group) + 1):
            total += (wrong + misses * place / len(group)) / (answered + place)
        answered, wrong = answered + len(group), wrong + misses
    return total / len(graded) if graded else 0.0


def calibration_error(graded: Sequence[Graded]) -> float:
    """Expected calibration error over ten bins of equal width (Guo, Pleiss, Sun and Weinberger, ICML 2017)."""
    bins: list[list[Graded]] = [[] for _ in range(_BINS)]
    for one in graded:
        bins[min(int(one.confidence * _BINS), _BINS - 1)].append(one)
    gaps = (abs(sum(one.right for one in held) - sum(one.confidence for one in held)) for held in bins)
    return sum(gaps) / len(graded) if graded else 0.0


def _groups(graded: Sequence[Graded]) -> list[tuple[float, list[Graded]]]:
    surest_first = sorted(graded, key=lambda one: -one.confidence)
    return [(confidence, list(group)) for confidence, group in groupby(surest_first, key=lambda one: one.confidence)]
