"""Japanese questions to phrases: words, links to the schema, head-final composition."""

from collections.abc import Callable, Sequence

from detomo.engine.language.quantity import Quantity
from detomo.engine.language.tokens import Token
from detomo.engine.propose.grammar.composed import Composed
from detomo.engine.propose.grammar.japanese.composer import compose
from detomo.engine.propose.grammar.japanese.items import Item, busy, items
from detomo.engine.propose.grammar.japanese.link import mentions
from detomo.engine.propose.grammar.link.mentions import FoundValue
from detomo.engine.propose.grammar.link.model import Link
from detomo.engine.propose.grammar.link.names import NameIndex

__all__ = ["read"]

_CONTENT = frozenset({"noun", "adjective", "number", "quoted", "adverb"})


def read(
    tokens: Sequence[Token],
    names: NameIndex,
    values: Sequence[FoundValue],
    quantities: Sequence[Quantity],
    is_amount: Callable[[Link], bool],
) -> Composed:
    """What a question asks for; `is_amount` knows the columns that hold amounts."""
    found = mentions(tokens, names, values, busy(tokens, quantities), is_amount)
    row = items(tokens, found, quantities)
    request = compose(row, [token.text for token in tokens], is_amount)
    unknown = [tokens[item.start] for place, item in enumerate(row) if _is_unknown(row, place, tokens)]
    return Composed(request, tuple(found), tuple(unknown))


def _is_unknown(row: Sequence[Item], place: int, tokens: Sequence[Token]) -> bool:
    """A word of no kind; a noun that する makes a verb only joins what it stands between."""
    item = row[place]
    is_verb = place + 1 < len(row) and row[place + 1].kind == "verb"
    return item.kind == "other" and tokens[item.start].tag in _CONTENT and not is_verb
