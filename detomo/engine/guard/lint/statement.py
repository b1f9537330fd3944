"""One statement as blocks, over the names that the guard resolved."""

from sqlglot import exp

from detomo.engine.catalog.model import Catalog
from detomo.engine.guard.lint.blocks import Block, Found, Source
from detomo.engine.guard.scopes import Binding, BindingKind, Resolution, Scope
from detomo.engine.guard.scopes import Source as ScopeSource


class Statement:
    """All blocks of one statement, outermost first."""

    def __init__(self, resolution: Resolution, catalog: Catalog) -> None:
        self.catalog = catalog
        self._resolution = resolution
        self._by_node: dict[int, Block] = {}
        self._by_scope: dict[int, Block] = {}
        self._found: dict[int, Found | None] = {}
        scopes = [scope for scope in resolution.scopes if isinstance(scope.node, exp.Query)]
        for scope in scopes:
            self._by_node[id(scope.node)] = self._by_scope[id(scope)] = Block(scope, self)
        for scope in scopes:
            self._add_sources(scope)

    @property
    def blocks(self) -> tuple[Block, ...]:
        return tuple(self._by_scope.values())

    def block(self, node: exp.Expr | None) -> Block | None:
        return self._by_node.get(id(node))

    def around(self, scope: Scope) -> list[Block]:
        found = []
        while scope.parent is not None:
            scope = scope.parent
            found.append(self._by_scope.get(id(scope)))
        return [block for block in found if block]

    def bind(self, column: exp.Column) -> Binding:
        return self._resolution.bind(column)

    def find(self, column: exp.Column) -> Found | None:
        if id(column) not in self._found:
            self._found[id(column)] = self._find(column)
        return self._found[id(column)]

    def _find(self, column: exp.Column) -> Found | None:
        binding, scope = self.bind(column), self._resolution.column_scopes.get(id(column))
        if binding.kind not in (BindingKind.COLUMN, BindingKind.AMBIGUOUS) or binding.source is None:
            return None
        for _ in range(binding.outer):
            scope = scope.parent if scope else None
        block = self._by_scope.get(id(scope))
        if block is None:
            return None
        source = next((source for source in block.sources.values() if source.node is binding.source.node), None)
        return Found(block, source, column.name.casefold()) if source else None

    def _add_sources(self, scope: Scope) -> None:
        block = self._by_scope[id(scope)]
        for position, origin in enumerate(scope.sources):
            query = self._inner(origin.inner)
            source = Source(origin.alias or f"#{position}", origin, query, scope.pivoted)
            _mark_optional(block, source, origin)
            block.sources[source.name] = source

    def _inner(self, scope: Scope | None) -> Block | None:
        """The block inside a source's parentheses."""
        while scope is not None and isinstance(scope.node, exp.Subquery) and scope.branches:
            scope = scope.branches[0]
        return self._by_scope.get(id(scope))


def _mark_optional(block: Block, source: Source, origin: ScopeSource) -> None:
    """LEFT fills what it joins, also all of a join in parentheses; RIGHT and FULL what stands before."""
    around = origin.join.find_ancestor(exp.Join, exp.Query) if origin.join else None
    is_filled = isinstance(around, exp.Join) and around.side.upper() in ("LEFT", "FULL")
    source.optional = is_filled or origin.join_kind in ("left", "full")
    if origin.join_kind in ("right", "full"):
        for earlier in block.sources.values():
            earlier.optional = True
