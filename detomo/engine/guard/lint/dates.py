"""Days compared with points in time."""

import re
from collections.abc import Iterator

from sqlglot import exp

from detomo.engine.guard.lint.blocks import Block
from detomo.engine.guard.lint.kinds import type_of
from detomo.engine.guard.lint.report import warn
from detomo.engine.types import ColumnType, LintWarning, Text

_CUT = Text(
    en="{part} ends at midnight, as the last day begins, because {column} also holds the time of day: the rest of that "
    "day falls outside. Use < with the next day.",
    ja="{column} は時刻も含むため、{part} の範囲は最終日の午前 0 時で終わり、その日の残りが外れます。"
    "「< 翌日」と書いてください。",
)
_MIDNIGHT = Text(
    en="{part} finds only rows of exactly midnight, because {column} also holds the time of day. "
    "Use >= that day and < the next day.",
    ja="{column} は時刻も含むため、{part} に一致するのは午前 0 時ちょうどの行だけです。"
    "「>= その日」かつ「< 翌日」と書いてください。",
)
_WRITTEN = Text(
    en="{part} compares letters, not dates: {column} is stored as year-month-day. Write the date as YYYY-MM-DD.",
    ja="{part} は日付ではなく文字として比較されます。{column} は「年-月-日」の形で保存されているため、"
    "日付は YYYY-MM-DD の形で書いてください。",
)
_DAY = re.compile(r"\d{4}-\d{1,2}-\d{1,2}$")
_MIDNIGHT_TIME = re.compile(r"\d{4}-\d{2}-(?!01)\d{2}[ T]00:00(:00(\.0+)?)?$")
_OTHER_ORDER = re.compile(r"(\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{4}/\d{1,2}/\d{1,2})$")
_TIME_NAMES = ("_at", "timestamp", "datetime", "_ts", "日時")
_FLIPPED: dict[type[exp.Expr], type[exp.Expr]] = {
    exp.GTE: exp.LTE,
    exp.LTE: exp.GTE,
    exp.EQ: exp.EQ,
    exp.LT: exp.GT,
    exp.GT: exp.LT,
}


def date_end_inclusive(block: Block) -> Iterator[LintWarning]:
    """`<= day`, or BETWEEN that ends on a day, on a column with a time of day; `= day` likewise.

    PostgreSQL wiki, "Don't Do This: Don't use BETWEEN (especially with timestamps)".
    """
    for node in block.nodes:
        if isinstance(node, exp.Between):
            if _holds_time(node.this, block) and _is_day(node.args["high"]):
                yield warn("date_end_inclusive", node, block, _CUT, column=_name(node.this))
            continue
        for column, operator, value in _sides(node):
            if _holds_time(column, block) and _is_day(value):
                if operator is exp.LTE:
                    yield warn("date_end_inclusive", node, block, _CUT, column=_name(column))
                elif operator is exp.EQ and not _day_with_time(value):
                    yield warn("datetime_equals_day", node, block, _MIDNIGHT, column=_name(column))


def date_as_text(block: Block) -> Iterator[LintWarning]:
    """A date written in another order than SQLite stores it: it compares text (https://sqlite.org/lang_datefunc.html)."""
    if block.dialect != "sqlite":
        return
    for node in block.nodes:
        sides = list(_sides(node))
        if isinstance(node, exp.Between):
            sides = [(node.this, exp.LTE, node.args["high"])]
        for column, _, value in sides:
            is_date = type_of(column, block) in (ColumnType.DATE, ColumnType.DATETIME)
            if is_date and isinstance(value, exp.Literal) and _OTHER_ORDER.match(value.this):
                yield warn("date_as_text", node, block, _WRITTEN, column=_name(column))


def _sides(node: exp.Expr) -> Iterator[tuple[exp.Expr, type[exp.Expr], exp.Expr]]:
    if type(node) in _FLIPPED and isinstance(node, exp.Binary):
        if isinstance(node.left, exp.Column):
            yield node.left, type(node), node.right
        elif isinstance(node.right, exp.Column):
            yield node.right, _FLIPPED[type(node)], node.left


def _name(column: exp.Expr) -> str:
    return column.name


def _holds_time(node: exp.Expr, block: Block) -> bool:
    """A date-and-time column; a text column counts when its name says so."""
    if not isinstance(node, exp.Column):
        return False
    kind = type_of(node, block)
    if kind is ColumnType.DATETIME:
        return True
    return kind is ColumnType.TEXT and node.name.casefold().endswith(_TIME_NAMES)


def _is_day(node: exp.Expr) -> bool:
    """A date without a time of day, or one that spells out midnight."""
    if isinstance(node, exp.Literal):
        return bool(node.is_string) and bool(_DAY.match(node.this) or _MIDNIGHT_TIME.match(node.this))
    if isinstance(node, exp.Cast) and node.to.this in exp.DataType.TEMPORAL_TYPES:
        return _is_day(node.this)
    if isinstance(node, exp.Date | exp.TsOrDsToDate | exp.StrToDate):
        return not node.find(exp.Column) and (isinstance(node, exp.Date) or _is_day(node.this))
    return isinstance(node, exp.CurrentDate | exp.LastDay)


def _day_with_time(node: exp.Expr) -> bool:
    return bool(_MIDNIGHT_TIME.match(node.name))
