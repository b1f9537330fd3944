"""The most that one question can take, so that a quota can hold it for a question under way."""

from dataclasses import dataclass

from detomo.engine.drafts import MODEL_ROUNDS

MODEL_CALLS = 2 * (1 + MODEL_ROUNDS)  # writing and its repairs; the same again for SQL that failed while it ran
_SLACK = 2  # a refused request is sent again in another form; statements wait for a free process


@dataclass(frozen=True, slots=True)
class Ceiling:
    """Model tokens, 0 where no model is asked, and seconds."""

    tokens: int = 0
    seconds: float = 0.0


def ceiling(*, prompt_tokens: int, answer_tokens: int, model_seconds: float, query_seconds: float) -> Ceiling:
    """From the limits of one prompt, one answer and one statement.

    Every call but the first tells what failed beside the prompt: SQL, which was an answer, and the reason, reckoned
    as long as one.
    """
    tokens = MODEL_CALLS * (prompt_tokens + answer_tokens) + (MODEL_CALLS - 1) * 2 * answer_tokens
    return Ceiling(tokens, _SLACK * MODEL_CALLS * (model_seconds + query_seconds))
