"""Japanese composition: from left to right on a stack, because every modifier precedes its head.

A noun takes what stands before it with の or as a relative clause; a predicate takes the arguments of its clause; what
is left at the end of the sentence is what is asked for.
"""

from collections.abc import Callable, Sequence

from detomo.engine.propose.grammar.japanese.items import Item
from detomo.engine.propose.grammar.japanese.predicates import Predicates
from detomo.engine.propose.grammar.japanese.sentences import finish
from detomo.engine.propose.grammar.japanese.stack import Coming
from detomo.engine.propose.grammar.link.model import Link
from detomo.engine.propose.grammar.phrases import (
    Request,
)


class Composer(Predicates):
    """Takes the items in one by one: each kind has its method `on_…`; kinds without one say nothing."""

    def __init__(self, row: Sequence[Item], texts: Sequence[str], is_amount: Callable[[Link], bool]) -> None:
        super().__init__(row, texts, is_amount)
        self._doing: dict[str, Callable[[Item], None]] = {
            name.removeprefix("on_"): getattr(self, name) for name in dir(self) if name.startswith("on_")
        }

    def run(self) -> Request:
        while self.place < len(self.row):
            item = self.row[self.place]
            self.place += 1
            if item.kind in self._doing:
                self._doing[item.kind](item)
        self._finish()
        return self.request

    def on_stop(self, item: Item) -> None:
        del item
        self._finish()

    def _finish(self) -> None:
        finish(self.request, self.stack, self.sentences, self.is_amount)
        self.stack = []
        self.coming = Coming()
