"""Sorting and grouping."""

from detomo.engine.propose.grammar.japanese import adjectives
from detomo.engine.propose.grammar.japanese.degrees import Degrees
from detomo.engine.propose.grammar.japanese.items import Item
from detomo.engine.propose.grammar.phrases import (
    Either,
    Phrase,
    Sorting,
)

_SAID_OF_AMOUNTS = frozenset({"", "expensive high", "cheap low", "big", "small"})  # adjectives of every amount


class Ordering(Degrees):
    """〜順, 昇順, 〜ごと, 各〜, and lists."""

    def on_direction(self, item: Item) -> None:
        top = self.top
        if top is not None and top.phrase is not None and top.particle in {"を", "は"}:
            self.request.sorting.append(Sorting(_again(top.phrase), item.data == "desc"))
        elif top is not None and top.phrase is not None and top.particle in {"の", "", "が", "で"}:
            self.stack.pop()
            self.request.sorting.append(Sorting(top.phrase, item.data == "desc"))
        elif self.request.sorting:
            self.request.sorting[-1].descending = item.data == "desc"
        else:
            self.request.sorting.append(Sorting(None, item.data == "desc"))

    def on_order(self, item: Item) -> None:
        """年齢順, 年齢の高い順, 新しい順."""
        del item
        top = self.top
        data = ""
        if top is not None and top.adjective:
            data = self.stack.pop().adjective
            top = self.top
        if top is not None and top.phrase is not None and top.particle in {"の", "", "が"}:
            self.stack.pop()
            is_aged = adjectives.is_aged(data)
            self.request.sorting.append(Sorting(top.phrase, adjectives.is_more(data), "age" if is_aged else ""))
        elif (
            data
            and top is not None
            and top.phrase is not None
            and self._is_measured(top.phrase)
            and data[2:] in _SAID_OF_AMOUNTS
        ):
            self.request.sorting.append(Sorting(_again(top.phrase), adjectives.is_more(data)))
        elif data in {"+", "-"} and top is not None and top.is_column:
            self.request.sorting.append(Sorting(Phrase(functions=("count",)), data == "+"))  # the frequent ones first
        elif data:
            by = adjectives.attribute(data)
            self.request.sorting.append(Sorting(by, True if by is not None else adjectives.is_more(data)))

    def _is_measured(self, phrase: Phrase) -> bool:
        return bool(phrase.functions) or self.is_amount(phrase)

    def on_each_prefix(self, item: Item) -> None:
        del item
        self.coming.each = True

    def on_each_suffix(self, item: Item) -> None:
        """国ごと, 国と年ごと; それぞれ at the end of a list says nothing more."""
        del item
        top = self.top
        if top is None or top.phrase is None or top.particle not in {"", "の"}:
            return
        while self.top is not None and self.top.phrase is not None:
            phrase = self.stack.pop().phrase
            assert phrase is not None  # noqa: S101 # asked for by the loop
            self.request.groups.insert(0, phrase)
            if self.top is None or self.top.particle != "と" or (self.top.phrase and self.top.phrase.modifiers):
                break

    def on_grain(self, item: Item) -> None:
        self.request.grains.append(item.data)  # type: ignore[arg-type]

    def on_both(self, item: Item) -> None:
        del item
        top = self.top
        if top is None:
            return
        top.every = True
        below = self.stack[-2] if len(self.stack) > 1 else None
        if (
            top.phrase
            and below
            and below.phrase
            and below.particle == "と"
            and self.same_head(below.phrase, top.phrase)
        ):
            self.stack.pop(-2)
            top.phrase.modifiers = [Either([below.phrase.modifiers, top.phrase.modifiers], every=True)]

    def on_or(self, item: Item) -> None:
        if self.top is not None and not (item.word == "か" and not self.rest_of_sentence()):
            self.top.particle = "or"

    def on_and(self, item: Item) -> None:
        del item
        if self.top is not None and self.top.particle == "":
            self.top.particle = "と"

    def on_also(self, item: Item) -> None:
        del item


def _again(phrase: Phrase) -> Phrase:
    """The same once more, to sort by."""
    return Phrase(phrase.head, phrase.attribute, phrase.functions, modifiers=list(phrase.modifiers), word=phrase.word)
