"""What the rules look at: each SELECT or set operation of a statement with its sources and names resolved."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from sqlglot import exp

from detomo.engine.catalog.model import Catalog, Column
from detomo.engine.guard.scopes import BindingKind, Scope
from detomo.engine.guard.scopes import Source as ScopeSource
from detomo.engine.types import Dialect

if TYPE_CHECKING:
    from detomo.engine.guard.lint.statement import Statement


class Ref(NamedTuple):
    """A column of one source of a block; the column's name casefolded."""

    source: str
    column: str


@dataclass(frozen=True, slots=True)
class Found:
    """Where a column's name leads: the block that owns the source may be an outer one."""

    block: "Block"
    source: "Source"
    name: str

    @property
    def ref(self) -> Ref:
        return Ref(self.source.name, self.name)


@dataclass(frozen=True, slots=True)
class Output:
    """One output column of a query: an expression of `block`, or with `name` a column behind a `*`."""

    block: "Block"
    expression: exp.Expr | None = None
    source: "Source | None" = None
    name: str = ""


class Source:
    """One entry of FROM or JOIN. `table` or `query` is set when it is known what it reads.

    `optional`: an outer join may fill its columns with NULL. `filters_only`: a SEMI or ANTI join, which adds no rows.
    """

    def __init__(self, name: str, origin: ScopeSource, query: "Block | None", is_pivoted: bool) -> None:
        self.name = name
        self.node = origin.node
        self.join = origin.join
        self.table = None if is_pivoted else origin.table
        self.query = None if is_pivoted else query
        self.optional = False
        self.filters_only = origin.join_kind in ("semi", "anti")
        self._columns = origin.columns

    @property
    def label(self) -> str:
        """The name a reader of the statement knows it by."""
        return self.table.name if self.table else str(self.node.alias_or_name)

    @cached_property
    def outputs(self) -> dict[str, Output]:
        """Outputs of a derived source by casefolded name."""
        if self.query is None:
            return {}
        names = [name for name, _ in self.query.outputs]
        if len(names) == len(self._columns):
            names = [name.casefold() for name in self._columns]
        return dict(zip(names, (output for _, output in self.query.outputs), strict=True))

    def column(self, name: str) -> Column | None:
        return self.table.column(name) if self.table else None

    def has(self, name: str) -> bool:
        return self.column(name) is not None or name in self.outputs

    @property
    def is_opaque(self) -> bool:
        """True when its columns cannot be known, as for a table function."""
        return self.table is None and not self.outputs


