"""What each SELECT of a statement can see: its sources, their columns, and the queries around it.

Scopes come from sqlglot; a frame adds the catalog. A source whose columns cannot be known (an unknown table, a table
function, a star over one) is open: every name may be one of its columns, so that nothing valid is called broken.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlglot import exp
from sqlglot.errors import OptimizeError
from sqlglot.optimizer.scope import Scope, traverse_scope

from detomo.engine.catalog.model import Catalog, Table

_OUTER_NAMES_VISIBLE = ("SUBQUERY", "UDTF", "SET_OPERATION")


@dataclass(frozen=True, slots=True)
class Source:
    """One entry of FROM. `columns` maps folded to real names; None when they cannot be known."""

    alias: str
    node: exp.Expr
    table: Table | None
    columns: dict[str, str] | None
    known: bool = True
    query: exp.Expr | None = None  # of a derived table or CTE

    def has(self, name: str) -> bool:
        return self.columns is not None and name.casefold() in self.columns

    @property
    def is_open(self) -> bool:
        return self.columns is None


@dataclass(eq=False, slots=True)
class Frame:
    """One query. `outputs` are its SELECT list's names, folded; `merged` the columns of USING."""

    query: exp.Expr
    sources: dict[str, Source] = field(default_factory=dict)
    outer: "Frame | None" = None
    outputs: dict[str, exp.Expr] = field(default_factory=dict)
    merged: frozenset[str] = frozenset()
    natural: bool = False
    columns: list[exp.Column] = field(default_factory=list)

    def chain(self) -> "Iterator[Frame]":
        """This frame and those around it, from the inside out."""
        frame: Frame | None = self
        while frame is not None:
            yield frame
            frame = frame.outer

    def source(self, alias: str) -> Source | None:
        folded = alias.casefold()
        return next((frame.sources[folded] for frame in self.chain() if folded in frame.sources), None)

    def holders(self, name: str) -> list[Source]:
        """This frame's own sources that have a column of this name."""
        return [source for source in self.sources.values() if source.has(name)]


def frames(tree: exp.Expression, catalog: Catalog) -> list[Frame]:
    """All queries of the statement, inner ones first; empty for what sqlglot cannot take apart."""
    try:
        scopes = traverse_scope(tree)
        return _Builder(catalog).build(scopes)
    except OptimizeError:
        return []


class _Builder:
    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._built: dict[int, Frame] = {}

    def build(self, scopes: list[Scope]) -> list[Frame]:
        return [self._frame(scope) for scope in scopes]

    def _frame(self, scope: Scope) -> Frame:
        if id(scope) in self._built:
            return self._built[id(scope)]
        frame = self._built[id(scope)] = Frame(scope.expression)
        frame.sources = dict(self._sources(scope))  # before the outer frame, which asks for this one's outputs
        frame.outer = self._outer(scope)
        frame.outputs = {item.alias_or_name.casefold(): item for item in _items(scope.expression)}
        frame.merged, frame.natural = _merged(scope.expression)
        frame.columns = [node for node in scope.find_all(exp.Column) if isinstance(node, exp.Column)]
        return frame

    def _outer(self, scope: Scope) -> Frame | None:
        """A derived table or CTE does not see its siblings, only what its enclosing query sees."""
        if scope.parent is None:
            return None
        parent = self._frame(scope.parent)
        return parent if scope.scope_type.name in _OUTER_NAMES_VISIBLE else parent.outer

    def _sources(self, scope: Scope) -> Iterator[tuple[str, Source]]:
        if isinstance(scope.expression, exp.Lateral):  # sees what stands before it in the same FROM
            for alias, source in scope.sources.items():
                yield alias.casefold(), self._source(alias, scope.expression, source)
            return
        for alias, (node, source) in scope.selected_sources.items():
            yield alias.casefold(), self._source(alias, node, source)

    def _source(self, alias: str, node: exp.Expr, source: exp.Expr | Scope) -> Source:
        if isinstance(source, Scope):
            return Source(alias, node, None, self._derived(node, source), query=source.expression)
        if (
            not isinstance(source, exp.Table)
            or not isinstance(source.this, exp.Identifier)
            or source.args.get("pivots")
        ):
            return Source(alias, node, None, None)
        table = self._catalog.table(source.name, source.db)
        names = [column.name for column in table.columns] if table else None
        return Source(alias, node, table, _renamed(node, names), known=table is not None)

    def _derived(self, node: exp.Expr, scope: Scope) -> dict[str, str] | None:
        """The output columns of a subquery, CTE or VALUES, under the names that its own column list gives them."""
        owner = scope.expression if isinstance(scope.expression, exp.UDTF) else scope.expression.parent
        listed = _column_list(owner)
        names = self._outputs(scope)
        if names is None:
            names = listed or None  # VALUES and table functions have only the names given to them
        elif isinstance(owner, exp.CTE):
            names = listed + names[len(listed) :]
        return _renamed(node, names)

    def _outputs(self, scope: Scope) -> list[str] | None:
        query = scope.expression
        if isinstance(query, exp.SetOperation):
            return self._outputs(scope.set_operation_scopes[0]) if scope.set_operation_scopes else None
        if not isinstance(query, exp.Select):
            return None
        frame = self._frame(scope)
        names: list[str] = []
        for item in query.selects:
            found = self._starred(item, frame) if item.is_star else [item.alias_or_name]
            if found is None:
                return None
            names.extend(found)
        return names

    def _starred(self, item: exp.Expr, frame: Frame) -> list[str] | None:
        """What `*` or `t.*` stands for; None when a source is open or the star has modifiers."""
        star = item.this if isinstance(item, exp.Column) else item
        if not isinstance(star, exp.Star) or any(star.args.values()):
            return None
        wanted = [frame.source(item.table)] if isinstance(item, exp.Column) else list(frame.sources.values())
        names: list[str] = []
        for source in wanted:
            if source is None or source.columns is None:
                return None
            names.extend(source.columns.values())
        return names


def _renamed(node: exp.Expr, names: list[str] | None) -> dict[str, str] | None:
    """Apply a column list such as `AS t(a, b)`."""
    if names is None:
        return None
    listed = _column_list(node)
    return {name.casefold(): name for name in listed + names[len(listed) :]}


def _column_list(node: exp.Expr | None) -> list[str]:
    alias = node.args.get("alias") if node is not None else None
    return [identifier.name for identifier in alias.args.get("columns") or ()] if alias else []


def _items(query: exp.Expr) -> list[exp.Expr]:
    return list(query.selects) if isinstance(query, exp.Query) else []


def _merged(query: exp.Expr) -> tuple[frozenset[str], bool]:
    joins = query.args.get("joins") or []
    merged = {name.name.casefold() for join in joins for name in join.args.get("using") or ()}
    return frozenset(merged), any(str(join.args.get("method", "")).upper() == "NATURAL" for join in joins)
