"""What is said of rows that belong to the base, where all of it is said of one and the same row."""

from detomo.engine.propose.grammar.form import (
    And,
    Condition,
    Not,
    Related,
    Rows,
)
from detomo.engine.propose.grammar.resolve.attributes import all_of
from detomo.engine.propose.grammar.resolve.related import RelatedRows


class SameRows(RelatedRows):
    def _same_rows(self, conditions: list[Condition], base: str) -> list[Condition]:
        """What is said of several rows that belong to the base is said of one and the same: "English is the official
        language" of one row; "is not the official language" that there is no such row."""
        by_table: dict[str, list[Condition]] = {}
        for condition in conditions:
            if table := self._plain_far_table(condition, base):
                by_table.setdefault(table, []).append(condition)
        for table, parts in by_table.items():
            if len(parts) < 2:
                continue
            place = conditions.index(parts[0])
            rest = [one for one in conditions if one not in parts]
            conditions = [*rest[:place], *self._one_row(table, parts), *rest[place:]]
        return conditions

    def _plain_far_table(self, condition: Condition, base: str) -> str:
        inner = condition.part if isinstance(condition, Not) else condition
        if isinstance(inner, And) and all(
            isinstance(p, Related) and not p.negated and not p.count for p in inner.parts
        ):
            return next((p.entity.table for p in inner.parts if isinstance(p, Related)), "")
        return "" if isinstance(inner, Related) else self._nodes.far_table(inner, base)

    def _one_row(self, table: str, parts: list[Condition]) -> list[Condition]:
        rows = next((p for p in parts if isinstance(p, And) and isinstance(p.parts[0], Related)), None)
        plain = [p for p in parts if not isinstance(p, Not) and p is not rows]
        denied = [p.part for p in parts if isinstance(p, Not)]
        if isinstance(rows, And):
            each = [p for p in rows.parts if isinstance(p, Related) and p.where is not None]
            return [And(tuple(Related(p.entity, all_of([p.where, *plain])) for p in each if p.where is not None))]
        if denied and plain:
            return [Related(Rows(table), all_of([*plain, *denied]), negated=True)]
        return [Related(Rows(table), all_of(plain))] if plain else list(parts)
