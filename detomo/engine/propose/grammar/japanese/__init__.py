"""Japanese questions to phrases: words, links to the schema, head-final composition."""

from collections.abc import Callable, Sequence

from detomo.engine.language.quantity import Quantity
from detomo.engine.language.tokens import Token
from detomo.engine.propose.grammar.japanese.composer import compose
from detomo.engine.propose.grammar.japanese.items import busy, items
from detomo.engine.propose.grammar.japanese.link import mentions
from detomo.engine.propose.grammar.link.mentions import FoundValue
from detomo.engine.propose.grammar.link.names import NameIndex
from detomo.engine.propose.grammar.phrases import Phrase, Request

__all__ = ["read"]


def read(
    tokens: Sequence[Token], names: NameIndex, values: Sequence[FoundValue], quantities: Sequence[Quantity],
    is_amount: Callable[[Phrase], bool],
) -> Request:
    """The request that a question makes."""
    row = items(tokens, mentions(tokens, names, values, busy(tokens, quantities)), quantities)
    return compose(row, [token.text for token in tokens], is_amount)
