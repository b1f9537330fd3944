"""The taught pair whose template a question fits, in the one way in which it can be meant."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from detomo.engine.catalog import Catalog
from detomo.engine.catalog.values import ValueIndex, ValueMatch
from detomo.engine.knowledge.items import KnowledgeItem
from detomo.engine.knowledge.shapes import TaughtShape
from detomo.engine.knowledge.store import Knowledge
from detomo.engine.language.periods import Calendar
from detomo.engine.language.shapes import Mention, quantity_mentions, shape
from detomo.engine.language.width import tidy
from detomo.engine.propose.taught_values import keeps_count, keeps_other_values
from detomo.engine.propose.templates.bind import Asked, Bound, bind, write
from detomo.engine.propose.templates.columns import stored_column, tables_of
from detomo.engine.propose.templates.parameters import Meaning
from detomo.engine.propose.templates.template import Template, meanings_of, template
from detomo.engine.propose.templates.values import value_at, value_choices
from detomo.engine.types import Binding


@dataclass(frozen=True, slots=True)
class Fit:
    """`sql` answers the question; it is the taught SQL itself where there are no `bindings`."""

    item: KnowledgeItem
    sql: str
    bindings: tuple[Binding, ...]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a question is compared with: what was taught, the schema, the stored values (asked for only where nothing
    fits without them) and the day."""

    knowledge: Knowledge
    catalog: Catalog
    values: Callable[[], ValueIndex]
    calendar: Calendar


def fit(question: str, around: Surroundings) -> Fit | None:
    """None where nothing fits, or where two taught pairs give different SQL."""
    text = tidy(question)
    quantities = quantity_mentions(text)
    found = list(_fits(text, quantities, (), around))
    if not found:
        values = around.values().find(text)
        for mentions in value_choices(values, quantities):
            found += _fits(text, mentions, values, around)
    unchanged = [one for one in found if not one.bindings]
    if unchanged:
        return unchanged[0]
    return found[0] if len({one.sql for one in found}) == 1 else None


def _fits(text: str, mentions: tuple[Mention, ...], found: Sequence[ValueMatch], around: Surroundings) -> Iterator[Fit]:
    for item, taught in around.knowledge.same_shape(shape(text, mentions)):
        known = template(
            item.question, item.content, taught.mentions, taught.values, around.catalog.dialect, around.calendar
        )
        if known is None:
            continue
        asked = _asked(text, mentions, known, found, around)
        bound = bind(known, asked) if asked else None
        if bound is not None and _keeps_the_rest(item, taught, known, bound, text):
            sql = item.content if bound.tree is None else write(bound.tree, around.catalog.dialect)
            if sql is not None:
                yield Fit(item, sql, bound.bindings)


def _asked(
    text: str, mentions: tuple[Mention, ...], known: Template, found: Sequence[ValueMatch], around: Surroundings
) -> Asked | None:
    values = [_value(mention, number, known, found, around) for number, mention in enumerate(mentions)]
    if None in values:
        return None
    meanings: tuple[Meaning, ...] = meanings_of(text, mentions, [value or "" for value in values], around.calendar)
    return Asked(text, mentions, meanings)


def _value(
    mention: Mention, number: int, known: Template, found: Sequence[ValueMatch], around: Surroundings
) -> str | None:
    """The stored value of a mention; empty for one of another kind, None where it is not certain."""
    if mention.kind != "value":
        return ""
    places, taught = known.places[number], known.meanings[number]
    column = stored_column(places[0].site.other, around.catalog) if places else None
    if column is None or not isinstance(taught, str):
        return None
    return value_at(mention, found, column, taught, tables_of(known.tree, around.catalog), around.values())


def _keeps_the_rest(item: KnowledgeItem, taught: TaughtShape, known: Template, bound: Bound, text: str) -> bool:
    """Whether values that are not marked stand in both questions, and the number of rows is the same or asked for."""
    cut = any(place.site.role == "limit" for one in known.places for place in one)
    return (cut or keeps_count(item, text)) and keeps_other_values(item, text, taught.values)
