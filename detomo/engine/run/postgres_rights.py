"""What a PostgreSQL role may do that a role for questions should not."""

from collections.abc import Iterator

import psycopg

from detomo.engine.run.adapter import refuse, warn
from detomo.engine.run.findings import Finding

_SERVER_ROLES = """
    SELECT rolname FROM pg_roles
    WHERE rolname IN ('pg_read_server_files', 'pg_write_server_files', 'pg_execute_server_program')
      AND pg_has_role(current_user, oid, 'member')
    ORDER BY rolname
"""
_ROLE = "SELECT rolsuper, rolcreaterole OR rolcreatedb OR rolreplication FROM pg_roles WHERE rolname = current_user"
_WRITES = """
    SELECT count(*) FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'f', 'v') AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
      AND has_table_privilege(c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')
"""
_CREATES = """
    SELECT has_database_privilege(current_database(), 'CREATE') OR bool_or(has_schema_privilege(oid, 'CREATE'))
    FROM pg_namespace WHERE nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema'
"""


def probe(cursor: psycopg.Cursor) -> Iterator[Finding]:
    role = cursor.execute(_ROLE).fetchone() or (False, False)
    if role[0]:
        # A superuser has every other right as well; one finding says it all.
        yield refuse(
            "superuser",
            "The role is a superuser: it can read files and run programs on the server. Use one that may only SELECT.",
            "このロールはスーパーユーザーで、サーバー上のファイルを読んだりプログラムを実行したりできます。"
            "SELECTだけが許可されたロールを使ってください。",
        )
        return
    for (name,) in cursor.execute(_SERVER_ROLES).fetchall():
        yield refuse(
            "server_files",
            f"The role is a member of {name}: it can reach beyond the database. Revoke that membership.",
            f"このロールは{name}のメンバーで、データベースの外に手が届きます。メンバーから外してください。",
        )
    if role[1]:
        yield warn(
            "role_rights",
            "The role may create roles or databases, or replicate. A role for questions needs none of that.",
            "このロールはロールやデータベースの作成、またはレプリケーションができます。質問用のロールには不要です。",
        )
    yield from _data_rights(cursor)


def _data_rights(cursor: psycopg.Cursor) -> Iterator[Finding]:
    (writable,) = cursor.execute(_WRITES).fetchone() or (0,)
    if writable:
        yield warn(
            "write_rights",
            f"The role may change {writable} tables. Give it SELECT only.",
            f"このロールは{writable}個の表を変更できます。SELECTだけを許可してください。",
        )
    (creates,) = cursor.execute(_CREATES).fetchone() or (False,)
    if creates:
        yield warn(
            "create_rights",
            "The role may create objects in the database. Revoke CREATE from it and from PUBLIC.",
            "このロールはデータベースにオブジェクトを作成できます。ロールとPUBLICからCREATE権限を取り消してください。",
        )
