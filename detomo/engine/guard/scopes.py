"""Names resolved scope by scope: what every table reference and every column of a statement means.

`resolve(tree, catalog)` walks a query as the engines bind it (CTE shadowing, derived tables, LATERAL, correlation,
set operations) and accounts for every `exp.Table` in the tree: one that the walk did not reach, or that is neither a
catalog table, a visible CTE nor a table function, has the kind `UNKNOWN`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from sqlglot import exp

from detomo.engine.catalog.model import Catalog, Table
from detomo.engine.guard.names import TableIndex, fold, names_of
from detomo.engine.types import Dialect

ROW_IDS = frozenset({"rowid", "oid", "_rowid_"})
_SOURCE_ARGS = frozenset({"with_", "from_", "joins", "laterals"})
_QUERIES = (exp.Query, exp.Values)


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


class BindingKind(StrEnum):
    COLUMN = "column"  # of `source`
    ALIAS = "alias"  # of an output expression
    ROW = "row"  # the whole row of `source`, named by its alias
    AMBIGUOUS = "ambiguous"
    POSSIBLE = "possible"  # a source whose columns are not known may have it
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Binding:
    """`outer` is how many scopes out the source was found: more than 0 is a correlated reference."""

    kind: BindingKind
    source: Source | None = None
    outer: int = 0


@dataclass(eq=False, slots=True)
class Resolution:
    """`references` holds every `exp.Table` of the tree with what it is, by `id(node)`."""

    tree: exp.Expr
    root: Scope
    scopes: list[Scope]
    references: dict[int, Source]
    column_scopes: dict[int, Scope]

    def reference(self, node: exp.Table) -> Source:
        return self.references[id(node)]

    def sources(self) -> Iterator[Source]:
        """Every source of every scope."""
        for scope in self.scopes:
            yield from scope.sources

    def table_references(self) -> Iterator[Source]:
        return iter(self.references.values())

    def tables(self) -> frozenset[str]:
        """Full names of the catalog's tables that the statement reads."""
        return frozenset(s.table.full_name for s in self.references.values() if s.table is not None)

    def bind(self, column: exp.Column) -> Binding:
        """Say what a column reference means, innermost scope first."""
        scope, outer, possible = self.column_scopes.get(id(column)), 0, False
        while scope is not None:
            owners = scope.owners(column)
            if owners:
                merged = len(owners) == 1 or _merged(owners, column)
                return Binding(BindingKind.COLUMN if merged else BindingKind.AMBIGUOUS, owners[0], outer)
            if outer == 0 and _is_output_alias(scope, column):
                return Binding(BindingKind.ALIAS)
            row = scope.source(column.this) if not column.args.get("table") else None
            if row is not None and not column.is_star:
                return Binding(BindingKind.ROW, row, outer)
            possible = possible or _possibly_in(scope, column)
            scope, outer = scope.parent, outer + 1
        return Binding(BindingKind.POSSIBLE if possible else BindingKind.UNKNOWN)


def _merged(owners: list[Source], column: exp.Column) -> bool:
    """Whether USING or NATURAL made one column of several."""
    wanted = column.name.casefold()
    return all(
        s.join is not None and (s.join.method == "NATURAL" or wanted in (u.casefold() for u in s.join_using))
        for s in owners[1:]
    )


def _is_output_alias(scope: Scope, column: exp.Column) -> bool:
    """Whether the name may mean an output of the same query, as in ORDER BY (in DuckDB also in later outputs)."""
    if column.args.get("table") is not None:
        return False
    wanted = column.name.casefold()
    if not isinstance(scope.node, exp.Select):
        return wanted in (name.casefold() for name in scope.columns)
    output = _output_of(column, scope.node)
    if output is not None and scope.dialect != "duckdb":
        return False
    aliases = (o for o in scope.node.expressions if isinstance(o, exp.Alias) and o is not output)
    return any(alias.alias.casefold() == wanted for alias in aliases)


def _output_of(column: exp.Column, select: exp.Select) -> exp.Expr | None:
    """The output expression of the SELECT that the column is part of."""
    node: exp.Expr = column
    while node.parent is not None and node.parent is not select:
        node = node.parent
    return node if node.parent is select and node.arg_key == "expressions" else None


def _possibly_in(scope: Scope, column: exp.Column) -> bool:
    qualifier = column.args.get("table")
    if qualifier is None:
        return scope.is_open()
    named = scope.source(qualifier)
    return scope.pivoted or (named is not None and named.open)


_Ctes = dict[str, Cte]


