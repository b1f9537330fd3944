"""Columns shown beside totals although their group holds many values of them."""

from collections.abc import Iterator

from sqlglot import exp

from detomo.engine.guard.lint.blocks import Block, Ref, is_aggregate
from detomo.engine.guard.lint.conditions import equal_columns, pinned_columns
from detomo.engine.guard.lint.keys import group_refs, row_sources, settled
from detomo.engine.guard.lint.report import warn
from detomo.engine.types import LintWarning, Text

_ARBITRARY = Text(
    en="{part} is neither grouped nor totalled: when a group holds several values of it, one of them is shown by "
    "chance. Add it to GROUP BY, or take its MIN or MAX.",
    ja="{part} はグループ化も集計もされていません。グループ内に複数の値があると、そのどれか一つが偶然に表示されます。"
    "GROUP BY に加えるか、MIN や MAX を取ってください。",
)


def non_aggregated_column(block: Block) -> Iterator[LintWarning]:
    """A bare column in a grouped query that the grouped columns do not settle.

    https://sqlite.org/lang_select.html#bareagg ("arbitrarily chosen row"; with a single min() or max(), that row) and
    MySQL manual, "MySQL Handling of GROUP BY" (functional dependence on a key).
    """
    if not isinstance(block.query, exp.Select) or not (block.query.args.get("group") or block.has_aggregate):
        return
    if block.dialect == "sqlite" and _has_single_extreme(block):
        return
    known = set(group_refs(block))
    rows = settled(block, known)
    constants = _spread(block, known | set(pinned_columns(block)))
    yield from (warn("non_aggregated_column", star, block, _ARBITRARY) for star in _stars(block, rows))
    reported: set[Ref] = set()
    for column in _bare_columns(block):
        ref = block.own(column)
        if ref and ref not in reported and ref.source not in rows and ref not in constants:
            reported.add(ref)
            if _is_certain(ref, block):
                yield warn("non_aggregated_column", column, block, _ARBITRARY)


def _stars(block: Block, rows: set[str]) -> Iterator[exp.Expr]:
    """`SELECT *` beside GROUP BY, unless the groups are single rows."""
    if not block.group_terms or len(rows) == len(row_sources(block)) or block.dialect not in ("sqlite", "mysql"):
        return
    yield from (node for node in block.projections if node.is_star and isinstance(node, exp.Star | exp.Column))


def _spread(block: Block, known: set[Ref]) -> set[Ref]:
    """Add the columns that the joins make equal to known ones."""
    pairs = list(equal_columns(block))
    while True:
        more = {ref for pair in pairs if known & set(pair) for ref in pair} - known
        if not more:
            return known
        known |= more


def _has_single_extreme(block: Block) -> bool:
    extremes = [node for node in block.nodes if isinstance(node, exp.Min | exp.Max) and is_aggregate(node)]
    return len(extremes) == 1


def _is_certain(ref: Ref, block: Block) -> bool:
    """A source without known columns may be anything."""
    return block.sources[ref.source].has(ref.column)


def _bare_columns(block: Block) -> Iterator[exp.Column]:
    """Columns outside aggregates and grouped expressions in what a grouped query shows, filters or sorts by."""
    terms = list(block.group_terms)
    for projection in block.projections:
        yield from _bare(projection, block, terms)
    for key in ("having", "order"):
        clause = block.query.args.get(key)
        if clause is not None:
            yield from (column for column in _bare(clause, block, terms) if not _is_alias(column, block))


def _is_alias(column: exp.Column, block: Block) -> bool:
    return not column.table and column.name.casefold() in block.aliases


def _bare(node: exp.Expr, block: Block, terms: list[exp.Expr]) -> Iterator[exp.Column]:
    if is_aggregate(node) or isinstance(node, exp.Query | exp.AnyValue | exp.Filter) or node in terms:
        return
    if isinstance(node, exp.Anonymous | exp.WithinGroup):
        return
    if isinstance(node, exp.Column):
        if not isinstance(node.this, exp.Star):
            yield node
        return
    for child in node.iter_expressions():
        yield from _bare(child, block, terms)
