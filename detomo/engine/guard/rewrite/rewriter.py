"""Row and column rules, applied by giving every reference to a ruled table a derived table in its place.

`FROM orders AS o` becomes `FROM (SELECT <visible columns and masks> FROM orders WHERE <row rules>) AS o`, so whatever
the rest of the statement does, whole rows and stars included, it can only reach what the derived table holds. The tree
must have passed the guard's policy: functions that read tables by name are the policy's to refuse.
"""

from dataclasses import replace
from typing import TypeVar

from sqlglot import exp

from detomo.engine.catalog.model import Catalog, Table
from detomo.engine.guard.normalise import normalise
from detomo.engine.guard.rewrite import checks
from detomo.engine.guard.rewrite.derive import derive
from detomo.engine.guard.rewrite.fence import needs_fence
from detomo.engine.guard.rewrite.grouping import extend_group_by
from detomo.engine.guard.rewrite.names import name_apart, strip_schema
from detomo.engine.guard.rewrite.pruning import mentioned
from detomo.engine.guard.rewrite.rules import Rules
from detomo.engine.guard.rewrite.sight import Sight
from detomo.engine.guard.scopes import Kind, Source, resolve
from detomo.engine.types import Viewer

Tree = TypeVar("Tree", bound=exp.Expr)


def apply(tree: Tree, catalog: Catalog, rules: Rules, viewer: Viewer) -> Tree:
    """A tree in which every ruled table is reduced to what the viewer may see; the given tree stays as it is.

    `catalog` is the whole catalog, hidden columns included. Raises Refused: `rule_not_enforceable` for whatever is not
    understood, `column_not_found` for a column that does not exist for the viewer.
    """
    return rewrite(tree, Sight(catalog, rules, viewer))


def rewrite(tree: Tree, sight: Sight) -> Tree:
    """`apply` for a viewer's rules that were worked out before."""
    return _Rewriter(sight).rewrite(tree.copy()) if sight else tree


class _Rewriter:
    def __init__(self, sight: Sight, *, fenced: bool = False, unmerged: bool = False) -> None:
        self._sight = sight
        self._dialect = sight.catalog.dialect
        self._fenced = fenced
        self._unmerged = unmerged

    def rewrite(self, tree: Tree) -> Tree:
        """Rewrite a tree in place, except for the root, which is never a table itself."""
        resolution = resolve(tree, self._sight.visible, self._sight.index)
        if normalise(resolution, self._dialect):
            resolution = resolve(tree, self._sight.visible, self._sight.index)
        name_apart(tree, resolution, self._sight.names)
        ruled = [source for source in resolution.table_references() if self._is_ruled(source)]
        if not ruled:
            return tree
        checks.check_shape(tree, ruled)
        checks.check_columns(tree, resolution, self._sight)
        self._fenced = self._fenced or needs_fence(resolution)
        # MariaDB 10.11 drops conditions with subqueries where it merges a derived table below a window function.
        self._unmerged = self._unmerged or (self._dialect == "mysql" and tree.find(exp.Window) is not None)
        strip_schema(tree, ruled, self._sight.catalog)
        if self._dialect == "postgres":
            self._keep_dependencies(ruled)
        wanted = mentioned(tree, resolution)
        for source in ruled:
            self._replace(source, wanted)
        return tree

    def _is_ruled(self, source: Source) -> bool:
        if source.table is not None:
            return self._sight.is_ruled(source.table)
        if source.kind is Kind.UNKNOWN:
            raise checks.unsupported(source.node)
        return False

    def _keep_dependencies(self, ruled: list[Source]) -> None:
        by_select: dict[int, tuple[exp.Select, dict[str, Table]]] = {}
        for source in ruled:
            select = source.node.find_ancestor(exp.Select)
            if select is not None and source.table is not None and source.table.primary_key:
                by_select.setdefault(id(select), (select, {}))[1][source.node.alias_or_name.casefold()] = source.table
        for select, tables in by_select.values():
            extend_group_by(select, tables)

    def _replace(self, source: Source, wanted: frozenset[str] | None) -> None:
        node, table = source.node, source.table
        if table is None or not isinstance(node, exp.Table):
            raise checks.unsupported(node)
        derived = self._derived(self._sight.whole(table), wanted).subquery(copy=False)
        alias = node.args.get("alias") or exp.TableAlias()
        if alias.args.get("this") is None:
            alias.set("this", node.this.copy())
        derived.set("alias", alias)
        joins = node.args.get("joins")
        node.replace(derived)
        derived.set("joins", joins)

    def _derived(self, table: Table, wanted: frozenset[str] | None) -> exp.Select:
        body = self._sight.body(table) if self._sight.is_inlined(table) else None
        if body is not None:
            inner = _Rewriter(self._sight, fenced=self._fenced, unmerged=self._unmerged).rewrite(body.query)
            body = replace(body, query=inner)
        filtered = bool(self._sight.policy(table).predicates)
        fenced = (self._fenced and filtered) or self._unmerged
        return derive(table, body, self._sight, wanted=wanted, fenced=fenced)
