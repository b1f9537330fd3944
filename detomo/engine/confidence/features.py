"""What can be observed about SQL before anybody knows whether it is right."""

from collections.abc import Mapping

from detomo.engine.types import Proposal, SafeQuery


def features_of(proposal: Proposal, query: SafeQuery) -> Mapping[str, float]:
    """The proposer's own observations, and the guard's: how often it mended, and what it warns about."""
    return {
        **proposal.features,
        "changes": float(min(len(query.changes), 3)),
        "warnings": float(min(len(query.warnings), 3)),
    }
