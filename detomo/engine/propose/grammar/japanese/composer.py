"""Japanese composition: from left to right on a stack, because every modifier precedes its head.

A noun takes what stands before it with の or as a relative clause; a predicate takes the arguments of its clause; what
is left at the end of the sentence is what is asked for.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from detomo.engine.language.quantity import Comparison, Number, Quantity, TopN
from detomo.engine.language.quantity import Period as Days
from detomo.engine.propose.grammar.form import Comparator
from detomo.engine.propose.grammar.japanese import adjectives
from detomo.engine.propose.grammar.japanese.chunks import (
    LISTED,
    Chunk,
    amount,
    counts,
    is_counter,
    is_table,
    measurements,
    named,
    related,
    valued,
)
from detomo.engine.propose.grammar.japanese.clauses import negate, reduce_clause
from detomo.engine.propose.grammar.japanese.items import Item
from detomo.engine.propose.grammar.japanese.sentences import finish
from detomo.engine.propose.grammar.link.model import ColumnLink, Link, Mention, ValueLink
from detomo.engine.propose.grammar.phrases import (
    Compared,
    Either,
    Extreme,
    Matching,
    Missing,
    Modifier,
    Of,
    Phrase,
    Request,
    Sorting,
    Valued,
)

_ATTRIBUTIVE = frozenset({"", "の", "が"})
_ENDS_CLAUSE = frozenset(
    {"name", "value", "stop", "quantity", "function", "kinds", "wh", "how_many", "extreme", "share"}
)
_SUBJECT = frozenset({"が", "は", "の", "", "を", "に"})
_ARGUMENT = frozenset({"が", "は", "に", "を", ""})
_COMPARATORS: dict[str, Comparator] = {"以上": ">=", "以下": "<=", "未満": "<", "超": ">"}
_NAMES = ("name", "title")
_NAME_WORDS = frozenset({"名前", "氏名", "名称"})
_SAID_OF_AMOUNTS = frozenset({"", "expensive high", "cheap low", "big", "small"})  # adjectives of every amount


def _is_counted(top: Chunk | None) -> bool:
    """商品5つ, 商品を5つ."""
    return top is not None and top.is_table and top.particle in {"", "を"}


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


def _again(phrase: Phrase) -> Phrase:
    """The same once more, to sort by."""
    return Phrase(phrase.head, phrase.attribute, phrase.functions, modifiers=list(phrase.modifiers), word=phrase.word)


def _people() -> Phrase:
    """「何人住んでいますか」 of nothing named: a number that is stored."""
    return Phrase(attribute=("population", "people"), functions=("sum",))


@dataclass(slots=True)
class Coming:
    """What was said of a noun or adjective that is still to come."""

    each: bool = False
    distinct: bool = False
    asked: bool = False
    superlative: bool = False
    most: str = ""


class Composer:
    """`texts` are the tokens as written; `is_amount` knows which columns hold amounts: "how many" asks for those
    themselves, not for their number."""

    def __init__(self, row: Sequence[Item], texts: Sequence[str], is_amount: Callable[[Link], bool]) -> None:
        self.row = row
        self._is_amount_link = is_amount
        self.texts = texts
        self.place = 0
        self.stack: list[Chunk] = []
        self.request = Request()
        self.sentences: list[list[Phrase]] = []
        self.coming = Coming()
        self._doing: dict[str, Callable[[Item], None]] = {
            kind: getattr(self, f"_{kind}")
            for kind in "name value quantity particle function how_many how_much wh superlative extreme each_prefix "
            "each_suffix direction order both or and also like missing except distinct kinds share running previous "
            "grain among named named_by have verb adjective negation stop comma copula".split()
        }

    def run(self) -> Request:
        while self.place < len(self.row):
            item = self.row[self.place]
            self.place += 1
            if item.kind in self._doing:
                self._doing[item.kind](item)
        self._stop(None)
        return self.request

    # what stands before and after

    @property
    def _top(self) -> Chunk | None:
        return self.stack[-1] if self.stack else None

    def _next(self, ahead: int = 0) -> str:
        return self.row[self.place + ahead].kind if self.place + ahead < len(self.row) else ""

    def _next_word(self, ahead: int = 0) -> str:
        return self.row[self.place + ahead].word if self.place + ahead < len(self.row) else ""

    def _is_attributive(self) -> bool:
        """Whether the clause that ends here describes a noun, or another clause that does."""
        return any(item.kind in {"name", "function", "kinds", "value"} for item in self._rest_of_sentence())

    def _rest_of_sentence(self) -> Sequence[Item]:
        end = next((i for i in range(self.place, len(self.row)) if self.row[i].kind == "stop"), len(self.row))
        return self.row[self.place : end]

    def _is_negated(self) -> bool:
        """Whether a negation follows before the clause is over."""
        for item in self._rest_of_sentence():
            if item.kind == "negation":
                return True
            if item.kind in _ENDS_CLAUSE or item.word == "の":
                return False
        return False

    # nouns

    def _name(self, item: Item) -> None:
        phrase = Phrase(head=item.mention, word=item.word)
        coming, self.coming = self.coming, Coming(superlative=self.coming.superlative)
        chunk = Chunk(phrase=phrase, asked=coming.asked)
        self._most_coming(chunk, coming.most)
        if self._completes_value(phrase):
            return
        self._number_before(chunk)
        if chunk.conditions:
            self.stack.append(chunk)
            return
        self._prefix(chunk)
        phrase.each, phrase.distinct = coming.each, coming.distinct
        phrase.modifiers += self._modifiers(phrase)
        if item.word in _NAME_WORDS or (item.word == "名" and self.place > 1 and self.row[self.place - 2].kind == "name"):
            _name_itself(phrase)
        self.stack.append(chunk)

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
        top = self._top
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

    def _number_before(self, chunk: Chunk) -> None:
        """3つ以上の言語: so many; 8気筒: the value of a quantity; 40歳以上の歌手: what the unit measures."""
        top = self._top
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
        elif chunk.is_column and not is_counter(top.quantities[0]):
            self.stack.pop()
            chunk.conditions, chunk.phrase = measurements(top, chunk.phrase), None
        elif number is not None and is_counter(top.quantities[0]):
            self.stack.pop()
            chunk.count = number

    def _extreme_before(self) -> Extreme | None:
        below = self.stack[-2] if len(self.stack) > 1 else None
        found = [one for one in below.conditions if isinstance(one, Extreme)] if below else []
        return found[-1] if found else None

    def _prefix(self, chunk: Chunk) -> None:
        """平均年齢, 最大の人口: functions and extremes that wait for their noun."""
        while self._top is not None and self._top.particle in {"", "の"} and (self._top.function or self._is_waiting()):
            top = self.stack.pop()
            if chunk.phrase is None:
                return
            if top.function:
                chunk.phrase.functions = (top.function, *chunk.phrase.functions)  # type: ignore[assignment]
            elif is_table(chunk.phrase):
                chunk.phrase.modifiers.append(Extreme(top.extreme == "+", adjectives.attribute("+ big")))
            else:
                chunk.extreme = top.extreme

    def _is_waiting(self) -> bool:
        return self._top is not None and bool(self._top.extreme) and self._top.phrase is None

    def _modifiers(self, phrase: Phrase) -> list[Modifier]:
        """Everything on top of the stack that describes the coming noun, in the order of the question."""
        found: list[Modifier] = []
        while (top := self._top) is not None and (found or not top.goes_on):
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
            return [valued(top, self._attribute())]
        if top.quantities and not isinstance(top.quantities[0], TopN):
            self.stack.pop()
            return measurements(top, self._attribute())
        if top.quantities:
            self.stack.pop()
            return self._top_n(top)
        if top.phrase is not None:
            self.stack.pop()
            return self._owner(top, phrase)
        return None

    def _with_alternative(self, top: Chunk) -> list[Modifier]:
        below = self._top
        if below is not None and below.particle == "or" and (below.conditions or below.quantities or below.values):
            self.stack.pop()
            other = below.conditions or ([valued(below)] if below.values else measurements(below, None))
            return [Either([other, top.conditions])]
        return top.conditions

    def _attribute(self) -> Phrase | None:
        """政体が共和制の: the column that a value or quantity is said of, if it stands before."""
        top = self._top
        if top is not None and top.is_column and top.particle in _ARGUMENT:
            self.stack.pop()
            return top.phrase
        return None

    def _top_n(self, top: Chunk) -> list[Modifier]:
        """売上トップ3の商品."""
        first = top.quantities[0]
        by = (
            self.stack.pop().phrase
            if self._top is not None and self._top.phrase and self._top.particle != "を"
            else None
        )
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
        if self._same_head(top.phrase, phrase):
            return top.phrase.modifiers
        owners = [top]
        while self._top is not None and self._top.particle == "と" and self._top.is_table and top.is_table:
            owners.insert(0, self.stack.pop())
        return [related(one) for one in owners]

    def _same_head(self, one: Phrase, other: Phrase) -> bool:
        return is_table(one) and is_table(other) and one.head.links[0] == other.head.links[0]  # type: ignore[union-attr]

    # values and quantities

    def _value(self, item: Item) -> None:
        assert item.mention is not None  # noqa: S101 # items of values carry one
        top = self._top
        if self._is_in_brackets(item) and top is not None and (top.values or top.phrase):
            if top.phrase is not None:
                top.phrase.modifiers.append(Valued([item.mention]))
            else:
                top.values[-1] = item.mention
            return
        if top is not None and top.values and top.particle in LISTED:
            top.values.append(item.mention)
            top.alternatives = top.alternatives or top.particle == "or"
            top.particle = ""
            return
        self.stack.append(Chunk(values=[item.mention]))

    def _is_in_brackets(self, item: Item) -> bool:
        """共和制(Republic), 教授(Professor): what the word before is called where it is stored."""
        place = self.place - 2
        return place >= 0 and self.row[place].kind == "open" and self.row[place].end == item.start

    def _quantity(self, item: Item) -> None:
        assert item.quantity is not None  # noqa: S101 # items of quantities carry one
        top = self._top
        if top is not None and top.quantities and top.particle in LISTED:
            top.quantities.append(item.quantity)
            top.particle = ""
            return
        if self._limits(item.quantity) or self._and_compared(item.quantity):
            return
        chunk = Chunk(quantities=[item.quantity])
        if isinstance(item.quantity, Comparison) and top is not None and top.phrase and top.particle in _SUBJECT:
            self._compared(top, chunk)
        else:
            self.stack.append(chunk)

    def _limits(self, quantity: Quantity) -> bool:
        """最も安い商品5つ, 注文の多い顧客トップ3: how many of what was said to be the most."""
        top = self._top
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
        top = self._top
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
            if self._next() != "verb":
                self.stack[-1] = Chunk(conditions=[related(top)])
        else:
            self.stack[-1] = Chunk(conditions=measurements(chunk, top.phrase))

    # functions and question words

    def _function(self, item: Item) -> None:
        """年齢の平均, コンサート数: of the noun before it; 平均年齢: of the one to come."""
        top = self._top
        if item.data == "avg" and top is not None and top.phrase and self._next_word() in _COMPARATORS:
            self.stack[-1] = Chunk(conditions=[Compared(_COMPARATORS[self._next_word()], "average", top.phrase)])
            self.place += 1
            return
        is_prefix = self._next() in {"name"} and item.data != "count"
        if self._next_word() in {"以上", "以下", "より"} or (
            is_prefix and not (top and top.particle == "" and top.is_column)
        ):
            self.stack.append(Chunk(function=item.data))
        elif top is not None and top.phrase is not None and top.particle in {"の", ""}:
            if not (
                item.data == "count" and top.particle == "" and self._is_amount(top.phrase)
            ):  # 座席数 of a column of seats
                top.phrase.functions = (item.data, *top.phrase.functions)  # type: ignore[assignment]
            top.particle = ""
        elif top is not None and top.phrase is not None and top.phrase.functions and top.particle == "と":
            top.phrase.functions = (*top.phrase.functions, item.data)  # type: ignore[assignment]
            top.particle = ""
        elif self._next_word() == "の" and self._next(1) == "name":
            self.stack.append(Chunk(function=item.data))
        else:
            self.stack.append(Chunk(phrase=Phrase(functions=(item.data,), modifiers=self._modifiers(Phrase()))))  # type: ignore[arg-type]

    def _how_many(self, item: Item) -> None:
        target = self._askable()
        if target is None or target.phrase is None:
            self.stack.append(
                Chunk(phrase=_people() if item.word == "何人" else Phrase(functions=("count",)), asked=True)
            )
            return
        target.asked = True
        asks_value = target.is_column and (self._next() == "copula" or self._is_amount(target.phrase))
        if not target.phrase.functions and not (asks_value and item.data != "distinct"):
            target.phrase.functions = ("count",)
            target.phrase.distinct = target.phrase.distinct or item.data == "distinct" or target.is_column

    def _is_amount(self, phrase: Phrase) -> bool:
        return phrase.head is not None and self._is_amount_link(phrase.head.links[0])

    def _askable(self) -> Chunk | None:
        nouns = [chunk for chunk in self.stack if chunk.phrase is not None and chunk.particle != "の"]
        best = [chunk for chunk in nouns if chunk.particle in {"が", "を"}]
        return (best or nouns or [None])[-1]

    def _how_much(self, item: Item) -> None:
        target = self._askable()
        if target is None or target.phrase is None:
            return
        target.asked = True
        unit = {"何歳": ("age", "-birth"), "何年": ("year", "date"), "いくら": ("price", "cost", "amount", "fee")}.get(
            item.word
        )
        if target.is_table and unit:
            target.phrase = Phrase(attribute=unit, word=item.word, modifiers=[related(target)])

    def _wh(self, item: Item) -> None:
        following = self.row[self.place].mention if self._next() == "name" else None
        if item.word == "何" and following is not None and not self._is_amount_link(following.links[0]):
            self.coming.distinct = True
            self.stack.append(Chunk(function="count"))
        self.coming.asked = self._next() == "name"
        target = self._askable()
        if target is not None and item.data in {"who", "where"} and self._next() != "name":
            target.asked = True
        if item.data == "when" and target is not None and target.is_table and target.phrase is not None:
            target.phrase = Phrase(attribute=("date", "time", "year"), word=item.word, modifiers=[related(target)])

    # extremes, comparisons, order

    def _superlative(self, item: Item) -> None:
        del item
        self.coming.superlative = True

    def _extreme(self, item: Item) -> None:
        """収容人数が最大の, 最大の人口, 最年少の."""
        top = self._top
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
        if top is not None and top.phrase is not None and top.particle in {"が", "は"} and self._next() != "name":
            self.stack[-1] = Chunk(conditions=[Extreme(sign == "+", top.phrase)])
        elif top is not None and top.phrase is not None and top.particle == "の" and self._next() not in {"name"}:
            if self._next_word() == "の" and self._next(1) == "name":
                self.stack.append(Chunk(extreme=sign))
            else:
                top.phrase.functions = ("max" if sign == "+" else "min",)
                top.particle = ""
        elif top is not None and top.phrase is not None and top.phrase.functions and top.particle == "と" and self._next() != "name":
            top.phrase.functions = (*top.phrase.functions, "max" if sign == "+" else "min")
            top.particle = ""
        else:
            self.stack.append(Chunk(extreme=sign))

    def _adjective(self, item: Item) -> None:
        if self._next() in {"order", "direction"}:
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
        is_after = self._top is not None and self._top.phrase is not None and self._top.particle in {"の", "が"}
        quantities = [item.quantity for item in self._rest_of_sentence() if item.quantity is not None]
        return is_after and any(isinstance(one, TopN) for one in quantities)

    def _most_of(self, item: Item) -> None:
        """人口が最も多い, 最も若い, 最も多くの商品を(売る)."""
        if self._next_word() == "の" and item.data in {"+", "-"}:
            self.coming.most = item.data
            return
        top = self._top
        more = adjectives.is_more(item.data)
        if (
            top is not None
            and top.phrase is not None
            and top.particle in {"が", "は", "の", ""}
            and not top.phrase.each
        ):
            self.stack.pop()
            self._conclude(Extreme(more, top.phrase))
            return
        if self._next() == "name":
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
        top = self._top
        attribute = None
        if top is not None and top.phrase is not None and top.particle in {"が", "は", "の"}:
            attribute = self.stack.pop().phrase
        more = adjectives.is_more(item.data)
        implied = adjectives.attribute(item.data) if attribute is None else None
        operand = self._operand(other, attribute or implied, more=more or implied is not None)
        if operand is not None:
            operator: Comparator = ">" if more or implied is not None else "<"  # what is implied has the adjective's sign
            self._conclude(Compared(operator, operand, attribute or implied))

    def _conclude(self, condition: Extreme | Compared) -> None:
        """A clause with an adjective: アジアで平均寿命が最も短い. Where and when are said of the rows that are counted."""
        setting: list[Modifier] = []
        while self._top is not None and self._top.particle in {"で", "に"} and not self._top.asked:
            top = self.stack.pop()
            if top.phrase is not None and not top.phrase.each:
                setting.insert(0, related(top))
            else:
                setting = [*top.conditions, *([valued(top)] if top.values else measurements(top, None)), *setting]
        if isinstance(condition, Extreme) and condition.by is not None and is_table(condition.by):
            condition.by.modifiers += setting
            setting = []
        self.stack.append(Chunk(conditions=[*setting, condition]))

    def _operand(self, other: Chunk, attribute: Phrase | None, *, more: bool) -> "int | float | str | Phrase | Mention | None":
        if other.function == "avg":
            return "average"
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

    def _direction(self, item: Item) -> None:
        top = self._top
        if top is not None and top.phrase is not None and top.particle in {"を", "は"}:
            self.request.sorting.append(Sorting(_again(top.phrase), item.data == "desc"))
        elif top is not None and top.phrase is not None and top.particle in {"の", "", "が", "で"}:
            self.stack.pop()
            self.request.sorting.append(Sorting(top.phrase, item.data == "desc"))
        elif self.request.sorting:
            self.request.sorting[-1].descending = item.data == "desc"
        else:
            self.request.sorting.append(Sorting(None, item.data == "desc"))

    def _order(self, item: Item) -> None:
        """年齢順, 年齢の高い順, 新しい順."""
        del item
        top = self._top
        data = ""
        if top is not None and top.adjective:
            data = self.stack.pop().adjective
            top = self._top
        if top is not None and top.phrase is not None and top.particle in {"の", "", "が"}:
            self.stack.pop()
            self.request.sorting.append(Sorting(top.phrase, adjectives.is_more(data)))
        elif (
            data
            and top is not None
            and top.phrase is not None
            and self._is_measured(top.phrase)
            and data[2:] in _SAID_OF_AMOUNTS
        ):
            self.request.sorting.append(Sorting(_again(top.phrase), adjectives.is_more(data)))
        elif data:
            by = adjectives.attribute(data)
            self.request.sorting.append(Sorting(by, True if by is not None else adjectives.is_more(data)))

    def _is_measured(self, phrase: Phrase) -> bool:
        return bool(phrase.functions) or self._is_amount(phrase)

    # groups

    def _each_prefix(self, item: Item) -> None:
        del item
        self.coming.each = True

    def _each_suffix(self, item: Item) -> None:
        """国ごと, 国と年ごと; それぞれ at the end of a list says nothing more."""
        del item
        top = self._top
        if top is None or top.phrase is None or top.particle not in {"", "の"}:
            return
        while self._top is not None and self._top.phrase is not None:
            phrase = self.stack.pop().phrase
            assert phrase is not None  # noqa: S101 # asked for by the loop
            self.request.groups.insert(0, phrase)
            if self._top is None or self._top.particle != "と" or (self._top.phrase and self._top.phrase.modifiers):
                break

    def _grain(self, item: Item) -> None:
        self.request.grains.append(item.data)  # type: ignore[arg-type]

    # lists

    def _both(self, item: Item) -> None:
        del item
        top = self._top
        if top is None:
            return
        top.every = True
        below = self.stack[-2] if len(self.stack) > 1 else None
        if (
            top.phrase
            and below
            and below.phrase
            and below.particle == "と"
            and self._same_head(below.phrase, top.phrase)
        ):
            self.stack.pop(-2)
            top.phrase.modifiers = [Either([below.phrase.modifiers, top.phrase.modifiers], every=True)]

    def _or(self, item: Item) -> None:
        if self._top is not None and not (item.word == "か" and not self._rest_of_sentence()):
            self._top.particle = "or"

    def _and(self, item: Item) -> None:
        del item
        if self._top is not None and self._top.particle == "":
            self._top.particle = "と"

    def _also(self, item: Item) -> None:
        del item

    # conditions

    def _like(self, item: Item) -> None:
        top = self._top
        if top is None or not top.values:
            return
        self.stack.pop()
        mention = top.values[0]
        text = "".join(self.texts[mention.start : mention.end]).strip("\"'`「」『』“”")
        condition = Matching(item.data.replace("{}", text), self._attribute(), self._is_negated())
        self.stack.append(Chunk(conditions=[condition]))

    def _missing(self, item: Item) -> None:
        del item
        top = self._top
        if top is not None and top.is_table and top.particle in _ARGUMENT:
            self.stack[-1] = Chunk(conditions=[related(top, negated=not self._is_negated())])
        elif top is not None and top.is_column and top.particle in _ARGUMENT:
            self.stack[-1] = Chunk(conditions=[Missing(top.phrase, self._is_negated())])

    def _except(self, item: Item) -> None:
        """フランス以外の, 2014年に開催したスタジアムを除く."""
        del item
        top = self._top
        if top is None:
            return
        self.stack.pop()
        if top.values:
            self.stack.append(Chunk(conditions=[valued(top, self._attribute(), negated=True)]))
        elif top.phrase is not None:
            inner = [one for one in top.phrase.modifiers if negate(one)]
            self.stack.append(Chunk(conditions=inner or [related(top, negated=True)]))

    def _distinct(self, item: Item) -> None:
        """異なる国; 国を重複なく."""
        del item
        top = self._top
        if top is not None and top.phrase is not None and top.particle in {"を", "が"} and self._next() != "name":
            top.phrase.distinct = True
        else:
            self.coming.distinct = True

    def _kinds(self, item: Item) -> None:
        del item
        top = self._top
        if top is not None and top.phrase is not None:
            top.phrase.distinct = True
            top.particle = ""

    def _named(self, item: Item) -> None:
        del item
        top = self._top
        if top is not None and top.values and top.particle == "":
            self.stack[-1] = Chunk(conditions=[valued(top, named(_NAMES))])

    def _named_by(self, item: Item) -> None:
        self._verb(item)

    def _share(self, item: Item) -> None:
        del item
        self.request.share = True
        if self._top is not None and self._top.phrase is not None:
            self._top.particle = ""

    def _running(self, item: Item) -> None:
        del item
        self.request.running = True

    def _previous(self, item: Item) -> None:
        del item
        self.request.previous = True

    def _among(self, item: Item) -> None:
        """4気筒の車のうち: what is spoken of."""
        del item
        if self._top is not None:
            self._top.particle = "は"

    # predicates

    def _particle(self, item: Item) -> None:
        top = self._top
        if top is None:
            return
        if (
            item.word == "で"
            and top.values
            and len(self.stack) > 1
            and self.stack[-2].is_column
            and self.stack[-2].particle in _ARGUMENT
        ):
            self._clause(item, negated=self._is_negated())
            self.stack[-1].goes_on = True
            return
        if top.particle in {"より", "から"} and item.word == "は":
            return
        if item.word in {"が", "は", "を", "に", "で", "と", "や", "から", "まで", "より", "の"}:
            top.particle = {"や": "と"}.get(item.word, item.word)

    def _have(self, item: Item) -> None:
        self._verb(item)

    def _verb(self, item: Item) -> None:
        if self._is_attributive():
            self._clause(item, negated=self._is_negated())

    def _negation(self, item: Item) -> None:
        """英語が公用語でない: a noun as predicate."""
        if self._is_attributive() and self._top is not None and not self._top.conditions:
            self._clause(item, negated=True)

    def _copula(self, item: Item) -> None:
        top = self._top
        if top is not None and top.values and self._is_attributive():
            self._clause(item, negated=self._is_negated())

    def _clause(self, item: Item, *, negated: bool) -> None:
        arguments: list[Chunk] = []
        while self._top is not None and not self._is_outside(self._top):
            arguments.insert(0, self.stack.pop())
        if any(chunk.asked for chunk in arguments):
            self.stack += arguments
            return
        self.request.groups += [chunk.phrase for chunk in arguments if chunk.phrase is not None and chunk.phrase.each]
        arguments = [chunk for chunk in arguments if chunk.phrase is None or not chunk.phrase.each]
        conditions = reduce_clause(arguments, item, negated=negated)
        if conditions:
            self.stack.append(Chunk(conditions=conditions, goes_on=self._goes_on()))

    def _goes_on(self) -> bool:
        """Whether another clause follows before the noun: 〜ず、, 〜で、, 〜または."""
        for item in self._rest_of_sentence():
            if item.kind in {"and", "or", "also", "comma"}:
                return True
            if item.kind not in {"auxiliary", "negation", "particle", "have", "verb", "copula"}:
                return False
        return False

    def _is_outside(self, chunk: Chunk) -> bool:
        """A topic, or what is asked for, is no argument of a clause that describes a noun."""
        is_done = bool(chunk.conditions) and chunk.particle in {"", "の", "or"}
        is_listed = chunk.particle == "と" and chunk.is_column
        return chunk.particle == "は" or is_listed or is_done

    def _comma(self, item: Item) -> None:
        del item

    def _stop(self, item: Item | None) -> None:
        del item
        finish(self.request, self.stack, self.sentences)
        self.stack = []
        self.coming = Coming()


__all__ = ["Composer"]
