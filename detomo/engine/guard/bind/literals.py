"""Comparisons that cannot hold: a number with text, a join column with itself."""

import re
import unicodedata
from collections.abc import Iterator

from sqlglot import exp

from detomo.engine.catalog.model import Catalog, Column
from detomo.engine.guard.bind.frames import Frames, has
from detomo.engine.guard.bind.problems import MESSAGES, Code, Problem
from detomo.engine.types import ColumnType

COMPARISONS = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE)
NUMERIC = frozenset({ColumnType.INTEGER, ColumnType.DECIMAL, ColumnType.REAL})
_ARITHMETIC = (exp.Count, exp.Sum, exp.Avg, exp.Length, exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Mod)
_PASSING = (exp.Max, exp.Min, exp.Abs, exp.Round, exp.Coalesce)  # as numeric as what they are given
# PostgreSQL has no operator between these types and a number: https://www.postgresql.org/docs/current/typeconv.html
_STRICT = {ColumnType.TEXT: Code.TEXT_AS_NUMBER, ColumnType.BOOLEAN: Code.BOOLEAN_AS_NUMBER}
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")


def literal_problems(tree: exp.Expr, found: Frames, catalog: Catalog) -> Iterator[Problem]:
    for comparison in tree.find_all(*COMPARISONS, exp.Between):
        if _compares_itself(comparison):
            yield _problem(Code.SELF_COMPARISON, comparison, comparison, catalog)
        for literal, other in _pairs(comparison):
            if isinstance(literal, exp.Literal) and (code := _mismatch(literal, other, found, catalog)):
                yield _problem(code, literal, comparison, catalog)


def plain_number(text: str) -> str | None:
    """The number that a text spells, full-width digits and thousands separators understood; None for other text."""
    plain = unicodedata.normalize("NFKC", text).strip()
    plain = plain.replace(",", "") if _GROUPED.fullmatch(plain) else plain
    return plain if _NUMBER.fullmatch(plain) else None


def stored_column(column: exp.Expr, found: Frames) -> Column | None:
    """The catalog's column behind a reference, when exactly one source in sight has it."""
    frame = found.of(column)
    if frame is None or not isinstance(column, exp.Column):
        return None
    if column.table:
        source = frame.source(column.table)
        return source.table.column(column.name) if source and source.table else None
    holders = next((owners for around in frame.chain() if (owners := around.holders(column.name))), [])
    return holders[0].table.column(column.name) if len(holders) == 1 and holders[0].table else None


def _pairs(comparison: exp.Expr) -> Iterator[tuple[exp.Expr, exp.Expr]]:
    if isinstance(comparison, exp.Between):
        yield comparison.args["low"], comparison.this
        yield comparison.args["high"], comparison.this
    else:
        yield comparison.expression, comparison.this
        yield comparison.this, comparison.expression


def _compares_itself(comparison: exp.Expr) -> bool:
    """A join condition that is nothing but a comparison between columns of one table."""
    left, right, join = comparison.this, comparison.args.get("expression"), comparison.parent
    if not (isinstance(comparison, exp.EQ) and isinstance(left, exp.Column) and isinstance(right, exp.Column)):
        return False
    is_condition = isinstance(join, exp.Join) and join.args.get("on") is comparison
    return is_condition and bool(left.table) and left.table.casefold() == right.table.casefold()


def _mismatch(literal: exp.Literal, other: exp.Expr, found: Frames, catalog: Catalog) -> Code | None:
    stored = stored_column(other, found)
    if not literal.is_string:
        return _STRICT.get(stored.type) if stored is not None and catalog.dialect == "postgres" else None
    number = plain_number(literal.name)
    if number is None:
        return None
    if stored is not None and stored.type in NUMERIC and number != literal.name.strip():
        return Code.NUMBER_AS_TEXT
    # SQLite converts only for a column's affinity (https://www.sqlite.org/datatype3.html#comparison_expressions):
    # COUNT(*) > '3' is never true there. The other engines read the literal as a number.
    bare = catalog.dialect == "sqlite" and _is_bare_number(other, found)
    return Code.NUMBER_AS_TEXT if bare else None


def _is_bare_number(node: exp.Expr, found: Frames) -> bool:
    """A number that SQLite computed, so that it has no affinity."""
    if isinstance(node, exp.Paren | exp.Alias):
        return _is_bare_number(node.this, found)
    if isinstance(node, exp.Subquery):
        selects = node.this.selects if isinstance(node.this, exp.Select) else []
        return len(selects) == 1 and _is_bare_number(selects[0], found)
    if isinstance(node, _PASSING):
        stored = stored_column(node.this, found)
        return (stored is not None and stored.type in NUMERIC) or _is_bare_number(node.this, found)
    if isinstance(node, exp.Column):
        return _is_bare_output(node, found)
    return isinstance(node, _ARITHMETIC)


def _is_bare_output(column: exp.Column, found: Frames) -> bool:
    """An alias of the same SELECT, or an output of a derived table, that names a computed number."""
    frame = found.of(column)
    if frame is None or stored_column(column, found) is not None:
        return False
    source = next((source for source in frame.sources if source.inner is not None and has(source, column.name)), None)
    inner = source.inner.node if source is not None and source.inner is not None else frame.query
    outputs = inner.selects if isinstance(inner, exp.Select) else []
    output = next((item for item in outputs if item.alias_or_name.casefold() == column.name.casefold()), None)
    itself = output is None or column.find_ancestor(exp.Alias) is output
    return isinstance(output, exp.Alias) and not itself and _is_bare_number(output, found)


def _problem(code: Code, node: exp.Expr, comparison: exp.Expr, catalog: Catalog) -> Problem:
    part = comparison.sql(catalog.dialect)
    return Problem(code, part, MESSAGES[code].within(part=part), (), node)
