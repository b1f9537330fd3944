"""What a set of judged questions says about the engine."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

from detomo.engine.evaluate.accuracy.examine import Judged
from detomo.engine.evaluate.accuracy.risk import Graded, Point, area, calibration_error, curve

_COVERAGES = tuple(tenth / 10 for tenth in range(1, 11))


@dataclass(frozen=True, slots=True)
class Share:
    """`right` counts every question whose SQL gave the gold rows, also where it was too unsure to be answered with."""

    count: int
    right: int
    answered: int
    answered_right: int

    @property
    def accuracy(self) -> float:
        return self.right / self.count if self.count else 0.0

    @property
    def coverage(self) -> float:
        return self.answered / self.count if self.count else 0.0

    @property
    def precision(self) -> float | None:
        """None where nothing was answered."""
        return self.answered_right / self.answered if self.answered else None


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds."""

    median: float
    p95: float


@dataclass(frozen=True, slots=True)
class Report:
    """`groups` are shares by difficulty, language, source and database; `reasons` counts the misses. `curve` and
    `aurc` are over all questions, what got no SQL being the least sure; `calibration_error` over those with SQL."""

    overall: Share
    groups: Mapping[str, Mapping[str, Share]]
    reasons: Mapping[str, int]
    curve: tuple[Point, ...]
    aurc: float
    calibration_error: float
    answer_times: Times
    writing_times: Times
    input_tokens: int
    output_tokens: int


def report_of(judged: Sequence[Judged]) -> Report:
    graded = [_graded(one) for one in judged]
    return Report(
        overall=_share(judged),
        groups={name: _shares(judged, key) for name, key in _GROUPS.items()},
        reasons=dict(Counter(one.reason.value for one in judged if one.reason).most_common()),
        curve=tuple(curve(graded)),
        aurc=area(graded),
        calibration_error=calibration_error([_graded(one) for one in judged if one.attempt.checked]),
        answer_times=_times([one.attempt.ms for one in judged]),
        writing_times=_times([_writing_ms(one) for one in judged]),
        input_tokens=sum(one.attempt.input_tokens for one in judged),
        output_tokens=sum(one.attempt.output_tokens for one in judged),
    )


def as_json(report: Report) -> dict[str, Any]:
    """The report as JSON-safe values."""
    found = asdict(report)
    found["overall"] = _share_as_json(report.overall)
    found["groups"] = {
        name: {value: _share_as_json(share) for value, share in shares.items()}
        for name, shares in report.groups.items()
    }
    return found


def _share_as_json(share: Share) -> dict[str, Any]:
    figures = {"accuracy": share.accuracy, "coverage": share.coverage, "precision": share.precision}
    return asdict(share) | figures


def lines(report: Report) -> Iterator[str]:
    """The report for people."""
    yield f"{'':24} {'questions':>9} {'accuracy':>9} {'answered':>9} {'precision':>9}"
    yield _line("all", report.overall)
    for name, shares in report.groups.items():
        if len(shares) > 1 or name == "source":
            yield f"by {name}"
            yield from (_line(f"  {value or '-'}", share) for value, share in shares.items())
    yield ""
    yield from _curve_lines(report)
    yield ""
    yield f"time a question: median {report.answer_times.median:.0f} ms, p95 {report.answer_times.p95:.0f} ms"
    yield f"  until its SQL: median {report.writing_times.median:.0f} ms, p95 {report.writing_times.p95:.0f} ms"
    yield f"tokens: {report.input_tokens} in, {report.output_tokens} out"
    if report.reasons:
        yield "misses: " + ", ".join(f"{reason} {count}" for reason, count in report.reasons.items())


def _curve_lines(report: Report) -> Iterator[str]:
    yield "coverage    " + " ".join(f"{coverage:6.0%}" for coverage in _COVERAGES)
    points = [_point_at(report.curve, coverage) for coverage in _COVERAGES]
    yield "risk        " + " ".join(f"{point.risk:6.1%}" if point else f"{'-':>6}" for point in points)
    yield "confidence ≥" + " ".join(f"{point.threshold:6.2f}" if point else f"{'-':>6}" for point in points)
    yield f"area under the risk–coverage curve {report.aurc:.3f}, calibration error {report.calibration_error:.3f}"


def _point_at(points: Sequence[Point], coverage: float) -> Point | None:
    """The surest point that covers at least this share."""
    return next((point for point in points if point.coverage >= coverage - 1e-9), None)


def _line(name: str, share: Share) -> str:
    precision = "-" if share.precision is None else f"{share.precision:.1%}"
    return f"{name:24} {share.count:9} {share.accuracy:9.1%} {share.coverage:9.1%} {precision:>9}"


def _graded(one: Judged) -> Graded:
    return Graded(one.attempt.confidence, one.match)


def _share(judged: Sequence[Judged]) -> Share:
    answered = [one for one in judged if one.attempt.answered]
    return Share(len(judged), sum(one.match for one in judged), len(answered), sum(one.match for one in answered))


def _shares(judged: Sequence[Judged], key: Callable[[Judged], str]) -> dict[str, Share]:
    values = sorted({key(one) for one in judged}, key=lambda value: (_order(value), value))
    return {value: _share([one for one in judged if key(one) == value]) for value in values}


def _order(value: str) -> int:
    return _DIFFICULTIES.index(value) if value in _DIFFICULTIES else len(_DIFFICULTIES)


_DIFFICULTIES = ("simple", "easy", "medium", "hard", "extra")
_GROUPS: Mapping[str, Callable[[Judged], str]] = {
    "difficulty": lambda one: one.asked.difficulty,
    "language": lambda one: one.asked.language,
    "source": lambda one: one.attempt.source,
    "database": lambda one: one.asked.db_id,
}


def _times(milliseconds: Sequence[float]) -> Times:
    if not milliseconds:
        return Times(0.0, 0.0)
    ordered = sorted(milliseconds)
    return Times(median(ordered), ordered[min(int(len(ordered) * 0.95), len(ordered) - 1)])


def _writing_ms(one: Judged) -> float:
    """Until the SQL was there and checked: what running it and presenting its rows took is left out."""
    after = sum(one.attempt.timings.get(step, 0.0) for step in ("run", "present", "autopsy", "respell"))
    return max(0.0, one.attempt.ms - after)
