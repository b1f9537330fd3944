"""Which kinds of syntax a query may be made of. A kind that is not listed is refused, so that grammar that a later
parser learns is closed until somebody has looked at it."""

from sqlglot import exp

from detomo.engine.dialects.facts import words
from detomo.engine.types import Dialect

_COMMON: tuple[type[exp.Expr], ...] = (
    # queries
    exp.Select, exp.Union, exp.Except, exp.Intersect, exp.Subquery, exp.Values, exp.Tuple, exp.With, exp.CTE,
    exp.From, exp.Join, exp.Lateral, exp.Table, exp.TableAlias, exp.Where, exp.Group, exp.GroupingSets, exp.Cube,
    exp.Rollup, exp.Having, exp.Order, exp.Ordered, exp.Limit, exp.LimitOptions, exp.Offset, exp.Fetch, exp.Distinct,
    exp.Star, exp.Window, exp.WindowSpec, exp.Filter, exp.WithinGroup, exp.IgnoreNulls, exp.RespectNulls, exp.HavingMax,
    # names and values
    exp.Identifier, exp.Column, exp.Alias, exp.Aliases, exp.Dot, exp.Var, exp.Literal, exp.Boolean, exp.Null,
    exp.HexString, exp.BitString, exp.ByteString, exp.RawString, exp.UnicodeString, exp.National, exp.Interval,
    exp.IntervalSpan, exp.DataType, exp.DataTypeParam, exp.Paren,
    # operators
    exp.Add, exp.Sub, exp.Mul, exp.Div, exp.IntDiv, exp.Mod, exp.Neg, exp.DPipe, exp.BitwiseAnd, exp.BitwiseOr,
    exp.BitwiseXor, exp.BitwiseNot, exp.BitwiseLeftShift, exp.BitwiseRightShift, exp.EQ, exp.NEQ, exp.GT, exp.GTE,
    exp.LT, exp.LTE, exp.NullSafeEQ, exp.NullSafeNEQ, exp.Not, exp.Is, exp.In, exp.Between, exp.Like, exp.ILike,
    exp.SimilarTo, exp.Escape, exp.Glob, exp.Any, exp.All, exp.AtTimeZone, exp.Collate, exp.Distance,
    # arguments of functions
    exp.JSON, exp.JSONKeyValue, exp.JSONValue, exp.FormatJson, exp.JSONPath, exp.JSONPathRoot, exp.JSONPathKey,
    exp.JSONPathSubscript, exp.JSONPathWildcard, exp.JSONPathSlice, exp.JSONPathRecursive, exp.JSONPathUnion,
    exp.JSONPathSelector, exp.JSONPathFilter, exp.JSONPathPart, exp.OnCondition, exp.Bracket, exp.Slice,
)  # fmt: skip

_BY_DIALECT: dict[Dialect, tuple[type[exp.Expr], ...]] = {
    "sqlite": (),
    "duckdb": (
        exp.Pivot, exp.PivotAlias, exp.UnpivotColumns, exp.Qualify, exp.TableSample, exp.Lambda, exp.Kwarg,
        exp.Comprehension, exp.PropertyEQ, exp.ColumnDef, exp.PositionalColumn, exp.PivotAny,
    ),
    "postgres": (exp.TableSample, exp.Kwarg, exp.Overlaps, exp.Operator, exp.Adjacent, exp.ExtendsLeft,
                 exp.ExtendsRight, exp.JSONSchema, exp.JSONColumnDef, exp.ColumnDef, exp.Variadic),
    "mysql": (exp.Introducer, exp.CharacterSet, exp.JSONSchema, exp.JSONColumnDef, exp.IndexTableHint),
}  # fmt: skip

# Syntax that the parser keeps as a function although no function is called by a name.
OPERATOR_FUNCTIONS: frozenset[type[exp.Expr]] = frozenset(
    {
        exp.And, exp.Or, exp.Xor, exp.Case, exp.If, exp.Cast, exp.TryCast, exp.Exists, exp.Array, exp.Map, exp.ToMap,
        exp.Struct, exp.Extract, exp.JSONExtract, exp.JSONExtractScalar, exp.JSONBExtract, exp.JSONBExtractScalar,
        exp.JSONBContains, exp.ArrayContainsAll, exp.ArrayContainedBy, exp.ArrayOverlaps, exp.RegexpLike,
        exp.RegexpILike, exp.Pow, exp.Convert, exp.MatchAgainst, exp.Columns, exp.Unnest, exp.Collate,
        exp.All, exp.Any, exp.JSONBContainsTopKey, exp.JSONBContainsAnyTopKeys, exp.JSONBContainsAllTopKeys,
        exp.JSONBDeleteAtPath, exp.JSONBPathExists,
        exp.TsOrDsToDate, exp.TsOrDsToTimestamp, exp.TsOrDsToTime, exp.TsOrDsToDatetime,
    }
)  # fmt: skip

_QUERY_ARGS = words(
    "hint into match connect prewhere distribute sort cluster locks settings format options for_ exclude",
)
_REFUSED_ARGS: dict[type[exp.Expr], frozenset[str]] = {
    exp.Table: words("system_time version format pattern when partition changes indexed"),
    exp.Join: words("global_ match_condition nearest directed hint expressions"),
    exp.CTE: words("scalar key_expressions"),
    exp.With: words("search cycle udfs"),
    exp.Cast: words("action default"),
    exp.Group: words("totals"),
    exp.Lateral: words("view cross_apply"),
}

_SELECT_MODIFIERS = words("straight_join sql_no_cache sql_cache sql_small_result sql_big_result sql_buffer_result all")


def allowed_nodes(dialect: Dialect) -> frozenset[type[exp.Expr]]:
    return frozenset(_COMMON) | frozenset(_BY_DIALECT[dialect])


def refused_part(node: exp.Expr) -> exp.Expr | str | None:
    """The part of an allowed kind of node that is not allowed there, or None."""
    kind = type(node)
    refused = _QUERY_ARGS if issubclass(kind, exp.Query) else _REFUSED_ARGS.get(kind)
    if refused is None:
        return None
    for key in refused:
        value = node.args.get(key)
        if value:
            return value if isinstance(value, exp.Expr) else node
    modifiers = node.args.get("operation_modifiers") or ()
    return next((m for m in modifiers if m.name.lower() not in _SELECT_MODIFIERS), None)
