"""Counts taken after a join that count something else than they say."""

import re
from collections.abc import Iterator

from sqlglot import exp

from detomo.engine.guard.lint.blocks import Block, Ref, Source, is_aggregate
from detomo.engine.guard.lint.conditions import never_null, where
from detomo.engine.guard.lint.keys import group_refs, labelled, multipliers, row_sources, settled
from detomo.engine.guard.lint.repeats import repeated_inside, value_refs
from detomo.engine.guard.lint.report import warn
from detomo.engine.types import LintWarning, Text

_REPEATED = Text(
    en="{part} counts each row of {one} once per matching row of {many}. To count different {one} rows, "
    "use COUNT(DISTINCT …) on its key.",
    ja="{part} は {one} の同じ行を、一致した {many} の件数だけ重ねて数えます。{one} の件数を知りたい場合は、"
    "キー列に COUNT(DISTINCT …) を使ってください。",
)
_MULTIPLIED = Text(
    en="{part} counts combinations: {one} and {many} are joined side by side, so each row of one "
    "is repeated for every row of the other. Count them in separate subqueries, or use COUNT(DISTINCT …).",
    ja="{part} は組み合わせの数を数えています。{one} と {many} が並列に結合され、互いの行数だけ繰り返されます。"
    "別々の副問い合わせで数えるか、COUNT(DISTINCT …) を使ってください。",
)
_COUNTS_NONE = Text(
    en="{part} gives 1, not 0, where {many} has no matching row, because LEFT JOIN keeps an empty row. "
    "Count a column of {many} instead.",
    ja="{many} に一致する行がない場合、LEFT JOIN が空の行を残すため、{part} は 0 ではなく 1 になります。"
    "代わりに {many} の列を数えてください。",
)


def count_after_join(block: Block) -> Iterator[LintWarning]:
    """COUNT of rows that a one-to-many join repeats, where the things themselves are meant.

    COUNT(*) counts joined rows; that is what is meant when one source has exactly those rows, unless the result's
    name or an otherwise unused table says that another one is counted.
    """
    for node in block.nodes:
        if isinstance(node, exp.Count) and is_aggregate(node) and not isinstance(node.this, exp.Distinct):
            if len(row_sources(block)) > 1:
                yield from _counted_column(node, block) if value_refs(node, block) else _counted_rows(node, block)
            else:
                yield from _counted_query(node, block)


def _counted_query(node: exp.Count, block: Block) -> Iterator[LintWarning]:
    """A count over one subquery that itself repeats what it hands on."""
    every = {Ref(name, column) for name, source in block.sources.items() for column in source.outputs}
    found = repeated_inside(value_refs(node, block) or every, group_refs(block), block)
    if found:
        yield warn("count_after_join", node, block, _REPEATED, one=found.one.label, many=found.many.label)


def _counted_column(node: exp.Count, block: Block) -> Iterator[LintWarning]:
    known = group_refs(block)
    named = labelled(block, known)
    read = {ref.source for ref in value_refs(node, block)}
    many = multipliers(block, known, [*read, *named])
    if not many:
        return
    one = block.sources[min(read)]
    if not read <= settled(block, known, named):
        yield warn("count_after_join", node, block, _REPEATED, one=one.label, many=many[0].label)
    elif _stays_optional(many[0], block):
        yield warn("count_after_join", node, block, _COUNTS_NONE, many=many[0].label)


def _counted_rows(node: exp.Count, block: Block) -> Iterator[LintWarning]:
    known = group_refs(block)
    named = labelled(block, known)
    empty = [source for source in multipliers(block, known, _kept(block)) if _stays_optional(source, block)]
    if empty and known:
        yield warn("count_after_join", node, block, _COUNTS_NONE, many=empty[0].label)
        return
    repeats = {name: multipliers(block, known, [name, *named]) for name in row_sources(block)}
    if all(repeats.values()):
        pair = next(iter(repeats.items()))
        one, many = block.sources[pair[0]], pair[1][0]
        yield warn("count_after_join", node, block, _MULTIPLIED, one=one.label, many=many.label)
        return
    pinned = settled(block, known, named)
    meant = _named(node, block)
    for name, many_sources in repeats.items():
        source = block.sources[name]
        is_meant = meant == [source] if meant else _is_only_counted(source, block)
        if many_sources and name not in pinned and is_meant:
            yield warn("count_after_join", node, block, _REPEATED, one=source.label, many=many_sources[0].label)


def _kept(block: Block) -> list[str]:
    return [source.name for source in block.sources.values() if not source.optional]


def _stays_optional(source: Source, block: Block) -> bool:
    """True when rows without a match in this source reach the count."""
    turned_away = {ref.source for condition in where(block) for ref in never_null(condition, block)}
    return source.optional and source.name not in turned_away


def _named(node: exp.Count, block: Block) -> list[Source]:
    """Sources that the result's name mentions: `COUNT(*) AS customers`."""
    words = _words(node.parent.alias) if isinstance(node.parent, exp.Alias) else set()
    return [source for source in block.sources.values() if _stem(source.label) in words]


def _words(name: str) -> set[str]:
    split = re.sub(r"([a-z])([A-Z])", r"\1_\2", name).casefold().split("_")
    return {_stem(word) for word in split}


def _stem(word: str) -> str:
    word = word.casefold()
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _is_only_counted(source: Source, block: Block) -> bool:
    """A first table whose columns serve nothing but one join: the only reason to read it is to count it."""
    if source.join is not None or source.optional or block.query.args.get("group"):
        return False
    used: set[str] = set()
    for key in ("where", "having", "order"):
        used |= {ref.source for node in block.part(key) if (ref := block.own(node))}
    neighbours = [join for join in block.joins if _mentions(join, source, block)]
    return source.name not in used and len(neighbours) == 1 and len(block.projections) == 1


def _mentions(join: exp.Join, source: Source, block: Block) -> bool:
    if join.args.get("using") or join.method:
        return True
    condition = join.args.get("on")
    return condition is not None and any(
        ref.source == source.name for node in condition.find_all(exp.Column) if (ref := block.own(node))
    )
