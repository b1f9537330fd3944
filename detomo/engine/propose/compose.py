"""Composing a context whose whole prompt, as it is sent, stays within a budget of tokens."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from detomo.engine.catalog.linking import LinkedTable
from detomo.engine.errors import NoAnswer
from detomo.engine.knowledge.items import KnowledgeItem
from detomo.engine.propose.budget import fit
from detomo.engine.propose.context import Context, Samples
from detomo.engine.propose.prompts import sql_prompt
from detomo.engine.propose.token_count import prompt_tokens
from detomo.engine.types import Question, Text, Turn

DEFAULT_BUDGET = 4_000  # tokens
_LEAST_ROOM = 300  # tokens that a question must leave for the schema


@dataclass(frozen=True, slots=True)
class Found:
    """What could be told, everything most relevant first."""

    linked: Sequence[LinkedTable]
    examples: Sequence[KnowledgeItem] = ()
    documentation: Sequence[KnowledgeItem] = ()
    glossary: Sequence[str] = ()
    samples: Samples = field(default_factory=dict)
    named: Samples = field(default_factory=dict)


def compose(bare: Context, found: Found, budget: int) -> Context:
    """The context with as much of what was found as the budget holds, counted in the prompt itself.

    Earlier questions keep at most half of the room, the last ones first. Raises `NoAnswer` (`question_too_long`).
    """
    bare = _with_turns(bare, budget)
    room = budget - prompt_tokens(sql_prompt(bare))
    while True:
        context = _fitted(bare, found, room)
        over = prompt_tokens(sql_prompt(context)) - budget
        if over <= 0:
            return context
        room -= over  # headings, and marks between the parts


def _fitted(bare: Context, found: Found, room: int) -> Context:
    dialect = bare.catalog.dialect
    fitted = fit(
        found.linked,
        dialect,
        found.examples,
        found.documentation,
        found.glossary,
        room,
        samples=found.samples,
        named=found.named,
    )
    return replace(
        bare,
        tables=fitted.tables,
        examples=fitted.examples,
        documentation=fitted.documentation,
        glossary=fitted.glossary,
        samples=fitted.samples,
        named=fitted.named,
        left_out=(*bare.left_out, *fitted.left_out),
    )


def _with_turns(bare: Context, budget: int) -> Context:
    alone = _asking(bare, ())
    room = budget - prompt_tokens(sql_prompt(alone))
    if room < _LEAST_ROOM:
        raise NoAnswer("question_too_long", _TOO_LONG, hint=_SHORTER)
    kept: tuple[Turn, ...] = ()
    for turn in reversed(bare.question.previous):
        fits = next((one for one in (turn, replace(turn, rows="")) if _cost(alone, (one, *kept)) <= room // 2), None)
        if fits is None:
            break
        kept = (fits, *kept)
    lost = bare.question.previous[: len(bare.question.previous) - len(kept)]
    return replace(_asking(bare, kept), left_out=tuple(turn.question[:80] for turn in lost))


def _cost(alone: Context, turns: tuple[Turn, ...]) -> int:
    """The tokens that earlier questions add to a prompt."""
    return prompt_tokens(sql_prompt(_asking(alone, turns))) - prompt_tokens(sql_prompt(alone))


def _asking(context: Context, turns: tuple[Turn, ...]) -> Context:
    question: Question = replace(context.question, previous=turns)
    return replace(context, question=question)


_TOO_LONG = Text(
    "The question is too long to tell a language model together with the schema.",
    "質問が長すぎるため、スキーマと一緒に言語モデルへ渡せません。",
)
_SHORTER = Text(
    "Ask a shorter question, or raise PROMPT_TOKEN_BUDGET.",
    "質問を短くするか、PROMPT_TOKEN_BUDGET を大きくしてください。",
)
