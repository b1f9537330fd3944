"""What stands behind an English head: prepositions, relative clauses, comparisons, values, negation."""

from collections.abc import Sequence
from typing import Literal

from detomo.engine.language.quantity import Number, Period
from detomo.engine.language.tokens import Token
from detomo.engine.propose.grammar.english.cursor import Cursor
from detomo.engine.propose.grammar.english.items import Item
from detomo.engine.propose.grammar.english.words import DEGREES
from detomo.engine.propose.grammar.form import Comparator
from detomo.engine.propose.grammar.link.model import Mention, TableLink
from detomo.engine.propose.grammar.phrases import (
    Compared,
    During,
    Either,
    Extreme,
    Matching,
    Missing,
    Modifier,
    Of,
    Phrase,
    Valued,
)

_STARTS_PHRASE = frozenset({"name", "count", "aggregate", "extreme", "frequent", "distinct", "each"})
_ENDS = frozenset({"stop", "sort", "direction", "share", "running", "previous", "command", "wh", "than"})
_PASSED = frozenset({"relative", "auxiliary", "pronoun", "determiner", "possessive", "conjunction", "either"})


class Modifiers(Cursor):
    def __init__(self, items: Sequence[Item], tokens: Sequence[Token]) -> None:
        super().__init__(items)
        self.tokens = tokens
        self.texts = [token.text for token in tokens]

    def noun_phrases(self, *, in_list: bool = False) -> list[Phrase]:
        raise NotImplementedError

    def modifiers_of(self, phrase: Phrase, *, in_list: bool) -> None:
        """Consume what describes the phrase; stops where a new target or clause begins."""
        negated = every = False
        alternative = False
        while not self.done and self.item.kind not in _ENDS:
            kind = self.item.kind
            before = len(phrase.modifiers)
            if kind in {"negation", "except"}:
                self.advance()
                negated = True
                continue
            if kind == "both":
                self.advance()
                every = True
                continue
            if kind in {"list", "but", "or"}:
                if not self._goes_on():
                    return
                alternative = kind == "or"
                if kind == "but":
                    negated = False
                self.advance()
                continue
            if kind in _PASSED:
                self.advance()
                continue
            place = self.place
            self._modifier(phrase, negated=negated, every=every, in_list=in_list)
            if len(phrase.modifiers) > before:
                if alternative and before:
                    options = phrase.modifiers[before - 1 :]
                    phrase.modifiers[before - 1 :] = [Either([[option] for option in options])]
                alternative = negated = every = False
            if self.place == place:
                self.pass_over()

    def _goes_on(self) -> bool:
        """Whether what follows `and`, `or` or a comma still describes the same phrase."""
        ahead = 1
        while self.kind(ahead) in {"determiner", "list", "pronoun", "auxiliary", "either"}:
            ahead += 1
        kind = self.kind(ahead)
        if kind in {"value", "number", "compare", "between", "before", "after", "negation", "relative", "missing", "like",
                    "preposition", "named", "except"}:  # fmt: skip
            return True
        if kind == "degree":
            following = self.peek(ahead)
            return following is not None and following.data == "er"
        if kind == "name":
            return self._is_condition(ahead + 1)
        if kind == "word":
            return self.kind(ahead + 1) not in {"", "stop", "list", "name", "count", "aggregate"}
        return False

    def _is_condition(self, ahead: int) -> bool:
        """`… and age above 3`: a name that something is said of."""
        while self.kind(ahead) in {"auxiliary", "determiner"}:
            ahead += 1
        return self.kind(ahead) in {"compare", "between", "number", "value", "like", "missing", "degree"}

    def _modifier(self, phrase: Phrase, *, negated: bool, every: bool, in_list: bool) -> None:
        item = self.item
        kind = item.kind
        if kind == "preposition":
            self._prepositional(phrase, negated=negated, every=every)
        elif kind == "value" and item.tag == "quoted" and self._names_its_place():
            phrase.modifiers.append(Matching(f"%{self._value_text()}%", None, negated))
            self._in_its_name(phrase)
        elif kind == "value":
            phrase.modifiers.append(self.values(None, negated=negated, every=every))
        elif kind == "number" and self.kind(1) in {"extreme", "degree", "frequent"}:
            self._related(phrase, negated=negated, every=every)
        elif kind == "number":
            self._number(phrase, negated=negated)
        elif kind == "period":
            self._period(phrase, negated=negated, every=every)
        elif kind in {"compare", "before", "after", "between"}:
            self._comparison(phrase, negated=negated)
        elif kind == "degree" and item.data == "er":
            self._degree_comparison(phrase)
        elif kind == "like":
            self._like(phrase, negated=negated)
        elif kind == "missing":
            self.advance()
            phrase.modifiers.append(Missing(None, negated))
        elif kind == "named":
            self.advance()
            if self.item_is("value"):
                phrase.modifiers.append(self.values(Phrase(attribute=("name", "title")), negated=negated))
        elif kind == "by":
            self._by(phrase)
        elif kind in _STARTS_PHRASE or (kind == "degree" and item.data == "est"):
            self._related(phrase, negated=negated, every=every)
        else:
            self.pass_over()

    def _prepositional(self, phrase: Phrase, *, negated: bool, every: bool) -> None:
        preposition = self.advance().word
        self.skip("determiner", "pronoun")
        if self.item_is("negation"):
            self.advance()
            negated = True
        if self.item_is("both"):
            self.advance()
            every = True
        if self.done:
            return
        del preposition
        if self.item.kind in {"extreme", "frequent", *_STARTS_PHRASE} or (self.item.kind == "degree"):
            self._modifier(phrase, negated=negated, every=every, in_list=False)
        elif self.item.kind not in _ENDS and self.item.kind not in {"list", "preposition"}:
            self._modifier(phrase, negated=negated, every=every, in_list=False)

    def values(self, attribute: Phrase | None, *, negated: bool = False, every: bool = False) -> Valued:  # noqa: C901
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
            phrase.modifiers[-1] = _either(phrase.modifiers[-1], other)
        while self.item_is("list") and self.kind(1) == "number":
            self.advance()
            other = Compared(operator, self._read_number(), None)
            phrase.modifiers[-1] = _either(phrase.modifiers[-1], other, every=True)

    def _period(self, phrase: Phrase, *, negated: bool, every: bool) -> None:
        """`in 2014`, `2014 or 2015`, `both 2014 and 2015`."""
        options: list[Modifier] = []
        while self.item_is("period"):
            said = self.advance().quantity
            if isinstance(said, Period):
                options.append(During(said, None, negated))
            ahead = 1
            while self.kind(ahead) in {"determiner", "preposition"}:
                ahead += 1
            if self.kind() in {"or", "list"} and self.kind(ahead) == "period":
                self.place += ahead
        if len(options) == 1:
            phrase.modifiers += options
        elif options:
            phrase.modifiers.append(Either([[option] for option in options], every))

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
                modifier.attribute = modifier.attribute or Phrase(attribute=DEGREES[adjective], word=adjective)
            phrase.modifiers.append(modifier)

    def _like(self, phrase: Phrase, *, negated: bool) -> None:
        pattern = self.advance().data
        self.skip("determiner", "list", "like")
        if self.item_is("value"):
            text = self._value_text()
            phrase.modifiers.append(Matching(pattern.replace("{}", text), None, negated))
            self._in_its_name(phrase)
        elif self.item_is("word") and len(self.texts[self.item.start]) == 1:
            text = self.texts[self.advance().start]
            phrase.modifiers.append(Matching(pattern.replace("{}", text), None, negated))

    def _value_text(self) -> str:
        item = self.advance()
        text = " ".join(self.texts[item.start : item.end])
        return text.strip("\"'“”`")

    def _names_its_place(self) -> bool:
        following = self.peek(1)
        return following is not None and following.word == "in" and self.kind(2) in {"pronoun", "determiner"}

    def _in_its_name(self, phrase: Phrase) -> None:
        """`'Hey' in its name`."""
        if self.item_is("preposition", "in") and self.kind(1) in {"pronoun", "determiner", "name"}:
            place = self.place
            self.advance()
            self.skip("pronoun", "determiner")
            matching = phrase.modifiers[-1]
            if self.item_is("name") and isinstance(matching, Matching):
                item = self.advance()
                matching.attribute = Phrase(head=item.mention, word=item.word)
            else:
                self.place = place

    def _by(self, phrase: Phrase) -> None:
        """`by country` groups what is aggregated; `songs by singers`, `by AC/DC` relates."""
        self.advance()
        groups = phrase.functions or not _is_table(phrase) or any(isinstance(m, Extreme) for m in phrase.modifiers)
        if groups and self.kind() in {"name", "each", "aggregate", "count"} and not self._after_participle():
            self.request.groups += self.noun_phrases()
            self.request.summed_groups = True
        elif not self.done and self.item.kind not in _ENDS:
            self._modifier(phrase, negated=False, every=False, in_list=False)

    def _after_participle(self) -> bool:
        """`covered by countries`: who does it, not a group."""
        before = self.items[self.place - 2] if self.place >= 2 else None
        return (
            before is not None and before.tag == "word" and self.texts[before.start].endswith(("ed", "en", "wn", "ung"))
        )

    def _related(self, phrase: Phrase, *, negated: bool, every: bool) -> None:
        """A noun phrase behind the head: related rows, an attribute something is said of, an extreme, or a group."""
        for other in self.noun_phrases():
            self._attach(phrase, other, negated=negated, every=every)

    def _attach(self, phrase: Phrase, other: Phrase, *, negated: bool, every: bool) -> None:
        extreme = next((m for m in other.modifiers if isinstance(m, Extreme) and _is_bare(m)), None)
        if other.head is None and not other.functions and any(isinstance(m, Extreme) for m in other.modifiers):
            phrase.modifiers += other.modifiers
        elif other.each and other.head is not None:
            self.request.groups.append(other)
        elif extreme is not None and not (extreme.hint and _is_table(other)):
            other.modifiers.remove(extreme)
            phrase.modifiers.append(Extreme(extreme.descending, other, extreme.number, hint=extreme.hint))
        elif every:
            phrase.modifiers.append(_every(other))
        else:
            phrase.modifiers.append(Of(other, negated))


def _is_bare(extreme: Extreme) -> bool:
    """`the most concerts`, `the highest capacity`: an extreme of what follows, not of an adjective's attribute."""
    return extreme.by is not None and not extreme.by.attribute and extreme.by.head is None and not extreme.by_count


def _is_table(phrase: Phrase) -> bool:
    return phrase.head is not None and isinstance(phrase.head.links[0], TableLink)


def _every(other: Phrase) -> Modifier:
    for modifier in other.modifiers:
        if isinstance(modifier, Valued) and len(modifier.values) > 1:
            modifier.every = True
        if isinstance(modifier, Either):
            modifier.every = True
    return Of(other)


def _either(left: Modifier, right: Modifier, *, every: bool = False) -> Either:
    if isinstance(left, Either):
        return Either([*left.options, [right]], left.every)
    return Either([[left], [right]], every)
