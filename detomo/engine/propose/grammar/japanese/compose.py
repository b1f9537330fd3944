"""From tokens and their mentions to a request."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from detomo.engine.language.quantity import Quantity
from detomo.engine.language.tokens import Token
from detomo.engine.propose.grammar.japanese.composer import Composer
from detomo.engine.propose.grammar.japanese.items import Item, items
from detomo.engine.propose.grammar.link.model import Link, Mention
from detomo.engine.propose.grammar.phrases import Request

_CONTENT = frozenset({"noun", "adjective", "number", "quoted", "adverb"})


@dataclass(slots=True)
class Composed:
    """`unknown`: words with a sense of their own that the request says nothing of."""

    request: Request
    unknown: tuple[Item, ...]


def compose(
    tokens: Sequence[Token],
    mentions: Sequence[Mention],
    quantities: Sequence[Quantity],
    is_amount: Callable[[Link], bool],
) -> Composed:
    """What a question asks for; `is_amount` knows the columns that hold amounts."""
    row = items(tokens, mentions, quantities)
    request = Composer(row, [token.text for token in tokens], is_amount).run()
    return Composed(request, tuple(row[place] for place in range(len(row)) if _is_unknown(row, place, tokens)))


def _is_unknown(row: Sequence[Item], place: int, tokens: Sequence[Token]) -> bool:
    """A word of no kind; a noun that する makes a verb only joins what it stands between."""
    item = row[place]
    is_verb = place + 1 < len(row) and row[place + 1].kind == "verb"
    return item.kind == "other" and tokens[item.start].tag in _CONTENT and not is_verb
