"""Which literals of taught SQL say what its question mentions: each only where nothing else can be meant."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlglot import exp

from detomo.engine.language.comparisons import with_unit
from detomo.engine.language.quantity import Number, Period
from detomo.engine.language.units import UNITS
from detomo.engine.propose.templates.dates import Writer, writers
from detomo.engine.propose.templates.literals import Site

Meaning = Number | Period | str | None  # what a mention says; a text is a stored value, None cannot be told


@dataclass(frozen=True, slots=True)
class Place:
    """A literal that says a mention. `factor` turns a number into the unit of the column; `write` writes a period,
    `strict` only one of the same grain."""

    site: Site
    factor: Decimal = Decimal(1)
    write: tuple[Writer, ...] = ()
    strict: bool = False


def places(meanings: Sequence[Meaning], found: Sequence[Site], tree: exp.Expr, text: str) -> list[tuple[Place, ...]]:
    """For each meaning the literals that say it; none where there are several ways to see it."""
    said = [[(site, place) for site in found if (place := _place(meaning, site, text))] for meaning in meanings]
    claims = Counter(site.place for one in said for site, _ in one)
    ranked = any(tree.find_all(exp.Window))
    return [
        tuple(place for _, place in one)
        if _is_certain(meaning, [place for _, place in one], claims, ranked=ranked)
        else ()
        for meaning, one in zip(meanings, said, strict=True)
    ]


def _is_certain(meaning: Meaning, said: Sequence[Place], claims: Counter[int], *, ranked: bool) -> bool:
    if not said or any(claims[place.site.place] > 1 for place in said):
        return False
    if isinstance(meaning, Period):
        texts = [place.site.text for place in said]
        whole = all(len(text) > 2 for text in texts)  # not a month's number alone
        return len(set(texts)) == len(texts) and (whole or len(texts) == 2) and not _needs_month(meaning, texts)
    if len(said) != 1:
        return False
    # "the top 1" of a ranking is its first place; the top 3 are not its third.
    return not (isinstance(meaning, Number) and said[0].site.role == "equal" and ranked)


def _needs_month(period: Period, texts: Sequence[str]) -> bool:
    """Whether the SQL has only the year of a period that is less than a year."""
    return period.grain == "month" and all(len(text) == 4 for text in texts)


def _place(meaning: Meaning, site: Site, text: str) -> Place | None:
    if isinstance(meaning, Number):
        return _number_place(meaning, site, text)
    if isinstance(meaning, Period):
        return _period_place(meaning, site)
    return Place(site) if meaning and site.is_string and site.role == "equal" and site.text == meaning else None


def _number_place(number: Number, site: Site, text: str) -> Place | None:
    if site.role == "other":
        return None
    if site.is_string:
        return Place(site) if site.is_compared and site.text == str(number.value) else None
    said = Decimal(site.text) if site.text.replace(".", "", 1).isdigit() else None
    factors = (Decimal(1), *_factors(number, text)) if site.is_compared else (Decimal(1),)
    return next((Place(site, factor) for factor in factors if said == number.value * factor), None)


def _factors(number: Number, text: str) -> Iterator[Decimal]:
    """From the unit that the question names to the others that measure the same thing."""
    unit = UNITS.get(with_unit(number, text).unit or "")
    if unit is None or unit.dimension == unit.name:
        return
    if unit.dimension == "ratio":
        yield unit.factor
    yield from (
        unit.factor / other.factor for other in UNITS.values() if other.dimension == unit.dimension and other != unit
    )


def _period_place(period: Period, site: Site) -> Place | None:
    if period.relative or period.assumed or site.role == "limit":
        return None
    ways = writers(site.text, period)
    if not ways or (len(site.text) <= 4 and not site.is_compared):
        return None
    return Place(site, write=tuple(way for way, _ in ways), strict=any(strict for _, strict in ways))
