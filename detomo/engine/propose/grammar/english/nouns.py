"""English noun phrases: what stands before the head, the head, what is appended to it."""

from detomo.engine.propose.grammar.english.modifiers import Modifiers
from detomo.engine.propose.grammar.english.words import (
    AMOUNTS,
    DATED,
    DEGREES,
    EARNED,
    FREQUENT_HINT,
    SUPERLATIVES,
    speaks_of_age,
)
from detomo.engine.propose.grammar.form import Function
from detomo.engine.propose.grammar.link.mentions import is_past_form
from detomo.engine.propose.grammar.link.model import ColumnLink
from detomo.engine.propose.grammar.phrases import Extreme, Of, Phrase, Valued


def adjective_phrase(adjective: str) -> Phrase:
    """The attribute that an adjective speaks of."""
    return Phrase(attribute=DEGREES[adjective], word=adjective)


class Nouns(Modifiers):
    def noun_phrases(self) -> list[Phrase]:
        """The noun phrase at the cursor: several where coordinated functions share a head ("average and maximum
        age"). Empty, with nothing consumed beyond what never means anything, when there is none."""
        phrase = Phrase()
        functions = self._before_head(phrase)
        if self.item_is("name") or (self.item_is("value") and self._value_names_head()):
            self._head(phrase)
        elif not (functions or phrase.modifiers or phrase.each or phrase.distinct):
            return []
        phrase.functions = tuple(functions)
        return self._with_possession(phrase)

    def _before_head(self, phrase: Phrase) -> list[Function]:
        functions: list[Function] = []
        while not self.done:
            if self.item.kind in {"aggregate", "count"}:
                item = self.advance()
                functions.append("count" if item.kind == "count" else item.data)  # type: ignore[arg-type]
                self._between_functions()
            elif not (self._superlative(phrase) or self._determined(phrase)):
                break
        return functions

    def _superlative(self, phrase: Phrase) -> bool:
        kind, data = self.item.kind, self.item.data
        if kind in {"extreme", "frequent"} or (kind == "degree" and data == "est"):
            self._extreme(phrase)
        elif kind == "number" and self.kind(1) in {"extreme", "degree", "frequent"}:
            self._extreme(phrase, int(float(self.advance().data)))
        else:
            return False
        return True

    def _determined(self, phrase: Phrase) -> bool:
        """Determiners, values as adjectives ("French singers"), and words before a head that say nothing."""
        kind, following = self.item.kind, self.kind(1)
        if kind == "grain":
            self.grain()
            return True
        if kind == "value" and following == "name":
            phrase.modifiers.append(Valued([self._value()]))
            return True
        if kind == "word" and following in {"name", "value"}:
            self.pass_over()
            return True
        if kind == "degree" and (self.item.data != "" or following != "name"):
            return False
        phrase.distinct = phrase.distinct or kind == "distinct"
        phrase.each = phrase.each or kind == "each"
        if kind not in {"distinct", "each", "determiner", "pronoun", "degree"}:
            return False
        self.advance()
        return True

    def _between_functions(self) -> None:
        """`average, minimum, and maximum age`."""
        place = self.place
        while not self.done and (self.item.kind == "list" or self.item.word in {"the", "of"}):
            self.advance()
        if not (self.item_is("aggregate") or self.item_is("count")) or place == self.place:
            self.place = place
            if self.item_is("preposition", "of"):
                self.advance()

    def _extreme(self, phrase: Phrase, number: int = 1) -> None:
        """`top 5`, `the 3 youngest`, `most expensive`, `most common`."""
        item = self.advance()
        if self.item_is("number"):
            number = int(float(self.advance().data))
        if item.kind == "frequent":
            phrase.modifiers.append(_frequent(item.data == "most", item.word, number))
        elif item.kind == "degree":
            by = adjective_phrase(item.word)
            phrase.modifiers.append(Extreme(True, by, number))
        elif self.item_is("degree"):
            by = adjective_phrase(self.advance().word)
            phrase.modifiers.append(Extreme(item.data == "most", by, number))
        elif self.item_is("extreme"):
            self._extreme(phrase, number)
        elif self.item_is("frequent"):
            phrase.modifiers.append(_frequent(item.data == "most", self.advance().word, number))
        elif not self.done and self.item.word in EARNED:  # `highest paid`
            by = Phrase(attribute=tuple(AMOUNTS["earn"].split()), word=self.advance().word)
            phrase.modifiers.append(Extreme(item.data == "most", by, number))
        else:
            adjective = "" if item.word.endswith(" of") else SUPERLATIVES.get(item.word, "")
            hint = tuple(noun.lstrip("-") for noun in DEGREES.get(adjective, ()))
            phrase.modifiers.append(Extreme(item.data == "most", Phrase(word=item.word), number, hint=hint))

    def _value_names_head(self) -> bool:
        """A value with names of the schema among its links may be a head after all."""
        mention = self.item.mention
        return mention is not None and any(not hasattr(link, "value") for link in mention.links)

    def _head(self, phrase: Phrase) -> None:
        """`stadium name`: the last name is the head, the ones before it its owners; `city Kabul`: a value appended."""
        item = self.advance()
        phrase.head, phrase.word = item.mention, item.word
        while self.item_is("name") and not self._starts_clause() and not self._is_past():
            following = self.advance()
            if following.word in {"name", "value"} and _is_column(phrase):
                continue  # `the continent name`: the column itself
            owner = Phrase(head=phrase.head, word=phrase.word)
            phrase.head, phrase.word = following.mention, following.word
            phrase.modifiers.append(Of(owner))
        self._extreme_of_column(phrase)
        if self.item_is("value"):
            phrase.modifiers.append(self.values(Phrase(head=phrase.head, word=phrase.word)))

    def _extreme_of_column(self, phrase: Phrase) -> None:
        """`the shortest life expectancy`: of the column named, not of what the adjective speaks of else."""
        if not _is_column(phrase) or any(isinstance(modifier, Of) for modifier in phrase.modifiers):
            return
        for modifier in phrase.modifiers:
            if isinstance(modifier, Extreme) and modifier.by is not None and modifier.by.attribute:
                less = modifier.by.attribute[0].startswith("-") and modifier.by.word not in DATED
                aged = speaks_of_age(modifier.by.word)
                modifier.descending, modifier.by = modifier.descending != less, Phrase(word=modifier.by.word, aged=aged)

    def _is_past(self) -> bool:
        start = self.item.start
        return self.item.end == start + 1 and is_past_form(self.tokens[start])

    def _starts_clause(self) -> bool:
        """A verb that happens to be a name, before a comparison or a preposition: `founded after`."""
        following = self.peek(1)
        is_verb = self.item.word != "" and self.item.tag == "word" and self._looks_verbal()
        return is_verb and following is not None and following.kind in {
            "preposition", "after", "before", "between", "compare", "number", "value",
        }  # fmt: skip

    def _looks_verbal(self) -> bool:
        text = self.texts[self.item.start]
        return text.endswith(("ed", "ing")) and self.item.end == self.item.start + 1

    def _with_possession(self, phrase: Phrase) -> list[Phrase]:
        if self.item_is("possessive"):
            self.advance()
            owned = self.noun_phrases()
            for one in owned:
                one.modifiers.insert(0, Of(phrase))
            return owned or [phrase]
        self.modifiers_of(phrase)
        return [phrase]


def _frequent(most: bool, word: str, number: int) -> Extreme:
    hint = FREQUENT_HINT if "popular" in word or "predominant" in word else ()
    return Extreme(most, None, number, by_count=True, hint=hint)


def _is_column(phrase: Phrase) -> bool:
    return phrase.head is not None and isinstance(phrase.head.links[0], ColumnLink)
