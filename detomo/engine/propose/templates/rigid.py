"""What in taught SQL speaks against putting another number, period or value into it."""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from sqlglot import exp

from detomo.engine.language.width import squash
from detomo.engine.propose.templates.dates import looks_like_time
from detomo.engine.propose.templates.literals import Site, literals, names

_LENGTHS = frozenset(map(Decimal, (24, 28, 29, 30, 31, 52, 53, 90, 91, 92, 181, 182, 183, 184, 365, 366)))
_TIME_OR_FIGURE = re.compile(
    r"\d|^(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun)|[春夏秋冬月火水木金土日年期%_]",
    re.I,
)
_HARMLESS = frozenset(map(Decimal, (0, 1, 100)))


def unsaid(found: Sequence[Site], said: Iterable[Site]) -> list[Site]:
    """The literals that no word of the question accounts for."""
    known = {site.place for site in said}
    return [site for site in found if site.place not in known]


def is_bound_to_this(site: Site, *, to_value: bool) -> bool:
    """Whether a literal may depend on what the question names: another threshold, year or code.

    The code of a state hangs on its country, hence `to_value`; the words of a status on no number and no period.
    """
    if site.is_string:
        hangs = site.is_compared and (to_value or _TIME_OR_FIGURE.search(site.text) is not None)
        return hangs or looks_like_time(site.text)
    value = _value(site)
    return (site.is_compared and value not in _HARMLESS) or (value is not None and 1900 <= value <= 2100)


def is_length_of_period(site: Site, tree: exp.Expr, *, same_grain: bool) -> bool:
    """Whether the SQL may reckon with how long the period is: / 365, / 12, COUNT(...) = 31."""
    value = _value(site)
    if value is None:  # '+1 year', INTERVAL '1' MONTH
        return not same_grain and any(sign.isdigit() for sign in site.text)
    if site.role == "limit" or _rounds(site, tree):
        return False
    return value in _LENGTHS if same_grain else value not in _HARMLESS


def is_named(text: str, tree: exp.Expr, found: Sequence[Site], bound: Iterable[Site]) -> bool:
    """Whether a name or another text of the SQL holds what is to be replaced, as `AS revenue_2012` does."""
    own = {site.place for site in bound}
    texts = [*names(tree), *(site.text for site in found if site.is_string and site.place not in own)]
    return any(squash(text) in squash(one) for one in texts)


def _value(site: Site) -> Decimal | None:
    return None if site.is_string or not site.text.replace(".", "", 1).isdigit() else Decimal(site.text)


def _rounds(site: Site, tree: exp.Expr) -> bool:
    parent = literals(tree)[site.place].parent
    return isinstance(parent, exp.Round)
