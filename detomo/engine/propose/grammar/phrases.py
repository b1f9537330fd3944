"""What composition in either language makes of a question, before the schema decides: noun phrases and their modifiers.

Language-neutral: English and Japanese build these, `resolve` turns them into the logical form. Phrases are mutable only
while one question is composed.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from detomo.engine.language.quantity import Period
from detomo.engine.propose.grammar.form import Comparator, Function, Grain
from detomo.engine.propose.grammar.link.model import Mention

Number = int | float | Decimal

# Nouns that references are called by: where something comes from and goes to, and who stands above somebody.
PLACES = {
    "from": ("source", "origin", "from", "departure", "sender", "start"),
    "to": ("destination", "target", "to", "arrival", "receiver", "recipient", "end"),
}
SUPERIORS = ("manager", "supervisor", "boss", "report", "superior", "lead", "chief", "head", "parent")


@dataclass(slots=True)
class Phrase:
    """A noun phrase. `attribute`: nouns that an adjective or a question word implies ("how old" → age, birth date),
    best first, where no head is named. `each`: "for each", "every" before a head that may be grouped by."""

    head: Mention | None = None
    attribute: tuple[str, ...] = ()
    functions: tuple[Function, ...] = ()
    distinct: bool = False
    each: bool = False
    modifiers: "list[Modifier]" = field(default_factory=list)
    context: "Phrase | None" = None  # what a sentence before spoke of
    word: str = ""
    aged: bool = False  # called old or young: where it is a date, the more is the earlier
    quantifier: Literal["", "any", "all"] = ""  # in comparisons: "than any …", "than all …"


@dataclass(slots=True)
class Of:
    """Rows that belong together: "songs of …", "stadiums that had …"; none of them if `negated`, so many if `count`."""

    phrase: Phrase
    negated: bool = False
    count: tuple[Comparator, int] | None = None


@dataclass(slots=True)
class Valued:
    """An attribute is a stored value: any of several, all of them in rows of their own (`every`), or none."""

    values: list[Mention]
    attribute: Phrase | None = None
    negated: bool = False
    every: bool = False
    joined: bool = False  # by "and": any of them for one row, all of them for rows of their own


@dataclass(slots=True)
class Compared:
    """`operand` "average" is that of the attribute itself; `other` compares with any/all of another phrase's rows."""

    operator: Comparator | Literal["between"]
    operand: "Number | Phrase | Mention | str | Period"
    attribute: Phrase | None = None
    upper: "Number | None" = None
    negated: bool = False
    unit: str = ""  # a name of `language.units`


@dataclass(slots=True)
class During:
    period: Period
    attribute: Phrase | None = None
    negated: bool = False


@dataclass(slots=True)
class Matching:
    pattern: str
    attribute: Phrase | None = None
    negated: bool = False


@dataclass(slots=True)
class Missing:
    """`had`: that something has none of it, which zero says of a quantity too; else that nothing is recorded."""

    attribute: Phrase | None = None
    negated: bool = False
    had: bool = False


@dataclass(slots=True)
class Extreme:
    """The most or least by an attribute or by a number of related rows (`by`); `number` of them."""

    descending: bool
    by: Phrase | None = None
    number: int = 1
    by_count: bool = False
    hint: tuple[str, ...] = ()  # what the superlative itself speaks of: "largest" of size, area, population


@dataclass(slots=True)
class Either:
    """Alternatives, each a list of modifiers that hold together; `every`: all, in rows of their own."""

    options: "list[list[Modifier]]"
    every: bool = False


Modifier = Of | Valued | Compared | During | Matching | Missing | Extreme | Either


@dataclass(slots=True)
class Sorting:
    by: Phrase | None
    descending: bool
    said_of: Literal["", "letters", "time", "age"] = ""  # alphabetical, newest first, oldest first: of no amount


@dataclass(slots=True)
class Request:
    """One question: what to show, by which groups, in which order."""

    targets: list[Phrase] = field(default_factory=list)
    modifiers: "list[Modifier]" = field(default_factory=list)
    groups: list[Phrase] = field(default_factory=list)
    grains: list[Grain] = field(default_factory=list)
    sorting: list[Sorting] = field(default_factory=list)
    limit: int | None = None
    summed_groups: bool = False  # "by" rather than "of each": a quantity by groups is added up
    share: bool = False
    running: bool = False
    previous: Literal["", "value", "change", "rate"] = (
        ""  # beside each value: the one before, the difference, or that in percent
    )
