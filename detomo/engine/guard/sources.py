"""What the names of a query stand for: sources in FROM, and the scopes that hold them."""

from dataclasses import dataclass, field
from enum import StrEnum

from sqlglot import exp

from detomo.engine.catalog.model import Table
from detomo.engine.guard.names import fold, names_of
from detomo.engine.types import Dialect

ROW_IDS = frozenset({"rowid", "oid", "_rowid_"})


class Kind(StrEnum):
    TABLE = "table"  # of the catalog
    CTE = "cte"
    DERIVED = "derived"  # a subquery in FROM
    FUNCTION = "function"
    VALUES = "values"
    UNKNOWN = "unknown"


@dataclass(eq=False, slots=True)
class Source:
    """One thing that FROM or JOIN names. `alias` qualifies its columns; empty when it has no name.

    `open` is true when more columns than `columns` may exist. `inner` is the scope of a derived table or CTE.
    """

    alias: str
    kind: Kind
    node: exp.Expr
    table: Table | None = None
    columns: tuple[str, ...] = ()
    open: bool = False
    join: exp.Join | None = None
    inner: "Scope | None" = None
    cte: exp.CTE | None = None

    @property
    def join_kind(self) -> str:
        """`inner`, `left`, `right`, `full`, `cross`, `semi`, `anti`, …; empty for the first source."""
        if self.join is None:
            return ""
        side, kind = self.join.side.lower(), self.join.kind.lower()
        if side or kind not in ("", "outer"):
            return side or kind
        constrained = self.join.args.get("on") or self.join.args.get("using") or self.join.method
        return "inner" if constrained else "cross"

    @property
    def join_using(self) -> tuple[str, ...]:
        return names_of(self.join.args.get("using")) if self.join else ()


@dataclass(frozen=True, eq=False, slots=True)
class Cte:
    """`scope` is None inside the CTE's own recursive part."""

    node: exp.CTE
    name: str
    columns: tuple[str, ...]
    open: bool
    scope: "Scope | None"


@dataclass(eq=False, slots=True)
class Scope:
    """One SELECT, set operation or VALUES list. `sources` are in the order written."""

    node: exp.Expr
    parent: "Scope | None"
    dialect: Dialect
    sources: list[Source] = field(default_factory=list)
    branches: list["Scope"] = field(default_factory=list)  # of a set operation, or what the parentheses hold
    columns: tuple[str, ...] = ()  # output names; an empty string where the engine makes one up
    open: bool = False  # more output columns may exist than `columns` tells
    pivoted: bool = False

    def source(self, alias: exp.Expr | None) -> Source | None:
        """The source of this scope that the qualifier names."""
        wanted = fold(alias, self.dialect)
        return next((s for s in self.sources if s.alias == wanted), None)

    def owners(self, column: exp.Column) -> list[Source]:
        """The sources of this scope that have the column; several when it is ambiguous or merged by USING."""
        if column.args.get("table") is not None:
            named = self.source(column.args["table"])
            return [named] if named and self._has(named, column) else []
        return [s for s in self.sources if self._has(s, column)]

    def is_open(self) -> bool:
        return self.pivoted or any(source.open for source in self.sources)

    def _has(self, source: Source, column: exp.Column) -> bool:
        wanted = fold(column.this, self.dialect) if self.dialect == "postgres" else column.name.casefold()
        if self.dialect == "postgres":
            return wanted in source.columns
        implicit = self.dialect == "sqlite" and source.kind is Kind.TABLE and wanted in ROW_IDS
        return implicit or any(name.casefold() == wanted for name in source.columns)
