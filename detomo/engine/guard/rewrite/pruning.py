"""Which columns of ruled tables a statement can mention, so that masks nobody reads are not computed."""

from sqlglot import exp

from detomo.engine.guard.scopes import Resolution


def mentioned(tree: exp.Expr, resolution: Resolution) -> frozenset[str] | None:
    """Names of columns in lower case; None where the statement may mean columns without naming them."""
    if any(_means_all(node) for node in tree.find_all(exp.Star, exp.Columns, exp.Join, exp.TableAlias, exp.Pivot)):
        return None
    if not all(isinstance(scope.node, exp.Select | exp.SetOperation | exp.Subquery) for scope in resolution.scopes):
        return None
    names = {column.name.casefold() for column in tree.find_all(exp.Column)}
    if names & {source.alias.casefold() for source in resolution.sources()}:
        return None  # a whole row, named by its table
    using = (name for join in tree.find_all(exp.Join) for name in join.args.get("using") or ())
    return frozenset(names | {name.name.casefold() for name in using})


def _means_all(node: exp.Expr) -> bool:
    if isinstance(node, exp.Star):
        return not isinstance(node.parent, exp.Count)
    if isinstance(node, exp.Join):
        return node.method == "NATURAL"
    if isinstance(node, exp.TableAlias):  # a list of column names counts them off; CTEs list their own
        return bool(node.args.get("columns")) and isinstance(node.parent, exp.Table)
    return True
