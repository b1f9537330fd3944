"""Modifiers of a phrase as conditions on the rows of an entity."""

from collections.abc import Sequence
from dataclasses import replace

from detomo.engine.propose.grammar.form import (
    Aggregate,
    And,
    Column,
    Condition,
    IsNull,
    Like,
    Not,
    Related,
    Rows,
)
from detomo.engine.propose.grammar.phrases import (
    Compared,
    During,
    Either,
    Extreme,
    Matching,
    Missing,
    Modifier,
    Of,
    Valued,
)
from detomo.engine.propose.grammar.resolve.attributes import ITSELF, Unresolved, all_of, any_of
from detomo.engine.propose.grammar.resolve.extremes import Ordering
from detomo.engine.propose.grammar.resolve.same_rows import SameRows


class Conditions(SameRows):
    def of(self, modifiers: Sequence[Modifier], base: str, column: Column | None = None) -> list[Condition]:
        """One condition for each modifier that makes one; extremes of the base itself are left to `orderings`."""
        found: list[Condition] = []
        for modifier in self._with_roles(modifiers, base):
            if isinstance(modifier, Extreme):
                continue
            condition = self._one(modifier, base, column)
            if condition is not None:
                found.append(condition)
        return self._same_rows(found, base)

    def _with_roles(self, modifiers: Sequence[Modifier], base: str) -> Sequence[Modifier]:
        """`employees that Klein manages`: a reference of which nothing is said is that of the value beside it."""
        bare = [one for one in modifiers if isinstance(one, Of) and not one.phrase.modifiers and one.count is None]
        roles = [(one, role) for one in bare if (role := self._nodes.role(one.phrase, base)) is not None]
        values = [one for one in modifiers if isinstance(one, Valued) and one.attribute is None]
        if len(roles) != 1 or len(values) != 1:
            return modifiers
        (said, role), value = roles[0], values[0]
        if not any(link.table == role.table for mention in value.values for link in mention.links[:1]):
            return modifiers
        called = replace(value, attribute=said.phrase, negated=value.negated or said.negated)
        return [called if one is value else one for one in modifiers if one is not said]

    def orderings(self, modifiers: Sequence[Modifier], base: str) -> list[Ordering]:
        return [self._ordering(one, base) for one in modifiers if isinstance(one, Extreme)]

    def _ordering(self, extreme: Extreme, base: str) -> Ordering:
        """What an extreme orders by; "the most concerts in 2014" counts those for which its conditions hold."""
        found = self._extremes.ordering(extreme, base)
        if found is None:
            raise Unresolved
        key = found.key
        if extreme.by is None or not extreme.by.modifiers or not isinstance(key, Aggregate):
            return found
        counted = key.argument if isinstance(key.argument, Rows | Column) else None
        conditions = self.of(extreme.by.modifiers, counted.table) if counted is not None else []
        conditions = [one for one in conditions if not _says_nothing(one)]
        if any(isinstance(condition, Related) for condition in conditions):
            raise Unresolved  # a row of the join cannot tell
        return replace(found, key=replace(key, where=all_of(conditions))) if conditions else found

    def _one(self, modifier: Modifier, base: str, column: Column | None) -> Condition | None:
        if isinstance(modifier, Of):
            if column is not None and modifier.phrase.word in ITSELF and modifier.phrase.modifiers:
                found = self.of(modifier.phrase.modifiers, base, column)  # `a state whose name contains …`
                return all_of(found) if found else None
            return self._of(modifier, base)
        if isinstance(modifier, Valued):
            return self._valued(modifier, base, column)
        if isinstance(modifier, Compared):
            return self._compared(modifier, base, column)
        if isinstance(modifier, During):
            during = self._during(modifier.period, self._time_of(modifier.attribute, base, column))
            return Not(during) if modifier.negated else during
        if isinstance(modifier, Matching):
            return Like(self._text_of(modifier.attribute, base, column), modifier.pattern, modifier.negated)
        if isinstance(modifier, Missing):
            return self._missing(modifier, base, column)
        if isinstance(modifier, Either):
            return self._either(modifier, base, column)
        return None

    def _missing(self, modifier: Missing, base: str, column: Column | None) -> Condition:
        attribute = self._attribute(modifier.attribute, base) or column
        if attribute is None:
            raise Unresolved
        if modifier.had:
            return self._lacks(attribute, negated=modifier.negated)
        return IsNull(attribute, modifier.negated)

    def _either(self, modifier: Either, base: str, column: Column | None) -> Condition:
        options: list[Condition] = []
        for option in modifier.options:
            found = self.of(option, base, column)
            if not found:
                raise Unresolved
            options.append(all_of(found))
        if not modifier.every:
            return any_of(options)
        far = [self._nodes.far_table(option, base) for option in options]
        return And(tuple(Related(Rows(t), o) if t else o for t, o in zip(far, options, strict=True)))


def _says_nothing(condition: Condition) -> bool:
    """Rows that are counted or added up through a join have the rows joined: "spent on their dogs"."""
    return isinstance(condition, Related) and condition == Related(condition.entity)


__all__ = ["Conditions", "Unresolved"]
