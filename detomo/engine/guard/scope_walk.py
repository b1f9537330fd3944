"""The walk over a statement: what each FROM, JOIN and WITH brings into which scope, in the order of the engines."""

from collections.abc import Iterable

from sqlglot import exp

from detomo.engine.guard.names import TableIndex, fold, names_of
from detomo.engine.guard.outputs import outputs
from detomo.engine.guard.sources import Cte, Kind, Scope, Source
from detomo.engine.types import Dialect

_SOURCE_ARGS = frozenset({"with_", "from_", "joins", "laterals"})
_QUERIES = (exp.Query, exp.Values)
_Ctes = dict[str, Cte]


class Walk:
    """One walk over a statement; what it finds is in its attributes, by `id(node)`."""

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
        scope.columns, scope.open = outputs(node, scope)
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
            scope.columns, scope.open = outputs(node, scope)
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
        qualifiers = [node.args[part] for part in ("db", "catalog") if node.args.get(part) is not None]
        if not all(isinstance(qualifier, exp.Identifier) for qualifier in qualifiers):
            return Source(name, Kind.UNKNOWN, node, open=True)
        if not qualifiers and name in ctes:
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
        parent = _so_far(scope) if self._dialect == "duckdb" else scope.parent
        inner = self.query(node, parent, ctes)
        kind = Kind.VALUES if isinstance(node, exp.Values) else Kind.DERIVED
        return Source("", kind, node, None, inner.columns, inner.open, inner=inner)

    def _lateral(self, node: exp.Lateral, scope: Scope, ctes: _Ctes) -> Source:
        if _is_query(node.this):
            inner = self.query(node.this, _so_far(scope), ctes)
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


def _so_far(scope: Scope) -> Scope:
    """What a lateral table sees of the query around it: only the sources to its left."""
    return Scope(scope.node, scope.parent, scope.dialect, [*scope.sources])


def _is_query(node: exp.Expr) -> bool:
    return isinstance(node, _QUERIES) or (isinstance(node, exp.Pivot) and node.this is not None)


def _nodes(value: object) -> list[exp.Expr]:
    if isinstance(value, exp.Expr):
        return [value]
    return [item for item in value if isinstance(item, exp.Expr)] if isinstance(value, list) else []


def _renamed(aliases: tuple[str, ...], columns: tuple[str, ...]) -> tuple[str, ...]:
    """A column alias list renames the first columns and keeps the rest."""
    return aliases + columns[len(aliases) :]
