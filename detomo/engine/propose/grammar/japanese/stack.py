"""The stack of a composition, and looking around from where it stands."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from detomo.engine.propose.grammar.japanese.chunks import (
    Chunk,
    is_table,
)
from detomo.engine.propose.grammar.japanese.items import Item
from detomo.engine.propose.grammar.link.model import Link
from detomo.engine.propose.grammar.phrases import (
    Phrase,
    Request,
)

_ENDS_CLAUSE = frozenset(
    {"name", "value", "stop", "quantity", "function", "kinds", "wh", "how_many", "extreme", "share"}
)
_ARGUMENT = frozenset({"が", "は", "に", "を", ""})


@dataclass(slots=True)
class Coming:
    """What was said of a noun or adjective that is still to come."""

    each: bool = False
    distinct: bool = False
    asked: bool = False
    superlative: bool = False
    most: str = ""
    ranked: Literal["most", "least"] | None = None


class Stack:
    """`texts` are the tokens as written; `is_amount` knows which columns hold amounts. `place` is behind the item that
    is being taken in; `coming` was said of a word that is still to come."""

    def __init__(self, row: Sequence[Item], texts: Sequence[str], is_amount: Callable[[Link], bool]) -> None:
        self.row = row
        self.texts = texts
        self.is_amount_link = is_amount
        self.place = 0
        self.stack: list[Chunk] = []
        self.request = Request()
        self.sentences: list[list[Phrase]] = []
        self.coming = Coming()

    @property
    def top(self) -> Chunk | None:
        return self.stack[-1] if self.stack else None

    def next_kind(self, ahead: int = 0) -> str:
        return self.row[self.place + ahead].kind if self.place + ahead < len(self.row) else ""

    def next_word(self, ahead: int = 0) -> str:
        return self.row[self.place + ahead].word if self.place + ahead < len(self.row) else ""

    def describes_noun(self) -> bool:
        """Whether the clause that ends here describes a noun, or another clause that does."""
        return any(item.kind in {"name", "function", "kinds", "value"} for item in self.rest_of_sentence())

    def rest_of_sentence(self) -> Sequence[Item]:
        end = next((i for i in range(self.place, len(self.row)) if self.row[i].kind == "stop"), len(self.row))
        return self.row[self.place : end]

    def is_negated(self) -> bool:
        """Whether a negation follows before the clause is over."""
        for item in self.rest_of_sentence():
            if item.kind == "negation":
                return True
            if item.kind in _ENDS_CLAUSE or item.word == "の":
                return False
        return False

    def same_head(self, one: Phrase, other: Phrase) -> bool:
        return is_table(one) and is_table(other) and one.head.links[0] == other.head.links[0]  # type: ignore[union-attr]

    def is_amount(self, phrase: Phrase) -> bool:
        return phrase.head is not None and self.is_amount_link(phrase.head.links[0])

    def attribute_before(self, *, tables: bool = False) -> Phrase | None:
        """政体が共和制の: the column that a value or quantity is said of, if it stands before."""
        top = self.top
        if top is not None and (top.is_column or (tables and top.is_table)) and top.particle in _ARGUMENT:
            self.stack.pop()
            return top.phrase
        return None
