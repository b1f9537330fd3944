"""A request as a logical form: what it selects, of which entity, under which conditions, in which groups and order."""

from collections.abc import Sequence

from detomo.engine.propose.grammar.form import (
    Aggregate,
    Column,
    Comparison,
    Condition,
    Constant,
    Order,
    Part,
    Query,
    Related,
    Rows,
)
from detomo.engine.propose.grammar.form_walk import is_aggregated
from detomo.engine.propose.grammar.phrases import During, Extreme, Phrase, Request
from detomo.engine.propose.grammar.resolve.arrangement import Arrangement
from detomo.engine.propose.grammar.resolve.draft import Draft, finished
from detomo.engine.propose.grammar.resolve.series import with_series
from detomo.engine.propose.grammar.resolve.targets import Target
from detomo.engine.propose.grammar.schema.columns import shown_columns, temporal_columns


class RequestResolver(Arrangement):
    def resolve(self, request: Request) -> Query:
        """Raises `Unresolved` when a part of the request fits nothing in the schema."""
        targets = self._targets(request)
        subject = self._subject(targets)
        draft = Draft(subject, distinct=any(t.phrase.distinct and not t.aggregated for t in targets))
        self._sum_what_is_grouped(request, targets)
        self._dates_of_the_subject(request, subject)
        draft.select = [item for target in targets for item in target.items]
        self._add_conditions(draft, targets, request)
        self._add_groups(draft, targets, request)
        self._add_extremes(draft, targets, request)
        self._add_sorting(draft, request)
        if request.grains and not draft.order:
            draft.order = [Order(part) for part in draft.group if isinstance(part, Part)]
        return with_series(finished(draft), request)

    def _dates_of_the_subject(self, request: Request, subject: str) -> None:
        """`orders per customer in 2025`: a period behind a group is that of what is counted."""
        if not temporal_columns(self._schema, subject):
            return
        for group in request.groups:
            bare = [one for one in group.modifiers if isinstance(one, During) and one.attribute is None]
            group.modifiers = [one for one in group.modifiers if one not in bare]
            request.modifiers = [*request.modifiers, *bare]

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

    def _group_by_rows(self, draft: Draft, base: str) -> None:
        """`the average rating of books with three reviews`: of each book, for its reviews are what is counted."""
        if base == draft.subject or Rows(base) in draft.group or not any(map(is_aggregated, draft.select)):
            return
        draft.group.append(Rows(base))
        shown = [Column(base, name) for name in shown_columns(self._schema, base)]
        draft.select[0:0] = [one for one in shown if one not in draft.select]

    def _extend(self, draft: Draft, conditions: Sequence[Condition], base: str) -> None:
        for condition in conditions:
            if base != draft.subject and not isinstance(condition, Related):
                condition = Related(Rows(base), condition)
            if isinstance(condition, Related) and condition.entity.table == draft.subject:
                if condition.count is not None and not condition.negated:
                    counted = Aggregate("count", Rows(draft.subject))
                    draft.having.append(Comparison(counted, condition.count[0], Constant(condition.count[1])))
                    self._group_by_rows(draft, base)
                if condition.where is None:
                    continue
                if not condition.negated:
                    condition = condition.where
            if condition not in draft.where:
                draft.where.append(condition)
