"""Japanese questions to phrases: words, links to the schema, head-final composition."""

from collections.abc import Callable, Sequence

from detomo.engine.language.quantity import Quantity
from detomo.engine.language.tokens import Token
from detomo.engine.propose.grammar.japanese.composer import compose
from detomo.engine.propose.grammar.japanese.items import busy, items
from detomo.engine.propose.grammar.japanese.link import mentions
from detomo.engine.propose.grammar.link.mentions import FoundValue
from detomo.engine.propose.grammar.link.model import Link
from detomo.engine.propose.grammar.link.names import NameIndex
from detomo.engine.propose.grammar.phrases import Request

__all__ = ["read"]


def read(
    tokens: Sequence[Token], names: NameIndex, values: Sequence[FoundValue], quantities: Sequence[Quantity],
    is_amount: Callable[[Link], bool],
) -> Request:
    """The request that a question makes; `is_amount` knows the columns that hold amounts."""
    row = items(tokens, mentions(tokens, names, values, busy(tokens, quantities), is_amount), quantities)
    return compose(row, [token.text for token in tokens], is_amount)
