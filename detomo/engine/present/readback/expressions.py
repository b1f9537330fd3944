"""Values in words: columns, aggregates, dates, arithmetic. What has no words here is quoted as SQL."""

from collections.abc import Callable

from sqlglot import exp

from detomo.engine.present.labels import label
from detomo.engine.present.readback.names import Names
from detomo.engine.present.readback.windows import told
from detomo.engine.types import Text

_DATE_PARTS = {
    "%Y": Text("the year of {}", "{}の年"),
    "%Y-%m": Text("the month of {}", "{}の年月"),
    "%Y%m": Text("the month of {}", "{}の年月"),
    "%Y-%m-%d": Text("the date of {}", "{}の日付"),
    '%Y-"Q"Q': Text("the quarter of {}", "{}の四半期"),  # PostgreSQL's own letter
    "%m": Text("the calendar month of {}", "{}の月"),
    "%d": Text("the day of the month of {}", "{}の日"),
    "%w": Text("the weekday of {}", "{}の曜日"),
    "%H": Text("the hour of {}", "{}の時"),
}
_UNITS = {
    "year": _DATE_PARTS["%Y"],
    "quarter": Text("the quarter of {}", "{}の四半期"),
    "month": _DATE_PARTS["%m"],
    "week": Text("the week of {}", "{}の週"),
    "day": _DATE_PARTS["%d"],
    "dow": _DATE_PARTS["%w"],
    "hour": _DATE_PARTS["%H"],
}
_TRUNCATED = {**_UNITS, "month": _DATE_PARTS["%Y-%m"], "day": _DATE_PARTS["%Y-%m-%d"]}
_CALLS: dict[type[exp.Expr], Text] = {
    exp.Sum: Text("the sum of {}", "{}の合計"),
    exp.Avg: Text("the average of {}", "{}の平均"),
    exp.Min: Text("the lowest {}", "{}の最小値"),
    exp.Max: Text("the highest {}", "{}の最大値"),
    exp.Abs: Text("the absolute value of {}", "{}の絶対値"),
    exp.Lower: Text("{} in lower case", "小文字にした{}"),
    exp.Upper: Text("{} in upper case", "大文字にした{}"),
    exp.Length: Text("the length of {}", "{}の長さ"),
    exp.Year: _UNITS["year"],
    exp.Quarter: _UNITS["quarter"],
    exp.Month: _UNITS["month"],
    exp.Day: _UNITS["day"],
    exp.Neg: Text("minus {}", "マイナス{}"),
    exp.Trim: Text("{} without spaces around it", "前後の空白を除いた{}"),
    exp.Date: Text("the date of {}", "{}の日付"),
}
_SAME: tuple[type[exp.Expr], ...] = (exp.TsOrDsToDate, exp.TsOrDsToTimestamp, exp.Paren)
_SIGNS: dict[type[exp.Expr], str] = {exp.Add: "+", exp.Sub: "−", exp.Mul: "×", exp.Div: "÷"}
_ROWS = Text("the number of rows", "行数")
_FILLED = Text("the number of rows with {}", "{}のある行の数")
_DIFFERENT = Text("the number of different {}", "異なる{}の数")
_ROUNDED = Text("{value} rounded to {digits} decimals", "{value}（小数{digits}桁に丸め）")
_ROUNDED_WHOLE = Text("{value} rounded", "{value}（整数に丸め）")
_EVERYTHING = Text("all columns", "すべての列")
_JOINED = Text("{parts} put together", "{parts}をつないだもの")
_EMPTY = Text("nothing", "空")
_OF_TABLE = Text("the number of {}", "{}の数")
_OR_ELSE = Text("{value} (or {other} if missing)", "{value}（空なら{other}）")
_UNLESS = Text("{value} (missing if {other})", "{value}（{other}なら空）")
_QUOTES = Text("“{}”", "「{}」")
_CAST = Text("{value} as {type}", "{type}としての{value}")
_COUNTED_IF = Text("{value}, counting only where {condition}", "{condition}場合だけの{value}")
_DIFFERENT_ONES = Text("different {}", "異なる{}")
_IF = Text("{value} if {condition}", "{condition}なら{value}")
_TRUE, _FALSE = Text("true", "真"), Text("false", "偽")
_ELSE = Text("else {value}", "それ以外は{value}")
_WHEN_EQUAL = Text("{a} is {b}", "{a}が{b}")
_HOLDS = Text("whether {condition}", "{condition}かどうか")
_HOLDING: tuple[type[exp.Expr], ...] = (exp.Predicate, exp.Connector, exp.Not)


