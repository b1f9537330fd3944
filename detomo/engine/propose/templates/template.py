"""A taught pair taken apart: its tree, what its question mentions, and where the SQL says it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from sqlglot import exp

from detomo.engine.errors import Refused
from detomo.engine.guard.parse import parse
from detomo.engine.language.periods import Calendar
from detomo.engine.language.shapes import Mention, number_at, period_at
from detomo.engine.language.width import tidy
from detomo.engine.propose.templates.literals import Site, sites
from detomo.engine.propose.templates.parameters import Meaning, Place, places
from detomo.engine.types import Dialect


@dataclass(frozen=True, slots=True)
class Template:
    """`places[i]` are the literals that say `mentions[i]`, none where it must stay as it is.

    `tree` is shared: copy it before changing it.
    """

    text: str
    mentions: tuple[Mention, ...]
    meanings: tuple[Meaning, ...]
    places: tuple[tuple[Place, ...], ...]
    tree: exp.Expr
    sites: tuple[Site, ...]


@lru_cache(maxsize=1024)
def template(
    question: str,
    sql: str,
    mentions: tuple[Mention, ...],
    values: tuple[str, ...],
    dialect: Dialect,
    calendar: Calendar,
) -> Template | None:
    """The pair taken apart; None where its SQL is not one query. `values` are the literals of mentioned values."""
    try:
        parsed = parse(sql, dialect)
    except Refused:
        return None
    if parsed.explain:
        return None
    text = tidy(question)
    meanings = meanings_of(text, mentions, values, calendar)
    found = sites(parsed.tree)
    return Template(
        text, mentions, meanings, tuple(places(meanings, found, parsed.tree, text)), parsed.tree, tuple(found)
    )


def meanings_of(
    text: str, mentions: Sequence[Mention], values: Sequence[str], calendar: Calendar
) -> tuple[Meaning, ...]:
    return tuple(_meaning(text, mention, value, calendar) for mention, value in zip(mentions, values, strict=True))


def _meaning(text: str, mention: Mention, value: str, calendar: Calendar) -> Meaning:
    if mention.kind == "value":
        return value
    if mention.kind == "number":
        return number_at(text, mention)
    return period_at(text, mention, calendar)
