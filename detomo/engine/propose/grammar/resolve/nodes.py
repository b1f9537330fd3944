"""Deciding what the links of a phrase mean where it stands."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from detomo.engine.propose.grammar.form import Column, Condition, Expression, Part
from detomo.engine.propose.grammar.form_walk import columns
from detomo.engine.propose.grammar.link.model import ColumnLink, Link, TableLink, ValueLink
from detomo.engine.propose.grammar.link.names import NameIndex
from detomo.engine.propose.grammar.phrases import Of, Phrase
from detomo.engine.propose.grammar.schema import Schema
from detomo.engine.propose.grammar.schema.columns import is_key_column, is_number, is_temporal

_HERE, _MENTIONED, _FAR, _UNREACHABLE = 0.12, 0.08, 0.06, 0.4
_FOREIGN = 0.04  # a reference is less likely meant than what it refers to
_ENOUGH = 0.3
_YES_NO = (("t", "f"), ("y", "n"), ("yes", "no"), ("true", "false"), ("1", "0"))
StoredSets = Callable[[str, str], Sequence[str] | None]  # all values of a column that has few


@dataclass(frozen=True, slots=True)
class Entity:
    """`via`: the reference (`table.column`) that leads to it where it is called by its role, a manager or an origin."""

    table: str
    via: str = ""


Node = Entity | Column


@dataclass(frozen=True, slots=True)
class Scored:
    """A link with its score where it stands."""

    score: float
    link: Link


@dataclass(slots=True)
class Choices:
    """What one reading decided, and how sure each decision was. `forced` holds links that the reading must take."""

    forced: dict[tuple[int, int], Link] = field(default_factory=dict)
    scores: list[float] = field(default_factory=list)
    guesses: list[str] = field(default_factory=list)
    ranked: dict[tuple[int, int], tuple[Scored, ...]] = field(default_factory=dict)


class Nodes:
    """Chooses among the links of phrases by their scores and by how near their tables are to what is spoken of."""

    def __init__(
        self, schema: Schema, names: NameIndex, mentioned: Sequence[str], choices: Choices, stored: StoredSets
    ) -> None:
        self.schema = schema
        self._stored = stored
        self.names = names
        self.mentioned = frozenset(mentioned)
        self.choices = choices

    def node(self, phrase: Phrase, near: str = "", *, wants_column: bool = False) -> Node | None:
        """The table or column that a phrase means; None when it names nothing that fits."""
        if phrase.head is None:
            return self._implied(phrase, near) if phrase.attribute else None
        place = (phrase.head.start, phrase.head.end)
        if place in self.choices.forced and not isinstance(self.choices.forced[place], ValueLink):
            self.choices.scores.append(min(1.0, self.choices.forced[place].score))
            return _as_node(self.choices.forced[place])
        ranked = self._ranked(phrase.head.links, near, wants_column=wants_column)
        if not ranked or ranked[0].score < _ENOUGH:
            return None
        self.choices.scores.append(min(1.0, ranked[0].link.score))
        self.choices.ranked.setdefault(place, tuple(ranked))
        return _as_node(ranked[0].link)

    def role(self, phrase: Phrase, near: str = "") -> Entity | None:
        """The entity that a phrase calls by its role: the manager that `manager_id` refers to. None where the phrase
        names a table, a column that refers to nothing, or the reference itself ("manager id")."""
        node = self.node(phrase, near)
        if not isinstance(node, Column) or self._names_whole(phrase, node):
            return None
        table = self.schema.referred_to(node.table, node.name)
        return Entity(table, f"{node.table}.{node.name}") if table else None

    def _names_whole(self, phrase: Phrase, column: Column) -> bool:
        links = phrase.head.links if phrase.head is not None else ()
        found = (link for link in links if isinstance(link, ColumnLink))
        return any(link.whole for link in found if (link.table, link.column) == (column.table, column.name))

    def table_of(self, phrase: Phrase, near: str = "") -> str:
        """The table that a phrase speaks of: itself, or that of its column."""
        found = self.node(phrase, near)
        return found.table if found is not None else ""

    def owner(self, phrase: Phrase) -> str:
        """The entity that a column is asked of: "names *of singers*"."""
        for modifier in phrase.modifiers:
            if isinstance(modifier, Of) and not modifier.negated and modifier.count is None:
                found = self.node(modifier.phrase)
                if isinstance(found, Entity):
                    return found.table
                if found is not None:
                    return self.owner(modifier.phrase) or found.table
        return ""

    def flag_value(self, column: Column) -> str | None:
        """What a column of two values holds where it says yes; None for any other column."""
        held = self._stored(column.table, column.name)
        if held is None or not 1 <= len(held) <= 2:
            return None
        folded = {str(value).casefold(): value for value in held}
        return next((str(folded[yes]) for yes, no in _YES_NO if set(folded) <= {yes, no} and yes in folded), None)

    def is_time(self, node: "Node | Expression") -> bool:
        """Whether it is a date, or a part of one."""
        known = self.schema.column(node.table, node.name) if isinstance(node, Column) else None
        return isinstance(node, Part) or (known is not None and is_temporal(known))

    def names_column(self, phrase: Phrase, column: Column) -> bool:
        """Whether a noun of the adjective names the column."""
        return any(
            link.column == column.name
            for noun in phrase.attribute
            for link in self.names.find_in(noun.lstrip("-"), column.table)
        )

    def far_table(self, condition: Condition, base: str) -> str:
        """A table of the condition of which several rows may belong to one row of the base."""
        tables = (column.table for column in columns(condition))
        return next((table for table in tables if not self.schema.is_single(base, table)), "")

    def _ranked(self, links: Sequence[Link], near: str, *, wants_column: bool) -> list[Scored]:
        scored = []
        for link in links:
            if isinstance(link, ValueLink):
                continue
            score = link.score + self.nearness(link.table, near)
            if isinstance(link, ColumnLink):
                score -= _FOREIGN * (link.column.casefold() in self.schema.foreign_columns(link.table))
            elif wants_column:
                score -= 0.3
            else:
                score += 0.03 - 0.1 * self.schema.is_junction(link.table)
            scored.append(Scored(score, link))
        return sorted(scored, key=lambda one: -one.score)

    def nearness(self, table: str, near: str) -> float:
        bonus = _MENTIONED if table in self.mentioned else 0.0
        if not near:
            return bonus
        distance = self.schema.distance(near, table)
        if distance is None:
            return -_UNREACHABLE
        return (_HERE if distance == 0 else -_FAR * distance) + bonus

    def _implied(self, phrase: Phrase, near: str) -> Node | None:
        """The column for an adjective or a question word: the first of its nouns that the table has."""
        for table in self._tables_from(near):
            found = self._column_named(table, phrase.attribute)
            if found is not None:
                self.choices.scores.append(0.9 if table == near else 0.75)
                return found
        return None

    def _tables_from(self, near: str) -> list[str]:
        if not near:
            return sorted(self.mentioned)
        around = [edge.right for edge in self.schema.edges(near)]
        return [near, *(table for table in dict.fromkeys(around) if table in self.mentioned), *dict.fromkeys(around)]

    def _column_named(self, table: str, nouns: Sequence[str]) -> Column | None:
        if table not in self.schema.tables:
            return None
        best: tuple[float, Column] | None = None
        for rank, noun in enumerate(nouns):
            for link in self.names.find_in(noun.lstrip("-"), table):
                known = self.schema.tables[table].column(link.column)
                fits = known is not None and (is_number(self.schema, table, link.column) or is_temporal(known))
                fits = fits and not is_key_column(self.schema, table, link.column)
                score = link.score - 0.08 * rank - (0 if fits else 0.25)
                if best is None or score > best[0] + 1e-9:
                    best = (score, Column(table, link.column))
        return best[1] if best is not None and best[0] >= 0.3 else None


def is_reversed(phrase: Phrase, column: Column, names: NameIndex) -> bool:
    """Whether the adjective's "more" is this column's "less": younger is less age, but more birth date."""
    for noun in phrase.attribute:
        if any(link.column == column.name for link in names.find_in(noun.lstrip("-"), column.table)):
            return noun.startswith("-")
    return False


def _as_node(link: Link) -> Node:
    return Column(link.table, link.column) if isinstance(link, ColumnLink) else Entity(link.table)


__all__ = ["Choices", "Entity", "Node", "Nodes", "TableLink", "is_reversed"]