class _Resolver:
    def __init__(self, index: TableIndex, dialect: Dialect) -> None:
        self._index = index
        self._dialect = dialect
        self.scopes: list[Scope] = []
        self.references: dict[int, Source] = {}
        self.column_scopes: dict[int, Scope] = {}

    def query(self, node: exp.Expr, parent: Scope | None, ctes: _Ctes) -> Scope:
        """Resolve one query expression: SELECT, set operation, VALUES, or any of them in parentheses."""
        scope = Scope(node, parent, self._dialect)
        self.scopes.append(scope)
        visible = self._with(node.args.get("with_"), parent, ctes)
        if isinstance(node, exp.SetOperation):
            self._set_operation(node, scope, visible)
        elif isinstance(node, exp.Subquery):
            self._parenthesised(node, scope, visible)
        else:
            self._select(node, scope, visible)
        return scope

    def _select(self, node: exp.Expr, scope: Scope, ctes: _Ctes) -> None:
        from_ = node.args.get("from_")
        if from_ is not None:
            self._add(from_.this, scope, ctes, None)
        if isinstance(node, exp.Pivot) and node.this is not None:
            self._add(node.this, scope, ctes, None)
            scope.pivoted = True
        self._joins(node, scope, ctes)
        scope.columns, scope.open = _outputs(node, scope)
        self._expressions(node, scope, ctes, skip=_SOURCE_ARGS | ({"this"} if isinstance(node, exp.Pivot) else set()))

    def _set_operation(self, node: exp.SetOperation, scope: Scope, ctes: _Ctes) -> None:
        left = self.query(node.this, scope.parent, ctes)
        right = self.query(node.expression, scope.parent, ctes)
        scope.branches += [left, right]
        scope.columns, scope.open = left.columns, left.open or bool(node.args.get("by_name"))
        self._expressions(node, scope, ctes, skip={"with_", "this", "expression"})

    def _parenthesised(self, node: exp.Subquery, scope: Scope, ctes: _Ctes) -> None:
        if isinstance(node.this, exp.Table):  # a join in parentheses: its sources belong to this scope
            self._add(node.this, scope, ctes, None)
            scope.columns, scope.open = _outputs(node, scope)
        else:
            inner = self.query(node.this, scope.parent, ctes)
            scope.branches.append(inner)
            scope.columns, scope.open = inner.columns, inner.open
        self._joins(node, scope, ctes)
        self._expressions(node, scope, ctes, skip=_SOURCE_ARGS | {"this", "alias"})

    def _with(self, with_: exp.With | None, parent: Scope | None, outer: _Ctes) -> _Ctes:
        """Bring the CTEs of a WITH into view in the order in which the engine does."""
        if with_ is None:
            return outer
        visible = dict(outer)
        recursive = bool(with_.args.get("recursive")) or self._dialect == "sqlite"  # there the word is optional
        names = {fold(cte.args["alias"].this, self._dialect): cte for cte in with_.expressions}
        if recursive and self._dialect in ("sqlite", "postgres"):
            # Both see every CTE of the list in each of its bodies, also those that stand further down.
            visible.update({name: self._pending(cte, name) for name, cte in names.items()})
        for name, cte in names.items():
            visible[name] = self._cte(cte, name, parent, visible, outer, recursive)
        return visible

    def _pending(self, cte: exp.CTE, name: str) -> Cte:
        columns = names_of(cte.args["alias"].args.get("columns"))
        return Cte(cte, name, columns, not columns, None)

    def _cte(self, cte: exp.CTE, name: str, parent: Scope | None, visible: _Ctes, outer: _Ctes, recursive: bool) -> Cte:
        body, aliases = cte.this, names_of(cte.args["alias"].args.get("columns"))
        without_self = {key: value for key, value in visible.items() if key != name}
        if name in outer:
            without_self[name] = outer[name]
        if recursive and isinstance(body, exp.Union):
            scope = self._recursive(body, cte, name, parent, without_self)
        else:
            scope = self.query(body, parent, without_self)
        columns = _renamed(aliases, scope.columns)
        return Cte(cte, name, columns, scope.open, scope)

    def _recursive(self, body: exp.Union, cte: exp.CTE, name: str, parent: Scope | None, without_self: _Ctes) -> Scope:
        """The anchor does not see the CTE itself: there the name still means what it means outside."""
        scope = Scope(body, parent, self._dialect)
        self.scopes.append(scope)
        seen = self._with(body.args.get("with_"), parent, without_self)
        anchor = self._anchor(body.this, cte, name, parent, seen)
        aliases = names_of(cte.args["alias"].args.get("columns"))
        itself = Cte(cte, name, _renamed(aliases, anchor.columns), anchor.open, None)
        step = self.query(body.expression, parent, {**seen, name: itself})
        scope.branches += [anchor, step]
        scope.columns, scope.open = anchor.columns, anchor.open
        self._expressions(body, scope, seen, skip={"with_", "this", "expression"})
        return scope

    def _anchor(self, node: exp.Expr, cte: exp.CTE, name: str, parent: Scope | None, seen: _Ctes) -> Scope:
        """SQLite and MariaDB allow several recursive members: only the leftmost is then the anchor."""
        if isinstance(node, exp.Union) and self._dialect in ("sqlite", "mysql") and not node.args.get("with_"):
            return self._recursive(node, cte, name, parent, seen)
        return self.query(node, parent, seen)

    def _joins(self, node: exp.Expr, scope: Scope, ctes: _Ctes) -> None:
        for join in node.args.get("joins") or ():
            self._add(join.this, scope, ctes, join)
            self._expressions(join, scope, ctes, skip={"this"})
        for lateral in node.args.get("laterals") or ():
            self._add(lateral, scope, ctes, None)

    def _add(self, node: exp.Expr, scope: Scope, ctes: _Ctes, join: exp.Join | None) -> None:
        """Add what FROM or JOIN names, and the joins written inside its parentheses."""
        if isinstance(node, exp.Subquery) and isinstance(node.this, exp.Table) and not node.alias:
            self._add(node.this, scope, ctes, join)
            self._joins(node, scope, ctes)
            return
        source = self._source(node, scope, ctes)
        source.join = join
        scope.sources.append(source)
        if node.args.get("pivots"):
            scope.pivoted = source.open = True
        if not _is_query(node):
            self._joins(node, scope, ctes)

    def _source(self, node: exp.Expr, scope: Scope, ctes: _Ctes) -> Source:
        alias = node.args.get("alias")
        name = fold(alias.this, self._dialect) if isinstance(alias, exp.TableAlias) else ""
        renamed = names_of(alias.args.get("columns")) if isinstance(alias, exp.TableAlias) else ()
        if isinstance(node, exp.Table):
            source = self._table(node, scope, ctes)
        elif isinstance(node, exp.Lateral):
            source = self._lateral(node, scope, ctes)
        elif _is_query(node):
            source = self._derived(node, scope, ctes)
        else:
            self._expressions(node, scope, ctes, skip={"alias"})
            kind = Kind.FUNCTION if isinstance(node, (exp.Unnest, exp.Func)) else Kind.UNKNOWN
            source = Source("", kind, node, open=True)
        source.alias = name or source.alias
        source.columns = _renamed(renamed, source.columns)
        return source

    def _table(self, node: exp.Table, scope: Scope, ctes: _Ctes) -> Source:
        source = self._named(node, ctes)
        self.references[id(node)] = source
        self._expressions(node, scope, ctes, skip={"alias", "joins", "laterals"})
        return source

    def _named(self, node: exp.Table, ctes: _Ctes) -> Source:
        if not isinstance(node.this, exp.Identifier):
            kind = Kind.FUNCTION if isinstance(node.this, exp.Func) or node.args.get("rows_from") else Kind.UNKNOWN
            return Source(self._function_name(node), kind, node, open=True)
        name = fold(node.this, self._dialect)
        qualified = node.args.get("db") is not None or node.args.get("catalog") is not None
        if not qualified and name in ctes:
            cte = ctes[name]
            return Source(name, Kind.CTE, node, None, cte.columns, cte.open, inner=cte.scope, cte=cte.node)
        table = self._index.find(node, self._dialect)
        if table is None:
            return Source(name, Kind.UNKNOWN, node, open=True)
        return Source(name, Kind.TABLE, node, table, tuple(column.name for column in table.columns))

    def _function_name(self, node: exp.Table) -> str:
        function = node.this
        return fold(function, self._dialect) if isinstance(function, exp.Anonymous) else ""

    def _derived(self, node: exp.Expr, scope: Scope, ctes: _Ctes) -> Source:
        # Only DuckDB lets a derived table see its neighbours without the word LATERAL.
        parent = scope if self._dialect == "duckdb" else scope.parent
        inner = self.query(node, parent, ctes)
        kind = Kind.VALUES if isinstance(node, exp.Values) else Kind.DERIVED
        return Source("", kind, node, None, inner.columns, inner.open, inner=inner)

    def _lateral(self, node: exp.Lateral, scope: Scope, ctes: _Ctes) -> Source:
        if _is_query(node.this):
            inner = self.query(node.this, scope, ctes)
            return Source("", Kind.DERIVED, node, None, inner.columns, inner.open, inner=inner)
        self._expressions(node, scope, ctes, skip={"alias"})
        return Source("", Kind.FUNCTION, node, open=True)

    def _expressions(self, node: exp.Expr, scope: Scope, ctes: _Ctes, skip: Iterable[str]) -> None:
        """Resolve what stands in the expressions below a node: columns of this scope, and subqueries."""
        stack = [child for key, value in node.args.items() if key not in skip for child in _nodes(value)]
        while stack:
            child = stack.pop()
            if _is_query(child):
                self.query(child, scope, ctes)
                continue
            if isinstance(child, exp.Column):
                self.column_scopes[id(child)] = scope
            elif isinstance(child, exp.Table):
                self._stray(child, scope, ctes)
                continue
            stack.extend(grandchild for value in child.args.values() for grandchild in _nodes(value))

    def _stray(self, node: exp.Table, scope: Scope, ctes: _Ctes) -> None:
        """A table outside FROM: a member of ROWS FROM is a function, anything else has no business there."""
        source = Source("", Kind.UNKNOWN, node, open=True)
        if isinstance(node.parent, exp.Table) and node.arg_key == "rows_from" and isinstance(node.this, exp.Func):
            source.kind = Kind.FUNCTION
        self.references[id(node)] = source
        self._expressions(node, scope, ctes, skip=())


