"""From a checked statement to its confidence, before it runs and after."""

from dataclasses import replace

from detomo.engine.confidence.features import features_of
from detomo.engine.confidence.logistic import fitted
from detomo.engine.confidence.reasons import AGREES, CHOSEN, DISAGREES, EMPTY, reasons_of
from detomo.engine.types import (
    CheckedProposal,
    Confidence,
    ConfidenceReason,
    Level,
    Proposal,
    Question,
    SafeQuery,
    Source,
)

HIGH, MEDIUM = 0.85, 0.6

# Odds that an observation after the run changes an estimate by. Not fitted: no corpus of ours has a model's answers.
_EMPTY_ODDS = 0.5
_AGREEMENT_ODDS, _DISAGREEMENT_ODDS = 4.0, 0.5


def estimate(question: Question, proposal: Proposal, query: SafeQuery) -> Confidence:
    """What is known before the statement runs: where it comes from, how it was read, what the guard says."""
    probability = _probability(question, proposal, query)
    return Confidence(probability, level_of(probability), reasons_of(proposal, query))


def after_running(checked: CheckedProposal, *, empty: bool, agrees: bool | None = None) -> CheckedProposal:
    """With what the rows tell. `agrees`: whether the parser's own rows are the same, where it had any."""
    confidence = checked.confidence
    if checked.proposal.source is not Source.VERIFIED:
        if empty:
            confidence = _changed(confidence, _EMPTY_ODDS, EMPTY)
        if agrees is not None:
            odds, reason = (_AGREEMENT_ODDS, AGREES) if agrees else (_DISAGREEMENT_ODDS, DISAGREES)
            confidence = _changed(confidence, odds, reason)
    return replace(checked, confidence=confidence)


def chosen_by_person(question: Question, checked: CheckedProposal) -> CheckedProposal:
    """For a reading that the person picked among several: nothing is ambiguous about it any more."""
    proposal = replace(checked.proposal, features={**checked.proposal.features, "margin": 1.0})
    return noting(replace(checked, proposal=proposal, confidence=estimate(question, proposal, checked.query)), CHOSEN)


def noting(checked: CheckedProposal, reason: ConfidenceReason) -> CheckedProposal:
    """With one more reason, the first of them; the probability stays."""
    reasons = (reason, *checked.confidence.reasons)
    return replace(checked, confidence=replace(checked.confidence, reasons=reasons))


def level_of(probability: float) -> Level:
    return "high" if probability >= HIGH else "medium" if probability >= MEDIUM else "low"


def _probability(question: Question, proposal: Proposal, query: SafeQuery) -> float:
    if proposal.source is Source.GRAMMAR:
        return fitted(proposal.source).probability(features_of(question, proposal, query))
    if proposal.source is Source.CLAUDE:
        return max(0.0, proposal.confidence - 0.1 * min(len(query.warnings), 2))
    return proposal.confidence


def _changed(confidence: Confidence, odds: float, reason: ConfidenceReason) -> Confidence:
    now = confidence.probability * odds / (confidence.probability * odds + 1 - confidence.probability)
    return Confidence(now, level_of(now), (*confidence.reasons, reason))
