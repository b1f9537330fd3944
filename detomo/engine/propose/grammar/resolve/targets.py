"""What a request selects: columns, aggregates and entities, and of which entity each is asked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from detomo.engine.propose.grammar.form import (
    Aggregate,
    Column,
    Expression,
    Function,
    Rows,
)
from detomo.engine.propose.grammar.form_walk import is_aggregated
from detomo.engine.propose.grammar.link.model import ColumnLink, Mention
from detomo.engine.propose.grammar.phrases import Extreme, Of, Phrase, Request, Valued
from detomo.engine.propose.grammar.resolve.conditions import Conditions, Unresolved
from detomo.engine.propose.grammar.resolve.extremes import Extremes, Ordering
from detomo.engine.propose.grammar.resolve.nodes import Entity, Nodes
from detomo.engine.propose.grammar.schema.columns import is_quantity, shown_columns

_NAMES = frozenset({"name", "title", "名前", "氏名"})


@dataclass(slots=True)
class Target:
    """One output: the phrase, the entity that it is asked of, and its expressions (several for a person's name)."""

    phrase: Phrase
    entity: str
    items: tuple[Expression, ...]
    is_entity: bool = False
    ordering: Ordering | None = None

    @property
    def aggregated(self) -> bool:
        return any(map(is_aggregated, self.items))


class Targets:
    def __init__(self, nodes: Nodes) -> None:
        self._nodes = nodes
        self._schema = nodes.schema
        self._conditions = Conditions(nodes)
        self._extremes = Extremes(nodes)

    def _targets(self, request: Request) -> list[Target]:
        phrases = [phrase for phrase in request.targets if phrase.head or phrase.attribute or phrase.functions]
        self._share_extremes(request.targets, phrases)
        phrases = phrases or [phrase for phrase in request.targets if _values(phrase)][:1]
        if not phrases:
            raise Unresolved
        shared = self._shared_owner(phrases, request)
        return [self._target(phrase, shared) for phrase in phrases]

    def _share_extremes(self, said: Sequence[Phrase], kept: Sequence[Phrase]) -> None:
        """`highest and lowest fee`: superlatives that stand without a noun are of the one that follows."""
        waiting: list[Extreme] = []
        for phrase in said:
            if not any(phrase is one for one in kept):
                waiting += [one for one in phrase.modifiers if isinstance(one, Extreme)]
            elif waiting:
                if not all(map(_is_alone, [*waiting, *(m for m in phrase.modifiers if isinstance(m, Extreme))])):
                    raise Unresolved
                phrase.modifiers[0:0] = waiting
                waiting = []
        if waiting and kept:
            raise Unresolved

    def _shared_owner(self, phrases: Sequence[Phrase], request: Request) -> str:
        """`names and ages of singers`: the entity of the last phrase is that of all."""
        for phrase in phrases:
            if phrase.context is not None and (found := self._nodes.table_of(phrase.context)):
                return found
        if any(phrase.functions for phrase in phrases) and request.groups:
            node = self._nodes.node(request.groups[0])
            if isinstance(node, Entity):
                return node.table
        for phrase in phrases:
            if owner := self._nodes.owner(phrase):
                return owner
        for phrase in [*phrases, *request.groups]:
            node = self._nodes.node(phrase)
            if isinstance(node, Entity):
                return node.table
        return self._common_table(phrases)

    def _common_table(self, phrases: Sequence[Phrase]) -> str:
        """The table that most of the phrases and of the values with them may be of."""
        weights: dict[str, float] = {}
        for phrase in phrases:
            for mention, weight in _mentions_of(phrase):
                best: dict[str, float] = {}
                for link in mention.links:
                    best[link.table] = max(best.get(link.table, 0.0), weight * link.score)
                for table, score in best.items():
                    weights[table] = weights.get(table, 0.0) + score
        named = {table: score for table, score in weights.items() if table and self._names_one(phrases, table)}
        found = max(named, key=lambda table: named[table], default="")
        if not found and weights:
            found = max(weights, key=lambda table: weights[table])
            self._nodes.choices.guesses.append(found)
        return found

    def _names_one(self, phrases: Sequence[Phrase], table: str) -> bool:
        return any(phrase.head and any(link.table == table for link in phrase.head.links) for phrase in phrases)

    def _target(self, phrase: Phrase, shared: str) -> Target:
        near = self._nodes.owner(phrase) or shared
        if (called := self._by_role(phrase, near)) is not None:
            return called
        node = self._nodes.node(phrase, near)
        if node is None:
            return self._headless(phrase, near)
        if isinstance(node, Entity):
            return self._entity_target(phrase, node.table)
        owner = self._nodes.owner(phrase)
        if owner and node.table != owner and phrase.word in {"name", "title"} and not phrase.functions:
            node = Column(owner, shown_columns(self._schema, owner)[0])
        entity = owner or (shared if shared != node.table and phrase.context else "") or node.table
        return Target(phrase, entity, self._column_items(phrase, node))

    def _by_role(self, phrase: Phrase, near: str) -> Target | None:
        """`their managers`, `the name of the manager`: what is shown of whom a reference leads to."""
        if phrase.functions:
            return None
        role = self._nodes.role(phrase, near)
        if role is not None:
            shown = shown_columns(self._schema, role.table)
            owner = role.via.rpartition(".")[0]
            return Target(phrase, owner, tuple(Column(role.table, name, role.via) for name in shown))
        for one in phrase.modifiers:
            role = self._nodes.role(one.phrase, near) if isinstance(one, Of) and not one.negated else None
            if isinstance(one, Of) and role is not None and (names := self._columns_of(phrase, role.table)):
                others = [other for other in phrase.modifiers if other is not one]
                phrase.modifiers = [*others, *one.phrase.modifiers]
                owner = role.via.rpartition(".")[0]
                return Target(phrase, owner, tuple(Column(role.table, name, role.via) for name in names))
        return None

    def _columns_of(self, phrase: Phrase, table: str) -> tuple[str, ...]:
        """The columns of one table that a phrase names."""
        is_who = phrase.head is None and phrase.attribute[:1] == ("name",)
        if is_who or phrase.word in _NAMES:
            return shown_columns(self._schema, table)
        links = phrase.head.links if phrase.head is not None else ()
        return tuple(link.column for link in links if isinstance(link, ColumnLink) and link.table == table)[:1]

    def _headless(self, phrase: Phrase, near: str) -> Target:
        """`count of …`, `who …`: what is spoken of elsewhere."""
        if not near:
            raise Unresolved
        if phrase.functions == ("count",):
            return Target(phrase, near, (Aggregate("count", Rows(near)),))
        if phrase.functions:
            raise Unresolved
        return self._entity_target(phrase, near)

    def _entity_target(self, phrase: Phrase, table: str) -> Target:
        if not phrase.functions:
            shown = tuple(Column(table, name) for name in shown_columns(self._schema, table))
            return Target(phrase, table, shown, is_entity=True)
        if phrase.functions == ("count",):
            return Target(phrase, table, (Aggregate("count", Rows(table)),))
        raise Unresolved

    def _column_items(self, phrase: Phrase, column: Column) -> tuple[Expression, ...]:
        functions = phrase.functions or self._extreme_function(phrase, column)
        found: list[Expression] = []
        for function in functions:
            if function == "count":
                measured = is_quantity(self._schema, column.table, column.name)
                measured = measured and not phrase.distinct
                found.append(Aggregate("sum", column) if measured else Aggregate("count", column, distinct=True))
            else:
                found.append(Aggregate(function, column))
        return tuple(found) or (column,)

    def _extreme_function(self, phrase: Phrase, column: Column) -> tuple[Function, ...]:
        """`the highest age`: of a quantity itself, the maximum."""
        found = [one for one in phrase.modifiers if isinstance(one, Extreme) and _is_alone(one)]
        phrase.modifiers = [one for one in phrase.modifiers if one not in found]
        return tuple("min" if one.descending == self._extremes.is_earlier(one, column) else "max" for one in found)

    def _sum_what_is_grouped(self, request: Request, targets: Sequence[Target]) -> None:
        """`revenue by country`: a quantity by groups is summed."""
        if any(target.aggregated for target in targets):
            return
        in_series = request.grains or request.share or request.running or request.previous
        if len(targets) == 1 and in_series and (targets[0].is_entity or self._is_measure(targets[0])):
            self._measure(targets[0])
        if not (request.groups or request.grains):
            return
        if any(is_bare(m) for t in targets for m in t.phrase.modifiers if isinstance(m, Extreme)):
            return
        for target in targets:
            column = target.items[0]
            if (
                len(targets) == 1
                and isinstance(column, Column)
                and is_quantity(self._schema, column.table, column.name)
                and request.summed_groups
            ):
                target.items = (Aggregate("sum", column),)

    def _is_measure(self, target: Target) -> bool:
        column = target.items[0]
        return isinstance(column, Column) and is_quantity(self._schema, column.table, column.name)

    def _measure(self, target: Target) -> None:
        """`absences per month`, `cumulative revenue`: what is said of periods or shares is a number or a sum."""
        column = target.items[0]
        if target.is_entity:
            target.items = (Aggregate("count", Rows(target.entity)),)
        elif isinstance(column, Column):
            target.items = (Aggregate("sum", column),)

    def _subject(self, targets: Sequence[Target]) -> str:
        aggregated = [target for target in targets if target.aggregated]
        for target in aggregated:
            item = next(item for item in target.items if isinstance(item, Aggregate))
            return item.argument.table if isinstance(item.argument, Rows | Column) else target.entity
        return targets[0].entity


def _values(phrase: Phrase) -> bool:
    """Whether it asks for the rows of a value, whose sort is not named: "the engineers"."""
    return any(isinstance(modifier, Valued) for modifier in phrase.modifiers)


def _mentions_of(phrase: Phrase) -> Iterator[tuple[Mention, float]]:
    if phrase.head is not None:
        yield phrase.head, 1.0
    for modifier in phrase.modifiers:
        if isinstance(modifier, Valued):
            yield from ((value, 0.6) for value in modifier.values)
        elif isinstance(modifier, Of):
            yield from _mentions_of(modifier.phrase)
        elif isinstance(modifier, Extreme) and modifier.by is not None:
            yield from _mentions_of(modifier.by)


def is_bare(extreme: Extreme) -> bool:
    return extreme.by is not None and not extreme.by.attribute and extreme.by.head is None and not extreme.by_count


def _is_alone(extreme: Extreme) -> bool:
    return extreme.number == 1 and is_bare(extreme)