def _is_query(node: exp.Expr) -> bool:
    return isinstance(node, _QUERIES) or (isinstance(node, exp.Pivot) and node.this is not None)


def _nodes(value: object) -> list[exp.Expr]:
    if isinstance(value, exp.Expr):
        return [value]
    return [item for item in value if isinstance(item, exp.Expr)] if isinstance(value, list) else []


def _renamed(aliases: tuple[str, ...], columns: tuple[str, ...]) -> tuple[str, ...]:
    """A column alias list renames the first columns and keeps the rest."""
    return aliases + columns[len(aliases) :]


def _outputs(node: exp.Expr, scope: Scope) -> tuple[tuple[str, ...], bool]:
    """Output names of a SELECT or VALUES, and whether there may be more."""
    if isinstance(node, exp.Values):
        first = node.expressions[0] if node.expressions else None
        width = len(first.expressions) if isinstance(first, exp.Tuple) else 1
        return _values_names(width, scope.dialect), False
    names: list[str] = []
    more = scope.pivoted or isinstance(node, exp.Pivot)
    for output in node.expressions if isinstance(node, exp.Select) else [exp.Star()]:
        if isinstance(output, exp.Columns):
            more = True
        elif output.is_star:
            starred, starred_open = _star(output, scope)
            names += starred
            more = more or starred_open
        else:
            names.append(output.alias_or_name if isinstance(output, (exp.Alias, exp.Column)) else "")
    return tuple(names), more


