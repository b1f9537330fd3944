"""A request as a logical form: what it selects, of which entity, under which conditions, in which groups and order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from detomo.engine.propose.grammar.form import (
    Aggregate,
    And,
    Column,
    Comparison,
    Condition,
    Constant,
    Expression,
    Grain,
    Order,
    Part,
    Query,
    Related,
    Rows,
)
from detomo.engine.propose.grammar.form_walk import is_aggregated
from detomo.engine.propose.grammar.link.model import Mention
from detomo.engine.propose.grammar.phrases import Extreme, Modifier, Of, Phrase, Request, Valued
from detomo.engine.propose.grammar.resolve.conditions import Conditions, Unresolved
from detomo.engine.propose.grammar.resolve.extremes import Ordering
from detomo.engine.propose.grammar.resolve.nodes import Entity, Nodes
from detomo.engine.propose.grammar.resolve.series import with_series
from detomo.engine.propose.grammar.schema.columns import is_quantity, is_year, shown_columns, temporal_columns


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


@dataclass(slots=True)
class Draft:
    """A query under construction."""

    subject: str
    select: list[Expression] = field(default_factory=list)
    where: list[Condition] = field(default_factory=list)
    group: list[Expression | Rows] = field(default_factory=list)
    order: list[Order] = field(default_factory=list)
    limit: int | None = None
    distinct: bool = False
    having: list[Condition] = field(default_factory=list)


class RequestResolver:
    def __init__(self, nodes: Nodes) -> None:
        self._nodes = nodes
        self._schema = nodes.schema
        self._conditions = Conditions(nodes)

    def resolve(self, request: Request) -> Query:
        """Raises `Unresolved` when a part of the request fits nothing in the schema."""
        targets = self._targets(request)
        subject = self._subject(targets)
        draft = Draft(subject, distinct=any(t.phrase.distinct and not t.aggregated for t in targets))
        self._sum_what_is_grouped(request, targets)
        draft.select = [item for target in targets for item in target.items]
        self._add_conditions(draft, targets, request)
        self._add_groups(draft, targets, request)
        self._add_extremes(draft, targets, request)
        self._add_sorting(draft, request)
        return with_series(_finished(draft), request)

    # --- targets ------------------------------------------------------------------------------------------------

    def _targets(self, request: Request) -> list[Target]:
        phrases = [phrase for phrase in request.targets if phrase.head or phrase.attribute or phrase.functions]
        if not phrases:
            raise Unresolved
        shared = self._shared_owner(phrases, request)
        found = [self._target(phrase, shared) for phrase in phrases]
        return self._without_repeated(found)

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
        weights = {table: score for table, score in weights.items() if table and self._names_one(phrases, table)}
        return max(weights, key=lambda table: weights[table], default="")

    def _names_one(self, phrases: Sequence[Phrase], table: str) -> bool:
        return any(phrase.head and any(link.table == table for link in phrase.head.links) for phrase in phrases)

    def _target(self, phrase: Phrase, shared: str) -> Target:
        near = self._nodes.owner(phrase) or shared
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
        functions = phrase.functions or self._extreme_function(phrase)
        found: list[Expression] = []
        for function in functions:
            if function == "count":
                measured = is_quantity(self._schema, column.table, column.name)
                measured = measured and not phrase.distinct
                found.append(Aggregate("sum", column) if measured else Aggregate("count", column, distinct=True))
            else:
                found.append(Aggregate(function, column))
        return tuple(found) or (column,)

    def _extreme_function(self, phrase: Phrase):  # type: ignore[no-untyped-def]
        """`the highest age`: of a quantity itself, the maximum."""
        for modifier in phrase.modifiers:
            if isinstance(modifier, Extreme) and modifier.number == 1 and _is_bare(modifier):
                phrase.modifiers.remove(modifier)
                return ("max",) if modifier.descending else ("min",)
        return ()

    def _without_repeated(self, targets: list[Target]) -> list[Target]:
        """`which owner …? list the owner id`: the entity itself is not shown once its columns are asked for."""
        contexts = [target.phrase.context for target in targets if target.phrase.context is not None]
        if contexts:
            return targets
        plain = [t for t in targets if not t.is_entity]
        return targets if not plain else [t for t in targets if not t.is_entity or not self._is_said_again(t, plain)]

    def _is_said_again(self, entity: Target, plain: Sequence[Target]) -> bool:
        return any(target.entity == entity.entity and not target.aggregated for target in plain) and False

    def _sum_what_is_grouped(self, request: Request, targets: Sequence[Target]) -> None:
        """`revenue by country`: a quantity by groups is summed."""
        if not (request.groups or request.grains) or any(target.aggregated for target in targets):
            return
        if any(_is_bare(m) for t in targets for m in t.phrase.modifiers if isinstance(m, Extreme)):
            return
        for target in targets:
            column = target.items[0]
            if (
                len(targets) == 1
                and isinstance(column, Column)
                and is_quantity(self._schema, column.table, column.name)
            ):
                if request.summed_groups:
                    target.items = (Aggregate("sum", column),)

    def _subject(self, targets: Sequence[Target]) -> str:
        aggregated = [target for target in targets if target.aggregated]
        for target in aggregated:
            item = next(item for item in target.items if isinstance(item, Aggregate))
            return item.argument.table if isinstance(item.argument, Rows | Column) else target.entity
        return targets[0].entity

    # --- conditions ---------------------------------------------------------------------------------------------

    def _add_conditions(self, draft: Draft, targets: Sequence[Target], request: Request) -> None:
        for target in targets:
            for phrase in (target.phrase, target.phrase.context):
                if phrase is not None:
                    self._phrase_conditions(draft, target, phrase)
        for group in request.groups:
            node = self._nodes.node(group, draft.subject)
            if node is not None:
                base = node.table
                self._extend(draft, self._conditions.of(group.modifiers, base), base)
        self._extend(draft, self._conditions.of(request.modifiers, draft.subject), draft.subject)
        draft.having += self._conditions.having

    def _phrase_conditions(self, draft: Draft, target: Target, phrase: Phrase) -> None:
        column = next((item for item in target.items if isinstance(item, Column)), None)
        inner = target.items[0]
        if isinstance(inner, Aggregate) and isinstance(inner.argument, Column):
            column = inner.argument
        base = target.entity
        modifiers = [one for one in phrase.modifiers if not isinstance(one, Extreme)]
        default = None if target.is_entity or phrase is not target.phrase else column
        found = self._conditions.of(modifiers, base, default)
        self._extend(draft, found, base)

    def _extend(self, draft: Draft, conditions: Sequence[Condition], base: str) -> None:
        for condition in conditions:
            if base != draft.subject and not isinstance(condition, Related):
                condition = Related(Rows(base), condition)
            if isinstance(condition, Related) and condition.entity.table == draft.subject:
                if condition.count is not None and not condition.negated:
                    counted = Aggregate("count", Rows(draft.subject))
                    draft.having.append(Comparison(counted, condition.count[0], Constant(condition.count[1])))
                if condition.where is None:
                    continue
                if not condition.negated:
                    condition = condition.where
            if condition not in draft.where:
                draft.where.append(condition)

    # --- groups, order ------------------------------------------------------------------------------------------

    def _add_groups(self, draft: Draft, targets: Sequence[Target], request: Request) -> None:
        named = [group for group in request.groups if not group.functions]
        keys = [self._group_key(group, draft, targets) for group in named]
        for grain in request.grains:
            keys.append(self._period(grain, draft.subject))
            draft.select.insert(0, keys[-1])  # type: ignore[arg-type]
        has_aggregate = any(target.aggregated for target in targets) or bool(draft.having)
        if not has_aggregate and not request.grains:
            return
        for key in keys:
            if key is not None and key not in draft.group:
                draft.group.append(key)
        for target in targets:
            if not target.aggregated:
                self._group_by_target(draft, target)

    def _period(self, grain: Grain, table: str) -> Expression:
        """A part of the entity's first date; a year that is stored as such is its own period."""
        times = temporal_columns(self._schema, table)
        if not times:
            raise Unresolved
        column = Column(table, times[0].name)
        return column if is_year(times[0]) and grain == "year" else Part(grain, column)

    def _group_key(self, group: Phrase, draft: Draft, targets: Sequence[Target]) -> Expression | Rows | None:
        node = self._nodes.node(group, draft.subject)
        if node is None:
            raise Unresolved
        has_aggregate = any(target.aggregated for target in targets)
        if isinstance(node, Column):
            if has_aggregate and node not in draft.select:
                draft.select.insert(0, node)
            return node
        if (
            node.table == draft.subject
            and has_aggregate
            and all(isinstance(i, Aggregate) and isinstance(i.argument, Rows) for i in draft.select)
        ):
            return None
        shown = [Column(node.table, name) for name in shown_columns(self._schema, node.table)]
        is_shown = any(isinstance(item, Column) and item.table == node.table for item in draft.select)
        if has_aggregate and not is_shown:
            draft.select[0:0] = shown
        return Rows(node.table)

    def _group_by_target(self, draft: Draft, target: Target) -> None:
        for item in target.items:
            if not isinstance(item, Column):
                continue
            if any(isinstance(key, Rows) and key.table == item.table for key in draft.group):
                continue
            owned = target.entity != draft.subject and target.entity == item.table
            key: Expression | Rows = Rows(item.table) if owned and self._identifies(item) else item
            if key not in draft.group:
                draft.group.append(key)

    def _identifies(self, column: Column) -> bool:
        """Names and keys stand for their entity; other attributes are groups of their own."""
        if column.name in shown_columns(self._schema, column.table):
            return True
        return (column.name,) == self._schema.key(column.table)

    def _add_extremes(self, draft: Draft, targets: Sequence[Target], request: Request) -> None:
        for target in targets:
            modifiers = self._modifiers_of_base(target.phrase, target.entity)
            if target.phrase.context is not None:
                modifiers += self._modifiers_of_base(target.phrase.context, target.entity)
            measured = self._with_by(modifiers, request)
            for ordering in self._conditions.orderings(modifiers, target.entity):
                if measured and ordering.grouped and ordering.key not in draft.select:
                    draft.select.append(ordering.key)
                self._order_by(draft, target, ordering)
                return

    def _modifiers_of_base(self, phrase: Phrase, base: str) -> list[Modifier]:
        """The modifiers of a phrase and of the owners that are the entity itself: "names of the youngest singer"."""
        found: list[Modifier] = []
        for modifier in phrase.modifiers:
            found.append(modifier)
            if isinstance(modifier, Of) and not modifier.negated and modifier.count is None:
                node = self._nodes.node(modifier.phrase, base)
                if isinstance(node, Entity) and node.table == base:
                    found += self._modifiers_of_base(modifier.phrase, base)
                elif isinstance(node, Column) and node.table == base:
                    found += [m for m in modifier.phrase.modifiers if isinstance(m, Extreme) and not m.by_count]
        return found

    def _with_by(self, modifiers: Sequence[Modifier], request: Request) -> bool:
        """`top 5 customers by total spending`: the measure is worth showing."""
        for modifier in modifiers:
            if isinstance(modifier, Extreme) and _is_bare(modifier) and request.groups:
                modifier.by = request.groups.pop()
                return True
        return False

    def _order_by(self, draft: Draft, target: Target, ordering: Ordering) -> None:
        if target.aggregated:
            raise Unresolved
        if ordering.grouped and not draft.group:
            for item in target.items:
                owned = target.is_entity or self._nodes.owner(target.phrase) or target.phrase.context
                key: Expression | Rows = Rows(target.entity) if owned else item
                if key not in draft.group:
                    draft.group.append(key)
        draft.order.append(Order(ordering.key, ordering.descending))
        draft.limit = ordering.number

    def _add_sorting(self, draft: Draft, request: Request) -> None:
        for sorting in request.sorting:
            key = self._sort_key(draft, sorting.by)
            if is_aggregated(key) and not draft.group and not any(map(is_aggregated, draft.select)):
                draft.group += draft.select
            draft.order.append(Order(key, sorting.descending))
        if not draft.group and any(map(is_aggregated, (order.key for order in draft.order))):
            draft.group += [item for item in draft.select if not is_aggregated(item)]  # by how frequent they are
        if request.limit is not None and draft.limit is None:
            draft.limit = request.limit

    def _sort_key(self, draft: Draft, by: Phrase | None) -> Expression:
        if by is None:
            return draft.select[0]
        node = self._nodes.node(by, draft.subject)
        if "count" in by.functions:
            counted = next(
                (item for item in draft.select if isinstance(item, Aggregate) and item.function == "count"), None
            )
            return counted or Aggregate("count", Rows(node.table if node else draft.subject))
        if isinstance(node, Column):
            used = next((i for i in draft.select if isinstance(i, Aggregate) and i.argument == node), None)
            if by.functions:
                return Aggregate(by.functions[0], node)
            return used or node
        if node is not None:
            return Column(node.table, shown_columns(self._schema, node.table)[0])
        if by.functions and (found := [i for i in draft.select if isinstance(i, Aggregate)]):
            return found[0]
        raise Unresolved


def _mentions_of(phrase: Phrase) -> Iterator[tuple[Mention, float]]:
    if phrase.head is not None:
        yield phrase.head, 1.0
    for modifier in phrase.modifiers:
        if isinstance(modifier, Valued):
            yield from ((value, 0.6) for value in modifier.values)
        elif isinstance(modifier, Of):
            yield from _mentions_of(modifier.phrase)


def _is_bare(extreme: Extreme) -> bool:
    return extreme.by is not None and not extreme.by.attribute and extreme.by.head is None and not extreme.by_count


def _finished(draft: Draft) -> Query:
    select = tuple(dict.fromkeys(draft.select))
    where = None
    if draft.where:
        where = draft.where[0] if len(draft.where) == 1 else And(tuple(draft.where))
    having = None
    if draft.having:
        having = draft.having[0] if len(draft.having) == 1 else And(tuple(draft.having))
    query = Query(
        draft.subject, select, where, tuple(draft.group), having, tuple(draft.order), draft.limit, False, draft.distinct
    )
    return replace(query, distinct=query.distinct and not query.group)


__all__ = ["Of", "RequestResolver"]