def phrase(node: exp.Expr, names: Names) -> str:
    """A value in words; the node's own SQL in backquotes where it has none."""
    if isinstance(node, _SAME):
        return phrase(node.this, names)
    if type(node) in _CALLS:
        return _simple_call(node, names)
    speak = _SPOKEN.get(type(node)) or (_whether if isinstance(node, _HOLDING) else None)
    return (speak and speak(node, names)) or quoted(node, names)


def quoted(node: exp.Expr, names: Names) -> str:
    return f"`{node.sql(dialect=names.dialect, comments=False)}`"


def listed(parts: list[str], names: Names) -> str:
    """`a, b and c`, or with the Japanese comma."""
    if names.language == "ja":
        return "、".join(parts)
    return " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)


def _simple_call(node: exp.Expr, names: Names) -> str:
    more = any(value for key, value in node.args.items() if key != "this" and isinstance(value, (exp.Expr, list)))
    if more or not isinstance(node.this, exp.Expr):
        return quoted(node, names)
    return _CALLS[type(node)].to(names.language).format(_bracketed(node.this, names))


def _bracketed(node: exp.Expr, names: Names) -> str:
    """An operand; in brackets if it is itself arithmetic."""
    text = phrase(node, names)
    return f"({text})" if type(node.unnest()) in _SIGNS else text


def _alias(node: exp.Expr, names: Names) -> str:
    """An output is told by what it is; by its alias too where that is SQL."""
    text = phrase(node.this, names)
    return f"{label(node.alias, names.language)} ({text})" if text.startswith("`") else text


def _column(node: exp.Expr, names: Names) -> str:
    if not isinstance(node, exp.Column) or isinstance(node.this, exp.Star):
        return ""
    return names.column(node)


def _literal(node: exp.Expr, names: Names) -> str:
    if not isinstance(node, exp.Literal):
        return ""
    if not node.is_string:
        return str(node.this)
    return _QUOTES.to(names.language).format(node.this)


def _count(node: exp.Expr, names: Names) -> str:
    counted = node.this
    if counted is None or isinstance(counted, (exp.Star, exp.Literal)):
        return _ROWS.to(names.language)
    if isinstance(counted, exp.Distinct):
        parts = [phrase(part, names) for part in counted.expressions]
        return _DIFFERENT.to(names.language).format(listed(parts, names))
    if isinstance(counted, exp.Column) and (table := names.identified_by(counted)):
        return _OF_TABLE.to(names.language).format(table)
    return _FILLED.to(names.language).format(phrase(counted, names))


def _whether(node: exp.Expr, names: Names) -> str:
    return _HOLDS.within(condition=names.tell_condition(node, names)).to(names.language)


def _distinct(node: exp.Expr, names: Names) -> str:
    return _DIFFERENT_ONES.to(names.language).format(listed([phrase(part, names) for part in node.expressions], names))


def _cast(node: exp.Expr, names: Names) -> str:
    kind = node.args["to"].sql(dialect=names.dialect)
    return _CAST.within(value=phrase(node.this, names), type=kind).to(names.language)


def _filter(node: exp.Expr, names: Names) -> str:
    condition = names.tell_condition(node.expression.this, names)
    return _COUNTED_IF.within(value=phrase(node.this, names), condition=condition).to(names.language)


