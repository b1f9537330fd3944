"""Row and column rules, applied by giving every reference to a ruled table a derived table in its place.

`FROM orders AS o` becomes `FROM (SELECT <visible columns and masks> FROM orders WHERE <row rules>) AS o`, so whatever
the rest of the statement does, whole rows and stars included, it can only reach what the derived table holds. The tree
must have passed the guard's policy: functions that read tables by name are the policy's to refuse.
"""

from dataclasses import replace
from typing import TypeVar

from sqlglot import exp

from detomo.engine.catalog.model import Catalog, Column, Table
from detomo.engine.guard.rewrite import checks
from detomo.engine.guard.rewrite.derive import derive
from detomo.engine.guard.rewrite.fence import needs_fence
from detomo.engine.guard.rewrite.grouping import extend_group_by
from detomo.engine.guard.rewrite.names import name_apart, strip_schema, tables_of_in
from detomo.engine.guard.rewrite.references import Reference, references
from detomo.engine.guard.rewrite.rules import Rules
from detomo.engine.guard.rewrite.sight import Sight
from detomo.engine.types import Viewer

Tree = TypeVar("Tree", bound=exp.Expr)


def apply(tree: Tree, catalog: Catalog, rules: Rules, viewer: Viewer) -> Tree:
    """A tree in which every ruled table is reduced to what the viewer may see; the given tree stays as it is.

    `catalog` is the whole catalog, hidden columns included. Raises Refused: `rule_not_enforceable` for whatever is not
    understood, `column_not_found` for a column that does not exist for the viewer.
    """
    sight = Sight(catalog, rules, viewer)
    return _Rewriter(sight).rewrite(tree.copy()) if sight else tree


class _Rewriter:
    def __init__(self, sight: Sight, *, fenced: bool = False) -> None:
        self._sight = sight
        self._catalog = sight.catalog
        self._dialect = sight.catalog.dialect
        self._fenced = fenced

    def rewrite(self, tree: Tree) -> Tree:
        """Rewrite a tree in place, except for the root, which is never a table itself."""
        if self._dialect == "sqlite":
            tables_of_in(tree)
        found = references(tree, self._catalog)
        name_apart(found, self._catalog)
        ruled = [reference for reference in found if self._is_ruled(reference)]
        if not ruled:
            return tree
        checks.check_shape(tree, ruled)
        checks.check_columns(tree, found, self._sight)
        self._fenced = self._fenced or needs_fence(tree, self._dialect)
        strip_schema(tree, ruled, self._catalog)
        if self._dialect == "postgres":
            self._keep_dependencies(ruled)
        for reference in ruled:
            self._replace(reference)
        return tree

    def _is_ruled(self, reference: Reference) -> bool:
        if reference.table is not None:
            return self._sight.is_ruled(reference.table)
        if reference.cte is None and not reference.is_function:
            raise checks.unsupported(reference.node)
        return False

    def _keep_dependencies(self, ruled: list[Reference]) -> None:
        by_select: dict[int, tuple[exp.Select, dict[str, tuple[Table, tuple[Column, ...]]]]] = {}
        for reference in ruled:
            select, table = reference.node.find_ancestor(exp.Select), reference.table
            if select is not None and table is not None and self._has_own_key(table):
                sources = by_select.setdefault(id(select), (select, {}))[1]
                sources[reference.node.alias_or_name.casefold()] = (table, self._sight.columns(table))
        for select, sources in by_select.values():
            extend_group_by(select, sources)

    def _has_own_key(self, table: Table) -> bool:
        policy = self._sight.policy(table)
        return bool(table.primary_key) and all(policy.action(name) is None for name in table.primary_key)

    def _replace(self, reference: Reference) -> None:
        node, table = reference.node, reference.table
        if table is None:
            raise checks.unsupported(node)
        derived = self._derived(table).subquery(copy=False)
        given = node.args.get("alias")
        derived.set("alias", given or exp.TableAlias(this=node.this.copy()))
        if given is not None and given.args.get("this") is None:
            given.set("this", node.this.copy())
        joins = node.args.get("joins")
        node.replace(derived)
        if joins:
            derived.set("joins", joins)

    def _derived(self, table: Table) -> exp.Select:
        body = self._sight.body(table) if self._sight.is_inlined(table) else None
        if body is not None:
            inner = _Rewriter(self._sight, fenced=self._fenced).rewrite(body.query)
            body = replace(body, query=inner)
        return derive(table, body, self._sight, fenced=self._fenced)