class Block:
    """One SELECT, or one set operation (which has no sources of its own)."""

    def __init__(self, scope: Scope, statement: "Statement") -> None:
        self.query = scope.node
        self.statement = statement
        self.scope = scope
        self.sources: dict[str, Source] = {}

    @property
    def catalog(self) -> Catalog:
        return self.statement.catalog

    @property
    def dialect(self) -> Dialect:
        return self.catalog.dialect

    @property
    def joins(self) -> list[exp.Join]:
        return [source.join for source in self.sources.values() if source.join is not None]

    @property
    def projections(self) -> list[exp.Expr]:
        return self.query.expressions if isinstance(self.query, exp.Select) else []

    @cached_property
    def nodes(self) -> tuple[exp.Expr, ...]:
        """Every node of this block, without the inside of nested queries."""
        return tuple(self.query.walk(prune=self._is_nested))

    def _is_nested(self, node: exp.Expr) -> bool:
        return node is not self.query and isinstance(node, exp.Query)

    def part(self, key: str) -> Iterator[exp.Expr]:
        """Every node of one clause of this block, without the inside of nested queries."""
        clause = self.query.args.get(key)
        return clause.walk(prune=self._is_nested) if isinstance(clause, exp.Expr) else iter(())

    @cached_property
    def has_aggregate(self) -> bool:
        roots = [*self.projections, *filter(None, [self.query.args.get("having"), self.query.args.get("order")])]
        return any(is_aggregate(node) for root in roots for node in root.walk(prune=self._is_nested))

    @property
    def projections_unfold(self) -> bool:
        """True when a projection such as unnest() yields several rows."""
        return any(isinstance(node, exp.UDTF | exp.Explode | exp.Anonymous) for node in self.nodes)

    @cached_property
    def aliases(self) -> dict[str, exp.Expr]:
        return {node.alias.casefold(): node.this for node in self.projections if isinstance(node, exp.Alias)}

    @cached_property
    def outputs(self) -> list[tuple[str, Output]]:
        """Output columns in order with their casefolded names; of a set operation, those of its first branch."""
        if isinstance(self.query, exp.SetOperation):
            first = self.nested(self.query.this)
            return first.outputs if first else []
        return list(self._outputs())

    def _outputs(self) -> Iterator[tuple[str, Output]]:
        for node in self.projections:
            if isinstance(node, exp.Star) or (isinstance(node, exp.Column) and isinstance(node.this, exp.Star)):
                yield from self._star(node)
            else:
                yield node.alias_or_name.casefold(), Output(self, node.unalias())

    def _star(self, node: exp.Expr) -> Iterator[tuple[str, Output]]:
        wanted = node.table.casefold() if isinstance(node, exp.Column) else ""
        for source in self.sources.values():
            if wanted in ("", source.name.casefold()):
                names = [c.name.casefold() for c in source.table.columns] if source.table else list(source.outputs)
                yield from ((name, Output(self, source=source, name=name)) for name in names)

    @property
    def enclosing(self) -> list["Block"]:
        """Blocks around this one whose columns it may name."""
        return self.statement.around(self.scope)

    def nested(self, node: exp.Expr | None) -> "Block | None":
        """The block of a subquery node that stands in this statement."""
        return self.statement.block(node.unnest() if isinstance(node, exp.Subquery) else node)

    def own(self, column: exp.Expr) -> Ref | None:
        """Resolve a column to a source of this very block."""
        found = self.find(column)
        return found.ref if found and found.block is self else None

    def find(self, column: exp.Expr) -> Found | None:
        """Resolve a column to the source it comes from, here or in an enclosing block."""
        return self.statement.find(column) if isinstance(column, exp.Column) else None

    def is_text(self, node: exp.Expr) -> bool:
        """A string literal, also SQLite's `"text"` that names no column (https://sqlite.org/quirks.html#dblquote)."""
        if isinstance(node, exp.Literal):
            return bool(node.is_string)
        if not isinstance(node, exp.Column) or node.table or self.dialect != "sqlite":
            return False
        return bool(node.this.args.get("quoted")) and self.statement.bind(node).kind is BindingKind.UNKNOWN

    def behind(self, node: exp.Expr) -> exp.Expr:
        """What an ORDER BY or GROUP BY term stands for: a position or an alias leads to its projection."""
        if isinstance(node, exp.Literal) and not node.is_string and node.is_int:
            position = int(node.this) - 1
            return self.projections[position].unalias() if 0 <= position < len(self.projections) else node
        if isinstance(node, exp.Column) and not node.table:
            return self.aliases.get(node.name.casefold(), node)
        return node

    @cached_property
    def group_terms(self) -> tuple[exp.Expr, ...]:
        group = self.query.args.get("group")
        if group is None:
            return ()
        terms = [term for node in group.expressions for term in _spread(node)]
        if group.args.get("all"):
            terms.extend(node for node in self.projections if not any(is_aggregate(n) for n in node.walk()))
        return tuple(self._grouped(term) for term in terms)

    def _grouped(self, term: exp.Expr) -> exp.Expr:
        """A GROUP BY name means a column before it means an alias."""
        term = term.unalias()
        return term if isinstance(term, exp.Column) and self.own(term) else self.behind(term)


def _spread(term: exp.Expr) -> Iterator[exp.Expr]:
    """The expressions inside ROLLUP, CUBE, GROUPING SETS and parentheses."""
    if isinstance(term, exp.Rollup | exp.Cube | exp.GroupingSets | exp.Tuple):
        for inner in term.expressions:
            yield from _spread(inner)
    elif isinstance(term, exp.Paren):
        yield from _spread(term.this)
    else:
        yield term


def is_aggregate(node: exp.Expr) -> bool:
    """An aggregate call that folds rows; a window function does not."""
    if not isinstance(node, exp.AggFunc):
        return False
    parent = node.parent
    while isinstance(parent, exp.Filter | exp.IgnoreNulls | exp.RespectNulls | exp.WithinGroup):
        parent = parent.parent
    return not isinstance(parent, exp.Window) and not _is_scalar_extreme(node)


def _is_scalar_extreme(node: exp.Expr) -> bool:
    """SQLite's `max(a, b)` with several arguments is no aggregate."""
    return isinstance(node, exp.Max | exp.Min) and bool(node.expressions)
