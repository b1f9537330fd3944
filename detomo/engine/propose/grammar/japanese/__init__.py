"""Japanese questions to phrases: words, links to the schema, head-final composition."""

from detomo.engine.propose.grammar.japanese.compose import compose
from detomo.engine.propose.grammar.japanese.cut import cut
from detomo.engine.propose.grammar.japanese.link import mentions

__all__ = ["compose", "cut", "mentions"]
