"""The guard: SQL text in, a `SafeQuery` or a named refusal out."""

from sqlglot import exp

from detomo.engine.catalog.model import Catalog
from detomo.engine.guard.emit import emit
from detomo.engine.guard.names import TableIndex
from detomo.engine.guard.normalise import normalise
from detomo.engine.guard.parse import parse
from detomo.engine.guard.policy import Policy
from detomo.engine.guard.rewrite import Sight, refuse_plan, rewrite
from detomo.engine.guard.scopes import Resolution, resolve
from detomo.engine.types import SafeQuery


class Guard:
    """Decides what may run on one catalog's database. Cheap to call; make one per catalog."""

    def __init__(self, catalog: Catalog, sight: Sight | None = None) -> None:
        """`sight` holds the row and column rules of one viewer; names then mean what exists for that viewer."""
        self._sight = sight
        self._catalog = sight.visible if sight else catalog
        self._index = TableIndex(self._catalog)
        self._policy = Policy(self._catalog)

    def check(self, sql: str) -> SafeQuery:
        """Check one statement. Raises `Refused` with the reason, the part concerned and what to do instead."""
        parsed = parse(sql, self._catalog.dialect)
        resolution = self._resolve(parsed.tree)
        self._policy.check(resolution)
        written, tree = "", resolution.tree
        if self._sight:
            written, tree = emit(tree.copy(), self._catalog.dialect, parsed.explain), rewrite(tree, self._sight)
            refuse_plan(parsed.explain, resolution, self._sight)
        tables = resolution.tables()
        columns = () if resolution.root.open or parsed.explain else resolution.root.columns
        return SafeQuery(
            sql=emit(tree, self._catalog.dialect, parsed.explain),
            dialect=self._catalog.dialect,
            tables=tables,
            columns=columns,
            written=written,
        )

    def _resolve(self, tree: exp.Expr) -> Resolution:
        """Resolve names, after giving every name the one reading that the engine will give it."""
        resolution = resolve(tree, self._catalog, self._index)
        changed = normalise(resolution, self._catalog.dialect)
        return resolve(resolution.tree, self._catalog, self._index) if changed else resolution
