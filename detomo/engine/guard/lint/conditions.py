"""Conditions taken apart: conjuncts, constants, equalities, and which of them no NULL can pass."""

from collections.abc import Iterator

from sqlglot import exp

from detomo.engine.guard.lint.blocks import Block, Ref

COMPARISONS = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE)
_TESTS = (*COMPARISONS, exp.Like, exp.ILike, exp.Between, exp.In, exp.Glob, exp.RegexpLike)
# A NULL argument makes these NULL. Whatever is not listed (COALESCE, CASE, IS, …) may turn NULL into a value.
_STRICT = (
    exp.Paren, exp.Neg, exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Mod, exp.Lower, exp.Upper, exp.Trim, exp.Length,
    exp.Cast, exp.Abs, exp.Round, exp.Substring, exp.TimeToStr, exp.Date, exp.Extract, exp.Year, exp.Month, exp.Day,
    exp.TsOrDsToDate, exp.TsOrDsToTimestamp, exp.TimestampTrunc, exp.DateTrunc,
)  # fmt: skip
_STRICT_NAMES = ("julianday", "datetime", "unixepoch", "to_char", "date_part", "strptime")


def conjuncts(condition: exp.Expr | None) -> Iterator[exp.Expr]:
    """The parts joined by AND, parentheses removed."""
    while isinstance(condition, exp.Paren):
        condition = condition.this
    if isinstance(condition, exp.And):
        yield from conjuncts(condition.left)
        yield from conjuncts(condition.right)
    elif condition is not None:
        yield condition


def disjuncts(condition: exp.Expr) -> Iterator[exp.Expr]:
    """The parts joined by OR at this level."""
    if isinstance(condition, exp.Or):
        yield from disjuncts(condition.left)
        yield from disjuncts(condition.right)
    else:
        yield condition


def where(block: Block) -> list[exp.Expr]:
    clause = block.query.args.get("where")
    return list(conjuncts(clause.this)) if clause else []


def join_conditions(block: Block) -> list[exp.Expr]:
    return [part for join in block.joins for part in conjuncts(join.args.get("on"))]


def is_constant(node: exp.Expr, block: Block) -> bool:
    """One value for the whole block: no column of its own and no aggregate. A scalar subquery counts."""
    for inner in node.walk(prune=lambda child: isinstance(child, exp.Query)):
        if isinstance(inner, exp.AggFunc | exp.Star):
            return False
        if isinstance(inner, exp.Column) and not block.is_text(inner):
            found = block.find(inner)
            if found is None or found.block is block:
                return False
    return True


def equal_columns(block: Block) -> Iterator[tuple[Ref, Ref]]:
    """Pairs of columns of this block that WHERE, ON, USING or NATURAL make equal."""
    for condition in [*where(block), *join_conditions(block)]:
        if isinstance(condition, exp.EQ | exp.NullSafeEQ):
            left, right = block.own(condition.left), block.own(condition.right)
            if left and right:
                yield left, right
    yield from _merged_columns(block)


def _merged_columns(block: Block) -> Iterator[tuple[Ref, Ref]]:
    seen: list[str] = []
    for name, source in block.sources.items():
        join = source.join
        if join is not None:
            for column in _merged_names(join, block, name, seen):
                yield from ((Ref(earlier, column), Ref(name, column)) for earlier in seen)
        seen.append(name)


def _merged_names(join: exp.Join, block: Block, name: str, seen: list[str]) -> list[str]:
    if join.method == "NATURAL" and (table := block.sources[name].table):
        names = [column.name.casefold() for column in table.columns]
        return [column for column in names if any(block.sources[other].has(column) for other in seen)]
    return [identifier.name.casefold() for identifier in join.args.get("using") or []]


def pinned_columns(block: Block) -> Iterator[Ref]:
    """Columns that WHERE or an inner join's ON sets equal to one value."""
    inner = [part for join in block.joins if not join.side for part in conjuncts(join.args.get("on"))]
    for condition in [*where(block), *inner]:
        if not isinstance(condition, exp.EQ):
            continue
        for column, value in ((condition.left, condition.right), (condition.right, condition.left)):
            ref = block.own(column)
            if ref and is_constant(value, block):
                yield ref


def kept_by_not_null(condition: exp.Expr) -> exp.Expr | None:
    """The operand of `x IS NOT NULL`, which PostgreSQL's parser spells differently from the others'."""
    test = condition.this if isinstance(condition, exp.Not) else condition
    if isinstance(test, exp.Is) and isinstance(test.expression, exp.Null):
        negated = isinstance(condition, exp.Not) != bool(test.args.get("negate"))
        return test.this if negated else None
    return None


def never_null(condition: exp.Expr, block: Block) -> set[Ref]:
    """Columns whose NULL this condition turns away."""
    while isinstance(condition, exp.Paren | exp.Not):
        condition = condition.this
    if isinstance(condition, exp.Or):
        found = [_of_all_conjuncts(branch, block) for branch in disjuncts(condition)]
        return set.intersection(*found)
    if not isinstance(condition, _TESTS):
        return set()
    sides = (condition.left, condition.right) if isinstance(condition, COMPARISONS) else (condition.this,)
    return {ref for side in sides for ref in _strict_columns(side, block)}


def _of_all_conjuncts(branch: exp.Expr, block: Block) -> set[Ref]:
    return {ref for part in conjuncts(branch) for ref in never_null(part, block)}


def _strict_columns(node: exp.Expr, block: Block) -> Iterator[Ref]:
    """Columns whose NULL makes the whole expression NULL."""
    if isinstance(node, exp.Column):
        ref = block.own(node)
        if ref:
            yield ref
    elif isinstance(node, _STRICT) or (isinstance(node, exp.Anonymous) and node.name.casefold() in _STRICT_NAMES):
        for child in node.iter_expressions():
            yield from _strict_columns(child, block)