def _case(node: exp.Expr, names: Names) -> str:
    """CASE and IF: each value with its condition, the first that holds counts."""
    branches = [node] if isinstance(node, exp.If) else node.args["ifs"]
    subject = node.this if isinstance(node, exp.Case) else None
    parts = [_branch(branch, subject, names) for branch in branches]
    default = node.args.get("false" if isinstance(node, exp.If) else "default")
    if default is not None:
        parts.append(_ELSE.within(value=phrase(default, names)).to(names.language))
    return ("、" if names.language == "ja" else ", ").join(parts)


def _branch(branch: exp.Expr, subject: exp.Expr | None, names: Names) -> str:
    if subject is None:
        condition = names.tell_condition(branch.this, names)
    else:
        condition = _WHEN_EQUAL.within(a=phrase(subject, names), b=phrase(branch.this, names)).to(names.language)
    return _IF.within(value=phrase(branch.args["true"], names), condition=condition).to(names.language)


def _round(node: exp.Expr, names: Names) -> str:
    value, digits = phrase(node.this, names), node.args.get("decimals")
    if digits is None:
        return _ROUNDED_WHOLE.within(value=value).to(names.language)
    return _ROUNDED.within(value=value, digits=digits.sql()).to(names.language)


def _coalesce(node: exp.Expr, names: Names) -> str:
    if len(node.expressions) != 1:
        return ""
    other = phrase(node.expressions[0], names)
    return _OR_ELSE.within(value=phrase(node.this, names), other=other).to(names.language)


def _nullif(node: exp.Expr, names: Names) -> str:
    value, other = phrase(node.this, names), phrase(node.expression, names)
    return _UNLESS.within(value=value, other=other).to(names.language)


def _binary(node: exp.Expr, names: Names) -> str:
    return f" {_SIGNS[type(node)]} ".join(_bracketed(side, names) for side in (node.this, node.expression))


def _concat(node: exp.Expr, names: Names) -> str:
    parts = node.flatten() if isinstance(node, exp.DPipe) else node.expressions
    said = [phrase(part, names) for part in parts if not (isinstance(part, exp.Literal) and not part.name.strip())]
    return _JOINED.within(parts=listed(said, names)).to(names.language)


def _date_format(node: exp.Expr, names: Names) -> str:
    pattern = _DATE_PARTS.get(node.text("format"))
    return pattern.to(names.language).format(phrase(node.this, names)) if pattern else ""


def _extract(node: exp.Expr, names: Names) -> str:
    pattern = _UNITS.get(node.this.name.lower())
    return pattern.to(names.language).format(phrase(node.expression, names)) if pattern else ""


def _truncate(node: exp.Expr, names: Names) -> str:
    unit = node.args.get("unit")
    pattern = _TRUNCATED.get(unit.name.lower()) if unit else None
    return pattern.to(names.language).format(phrase(node.this, names)) if pattern else ""


_SPOKEN: dict[type[exp.Expr], Callable[[exp.Expr, Names], str]] = {
    exp.Alias: _alias,
    exp.Column: _column,
    exp.Literal: _literal,
    exp.Count: _count,
    exp.Round: _round,
    exp.Coalesce: _coalesce,
    exp.DPipe: _concat,
    exp.Concat: _concat,
    exp.TimeToStr: _date_format,
    exp.Extract: _extract,
    exp.DateTrunc: _truncate,
    exp.TimestampTrunc: _truncate,
    exp.Star: lambda node, names: "" if any(node.args.values()) else _EVERYTHING.to(names.language),
    exp.Boolean: lambda node, names: (_TRUE if node.this else _FALSE).to(names.language),
    exp.Distinct: _distinct,
    exp.Cast: _cast,
    exp.TryCast: _cast,
    exp.Nullif: _nullif,
    exp.Filter: _filter,
    exp.Case: _case,
    exp.If: _case,
    exp.Subquery: lambda node, names: names.tell_query(node, names),
    exp.Window: lambda node, names: told(node, names, phrase),
    exp.Null: lambda _, names: _EMPTY.to(names.language),
    **dict.fromkeys(_SIGNS, _binary),
}
