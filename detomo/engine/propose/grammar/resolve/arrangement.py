"""Groups, superlatives and order of a request."""

from collections.abc import Sequence

from detomo.engine.propose.grammar.form import (
    Aggregate,
    Column,
    Expression,
    FirstOfGroup,
    Grain,
    Order,
    Part,
    Rows,
)
from detomo.engine.propose.grammar.form_walk import aggregates, is_aggregated
from detomo.engine.propose.grammar.phrases import Extreme, Modifier, Of, Phrase, Request, Sorting
from detomo.engine.propose.grammar.resolve.conditions import Unresolved
from detomo.engine.propose.grammar.resolve.draft import Draft
from detomo.engine.propose.grammar.resolve.extremes import Ordering
from detomo.engine.propose.grammar.resolve.nodes import Entity, is_reversed
from detomo.engine.propose.grammar.resolve.targets import Target, Targets, is_bare
from detomo.engine.propose.grammar.schema.columns import is_year, shown_columns, temporal_columns


class Arrangement(Targets):
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
        """A part of the first date of the entity, else of what it belongs to (a line to its order); a year that is
        stored as such is its own period."""
        around = [edge.right for edge in self._schema.edges(table) if not self._schema.multiplies(edge)]
        mentioned = [one for one in around if one in self._nodes.mentioned]
        for place in dict.fromkeys((table, *mentioned, *around)):
            if times := temporal_columns(self._schema, place):
                column = Column(place, times[0].name)
                return column if is_year(times[0]) and grain == "year" else Part(grain, column)
        raise Unresolved

    def _group_key(self, group: Phrase, draft: Draft, targets: Sequence[Target]) -> Expression | Rows | None:
        node = self._nodes.node(group, draft.subject)
        if node is None:
            raise Unresolved
        has_aggregate = any(target.aggregated for target in targets)
        if isinstance(node, Column) and (role := self._nodes.role(group, draft.subject)) is not None:
            return self._group_by_role(draft, role)
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

    def _group_by_role(self, draft: Draft, role: Entity) -> Rows:
        """`each manager`: those referred to; what is counted for them are the rows that refer ("their reports")."""
        owner, _, name = role.via.rpartition(".")
        reference, rows = Column(owner, name), Aggregate("count", Rows(owner))
        draft.select = [rows if one in (reference, _number_of(reference)) else one for one in draft.select]
        draft.subject = owner
        shown = [Column(role.table, name, role.via) for name in shown_columns(self._schema, role.table)]
        draft.select[0:0] = [one for one in shown if one not in draft.select]
        return Rows(role.table, role.via)

    def _group_by_target(self, draft: Draft, target: Target) -> None:
        for item in target.items:
            if not isinstance(item, Column):
                continue
            if any(isinstance(key, Rows) and key.table == item.table for key in draft.group):
                continue
            owned = target.entity == item.table and (target.entity != draft.subject or self._is_tested(draft, target))
            key: Expression | Rows = Rows(item.table) if owned and self._identifies(item) else item
            if key not in draft.group:
                draft.group.append(key)

    def _is_tested(self, draft: Draft, target: Target) -> bool:
        """`departments with an average salary above 7000`: each by itself, but where they are what is counted."""
        counted = Aggregate("count", Rows(target.entity))
        return target.is_entity and not any(counted in aggregates(test) for test in draft.having)

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
                if self._first_of_groups(draft, target, ordering, request):
                    return
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

    def _first_of_groups(self, draft: Draft, target: Target, ordering: Ordering, request: Request) -> bool:
        """`the oldest student of each club`: those that are first in their group, with the group."""
        of = ordering.key
        if len(request.groups) != 1 or request.grains or target.aggregated or not isinstance(of, Column):
            return False
        node = self._nodes.node(request.groups[0], target.entity)
        group = self._reference_to(node, target.entity) if isinstance(node, Entity) else node
        if group is None or not self._schema.is_single(target.entity, group.table):
            return False
        draft.where.append(FirstOfGroup(of, group, ordering.descending, ordering.number))
        named = shown_columns(self._schema, node.table) if isinstance(node, Entity) else (group.name,)
        shown = [Column(group.table if isinstance(node, Column) else node.table, name) for name in named if node]
        draft.select[0:0] = [one for one in shown if one not in draft.select]
        return True

    def _reference_to(self, node: Entity, base: str) -> Column | None:
        """The base's own column that tells which row of an entity it belongs to."""
        way = self._schema.way(base, node.table)
        if not way or len(way[-1].left_columns) != 1 or any(map(self._schema.multiplies, way)):
            return None
        return Column(way[-1].left, way[-1].left_columns[0])

    def _with_by(self, modifiers: Sequence[Modifier], request: Request) -> bool:
        """`top 5 customers by total spending`: the measure is worth showing."""
        for modifier in modifiers:
            is_measured = request.groups and not request.groups[-1].each
            if isinstance(modifier, Extreme) and is_bare(modifier) and is_measured:
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
            key = self._sort_key(draft, sorting)
            if is_aggregated(key) and not draft.group and not any(map(is_aggregated, draft.select)):
                draft.group += draft.select
            draft.order.append(Order(key, sorting.descending != self._is_backwards(sorting, key)))
        if not draft.group and any(map(is_aggregated, (order.key for order in draft.order))):
            draft.group += [item for item in draft.select if not is_aggregated(item)]  # by how frequent they are
        if request.limit is not None and draft.limit is None:
            draft.limit = request.limit

    def _is_backwards(self, sorting: Sorting, key: Expression) -> bool:
        """Whether the first by the word said is the last by the key: the oldest has the earliest date."""
        if sorting.said_of == "age":
            return self._nodes.is_time(key)
        by = sorting.by
        if by is None or by.head is not None or not isinstance(key, Column):
            return False
        return is_reversed(by, key, self._nodes.names)

    def _implied_key(self, draft: Draft, said_of: str) -> Expression:
        """Of sums and numbers, these, unless the words are of an alphabet or of time."""
        measured = [item for item in draft.select if is_aggregated(item)]
        named = [item for item in draft.select if not is_aggregated(item)]
        if not said_of:
            return (measured or named)[0]
        if said_of == "letters":
            return (named or measured)[0]
        times: list[Expression] = [item for item in named if self._nodes.is_time(item)]
        if not times and not draft.group and not measured:
            times = [Column(draft.subject, one.name) for one in temporal_columns(self._schema, draft.subject)]
        if not times:
            raise Unresolved
        return times[0]

    def _sort_key(self, draft: Draft, sorting: Sorting) -> Expression:
        by = sorting.by
        node = self._nodes.node(by, draft.subject) if by is not None else None
        if by is None or (node is None and by.attribute):
            return self._implied_key(draft, sorting.said_of)
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


def _number_of(column: Column) -> Aggregate:
    return Aggregate("count", column, distinct=True)
