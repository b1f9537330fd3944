"""Particles and predicates: where a clause ends, and what it says of the noun to come."""

from detomo.engine.propose.grammar.japanese.chunks import (
    Chunk,
)
from detomo.engine.propose.grammar.japanese.clauses import reduce_clause
from detomo.engine.propose.grammar.japanese.conditions import Conditions
from detomo.engine.propose.grammar.japanese.items import Item

_DENIES = frozenset({"auxiliary", "negation"})
_LINKING = frozenset({"なく", "なくて"})
_ARGUMENT = frozenset({"が", "は", "に", "を", ""})


class Predicates(Conditions):
    """Verbs, copulas and negations."""

    def on_particle(self, item: Item) -> None:
        top = self.top
        if top is None:
            return
        if (
            item.word == "で"
            and top.values
            and len(self.stack) > 1
            and self.stack[-2].is_column
            and self.stack[-2].particle in _ARGUMENT
        ):
            self.clause(item, negated=self.is_negated())
            self.stack[-1].goes_on = True
            return
        if item.word == "は" and (top.particle in {"より", "から"} or (top.particle == "で" and self._is_denied())):
            return
        if item.word in {"が", "は", "を", "に", "で", "と", "や", "から", "まで", "より", "の"}:
            top.particle = {"や": "と"}.get(item.word, item.word)

    def _is_denied(self) -> bool:
        """男性ではない, 男性ではありません: the predicate is no more than a negation."""
        return self.next_kind() == "negation" or (self.next_kind() == "have" and self.next_kind(1) in _DENIES)

    def on_have(self, item: Item) -> None:
        self.on_verb(item)

    def on_verb(self, item: Item) -> None:
        if self.describes_noun():
            self.clause(item, negated=self.is_negated())

    def on_named_by(self, item: Item) -> None:
        self.on_verb(item)

    def on_negation(self, item: Item) -> None:
        """英語が公用語でない: a noun as predicate."""
        if self.describes_noun() and self.top is not None and not self.top.conditions:
            self.clause(item, negated=True)

    def on_copula(self, item: Item) -> None:
        top = self.top
        if top is not None and top.values and self.describes_noun():
            self.clause(item, negated=self.is_negated())

    def clause(self, item: Item, *, negated: bool) -> None:
        arguments: list[Chunk] = []
        while self.top is not None and not self._is_outside(self.top):
            arguments.insert(0, self.stack.pop())
        if any(chunk.asked for chunk in arguments):
            self.stack += arguments
            return
        self.request.groups += [chunk.phrase for chunk in arguments if chunk.phrase is not None and chunk.phrase.each]
        arguments = [chunk for chunk in arguments if chunk.phrase is None or not chunk.phrase.each]
        conditions = reduce_clause(arguments, item, negated=negated)
        if conditions:
            self.stack.append(Chunk(conditions=conditions, goes_on=self._goes_on(item)))

    def _goes_on(self, item: Item) -> bool:
        """Whether another clause follows before the noun: 〜ず、, 〜で、, 〜なく, 〜または."""
        if self.texts[item.start] in _LINKING:
            return True
        for item in self.rest_of_sentence():
            if item.kind in {"and", "or", "also", "comma"}:
                return True
            if item.kind not in {"auxiliary", "negation", "particle", "have", "verb", "copula"}:
                return False
        return False

    def _is_outside(self, chunk: Chunk) -> bool:
        """A topic, or what is asked for, is no argument of a clause that describes a noun."""
        is_done = bool(chunk.conditions) and chunk.particle in {"", "の", "or"}
        is_listed = chunk.particle == "と" and chunk.is_column
        return chunk.particle == "は" or is_listed or is_done
