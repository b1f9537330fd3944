"""What the guard says when it refuses, in both languages, by the refusal's code."""

from detomo.engine.errors import Refused
from detomo.engine.types import Text

_MESSAGES = {
    "empty_statement": Text("There is no SQL statement.", "SQL文がありません。"),
    "multiple_statements": Text("Only one statement may be run at a time.", "一度に実行できるSQL文は1つだけです。"),
    "syntax_error": Text("The SQL could not be understood near: {part}", "SQLの次の付近を解釈できません: {part}"),
    "not_a_query": Text(
        "Only queries that read data may be run: {part}", "データを読み取るクエリだけを実行できます: {part}"
    ),
    "too_long": Text("The statement is too long.", "SQL文が長すぎます。"),
    "too_deep": Text("The statement is nested too deeply.", "SQL文の入れ子が深すぎます。"),
    "forbidden_character": Text(
        "The statement holds an invisible or control character: {part}",
        "SQL文に不可視文字または制御文字が含まれています: {part}",
    ),
    "executable_comment": Text(
        "Comments that the database executes are not allowed: {part}",
        "データベースが実行するコメントは使えません: {part}",
    ),
    "client_command": Text(
        "Commands of a database client are not SQL: {part}",
        "データベースクライアントのコマンドはSQLではありません: {part}",
    ),
    "explain_not_allowed": Text("This form of EXPLAIN is not allowed: {part}", "この形式のEXPLAINは使えません: {part}"),
    "function_not_allowed": Text("The function is not allowed: {part}", "この関数は使えません: {part}"),
    "table_not_allowed": Text(
        "The table does not exist or may not be read: {part}",
        "テーブルが存在しないか、読み取りが許可されていません: {part}",
    ),
    "column_not_found": Text("There is no such column: {part}", "列が存在しません: {part}"),
    "type_not_allowed": Text("The data type is not allowed: {part}", "このデータ型は使えません: {part}"),
    "variable_not_allowed": Text(
        "Variables and parameters are not allowed: {part}", "変数やパラメータは使えません: {part}"
    ),
    "construct_not_allowed": Text("This part of SQL is not allowed: {part}", "SQLのこの構文は使えません: {part}"),
    "too_expensive": Text("This would produce too much data: {part}", "生成されるデータ量が多すぎます: {part}"),
    "unsafe_text": Text(
        "The statement could not be written back safely near: {part}",
        "SQL文を安全に書き出せませんでした: {part}",
    ),
}

_HINTS = {
    "empty_statement": Text("Write one SELECT statement.", "SELECT文を1つ書いてください。"),
    "multiple_statements": Text("Send the statements one by one.", "SQL文を1つずつ送ってください。"),
    "not_a_query": Text(
        "Start with SELECT or WITH. Tables and columns are listed by the product itself.",
        "SELECTまたはWITHで始めてください。テーブルや列の一覧は製品の画面で確認できます。",
    ),
    "too_long": Text("Shorten the statement.", "SQL文を短くしてください。"),
    "too_deep": Text("Use WITH to flatten the statement.", "WITHを使って入れ子を減らしてください。"),
    "forbidden_character": Text("Type the statement again as plain text.", "通常の文字で入力し直してください。"),
    "executable_comment": Text("Remove the comment.", "コメントを削除してください。"),
    "explain_not_allowed": Text(
        "Use plain EXPLAIN, which does not run the query.", "クエリを実行しない通常のEXPLAINを使ってください。"
    ),
    "variable_not_allowed": Text("Write the value itself.", "値を直接書いてください。"),
    "too_expensive": Text("Use a smaller number.", "より小さい数を指定してください。"),
}

TRANSLATED = Text(
    "The statement was written in another SQL dialect and was translated.",
    "別のSQL方言で書かれていたため、変換しました。",
)
_LONGEST_PART = 120


def refusal(code: str, part: str = "", hint: Text | None = None) -> Refused:
    """Make the refusal for a code. `part` is the SQL fragment concerned; long ones are cut."""
    short = " ".join(part.split())
    short = short if len(short) <= _LONGEST_PART else short[: _LONGEST_PART - 1] + "…"
    return Refused(code, _MESSAGES[code].within(part=short), hint=hint or _HINTS.get(code), part=short)


def nearest_hint(names: list[str]) -> Text:
    """Suggest names that exist."""
    joined = ", ".join(names)
    return Text(f"Did you mean: {joined}?", f"もしかして: {joined}")


def tables_hint(names: list[str]) -> Text:
    """Say which tables there are."""
    joined = ", ".join(names)
    return Text(f"Tables that may be read include: {joined}", f"読み取れるテーブルの例: {joined}")


def alternative_hint(alternative: str) -> Text:
    return Text(f"Write instead: {alternative}", f"代わりに次を使ってください: {alternative}")
