"""What stands on the composer's stack: phrases, values, quantities and finished conditions, each with its particle."""

from dataclasses import dataclass, field
from typing import cast

from detomo.engine.language.quantity import Comparison, Number, Period, Quantity, TopN
from detomo.engine.language.units import UNITS as KNOWN_UNITS
from detomo.engine.propose.grammar.form import Comparator, Function
from detomo.engine.propose.grammar.japanese.words import COUNTERS, UNITS
from detomo.engine.propose.grammar.link.model import ColumnLink, Mention, TableLink
from detomo.engine.propose.grammar.phrases import PLACES, Compared, During, Either, Modifier, Of, Phrase, Valued

LISTED = frozenset({"と", "or"})  # particles after which the list goes on


@dataclass(slots=True)
class Chunk:
    """One of: `phrase`, `values`, `quantities`, `conditions`, a `function` or `extreme` that waits for its noun.

    `particle` is what follows it, "" for nothing, "と" for any "and", "or" for any "or".
    """

    particle: str = ""
    phrase: Phrase | None = None
    values: list[Mention] = field(default_factory=list)
    quantities: list[Quantity] = field(default_factory=list)
    conditions: list[Modifier] = field(default_factory=list)
    function: Function | None = None
    adjective: str = ""
    extreme: str = ""  # "+" or "-": the most or least of `phrase`
    count: tuple[Comparator, int] | None = None  # so many of `phrase`
    every: bool = False  # values, quantities or phrases joined by "both", not by "or"
    asked: bool = False
    goes_on: bool = False  # conditions of a clause that another one follows: they are of the noun after that one

    @property
    def is_table(self) -> bool:
        return self.phrase is not None and is_table(self.phrase)

    @property
    def is_column(self) -> bool:
        return self.phrase is not None and is_column(self.phrase)


def is_table(phrase: Phrase) -> bool:
    return phrase.head is not None and isinstance(phrase.head.links[0], TableLink) and not phrase.functions


def is_column(phrase: Phrase) -> bool:
    return phrase.head is not None and isinstance(phrase.head.links[0], ColumnLink) and not phrase.functions


def function(word: str) -> Function:
    """The aggregate that the word table names."""
    return cast(Function, word)


def named(words: tuple[str, ...]) -> Phrase:
    """A phrase for an attribute that is only implied."""
    return Phrase(attribute=words)


def amount(number: Number) -> int | float:
    return number.value if isinstance(number.value, int) else float(number.value)


def valued(chunk: Chunk, attribute: Phrase | None = None, *, negated: bool = False) -> Modifier:
    """The condition that a chunk of values stands for."""
    return Valued(chunk.values, attribute or _of_particle(chunk.particle), negated, chunk.every)


def measured(quantity: Quantity, attribute: Phrase | None, *, negated: bool = False) -> Modifier:
    """The condition that a quantity stands for; its unit may say what it measures."""
    if isinstance(quantity, Period):
        return During(quantity, attribute, negated)
    if isinstance(quantity, Comparison):
        attribute = attribute or _of_unit(quantity.number)
        upper = amount(quantity.upper) if quantity.upper else None
        return Compared(quantity.operator, amount(quantity.number), attribute, upper, negated, _unit(quantity.number))
    if isinstance(quantity, TopN):
        raise TypeError(quantity)
    return Compared("=", amount(quantity), attribute or _of_unit(quantity), None, negated, _unit(quantity))


def measurements(chunk: Chunk, attribute: Phrase | None, *, negated: bool = False) -> list[Modifier]:
    """All quantities of a chunk; alternatives and "both" as one condition."""
    found = [measured(one, attribute, negated=negated) for one in chunk.quantities if not isinstance(one, TopN)]
    if len(found) > 1:
        return [Either([[one] for one in found], every=chunk.every)]
    return found


def counts(quantity: Quantity) -> tuple[Comparator, int] | None:
    """The quantity as a number of rows: "three or more", if its unit counts things or there is none."""
    number = quantity.number if isinstance(quantity, Comparison) else quantity
    if not isinstance(number, Number) or number.ordinal or not isinstance(number.value, int):
        return None
    if number.unit is not None and number.unit not in COUNTERS:
        return None
    if isinstance(quantity, Comparison):
        return None if quantity.operator == "between" else (quantity.operator, number.value)
    return ("=", number.value)


def is_counter(quantity: Quantity) -> bool:
    number = quantity.number if isinstance(quantity, Comparison) else quantity
    return isinstance(number, Number) and number.unit in COUNTERS


def related(chunk: Chunk, *, negated: bool = False) -> Of:
    assert chunk.phrase is not None  # noqa: S101 # callers ask for phrases alone
    return Of(chunk.phrase, negated, chunk.count)


def _of_particle(particle: str) -> Phrase | None:
    """Tokyoから, Tokyoまで."""
    names = {"から": "from", "まで": "to"}
    return named(PLACES[names[particle]]) if particle in names else None


def _unit(number: Number) -> str:
    return number.unit if number.unit in KNOWN_UNITS else ""


def _of_unit(number: Number) -> Phrase | None:
    names = UNITS.get(number.unit or "")
    return named(names) if names else None
