"""What stands behind an English head: prepositions, relative clauses, comparisons, values, negation."""

from dataclasses import dataclass

from detomo.engine.propose.grammar.english.comparing import Comparing
from detomo.engine.propose.grammar.english.words import AMOUNTS
from detomo.engine.propose.grammar.link.model import TableLink
from detomo.engine.propose.grammar.phrases import (
    PLACES,
    SUPERIORS,
    Compared,
    Either,
    Extreme,
    Matching,
    Missing,
    Modifier,
    Of,
    Phrase,
    Valued,
)

_CONTINUES = frozenset(
    "value number compare between before after negation relative missing like preposition named except grain".split()
)
_STARTS_PHRASE = frozenset({"name", "count", "aggregate", "extreme", "frequent", "distinct", "each"})
_ENDS = frozenset({"stop", "sort", "direction", "share", "running", "previous", "command", "wh", "than"})
_PASSED = frozenset({"relative", "auxiliary", "pronoun", "determiner", "possessive", "conjunction", "either"})


@dataclass(slots=True)
class _Manner:
    negated: bool = False
    every: bool = False
    alternative: bool = False


class Modifiers(Comparing):
    def modifiers_of(self, phrase: Phrase) -> None:
        """Consume what describes the phrase; stops where a new target or clause begins."""
        manner = _Manner()
        while not self.done and self.item.kind not in _ENDS:
            if self.item.kind in {"list", "but", "or"} and not self._goes_on():
                return
            if self.item_is("grain"):
                self.grain()
                continue
            if self._says_manner(manner):
                self.advance()
                continue
            before, place = len(phrase.modifiers), self.place
            self._modifier(phrase, negated=manner.negated, every=manner.every)
            if len(phrase.modifiers) > before:
                if manner.alternative and before:
                    options = phrase.modifiers[before - 1 :]
                    phrase.modifiers[before - 1 :] = [Either([[option] for option in options])]
                manner = _Manner()
            if self.place == place:
                self.pass_over()

    def _says_manner(self, manner: "_Manner") -> bool:
        """Words that say how the next modifier is meant, and words that say nothing."""
        kind = self.item.kind
        if kind in {"negation", "except"}:
            manner.negated = True
        elif kind == "both":
            manner.every = True
        elif kind in {"list", "but", "or"}:
            manner.alternative = kind == "or"
            manner.negated = manner.negated and kind != "but"
        else:
            return kind in _PASSED
        return True

    def _goes_on(self) -> bool:
        """Whether what follows `and`, `or` or a comma still describes the same phrase."""
        ahead = 1
        while self.kind(ahead) in {"determiner", "list", "pronoun", "auxiliary", "either"}:
            ahead += 1
        kind = self.kind(ahead)
        if kind in _CONTINUES:
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

    def _modifier(self, phrase: Phrase, *, negated: bool, every: bool) -> None:
        kind, data = self.item.kind, self.item.data
        if kind == "preposition":
            self._prepositional(phrase, negated=negated, every=every)
        elif kind == "value":
            self._stored_value(phrase, negated=negated, every=every)
        elif kind in _STARTS_PHRASE or (kind == "degree" and data == "est") or self._is_ranked():
            self._related(phrase, negated=negated, every=every)
        elif kind == "number":
            self._number(phrase, negated=negated)
        elif kind == "period":
            self._period(phrase, negated=negated, every=every)
        elif kind in {"compare", "before", "after", "between"}:
            self._comparison(phrase, negated=negated)
        elif kind == "degree" and data == "er":
            self._degree_comparison(phrase)
        else:
            self._of_text(phrase, negated=negated)

    def _of_text(self, phrase: Phrase, *, negated: bool) -> None:
        """`containing …`, `named …`, `missing`, `by …`; anything else is passed over."""
        kind = self.item.kind
        if kind == "like":
            self._like(phrase, negated=negated)
        elif kind == "by":
            self._by(phrase)
        elif kind == "under":
            self._under(phrase, negated=negated)
        elif self.item.word in AMOUNTS and self.kind(1) in {"compare", "between", "number", "degree", "before"}:
            self._amount(phrase, negated=negated)
        elif kind == "missing":
            self.advance()
            phrase.modifiers.append(Missing(None, negated))
        elif kind == "named" and self.kind(1) == "value":
            self.advance()
            phrase.modifiers.append(self.values(Phrase(attribute=("name", "title")), negated=negated))
        else:
            self.pass_over()

    def _under(self, phrase: Phrase, *, negated: bool) -> None:
        """`who reports to X`, `managed by X`: X is who they refer to."""
        self.advance()
        self.skip("determiner", "pronoun")
        if self.item_is("value"):
            phrase.modifiers.append(self.values(Phrase(attribute=SUPERIORS), negated=negated))

    def _amount(self, phrase: Phrase, *, negated: bool) -> None:
        """`earn more than 3000`, `cost less than the average`: the verb says what is compared."""
        attribute = Phrase(attribute=tuple(AMOUNTS[self.item.word].split()), word=self.item.word)
        self.advance()
        before = len(phrase.modifiers)
        self._modifier(phrase, negated=negated, every=False)
        for modifier in phrase.modifiers[before:]:
            if isinstance(modifier, Compared) and modifier.attribute is None:
                modifier.attribute = attribute

    def _is_ranked(self) -> bool:
        """`the 3 youngest`."""
        return self.item.kind == "number" and self.kind(1) in {"extreme", "degree", "frequent"}

    def _stored_value(self, phrase: Phrase, *, negated: bool, every: bool) -> None:
        if self.item.tag == "quoted" and self._names_its_place():
            phrase.modifiers.append(Matching(f"%{self._value_text()}%", None, negated))
            self._in_its_name(phrase)
        else:
            phrase.modifiers.append(self.values(None, negated=negated, every=every))

    def _prepositional(self, phrase: Phrase, *, negated: bool, every: bool) -> None:
        place = self.advance().word
        self.skip("determiner", "pronoun")
        if place in PLACES and self.item_is("value"):
            phrase.modifiers.append(
                self.values(Phrase(attribute=PLACES[place], word=place), negated=negated, every=every)
            )
            return
        if self.item_is("negation"):
            self.advance()
            negated = True
        if self.item_is("both"):
            self.advance()
            every = True
        if not self.done and self.item.kind not in _ENDS and self.item.kind not in {"list", "preposition"}:
            self._modifier(phrase, negated=negated, every=every)

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
            self._modifier(phrase, negated=False, every=False)

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
            other.aged = extreme.by is not None and extreme.by.aged
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
