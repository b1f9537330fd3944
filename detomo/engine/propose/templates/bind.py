"""A new question bound to a taught pair: its numbers, periods and values put into the SQL, or nothing at all."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlglot import exp
from sqlglot.errors import SqlglotError

from detomo.engine.guard.parse import grammar
from detomo.engine.language.quantity import Number, Period
from detomo.engine.language.shapes import Mention
from detomo.engine.language.width import squash
from detomo.engine.propose.templates import rigid
from detomo.engine.propose.templates.literals import literals
from detomo.engine.propose.templates.parameters import Meaning, Place
from detomo.engine.propose.templates.template import Template
from detomo.engine.types import Binding, Dialect

_LARGEST = 10**12


@dataclass(frozen=True, slots=True)
class Asked:
    """A question in the shape of a template: `meanings[i]` is what stands at `mentions[i]`."""

    text: str
    mentions: tuple[Mention, ...]
    meanings: tuple[Meaning, ...]


@dataclass(frozen=True, slots=True)
class Bound:
    """`tree` is None where nothing had to be changed."""

    tree: exp.Expr | None
    bindings: tuple[Binding, ...]


def bind(template: Template, asked: Asked) -> Bound | None:
    """The taught SQL for what was asked; None unless every difference has its one certain place."""
    differing = [number for number in range(len(asked.meanings)) if not _is_same(template, asked, number)]
    if not differing:
        return Bound(None, ())
    written = {}
    for number in differing:
        texts = _written(template.meanings[number], asked.meanings[number], template.places[number], template, asked)
        if texts is None or not _may_change(template, number, asked.meanings[number]):
            return None
        written[number] = texts
    tree = _replaced(template, written)
    if not _is_in_order(tree):
        return None
    return Bound(tree, tuple(_binding(template, asked, number, written[number]) for number in differing))


def write(tree: exp.Expr, dialect: Dialect) -> str | None:
    """The tree as SQL, which the guard is still to check."""
    try:
        return grammar(dialect).generate(tree, normalize_functions=False)
    except (SqlglotError, ValueError):
        return None


def _is_same(template: Template, asked: Asked, number: int) -> bool:
    taught, new = template.meanings[number], asked.meanings[number]
    one, other = _said(template.text, template.mentions[number]), _said(asked.text, asked.mentions[number])
    if squash(one) == squash(other) and not isinstance(taught, str):
        return True
    if isinstance(taught, Number) and isinstance(new, Number):
        return taught.value == new.value
    if isinstance(taught, Period) and isinstance(new, Period):
        floats = taught.relative or new.relative or taught.assumed or new.assumed
        return not floats and (taught.first, taught.after) == (new.first, new.after)
    return taught is not None and taught == new


def _said(text: str, mention: Mention) -> str:
    return text[mention.start : mention.end]


def _may_change(template: Template, number: int, new: Meaning) -> bool:
    """Whether nothing else in the SQL hangs on what is to be replaced."""
    said = [place.site for one in template.places for place in one]
    rest = rigid.unsaid(template.sites, said)
    taught = template.meanings[number]
    if any(rigid.is_bound_to_this(site, to_value=isinstance(taught, str)) for site in rest):
        return False
    if isinstance(taught, Period) and isinstance(new, Period):
        same = taught.grain == new.grain
        if any(rigid.is_length_of_period(site, template.tree, same_grain=same) for site in rest):
            return False
    return not any(rigid.is_named(name, template.tree, template.sites, said) for name in _names(taught))


def _names(taught: Meaning) -> Iterator[str]:
    if isinstance(taught, Number):
        yield str(taught.value)
    elif isinstance(taught, Period) and taught.first is not None:
        yield str(taught.first.year)
    elif isinstance(taught, str):
        yield taught


def _written(
    taught: Meaning, new: Meaning, places: Sequence[Place], template: Template, asked: Asked
) -> dict[int, str] | None:
    """The new text of each literal."""
    if not places or type(taught) is not type(new):
        return None
    if isinstance(taught, Number) and isinstance(new, Number):
        text = _number(taught, new, places[0])
        return None if text is None else {places[0].site.place: text}
    if isinstance(taught, Period) and isinstance(new, Period):
        return _period(taught, new, places)
    return {places[0].site.place: new} if isinstance(new, str) else None


def _number(taught: Number, new: Number, place: Place) -> str | None:
    counts = isinstance(taught.value, int) and (place.site.role == "limit" or _counts(place))
    if new.value <= 0 or new.value > _LARGEST or (counts and not isinstance(new.value, int)):
        return None
    if taught.may_be_year != new.may_be_year and place.site.role == "equal":
        return None
    value = Decimal(new.value) * place.factor
    return f"{value.normalize():f}"


def _counts(place: Place) -> bool:
    return place.site.other is not None and place.site.other.find(exp.Count) is not None


def _period(taught: Period, new: Period, places: Sequence[Place]) -> dict[int, str] | None:
    if new.first is None or new.after is None or new.assumed:
        return None
    ambiguous = any(len(place.write) > 1 for place in places)
    strict = ambiguous or any(place.strict or not _is_bound_of_days(place) for place in places)
    if strict and (taught.grain != new.grain or not _is_like(taught, new)):
        return None
    texts = {place.site.place: {write(new.first, new.after) for write in place.write} for place in places}
    if any(len(ways) != 1 for ways in texts.values()):
        return None
    return {place: ways.pop() for place, ways in texts.items()}


def _is_bound_of_days(place: Place) -> bool:
    """Whether days themselves are compared, not their year or month: DATE_TRUNC('year', d) = '2012-01-01'."""
    other = place.site.other
    while isinstance(other, exp.Cast | exp.Date | exp.TsOrDsToDate | exp.Paren):
        other = other.this
    return place.site.role == "compare" and isinstance(other, exp.Column)


def _is_like(taught: Period, new: Period) -> bool:
    """Whether a year is no fiscal year where the other is one."""
    return taught.grain != "year" or taught.first is None or new.first is None or taught.first.month == new.first.month


def _replaced(template: Template, written: dict[int, dict[int, str]]) -> exp.Expr:
    tree = template.tree.copy()
    every = literals(tree)
    for texts in written.values():
        for place, text in texts.items():
            every[place].set("this", text)
    return tree


def _is_in_order(tree: exp.Expr) -> bool:
    """Whether no BETWEEN runs backwards."""
    for between in tree.find_all(exp.Between):
        low, high = between.args["low"], between.args["high"]
        if isinstance(low, exp.Literal) and isinstance(high, exp.Literal) and low.is_string == high.is_string:
            ends = (low.this, high.this) if low.is_string else (Decimal(low.this), Decimal(high.this))
            if ends[0] > ends[1]:
                return False
    return True


def _binding(template: Template, asked: Asked, number: int, texts: dict[int, str]) -> Binding:
    taught, new = template.mentions[number], asked.mentions[number]
    return Binding(_said(template.text, taught), _said(asked.text, new), " … ".join(texts.values()))
