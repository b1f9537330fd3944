"""What people read when a statement or a connection fails, by code, and the exceptions that carry it."""

from detomo.engine.errors import EngineError, QueryFailed, QueryStopped, Unavailable
from detomo.engine.types import Text

STOPPED = {
    "query_timeout": Text(
        "The query took longer than {seconds:g} seconds and was stopped.",
        "クエリが{seconds:g}秒以内に終わらなかったため、停止しました。",
    ),
    "query_memory": Text(
        "The query needed more memory than it may use and was stopped.",
        "クエリが使用できるメモリの上限を超えたため、停止しました。",
    ),
    "query_too_large": Text(
        "The query made a value larger than one cell may be and was stopped.",
        "クエリが1つのセルの上限を超える大きさの値を作ったため、停止しました。",
    ),
    "query_cancelled": Text("The query was cancelled.", "クエリはキャンセルされました。"),
}
STOPPED_HINTS = {
    "query_timeout": Text(
        "Ask about a shorter period or fewer tables, or raise the time limit.",
        "期間や表を絞って質問するか、時間の上限を上げてください。",
    ),
    "query_memory": Text(
        "Narrow the question down, for instance to one year or one customer.",
        "1年分や1顧客分など、質問の範囲を絞ってください。",
    ),
    "query_too_large": Text("Ask for fewer or shorter texts.", "取り出すテキストの数や長さを減らしてください。"),
}
FAILED = {
    "query_failed": Text("The database could not run the query.", "データベースがクエリを実行できませんでした。"),
    "query_denied": Text(
        "The database connection does not allow what the query does.",
        "このデータベース接続では、クエリの操作が許可されていません。",
    ),
}
UNAVAILABLE = {
    "database_unreachable": Text(
        "The database {database} cannot be reached.", "データベース {database} に接続できません。"
    ),
    "database_login_failed": Text(
        "The database {database} refused the login.", "データベース {database} へのログインが拒否されました。"
    ),
    "database_lost": Text(
        "The connection to the database {database} was lost during the query.",
        "クエリの実行中に、データベース {database} との接続が切れました。",
    ),
    "database_address_forbidden": Text(
        "The host of the database {database} is in a network that connections may not be made to.",
        "データベース {database} のホストは、接続が許可されていないネットワークにあります。",
    ),
    "busy": Text(
        "Every query slot of the database {database} is taken.",
        "データベース {database} のクエリ枠がすべて使用中です。",
    ),
    "database_closed": Text(
        "The connection to the database {database} is closed.", "データベース {database} への接続は閉じられています。"
    ),
}
UNAVAILABLE_HINTS = {
    "database_unreachable": Text(
        "Check the address in the database URL and that the server is running ({reason}).",
        "データベースURLのアドレスと、サーバーが起動しているかを確認してください（{reason}）。",
    ),
    "database_login_failed": Text(
        "Check the user name and the password in the database URL.",
        "データベースURLのユーザー名とパスワードを確認してください。",
    ),
    "database_address_forbidden": Text(
        "ALLOW_PRIVATE_CONNECTIONS lets an administrator use databases of an own network.",
        "社内ネットワークのデータベースは、ALLOW_PRIVATE_CONNECTIONS を設定すると使えます。",
    ),
    "database_lost": Text("Ask again in a moment.", "しばらくしてから、もう一度質問してください。"),
    "busy": Text("Ask again in a few seconds.", "数秒後に、もう一度質問してください。"),
}


def failure(
    code: str, *, database: str, diagnosis: str = "", touched_rows: bool = True, seconds: float = 0.0
) -> EngineError:
    """Build the exception for a code: `QueryStopped`, `Unavailable` or, for every other code, `QueryFailed`."""
    if code in STOPPED:
        message = STOPPED[code].within(seconds=seconds)
        return QueryStopped(code, message, hint=STOPPED_HINTS.get(code), diagnosis=diagnosis, touched_rows=touched_rows)
    if code in UNAVAILABLE:
        hint = UNAVAILABLE_HINTS.get(code)
        message = UNAVAILABLE[code].within(database=database)
        return Unavailable(code, message, hint=hint and hint.within(reason=diagnosis or "-"))
    return QueryFailed(code, FAILED.get(code, FAILED["query_failed"]), diagnosis=diagnosis, touched_rows=touched_rows)
