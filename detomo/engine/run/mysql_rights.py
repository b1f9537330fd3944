"""What a MySQL or MariaDB user may do that a user for questions should not."""

import re
from collections.abc import Iterator
from typing import Any

from detomo.engine.run.adapter import refuse, warn
from detomo.engine.run.findings import Finding

_GRANT = re.compile(r"GRANT (?P<rights>.+?) ON (?P<where>\S+) TO ", re.IGNORECASE)
_GLOBAL = "*.*"
_ALL = "ALL PRIVILEGES"
_WRITES = frozenset({"INSERT", "UPDATE", "DELETE", "CREATE", "DROP", "ALTER", "INDEX", "TRIGGER", "EVENT", _ALL})


def probe(cursor: Any) -> Iterator[Finding]:
    cursor.execute("SHOW GRANTS")
    grants = [match for (line,) in cursor.fetchall() if (match := _GRANT.match(line))]
    everywhere = {right for grant in grants if grant["where"] == _GLOBAL for right in _rights(grant)}
    anywhere = {right for grant in grants for right in _rights(grant)}
    if everywhere & {_ALL, "SUPER"}:
        # Such a user has every other right as well; one finding says it all.
        yield refuse(
            "superuser",
            "The user may do everything on the server. Use a user that may only SELECT.",
            "このユーザーはサーバー上で何でもできます。SELECTだけが許可されたユーザーを使ってください。",
        )
        return
    if "FILE" in everywhere:
        yield refuse(
            "server_files",
            "The user has the FILE right: it can read and write files of the server. Revoke it.",
            "このユーザーはFILE権限を持ち、サーバーのファイルを読み書きできます。権限を取り消してください。",
        )
    if "PROCESS" in everywhere:
        yield warn(
            "process_right",
            "The user has the PROCESS right: it can see what others run. Revoke it.",
            "このユーザーはPROCESS権限を持ち、他の人が実行中の内容を見られます。権限を取り消してください。",
        )
    if written := anywhere & _WRITES:
        names = ", ".join(sorted(written))
        yield warn(
            "write_rights",
            f"The user may do more than read: {names}. Give it SELECT only.",
            f"このユーザーは読み取り以外もできます：{names}。SELECTだけを許可してください。",
        )


def _rights(grant: re.Match[str]) -> list[str]:
    """The rights of one grant, without the columns that some are limited to."""
    return [right.strip().upper() for right in re.sub(r"\([^)]*\)", "", grant["rights"]).split(",")]
