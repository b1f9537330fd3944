"""English clauses of the whole question: groups, order, limits, and frames that ask for amounts."""

from typing import Literal, cast, get_args

from detomo.engine.propose.grammar.english.nouns import Nouns, adjective_phrase
from detomo.engine.propose.grammar.english.words import AMOUNTS, DEGREES
from detomo.engine.propose.grammar.form import Grain
from detomo.engine.propose.grammar.phrases import Phrase, Sorting


class Clauses(Nouns):
    def group_clause(self) -> None:
        """`for each X`, `per X`, `by X`."""
        is_each = self.advance().kind == "each"
        found = self.noun_phrases()
        for phrase in found:
            phrase.each = phrase.each or is_each
        self.request.groups += found
        self.request.summed_groups = bool(found)

    def sort_clause(self) -> None:
        """`sorted by age in descending order`, `in alphabetical order of name`."""
        said = ""
        self.advance()
        self.skip("determiner", "preposition", "by")
        by: Phrase | None = None
        while not self.done and self.item.kind not in {"stop", "list", "command"}:
            if self.item.kind == "direction":
                said = self.advance().data
                self.skip("preposition", "determiner", "by")
            elif by is None and (found := self.noun_phrases()):
                by = found[0]
            elif not self.done:  # nor is it, where words came to no phrase
                self.pass_over()
        if self.item_is("list") and self._direction_ahead():
            self.advance()
            self.skip("preposition", "determiner")
            if self.item_is("direction"):
                said = self.advance().data
        self.request.sorting.append(_sorting(by, said))

    def _direction_ahead(self) -> bool:
        return "direction" in {self.kind(1), self.kind(2)}

    def loose_modifiers(self, targets: list[Phrase]) -> None:
        """Clauses that belong to the question as a whole, and modifiers left over for its last phrase."""
        while not self.done:
            kind = self.item.kind
            if kind == "sort":
                self.sort_clause()
            elif kind == "direction":
                self._bare_direction()
            elif targets and (kind == "by" or (kind == "each" and not self._each_target())):
                self.group_clause()
            elif kind in {"share", "running", "previous"}:
                self._window(kind, self.item.data)
            else:
                return

    def _each_target(self) -> bool:
        return self.item.word in {"each", "every"} and self.place > 0 and self.items[self.place - 1].kind == "list"

    def _bare_direction(self) -> None:
        said = self.advance().data
        self.skip("preposition", "determiner", "by")
        found = (
            self.noun_phrases() if self.item_is("name") or self.item_is("count") or self.item_is("aggregate") else []
        )
        self.request.sorting.append(_sorting(found[0] if found else None, said))

    def _window(self, kind: str, data: str) -> None:
        self.advance()
        if kind == "share":
            self.request.share = True
        elif kind == "running":
            self.request.running = True
        else:
            self.request.previous = cast(Literal["value", "change", "rate"], data)
            self._implied_grain()

    def _implied_grain(self) -> None:
        """`compared to the previous month` speaks of months."""
        said = self.items[self.place - 1].word
        unit = next((grain for grain in get_args(Grain) if grain in said.replace("-", " ").split()), None)
        if unit is not None and not self.request.grains:
            self.request.grains.append(unit)

    def how_much(self) -> list[Phrase]:
        """`how much surface area …` sums; `how much does X cost` asks for an amount."""
        self.advance()
        if self.item_is("name"):
            found = self.noun_phrases()
            for phrase in found:
                phrase.functions = phrase.functions or ("sum",)
            return found
        verb = next((item for item in self.items[self.place :] if item.word in AMOUNTS), None)
        nouns = tuple(AMOUNTS[verb.word].split()) if verb is not None else ("amount", "price", "cost")
        self.items = [item for item in self.items if item is not verb]
        phrase = Phrase(attribute=nouns)
        self.modifiers_of(phrase)
        return [phrase]

    def how_adjective(self) -> list[Phrase]:
        """`how old is X`: the attribute of X."""
        self.advance()
        adjective = self.advance().word
        phrase = Phrase(attribute=DEGREES[adjective], word=adjective)
        self.modifiers_of(phrase)
        return [phrase]


def _sorting(by: Phrase | None, said: str) -> Sorting:
    """`said`: a direction, with what its words speak of if that is no amount."""
    direction, _, said_of = said.partition(" ")
    if by is None and said_of == "age":
        by = adjective_phrase("old")
    return Sorting(by, direction == "desc", cast(Literal["", "letters", "time", "age"], said_of))
