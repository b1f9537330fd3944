"""Stored values, numbers, and functions of numbers."""

from typing import cast

from detomo.engine.language.quantity import Comparison, Number, Quantity, TopN
from detomo.engine.propose.grammar.form import Comparator
from detomo.engine.propose.grammar.japanese.chunks import (
    LISTED,
    Chunk,
    counts,
    function,
    is_counter,
    measurements,
    related,
)
from detomo.engine.propose.grammar.japanese.items import Item
from detomo.engine.propose.grammar.japanese.nouns import Nouns
from detomo.engine.propose.grammar.phrases import (
    Compared,
    Extreme,
    Phrase,
    Valued,
)

_SUBJECT = frozenset({"が", "は", "の", "", "を", "に"})


class Amounts(Nouns):
    """What is compared, counted, limited or aggregated."""

    def on_value(self, item: Item) -> None:
        assert item.mention is not None  # noqa: S101 # items of values carry one
        top = self.top
        if self._is_in_brackets(item) and top is not None and (top.values or top.phrase):
            if top.phrase is not None:
                top.phrase.modifiers.append(Valued([item.mention]))
            else:
                top.values[-1] = item.mention
            return
        if top is not None and top.values and top.particle in LISTED:
            top.values.append(item.mention)
            top.particle = ""
            return
        self.stack.append(Chunk(values=[item.mention]))

    def _is_in_brackets(self, item: Item) -> bool:
        """共和制(Republic), 教授(Professor): what the word before is called where it is stored."""
        place = self.place - 2
        return place >= 0 and self.row[place].kind == "open" and self.row[place].end == item.start

    def on_quantity(self, item: Item) -> None:
        assert item.quantity is not None  # noqa: S101 # items of quantities carry one
        quantity = self._as_ranked(item.quantity)
        top = self.top
        if top is not None and top.quantities and top.particle in LISTED:
            top.quantities.append(quantity)
            top.particle = ""
            return
        if self._limits(quantity) or self._and_compared(quantity):
            return
        chunk = Chunk(quantities=[quantity])
        if isinstance(quantity, Comparison) and top is not None and top.phrase and top.particle in _SUBJECT:
            self._compared(top, chunk)
        else:
            self.stack.append(chunk)

    def _as_ranked(self, quantity: Quantity) -> Quantity:
        """上位3位: the three best, however the number is counted."""
        ranked, self.coming.ranked = self.coming.ranked, None
        if ranked is None or not isinstance(quantity, Number):
            return quantity
        return TopN(quantity.start, quantity.end, int(quantity.value), ranked)

    def on_comparator(self, item: Item) -> None:
        """6気筒を超える, 平均以上: of the number or average before it."""
        top = self.top
        last = top.conditions[-1] if top is not None and top.conditions else None
        operator = cast(Comparator, item.data)
        if isinstance(last, Compared) and last.operator == "=":
            last.operator = operator
        elif top is not None and top.count is not None and top.count[0] == "=":  # 3科目以上
            top.count = (operator, top.count[1])
        elif top is not None and top.phrase is not None and len(self.stack) > 1 and self.stack[-2].is_column:
            attribute = self.stack[-2].phrase  # 人口が平均人口を上回る
            self.stack[-2:] = [Chunk(conditions=[Compared(operator, top.phrase, attribute)])]

    def on_ranked(self, item: Item) -> None:
        self.coming.ranked = "most" if item.data == "most" else "least"

    def _limits(self, quantity: Quantity) -> bool:
        """最も安い商品5つ, 注文の多い顧客トップ3: how many of what was said to be the most."""
        top = self.top
        if isinstance(quantity, TopN):
            count = quantity.count
        elif isinstance(quantity, Number) and is_counter(quantity) and (self.request.sorting or _is_counted(top)):
            count = int(quantity.value)
        else:
            return False
        conditions = [
            one for chunk in self.stack for one in (chunk.phrase.modifiers if chunk.phrase else chunk.conditions)
        ]
        extreme = next((one for one in reversed(conditions) if isinstance(one, Extreme)), None)
        if extreme is not None:
            extreme.number = count
        elif isinstance(quantity, Number) or self.request.sorting:
            self.request.limit = count
        return extreme is not None or self.request.limit is not None

    def _and_compared(self, quantity: Quantity) -> bool:
        """6以上7未満: of the same attribute."""
        top = self.top
        last = top.conditions[-1] if top is not None and top.conditions and top.particle == "" else None
        if (
            top is None
            or not isinstance(quantity, Comparison)
            or not isinstance(last, Compared)
            or last.attribute is None
        ):
            return False
        top.conditions += measurements(Chunk(quantities=[quantity]), last.attribute)
        return True

    def _compared(self, top: Chunk, chunk: Chunk) -> None:
        """コンサートが3回以上: so many rows; 人口が100万人以上: an amount."""
        number = counts(chunk.quantities[0])
        if number is not None and (top.is_table or (is_counter(chunk.quantities[0]) and not top.is_column)):
            if top.phrase is not None:
                top.phrase.functions = ()
            top.count = number
            if self.next_kind() != "verb":
                self.stack[-1] = Chunk(conditions=[related(top)])
        else:
            self.stack[-1] = Chunk(conditions=measurements(chunk, top.phrase))

    def on_function(self, item: Item) -> None:
        """年齢の平均, コンサート数: of the noun before it; 平均年齢: of the one to come."""
        top = self.top
        if item.data == "avg" and top is not None and top.phrase and self.next_kind() == "comparator":
            self.stack[-1] = Chunk(conditions=[Compared("=", "average", top.phrase)])
        elif self._is_of_next(item):
            self.stack.append(Chunk(function=function(item.data)))
        elif top is not None and top.phrase is not None and top.particle in {"の", ""}:
            is_said = item.data == "count" and top.particle == "" and self.is_amount(top.phrase)  # 座席数 of seats
            top.phrase.functions = top.phrase.functions if is_said else (function(item.data), *top.phrase.functions)
            top.particle = ""
        elif top is not None and top.phrase is not None and top.phrase.functions and top.particle == "と":
            top.phrase.functions = (*top.phrase.functions, function(item.data))
            top.particle = ""
        else:
            modifiers = self.modifiers_of(Phrase())
            self.stack.append(Chunk(phrase=Phrase(functions=(function(item.data),), modifiers=modifiers)))

    def _is_of_next(self, item: Item) -> bool:
        """平均年齢, 曲の平均の長さ, 平均より."""
        top = self.top
        goes_with_next = self.next_word() == "の" and self.next_kind(1) == "name"
        if item.data == "count":
            return goes_with_next and not (top is not None and top.phrase is not None)
        is_of_before = top is not None and top.phrase is not None and top.particle in {"の", ""} and not top.is_table
        if goes_with_next:
            return not is_of_before
        is_suffix = top is not None and top.particle == "" and top.is_column
        return self.next_word() == "より" or (self.next_kind() == "name" and not is_suffix)


def _is_counted(top: Chunk | None) -> bool:
    """商品5つ, 商品を5つ."""
    return top is not None and top.is_table and top.particle in {"", "を"}
