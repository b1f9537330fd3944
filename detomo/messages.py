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
    "audit_broken": Text(
        "The audit is not in order and was left as it is: see `flask audit verify`",
        "監査ログに不整合があるため変更しませんでした。`flask audit verify` で確認してください",
    ),
    "bad_request": Text("The request could not be understood", "リクエストを解釈できませんでした"),
    "body_too_large": Text("The request body is too large", "リクエスト本文が大きすぎます"),
    "busy": Text(
        "The service is busy; please try again shortly", "混み合っています。しばらくしてからもう一度お試しください"
    ),
    "connection_option_forbidden": Text(
        "The option {name} or its value is not allowed in the URL of a connection",
        "接続 URL にオプション {name} またはその値は使用できません",
    ),
    "connection_file_forbidden": Text(
        "A connection to a file must be to an existing one in the folder CONNECTION_FILES_PATH",
        "ファイルへの接続は、CONNECTION_FILES_PATH のフォルダーにある既存のファイルに限られます",
    ),
    "connection_password_twice": Text(
        "Give the password once: as password or inside the URL",
        "パスワードは password か URL のどちらか一方だけで指定してください",
    ),
    "connection_exists": Text("There is a connection {name} already", "接続 {name} は既に存在します"),
    "connection_not_found": Text("Connection not found: {id}", "接続が見つかりません: {id}"),
    "connection_in_use": Text(
        "The connection is in use: give the project another one first",
        "この接続は使用中です。先にプロジェクトの接続を変更してください",
    ),
    "connection_unsafe": Text(
        "The connection's rights are not safe to use",
        "この接続の権限は安全ではありません",
    ),
    "csrf_failed": Text(
        "This request does not come from a page of the service, or its CSRF token is missing",
        "このサービスのページからのリクエストではないか、CSRF トークンがありません",
    ),
    "encryption_key_missing": Text(
        "Stored data cannot be read: its encryption key is not configured",
        "保存データを読み取れません。暗号化キーが設定されていません",
    ),
    "encrypted_value_damaged": Text(
        "Stored data cannot be read: it was changed or is not encrypted",
        "保存データを読み取れません。改ざんされているか、暗号化されていません",
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
    "rows_removed": Text(
        "The rows of this answer are no longer kept", "この回答の行は保存期間が過ぎたため削除されました"
    ),
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
    "rate_limited": Text(
        "Too many requests; try again in {seconds} seconds",
        "リクエストが多すぎます。{seconds} 秒後にもう一度お試しください",
    ),
    "role_unknown": Text("There is no role {name}", "ロール {name} は見つかりません"),
    "question_quota_exceeded": Text(
        "Your quota of {limit} questions a day is used up", "1 日の質問数の上限（{limit} 件）に達しました"
    ),
    "token_quota_exceeded": Text(
        "Your quota of {limit} model tokens a month is used up", "1 か月のトークン数の上限（{limit}）に達しました"
    ),
    "tokens_held": Text(
        "What is left of your quota of {limit} model tokens a month is held for your questions under way; "
        "try again once one of them has ended",
        "1 か月のトークン数の上限（{limit}）の残りは、処理中の質問のために確保されています。"
        "処理中の質問が終わってからもう一度お試しください",
    ),
    "last_admin": Text("This is the last active administrator", "最後の有効な管理者のため、この操作はできません"),
    "csv_invalid": Text(
        "Send CSV in UTF-8, or name its charset, with the columns username and email, and role if you like; "
        "at most {most} lines",
        "CSV を UTF-8 で、または charset を指定して送信してください。列は username、email と任意の role で、"
        "{most} 行以内です",
    ),
    "role_exists": Text("There is already a role {name}", "ロール {name} は既に存在します"),
    "role_built_in": Text("The role {name} is built in", "{name} は組み込みのロールのため変更できません"),
    "role_in_use": Text("Accounts still have the role {name}", "ロール {name} を持つアカウントがあります"),
    "beyond_own_permissions": Text(
        "You can only give, change or take permissions that you have yourself",
        "自分が持つ権限の範囲を超える操作はできません",
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
    "session_unknown": Text("There is no such session", "該当するセッションはありません"),
    "too_many_attempts": Text(
        "Too many failed attempts; try again in {seconds} seconds",
        "試行回数が多すぎます。{seconds} 秒後にもう一度お試しください",
    ),
    "one_time_token_invalid": Text(
        "This token is unknown, used or expired", "このトークンは無効か、使用済みか、有効期限が切れています"
    ),
    "second_factor_exists": Text("A second factor is on already", "二要素認証は既に有効です"),
    "second_factor_missing": Text("There is no second factor", "二要素認証が設定されていません"),
    "second_factor_needed": Text("Your account needs a second factor", "このアカウントには二要素認証が必要です"),
    "code_refused": Text("This code is not right, or was used before", "コードが正しくないか、使用済みです"),
    "email_unverified": Text("Confirm your e-mail address first", "先にメールアドレスを確認してください"),
    "password_expired": Text(
        "The generated password was not replaced in time", "自動生成されたパスワードの有効期限が切れました"
    ),
    "password_wrong": Text("The password is not right", "パスワードが正しくありません"),
    "password_common": Text(
        "This password is among the first that somebody would guess", "推測されやすいパスワードです"
    ),
    "password_own": Text(
        "This password is made of your name, your address or the product's name",
        "名前、メールアドレス、製品名から作られたパスワードは使用できません",
    ),
    "password_pattern": Text("This password follows a simple pattern", "単純な並びのパスワードは使用できません"),
    "api_key_invalid": Text("API key is not valid", "API キーが無効です"),
    "api_key_unknown": Text("There is no such API key", "該当する API キーはありません"),
    "too_many_api_keys": Text("No more than {count} API keys", "API キーは {count} 個までです"),
    "permission_not_held": Text(
        "You cannot give this permission to a key: {permission}", "この権限はキーに付与できません: {permission}"
    ),
    "expiry_too_far": Text("A key may live for {days} days at most", "キーの有効期間は {days} 日以内です"),
    "host_not_local": Text(
        "Without log-ins the service answers only at 127.0.0.1 and localhost",
        "ログインなしの設定では、127.0.0.1 と localhost でのみ応答します",
    ),
    "login_too_old": Text("This needs a recent log-in", "この操作には最近のログインが必要です"),
    "privacy_export_failed": Text(
        "The copy could not be made. Ask for it again; an administrator finds the reason in the log",
        "データの書き出しに失敗しました。もう一度依頼してください。原因は管理者がログで確認できます",
    ),
    "privacy_export_not_ready": Text(
        "The copy is still being made. Ask again shortly", "データの書き出し中です。しばらくしてからお試しください"
    ),
    "privacy_nothing_asked": Text("Nothing of the kind was asked for", "該当する依頼はありません"),
    "oidc_address_taken": Text(
        "There is an account with this e-mail address; its owner logs in with its password",
        "このメールアドレスのアカウントが既にあります。パスワードでログインしてください",
    ),
    "oidc_identity_unknown": Text(
        "No account belongs to this identity, and none may be made for it",
        "この ID に対応するアカウントがなく、作成もできません",
    ),
    "oidc_login_failed": Text(
        "The log-in at the provider did not succeed. Start it again",
        "プロバイダーでのログインに失敗しました。最初からやり直してください",
    ),
    "oidc_not_configured": Text(
        "No single sign-on is configured (OIDC_ISSUER)", "シングルサインオンが設定されていません（OIDC_ISSUER）"
    ),
    "oidc_provider_unavailable": Text(
        "The single sign-on provider does not answer as it should. Try again shortly",
        "シングルサインオンのプロバイダーが正しく応答しません。しばらくしてからお試しください",
    ),
    "oidc_scope_missing": Text(
        "The provider has not granted this token the scope that the service asks for",
        "このトークンには、このサービスに必要なスコープが許可されていません",
    ),
    "has_password": Text(
        "This account has a password. Ask for a reset instead of an invitation",
        "このアカウントにはパスワードがあります。招待ではなくパスワードの再設定を使ってください",
    ),
    "no_own_account": Text(
        "This is for people who are logged in here: not without log-ins, nor by a token of another provider",
        "ここでログインしている本人のための操作です。ログインなしや、外部プロバイダーのトークンでは利用できません",
    ),
}

HINTS: dict[str, Text] = {
    "encryption_key_missing": Text(
        "An administrator adds the earlier key to ENCRYPTION_KEY; `flask keys status` names the keys in use",
        "管理者が以前のキーを ENCRYPTION_KEY に追加してください。使用中のキーは `flask keys status` で確認できます",
    ),
    "rows_removed": Text(
        "Ask the question again, or run its SQL again with run_sql",
        "もう一度質問するか、run_sql で SQL を再実行してください",
    ),
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
    "one_time_token_invalid": Text(
        "Ask for another mail, or log in again", "メールの再送を依頼するか、再度ログインしてください"
    ),
    "second_factor_needed": Text(
        "Set one up at /api/v0/auth/mfa, or give its code at /api/v0/auth/step-up",
        "/api/v0/auth/mfa で設定するか、/api/v0/auth/step-up でコードを送信してください",
    ),
    "email_unverified": Text(
        "Use the token that was sent to you, or have another one sent",
        "届いたメールのトークンを使うか、再送を依頼してください",
    ),
    "password_expired": Text(
        "Have a token sent by /api/v0/auth/forgot-password, or run flask user set-password",
        "/api/v0/auth/forgot-password で再設定するか、flask user set-password を実行してください",
    ),
    "host_not_local": Text(
        "Call it at http://127.0.0.1, or set AUTH_REQUIRED=true",
        "http://127.0.0.1 で呼び出すか、AUTH_REQUIRED=true にしてください",
    ),
    "login_too_old": Text(
        "Give your password at /api/v0/auth/step-up, then try again; without one, log in at your provider "
        "by /api/v0/auth/oidc/login?again=true",
        "/api/v0/auth/step-up でパスワードを送信してから、もう一度お試しください。パスワードがない場合は "
        "/api/v0/auth/oidc/login?again=true からプロバイダーでログインし直してください",
    ),
    "password_common": Text(
        "Use several words that do not belong together, or a password manager",
        "関連のない言葉をいくつか組み合わせるか、パスワード管理ソフトを使用してください",
    ),
    "password_own": Text(
        "Use several words that do not belong together, or a password manager",
        "関連のない言葉をいくつか組み合わせるか、パスワード管理ソフトを使用してください",
    ),
    "password_pattern": Text(
        "Use several words that do not belong together, or a password manager",
        "関連のない言葉をいくつか組み合わせるか、パスワード管理ソフトを使用してください",
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
    r"Must be 2 to 32 lower-case letters, digits, _ and -, a letter first\.": (
        "英小文字、数字、_、- の 2〜32 文字で、英字から始めてください"
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
