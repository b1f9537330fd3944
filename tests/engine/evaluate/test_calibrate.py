"""Fitting confidence: on answers whose chance of being right is known."""

import random

import pytest

from detomo.engine.evaluate.calibrate import FEATURES, Observed, as_json, calibrate, fit, lines


def answers(count: int = 600) -> list[Observed]:
    """Right with the probability `score`, on three databases; `joins` says nothing."""
    chance = random.Random(7)
    made = []
    for number in range(count):
        score = chance.random()
        features = {"score": score, "joins": float(chance.randrange(3))}
        made.append(Observed(features, chance.random() < score, f"db{number % 3}"))
    return made


def test_what_matters_gets_the_weight() -> None:
    model = fit(answers())
    assert model.weights["score"] > 2
    assert abs(model.weights["joins"]) < 0.3
    assert model.weights["coverage"] == 0  # never observed


def test_the_fit_is_calibrated_on_databases_it_has_not_seen() -> None:
    found = calibrate(answers())
    figures = as_json(found, answers(), "made up")
    assert len(found.held_out) == 600
    assert figures["left_one_database_out"]["calibration_error"] < 0.08
    assert set(figures["weights"]) == set(FEATURES)


def test_a_higher_threshold_answers_less_and_better() -> None:
    operating = calibrate(answers()).operating
    coverages = [one.coverage for one in operating]
    assert coverages == sorted(coverages, reverse=True)
    assert operating[-5].precision > operating[0].precision + 0.1


def test_the_same_answers_give_the_same_weights() -> None:
    assert fit(answers()) == fit(answers())


def test_the_figures_are_told() -> None:
    text = "\n".join(lines(calibrate(answers())))
    assert ("threshold" in text, "calibration error" in text) == (True, True)


def test_answers_that_are_all_alike_do_not_break_the_fit() -> None:
    alike = [Observed({"score": 1.0}, number % 4 > 0, f"db{number % 2}") for number in range(40)]
    assert fit(alike).probability({"score": 1.0}) == pytest.approx(0.75, abs=0.01)
