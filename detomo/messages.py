"""What the service says to people, by code, in English and Japanese.

The English of codes that the HTTP contract fixes must not change. `translate_field` covers marshmallow's own texts.
"""

import re

from detomo.engine.types import Language, Text

MESSAGES: dict[str, Text] = {
    "app_database_unavailable": Text(
        "The service's own database is not available at the moment",
        "サービスのデータベースに現在接続できません",
    ),
    "bad_request": Text("The request could not be understood", "リクエストを解釈できませんでした"),
    "body_too_large": Text("The request body is too large", "リクエスト本文が大きすぎます"),
    "busy": Text(
        "The service is busy; please try again shortly", "混み合っています。しばらくしてからもう一度お試しください"
    ),
    "forbidden": Text("You may not do this", "この操作を行う権限がありません"),
    "inactive_user": Text("Inactive user", "このユーザーは無効です"),
    "internal_error": Text("Something went wrong on our side", "サーバー内部でエラーが発生しました"),
    "invalid_json": Text("The request body is not valid JSON", "リクエスト本文が正しい JSON ではありません"),
    "json_too_deep": Text("The JSON is nested too deeply", "JSON の入れ子が深すぎます"),
    "login_failed": Text("Incorrect username or password", "ユーザー名またはパスワードが正しくありません"),
    "method_not_allowed": Text("This method is not allowed here", "この URL では使用できないメソッドです"),
    "not_authenticated": Text("Not authenticated", "認証されていません"),
    "not_found": Text("Not found", "見つかりません"),
    "golden_not_found": Text("Golden question not found: {id}", "評価用の質問が見つかりません: {id}"),
    "id_not_found": Text("Cache ID not found: {id}", "ID が見つかりません: {id}"),
    "no_results": Text("No results found in cache for this ID", "この ID の結果がありません"),
    "no_sql": Text("No SQL found in cache for this ID", "この ID の SQL がありません"),
    "nothing_to_clarify": Text("There is nothing to choose for this question", "この質問に選択肢はありません"),
    "option_unknown": Text("There is no such option: {option}", "この選択肢はありません: {option}"),
    "not_run_yet": Text(
        "Missing cached data. Make sure to call generate_sql and run_sql first.",
        "データがありません。先に generate_sql と run_sql を呼び出してください。",
    ),
    "question_missing": Text("Missing or empty 'question' field", "'question' が空か、指定されていません"),
    "item_not_found": Text("Training data not found: {id}", "学習データが見つかりません: {id}"),
    "training_invalid": Text(
        "Invalid training data format. Provide 'ddl', 'documentation', or ('question' + 'sql')",
        "学習データの形式が正しくありません。'ddl'、'documentation'、または 'question' と 'sql' を指定してください",
    ),
    "term_not_found": Text("Term not found: {id}", "用語が見つかりません: {id}"),
    "glossary_invalid": Text(
        "A term needs a name and one meaning: an expression, or a table with or without a column and a value",
        "用語には名前と意味が必要です。意味は式、またはテーブル（列と値は任意）のどちらか一つを指定してください",
    ),
    "glossary_unknown_name": Text(
        "The meaning names nothing that exists in the database, or is not an SQL expression: {name}",
        "意味がデータベースに存在しないか、SQL の式ではありません: {name}",
    ),
    "attribute_reserved": Text(
        "{name} is an attribute of the account itself and cannot be set",
        "{name} はアカウント自体の属性のため設定できません",
    ),
    "rule_invalid": Text(
        "Give either a predicate (row rule), or a column and an action (column rule)",
        "predicate（行ルール）、または column と action（列ルール）のどちらか一方を指定してください",
    ),
    "rule_not_found": Text("Rule not found: {id}", "ルールが見つかりません: {id}"),
    "token_expired": Text("Token has expired", "トークンの有効期限が切れています"),
    "token_invalid": Text("Token is not valid", "トークンが無効です"),
    "token_not_fresh": Text("A fresh login is needed", "再度ログインが必要です"),
    "token_revoked": Text("Token has been revoked", "トークンは取り消されています"),
    "token_wrong_kind": Text("This kind of token is not accepted here", "この種類のトークンは使用できません"),
    "unhealthy": Text("The service is not ready", "サービスの準備ができていません"),
    "unsupported_media_type": Text(
        "The request body must be JSON, with Content-Type: application/json",
        "リクエスト本文は JSON とし、Content-Type: application/json を指定してください",
    ),
    "user_unknown": Text("There is no user {name}", "ユーザー {name} は見つかりません"),
    "user_exists": Text("User already exists", "このユーザーは既に存在します"),
}

HINTS: dict[str, Text] = {
    "not_authenticated": Text(
        "Log in, then send the access token as `Authorization: Bearer …`",
        "ログインし、アクセストークンを `Authorization: Bearer …` として送信してください",
    ),
    "token_expired": Text(
        "Use the refresh token or log in again", "リフレッシュトークンを使うか、再度ログインしてください"
    ),
    "token_revoked": Text("Log in again", "再度ログインしてください"),
    "app_database_unavailable": Text(
        "Please try again shortly; an administrator finds the reason in the log",
        "しばらくしてからお試しください。原因は管理者がログで確認できます",
    ),
}

FIELD_MESSAGES: dict[str, str] = {  # regular expression over marshmallow's English → Japanese
    r"Missing data for required field\.": "必須項目です",
    r"Unknown field\.": "不明な項目です",
    r"Field may not be null\.": "null は指定できません",
    r"Not a valid string\.": "文字列で指定してください",
    r"Not a valid integer\.": "整数で指定してください",
    r"Not a valid number\.": "数値で指定してください",
    r"Not a valid boolean\.": "真偽値で指定してください",
    r"Not a valid list\.": "配列で指定してください",
    r"Not a valid mapping type\.": "オブジェクトで指定してください",
    r"Not a valid email address\.": "メールアドレスの形式が正しくありません",
    r"Invalid input type\.": "JSON オブジェクトで指定してください",
    r"Must be one of: (.*)\.": r"次のいずれかを指定してください: \1",
    r"Shorter than minimum length (\d+)\.": r"\1 文字以上で指定してください",
    r"Longer than maximum length (\d+)\.": r"\1 文字以下で指定してください",
    r"Length must be between (\d+) and (\d+)\.": r"\1 文字以上 \2 文字以下で指定してください",
    r"Must be greater than or equal to (\S+?)\.?": r"\1 以上で指定してください",
    r"Must be greater than (\S+?)\.?": r"\1 より大きい値を指定してください",
    r"Must be less than or equal to (\S+?)\.?": r"\1 以下で指定してください",
    r"Must be greater than or equal to (\S+) and less than or equal to (\S+?)\.?": r"\1 以上 \2 以下で指定してください",
    r"Must be up to 64 letters, digits and _, not a digit first\.": (
        "英数字と _ を 64 文字以内で、数字以外から始めてください"
    ),
    r"Must be text, a number, a boolean or null\.": "文字列、数値、真偽値、null のいずれかで指定してください",
    r"Must be a finite number of at most 64 bits\.": "64 ビット以内の有限の数値で指定してください",
    r"Must not contain NUL or unpaired surrogate characters\.": "NUL 文字や不正なサロゲートは使用できません",
    r"May hold no @, control characters or spaces at its ends\.": "@、制御文字、前後の空白は使用できません",
}


def translate_field(message: str, language: Language) -> str:
    """Give the text of one field's finding; a text without a translation stays English."""
    if language == "en":
        return message
    for pattern, japanese in FIELD_MESSAGES.items():
        if match := re.fullmatch(pattern, message):
            return match.expand(japanese)
    return message
