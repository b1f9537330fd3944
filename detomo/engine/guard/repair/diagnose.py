"""Problems in the words that a model needs to mend them."""

from collections.abc import Iterable

from detomo.engine.guard.bind import Problem


def diagnose(problems: Iterable[Problem]) -> str:
    """One English line per problem, with the existing names nearest to it; empty when nothing is wrong."""
    return "\n".join(dict.fromkeys(f"- {_sentence(problem)}" for problem in problems))


def _sentence(problem: Problem) -> str:
    nearest = ", ".join(problem.nearest)
    return f"{problem.message.en} Nearest: {nearest}." if nearest else problem.message.en
