"""Nouns: everything on top of the stack that describes one becomes part of its phrase."""

from detomo.engine.language.quantity import Comparison, Number, Quantity, TopN
from detomo.engine.language.quantity import Period as Days
from detomo.engine.propose.grammar.japanese import adjectives
from detomo.engine.propose.grammar.japanese.chunks import (
    Chunk,
    counts,
    is_counter,
    is_table,
    measurements,
    named,
    related,
    valued,
)
from detomo.engine.propose.grammar.japanese.items import Item
from detomo.engine.propose.grammar.japanese.stack import Coming, Stack
from detomo.engine.propose.grammar.japanese.words import SUBORDINATES
from detomo.engine.propose.grammar.link.model import ColumnLink, ValueLink
from detomo.engine.propose.grammar.phrases import (
    SUPERIORS,
    Either,
    Extreme,
    Modifier,
    Of,
    Phrase,
    Valued,
)

_NAME_WORDS = frozenset({"名前", "氏名", "名称"})


class Nouns(Stack):
    """A noun takes what stands before it with の, side by side with it, or as a relative clause."""

    def on_name(self, item: Item) -> None:
        phrase = Phrase(head=item.mention, word=item.word)
        coming, self.coming = self.coming, Coming(superlative=self.coming.superlative)
        chunk = Chunk(phrase=phrase, asked=coming.asked)
        self._most_coming(chunk, coming.most)
        if self._completes_value(phrase) or self._is_under(item):
            return
        self._number_before(chunk)
        if chunk.conditions:
            self.stack.append(chunk)
            return
        self._prefix(chunk)
        phrase.each, phrase.distinct = coming.each, coming.distinct
        phrase.modifiers += self.modifiers_of(phrase)
        if self._is_name_of_owner(item):
            _name_itself(phrase)
        self.stack.append(chunk)

    def on_measure(self, item: Item) -> None:
        """曲の長さ of a column of milliseconds: what the adjective measures."""
        measured = adjectives.attribute(f"+ {item.data}")
        if measured is not None:
            chunk = Chunk(phrase=measured)
            self._prefix(chunk)
            measured.modifiers += self.modifiers_of(measured)
            self.stack.append(chunk)

    def _is_name_of_owner(self, item: Item) -> bool:
        """監督の名前, 監督名."""
        return item.word in _NAME_WORDS or (
            item.word == "名" and self.place > 1 and self.row[self.place - 2].kind == "name"
        )

    def _most_coming(self, chunk: Chunk, data: str) -> None:
        """最も若い歌手: by what the adjective measures; 最も早い年, 最も多くの商品: of the noun itself."""
        by = adjectives.attribute(data)
        if not data or chunk.phrase is None:
            return
        if chunk.is_table and len(data) > 1:
            frequent = by is None
            chunk.phrase.modifiers.append(Extreme(not frequent or adjectives.is_more(data), by, by_count=frequent))
        else:
            chunk.extreme = data[0]

    def _completes_value(self, phrase: Phrase) -> bool:
        """インディアナ州, Gelderland地区: the sort of a value after it."""
        top = self.top
        if top is None or not top.values or top.particle or phrase.head is None:
            return False
        sorts = {(link.table, link.column) for link in phrase.head.links if isinstance(link, ColumnLink)}
        kinds = {
            (link.table, link.column) for value in top.values for link in value.links if isinstance(link, ValueLink)
        }
        if not sorts & kinds:
            return False
        self.stack[-1] = Chunk(conditions=[valued(top, phrase)])
        return True

    def _is_under(self, item: Item) -> bool:
        """Kleinの部下: those whose superior the value is."""
        top = self.top
        if item.word not in SUBORDINATES or top is None or not top.values or top.particle != "の":
            return False
        self.stack[-1] = Chunk(phrase=Phrase(modifiers=[Valued(top.values, named(SUPERIORS))]))
        return True

    def _number_before(self, chunk: Chunk) -> None:
        """3つ以上の言語: so many; 8気筒: the value of a quantity; 40歳以上の歌手: what the unit measures."""
        top = self.top
        if (
            top is None
            or not top.quantities
            or top.particle not in {"", "の"}
            or isinstance(top.quantities[0], Days | TopN)
        ):
            return
        number = counts(top.quantities[0])
        last = self._extreme_before()
        if last is not None and isinstance(top.quantities[0], Number) and number:
            last.number = number[1]
            self.stack.pop()
        elif chunk.phrase is not None and self.is_amount(chunk.phrase) and not is_counter(top.quantities[0]):
            self.stack.pop()
            chunk.conditions, chunk.phrase = measurements(top, chunk.phrase), None
        elif number is not None and (is_counter(top.quantities[0]) or self._is_counted(chunk, top.quantities[0])):
            self.stack.pop()
            chunk.count = number

    def _is_counted(self, chunk: Chunk, quantity: Quantity) -> bool:
        """3科目: so many of what is text, or of rows, where no unit says otherwise."""
        number = quantity.number if isinstance(quantity, Comparison) else quantity
        return (
            isinstance(number, Number) and number.unit is None and not number.may_be_year and chunk.phrase is not None
        )

    def _extreme_before(self) -> Extreme | None:
        below = self.stack[-2] if len(self.stack) > 1 else None
        found = [one for one in below.conditions if isinstance(one, Extreme)] if below else []
        return found[-1] if found else None

    def _prefix(self, chunk: Chunk) -> None:
        """平均年齢, 最大の人口: functions and extremes that wait for their noun."""
        while self.top is not None and self.top.particle in {"", "の"} and (self.top.function or self._is_waiting()):
            top = self.stack.pop()
            if chunk.phrase is None:
                return
            if top.function:
                chunk.phrase.functions = (top.function, *chunk.phrase.functions)
            elif is_table(chunk.phrase):
                chunk.phrase.modifiers.append(Extreme(top.extreme == "+", adjectives.attribute("+ big")))
            else:
                chunk.extreme = top.extreme

    def _is_waiting(self) -> bool:
        return self.top is not None and bool(self.top.extreme) and self.top.phrase is None

    def modifiers_of(self, phrase: Phrase) -> list[Modifier]:
        """Everything on top of the stack that describes the coming noun, in the order of the question."""
        found: list[Modifier] = []
        while (top := self.top) is not None and (found or not top.goes_on):
            taken = self._described(top, phrase)
            if taken is None:
                break
            found = taken + found
        return found

    def _described(self, top: Chunk, phrase: Phrase) -> list[Modifier] | None:
        if top.conditions and top.particle in {"", "の"}:
            self.stack.pop()
            return self._with_alternative(top)
        if top.conditions or top.particle not in {"", "の"}:
            return None
        if top.values:
            self.stack.pop()
            return [valued(top, self.attribute_before())]
        if top.quantities and not isinstance(top.quantities[0], TopN):
            self.stack.pop()
            return measurements(top, self.attribute_before())
        if top.quantities:
            self.stack.pop()
            return self._top_n(top)
        if top.phrase is not None:
            self.stack.pop()
            return self._owner(top, phrase)
        return None

    def _with_alternative(self, top: Chunk) -> list[Modifier]:
        below = self.top
        if below is not None and below.particle == "or" and (below.conditions or below.quantities or below.values):
            self.stack.pop()
            other = below.conditions or ([valued(below)] if below.values else measurements(below, None))
            return [Either([other, top.conditions])]
        return top.conditions

    def _top_n(self, top: Chunk) -> list[Modifier]:
        """売上トップ3の商品."""
        first = top.quantities[0]
        by = self.stack.pop().phrase if self.top is not None and self.top.phrase and self.top.particle != "を" else None
        last = next((m for c in self.stack for m in c.conditions if isinstance(m, Extreme)), None)
        assert isinstance(first, TopN)  # noqa: S101 # asked for by the caller
        if by is None and last is not None:
            last.number = first.count
            return []
        if by is None:
            self.request.limit = first.count
            return []
        return [Extreme(first.superlative != "least", by, first.count)]

    def _owner(self, top: Chunk, phrase: Phrase) -> list[Modifier]:
        assert top.phrase is not None  # noqa: S101 # asked for by the caller
        if top.extreme:
            return [Extreme(top.extreme == "+", top.phrase)]
        if top.phrase.each:
            self.request.groups.append(top.phrase)
            return [related(top)]
        if self.same_head(top.phrase, phrase):
            return top.phrase.modifiers
        owners = [top]
        while self.top is not None and self.top.particle == "と" and self.top.is_table and top.is_table:
            owners.insert(0, self.stack.pop())
        return [related(one) for one in owners]


def _name_itself(phrase: Phrase) -> None:
    """監督の名前 is what is shown of a director anyway, whatever its columns are called."""
    owners = [one for one in phrase.modifiers if isinstance(one, Of) and not one.negated and one.count is None]
    if (
        len(owners) == 1 == len(phrase.modifiers)
        and owners[0].phrase.head is not None
        and not owners[0].phrase.functions
    ):
        owner = owners[0].phrase
        phrase.head, phrase.modifiers, phrase.each = owner.head, owner.modifiers, phrase.each or owner.each
        phrase.distinct = phrase.distinct or owner.distinct
