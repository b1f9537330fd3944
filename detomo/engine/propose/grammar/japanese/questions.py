"""Question words: what of the sentence they ask for."""

from detomo.engine.propose.grammar.japanese.amounts import Amounts
from detomo.engine.propose.grammar.japanese.chunks import (
    Chunk,
    related,
)
from detomo.engine.propose.grammar.japanese.items import Item
from detomo.engine.propose.grammar.phrases import (
    Phrase,
)


class Questions(Amounts):
    """いくつ, いくら, 誰, どこ, いつ, 何."""

    def on_how_many(self, item: Item) -> None:
        target = self._askable()
        if target is None or target.phrase is None:
            self.stack.append(
                Chunk(phrase=_people() if item.word == "何人" else Phrase(functions=("count",)), asked=True)
            )
            return
        target.asked = True
        asks_value = target.is_column and (self.next_kind() == "copula" or self.is_amount(target.phrase))
        if not target.phrase.functions and not (asks_value and item.data != "distinct"):
            target.phrase.functions = ("count",)
            target.phrase.distinct = target.phrase.distinct or item.data == "distinct" or target.is_column

    def _askable(self) -> Chunk | None:
        nouns = [chunk for chunk in self.stack if chunk.phrase is not None and chunk.particle != "の"]
        best = [chunk for chunk in nouns if chunk.particle in {"が", "を"}]
        found = best or nouns
        return found[-1] if found else None

    def on_how_much(self, item: Item) -> None:
        target = self._askable()
        if target is None or target.phrase is None:
            return
        target.asked = True
        unit = {"何歳": ("age", "-birth"), "何年": ("year", "date"), "いくら": ("price", "cost", "amount", "fee")}.get(
            item.word
        )
        if target.is_table and unit:
            target.phrase = Phrase(attribute=unit, word=item.word, modifiers=[related(target)])

    def on_wh(self, item: Item) -> None:
        following = self.row[self.place].mention if self.next_kind() == "name" else None
        if item.word == "何" and following is not None and not self.is_amount_link(following.links[0]):
            self.coming.distinct = True
            self.stack.append(Chunk(function="count"))
        self.coming.asked = self.next_kind() == "name"
        target = self._askable()
        if target is not None and item.data in {"who", "where"} and self.next_kind() != "name":
            target.asked = True
        if item.data == "when" and target is not None and target.is_table and target.phrase is not None:
            target.phrase = Phrase(attribute=("date", "time", "year"), word=item.word, modifiers=[related(target)])


def _people() -> Phrase:
    """「何人住んでいますか」 of nothing named: a number that is stored."""
    return Phrase(attribute=("population", "people"), functions=("sum",))
