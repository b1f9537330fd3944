"""What can be observed about SQL before anybody knows whether it is right."""

from collections.abc import Mapping

from detomo.engine.confidence.correspondence import correspondence
from detomo.engine.types import Proposal, Question, SafeQuery


def features_of(question: Question, proposal: Proposal, query: SafeQuery) -> Mapping[str, float]:
    """The proposer's own observations, the guard's (how often it mended, what it warns about), and how the SQL
    corresponds to the words of the question."""
    return {
        **proposal.features,
        **correspondence(question, query),
        "changes": float(min(len(query.changes), 3)),
        "warnings": float(min(len(query.warnings), 3)),
    }
