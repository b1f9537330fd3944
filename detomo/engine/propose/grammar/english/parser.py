"""Composition of English questions: items to a `Request`, by recursive descent that never fails.

A question is a frame ("how many", "which", "list"), noun phrases with what stands before and after them, and clauses on
groups and order. What cannot be composed is passed over and remembered in `unknown`.
"""

from detomo.engine.propose.grammar.english.clauses import Clauses
from detomo.engine.propose.grammar.english.items import Item
from detomo.engine.propose.grammar.english.words import WHEN, WHERE, WHO
from detomo.engine.propose.grammar.phrases import Phrase, Request

_FRAMES = {"who": WHO, "where": WHERE, "when": WHEN}


class EnglishParser(Clauses):
    """One question; `parse` once."""

    def parse(self) -> Request:
        request = self.request
        while not self.done:
            self._sentence(first=not request.targets)
            self.skip("stop")
        return request

    def _sentence(self, *, first: bool) -> None:
        before = len(self.request.targets)
        self._opening()
        targets = self._targets()
        if not first and targets:
            targets = self._of_first(targets, self.request.targets[:before])
            self.request.targets = targets
        else:
            self.request.targets += targets

    def _opening(self) -> None:
        """Words before the first noun phrase: politeness, "for each …", "in which"."""
        while not self.done:
            item = self.item
            if (
                (item.kind == "name" and item.word == "name" and self._is_command_name())
                or item.kind in {"command", "wh"}
                or (item.kind in {"preposition", "list"} and item.word != "by")
                or item.kind in {"pronoun", "auxiliary", "determiner", "possessive", "relative", "either"}
            ):
                self.advance()
            elif item.kind == "each" and self._leads_clause():
                self.group_clause()
                self.skip("list")
            elif item.kind == "sort":
                self.sort_clause()
            elif item.kind == "grain":
                self.grain()
            else:
                return

    def _is_command_name(self) -> bool:
        following = self.peek(1)
        return self.place == 0 and following is not None and following.kind in {"determiner", "each"}

    def _leads_clause(self) -> bool:
        """`for each X, …` at the start groups; `each X …` elsewhere is the thing asked for."""
        word = self.item.word
        return word.startswith(("for ", "in ", "per", "on ", "within ", "with ", "across ")) and self._comma_ahead()

    def _comma_ahead(self) -> bool:
        return any(item.word == "," for item in self.items[self.place : self.place + 8])

    def _targets(self) -> list[Phrase]:
        found: list[Phrase] = []
        while not self.done and self.item.kind != "stop":
            place = self.place
            found += self._target()
            self.loose_modifiers(found)
            if self.item_is("list") or self.item_is("but"):
                self.advance()
                self._opening()
            elif self.place == place:
                self.pass_over()
        return found

    def _target(self) -> list[Phrase]:
        item = self.item
        if item.kind in _FRAMES:
            self.advance()
            phrase = Phrase(attribute=_FRAMES[item.kind])
            self.modifiers_of(phrase)
            return [phrase]
        if item.kind == "how_much":
            return self.how_much()
        is_value = item.kind == "value" and self.kind(1) not in {"possessive", "name"}
        if (is_value and not self.request.targets) or item.kind == "under":
            # `which engineers …`, `who reports to …`: the rows that hold it
            phrase = Phrase()
            self.modifiers_of(phrase)
            return [phrase]
        if item.kind == "wh" and item.word == "how" and (adjective := self.peek(1)) and adjective.kind == "degree":
            return self.how_adjective()
        return self.noun_phrases()

    def _of_first(self, targets: list[Phrase], earlier: list[Phrase]) -> list[Phrase]:
        """A second sentence says what to show of what the first asked for."""
        owner = earlier[0] if earlier else None
        if owner is not None:
            for target in targets:
                target.context = owner
        return targets


__all__ = ["EnglishParser", "Item"]
