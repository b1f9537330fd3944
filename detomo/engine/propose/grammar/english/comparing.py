"""Values, numbers and comparisons behind an English head."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from detomo.engine.language.quantity import Number, Period
from detomo.engine.language.tokens import Token
from detomo.engine.propose.grammar.english.cursor import Cursor
from detomo.engine.propose.grammar.english.items import Item
from detomo.engine.propose.grammar.english.words import DEGREES
from detomo.engine.propose.grammar.form import Comparator
from detomo.engine.propose.grammar.link.model import Mention
from detomo.engine.propose.grammar.phrases import (
    Compared,
    During,
    Either,
    Extreme,
    Modifier,
    Of,
    Phrase,
    Valued,
)


class Comparing(Cursor):
    def __init__(self, items: Sequence[Item], tokens: Sequence[Token]) -> None:
        super().__init__(items)
        self.tokens = tokens
        self.texts = [token.text for token in tokens]

    def noun_phrases(self) -> list[Phrase]:
        raise NotImplementedError

    def values(self, attribute: Phrase | None, *, negated: bool = False, every: bool = False) -> Valued:
        """One value or several: `Asia or Europe`, `Asia, Africa and Europe`; each may be named again by its sort
        ("the state of Hawaii or the state of Wisconsin")."""
        found: list[Mention] = [self._value()]
        joined = False
        while not self.done and self.item.kind in {"list", "or"}:
            ahead = 1
            while self.kind(ahead) in {"determiner", "list", "either", "preposition", "or"}:
                ahead += 1
            is_repeated = (
                self.kind(ahead) == "name" and self.kind(ahead + 1) == "preposition" and self.kind(ahead + 2) == "value"
            )
            joined = joined or self.item.word == "and"
            if self.kind(ahead) == "value" and self.kind(ahead + 1) not in {"name", "possessive"}:
                self.place += ahead
            elif is_repeated:
                self.place += ahead + 2
            else:
                break
            found.append(self._value())
        return Valued(found, attribute, negated, every, joined and len(found) > 1)

    def _value(self) -> Mention:
        mention = self.advance().mention
        assert mention is not None  # noqa: S101 # items of values carry one
        return mention

    def _number(self, phrase: Phrase, *, negated: bool) -> None:
        """`in 2014`, `2014 or 2015`, `with 3 dogs`, `with 3 or more dogs`."""
        unit = self._unit()
        number = self._read_number()
        operator: Comparator = "="
        if self.item_is("after_number"):
            operator = self.advance().data  # type: ignore[assignment]
        self.skip("determiner")
        if self._counts_related(number):
            self._counted(phrase, operator, int(number), negated=negated)
            return
        phrase.modifiers.append(Compared(operator, number, None, negated=negated, unit=unit))
        while self.item_is("or") and self.kind(1) == "number":
            self.advance()
            other = Compared(operator, self._read_number(), None)
            phrase.modifiers[-1] = either(phrase.modifiers[-1], other)
        while self.item_is("list") and self.kind(1) == "number":
            self.advance()
            other = Compared(operator, self._read_number(), None)
            phrase.modifiers[-1] = either(phrase.modifiers[-1], other, every=True)

    def _period(self, phrase: Phrase, *, negated: bool, every: bool) -> None:
        """`in 2014`, `2014 or 2015`, `both 2014 and 2015`."""
        options: list[Modifier] = []
        while self.item_is("period"):
            said = self.advance().quantity
            if isinstance(said, Period):
                options.append(During(self._open_ended(said), None, negated))
            ahead = 1
            while self.kind(ahead) in {"determiner", "preposition"}:
                ahead += 1
            if self.kind() in {"or", "list"} and self.kind(ahead) == "period":
                self.place += ahead
        if len(options) == 1 or negated:  # not in either
            phrase.modifiers += options
        elif options:
            phrase.modifiers.append(Either([[option] for option in options], every))

    def _open_ended(self, period: Period) -> Period:
        """`2014 or later`."""
        if not self.item_is("after_number"):
            return period
        return replace(period, after=None) if self.advance().data == ">=" else replace(period, first=None)

    def _unit(self) -> str:
        said = self.item.quantity
        return said.unit or "" if isinstance(said, Number) else ""

    def _read_number(self) -> int | float:
        text = self.advance().data
        return float(text) if "." in text else int(text)

    def _counts_related(self, number: float) -> bool:
        """A number before a name counts rows of it, unless the name is a column of quantities (decided later)."""
        return (self.item_is("name") or self.item_is("distinct")) and float(number).is_integer()

    def _counted(self, phrase: Phrase, operator: Comparator, number: int, *, negated: bool) -> None:
        for related in self.noun_phrases():
            extreme = next((m for m in related.modifiers if isinstance(m, Extreme)), None)
            if extreme is not None and operator == "=":  # `the 3 countries with the fewest people`
                extreme.number = number
                phrase.modifiers.append(Of(related, negated))
            else:
                phrase.modifiers.append(Of(related, negated, count=(operator, number)))

    def _comparison(self, phrase: Phrase, *, negated: bool) -> None:
        """`above 20`, `more than 3 dogs`, `above age 20`, `between 1 and 2`, `above the average`, `before 1950`."""
        item = self.advance()
        if item.kind == "between":
            self._between(phrase, negated=negated)
            return
        operator: Comparator = item.data  # type: ignore[assignment]
        quantifier = self._quantifier()
        if self.item_is("name") and (attribute := self._attribute_before_than()) is not None:
            quantifier = self._quantifier()
            before = len(phrase.modifiers)
            self._operand(phrase, operator, quantifier, negated=negated)
            for modifier in phrase.modifiers[before:]:
                if isinstance(modifier, Compared):
                    modifier.attribute = modifier.attribute or attribute
            return
        self._operand(phrase, operator, quantifier, negated=negated)

    def _attribute_before_than(self) -> Phrase | None:
        """`greater area than …`: the attribute stands before `than`."""
        if self.kind(1) != "than":
            return None
        item = self.advance()
        self.advance()
        return Phrase(head=item.mention, word=item.word)

    def _operand(
        self, phrase: Phrase, operator: Comparator, quantifier: Literal["", "any", "all"], *, negated: bool
    ) -> None:
        if self.item_is("number"):
            unit = self._unit()
            number = self._read_number()
            if self._counts_related(number):
                self._counted(phrase, operator, int(number), negated=negated)
            else:
                phrase.modifiers.append(Compared(operator, number, None, negated=negated, unit=unit))
        elif self.item_is("value"):
            phrase.modifiers.append(Compared(operator, self._value(), None, negated=negated))
        elif (
            self.item_is("aggregate", "average")
            or self.item_is("aggregate", "mean")
            or self.item_is("aggregate", "avg")
        ):
            self._average(phrase, operator)
        elif not self.done:
            self._against_phrase(phrase, operator, quantifier, negated=negated)

    def _quantifier(self) -> Literal["", "any", "all"]:
        """`than any`, `than all the`."""
        found: Literal["", "any", "all"] = ""
        while not self.done and self.item.kind in {"determiner", "preposition", "each", "than", "relative"}:
            word = self.advance().word
            if word in {"any", "some"}:
                found = "any"
            elif word in {"all", "every", "each"}:
                found = "all"
        return found

    def _average(self, phrase: Phrase, operator: Comparator) -> None:
        """`above the average`, `above the average age (of all …)`."""
        self.advance()
        self.skip("preposition")
        attribute: Phrase | None = None
        if self.item_is("name"):
            attribute = next(iter(self.noun_phrases()), None)
        phrase.modifiers.append(Compared(operator, "average", attribute))

    def _against_phrase(
        self, phrase: Phrase, operator: Comparator, quantifier: Literal["", "any", "all"], *, negated: bool
    ) -> None:
        """`above age 20`; `more than any singer`, `than the population of Brazil`."""
        for other in self.noun_phrases():
            other.quantifier = quantifier
            number = next((m for m in other.modifiers if isinstance(m, Compared) and m.operator == "="), None)
            if number is not None and other.head is not None:
                other.modifiers.remove(number)
                phrase.modifiers.append(Compared(operator, number.operand, other, negated=negated))
            else:
                phrase.modifiers.append(Compared(operator, other, None, negated=negated))

    def _between(self, phrase: Phrase, *, negated: bool) -> None:
        ends: list[int | float] = []
        while not self.done and len(ends) < 2 and self.item.kind in {"number", "list", "determiner", "preposition"}:
            if self.item.kind == "number":
                ends.append(self._read_number())
            else:
                self.advance()
        if len(ends) == 2:
            phrase.modifiers.append(Compared("between", ends[0], None, ends[1], negated))

    def _degree_comparison(self, phrase: Phrase) -> None:
        """`older than 20`, `older than the average`, `longer than 5 minutes`."""
        adjective = self.advance().word
        self.skip("preposition")
        if self.done:
            return
        probe = Phrase()
        self.items = list(self.items)
        self.items.insert(self.place, Item("compare", self.place, self.place, ">", word=">"))
        self._comparison(probe, negated=False)
        for modifier in probe.modifiers:
            if isinstance(modifier, Compared):
                modifier.attribute = modifier.attribute or Phrase(word=adjective)
                modifier.attribute.attribute = modifier.attribute.attribute or DEGREES[adjective]
            phrase.modifiers.append(modifier)


def either(left: Modifier, right: Modifier, *, every: bool = False) -> Either:
    if isinstance(left, Either):
        return Either([*left.options, [right]], left.every)
    return Either([[left], [right]], every)
