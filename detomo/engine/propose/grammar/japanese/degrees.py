"""Adjectives: superlatives and comparisons with 〜より."""

from detomo.engine.language.quantity import Number, TopN
from detomo.engine.propose.grammar.form import Comparator, Function
from detomo.engine.propose.grammar.japanese import adjectives
from detomo.engine.propose.grammar.japanese.chunks import (
    Chunk,
    amount,
    is_table,
    measurements,
    related,
    valued,
)
from detomo.engine.propose.grammar.japanese.items import Item
from detomo.engine.propose.grammar.japanese.questions import Questions
from detomo.engine.propose.grammar.link.model import Mention
from detomo.engine.propose.grammar.phrases import (
    Compared,
    Extreme,
    Modifier,
    Of,
    Phrase,
)


class Degrees(Questions):
    """What is the most or more of something."""

    def on_superlative(self, item: Item) -> None:
        del item
        self.coming.superlative = True

    def on_extreme(self, item: Item) -> None:
        """収容人数が最大の, 最大の人口, 最年少の."""
        top = self.top
        data = adjectives.of_extreme(item.data)
        if data:
            by = adjectives.attribute(data)
            if top is not None and top.phrase is not None and top.particle in {"が", "は"}:
                by = self.stack.pop().phrase
                self.stack.append(Chunk(conditions=[Extreme(adjectives.is_more(data), by)]))
                return
            self.stack.append(Chunk(conditions=[Extreme(True, by)]))
            return
        sign = "-" if item.data == "least" else "+"
        if top is not None and top.phrase is not None and top.particle in {"が", "は"} and self.next_kind() != "name":
            self.stack[-1] = Chunk(conditions=[Extreme(sign == "+", top.phrase)])
        elif top is not None and top.phrase is not None and top.particle == "の" and self.next_kind() not in {"name"}:
            if self.next_word() == "の" and self.next_kind(1) == "name":
                self.stack.append(Chunk(extreme=sign))
            else:
                top.phrase.functions = ("max" if sign == "+" else "min",)
                top.particle = ""
        elif (
            top is not None
            and top.phrase is not None
            and top.phrase.functions
            and top.particle == "と"
            and self.next_kind() != "name"
        ):
            top.phrase.functions = (*top.phrase.functions, "max" if sign == "+" else "min")
            top.particle = ""
        else:
            self.stack.append(Chunk(extreme=sign))

    def on_adjective(self, item: Item) -> None:
        if self.next_kind() in {"order", "direction"}:
            self.stack.append(Chunk(adjective=item.data))
        elif self.coming.superlative or self._is_ranked():
            self.coming.superlative = False
            self._most_of(item)
        elif (
            than := next((i for i in range(len(self.stack) - 1, -1, -1) if self.stack[i].particle == "より"), None)
        ) is not None:
            self._than(item, than)

    def _is_ranked(self) -> bool:
        """人口の多い都市トップ5: an adjective before "top five" says of what."""
        is_after = self.top is not None and self.top.phrase is not None and self.top.particle in {"の", "が"}
        quantities = [item.quantity for item in self.rest_of_sentence() if item.quantity is not None]
        return is_after and any(isinstance(one, TopN) for one in quantities)

    def _most_of(self, item: Item) -> None:
        """人口が最も多い, 最も若い, 最も多くの商品を(売る)."""
        if self.next_word() == "の" and item.data in {"+", "-"}:
            self.coming.most = item.data
            return
        top = self.top
        more = adjectives.is_more(item.data)
        if (
            top is not None
            and top.phrase is not None
            and top.particle in {"が", "は", "の", ""}
            and not top.phrase.each
        ):
            self.stack.pop()
            top.phrase.aged = adjectives.is_aged(item.data)
            self._conclude(Extreme(more, top.phrase))
            return
        if self.next_kind(self.next_kind() == "copula") == "name":  # 最も多様な言語
            self.coming.most = item.data
            return
        by = adjectives.attribute(item.data)
        if item.data in {"- rare", "+ frequent"} or by is None:
            self.stack.append(Chunk(conditions=[Extreme(more, None, by_count=True)]))
        else:
            self.stack.append(Chunk(conditions=[Extreme(True, by)]))

    def _than(self, item: Item, place: int) -> None:
        """平均より高い, アフリカのどの国よりも人口が多い."""
        other = self.stack.pop(place)
        top = self.top
        attribute = None
        if top is not None and top.phrase is not None and top.particle in {"が", "は", "の"}:
            attribute = self.stack.pop().phrase
        more = adjectives.is_more(item.data)
        implied = adjectives.attribute(item.data) if attribute is None else None
        operand = self._operand(other, attribute or implied, more=more or implied is not None)
        if operand is not None:
            # The nouns of an adjective have signs of their own: with them, more of it is always ">".
            operator: Comparator = ">" if more or implied is not None else "<"
            self._conclude(Compared(operator, operand, attribute or implied))

    def _conclude(self, condition: Extreme | Compared) -> None:
        """A clause with an adjective: アジアで平均寿命が最も短い. Where and when go with the rows that are counted."""
        setting: list[Modifier] = []
        while self.top is not None and self.top.particle in {"で", "に"} and not self.top.asked:
            top = self.stack.pop()
            if top.phrase is not None and top.phrase.each:  # 各部署で給与が最も高い
                self.request.groups.append(top.phrase)
            elif top.phrase is not None:
                setting.insert(0, related(top))
            else:
                setting = [*top.conditions, *([valued(top)] if top.values else measurements(top, None)), *setting]
        if isinstance(condition, Extreme) and condition.by is not None and is_table(condition.by):
            condition.by.modifiers += setting
            setting = []
        self.stack.append(Chunk(conditions=[*setting, condition]))

    def _operand(
        self, other: Chunk, attribute: Phrase | None, *, more: bool
    ) -> "int | float | str | Phrase | Mention | None":
        if other.function == "avg":
            return "average"
        if other.extreme and other.phrase is None and attribute is not None:
            function: Function = "max" if other.extreme == "+" else "min"
            return Phrase(attribute.head, attribute.attribute, (function,), word=attribute.word)
        if other.quantities and isinstance(other.quantities[0], Number):
            return amount(other.quantities[0])
        if other.values:
            return other.values[0]
        if other.phrase is None:
            return None
        if is_table(other.phrase) and attribute is not None:
            function = "max" if more else "min"
            return Phrase(
                attribute.head, attribute.attribute, (function,), modifiers=[Of(other.phrase)], word=attribute.word
            )
        return other.phrase
