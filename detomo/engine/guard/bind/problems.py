"""What can be wrong with a name or a literal, in words for people and for a model."""

from dataclasses import dataclass, field
from enum import StrEnum

from sqlglot import exp

from detomo.engine.guard.bind.frames import Frame
from detomo.engine.types import Text


class Code(StrEnum):
    UNKNOWN_TABLE = "unknown_table"
    UNKNOWN_COLUMN = "unknown_column"
    AMBIGUOUS_COLUMN = "ambiguous_column"
    UNKNOWN_QUALIFIER = "unknown_qualifier"  # no source of that name is in FROM
    COLUMN_OF_OTHER_TABLE = "column_of_other_table"  # the qualifier is right, but another source has the column
    TABLE_NOT_JOINED = "table_not_joined"  # a table that exists is used but is not in FROM
    ALIAS_NOT_VISIBLE = "alias_not_visible"  # an output's name where the engine does not know it yet
    UNKNOWN_FUNCTION = "unknown_function"
    SELF_COMPARISON = "self_comparison"  # a join condition that compares a table with itself
    NUMBER_AS_TEXT = "number_as_text"
    TEXT_AS_NUMBER = "text_as_number"
    BOOLEAN_AS_NUMBER = "boolean_as_number"
    UNKNOWN_VALUE = "unknown_value"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that does not bind.

    `part` is the SQL fragment, `nearest` the existing names most like it, best first.
    """

    code: Code
    part: str
    message: Text
    nearest: tuple[str, ...] = ()
    node: exp.Expr = field(default_factory=exp.Null, compare=False, repr=False)
    frame: Frame | None = field(default=None, compare=False, repr=False)


MESSAGES: dict[Code, Text] = {
    Code.UNKNOWN_TABLE: Text("There is no table {part}.", "表 {part} はありません。"),
    Code.UNKNOWN_COLUMN: Text("There is no column {part} in {where}.", "{where} に列 {part} はありません。"),
    Code.AMBIGUOUS_COLUMN: Text(
        "The column {part} exists in {where}; say which one is meant.",
        "列 {part} は {where} のどちらにもあります。どの表の列かを指定してください。",
    ),
    Code.UNKNOWN_QUALIFIER: Text(
        "{part} is qualified with a name that is not in FROM ({where}).",
        "{part} の修飾名は FROM 句（{where}）にありません。",
    ),
    Code.COLUMN_OF_OTHER_TABLE: Text("The column {part} belongs to {where}.", "列 {part} は {where} の列です。"),
    Code.TABLE_NOT_JOINED: Text(
        "{part} uses the table {where}, which is not in FROM.", "{part} の表 {where} が FROM 句にありません。"
    ),
    Code.UNKNOWN_FUNCTION: Text("{part} does not exist in {where}.", "{part} は {where} では使えません。"),
    Code.SELF_COMPARISON: Text(
        "The join condition {part} compares a table with itself.", "結合条件 {part} は同じ表どうしの比較です。"
    ),
    Code.NUMBER_AS_TEXT: Text("{part} compares a number with text.", "{part} は数値と文字列を比べています。"),
    Code.TEXT_AS_NUMBER: Text(
        "{part} compares a text column with a number.", "{part} は文字列の列を数値と比べています。"
    ),
    Code.ALIAS_NOT_VISIBLE: Text(
        "The output name {part} cannot be used in {where}.", "出力名 {part} は {where} では使えません。"
    ),
    Code.BOOLEAN_AS_NUMBER: Text(
        "{part} compares a true-or-false column with a number.", "{part} は真偽値の列を数値と比べています。"
    ),
    Code.UNKNOWN_VALUE: Text("No row has the value {part} in {where}.", "{where} に値 {part} の行はありません。"),
}
