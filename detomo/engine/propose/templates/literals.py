"""The literals of taught SQL, by what they do there: cut rows, are compared, or only give a form."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from sqlglot import exp

Role = Literal["limit", "equal", "compare", "other"]

_COMPARISONS = (
    exp.EQ,
    exp.NEQ,
    exp.GT,
    exp.GTE,
    exp.LT,
    exp.LTE,
    exp.In,
    exp.Between,
    exp.Like,
    exp.ILike,
    exp.NullSafeEQ,
)
_WRAPPERS = (exp.Cast, exp.Paren, exp.Date, exp.TsOrDsToDate, exp.Timestamp, exp.Tuple)


@dataclass(frozen=True, slots=True)
class Site:
    """A literal and its `place` among all literals of the tree, in the order of `literals`.

    `other` is the side that it is compared with, None where it is not compared with just one.
    """

    place: int
    text: str
    is_string: bool
    role: Role
    other: exp.Expr | None = None

    @property
    def is_compared(self) -> bool:
        return self.role in {"equal", "compare"}


def literals(tree: exp.Expr) -> list[exp.Literal]:
    """Every literal, always in the same order for equal trees."""
    return list(tree.find_all(exp.Literal, bfs=False))


def sites(tree: exp.Expr) -> list[Site]:
    return [_site(place, literal) for place, literal in enumerate(literals(tree))]


def _site(place: int, literal: exp.Literal) -> Site:
    inner: exp.Expr = literal
    while isinstance(inner.parent, _WRAPPERS):
        inner = inner.parent
    parent = inner.parent
    text, is_string = str(literal.this), bool(literal.is_string)
    if isinstance(parent, exp.Limit | exp.Fetch):
        return Site(place, text, is_string, "limit")
    if isinstance(parent, _COMPARISONS):
        other = parent.expression if parent.this is inner else parent.this
        role: Role = "equal" if isinstance(parent, exp.EQ | exp.In) else "compare"
        return Site(place, text, is_string, role, other if isinstance(other, exp.Expr) else None)
    if isinstance(parent, exp.Case) or (
        isinstance(parent, exp.If) and isinstance(parent.parent, exp.Case) and parent.this is inner
    ):
        return Site(place, text, is_string, "compare")
    return Site(place, text, is_string, "other")


def names(tree: exp.Expr) -> Iterator[str]:
    """Every name that the SQL gives to something: aliases, of columns too."""
    for alias in tree.find_all(exp.Alias, exp.TableAlias):
        yield alias.alias
