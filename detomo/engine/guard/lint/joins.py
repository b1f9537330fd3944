"""Tables put side by side without saying how their rows belong together."""

from collections.abc import Iterator

from sqlglot import exp

from detomo.engine.guard.lint.blocks import Block, Source
from detomo.engine.guard.lint.conditions import conjuncts, disjuncts
from detomo.engine.guard.lint.keys import keys_of, settled
from detomo.engine.guard.lint.report import warn
from detomo.engine.types import LintWarning, Text

_UNJOINED = Text(
    en="Nothing says which rows of {part} belong to which rows of the other tables, so every row is "
    "paired with every row. Add the join condition, or write CROSS JOIN if all pairs are meant.",
    ja="{part} のどの行が他の表のどの行に対応するかが書かれていないため、すべての行の組み合わせになります。"
    "結合条件を加えるか、総当たりが目的なら CROSS JOIN と書いてください。",
)
_LOST = Text(
    en="{part} applies without the join condition, because OR separates it from the rest: it pairs unrelated rows. "
    "Put parentheses around the alternatives.",
    ja="OR で区切られているため、{part} には結合条件がかからず、無関係な行どうしが組み合わされます。"
    "選択肢の全体を括弧で囲んでください。",
)


def cartesian_product(block: Block) -> Iterator[LintWarning]:
    """A source that no condition connects with the others, without an explicit CROSS JOIN or ON TRUE."""
    names = [name for name, source in block.sources.items() if not source.is_opaque]
    if len(names) < 2 or len(names) != len(block.sources) or not _all_bound(block):
        return
    groups = {name: name for name in names}
    for linked in _links(block):
        first = groups[linked[0]]
        for other in linked[1:]:
            replaced = groups[other]
            groups = {name: first if group == replaced else group for name, group in groups.items()}
    single = settled(block)
    for name in names[1:]:
        source = block.sources[name]
        if groups[name] != groups[names[0]] and name not in single and not _is_explicit(source, block):
            if names[0] in single or frozenset() in keys_of(block.sources[names[0]]):
                continue
            yield warn("cartesian_product", _title(source), block, _UNJOINED)
            groups = {other: groups[names[0]] if group == groups[name] else group for other, group in groups.items()}


def _title(source: Source) -> exp.Expr:
    return source.node if source.table else exp.to_identifier(source.label)


def _links(block: Block) -> Iterator[list[str]]:
    """Sets of sources that one condition mentions together; names of an outer query tie those they meet."""
    for condition in _conditions(block):
        names = _mentioned(condition, block)
        if len(names) > 1:
            yield sorted(names)
    before: list[str] = []
    for name, source in block.sources.items():
        if source.join is not None and (source.join.args.get("using") or source.join.method):
            yield [name, *before]
        yield [name, *_mentioned(source.node, block)]
        before.append(name)
    tied = {
        name
        for condition in _conditions(block)
        if _meets_outer(condition, block)
        for name in _mentioned(condition, block)
    }
    if len(tied) > 1:
        yield sorted(tied)


def _conditions(block: Block) -> Iterator[exp.Expr]:
    for clause in [block.query.args.get("where"), *block.joins]:
        condition = clause.args.get("on") if isinstance(clause, exp.Join) else clause.this if clause else None
        yield from conjuncts(condition)


def _all_bound(block: Block) -> bool:
    """A name that leads nowhere might be what connects two sources."""
    columns = [column for condition in _conditions(block) for column in condition.find_all(exp.Column)]
    return all(block.find(column) or block.is_text(column) for column in columns)


def _mentioned(node: exp.Expr, block: Block) -> set[str]:
    """Sources of this block named below a node, also from inside its subqueries."""
    return {ref.source for column in node.find_all(exp.Column) if (ref := block.own(column))}


def _meets_outer(condition: exp.Expr, block: Block) -> bool:
    found = [block.find(column) for column in condition.find_all(exp.Column)]
    return any(one and one.block in block.enclosing for one in found)


def _is_explicit(source: Source, block: Block) -> bool:
    """The parser adds ON TRUE to the JOIN without ON that SQLite and MySQL accept."""
    join = source.join
    if join is None:
        return False
    if source.filters_only:
        return True
    if join.kind == "CROSS":
        return not _is_comma(source, block)
    condition = join.args.get("on")
    if isinstance(condition, exp.Boolean) and block.dialect in ("sqlite", "mysql"):
        return bool(join.side)
    return condition is not None and not condition.find(exp.Column)


def _is_comma(source: Source, block: Block) -> bool:
    """SQLite's parser reads a comma as CROSS JOIN; only the room between the two sources tells them apart."""
    names = list(block.sources)
    before = block.sources[names[names.index(source.name) - 1]].node
    ends = [node.meta["end"] for node in before.find_all(exp.Identifier) if "end" in node.meta]
    starts = [node.meta["start"] for node in source.node.find_all(exp.Identifier) if "start" in node.meta]
    return bool(ends and starts) and 0 < min(starts) - max(ends) < len("CROSS JOIN ")


def or_without_join(block: Block) -> Iterator[LintWarning]:
    """`a.id = b.id AND x OR y`: the second alternative has lost the join condition."""
    clause = block.query.args.get("where")
    if clause is None or not isinstance(clause.this, exp.Or) or len(block.sources) < 2:
        return
    branches = list(disjuncts(clause.this))
    joined = [_join_pairs(branch, block) for branch in branches]
    if not any(joined):
        return
    for branch, pairs in zip(branches, joined, strict=True):
        if not pairs:
            yield warn("or_without_join", branch, block, _LOST)
            return


def _join_pairs(branch: exp.Expr, block: Block) -> bool:
    for part in conjuncts(branch):
        if isinstance(part, exp.EQ):
            left, right = block.own(part.left), block.own(part.right)
            if left and right and left.source != right.source:
                return True
    return False
