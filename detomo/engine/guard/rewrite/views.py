"""Views of a viewer with rules: read through their definition, or not at all."""

from dataclasses import dataclass

from sqlglot import exp

from detomo.engine.catalog.model import Catalog, Column, Table
from detomo.engine.errors import Refused
from detomo.engine.guard.normalise import normalise
from detomo.engine.guard.parse import grammar, parse_tokens
from detomo.engine.guard.policy import Policy
from detomo.engine.guard.rewrite import messages
from detomo.engine.guard.scopes import resolve
from detomo.engine.guard.text import tokenize
from detomo.engine.types import Dialect


@dataclass(frozen=True, slots=True)
class ViewBody:
    """A view's query without the outputs that are hidden columns. `listed`: its outputs are `columns`, in order."""

    query: exp.Query
    columns: tuple[Column, ...]
    listed: bool


def parse_view(view: Table, dialect: Dialect) -> exp.Query:
    """The parsed query of a view. Raises Refused where the definition is unknown or not one plain query."""
    try:
        tree = parse_tokens(tokenize(view.definition, dialect, grammar(dialect)), view.definition, dialect)
    except Refused as err:
        raise unknown_view(view) from err
    query = tree.expression if isinstance(tree, exp.Create) and tree.kind == "VIEW" else tree
    while isinstance(query, exp.Subquery) and not query.alias:
        query = query.this
    if not isinstance(query, exp.Query):
        raise unknown_view(view)
    return query


def tables_read(view: Table, query: exp.Query, catalog: Catalog, policy: Policy) -> dict[str, Table]:
    """The catalog's tables that a view's query names, by the name its columns are qualified with.

    Raises Refused where the query would not be allowed by itself: a table outside the catalog, or a function outside
    the allow-list, may read anything.
    """
    resolution = resolve(query, catalog)
    if normalise(resolution, catalog.dialect):
        resolution = resolve(query, catalog)
    try:
        policy.check(resolution)
    except Refused as err:
        raise unknown_view(view) from err
    sources = resolution.table_references()
    return {source.alias.casefold(): source.table for source in sources if source.table is not None}


def without_hidden(view: Table, query: exp.Query, hidden: dict[str, frozenset[str]]) -> ViewBody:
    """Drop the outputs that are nothing but a hidden column; refuse a view that uses a hidden column otherwise.

    `hidden` holds the hidden column names of the tables read, by the name they are qualified with.
    """
    every = frozenset[str]().union(*hidden.values())
    kept = list(view.columns)
    listed = isinstance(query, exp.Select) and not query.is_star
    if listed and len(query.expressions) == len(kept):
        pairs = list(zip(query.expressions, kept, strict=True))
        pairs = [(output, column) for output, column in pairs if not _is_hidden(output.unalias(), hidden)]
        query.set("expressions", [output for output, _ in pairs])
        kept = [column for _, column in pairs]
    elif query.is_star:
        kept = [column for column in kept if column.name.casefold() not in every]
    elif listed:
        raise unknown_view(view)
    if not kept or any(_is_hidden(column, hidden) for column in query.find_all(exp.Column)):
        raise unknown_view(view)
    return ViewBody(query, tuple(kept), not query.is_star)


def unknown_view(view: Table) -> Refused:
    return Refused(
        "rule_not_enforceable",
        messages.VIEW_UNKNOWN.within(part=view.full_name),
        hint=messages.ASK_ADMIN,
        part=view.full_name,
    )


def _is_hidden(node: exp.Expr, hidden: dict[str, frozenset[str]]) -> bool:
    if not isinstance(node, exp.Column):
        return False
    qualified = [hidden[node.table.casefold()]] if node.table.casefold() in hidden else list(hidden.values())
    return any(node.name.casefold() in names for names in qualified)