def _values_names(width: int, dialect: Dialect) -> tuple[str, ...]:
    if dialect == "duckdb":
        return tuple(f"col{position}" for position in range(width))
    if dialect == "mysql":  # named after the first row's values
        return ("",) * width
    return tuple(f"column{position + 1}" for position in range(width))


def _star(output: exp.Expr, scope: Scope) -> tuple[list[str], bool]:
    """Columns that `*` or `alias.*` stands for; those merged by USING or NATURAL appear once."""
    star = output.this if isinstance(output, exp.Column) else output
    if isinstance(output, exp.Column):
        named = scope.source(output.args.get("table"))
        sources = [named] if named is not None else []
        unknown = named is None
    else:
        sources, unknown = [s for s in scope.sources if s.join_kind not in ("semi", "anti")], False
    dropped = {column.name.casefold() for column in star.args.get("except_") or ()}
    names: list[str] = []
    for source in sources:
        merged = {name.casefold() for name in source.join_using}
        if source.join is not None and source.join.method == "NATURAL":
            merged = {name.casefold() for name in names}
        merged = merged if not isinstance(output, exp.Column) else set()
        names += [name for name in source.columns if name.casefold() not in merged | dropped]
    changed = any(star.args.get(key) for key in ("rename", "ilike"))
    return names, unknown or changed or any(source.open for source in sources)


def resolve(tree: exp.Expr, catalog: Catalog, index: TableIndex | None = None) -> Resolution:
    """Resolve every name of a query. Pass a `TableIndex` of the same catalog to save building one."""
    resolver = _Resolver(index or TableIndex(catalog), catalog.dialect)
    root = resolver.query(tree, None, {})
    for node in tree.find_all(exp.Table):
        if id(node) not in resolver.references:
            resolver.references[id(node)] = Source("", Kind.UNKNOWN, node, open=True)
    return Resolution(tree, root, resolver.scopes, resolver.references, resolver.column_scopes)


def output_columns(tree: exp.Expr, catalog: Catalog) -> tuple[str, ...] | None:
    """Output names of a query as written in the tree, or None when the tree does not tell all of them."""
    root = resolve(tree, catalog).root
    return None if root.open else root.columns
