"""What the rules look at: each SELECT or set operation of a statement with its sources and names resolved."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from sqlglot import exp
from sqlglot.optimizer.scope import Scope, traverse_scope

from detomo.engine.catalog.model import Catalog, Column, Table
from detomo.engine.types import Dialect


class Ref(NamedTuple):
    """A column of one source of a block; both names casefolded."""

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

    def __init__(self, node: exp.Expr, join: exp.Join | None, table: Table | None, query: "Block | None") -> None:
        self.name = str(node.alias_or_name).casefold()
        self.node = node
        self.join = join
        self.table = table
        self.query = query
        self.optional = False
        self.filters_only = join is not None and join.kind in ("SEMI", "ANTI")

    @property
    def label(self) -> str:
        """The name a reader of the statement knows it by."""
        return self.table.name if self.table else str(self.node.alias_or_name)

    @cached_property
    def outputs(self) -> dict[str, Output]:
        """Outputs of a derived source by casefolded name."""
        if self.query is None:
            return {}
        outputs = self.query.outputs
        names = _alias_columns(self.node, self.query)
        return dict(zip(names, outputs.values(), strict=False)) if names else outputs

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

    def __init__(self, query: exp.Query, catalog: Catalog, outer: "Block | None") -> None:
        self.query = query
        self.catalog = catalog
        self.outer = outer
        self.sources: dict[str, Source] = {}
        self.queries: dict[int, Block] = {}

    @property
    def dialect(self) -> Dialect:
        return self.catalog.dialect

    @property
    def joins(self) -> list[exp.Join]:
        return self.query.args.get("joins") or []

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
    def outputs(self) -> dict[str, Output]:
        """Output columns by casefolded name; of a set operation, those of its first branch."""
        if isinstance(self.query, exp.SetOperation):
            first = self.nested(self.query.this)
            return first.outputs if first else {}
        return dict(self._outputs())

    def _outputs(self) -> Iterator[tuple[str, Output]]:
        for node in self.projections:
            if isinstance(node, exp.Star) or (isinstance(node, exp.Column) and isinstance(node.this, exp.Star)):
                yield from self._star(node)
            else:
                yield node.alias_or_name.casefold(), Output(self, node.unalias())

    def _star(self, node: exp.Expr) -> Iterator[tuple[str, Output]]:
        wanted = node.table.casefold() if isinstance(node, exp.Column) else ""
        for source in self.sources.values():
            if wanted in ("", source.name):
                names = [c.name.casefold() for c in source.table.columns] if source.table else list(source.outputs)
                yield from ((name, Output(self, source=source, name=name)) for name in names)

    def nested(self, node: exp.Expr | None) -> "Block | None":
        """The block of a subquery node that stands in this statement."""
        query = node.unnest() if isinstance(node, exp.Subquery) else node
        return self.queries.get(id(query))

    def own(self, column: exp.Expr) -> Ref | None:
        """Resolve a column to a source of this very block."""
        found = self.find(column)
        return found.ref if found and found.block is self else None

    def find(self, column: exp.Expr) -> Found | None:
        """Resolve a column by scope: this block's sources first, then the enclosing blocks'."""
        if not isinstance(column, exp.Column) or isinstance(column.this, exp.Star):
            return None
        table, name = column.table.casefold(), column.name.casefold()
        block: Block | None = self
        while block is not None:
            source = block.sources.get(table) if table else block._owner(name)
            if source:
                return Found(block, source, name)
            block = block.outer
        return None

    def _owner(self, name: str) -> Source | None:
        for source in self.sources.values():
            if source.has(name):
                return source
        opaque = [source for source in self.sources.values() if source.is_opaque]
        return opaque[0] if len(opaque) == 1 and (len(self.sources) == 1 or self.outer is None) else None

    def is_text(self, node: exp.Expr) -> bool:
        """A string literal, also SQLite's `"text"` that names no column (https://sqlite.org/quirks.html#dblquote)."""
        if isinstance(node, exp.Literal):
            return bool(node.is_string)
        is_name = isinstance(node, exp.Column) and not node.table and node.this.args.get("quoted")
        return bool(is_name) and self.dialect == "sqlite" and self.find(node) is None

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


def blocks_of(query: exp.Query, catalog: Catalog) -> tuple[Block, ...]:
    """All blocks of a statement, inner ones first.

    Raises sqlglot's OptimizeError where two sources of one block carry the same name.
    """
    scopes = [scope for scope in traverse_scope(query) if isinstance(scope.expression, exp.Query)]
    blocks: dict[int, Block] = {}
    for scope in reversed(scopes):
        if isinstance(scope.expression, exp.Query):
            block = Block(scope.expression, catalog, _enclosing(scope, blocks))
            block.queries = blocks
            blocks[id(scope.expression)] = block
    for scope in scopes:
        _add_sources(blocks[id(scope.expression)], scope)
    return tuple(blocks[id(scope.expression)] for scope in scopes)


def _enclosing(scope: Scope, blocks: dict[int, Block]) -> Block | None:
    """The block whose sources this scope may also name. A CTE sees none."""
    while not scope.is_cte and scope.parent is not None:
        scope = scope.parent
        if id(scope.expression) in blocks:
            return blocks[id(scope.expression)]
    return None


def _add_sources(block: Block, scope: Scope) -> None:
    if not isinstance(block.query, exp.Select):
        return
    first = block.query.args.get("from_")
    entries: list[tuple[exp.Expr, exp.Join | None]] = [(first.this, None)] if first else []
    entries += [(join.this, join) for join in block.joins]
    for node, join in entries:
        source = _source(node, join, scope, block)
        _mark_optional(block, source, join)
        block.sources[source.name] = source


def _source(node: exp.Expr, join: exp.Join | None, scope: Scope, block: Block) -> Source:
    """Parenthesised joins, pivots and table functions stay opaque: no rule guesses about them."""
    target = scope.sources.get(node.alias_or_name)
    if isinstance(target, Scope):
        inner = target.expression.this if isinstance(target.expression, exp.Lateral) else target.expression
        return Source(node, join, None, block.nested(inner))
    table = None
    if isinstance(target, exp.Table) and isinstance(node, exp.Table) and not node.args.get("pivots"):
        table = block.catalog.table(node.name, node.db) if isinstance(node.this, exp.Identifier) else None
    return Source(node, join, table, None)


def _mark_optional(block: Block, source: Source, join: exp.Join | None) -> None:
    side = join.side.upper() if join else ""
    source.optional = side in ("LEFT", "FULL")
    if side in ("RIGHT", "FULL"):
        for earlier in block.sources.values():
            earlier.optional = True


def _alias_columns(node: exp.Expr, query: Block) -> list[str]:
    """Names given by `AS t(a, b)` or `WITH t(a, b) AS`."""
    alias = node.args.get("alias")
    names = alias.columns if isinstance(alias, exp.TableAlias) else []
    if not names and isinstance(query.query.parent, exp.CTE):
        names = query.query.parent.args["alias"].columns
    return [name.name.casefold() for name in names]
