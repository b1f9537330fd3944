"""Words that make a condition of the noun or value before them."""

from typing import Literal, cast

from detomo.engine.propose.grammar.form import Grain
from detomo.engine.propose.grammar.japanese.chunks import (
    Chunk,
    named,
    related,
    valued,
)
from detomo.engine.propose.grammar.japanese.clauses import negate
from detomo.engine.propose.grammar.japanese.items import Item
from detomo.engine.propose.grammar.japanese.ordering import Ordering
from detomo.engine.propose.grammar.phrases import (
    Matching,
    Missing,
)

_ARGUMENT = frozenset({"が", "は", "に", "を", ""})
_NAMES = ("name", "title")
_GRAINS: dict[str, Grain] = {"月": "month", "年": "year", "日": "day", "週": "week"}


class Conditions(Ordering):
    """を含む, 不明, 以外, 異なる, という名前, のうち."""

    def on_like(self, item: Item) -> None:
        top = self.top
        if top is None or not top.values:
            return
        self.stack.pop()
        mention = top.values[0]
        text = "".join(self.texts[mention.start : mention.end]).strip("\"'`「」『』“”")
        condition = Matching(item.data.replace("{}", text), self.attribute_before(tables=True), self.is_negated())
        self.stack.append(Chunk(conditions=[condition]))

    def on_missing(self, item: Item) -> None:
        del item
        top = self.top
        if top is not None and top.is_table and top.particle in _ARGUMENT:
            self.stack[-1] = Chunk(conditions=[related(top, negated=not self.is_negated())])
        elif top is not None and top.is_column and top.particle in _ARGUMENT:
            self.stack[-1] = Chunk(conditions=[Missing(top.phrase, self.is_negated())])

    def on_except(self, item: Item) -> None:
        """フランス以外の, 2014年に開催したスタジアムを除く."""
        del item
        top = self.top
        if top is None:
            return
        self.stack.pop()
        if top.values:
            self.stack.append(Chunk(conditions=[valued(top, self.attribute_before(), negated=True)]))
        elif top.phrase is not None:
            inner = [one for one in top.phrase.modifiers if negate(one)]
            self.stack.append(Chunk(conditions=inner or [related(top, negated=True)]))

    def on_distinct(self, item: Item) -> None:
        """異なる国; 国を重複なく."""
        del item
        top = self.top
        if top is not None and top.phrase is not None and top.particle in {"を", "が"} and self.next_kind() != "name":
            top.phrase.distinct = True
        else:
            self.coming.distinct = True

    def on_kinds(self, item: Item) -> None:
        del item
        top = self.top
        if top is not None and top.phrase is not None:
            top.phrase.distinct = True
            top.particle = ""

    def on_named(self, item: Item) -> None:
        del item
        top = self.top
        if top is not None and top.values and top.particle == "":
            self.stack[-1] = Chunk(conditions=[valued(top, named(_NAMES))])

    def on_share(self, item: Item) -> None:
        del item
        self.request.share = True
        if self.top is not None and self.top.phrase is not None:
            self.top.particle = ""

    def on_running(self, item: Item) -> None:
        del item
        self.request.running = True

    def on_previous(self, item: Item) -> None:
        self.request.previous = cast(Literal["value", "change", "rate"], item.data)
        grain = next((grain for sign, grain in _GRAINS.items() if sign in item.word), None)
        if grain is not None and not self.request.grains:
            self.request.grains.append(grain)  # 前月比 speaks of months

    def on_among(self, item: Item) -> None:
        """4気筒の車のうち: what is spoken of."""
        del item
        if self.top is not None:
            self.top.particle = "は"
