"""What the composition of either language hands over."""

from dataclasses import dataclass

from detomo.engine.language.tokens import Token
from detomo.engine.propose.grammar.link.model import Mention
from detomo.engine.propose.grammar.phrases import Request


@dataclass(frozen=True, slots=True)
class Composed:
    """`unknown`: words with a sense of their own that the request says nothing of."""

    request: Request
    mentions: tuple[Mention, ...]
    unknown: tuple[Token, ...]
