"""Probability, level and reasons of answers from every source."""

import json
from typing import Any

import pytest

from detomo.engine.confidence import after_running, chosen_by_person, estimate, level_of
from detomo.engine.confidence.logistic import COEFFICIENTS, Logistic, fitted
from detomo.engine.evaluate.calibrate import FEATURES
from detomo.engine.types import CheckedProposal, LintWarning, Proposal, Question, SafeQuery, Source, Text

QUESTION = Question("names of customers", "en")
SQL = "SELECT name FROM customers"
QUERY = SafeQuery(SQL, "sqlite", shown=SQL)
WARNED = SafeQuery(SQL, "sqlite", shown=SQL, warnings=(LintWarning("fan_out", SQL, Text("counts twice", "重複")),))
SURE = {"score": 1.0, "coverage": 1.0, "margin": 1.0}


def proposal(source: Source, confidence: float = 1.0, **more: Any) -> Proposal:
    return Proposal(SQL, source, confidence, **more)


def checked(source: Source, confidence: float = 1.0, **more: Any) -> CheckedProposal:
    made = proposal(source, confidence, **more)
    return CheckedProposal(made, QUERY, estimate(QUESTION, made, QUERY))


def codes(one: CheckedProposal) -> list[str]:
    return [reason.code for reason in one.confidence.reasons]


def test_a_logistic_model_is_what_it_says() -> None:
    model = Logistic(-1.0, {"score": 2.0})
    assert model.probability({"score": 0.5, "unheard of": 9.0}) == pytest.approx(0.5)
    assert 0 <= model.probability({"score": -1e9}) < model.probability({}) < model.probability({"score": 1e9}) <= 1


def test_the_committed_coefficients_are_of_the_features_that_are_observed() -> None:
    stored = json.loads(COEFFICIENTS.read_text())["grammar"]
    assert set(stored["weights"]) == set(FEATURES)
    assert stored.keys() >= {"fitted_on", "answers", "databases", "left_one_database_out"}
    assert fitted("grammar").weights["score"] > 0 > fitted("grammar").weights["cues_missing"]


def test_what_was_taught_keeps_its_own_estimate() -> None:
    assert checked(Source.VERIFIED, 0.97).confidence.probability == 0.97
    assert checked(Source.VERIFIED, 0.97).confidence.level == "high"


def test_a_reading_that_leaves_words_out_is_less_sure() -> None:
    sure = checked(Source.GRAMMAR, features=SURE)
    unsure = checked(Source.GRAMMAR, features={"score": 0.4, "coverage": 0.4, "margin": 0.0}, unknown=("flurb",))
    assert unsure.confidence.probability < sure.confidence.probability
    assert (codes(sure), codes(unsure)) == (["by_grammar", "understood"], ["by_grammar", "not_understood", "ambiguous"])
    assert "flurb" in unsure.confidence.reasons[1].message.ja


def test_a_warning_lowers_what_nobody_verified() -> None:
    for source in (Source.CLAUDE, Source.GRAMMAR):
        made = proposal(source, 0.7, features=SURE)
        warned = estimate(QUESTION, made, WARNED)
        assert warned.probability < estimate(QUESTION, made, QUERY).probability
        assert warned.reasons[-1].message.en == "counts twice"


def test_no_rows_make_an_answer_less_sure_unless_it_was_taught() -> None:
    one, taught = checked(Source.CLAUDE, 0.7), checked(Source.VERIFIED)
    assert after_running(one, empty=True).confidence.probability < 0.7
    assert codes(after_running(one, empty=True))[-1] == "empty"
    assert after_running(taught, empty=True) == taught


def test_a_second_opinion_counts() -> None:
    one = checked(Source.CLAUDE, 0.7)
    opinions = [after_running(one, empty=False, agrees=agrees).confidence.probability for agrees in (False, None, True)]
    assert opinions == sorted(set(opinions))
    assert opinions[1] == 0.7


def test_what_a_person_chose_is_not_ambiguous_any_more() -> None:
    tied = checked(Source.GRAMMAR, features={"score": 0.9, "coverage": 1.0, "margin": 0.0})
    chosen = chosen_by_person(QUESTION, tied)
    assert chosen.confidence.probability > tied.confidence.probability
    assert (codes(chosen)[0], "ambiguous" in codes(chosen)) == ("chosen", False)


LEVELS = [(0.95, "high"), (0.85, "high"), (0.84, "medium"), (0.6, "medium"), (0.59, "low"), (0.0, "low")]


@pytest.mark.parametrize(("probability", "level"), LEVELS)
def test_levels(probability: float, level: str) -> None:
    assert level_of(probability) == level
