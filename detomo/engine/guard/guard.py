"""The guard: SQL text in, a `SafeQuery` or a named refusal out."""

from sqlglot import exp
from sqlglot.errors import SqlglotError

from detomo.engine.catalog.model import Catalog
from detomo.engine.errors import Refused
from detomo.engine.guard.bind import bind
from detomo.engine.guard.bind.values import StoredValues
from detomo.engine.guard.emit import emit
from detomo.engine.guard.lint import lint
from detomo.engine.guard.messages import TRANSLATED, refusal
from detomo.engine.guard.normalise import normalise
from detomo.engine.guard.parse import Parsed, parse
from detomo.engine.guard.policy import Policy
from detomo.engine.guard.repair import diagnose, native_syntax, repair
from detomo.engine.guard.rewrite import Rules, Sight, rewrite
from detomo.engine.guard.rewrite.messages import EXPLAIN_RULED, RUN_INSTEAD
from detomo.engine.guard.scopes import Resolution, resolve
from detomo.engine.types import Change, SafeQuery, Viewer

# What the library raises for a tree that it could read in a dialect and cannot write in the same one.
_WRITER_FAULTS = (SqlglotError, ValueError, RecursionError)
_NO_RULES = Rules()
_ANYBODY = Viewer()


class Guard:
    """Decides what may run on one catalog's database, for one viewer. Cheap to call; worth keeping."""

    def __init__(self, catalog: Catalog, *, rules: Rules = _NO_RULES, viewer: Viewer = _ANYBODY) -> None:
        self._sight = Sight(catalog, rules, viewer)
        self._dialect = catalog.dialect
        self._policy = Policy(self.catalog)

    @property
    def catalog(self) -> Catalog:
        """The schema as it exists for the viewer."""
        return self._sight.visible

    @property
    def hidden_names(self) -> frozenset[str]:
        """Names of tables and columns that exist, but nowhere in the schema for the viewer."""
        return self._sight.hidden_names

    @property
    def columns_as_stored(self) -> frozenset[tuple[str, str]]:
        """Table (`full_name`) and name of the columns that no rule holds for: their values may be told the viewer."""
        return self._sight.as_stored

    def check(self, sql: str, *, mend: bool = False, values: StoredValues | None = None) -> SafeQuery:
        """Check one statement. Raises `Refused` with the reason, the part concerned and what to do instead.

        With `mend`, names, joins, functions and literals that the schema contradicts are repaired first, and
        `SafeQuery.changes` says how; `values` lets repair look at stored values too.
        """
        try:
            return self._checked(sql, mend=mend, values=values)
        except _WRITER_FAULTS as err:
            raise refusal("unsafe_text", sql) from err

    def _checked(self, sql: str, *, mend: bool, values: StoredValues | None) -> SafeQuery:
        parsed, changes = self._parse(sql, mend=mend)
        if mend:
            tree, mended = repair(parsed.tree, self.catalog, values=values, index=self._sight.index)
            parsed, changes = Parsed(tree, parsed.explain), changes + mended
        resolution = self._resolve(parsed.tree)
        self._policy.check(resolution)
        warnings = () if parsed.explain else lint(resolution.tree, self.catalog, resolution)
        tables = resolution.tables()  # before `emit`, which uses the tree up
        ruled = rewrite(resolution.tree, self._sight)
        shown = emit(resolution.tree, self._dialect, parsed.explain)
        sql = shown if ruled is resolution.tree else emit(ruled, self._dialect, parsed.explain)
        if parsed.explain and sql != shown:  # plans quote the rules, and estimate from rows that they take out
            part = parsed.explain.strip()
            raise Refused("rule_not_enforceable", EXPLAIN_RULED, hint=RUN_INSTEAD, part=part)
        return SafeQuery(
            sql=sql,
            dialect=self._dialect,
            tables=tables,
            columns=() if resolution.root.open or parsed.explain else resolution.root.columns,
            changes=changes,
            warnings=warnings,
            shown=shown,
        )

    def diagnose(self, sql: str) -> str:
        """Which names of a statement do not exist, with the nearest that do, in English for a model; mostly empty."""
        try:
            tree = parse(sql, self._dialect).tree
            return diagnose(bind(tree, self.catalog, index=self._sight.index))
        except (Refused, *_WRITER_FAULTS):
            return ""

    def _parse(self, sql: str, *, mend: bool) -> tuple[Parsed, tuple[Change, ...]]:
        try:
            return parse(sql, self._dialect), ()
        except Refused as refused:
            native = native_syntax(sql, self._dialect) if mend and refused.code == "syntax_error" else None
            if native is None:
                raise
            return parse(native, self._dialect), (Change("foreign_syntax", sql, native, TRANSLATED),)

    def _resolve(self, tree: exp.Expr) -> Resolution:
        """Resolve names, after giving every name the one reading that the engine will give it."""
        resolution = resolve(tree, self.catalog, self._sight.index)
        changed = normalise(resolution, self._dialect)
        return resolve(resolution.tree, self.catalog, self._sight.index) if changed else resolution
