"""A place in a row of items, and what was passed over."""

from collections.abc import Sequence
from typing import cast

from detomo.engine.propose.grammar.english.items import Item
from detomo.engine.propose.grammar.english.words import FILLERS
from detomo.engine.propose.grammar.form import Grain
from detomo.engine.propose.grammar.phrases import Request

_SILENT = frozenset(
    "list stop determiner pronoun auxiliary preposition possessive command sign conjunction relative "
    "both either wh".split()
)


class Cursor:
    def __init__(self, items: Sequence[Item]) -> None:
        self.items = items
        self.place = 0
        self.request = Request()
        self.unknown: list[Item] = []

    @property
    def done(self) -> bool:
        return self.place >= len(self.items)

    @property
    def item(self) -> Item:
        return self.items[self.place]

    def peek(self, ahead: int = 0) -> Item | None:
        place = self.place + ahead
        return self.items[place] if place < len(self.items) else None

    def kind(self, ahead: int = 0) -> str:
        item = self.peek(ahead)
        return item.kind if item is not None else ""

    def item_is(self, kind: str, word: str = "") -> bool:
        return not self.done and self.item.kind == kind and (not word or self.item.word == word)

    def advance(self) -> Item:
        self.place += 1
        return self.items[self.place - 1]

    def skip(self, *kinds: str) -> None:
        while not self.done and self.item.kind in kinds:
            self.place += 1

    def grain(self) -> None:
        """`per month`, `monthly`: by which periods to group, wherever it is said."""
        grain = cast(Grain, self.advance().data)
        if grain not in self.request.grains:
            self.request.grains.append(grain)

    def pass_over(self) -> None:
        """Leave an item aside; it counts against the reading if it may have meant something."""
        item = self.advance()
        if item.kind not in _SILENT and item.word not in FILLERS:
            self.unknown.append(item)
